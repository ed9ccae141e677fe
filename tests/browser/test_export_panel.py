"""Taking the picture home, and going on from a file: the panel, its preview, its files, and what is dropped."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from optviz import Scenario, export
from optviz.exports.stamp import read_scenario

FEW_AND_LONG = True
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
SCENARIO = Scenario(surface="himmelblau", optimizers=["adam", "rmsprop"], num_steps=50)
SEEN = "() => document.querySelector('.ov-home-picture')?.dataset.stale === 'no'"
DRAG = """([name, text, kind]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  data.items.add(new File([bytes], name));
  const target = document.querySelector("dialog[open]") ?? document.querySelector(".stApp");
  target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


class Panel:
    """The panel of a screen."""

    def __init__(self, screen):
        self.page = screen.page
        self.dialog = self.page.get_by_role("dialog", name="Take home")

    def open(self) -> "Panel":
        self.page.get_by_role("button", name="Take home").click()
        self.dialog.wait_for()
        return self

    def choose(self, short: str) -> None:
        self.dialog.locator(".ov-home-format", has=self.page.get_by_text(short, exact=True)).click()

    def option(self, key: str):
        return self.dialog.locator(f'[data-option="{key}"]')

    def seen(self) -> None:
        """Waits for the preview of what is chosen."""
        self.page.wait_for_function(SEEN)

    def image(self) -> Image.Image:
        self.seen()
        source = self.dialog.locator("img").get_attribute("src")
        return Image.open(io.BytesIO(self.page.request.get(source).body())).convert("L")

    def download(self):
        with self.page.expect_download() as download:
            self.dialog.get_by_role("button", name="Download").click()
        return download.value


def drag(screen, name: str, data: bytes, kind: str) -> None:
    screen.page.evaluate(DRAG, [name, base64.b64encode(data).decode(), kind])


def forgive_refusals(screen, status=422) -> None:
    """The browser itself notes every answer that is a refusal."""
    screen.complaints[:] = [complaint for complaint in screen.complaints if f"status of {status}" not in complaint]


@pytest.fixture
def screen(open_screen):
    return open_screen(viewport=LAPTOP, reduced_motion="reduce")


def test_a_figure_is_chosen_seen_and_taken_home(screen):
    asked = []
    screen.listen("request", lambda request: "api/exports" in request.url and asked.append(request.url))
    screen.show(SCENARIO.to_url())
    assert asked == []  # nothing is made before it is asked for
    panel = Panel(screen).open()
    assert panel.image().getpixel((0, 0)) > 240
    panel.option("style").select_option("dark")
    assert panel.image().getpixel((0, 0)) < 60
    alert, width = panel.dialog.get_by_role("alert"), panel.option("width")
    width.fill("12 furlongs")
    alert.get_by_text("a length such as").wait_for()
    assert width.get_attribute("aria-invalid") == "true"
    width.fill("400px")
    panel.dialog.locator("summary").click()
    panel.option("curves").select_option("no")
    panel.seen()
    assert alert.inner_text() == ""
    assert width.get_attribute("aria-invalid") == "false"
    download = panel.download()
    assert download.suggested_filename == "himmelblau-adam-rmsprop.png"
    data = download.path().read_bytes()
    assert read_scenario(data) == SCENARIO
    assert data == export(SCENARIO, format="png", style="dark", width="400px", curves=False)
    forgive_refusals(screen)


def test_a_clip_shows_how_far_it_is_and_can_be_broken_off(screen):
    screen.show(SCENARIO.to_url())
    panel = Panel(screen).open()
    panel.choose("GIF")
    panel.option("width").fill("240px")
    panel.option("seconds").fill("60")
    screen.page.evaluate("""() => {
      const bar = document.querySelector('.ov-home progress');
      window.shares = [];
      const note = () => bar.hasAttribute('value') && shares.push(bar.value);
      new MutationObserver(note).observe(bar, { attributes: true });
    }""")
    panel.dialog.get_by_role("button", name="Download").click()
    screen.page.wait_for_function("() => window.shares.length > 1")
    panel.dialog.get_by_role("button", name="Cancel").click()
    panel.dialog.get_by_text("Cancelled.").wait_for()
    shares = screen.page.evaluate("() => window.shares")
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 1
    panel.option("seconds").fill("0.5")
    download = panel.download()
    assert download.suggested_filename == "himmelblau-adam-rmsprop.gif"
    with Image.open(download.path()) as clip:
        assert clip.n_frames == 10
    assert read_scenario(download.path()) == SCENARIO
    panel.dialog.get_by_text("Done.").wait_for()


def test_a_server_without_room_is_asked_again(screen):
    seconds = []

    def answer(route):
        if seconds and route.request.method == "POST":
            route.fulfill(status=503, headers={"retry-after": str(seconds.pop())}, json={"problems": []})
        else:
            route.continue_()

    screen.show(SCENARIO.to_url())
    screen.page.route("**/api/exports", answer)
    seconds.append(60)
    panel = Panel(screen).open()
    panel.dialog.get_by_role("group", name="Preview").get_by_text("trying again in 60 s").wait_for()
    seconds.append(1)
    panel.choose("SVG")
    panel.seen()
    assert seconds == []
    seconds.append(60)
    panel.dialog.get_by_role("button", name="Download").click()
    panel.dialog.get_by_text("The server makes files for others; trying again in 60 s").wait_for()
    panel.dialog.get_by_role("button", name="Cancel").click()
    panel.dialog.get_by_text("Cancelled.").wait_for()
    seconds.append(1)
    assert panel.download().suggested_filename == "himmelblau-adam-rmsprop.svg"
    assert seconds == []
    screen.page.unroute("**/api/exports")
    forgive_refusals(screen, 503)


def test_the_choice_is_kept_and_follows_the_page(screen):
    screen.show(f"{SCENARIO.to_url()}&show.view=overlaid")
    panel = Panel(screen).open()
    panel.choose("SVG")
    panel.option("style").select_option("print")
    panel.option("width").fill("300px")
    assert panel.option("view").input_value() == ""
    assert panel.option("view").locator("option").first.inner_text() == "As on the page (overlaid)"
    panel.dialog.get_by_text("himmelblau-adam-rmsprop-overlaid.svg").wait_for()
    screen.page.reload()
    screen.ready()
    panel = Panel(screen).open()
    assert panel.option("style").input_value() == "print"
    assert panel.option("width").input_value() == "300px"
    panel.choose("PNG")
    assert panel.option("style").input_value() == "print"  # a style means the same in every format, a width does not
    assert panel.option("width").input_value() == "1920px"


def test_the_panel_says_what_the_page_says(screen):
    screen.show(f"{SCENARIO.to_url()}&show.view=space&show.against=gradients")
    screen.page.get_by_role("button", name="View", exact=True).click()
    menu = screen.page.locator(".ov-view:popover-open select, .ov-curves-head select")
    said = [select.locator("option").all_text_contents() for select in menu.all()]
    screen.page.keyboard.press("Escape")
    panel = Panel(screen).open()
    following = {"view": "3D", "arrows": "off", "against": "against gradients", "scale": "logarithmic"}
    for key, shown in following.items():
        first, *others = panel.option(key).locator("option").all_text_contents()
        assert first == f"As on the page ({shown})"
        offered = [
            text.lower() for text in others if text not in ("Curves", "Data")
        ]  # views of their own in files only
        assert offered in [[text.lower() for text in texts] for texts in said]


def test_the_panel_is_the_keyboards_and_takes_the_picture_up_to_the_playhead(screen):
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.show(SCENARIO.to_url())
    for _ in range(2):
        screen.page.keyboard.press("Shift+ArrowRight")
    screen.wait("player.playhead.step === 20")
    opener = screen.page.get_by_role("button", name="Take home")
    opener.focus()
    screen.page.keyboard.press("Enter")
    panel = Panel(screen)
    panel.dialog.get_by_text("himmelblau-adam-rmsprop-step-20.png").wait_for()
    panel.option("step").select_option("Whole")
    panel.dialog.get_by_text("himmelblau-adam-rmsprop.png").wait_for()
    panel.dialog.get_by_role("radio", name="PNG image").focus()
    screen.page.keyboard.press("ArrowRight")
    assert panel.dialog.get_by_role("radio", name="SVG drawing").is_checked()
    panel.dialog.get_by_role("button", name="Download").focus()
    for key in ("v", "a", "Home", "?"):  # keys of the picture, which is behind the panel
        screen.page.keyboard.press(key)
    assert screen.read("[player.display.view, player.display.arrows, player.playhead.step]") == ["panels", "0", 20]
    assert screen.page.locator("dialog[open]").count() == 1
    panel.choose("JAX")
    panel.dialog.get_by_role("button", name="Copy").click()
    panel.dialog.get_by_text("Copied.").wait_for()
    copied = screen.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.encode() == export(SCENARIO, format="jax")
    screen.page.keyboard.press("Escape")
    panel.dialog.wait_for(state="hidden")
    assert opener.evaluate("(button) => button === document.activeElement")


def test_the_panel_fits_a_phone(open_screen):
    screen = open_screen(viewport=PHONE, reduced_motion="reduce")
    screen.show(SCENARIO.to_url())
    panel = Panel(screen).open()
    panel.seen()
    for place in ("form", "header", "footer", ".ov-home-body"):
        box = panel.dialog.locator(place).bounding_box()
        assert min(box["x"], box["y"]) >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] + box["height"] <= PHONE["height"]
    assert panel.dialog.locator(".ov-home-body").evaluate("(body) => body.scrollWidth <= body.clientWidth")


