"""The loss on training examples and that on held-out ones, side by side on the page."""

import numpy as np
import pytest
from patient import new_page

from optviz import Scenario, export, simulate
from optviz.engine.along import measured
from optviz.engine.held_out import held_out_minima
from optviz.picture.described import ground_of, way_of
from optviz.picture.levels import grounds_of
from optviz.picture.quantities import best_row
from optviz.picture.words import ground_titles, written_point
from optviz.player.payload import held_out_ground
from optviz.site import page_in
from optviz.texts.numbers import written
from tests.browser.conftest import LAPTOP, Screen

RULES = [{"key": "sgd", "learning_rate": 0.1}, {"key": "adam", "learning_rate": 0.1}]
SCENARIO = Scenario(surface={"key": "overfitting", "l2": 0.0}, start=(0, 0), optimizers=RULES, num_steps=60)
URL = f"{SCENARIO.to_url()}&show.view=held_out"
BOTH = "player.overlay.stages"


def at(screen, stage, point):
    """Where weights are on a ground, in pixels of its plot."""
    view = screen.read(f"{BOTH}[{stage}].view")
    (x0, x1), (y0, y1) = view["ranges"]
    x, y = point
    return [(x - x0) / (x1 - x0) * view["width"], (y1 - y) / (y1 - y0) * view["height"]]


def on_page(screen, stage, point):
    """The same on the page."""
    left, top = screen.read(f"""(() => {{
      const {{ element, view }} = {BOTH}[{stage}];
      const box = element.getBoundingClientRect();
      return [box.left + view.margin.l, box.top + view.margin.t];
    }})()""")
    x, y = at(screen, stage, point)
    return left + x, top + y


def settled(screen, condition="true"):
    screen.wait(f"player.session.isSettled && (player.link?.idle ?? true) && {condition}")


def assert_shows(screen):
    """Both grounds, their minima and the paths are those of Python, for the scenario that is shown."""
    scenario = screen.scenario()
    surface, run = scenario.surface, simulate(scenario)
    training, _, scale = grounds_of(surface)
    told, shares = held_out_ground(surface)
    shown = screen.read(f"{BOTH}.map(({{ surface }}) => surface.shares.map((line) => [...line]))")
    np.testing.assert_allclose(shown[1], shares, rtol=2e-6, atol=2e-6)
    np.testing.assert_allclose(shown[0], training.share(training.losses), rtol=2e-6, atol=2e-6)
    for stage in range(2):
        assert screen.read(f"{BOTH}[{stage}].surface.lowest") == pytest.approx(scale.lowest, rel=1e-12)
        texts = screen.read(f"{BOTH}[{stage}].surface.levels.dense.map(({{ text }}) => text)")
        assert texts == [level["text"] for level in told["levels"]["dense"]]
    own = screen.read(f"{BOTH}.map(({{ minima }}) => [...minima])")
    (minimum,) = held_out_minima(surface)
    np.testing.assert_allclose(own[1], at(screen, 1, minimum.point), atol=0.01)
    np.testing.assert_allclose(own[0], at(screen, 0, run.minima[0].point), atol=0.01)
    np.testing.assert_allclose(screen.read(f"[...{BOTH}[1].others]"), at(screen, 1, run.minima[0].point), atol=0.01)
    for i, path in enumerate(run):
        held_out = measured(surface, path.points)["held_out"]
        np.testing.assert_allclose(screen.read(f"[...{BOTH}[1].tracks[{i}].losses]"), held_out, rtol=1e-6)
        assert screen.read(f"{BOTH}[1].tracks[{i}].path.best") == best_row(path, run) == held_out.argmin()
        for stage in range(2):
            pixels = np.reshape(screen.read(f"[...{BOTH}[{stage}].tracks[{i}].pixels]"), (-1, 2))
            np.testing.assert_allclose(pixels[-1], at(screen, stage, path.points[-1]), atol=0.01)
    assert screen.read("player.overlay.element.querySelector(':scope > .ov-unseen').textContent") == in_words(run)


def in_words(run):
    """Both grounds, for those who hear them: that of training with all paths, then that of held-out examples."""
    surface, loss = run.scenario.surface, ground_titles(run.scenario.surface.record)[1]
    minima = [
        f"a loss of {written(one.value)} at {written_point(one.point, surface.record)}"
        for one in held_out_minima(surface)
    ]
    lost = [measured(surface, path.points)["held_out"] for path in run]
    ways = [
        f"{path.label} from {written(values[0])} to {written(values[-1])}"
        for path, values in zip(run, lost, strict=True)
    ]
    first = [*map(str, ground_of(run)), *(str(way_of(path, run)) for path in run)]
    second = [
        f"Minima of the {loss}: {', '.join(minima)}.",
        f"The {loss}, from the first row to the last: {', '.join(ways)}.",
    ]
    return " ".join([*first, *second])


