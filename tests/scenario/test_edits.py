"""Changes to the data of a surface: at every door, and what becomes of minima, lots and programs with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from optviz.surfaces.examples import HEADER

from optviz import SURFACES, Scenario, simulate
from optviz.engine.compiled_programs import CompiledProgram
from optviz.engine.simulate import draws_of
from optviz.engine.tables import data_of, held_out_of, minima_of, table_of
from optviz.noise import MINI_BATCH
from optviz.problems import ScenarioError
from optviz.scenario.bounds import MAX_EDITS, MAX_LINK_EDITS
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.edits import columns_of

CHANGES = {"moved": [[3, 1.5, 2.5], [0, 0.5, 4]], "added": [[2, 3], [2.1, 8.5]], "removed": [7, 49]}
CHANGEABLE = {key: surface for key, surface in SURFACES.items() if surface.model}


def choice(key="linear_regression", data=CHANGES, **numbers):
    return SurfaceChoice.model_validate({"key": key, "data": data, **numbers})


def scenario(**fields):
    return Scenario(**{"surface": choice(), "optimizers": ["sgd"], "num_steps": 40} | fields)


def test_changes_come_back_from_every_door_in_their_order():
    asked = scenario()
    assert Scenario.from_json(asked.to_json()) == Scenario.from_url(asked.to_url()) == asked
    data = asked.to_dict()["surface"]["data"]
    assert data == {"moved": [[0, 0.5, 4], [3, 1.5, 2.5]], "added": [[2, 3], [2.1, 8.5]], "removed": [7, 49]}
    assert "surface.data.moved=0_0.5_4+3_1.5_2.5&surface.data.added=2_3+2.1_8.5" in asked.to_url()
    as_it_was = SURFACES["linear_regression"].model.data[0].rows[5].tolist()
    assert choice(data={"moved": [[5, *as_it_was]]}) == choice(data={}) == SurfaceChoice(key="linear_regression")
    assert choice(data={"moved": [[5, 1, 1]], "removed": [5]}) == choice(data={"removed": [5]})


@given(st.data())
def test_whatever_is_changed_comes_back_from_json_and_from_links(data):
    key = data.draw(st.sampled_from(sorted(CHANGEABLE)))
    columns, rows = columns_of(SURFACES[key]), len(SURFACES[key].model.data[0].rows)
    cells = [st.integers(0, 1) if one.integer else st.floats(one.low, one.high) for one in columns]
    row = st.tuples(*cells)
    places = st.lists(st.integers(0, rows - 1), max_size=4, unique=True)
    moved = [[place, *data.draw(row)] for place in data.draw(places)]
    changes = {"moved": moved, "added": data.draw(st.lists(row, max_size=3)), "removed": data.draw(places)}
    asked = scenario(surface={"key": key, "data": changes})
    assert Scenario.from_url(asked.to_url()) == Scenario.from_json(asked.to_json()) == asked
    if asked.surface.data:
        assert data_of(asked.surface).removed == tuple(sorted(changes["removed"]))


def test_a_link_carries_so_many_changes_and_says_that_it_lacks_more():
    added = [[2, k / 100] for k in range(MAX_LINK_EDITS + 1)]
    assert Scenario.from_url(scenario(surface=choice(data={"added": added[1:]})).to_url())
    whole = scenario(surface=choice(data={"added": added}))
    assert Scenario.from_json(whole.to_json()) == whole
    with pytest.raises(ScenarioError, match=r"surface.data.needed: '41' rows are changed, more than a link carries"):
        Scenario.from_url(whole.to_url())


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"moved": [[50, 1, 2]]}, "data.moved.0: no such row: 50 is not allowed; a whole number from 0 to 49 is"),
        ({"moved": [[3, "x", 2]]}, "data.moved.0: row 3, speed: 'x' is not allowed; a number from -3.8 to 6.7 is"),
        ({"added": [[1, 2], [1, float("nan")]]}, "data.added.1: row 51, stopping distance: nan is not allowed"),
        ({"added": [[1]]}, "data.added.0: 1 numbers are not allowed; one for each of speed, stopping distance is"),
        ({"moved": [[1, 1, 1], [1, 2, 2]]}, "data.moved.1: given twice"),
        ({"removed": list(range(49))}, "data.removed: at least 2 examples have to stay"),
        ({"removed": "3 x"}, "data.removed.1: no such row: 'x' is not allowed"),
        ({"removed": 5}, "data.removed: 5 is not allowed; a list of rows is"),
        ({"rows": []}, "data.rows: data have no such field; they have moved, added, removed"),
        ([1], "data: [1] is not allowed; an object with rows that are moved, added or removed is"),
        ({"added": [[1, 1]] * (MAX_EDITS + 1)}, "data: 501 changed rows are too many; at most 500 are allowed"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(data, problem):
    with pytest.raises(ScenarioError) as raised:
        scenario(surface={"key": "linear_regression", "data": data})
    assert problem in str(raised.value)


@pytest.mark.parametrize("key", ["ravine", "recurrent_unit"])
def test_only_data_that_could_be_others_are_changed(key):
    with pytest.raises(ScenarioError, match="has no data that could be changed"):
        scenario(surface={"key": key, "data": {"removed": [0]}})


def fitted(surface):
    """Slope and intercept by NumPy's least squares, on the rows that are trained on."""
    rows = data_of(surface).training
    return np.linalg.lstsq(np.column_stack([rows[:, 0], np.ones(len(rows))]), rows[:, 1])[0]