def rubbish():
    yield "cat.png", b"\x89PNG a picture of a cat", "there is no Scenario inside"
    yield "cut.csv", export(SCENARIO, format="csv")[:60], "damaged"
    yield "new.csv", export(SCENARIO, format="csv").replace(b"optviz/1", b"optviz/9"), "newer optviz"
    yield "bad.json", b'{"surface": "ravin", "optimizers": ["sgd"]}', "did you mean 'ravine'"


def test_a_file_dropped_on_the_page_opens_its_scenario(screen, tmp_path):
    screen.show()
    before = screen.scenario()
    for name, data, message in rubbish():
        drag(screen, name, data, "drop")
        notice = screen.page.locator(".ov-notice", has_text=message)
        notice.wait_for()
        assert notice.text_content().startswith(f"{name}: ")  # it is shown for some seconds only
    screen.page.evaluate("() => optvizPlayer.exportPanel.then((panel) => (panel.largest = 10))")
    drag(screen, "long.bin", b" " * 11, "drop")
    screen.page.locator(".ov-notice", has_text="larger than").wait_for()
    screen.page.evaluate("() => optvizPlayer.exportPanel.then((panel) => (panel.largest = 1e7))")
    assert screen.scenario() == before
    forgive_refusals(screen)

    data = export(SCENARIO, format="png", width="400px")
    hint = screen.page.get_by_text("Drop a file that optviz made")
    drag(screen, "a.png", data, "dragenter")
    hint.wait_for()
    drag(screen, "a.png", data, "drop")
    hint.wait_for(state="hidden")
    screen.wait("player.shownScenario.surface.key === 'himmelblau'")
    screen.page.get_by_text("a.png is open.").wait_for(state="attached")
    screen.ready()
    assert screen.scenario() == SCENARIO
    screen.assert_drawn(0, SCENARIO)
    expect(screen.page.get_by_label("Steps, exact number", exact=True)).to_have_value("50", timeout=60_000)
    screen.page.get_by_role("button", name="Undo").click()
    screen.wait("player.shownScenario.surface.key !== 'himmelblau'")
    screen.ready()
    assert screen.scenario() == before

    panel = Panel(screen).open()
    with screen.page.expect_file_chooser() as chooser:
        panel.dialog.get_by_role("button", name="Open a file").click()
    chooser.value.set_files(export(SCENARIO, tmp_path / "run.md"))
    panel.dialog.wait_for(state="hidden")
    screen.wait("player.shownScenario.surface.key === 'himmelblau'")
    screen.ready()
    assert screen.scenario() == SCENARIO
