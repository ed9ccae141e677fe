"""What is drawn, aimed at and played in Firefox: another engine for layout, pointers, the wheel, keys and modules."""

import json
from base64 import b64encode
from io import BytesIO

import numpy as np
import pytest
from patient import SUBPAGE
from PIL import Image

from benchmarks.browser import find_firefox
from optviz import Race, Scenario, Sweep, export, simulate, sweep
from optviz.player import assets
from optviz.site import page_in
from tests.browser.conftest import PUT_AWAY, PUT_THERE, READY, first_page
from tests.browser.firefox import firefox

QUERY = Scenario(surface="himmelblau", start=(-1.0, -3.0), optimizers=["sgd", "momentum"], num_steps=60).to_url()
PLAYER = "window.optvizPlayer"
IDLE = f"{PLAYER}.link.idle"


@pytest.fixture(scope="module")
def fox():
    program = find_firefox() or pytest.fail("there is no Firefox: install it, or name it in OPTVIZ_FIREFOX")
    with firefox(program) as fox:
        fox.resize(1366, 768)
        yield fox


@pytest.fixture(autouse=True)
def complains_of_nothing(fox):
    yield
    assert fox.complaints == []


@pytest.fixture
def page(fox, server):
    """The playground with two paths of sixty steps, standing still at the last; a new player where one is open."""
    if fox.read(f"{PLAYER} && location.pathname === '/' && ({PUT_AWAY})()"):
        data = b64encode(first_page(QUERY)).decode()
        told = [data, QUERY, f"player/{assets.version()}/{assets.MODULES}"]
        fox.read(f"({PUT_THERE})({json.dumps(told)})")
    else:
        fox.open(f"{server}/?{QUERY}")
    fox.wait(f"({READY})()")
    fox.read(f"{PLAYER}.setPlayhead({{ ...{PLAYER}.playhead, playing: false, step: 60 }})")
    fox.wait(f"{PLAYER}.stages.every((stage) => stage.drawnTo === 60)")
    return fox


def drawn(page, i: int) -> tuple[np.ndarray, np.ndarray]:
    """Path i in pixels of its stage as it is drawn, and as `simulate` has it for what is shown."""
    shown = page.read(f"""(() => {{
      const {{ view }} = {PLAYER}.stages[{i}];
      const {{ ranges, width, height }} = view;
      const pixels = [...{PLAYER}.tracks[{i}].pixels];
      return {{ ranges, width, height, pixels, scenario: JSON.stringify({PLAYER}.shownScenario) }};
    }})()""")
    points = simulate(Scenario.from_json(shown["scenario"]))[i].points
    (x0, x1), (y0, y1) = shown["ranges"]
    x, y = (points[:, 0] - x0) / (x1 - x0), (y1 - points[:, 1]) / (y1 - y0)
    return np.array(shown["pixels"]).reshape(-1, 2), np.stack([x * shown["width"], y * shown["height"]], axis=1)


