"""What is drawn, aimed at and played in Firefox: another engine for layout, pointers, the wheel, keys and modules."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from benchmarks.browser import find_firefox
from optviz import Scenario, export, simulate
from tests.browser.conftest import READY
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
    """The playground with two paths of sixty steps, standing still at the last."""
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


def test_methods_and_back(page):
    page.click(*page.middle('[data-testid="stSidebarNavLink"][href*="methods"]'))
    page.wait("document.querySelectorAll('h3').length > 40 && document.querySelector('.katex')")
    page.click(*page.middle('[data-testid="stSidebarNavLink"]:not([href*="methods"])'))
    page.wait(f"({READY})()")
    assert Scenario.from_json(page.read(f"JSON.stringify({PLAYER}.shownScenario)")) == Scenario.from_url(QUERY)


def test_a_page_that_was_taken_home_plays(fox, tmp_path):
    file = tmp_path / "run.html"
    file.write_bytes(export(Scenario.from_url(QUERY), format="html"))
    fox.open(file.as_uri())
    fox.wait(f"{PLAYER}.stages.every((stage) => stage.isDrawn()) && {PLAYER}.playhead.step > 3")
    np.testing.assert_allclose(*drawn(fox, 1), atol=0.05)
