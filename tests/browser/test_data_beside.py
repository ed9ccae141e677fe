"""The data of a surface beside its loss, on the page."""

import json

import numpy as np
import pytest
from optviz.surfaces.data.irises import IRISES
from optviz.surfaces.data.linear_regression import CARS
from test_access import violations

from optviz import Scenario, simulate
from optviz.engine.batches import batch_of

RULES = [{"key": "sgd", "learning_rate": 0.3}, {"key": "adam", "learning_rate": 0.5}]
BATCHES = {"key": "mini_batch", "batch_size": 6}
CARS_RUN = Scenario(surface="linear_regression", optimizers=RULES, noise=BATCHES, num_steps=20)
PATHS = """(() => {
  const { dataSpace: { movingContext: context } } = player;
  const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
  return data.filter((value, k) => k % 4 === 3 && value > 0).length;
})()"""
"""How many pixels there are of what moves."""


def drawn(screen):
    screen.wait("player.dataSpace.isDrawn() && player.dataSpace.drawn === player.playhead.step")


def test_the_data_stand_beside_the_loss_where_there_are_some(still):
    still.show(CARS_RUN.to_url())
    view = still.page.locator(".ov-data")
    still.seek(7)
    drawn(still)
    assert view.is_visible()
    assert (
        view.locator(".ov-unseen:not([role])").text_content()
        == "50 examples: stopping distance (10 ft) by speed (10 mph)."
    )
    assert view.locator(".ov-source").text_content() == f"{CARS.source}. {CARS.licence}"
    assert "Speed (10 mph)" in view.locator(".ov-axes").text_content()
    said = still.read("[...player.dataSpace.said].slice(-50)")  # of the last path that is drawn
    slope, intercept = simulate(CARS_RUN)[1].points[7]
    np.testing.assert_allclose(said, slope * CARS.rows[:, 0] + intercept, rtol=1e-9)
    lit = still.read("[...player.dataSpace.batches.drawAt(player.scenario, 7)]")
    np.testing.assert_array_equal(np.array(lit) > 0, batch_of(CARS_RUN, 7))
    without = still.read(PATHS)
    view.get_by_label("Residuals", exact=True).check()
    drawn(still)
    assert still.read(PATHS) > 1.1 * without
    assert "show.residuals=on" in still.url
    still.page.keyboard.press("5")
    view.wait_for(state="hidden")
    still.page.keyboard.press("5")
    view.wait_for(state="visible")
    still.choose_surface("ravine")
    view.wait_for(state="hidden")
    assert still.page.locator(".ov-curves").is_visible()