def test_the_paths_are_where_they_ran_and_can_be_seen(page):
    for i in range(2):
        np.testing.assert_allclose(*drawn(page, i), atol=0.05)
    picture = np.asarray(Image.open(BytesIO(page.screenshot())).convert("RGB")).astype(int)
    box = page.box(".ov-panel .ov-stage")
    stage = picture[round(box["y"]) : round(box["y"] + box["height"]), round(box["x"]) : round(box["x"] + box["width"])]
    colour = np.array(
        page.read(f"""(() => {{
      const context = Object.assign(document.createElement("canvas"), {{ width: 1, height: 1 }}).getContext("2d");
      context.fillStyle = {PLAYER}.tracks[0].colour;
      context.fillRect(0, 0, 1, 1);
      return [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }})()""")
    )
    assert (np.abs(stage - colour).max(axis=2) < 12).sum() > 100
    assert page.read("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_slider_that_is_dragged_bends_its_path(page):
    before, _ = drawn(page, 0)
    box = page.box('.ov-panel .ov-slider[data-parameter="learning_rate"]')
    y = box["y"] + box["height"] / 2
    page.drag([(box["x"] + share * box["width"], y) for share in (0.5, 0.4, 0.3)])
    page.wait(f"{IDLE} && location.search.includes('optimizers.0.learning_rate')")
    page.wait(f"{PLAYER}.stages.every((stage) => stage.drawnTo === 60)")
    after, expected = drawn(page, 0)
    np.testing.assert_allclose(after, expected, atol=0.05)
    assert np.abs(after - before).max() > 5


@pytest.mark.parametrize("pointer", ["mouse", "touch"])
def test_the_start_follows_the_hand(page, pointer):
    x, y = drawn(page, 0)[0][0]
    at = page.middle(".ov-panel .ov-start")
    page.drag([at, (at[0] + 20, at[1] - 30), (at[0] + 40, at[1] - 60)], pointer)
    page.wait(f"{IDLE} && {PLAYER}.shownScenario.start[0] !== -1 && location.search.includes('start')")
    page.wait(f"{PLAYER}.stages.every((stage) => stage.drawnTo === 60)")
    after, expected = drawn(page, 1)
    np.testing.assert_allclose(after, expected, atol=0.05)
    assert np.abs(after[0] - (x + 40, y - 60)).max() < 2


def test_keys_play_step_and_change_the_view(page):
    page.press("ArrowLeft")
    page.wait(f"{PLAYER}.playhead.step === 59")
    page.press(" ")
    page.wait(f"{PLAYER}.playhead.playing")
    page.press(" ")
    page.wait(f"!{PLAYER}.playhead.playing")
    page.press("v")
    page.wait(f"{PLAYER}.view === 'overlaid' && {PLAYER}.overlay.isDrawn()")
    page.press("?")
    page.wait("document.querySelector('dialog[open]')")
    page.press("Escape")
    page.wait("!document.querySelector('dialog[open]')")


def test_a_slider_goes_by_keys_and_back_by_a_double_click(page):
    rate = f"{PLAYER}.shownScenario.optimizers[0].learning_rate"
    slider = '.ov-panel .ov-slider[data-parameter="learning_rate"]'
    [before, usual] = page.read(f"[{rate}, {PLAYER}.surface.rates.sgd]")
    assert before != usual
    page.read(f"document.querySelector({json.dumps(slider)}).focus()")
    page.press("ArrowRight")
    page.wait(f"{IDLE} && {rate} > {before} && location.search.includes('optimizers.0.learning_rate')")
    assert page.read(rate) == pytest.approx(before, rel=0.11), "by a digit"
    assert page.read(f"{PLAYER}.playhead.step") == 60, "the slider has the arrows"
    page.read("document.activeElement.blur()")
    page.double_click(*page.middle(slider))
    page.wait(f"{IDLE} && {rate} === {usual} && {PLAYER}.stages.every((stage) => stage.drawnTo === 60)")
    marked = "document.activeElement.matches('.ov-slider[data-clicked]')"
    page.press("l")
    assert page.read(marked), "a key that does something else draws no ring around what the hand held"
    page.press("ArrowRight")
    assert not page.read(marked)
    page.wait(f"{IDLE} && {rate} > {usual}")
    np.testing.assert_allclose(*drawn(page, 0), atol=0.05)


def test_the_lists_are_opened_and_chosen_from_by_the_keyboard(page):
    keys = f"{PLAYER}.shownScenario.optimizers.map(({{ key }}) => key)"
    page.read("document.querySelector('.ov-toolbar .ov-button:not(.ov-drawer-button)').focus()")
    page.press("Enter")
    page.wait("document.activeElement.matches('.ov-add .ov-picker-search')")
    for letter in "nest":
        page.press(letter)
    page.wait("document.querySelector('.ov-add .ov-active')?.dataset.key === 'nesterov'")
    page.press("Enter")
    page.wait(f"{IDLE} && {keys}.at(-1) === 'nesterov' && {PLAYER}.panels.length === 3")
    page.press("Escape")
    page.wait("!document.querySelector(':popover-open')")
    page.wait("document.activeElement.matches('.ov-toolbar .ov-button')")
    page.read("document.querySelector('.ov-settings .ov-opens').focus()")
    page.press("Enter")
    page.wait("document.activeElement.matches('.ov-surfaces .ov-picker-search')")
    before = page.read("document.querySelector('.ov-surfaces .ov-active').dataset.key")
    assert before == "himmelblau"
    page.press("ArrowDown")
    chosen = page.read("document.querySelector('.ov-surfaces .ov-active').dataset.key")
    assert chosen != before
    page.press("Enter")
    page.wait(f"{IDLE} && {PLAYER}.shownScenario.surface.key === {json.dumps(chosen)}")
    page.wait(f"!document.querySelector(':popover-open') && ({READY})()")


def test_a_hall_has_the_settings_too(page):
    page.press("f")
    page.wait(f"document.fullscreenElement === {PLAYER}.root && {PLAYER}.display.large === 'on'")
    page.click(*page.middle(".ov-drawer-button"))
    page.wait("document.querySelector('.ov-drawer:popover-open .ov-settings')")
    start = ".ov-drawer .ov-slider[data-parameter='start.0']"
    before = page.read(f"{PLAYER}.shownScenario.start[0]")
    page.read(f"document.querySelector({json.dumps(start)}).focus()")
    page.press("ArrowRight")
    page.wait(f"{IDLE} && {PLAYER}.shownScenario.start[0] > {before}")
    box = page.box(".ov-drawer")
    assert 0 <= box["y"] <= box["y"] + box["height"] <= page.read("innerHeight")
    page.read("document.querySelector('.ov-drawer').hidePopover()")
    page.press("f")
    page.wait(f"!document.fullscreenElement && {PLAYER}.display.large === 'off'")
    page.wait("document.querySelector('[data-testid=stSidebar] .ov-settings')")


def test_the_hand_turns_a_scene_and_a_notch_goes_a_tenth_nearer(page):
    """On a plot of its own: a Firefox without a window may have no WebGL, in which the scene is drawn."""
    page.read(f"""(async () => {{
      const scripts = performance.getEntriesByType("resource").map(({{ name }}) => name);
      const {{ modules }} = await import(scripts.find((name) => name.endsWith("/joined.mjs")));
      const {{ listenToTurntable }} = modules["dom/turntable.mjs"];
      const plot = document.createElement("div");
      plot.style.cssText = "position: fixed; inset: 100px 100px auto auto; width: 400px; height: 300px; z-index: 9";
      {PLAYER}.root.append(plot);
      window.seen = {{ azimuth: 0, elevation: 30, zoom: 1, right: 0, down: 0 }};
      const look = (viewpoint) => (window.seen = viewpoint);
      listenToTurntable(plot, {{ viewpoint: () => window.seen, elevations: [5, 90], look, clicked: () => {{}} }});
    }})()""")
    page.drag([(1000, 200), (1020, 200), (1100, 200)])
    assert page.read("window.seen") == {"azimuth": -40, "elevation": 30, "zoom": 1, "right": 0, "down": 0}
    page.drag([(1000, 200), (1000, 210), (1000, 220)])
    assert page.read("window.seen.elevation") == 38
    page.wheel(1066, 250, -120)
    page.wait("window.seen.zoom !== 1")
    assert page.read("window.seen.zoom") == pytest.approx(1.1)


def test_3d_is_drawn_or_it_says_why_not(page):
    page.read(f"{PLAYER}.setDisplay('view', 'space')")
    if page.read("!!document.createElement('canvas').getContext('webgl2')"):
        page.wait(f"{PLAYER}.view === 'space' && {PLAYER}.overlay.isDrawn()")
    else:
        page.wait(
            f"{PLAYER}.view === 'panels' && document.querySelector('.ov-status').textContent.includes('no WebGL')"
        )


def test_surfaces_and_back(page):
    page.click(*page.middle('[data-testid="stSidebarNavLink"][href*="surfaces"]'))
    page.wait("document.querySelectorAll('.ov-page[data-theme] canvas').length > 40 && document.querySelector('math')")
    page.click(*page.middle('[data-testid="stSidebarNavLink"]:not([href*="surfaces"])'))
    page.wait(f"({READY})()")
    assert Scenario.from_json(page.read(f"JSON.stringify({PLAYER}.shownScenario)")) == Scenario.from_url(QUERY)


def test_a_page_that_was_taken_home_plays_and_follows_the_hand(fox, tmp_path):
    file = tmp_path / "run.html"
    file.write_bytes(export(Scenario.from_url(QUERY), format="html"))
    fox.open(file.as_uri())
    fox.wait(f"{PLAYER}.stages.every((stage) => stage.isDrawn()) && {PLAYER}.playhead.step > 3")
    np.testing.assert_allclose(*drawn(fox, 1), atol=0.05)
    box = fox.box('.ov-panel .ov-slider[data-parameter="learning_rate"]')
    y, rate = box["y"] + box["height"] / 2, f"{PLAYER}.shownScenario.optimizers[0].learning_rate"
    before = fox.read(rate)
    fox.drag([(box["x"] + share * box["width"], y) for share in (0.5, 0.4, 0.3)])
    fox.wait(f"{PLAYER}.history.past.length === 2 && {PLAYER}.session.isSettled")
    assert fox.read(rate) < 0.7 * before
    np.testing.assert_allclose(*drawn(fox, 0), atol=0.05)


def test_the_site_from_a_disk_goes_over_to_other_surfaces_and_keeps_its_address(fox, tmp_path):
    file = tmp_path / "index.html"
    file.write_bytes(page_in("en"))
    fox.open(f"{file.as_uri()}?surface=beale&optimizers.0=adam&optimizers.1=sgd")
    fox.wait(f"{PLAYER}.stages.every((stage) => stage.isDrawn())")
    for i in range(2):
        np.testing.assert_allclose(*drawn(fox, i), atol=0.05)
    fox.click(*fox.middle(".ov-strip .ov-opens"))
    fox.wait("document.querySelector('.ov-picker-row[data-key=himmelblau]').checkVisibility()")
    fox.read("document.querySelector('.ov-picker-row[data-key=himmelblau]').click()")
    fox.wait(f"{PLAYER}.surface.key === 'himmelblau' && {PLAYER}.stages.every((stage) => stage.isDrawn())")
    np.testing.assert_allclose(*drawn(fox, 0), atol=0.05)
    scenario = Scenario.from_json(fox.read(f"JSON.stringify({PLAYER}.shownScenario)"))
    address = fox.read("location.href")
    assert scenario.to_url() in address
    fox.open("about:blank")
    fox.open(address)
    fox.wait(f"{PLAYER}.stages.every((stage) => stage.isDrawn())")
    assert Scenario.from_json(fox.read(f"JSON.stringify({PLAYER}.shownScenario)")) == scenario
    fox.read("document.querySelector('a[data-lesson=saddle]').click()")
    fox.wait("document.querySelector('.ov-lesson h1')?.checkVisibility()")


def test_maps_and_trials(fox, server):
    rule = {"key": "sgd", "learning_rate": 0.01}
    scenario = Scenario(surface="himmelblau", optimizers=[rule], num_steps=60)
    asked = Sweep.of_starts(scenario, cells=32)
    fox.open(f"{server}/maps?{asked.to_url()}")
    fox.wait(f"{PLAYER}?.desk?.isFinished && {PLAYER}.session.isSettled")
    minima = np.reshape(fox.read(f"[...{PLAYER}.desk.views[0].found.minima]"), (32, 32))
    assert (minima == sweep(asked).minima).mean() > 0.99
    fox.complaints[:] = [one for one in fox.complaints if SUBPAGE not in one]
    race = Race(scenario=Scenario(surface="ravine", optimizers=["sgd", "adam"]), budget=30, rates=5)
    fox.open(f"{server}/trials?{race.to_url()}")
    fox.wait("document.querySelectorAll('.ov-race-table tbody tr').length === 2")
    sides = "(({ width, height }) => [width, height])(document.querySelector('.ov-chart-lines circle').getBBox())"
    width, height = fox.read(sides)
    assert width == height  # a dot is round
    fox.complaints[:] = [one for one in fox.complaints if SUBPAGE not in one]
