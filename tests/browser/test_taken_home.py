"""A page from disk with the network off: the hand moves all that it has sliders for, and what is drawn is that run."""

import json

import numpy as np
import pytest
from patient import new_page

from optviz import SCHEDULES, SURFACES, Scenario, Sweep, basins, export, from_starts, simulate, sweep
from optviz.engine.batches import steps_an_epoch
from optviz.engine.line_by_line import values_along
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import words_of
from optviz.picture.curves import curves_of
from optviz.picture.described import curves_said, ground_of, together_said, way_of
from optviz.picture.happened import happened
from tests.browser.conftest import GROUND, Screen, places_in

SCENARIO = Scenario(
    surface="himmelblau",
    start=(-1.0, -3.0),
    optimizers=[{"key": "momentum", "learning_rate": 0.01}, {"key": "adam", "learning_rate": 0.1, "label": "Mine"}],
    noise={"key": "gaussian", "scale": 0.5},
    num_steps=60,
)
SHARED = ("num_steps", "tolerance")
DRAWN = """() => {
  const player = window.optvizPlayer;
  return player?.stages.every((stage) => stage.isDrawn()) && document.fonts.status === "loaded";
}"""
TOLD = "document.querySelector('.ov-happened').checkVisibility({ visibilityProperty: true })"
HEARD = (
    "[...document.querySelectorAll('.ov-stage > .ov-unseen, .ov-curves > .ov-unseen')].map((one) => one.textContent)"
)
SHOWN = """[player.scenario, player.shownScenario].map((one) => JSON.stringify(one))
  .concat([player.tracks.map(({ pixels }) => [...pixels])])"""
SEEN = f"""{SHOWN}
  .concat([player.tracks.map((_, i) => (player.overlay ?? player.stages[i]).view)])"""
SAID = "document.querySelector('.ov-happened').textContent"
TABLE = "document.querySelector('.ov-table').textContent"


def opened(page, tmp_path, what, **options) -> Screen:
    file = tmp_path / "run.html"
    export(what, file, **options)
    return shown(page, file)


def shown(page, file) -> Screen:
    page.goto(file.as_uri())
    page.wait_for_function(DRAWN)
    return Screen(page, "")


@pytest.fixture(scope="module")
def tab(browser):
    page = new_page(browser, viewport={"width": 1366, "height": 768}, offline=True, reduced_motion="reduce")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    file = tmp_path_factory.mktemp("home") / "run.html"
    export(SCENARIO, file)
    return file


@pytest.fixture
def home(tab, file):
    """The page with its two paths, at the last step."""
    screen = shown(tab, file)
    screen.seek(60)
    yield screen
    assert screen.complaints == []
    screen.leave()


def as_simulated(screen: Screen) -> Scenario:
    """What is in the hand, which is drawn as `simulate` runs it."""
    held, shown, all_pixels, views = screen.steady(SEEN)
    scenario = Scenario.from_json(held)
    assert Scenario.from_json(shown) == scenario
    for path, pixels, view in zip(simulate(scenario), all_pixels, views, strict=True):
        drawn = np.reshape(pixels, (-1, 2))
        np.testing.assert_allclose(drawn, places_in(view, path.points), rtol=1e-5, atol=0.05)
    return scenario


def told_of(run) -> str:
    return " ".join(map(str, happened(run)))


def heard_of(run) -> list[str]:
    """What is to be heard of each stage, and of the curves of the loss."""
    ground = " ".join(map(str, ground_of(run)))
    return [*(f"{ground} {way_of(path, run)}" for path in run), str(curves_said(curves_of(run, "loss"), run))]


def moved(screen: Screen, track) -> Scenario:
    """What a slider makes of the scenario that is moved by a fifth of its track, while it is held, and let go."""
    track.scroll_into_view_if_needed()
    share = track.locator("input").evaluate("({ min, max, value }) => (value - min) / (max - min)")
    screen.drag(track, [0.5, 0.6, 0.7] if share < 0.5 else [0.5, 0.4, 0.3])
    held = as_simulated(screen)
    assert not screen.read("player.session.isSettled")
    assert not screen.read(TOLD)
    screen.page.mouse.up()
    screen.wait("player.session.isSettled")
    assert as_simulated(screen) == held
    return held