def test_both_grounds_are_those_of_python_with_their_minima_paths_and_titles(still):
    still.show(URL)
    settled(still)
    assert still.read("player.view") == "held_out"
    assert_shows(still)
    titles = still.page.locator(".ov-shared [role=group] > p")
    assert titles.all_inner_texts() == ["Loss on training examples", "Loss on held-out examples, without penalties"]
    groups = still.page.locator(".ov-shared [role=group]")
    assert [groups.nth(i).get_attribute("aria-label") for i in range(2)] == [
        "loss on training examples",
        "loss on held-out examples, without penalties",
    ]
    assert titles.nth(1).get_attribute("title").endswith("without penalties.")


def test_it_comes_at_once_where_it_is_chosen_and_goes_where_nothing_is_held_out(still):
    still.show(SCENARIO.to_url())
    assert still.read("player.surface.held_out") is None
    options = "[...document.querySelectorAll('.ov-view select')][0]"
    still.page.get_by_role("button", name="View").click()
    assert still.page.evaluate(f"[...{options}.options].map(({{ value }}) => value)")[-1] == "held_out"
    still.page.locator(".ov-view select").first.select_option("held_out")
    settled(still, "player.overlay?.isDrawn()")
    still.page.keyboard.press("Escape")
    assert_shows(still)
    assert "show.view=held_out" in still.url
    still.page.keyboard.press("v")
    still.page.keyboard.press("v")
    still.page.keyboard.press("v")
    still.page.keyboard.press("v")
    settled(still, "player.view === 'held_out' && player.overlay.isDrawn()")
    still.choose_surface("ravine")
    settled(still, "player.view === 'panels'")
    said = "Training and held-out is for surfaces with held-out examples; this one is shown side by side."
    assert still.page.locator(".ov-status").inner_text().lower() == said.lower()
    still.page.get_by_role("button", name="View").click()
    assert "held_out" not in still.page.evaluate(f"[...{options}.options].map(({{ value }}) => value)")
    still.page.keyboard.press("Escape")
    still.choose(view="space")
    still.page.keyboard.press("v")
    assert still.read("player.display.view") == "panels"


def drag_row(screen, place):
    """Moves a point of the data; the button stays down."""
    screen.page.locator(".ov-data").scroll_into_view_if_needed()
    x, y = screen.read(f"""(() => {{
      const {{ stage, margin, marks }} = player.dataSpace;
      const {{ left, top }} = stage.getBoundingClientRect();
      const {{ at }} = marks.find(({{ place }}) => place === {place});
      return [left + margin.l + at[0], top + margin.t + at[1]];
    }})()""")
    screen.page.mouse.move(x, y)
    screen.page.mouse.down()
    screen.page.mouse.move(x + 25, y - 20, steps=3)
    screen.wait(f"player.shownScenario.surface.data?.moved?.some(([row]) => row === {place})")


def test_the_hand_moves_both_grounds_in_one_frame(screen):
    """A point of the data, by the browser's own programs; what the server settles is the same."""
    screen.runs_by_itself()
    screen.open(URL)
    screen.pause()
    screen.wait("player.runner.isReady")
    settled(screen)
    for place, moves_training in ((3, True), (30, False)):
        before = screen.read(f"{BOTH}.map(({{ surface }}) => [surface.id, [...surface.minima]])")
        paths = screen.read(f"[...{BOTH}[1].tracks[0].pixels]")
        drag_row(screen, place)
        assert not screen.read("player.session.isSettled")
        held = screen.read(f"{BOTH}.map(({{ surface }}) => [surface.id, [...surface.minima]])")
        assert all(one[0] != other[0] for one, other in zip(held, before, strict=True))
        assert held[0][0].removesuffix("beside held-out") == held[1][0].removesuffix("held out")
        moved = [np.abs(np.subtract(one[1], other[1])).max() > 1e-3 for one, other in zip(held, before, strict=True)]
        assert moved == [moves_training, not moves_training]
        assert (screen.read(f"[...{BOTH}[1].tracks[0].pixels]") != paths) == moves_training
        screen.page.mouse.up()
        settled(screen)
        assert_shows(screen)


def test_the_start_is_dragged_on_either_ground_and_one_zoom_is_that_of_both(still):
    still.show(URL)
    settled(still)
    for stage, to in ((1, (1.0, -0.5)), (0, (-0.5, 1.5))):
        still.page.mouse.move(*on_page(still, stage, still.read("player.shownScenario.start")))
        still.page.mouse.down()
        still.page.mouse.move(*on_page(still, stage, to), steps=3)
        still.page.mouse.up()
        settled(still, f"Math.abs(player.scenario.start[0] - {to[0]}) < 0.05")
        np.testing.assert_allclose(still.read("player.scenario.start"), to, atol=0.03)
        assert_shows(still)
    still.page.mouse.move(*on_page(still, 1, (0.2, -0.8)))
    still.page.mouse.down()
    still.page.mouse.move(*on_page(still, 1, (1.2, 0.2)), steps=3)
    still.page.mouse.up()
    still.wait(f"{BOTH}[0].view.ranges !== {BOTH}[0].home")
    ranges = still.read(f"{BOTH}.map(({{ view }}) => view.ranges)")
    assert ranges[0] == ranges[1]
    assert ranges[0][0][1] - ranges[0][0][0] < 2
    still.click(*on_page(still, 0, (0.7, -0.4)), times=2)
    still.wait(f"{BOTH}.every(({{ view, home }}) => view.ranges === home)")


