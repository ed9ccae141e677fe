"""What is drawn is named, what happened is said, and a hall can be shown all of it."""

import pytest

from optviz import Scenario, simulate
from optviz.picture.described import ground_of, way_of
from optviz.picture.happened import happened
from optviz.picture.legend import DRAWN

QUERY = "surface=himmelblau&optimizers.0=sgd&optimizers.1=adam&optimizers.2=bfgs&num_steps=60"
LIVE = """[...document.querySelectorAll(".ov-root :is([aria-live], [role=status], [role=alert], output)")]
  .map((element) => element.textContent)"""
SHOWN = "document.querySelector('.ov-happened').innerText.replace(/\\s+/g, ' ').trim()"
ALOUD = "document.querySelector('.ov-happened + .ov-unseen').textContent"
PLACE = "document.querySelector('.ov-transport').getBoundingClientRect().top"


SMALL = """[...player.root.querySelectorAll(":not(.ov-unseen)")]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 17)
  .map((one) => `${one.parentElement.className} ${one.textContent} ${getComputedStyle(one).fontSize}`)"""
"""What in the picture is written smaller than large type is."""
CLIPPED = """[...player.root.querySelectorAll("select, button")]
  .filter((one) => one.checkVisibility() && one.textContent.trim())
  .filter((one) => one.clientHeight < 1.35 * parseFloat(getComputedStyle(one).fontSize))
  .map((one) => `${one.className} ${one.textContent} ${one.clientHeight}`)"""
"""What is less high than a line of its type."""


def said_of(scenario: Scenario) -> str:
    return " ".join(map(str, happened(simulate(scenario))))


def test_what_happened_is_said_of_the_run_that_is_shown(still):
    still.show("surface=ravine&optimizers.0=sgd&optimizers.1=momentum&num_steps=60")
    run = simulate(still.scenario())
    assert still.read(SHOWN) == said_of(run.scenario)
    stages = still.page.locator(".ov-stage > .ov-unseen").all_text_contents()
    assert stages == [f"{' '.join(map(str, ground_of(run)))} {way_of(path, run)}" for path in run]
    assert still.page.locator(".ov-curves > .ov-unseen").text_content().startswith("The loss, from the first row")
    quiet, top = still.read(LIVE), still.read(PLACE)
    assert all(text == "" for text in quiet)
    for step in (7, 31):
        still.seek(step)
        assert still.read(LIVE) == quiet  # the running numbers are not read aloud
    sentences = {still.read(SHOWN)}
    for count, share in enumerate((0.95, 0.1), 2):
        still.drag(still.slider(0, "learning_rate"), [0.5, share])
        still.wait("player.link.idle")
        assert still.read(SHOWN) == "", "of a run that passes nothing is said"
        assert still.read(PLACE) == top
        still.page.mouse.up()
        still.wait("player.link.idle && player.history.past.length === arg", count)
        sentences.add(still.read(SHOWN))
        assert still.read(ALOUD) == still.read(SHOWN) == said_of(still.scenario())
        assert still.read(PLACE) == top
    assert len(sentences) == 2


def test_what_is_drawn_is_named(still):
    still.show(f"{QUERY}&show.arrows=1&show.taylor=on&show.curve=rate_x")
    still.wait("player.link.idle && player.tracks[0].detail.taylor")
    still.seek(3)
    page = still.page
    page.get_by_role("button", name="Legend").focus()
    page.keyboard.press("Enter")
    legend = page.locator(".ov-legend:popover-open")
    words = [word.lower() for word in legend.locator("dt").all_text_contents()]
    drawn = ["start", "minimum", "contour", "ahead", "diverged", "gradient", "velocity", "step", "rates", "belief"]
    drawn += ["plane", "bowl", "no_minimum"]
    if not any(path.diverged_at for path in simulate(still.scenario())):
        drawn.remove("diverged")
    assert words == [*(str(DRAWN[key].word).lower() for key in drawn), "effective learning rate of x"]
    assert "How far the weight moves for each unit of its gradient." in legend.inner_text()
    page.keyboard.press("v")  # behind an open menu a key means nothing
    assert still.read("player.view") == "panels"
    page.keyboard.press("Escape")
    for key, place in (
        ("minimum", "[...player.stages[1].minima.slice(2, 4)]"),
        ("rates", "player.stages[1].shapes.find(({ name }) => name === 'rates').line.slice(24, 26)"),
    ):
        x, y = still.read(place)
        box = page.locator(".ov-panel").nth(1).locator(".ov-canvas").first.bounding_box()
        page.mouse.move(box["x"] + x, box["y"] + y)
        tip = page.locator(".ov-panel").nth(1).locator(".ov-tip")
        tip.wait_for()
        assert tip.text_content().endswith(str(DRAWN[key].said))
    assert str(DRAWN["start"].said) in page.locator(".ov-start").first.get_attribute("title")
    assert "gradient" in page.locator(".ov-curves select").first.get_attribute("title")


PRESSED = """([key, code]) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true }))"""


def test_keys_of_every_board_and_what_step_by_step_has_borrowed(still):
    still.show(QUERY)
    still.page.evaluate(PRESSED, ["м", "KeyV"])  # on a Russian board
    assert still.read("player.view") == "overlaid"
    before = still.read("[player.display.arrows, player.playhead.speed]")
    for stepwise in ("on", "off"):
        still.page.keyboard.press("s")
        assert still.read("player.display.stepwise") == stepwise
        assert (still.read("[player.display.arrows, player.playhead.speed]") == before) == (stepwise == "off")
    still.wait("player.link.idle")


@pytest.mark.parametrize("how", ["Escape", "the browser"])
def test_a_hall_has_settings_and_large_type_and_leaves_with_one_key(still, how):
    still.show(QUERY)
    page = still.page
    width = still.read("player.stages[0].size.width")
    assert not page.get_by_role("button", name="Settings").is_visible()
    page.keyboard.press("f")
    still.wait("document.fullscreenElement === player.root && player.display.large === 'on'")
    still.wait("player.stages.every((stage) => stage.size.width > arg && stage.isDrawn())", width)
    assert still.read(SMALL) == []
    assert still.read(CLIPPED) == []
    page.get_by_role("button", name="Settings").click()
    drawer = page.locator(".ov-drawer:popover-open")
    drawer.get_by_label("Steps", exact=True).first.wait_for()
    still.handed_on(lambda: still.type("Steps, exact number", "90"))
    still.wait("player.link.idle && player.numSteps === 90")
    assert drawer.get_by_label("Steps", exact=True).first.is_visible()  # the page's script has not taken it back
    page.keyboard.press("Escape")
    assert still.read("player.display.large") == "on"  # an open menu first
    page.locator("[data-testid=stSidebar] .ov-settings").wait_for(state="attached")
    page.keyboard.press("Escape") if how == "Escape" else page.evaluate("() => document.exitFullscreen()")
    still.wait("document.fullscreenElement === null && player.display.large === 'off'")
    still.wait("player.stages.every((stage) => stage.size.width === arg && stage.isDrawn())", width)