def test_every_slider_bends_the_paths_and_nothing_is_said_that_is_not_true(home):
    said, heard, table, before = home.read(f"[{SAID}, {HEARD}, {TABLE}, {SHOWN}]")
    assert all(heard)
    home.page.evaluate("() => document.querySelectorAll('.ov-more').forEach((more) => { more.open = true; })")
    home.page.locator(".ov-drawer-button").click()
    tracks = home.page.locator(".ov-line .ov-track").all()
    found = []
    for track in tracks:
        scenario = moved(home, track)
        assert scenario != SCENARIO
        found.append(scenario)
        run = simulate(scenario)
        told, now = home.read(f"[{SAID}, {HEARD}]")
        assert told.strip() == told_of(run)
        assert now == heard_of(run)
        home.read("player.session.undo()")
        assert home.read(f"[{SHOWN}, {TOLD}, {SAID}, {HEARD}, {TABLE}]") == [before, True, said, heard, table]
    rules = [choice.record for choice in SCENARIO.optimizers]
    numbers = [p.key for rule in rules for p in (*rule.parameters, *SCHEDULES["constant"].parameters) if not p.choices]
    assert len(set(map(Scenario.to_json, found))) == len(numbers) + len(["start.0", "start.1", *SHARED, "scale"])


def test_undo_and_redo_by_keys_and_back_by_a_double_click(home):
    slider = home.slider(1, "learning_rate")
    slider.focus()
    home.page.keyboard.press("ArrowRight")
    home.wait("player.session.isSettled && player.scenario.optimizers[1].learning_rate > 0.1")
    faster = as_simulated(home)
    home.page.keyboard.press("Control+z")
    home.wait("player.scenario.optimizers[1].learning_rate === 0.1")
    assert home.read(TOLD)
    home.page.keyboard.press("Control+Shift+z")
    home.wait("player.scenario.optimizers[1].learning_rate > 0.1")
    assert as_simulated(home) == faster
    box = slider.bounding_box()
    home.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, times=2)
    home.wait("player.scenario.optimizers[1].learning_rate === player.surface.rates.adam")
    as_simulated(home)
    home.type("Mine: learning rate η, exact number", "0.1")
    assert home.read(TOLD)  # set back is as good as undone
    home.type("Mine: learning rate η, exact number", "99")
    assert "99 is not allowed" in home.page.locator(".ov-status").inner_text()


def test_the_start_follows_hand_click_and_keys(home):
    ring = home.page.locator(".ov-start").first
    box = ring.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    home.page.mouse.move(x, y)
    home.page.mouse.down()
    home.page.mouse.move(x + 10, y - 20)
    home.page.mouse.move(x + 30, y - 30)
    held = as_simulated(home)
    home.page.mouse.up()
    assert as_simulated(home) == held != SCENARIO
    home.click_in(home.page.locator(".ov-stage").first, 150, 60)
    home.wait("player.session.isSettled && player.scenario.start[1] > 0")
    clicked = as_simulated(home)
    ring.press("ArrowRight")
    home.wait("player.session.isSettled && player.scenario.start[0] > arg", clicked.start[0])
    as_simulated(home)
    for _ in range(3):
        home.page.get_by_role("button", name="Undo").click()
    assert home.read("player.shownScenario.start") == [-1, -3]
    assert home.read(TOLD)


def test_schedules_switches_seed_and_noise(home):
    home.page.evaluate("() => document.querySelectorAll('.ov-more').forEach((more) => { more.open = true; })")
    home.page.get_by_label("Momentum: learning-rate schedule", exact=True).select_option("cosine")
    home.page.get_by_label("Momentum: convention", exact=True).select_option("average")
    scenario = as_simulated(home)
    assert scenario.optimizers[0].schedule.key == "cosine"
    moved(home, home.slider(0, "final").locator(".."))
    home.page.locator(".ov-drawer-button").click()
    home.page.get_by_role("button", name="Draw again").click()
    assert as_simulated(home).seed == 1
    home.page.get_by_label("Gradient noise", exact=True).select_option("none")
    assert as_simulated(home).noise.key == "none"
    assert home.page.get_by_label("Gradient noise", exact=True).locator("option").all_inner_texts() == [
        "none",
        "Gaussian",
    ]