@pytest.mark.parametrize("normalisation", ["raw", "centred", "scaled"])
def test_the_minimum_of_changed_data_is_that_of_least_squares(normalisation):
    surface = choice(normalisation=normalisation)
    rows = data_of(surface).training
    assert len(rows) == 50
    x, y = rows.T
    x = x - x.mean() * (normalisation != "raw")
    x = x / (x.std() if normalisation == "scaled" else 1)
    (best,) = minima_of(surface)
    expected = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y)[0]
    assert best.point == pytest.approx(tuple(expected), rel=1e-10)
    assert best.value == pytest.approx(np.mean((np.array(best.point) @ [x, np.ones(len(x))] - y) ** 2) / 2)
    run = simulate(Scenario(surface=surface, optimizers=["newton"], num_steps=5))
    assert run[0].points[-1] == pytest.approx(tuple(expected), rel=1e-9)


def test_rows_that_are_made_follow_their_sliders_unless_they_are_moved():
    moved = {"moved": [[19, 0.9, 1.4]], "removed": [17]}
    for distance in (0.0, 3.0):
        surface = choice("line_with_outliers", moved, distance=distance)
        assert data_of(surface).rows[19].tolist() == [0.9, 1.4]
        (best,) = minima_of(surface)
        assert best.point == pytest.approx(tuple(fitted(surface)), rel=1e-10)
        run = simulate(Scenario(surface=surface, optimizers=["newton"], num_steps=5))
        assert run[0].points[-1] == pytest.approx(best.point, rel=1e-9)


def test_what_is_held_out_can_be_moved_and_changes_no_path():
    held = SURFACES["svm_irises"].model.data[0].held_out[0]
    asked, before = choice("svm_irises", {"moved": [[held, 6, 2, 0]]}), choice("svm_irises", None)
    np.testing.assert_array_equal(table_of(asked), table_of(before))
    assert not np.array_equal(held_out_of(asked), held_out_of(before))


def test_where_classes_do_not_overlap_the_logistic_loss_has_no_minimum():
    rows = SURFACES["logistic_regression"].model.data[0].rows.tolist()
    edge = np.median([x for x, _ in rows])
    apart = [[i, x, float(x < edge)] for i, (x, kind) in enumerate(rows) if kind != float(x < edge)]
    assert minima_of(choice("logistic_regression", {"moved": apart})) == ()
    assert len(minima_of(choice("logistic_regression", {"moved": apart[1:]}))) == 1


def test_inputs_that_are_all_the_same_leave_no_minimum_alone():
    rows = SURFACES["linear_regression"].model.data[0].rows.tolist()
    surface = choice(data={"moved": [[i, 1.0, y] for i, (_, y) in enumerate(rows)]})
    assert minima_of(surface) == ()
    assert np.isfinite(simulate(Scenario(surface=surface, optimizers=["sgd"], num_steps=3))[0].losses).all()


def test_moving_adding_and_removing_compile_nothing(monkeypatch):
    made = []
    compiled = CompiledProgram.compiled
    monkeypatch.setattr(CompiledProgram, "compiled", lambda *one: made.append(one) or compiled(*one))
    simulate(scenario(surface=choice(data=None), noise="none"))
    made.clear()
    for data in (CHANGES, {"removed": [1, 2, 3]}, {"added": [[2, 3]] * 14}):
        simulate(scenario(surface=choice(data=data)))
        minima_of(choice(data=data))
    assert made == []


def test_a_row_that_is_taken_away_is_in_no_batch_and_the_others_keep_their_order():
    with_all, without = (np.asarray(draws_of(MINI_BATCH, choice(data=data), 0)) for data in (None, {"removed": [7]}))
    assert with_all.shape == without.shape == (2001, 64)
    assert np.isinf(with_all[:, 50:]).all()
    assert np.isinf(without[:, 7]).all()
    left = np.delete(np.arange(50), 7)
    np.testing.assert_array_equal(np.argsort(without[0, left]), np.argsort(with_all[0, left]))
    np.testing.assert_array_equal(np.sort(without[5, left]), np.arange(49))


def test_a_batch_of_all_examples_is_the_full_gradient_of_those_that_are_left():
    noise = {"key": "mini_batch", "batch_size": 64}
    batch, whole = (simulate(scenario(noise=one))[0] for one in (noise, "none"))
    np.testing.assert_allclose(batch.points, whole.points, rtol=1e-9)


def test_tables_are_filled_up_with_rows_that_do_not_count():
    matrix = table_of(choice())
    assert matrix.shape == (HEADER + 64, 3)
    assert matrix[HEADER:, -1].sum() == matrix[0, -1] == 50
    assert np.isfinite(matrix).all()
