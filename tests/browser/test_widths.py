"""Every point of the player at a phone's, a laptop's and a projector's width, by what is drawn."""

import numpy as np
import pytest

from optviz import SURFACES, Scenario, simulate
from tests.browser.conftest import LAPTOP
from tests.samples import sample

SIZES = [{"width": 390, "height": 844}, {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}]
SCENARIO = Scenario(
    surface="himmelblau",
    start=(-1.0, -3.0),
    optimizers=[{"key": "sgd", "learning_rate": 0.004}, {"key": "momentum", "learning_rate": 0.002}, "rmsprop"],
    num_steps=60,
)
STEP = 7
INK = """([i, places]) => {
  const { top } = window.optvizPlayer.stages[i];
  const ratio = top.width / top.clientWidth;
  const { data } = top.getContext("2d").getImageData(0, 0, top.width, top.height);
  const drawn = (x, y) => data[4 * (Math.round(y) * top.width + Math.round(x)) + 3] > 0;
  const near = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].map((dy) => [dx, dy]));
  return places.map(([x, y]) => near.some(([dx, dy]) => drawn(x * ratio + dx, y * ratio + dy)));
}"""

SIZES_SEEN = """(() => {
  window.sizesSeen = new Set();
  const look = () => {
    const stage = document.querySelector(".ov-stage");
    if (stage?.clientWidth) window.sizesSeen.add(`${stage.clientWidth} x ${stage.clientHeight}`);
    requestAnimationFrame(look);
  };
  look();
})()"""

CUT = """(name, titles) => titles.filter((title) => {
  name.textContent = title;
  return name.scrollWidth > name.clientWidth;
})"""

AROUND = """[...document.querySelectorAll(".ov-toolbar, .ov-strip, .ov-transport")]
  .reduce((sum, { offsetHeight }) => sum + offsetHeight, 0)"""


@pytest.fixture(params=sample(SIZES[1:2], SIZES[:2]), ids=lambda size: str(size["width"]))
def wide(open_screen, request):
    """For what the hand does: a projector has the page of a laptop. `make test` has its fingers in test_phone.py."""
    return open_screen(viewport=request.param, reduced_motion="reduce")


@pytest.fixture(params=sample(SIZES[:1], SIZES[:2]), ids=lambda size: str(size["width"]))
def narrow(open_screen, request):
    """For what is read and seen."""
    return open_screen(viewport=request.param, reduced_motion="reduce")


@pytest.fixture(params=sample([(SIZES[0], False), (SIZES[1], True)], [(size, True) for size in SIZES[:2]]))
def apart(open_screen, request):
    """A tab in which nothing of the page is there yet, but at one width where the other has proved that."""
    size, apart = request.param
    return open_screen(viewport=size, reduced_motion="reduce", apart=apart)


def assert_drawn(screen) -> None:
    scenario = screen.scenario()
    for i in range(len(scenario.optimizers)):
        screen.assert_drawn(i, scenario)


def ink(screen, i: int, pixels: np.ndarray) -> list[bool]:
    """Whether something is drawn over panel i's paths at these pixels, or one beside them."""
    return screen.page.evaluate(INK, [i, pixels.tolist()])


def on_page(screen, i: int, pixel) -> tuple[float, float]:
    canvas = screen.page.locator(".ov-panel").nth(i).locator(".ov-canvas").first
    canvas.evaluate("canvas => canvas.scrollIntoView({ block: 'center' })")
    box = canvas.bounding_box()
    return box["x"] + pixel[0], box["y"] + pixel[1]


def test_the_picture_has_its_size_when_it_comes(apart):
    apart.runs_first(SIZES_SEEN)
    for _ in range(2):  # the second page comes before the frame around it has settled
        apart.open(SCENARIO.to_url())
        apart.wait("document.getAnimations().every(({ playState }) => playState !== 'running')")
        assert len(apart.read("[...window.sizesSeen]")) == 1