def test_hovering_reads_the_loss_of_that_ground(still):
    still.show(URL)
    settled(still)
    run = simulate(SCENARIO)
    row = 30
    for stage, losses in enumerate((run[0].losses, measured(SCENARIO.surface, run[0].points)["held_out"])):
        still.page.mouse.move(*on_page(still, stage, run[0].points[row]))
        tip = still.page.locator(".ov-shared .ov-tip").nth(stage)
        tip.wait_for(state="visible")
        said = tip.inner_text()
        near = [f"{losses[k]:.4g}" for k in (row - 1, row, row + 1)]
        assert any(said.endswith(f"loss {loss}") for loss in near), said
        assert still.page.locator(".ov-shared .ov-tip").nth(1 - stage).is_hidden()
    (minimum,) = held_out_minima(SCENARIO.surface)
    still.choose(curve="loss")
    still.page.mouse.move(*on_page(still, 1, minimum.point))
    tip = still.page.locator(".ov-shared .ov-tip").nth(1)
    tip.wait_for(state="visible")
    assert tip.inner_text().startswith("Minimum on held-out examples\nA cross where the loss on held-out")


@pytest.mark.parametrize(("width", "height", "stacked"), [(1366, 768, False), (390, 844, True)])
def test_the_plots_stand_side_by_side_or_over_each_other(open_screen, width, height, stacked):
    screen = open_screen(viewport={"width": width, "height": height}, reduced_motion="reduce")
    screen.show(URL)
    settled(screen)
    boxes = screen.read(f"{BOTH}.map(({{ element }}) => element.getBoundingClientRect().toJSON())")
    assert (boxes[1]["top"] >= boxes[0]["bottom"]) == stacked
    assert (boxes[1]["left"] >= boxes[0]["right"]) == (not stacked)
    assert boxes[0]["width"] == boxes[1]["width"]
    assert boxes[0]["height"] == boxes[1]["height"] > 200
    root = screen.read("player.root.getBoundingClientRect().right")
    assert boxes[1]["right"] <= root + 1


@pytest.fixture
def offline(browser):
    page = new_page(browser, viewport=LAPTOP, offline=True, reduced_motion="reduce")
    screen = Screen(page, "")
    yield screen
    assert screen.complaints == []
    page.context.close()


@pytest.mark.parametrize("view", ["held_out", "panels"])
def test_a_page_taken_home_has_both_grounds_and_makes_them_itself(offline, tmp_path, view):
    file = tmp_path / "run.html"
    export(SCENARIO, file, view=view)
    offline.page.goto(file.as_uri())
    offline.wait("player?.stages.every((stage) => stage.isDrawn())")
    if view != "held_out":
        assert offline.read("player.surface.held_out") is None
        offline.page.evaluate("() => window.optvizPlayer.setDisplay('view', 'held_out')")
    settled(offline, "player.overlay?.isDrawn()")
    assert_shows(offline)
    if view == "held_out":
        return  # from here on it is the same page
    drag_row(offline, 30)
    offline.page.mouse.up()
    settled(offline, "player.scenario.surface.data")
    assert_shows(offline)
    offline.page.keyboard.press("Control+z")
    settled(offline, "!player.scenario.surface.data && player.overlay.isDrawn()")
    assert_shows(offline)


def test_the_site_brings_it_behind_its_first_picture(offline, tmp_path):
    file = tmp_path / "index.html"
    file.write_bytes(page_in("en"))
    offline.page.goto(file.as_uri())
    offline.wait("player?.stages.every((stage) => stage.isDrawn())")
    assert "held_out" not in offline.page.evaluate(
        "[...document.querySelectorAll('.ov-view option')].map((o) => o.value)"
    )
    offline.page.goto(f"{file.as_uri()}?{URL}")
    offline.wait("player?.overlay?.isDrawn()")
    assert_shows(offline)
    drag_row(offline, 3)
    offline.page.mouse.up()
    settled(offline, "player.scenario.surface.data")
    assert_shows(offline)
    offline.choose_surface("anscombe")
    settled(offline, "player.view === 'panels'")
    offline.choose_surface("transfer")
    settled(offline, "player.overlay?.isDrawn()")
    assert_shows(offline)