def test_code_goes_with_the_choice_and_its_lines_give_what_they_give_in_the_app(home):
    home.page.keyboard.press("s")
    home.wait("player.display.stepwise === 'on'")
    lines = home.page.locator(".ov-panel").first.locator(".ov-code li")
    text, values = lines.locator("code").all_inner_texts(), lines.locator(".ov-value").all_inner_texts()
    assert len(set(values)) > 3
    home.page.evaluate("() => document.querySelectorAll('.ov-more').forEach((more) => { more.open = true; })")
    home.page.get_by_label("Momentum: convention", exact=True).select_option("average")
    home.next_frame()
    average = lines.locator("code").all_inner_texts()
    assert average != text
    assert "(1 - ρ)" in " ".join(average)
    assert lines_said(home, 0) == lines_of_the_app(home, 0, 59)
    assert all(lines.locator(".ov-value").all_inner_texts()[-3:])
    home.drag(home.slider(1, "learning_rate").locator(".."), [0.5, 0.4])
    assert not home.read("player.session.isSettled")
    assert lines_said(home, 1) == lines_of_the_app(home, 1, 59)
    home.page.mouse.up()
    home.page.get_by_role("button", name="Undo").click()
    home.page.get_by_role("button", name="Undo").click()
    home.next_frame()
    assert lines.locator("code").all_inner_texts() == text
    assert lines.locator(".ov-value").all_inner_texts() == values


def lines_said(home, i) -> list[float]:
    """What the lines of a path's pseudo-code give in the step that the playhead shows, as the page has it."""
    home.next_frame()
    return pytest.approx(home.read(f"player.tracks[{i}].detail.lineAt(59)"), rel=1e-9)


def lines_of_the_app(home, i, row) -> list[float]:
    run = simulate(Scenario.from_json(json.dumps(home.read("player.shownScenario"))))
    lines = values_along(run.scenario, run[i], np.array([row]))
    return [float(number) for values in lines for value in values for number in value.ravel()]


def test_rules_go_and_come_again_of_those_that_the_page_brought(home):
    page = home.page
    before = home.read(SHOWN)
    page.get_by_role("button", name="Add optimizer").click()
    assert page.locator(".ov-add [role=option] b").all_text_contents() == ["Momentum", "Adam"]
    assert page.get_by_role("group", name="Sets").count() == 0
    page.get_by_role("option", name="Momentum", exact=True).click()
    assert [choice.label for choice in as_simulated(home).optimizers] == ["Mine"]
    page.get_by_role("option", name="Momentum", exact=True).click()
    again = as_simulated(home)
    assert [choice.key for choice in again.optimizers] == ["adam", "momentum"]
    assert home.read("player.session.isSettled")
    assert home.page.locator(".ov-happened").text_content().strip() == told_of(simulate(again))
    page.keyboard.press("Escape")
    for item in ("Duplicate", "Move left"):
        page.get_by_label("Menu of Momentum", exact=True).click()
        page.get_by_role("button", name=item).locator("visible=true").click()
    assert [choice.key for choice in as_simulated(home).optimizers] == ["momentum", "adam", "momentum"]
    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
    assert home.read(SHOWN) == before
    assert home.read(TOLD)


def test_another_quantity_is_that_of_the_run_in_the_hand(home):
    moved(home, home.slider(0, "learning_rate").locator(".."))
    home.page.get_by_label("Quantity", exact=True).select_option("gradient_norm")
    gradients = simulate(Scenario.from_json(json.dumps(home.read("player.scenario"))))[0].gradients
    drawn = home.read("[...player.tracks[0].curves.gradient_norm]")
    np.testing.assert_allclose(drawn, np.linalg.norm(gradients, axis=1), rtol=1e-5)