def test_the_state_is_seen_and_the_numbers_are_read(narrow):
    narrow.show(f"{SCENARIO.to_url()}&show.arrows=3")
    run = simulate(SCENARIO)
    assert_drawn(narrow)
    narrow.seek(STEP)
    view = narrow.read("player.stages[1].view")
    unit = np.array([1, -1]) * [view["width"], view["height"]] / np.ptp(view["ranges"], axis=1)
    head = narrow.drawn(1)[1][STEP]
    np.testing.assert_allclose(narrow.read("player.tracks[1].head"), head, atol=0.05)
    moved = (run[1].points[STEP + 1] - run[1].points[STEP]) * unit
    along = head + np.linspace(1, 2.5, 6)[:, None] * moved  # three times the step, from the disc on
    assert all(ink(narrow, 1, along))

    narrow.choose(stepwise="on")
    _, _, *lines = run[1].choice.record.pseudocode_of("sum").split("\n")
    narrow.seek(STEP + 0.5 / len(lines))
    lit = narrow.page.locator(".ov-panel").nth(1).locator(".ov-code li.ov-lit")
    narrow.page.wait_for_function("() => document.querySelectorAll('.ov-panel')[1].querySelector('.ov-lit')")
    assert lit.locator("code").text_content().strip() == lines[0].strip()
    narrow.choose(stepwise="off", arrows="0")

    narrow.choose(curve="gradient_norm", scale="linear")
    drawn = narrow.read(
        "(({ pixels, range, inner }) => ({ pixels: pixels.map((all) => [...all]), range, inner }))(player.curves)"
    )
    low, high = drawn["range"]["low"], drawn["range"]["high"]
    for path, pixels in zip(run, drawn["pixels"], strict=True):
        x, y = np.reshape(pixels, (-1, 2)).T
        np.testing.assert_allclose(x, np.arange(61) / 60 * drawn["inner"]["width"], atol=0.05)
        norms = np.linalg.norm(path.gradients, axis=1)
        np.testing.assert_allclose(y, (high - norms) / (high - low) * drawn["inner"]["height"], atol=0.1)
    stage = narrow.page.locator(".ov-curves-stage")
    stage.scroll_into_view_if_needed()
    stage.hover(position={"x": 64 + drawn["inner"]["width"] / 2, "y": 60})
    tip = stage.locator(".ov-tip")
    tip.wait_for()
    assert tip.inner_text().startswith("step 30\nSGD")
    narrow.click_in(stage, 64 + drawn["inner"]["width"] / 3, 60)
    assert narrow.read("player.playhead.step") == 20


def test_one_weight_has_its_tangent_and_its_parabola(narrow):
    surface = SURFACES["double_well_curve"]
    start = surface.start[0]
    narrow.show(f"surface=double_well_curve&optimizers.0=sgd&show.taylor=on&start.0={start}")
    narrow.wait("player.tracks[0].detail.taylor && player.link.idle")
    narrow.seek(0)
    scenario = narrow.scenario()
    path = simulate(scenario)[0]
    view = narrow.read("player.stages[0].view")
    (x0, x1), (y0, y1) = view["ranges"]

    def pixels(weights, losses):
        return np.stack(
            [(weights - x0) / (x1 - x0) * view["width"], (y1 - losses) / (y1 - y0) * view["height"]], axis=1
        )

    tilt = scenario.surface.numbers["tilt"]

    def graph(w):
        return surface.function(np.array([w]), tilt=tilt).item()

    h = 1e-3
    slope = (graph(start + h) - graph(start - h)) / (2 * h)
    curvature = (graph(start + h) - 2 * graph(start) + graph(start - h)) / h**2
    shown = np.stack([path.points[:, 0], path.losses], axis=1)
    np.testing.assert_allclose(narrow.pixels(0), pixels(*shown.T), atol=0.05)
    offsets = np.linspace(-0.4, 0.2, 30)
    parabola = pixels(start + offsets, path.losses[0] + slope * offsets + curvature / 2 * offsets**2)
    tangent = pixels(start + offsets, path.losses[0] + slope * offsets)
    inside = (parabola > 2).all(axis=1) & (parabola[:, 1] < view["height"] - 2)
    assert inside.sum() > 8
    assert all(ink(narrow, 0, parabola[inside]))
    inside = (tangent > 2).all(axis=1) & (tangent[:, 1] < view["height"] - 2)
    assert np.mean(ink(narrow, 0, tangent[inside])) > 0.5  # dashed


def test_the_hand_moves_starts_playheads_ranges_and_panels(wide):
    wide.show(SCENARIO.to_url())
    page = wide.page
    page.mouse.move(*on_page(wide, 0, wide.pixels(0)[0]))
    page.mouse.down()
    there = wide.pixels(0)[0] + [30, -40]
    page.mouse.move(*on_page(wide, 0, there - 5))
    page.mouse.move(*on_page(wide, 0, there))
    page.mouse.up()
    wide.wait("player.link.idle && player.history.past.length === 2")
    np.testing.assert_allclose(wide.pixels(0)[0], there, atol=1)
    assert_drawn(wide)
    page.get_by_label("Undo (Ctrl+Z)", exact=True).click()
    wide.wait("player.link.idle && player.history.past.length === 1")
    assert wide.scenario() == SCENARIO

    row = 30
    place = on_page(wide, 2, wide.pixels(2)[row])
    page.mouse.move(*place)
    tip = page.locator(".ov-panel").nth(2).locator(".ov-tip")
    tip.wait_for()
    assert tip.inner_text().startswith("RMSProp, step ")
    wide.click(*place)
    assert abs(wide.read("player.playhead.step") - row) <= 1
    assert wide.scenario() == SCENARIO

    home = wide.read("player.stages.map((stage) => stage.view.ranges)")
    page.mouse.move(*on_page(wide, 1, (60, 40)))
    page.mouse.down()
    page.mouse.move(*on_page(wide, 1, (90, 70)))
    page.mouse.move(*on_page(wide, 1, (130, 110)))
    page.mouse.up()
    wide.wait("player.stages.every(({ view }) => view.ranges[0][0] > arg)", home[0][0][0])
    assert_drawn(wide)
    wide.click(*on_page(wide, 1, (50, 30)), times=2)
    wide.wait("player.link.idle && player.stages.every(({ view }) => view.ranges[0][0] === arg)", home[0][0][0])
    assert wide.scenario() == SCENARIO

    page.get_by_role("button", name="Add optimizer").click()
    page.get_by_role("option", name="Adam", exact=True).click()
    page.keyboard.press("Escape")
    wide.wait("player.link.idle && player.panels.length === 4")
    for item, count in (("Move left", 4), ("Duplicate", 5), ("Remove", 4)):
        page.get_by_label("Menu of Adam", exact=True).click()
        page.get_by_role("button", name=item).locator("visible=true").click()
        wide.wait("player.link.idle && player.panels.length === arg", count)
    wide.ready()
    moved = wide.scenario()
    assert [one.key for one in moved.optimizers] == ["sgd", "momentum", "adam", "rmsprop"]
    assert (*moved.optimizers[:2], moved.optimizers[3]) == SCENARIO.optimizers  # the others' numbers stay
    assert_drawn(wide)
    for count in (5, 4, 3, 2):
        wide.wait("player.link.idle && player.history.past.length >= arg", count)
        page.keyboard.press("Control+z")
    wide.wait("player.link.idle && !player.history.canUndo")
    assert wide.scenario() == SCENARIO