def test_two_classes_are_told_by_their_marks_and_what_is_held_out_by_its_shape(still):
    still.show(Scenario(surface="svm_irises", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    view = still.page.locator(".ov-data")
    names = view.locator(".ov-curves-name")
    assert names.all_text_contents() == ["Versicolor", "Virginica", "Held out"]
    shapes = [names.nth(k).locator("svg > *") for k in range(3)]
    looks = [(shape.evaluate("(one) => one.tagName"), shape.get_attribute("fill")) for shape in shapes]
    assert looks == [("circle", "none"), ("circle", "currentColor"), ("rect", "none")]
    marks = still.read("player.dataSpace.marks.map(({ value, example }) => [value, example])")
    assert [value for value, _ in marks] == IRISES.rows[:, -1].tolist()
    assert [k for k, (_, example) in enumerate(marks) if example < 0] == list(IRISES.held_out)
    assert view.get_by_label("Residuals", exact=True).is_hidden()


@pytest.mark.parametrize("normalisation", ["raw", "centred"])
def test_a_line_is_where_the_path_is_on_every_scale(still, normalisation):
    surface = {"key": "linear_regression", "normalisation": normalisation}
    run = simulate(Scenario(surface=surface, optimizers=RULES, num_steps=20))
    still.show(run.scenario.to_url())
    still.seek(20)
    drawn(still)
    slope, intercept = run[1].points[20]
    speeds = CARS.rows[:, 0] - (CARS.rows[:, 0].mean() if normalisation == "centred" else 0)
    np.testing.assert_allclose(
        still.read("[...player.dataSpace.said].slice(-50)"), slope * speeds + intercept, rtol=1e-9
    )


def test_the_condition_number_at_the_minimum_is_said_and_moves(still):
    """Of speeds raw and scaled, from the table: that of the mean products of its columns, and 1."""
    still.show(Scenario(surface="linear_regression", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    design = np.stack([CARS.rows[:, 0], np.ones(50)], axis=1)
    said = still.page.locator(".ov-data .ov-note")
    assert said.text_content() == f"condition number {np.linalg.cond(design.T @ design):.1f} at the minimum"
    still.page.get_by_label("Data", exact=True).first.select_option("scaled")
    still.page.wait_for_function("document.querySelector('.ov-data .ov-note').textContent.includes(' 1 ')")
    assert said.text_content() == "condition number 1 at the minimum"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_data(open_screen, scheme):
    screen = open_screen(viewport={"width": 1366, "height": 768}, color_scheme=scheme, reduced_motion="reduce")
    screen.show(f"{CARS_RUN.to_url()}&show.residuals=on")
    drawn(screen)
    assert violations(screen.page, ".ov-below") == []


def least_squares(still):
    """Slope and intercept of the rows that are shown, by NumPy, and those of the minimum that is."""
    rows = np.array(still.read("player.dataSpace.table.rows"))
    gone = still.read("player.dataSpace.table.removed ?? []")
    x, y = np.delete(rows, gone, axis=0).T
    expected = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y)[0]
    return tuple(expected), tuple(still.read("player.surface.knownMinima[0].point"))


def settled(still, condition):
    still.wait(f"player.session.isSettled && player.session.isCurrent && ({condition})")
    drawn(still)


def test_points_are_dragged_added_and_taken_away_and_all_else_follows(still):
    still.show(Scenario(surface="linear_regression", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    view, keys = still.page.locator(".ov-data"), still.page.keyboard
    view.scroll_into_view_if_needed()
    x, y = still.read("""(() => {
      const { stage, margin, marks } = player.dataSpace;
      const { left, top } = stage.getBoundingClientRect();
      return [left + margin.l + marks[40].at[0] + 8, top + margin.t + marks[40].at[1]];
    })()""")  # beside its middle: the target is larger than the mark
    still.page.mouse.move(x, y)
    still.page.mouse.down()
    still.page.mouse.move(x - 30, y - 20, steps=4)
    still.wait("player.scenario.surface.data?.moved?.[0][0] === 40")
    still.page.mouse.up()
    settled(still, "player.surface.knownMinima[0].point[0] !== 3.932408759124087")
    expected, found = least_squares(still)
    assert found == pytest.approx(expected, rel=1e-9)
    row = still.read("player.scenario.surface.data.moved[0]")
    said = view.locator("[role=status]")
    assert said.text_content() == f"Row 40: speed {row[1]:g}, stopping distance {row[2]:g}"
    assert "surface.data.moved=40_" in still.url
    keys.press("ArrowUp")
    settled(still, f"player.scenario.surface.data.moved[0][2] > {row[2]}")
    keys.press("Delete")
    settled(still, "player.scenario.surface.data.removed?.[0] === 40")
    assert said.text_content() == "Row 40 is taken away."
    keys.press("Insert")
    settled(still, "player.scenario.surface.data.added?.length === 1")
    assert said.text_content().startswith("Added. Row 50: speed")
    assert view.get_by_role("button", name="Add an example").count() == 1
    expected, found = least_squares(still)
    assert found == pytest.approx(expected, rel=1e-9)
    keys.press("Control+z")
    settled(still, "!player.scenario.surface.data.added")
    view.get_by_label("The data as they are", exact=True).click()
    settled(still, "!player.scenario.surface.data")
    assert said.text_content() == "The data are as they were."
    assert view.get_by_label("The data as they are", exact=True).is_disabled()


def place_of(screen, point):
    """Where a point is on the page."""
    return screen.read(f"""(() => {{
      const {{ stage, margin, marks }} = player.dataSpace;
      const {{ left, top }} = stage.getBoundingClientRect();
      const {{ at }} = marks.find(({{ place }}) => place === {point});
      return [left + margin.l + at[0], top + margin.t + at[1]];
    }})()""")


def test_a_point_goes_back_to_where_it_was_with_escape_and_leaves_no_step_behind(still):
    still.show(Scenario(surface="linear_regression", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    still.page.locator(".ov-data").scroll_into_view_if_needed()
    minimum = still.read("player.surface.knownMinima[0].point")
    for before in (None, [40, 2, 5]):
        x, y = place_of(still, 40)
        still.page.mouse.move(x, y)
        still.page.mouse.down()
        still.page.mouse.move(x - 30, y - 20, steps=4)
        still.wait(f"player.shownScenario.surface.data?.moved?.[0][1] < {(before or [40, 2])[1]}")
        still.page.keyboard.press("Escape")
        still.page.mouse.move(x - 60, y - 20)
        still.page.mouse.up()
        moved = "null" if before is None else json.dumps([before])
        settled(still, f"JSON.stringify(player.scenario.surface.data?.moved ?? null) === '{moved}'".replace(", ", ","))
        if before is None:
            assert still.read("player.surface.knownMinima[0].point") == pytest.approx(minimum)
            assert not still.read("player.session.canUndo")
            data = {"moved": [[40, 2, 5]]}
            url = Scenario(surface={"key": "linear_regression", "data": data}, optimizers=RULES, num_steps=20).to_url()
            still.show(url)
            drawn(still)


def test_a_double_click_adds_a_point_and_one_click_does_not(still):
    still.show(Scenario(surface="linear_regression", optimizers=RULES, num_steps=20).to_url())
    drawn(still)
    still.page.locator(".ov-data").scroll_into_view_if_needed()
    x, y = still.read("""(() => {
      const { stage, margin, inner } = player.dataSpace;
      const { left, top } = stage.getBoundingClientRect();
      return [left + margin.l + 0.1 * inner.width, top + margin.t + 0.1 * inner.height];
    })()""")
    still.page.mouse.click(x, y)
    assert still.read("player.scenario.surface.data ?? null") is None
    still.page.mouse.dblclick(x, y + 20)
    settled(still, "player.scenario.surface.data?.added?.length === 1")
    assert place_of(still, 50) == pytest.approx([x, y + 20], abs=1.5)


def test_a_finger_drags_a_point_and_the_page_stays(open_screen):
    screen = open_screen(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    screen.show(Scenario(surface="linear_regression", optimizers=RULES, num_steps=20).to_url())
    drawn(screen)
    screen.page.locator(".ov-data").scroll_into_view_if_needed()
    x, y = place_of(screen, 40)
    screen.touch("touchStart", (x, y))
    for share in (0.25, 0.5, 0.75, 1):
        screen.touch("touchMove", (x - 30 * share, y - 40 * share))
    screen.wait("player.shownScenario.surface.data?.moved?.[0][0] === 40")
    screen.touch("touchEnd")
    settled(screen, "player.scenario.surface.data?.moved?.length === 1")
    assert place_of(screen, 40) == pytest.approx([x - 30, y - 40], abs=1.5)


def test_a_class_is_turned_and_what_has_to_stay_stays(still):
    """Of three O-rings two examples have to stay."""
    few = {"removed": list(range(21))}
    link = "surface=logistic_regression&surface.data.removed=" + "+".join(map(str, few["removed"][:21]))
    still.show(f"{link}&optimizers.0=sgd&num_steps=20")
    drawn(still)
    view, keys = still.page.locator(".ov-data"), still.page.keyboard
    view.locator(".ov-point").focus()
    kind = still.read("player.dataSpace.table.rows[21][1]")
    keys.press("Enter")
    settled(still, f"player.scenario.surface.data.moved?.[0][2] === {1 - kind:g}")
    view.get_by_role("button", name="Take the chosen example away").click()
    assert view.locator("[role=status]").text_content() == "Two examples have to stay, and one that is held out."
    assert still.read("player.scenario.surface.data.removed.length") == 21