def test_the_surface_follows_its_own_sliders_with_its_minima(tab, tmp_path):
    """A dip is moved until it is none: its cross goes with it, and the ground and the paths are those of the server."""
    at_home = Scenario(surface="local_minimum", optimizers=["sgd", "adam"], num_steps=60)
    screen = opened(tab, tmp_path, at_home)
    track = screen.page.locator(".ov-own .ov-track").first
    before = screen.read(GROUND)
    screen.drag(track, [0.3, 0.6, 0.8])
    as_simulated(screen)
    assert screen.has_ground_of_the_server()
    assert len(screen.read("player.surface.minima")) == 4
    box = track.bounding_box()
    screen.page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    screen.page.mouse.up()
    screen.wait("player.session.isSettled")
    as_simulated(screen)
    assert screen.has_ground_of_the_server()
    assert len(screen.read("player.surface.minima")) == 2
    assert screen.read(TOLD)
    while screen.read("player.history.canUndo"):
        screen.read("player.session.undo()")
    assert screen.read(GROUND) == before
    assert screen.read(TOLD)


def test_what_a_page_cannot_do_alone_is_not_on_it(tab, file, tmp_path):
    screen = shown(tab, file)
    assert screen.page.get_by_role("button", name="Copy link").count() == 0
    screen.page.get_by_role("button", name="Take home").click()
    files = screen.page.locator(".ov-made-here button")
    assert [text.split("(")[1] for text in files.all_inner_texts()] == ["PNG)", "CSV)", "JSON)"]
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("button", name="Menu of Momentum").click()
    assert screen.page.locator(".ov-menu:popover-open button").all_inner_texts() == [
        *("Rename", "Duplicate", "Alone from 5 starts", "Own start point", "Move left", "Move right", "Remove")
    ]
    screen.page.keyboard.press("Escape")
    assert screen.page.locator("a:visible").count() == 0
    curve = opened(tab, tmp_path, Scenario(surface="recurrent_unit", optimizers=["sgd"], num_steps=20))
    assert curve.read("player.runner") is None
    assert curve.page.get_by_role("button", name="Settings").count() == 0
    assert not curve.slider(0, "learning_rate").is_visible()
    assert curve.page.get_by_role("button", name="Add optimizer").count() == 0
    assert not curve.page.get_by_role("button", name="Menu of SGD").is_visible()
    assert curve.read(TOLD)


def test_starts_of_their_own_and_several_of_one_rule_are_run_alone(tab, tmp_path):
    first = Scenario(surface="sampled_wave", optimizers=["sgd", "adam"], num_steps=40)
    home = opened(tab, tmp_path, first)

    def choose(name, item):
        home.page.get_by_role("button", name=f"Menu of {name}", exact=True).click()
        home.page.get_by_role("button", name=item, exact=True).locator("visible=true").click()

    choose("Adam", "Own start point")
    home.wait("player.shownScenario.optimizers[1].start")
    ring = home.page.locator(".ov-start").nth(1)
    ring.press("ArrowRight")
    home.wait("player.shownScenario.optimizers[1].start[0] > player.shownScenario.start[0]")
    settled = home.scenario()
    assert settled.start == first.start
    for i in range(2):
        home.assert_drawn(i, settled)
    choose("Adam", "Alone from 5 starts")
    home.wait("player.panels.length === 5 && player.data.header.curves.held_out_together?.told")
    expected = from_starts(settled, 1)
    assert home.scenario() == expected
    run = simulate(expected)
    told = str(together_said(curves_of(run, "held_out_together"), run))
    assert home.read("player.data.header.curves.held_out_together.told") == told
    assert home.complaints == []


def test_the_data_are_taken_along_and_the_line_follows_the_hand(tab, tmp_path):
    rules = [{"key": "sgd", "learning_rate": 0.3}, {"key": "momentum", "learning_rate": 0.1}]
    batches = {"key": "mini_batch", "batch_size": 5}
    cars = Scenario(surface="linear_regression", optimizers=rules, noise=batches, num_steps=60)
    home = opened(tab, tmp_path, cars)
    home.seek(60)
    home.wait("player.dataSpace.isDrawn()")
    speeds = SURFACES["linear_regression"].model.data[0].rows[:, 0]

    def assert_line(scenario):
        slope, intercept = simulate(scenario)["momentum"].points[60]
        home.wait("player.dataSpace.drawn === 60")
        said = home.read("[...player.dataSpace.said].slice(-50)")
        np.testing.assert_allclose(said, slope * speeds + intercept, rtol=1e-6)

    assert_line(cars)
    assert len(home.read("[...player.dataSpace.batches.drawAt(player.scenario, 0)].filter((one) => one > 0)")) == 5
    assert_line(moved(home, home.slider(1, "learning_rate").locator("..")))
    assert "an epoch is 10 steps" in home.page.locator(".ov-curves .ov-axes").text_content()
    home.page.locator(".ov-drawer-button").click()
    assert_line(moved(home, home.page.locator(".ov-slider[data-parameter=batch_size]").locator("..")))
    steps = steps_an_epoch(home.scenario())
    assert steps != 10
    assert f"an epoch is {steps} steps" in home.page.locator(".ov-curves .ov-axes").text_content()
    assert home.complaints == []
    home.leave()