@pytest.mark.parametrize("size", sample(SIZES[2:], SIZES[1:]), ids=lambda size: str(size["width"]))
def test_it_is_presented_hidden_and_said(open_screen, size):
    screen = open_screen(viewport=size, reduced_motion="reduce", with_line=True)
    line = screen.line
    screen.show(f"{SCENARIO.to_url()}&show.view=overlaid")
    page = screen.page
    assert_drawn(screen)
    for key, part in {"2": ".ov-lines", "3": ".ov-curves", "4": ".ov-table"}.items():
        page.keyboard.press(key)
        page.locator(part).first.wait_for(state="hidden")
    assert "show.sliders=off&show.curves=off&show.table=off" in screen.url
    page.keyboard.press("f")
    screen.wait("document.fullscreenElement === player.root && player.display.large === 'on'")
    assert screen.read("parseFloat(getComputedStyle(player.root).fontSize)") >= 17
    assert_drawn(screen)
    page.keyboard.press("f")
    screen.wait("document.fullscreenElement === null && player.display.large === 'off'")
    for key in "234":
        page.keyboard.press(key)
    page.keyboard.press("?")
    page.locator("dialog[open]").wait_for()
    sheet = page.locator("dialog[open]").bounding_box()
    assert sheet["x"] >= 0
    assert sheet["x"] + sheet["width"] <= page.viewport_size["width"]
    page.keyboard.press("Escape")
    line.cut()
    page.locator(".ov-panel .ov-slider").first.press("ArrowRight")
    page.get_by_text("The server does not answer").wait_for()  # and what the page can run without it is there
    line.dead = False
    screen.wait("player.link.idle && location.search.includes('learning_rate')")
    screen.wait("document.querySelector('.ov-status').textContent === ''")
    assert screen.scenario() != SCENARIO
    assert_drawn(screen)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("height", [620, 768, 1080])
def test_the_picture_fits_its_window(open_screen, height):
    screen = open_screen(viewport={"width": 1920, "height": height}, reduced_motion="reduce").show(SCENARIO.to_url())
    for view in ("panels", "overlaid", "space"):
        screen.choose(view=view)
        screen.wait("player.root.dataset.view === arg && player.stages.every((stage) => stage.isDrawn())", view)
        assert_fits(screen, view, height)


def test_all_settings_are_in_view_with_their_names(still):
    most = max(SURFACES.values(), key=lambda surface: len(surface.parameters))
    assert len(most.parameters) == 3
    still.show(f"surface={most.key}&noise=gaussian")
    seed = still.page.locator(".ov-seed").bounding_box()
    assert seed["y"] + seed["height"] <= LAPTOP["height"]
    titles = {number.title.capitalize() for surface in SURFACES.values() for number in surface.parameters}
    still.page.locator(".ov-settings .ov-line .ov-number").first.fill("0.001")
    cut = still.page.locator(".ov-settings .ov-line .ov-line-name").first.evaluate(CUT, list(titles))
    assert cut == []


def assert_fits(screen, view: str, height: int) -> None:
    sizes = screen.read("player.stages.map(({ element }) => element.getBoundingClientRect().toJSON())")
    assert len({size["height"] for size in sizes}) == 1
    assert sizes[0]["height"] >= min(0.29 * height, 0.8 * sizes[0]["width"]), "it uses the room there is"
    assert sizes[0]["height"] <= (560 if view == "panels" else 720)
    if height >= 768:
        assert screen.read("document.querySelector('.ov-curves-stage').getBoundingClientRect().bottom") <= height + 8
    if view == "panels":
        sizes = screen.read("player.panels.map(({ element }) => element.getBoundingClientRect().toJSON())")
    stages = max(size["bottom"] for size in sizes) - min(size["top"] for size in sizes)
    assert stages + screen.read(AROUND) <= height