def test_a_lesson_is_taken_home_with_its_question_and_its_claims(tab, tmp_path):
    lesson, words = lessons("zh")["momentum"], words_of("zh")
    screen = opened(tab, tmp_path, lesson.scenario, lesson="momentum", language="zh")
    page = screen.page
    page.get_by_role("button", name=words["skip"]).click()
    claims = page.locator(".ov-claims li")
    assert [claim.get_attribute("data-holds") for claim in claims.all()] == ["yes"] * len(lesson.claims)
    box = page.locator(".ov-panel").nth(1).locator('.ov-line:has([data-parameter="rho"]) .ov-number')
    box.fill(str(lesson.task.solution.optimizers[1].numbers["rho"]))
    box.press("Enter")
    page.get_by_text(words["done"], exact=True).wait_for()
    assert screen.complaints == []
    screen.leave()


def test_a_lesson_takes_its_maps_home_and_onto_its_sheet(tab, tmp_path):
    lesson = lessons()["coarse_to_fine"]
    screen = opened(tab, tmp_path, lesson.scenario, lesson="coarse_to_fine")
    page = screen.page
    page.get_by_role("button", name=words_of("en")["skip"]).click()
    screen.wait("player.desk?.isFinished")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert screen.read("[...player.root.querySelectorAll('.ov-desk .ov-still')].length > 0")
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert screen.read("player.desk.element === player.host.firstChild && !player.host.querySelector('.ov-still')")
    assert screen.complaints == []
    screen.leave()


STOP_HALF_WAY = """() => {
  const { controls } = window.optvizPlayer.desk;
  const busy = controls.busy.bind(controls);
  window.shares = [];
  controls.busy = (share) => {
    busy(share);
    if (share) window.shares.push(share[0] / share[1]);
    if (share && window.shares.at(-1) > 0.5) controls.stop.click();
  };
}"""


def test_maps_are_made_anew_by_the_page_and_follow_the_hand(tab, tmp_path):
    rule = {"key": "sgd", "learning_rate": 0.01}
    scenario = Scenario(surface="himmelblau", optimizers=[rule, "momentum"], num_steps=500)
    asked = Sweep.of_starts(scenario, cells=40)
    screen = opened(tab, tmp_path, basins(scenario, cells=40))
    screen.wait("player.desk?.isFinished")
    assert screen.page.locator(".ov-map-view").count() == 2

    def steps():
        return np.reshape(screen.read("[...player.desk.views[0].found.steps]"), (40, 40))

    assert (steps() == sweep(asked, precision=64).steps).mean() > 0.99
    rate = screen.page.locator("input[data-parameter=learning_rate]").first
    rate.focus()
    screen.page.keyboard.press("ArrowLeft")
    screen.wait("player.desk.isFinished && player.session.isSettled")
    moved = Scenario.from_dict(screen.read("player.scenario"))
    assert moved.optimizers[0].numbers["learning_rate"] < 0.01
    assert (steps() == sweep(Sweep.of_starts(moved, cells=40), precision=64).steps).mean() > 0.99
    stop = screen.page.get_by_role("button", name="Stop")
    assert stop.is_disabled()
    screen.page.evaluate(STOP_HALF_WAY)
    screen.page.get_by_label("Cells a side", exact=True).select_option("128")
    screen.page.get_by_text("Stopped.").first.wait_for()
    shares = screen.page.evaluate("window.shares")
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert 0.5 < shares[-1] < 1
    assert stop.is_disabled()
    assert screen.read("player.desk.views[1].found.shape[0]") < 128
    assert screen.complaints == []
