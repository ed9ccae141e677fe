"""Tables of the reader's own: how files are read, what a model makes of them, and where they go and do not go.

How files are read is a list of cases, which the page's own reader is held to as well (`tests/player/node`).
"""

import csv
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC

from optviz import Scenario, export, read_table, simulate
from optviz.engine.along import condition_numbers, measured
from optviz.engine.compiled_programs import CompiledProgram
from optviz.engine.data_space import predictions, space_of
from optviz.engine.tables import data_of, minima_of, table_of
from optviz.exports.base import OptionError
from optviz.exports.stamp import read_scenario
from optviz.picture.curves import curves_of
from optviz.picture.quantities import best_row
from optviz.picture.sliders import marks_of
from optviz.problems import ScenarioError
from optviz.scenario.bounds import MAX_TABLE_BYTES, MAX_TABLE_COLUMNS, MAX_TABLE_ROWS
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.own_table import KEPT, Kept, OwnTable

CASES = json.loads(Path(__file__).parent.parent.joinpath("tables", "cases.json").read_text(encoding="utf-8"))


def table(rows, columns=("speed", "distance"), classes=(), name="mine.csv"):
    return OwnTable(name=name, columns=columns, rows=np.array(rows, float), classes=classes)


def random_rows(count=60, seed=3):
    """Two inputs far from 0 that are correlated, and a target."""
    first, second, rest = np.random.default_rng(seed).normal(size=(3, count))
    second = 0.8 * first + 0.6 * second
    return np.stack([300 + 5 * first, 0.01 * second, 1000 + 40 * first - 25 * second + 10 * rest], axis=1)


def scenario(own, key="own_line", **fields):
    return Scenario(**{"surface": {"key": key, "table": own}, "optimizers": ["newton"], "num_steps": 8} | fields)


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_a_text_is_read_or_refused_line_by_line(case):
    def read():
        how = {"classes": "classes" in case, "leave_out": case.get("leave_out", False)}
        return read_table(case["text"], case.get("asked", ()), **how)

    if "problems" in case:
        with pytest.raises(ScenarioError) as refused:
            read()
        assert [str(problem) for problem in refused.value.problems] == case["problems"]
        return
    found = read()
    assert found.columns == tuple(case["columns"])
    assert found.rows.tolist() == case["rows"]
    assert found.classes == tuple(case.get("classes", ()))
    assert found.left_out == tuple(case.get("left_out", ()))
    assert not np.signbit(found.rows[found.rows == 0]).any()


@given(
    st.lists(st.tuples(*[st.floats(-1e99, 1e99)] * 3), min_size=2, max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_pythons_csv_writes_is_read_again(rows, delimiter, encoding, line_end):
    def written(value):
        return str(value).replace(".", ",") if delimiter == ";" else str(value)

    lines = [["größe", 'so "genannt"', "a;b, c"], *[[written(value) for value in row] for row in rows]]
    text = "".join(line_end if part is None else part for part in parts_of(lines, delimiter))
    found = read_table(text.encode(encoding))
    assert found.columns == ("größe", 'so "genannt"', "a;b, c")
    np.testing.assert_array_equal(found.rows, np.array(rows))


def parts_of(lines, delimiter):
    """The lines as `csv.writer` has them, and None between them."""
    written = []
    writer = csv.writer(type("Lines", (), {"write": staticmethod(written.append)}), delimiter=delimiter)
    writer.writerows(lines)
    for line in written:
        yield from (line.removesuffix("\r\n"), None)


def test_what_windows_writes_is_read_and_what_is_no_text_is_not(tmp_path):
    assert read_table("Länge;y\n1;2\n3;4\n".encode("cp1252")).columns == ("Länge", "y")
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    for data in (png, b"x,y\n1,2\n\0\0\xff\xff", "x,y\n1,2\n".encode("utf-16-le")):
        with pytest.raises(ScenarioError, match="has what no text has"):
            read_table(data)
    file = tmp_path / "a.csv"
    file.write_bytes(b"x,y\n1,2\n3,4\n")
    assert read_table(file).name == read_table(str(file)).name == "a.csv"
    with pytest.raises(ScenarioError, match="No such file"):
        read_table(tmp_path / "b.csv")


def test_files_have_bounds():
    with pytest.raises(ScenarioError, match="the file is larger than 5 MB"):
        read_table(b"1,2\n" * (MAX_TABLE_BYTES // 4 + 1))
    with pytest.raises(ScenarioError, match="there are more than 20000 rows"):
        read_table("1,2\n" * (MAX_TABLE_ROWS + 2))
    assert len(read_table("x,y\n" + "1,2\n" * MAX_TABLE_ROWS).rows) == MAX_TABLE_ROWS
    wide = ",".join(["1"] * (MAX_TABLE_COLUMNS + 1))
    with pytest.raises(ScenarioError, match="101 columns are too many; at most 100 are allowed"):
        read_table(f"{wide}\n{wide}\n")


def test_a_line_has_the_correlation_as_its_slope_as_scikit_learn_finds():
    rows = random_rows()[:, [0, 2]]
    asked = scenario(table(rows))
    (best,) = minima_of(asked.surface)
    x, y = ((column - column.mean()) / column.std() for column in rows.T)
    fit = LinearRegression().fit(x[:, None], y)
    assert best.point == pytest.approx((fit.coef_[0], fit.intercept_), abs=1e-12)
    assert best.point[0] == pytest.approx(np.corrcoef(rows.T)[0, 1], abs=1e-12)
    assert simulate(asked)[0].points[-1] == pytest.approx(best.point, abs=1e-12)
    fit = LinearRegression().fit(rows[:, :1], rows[:, 1])
    said = predictions(asked.surface, np.array(best.point), rows[:, :1])
    np.testing.assert_allclose(said, fit.predict(rows[:, :1]), rtol=1e-12)  # in the units of the table


def test_a_plane_is_that_of_scikit_learn():
    rows = random_rows()
    asked = scenario(table(rows, ("a", "b", "c")), "own_plane")
    (best,) = minima_of(asked.surface)
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    fit = LinearRegression(fit_intercept=False).fit(scaled[:, :2], scaled[:, 2])
    assert best.point == pytest.approx(tuple(fit.coef_), abs=1e-12)
    assert simulate(asked)[0].points[-1] == pytest.approx(best.point, abs=1e-12)


@pytest.mark.parametrize("l2", [0.01, 0.3])
@pytest.mark.parametrize(
    ("key", "theirs"),
    [
        ("own_logistic", LogisticRegression(fit_intercept=False, tol=1e-12, solver="newton-cholesky")),
        ("own_hinge", LinearSVC(loss="hinge", fit_intercept=False, tol=1e-12, max_iter=10**7, random_state=0)),
    ],
    ids=["logistic", "hinge"],
)
def test_two_classes_are_told_apart_as_scikit_learn_does(key, theirs, l2):
    rows = random_rows()
    rows[:, 2] = rows[:, 2] > np.median(rows[:, 2]) + 30 * np.sin(np.arange(len(rows)))
    own = table(rows, ("a", "b", "c"), ("no", "yes"))
    (best,) = minima_of(SurfaceChoice.model_validate({"key": key, "table": own, "l2": l2}))
    scaled = (rows[:, :2] - rows[:, :2].mean(axis=0)) / rows[:, :2].std(axis=0)
    fit = theirs.set_params(C=1 / (l2 * len(rows))).fit(scaled, rows[:, 2])
    assert best.point == pytest.approx(tuple(fit.coef_[0]), abs=1e-6)


@pytest.mark.parametrize("normalisation", ["raw", "centred", "scaled"])
def test_a_line_on_each_scale_is_that_of_scikit_learn_with_its_condition_number(normalisation):
    rows = random_rows()[:, [0, 2]]
    surface = {"key": "own_line", "table": table(rows), "normalisation": normalisation}
    asked = scenario(None, surface=surface)
    x, y = rows[:, :1] / 100, (rows[:, 1] - rows[:, 1].mean()) / rows[:, 1].std()  # 300 and more: in hundreds
    x = x if normalisation == "raw" else x - x.mean()
    x = x / x.std() if normalisation == "scaled" else x
    (best,) = minima_of(asked.surface)
    fit = LinearRegression().fit(x, y)
    assert best.point == pytest.approx((fit.coef_[0], fit.intercept_), rel=1e-9, abs=1e-9)
    inputs = np.column_stack([x, np.ones(len(x))])
    number = np.linalg.cond(inputs.T @ inputs)
    assert condition_numbers(asked.surface, np.array([best.point])) == pytest.approx([number], rel=1e-6)
    assert {"raw": 1e4, "centred": 300, "scaled": 1}[normalisation] <= number * 1.001
    said = predictions(asked.surface, np.array(best.point), rows[:, :1])
    np.testing.assert_allclose(said, LinearRegression().fit(rows[:, :1], rows[:, 1]).predict(rows[:, :1]), rtol=1e-9)


@pytest.mark.parametrize("normalisation", ["raw", "centred", "scaled"])
@pytest.mark.parametrize("key", ["own_plane", "own_logistic", "own_hinge"])
def test_two_inputs_on_each_scale_are_those_of_scikit_learn(key, normalisation):
    rows = random_rows()
    rows[:, 0] -= 290
    if key != "own_plane":
        rows[:, 2] = rows[:, 2] > np.median(rows[:, 2]) + 30 * np.sin(np.arange(len(rows)))
    numbers = {"normalisation": normalisation} | ({} if key == "own_plane" else {"l2": 0.1})
    classes = () if key == "own_plane" else ("no", "yes")
    own = table(rows, ("a", "b", "c"), classes)
    x, y = rows[:, :2] / [10, 0.01], rows[:, 2]
    x = x if normalisation == "raw" else x - x.mean(axis=0)
    x = x / x.std(axis=0) if normalisation == "scaled" else x
    fit = {
        "own_plane": LinearRegression(fit_intercept=False),
        "own_logistic": LogisticRegression(C=1 / (0.1 * 60), fit_intercept=False, tol=1e-12, solver="newton-cholesky"),
        "own_hinge": LinearSVC(
            C=1 / (0.1 * 60), loss="hinge", fit_intercept=False, tol=1e-12, max_iter=10**7, random_state=0
        ),
    }[key].fit(x, (y - y.mean()) / y.std() if key == "own_plane" else y)
    (best,) = minima_of(SurfaceChoice.model_validate({"key": key, "table": own, **numbers}))
    assert best.point == pytest.approx(tuple(np.ravel(fit.coef_)), abs=1e-6)


def held_out(count, every):
    return np.arange(every - 1, count, every)


def test_held_out_rows_are_measured_and_nothing_is_trained_on_them():
    rows = random_rows(62)[:, [0, 2]]
    own = OwnTable(name="", columns=("a", "b"), rows=rows, hold_out=5)
    asked = scenario(own, optimizers=["sgd"])
    left, kept = rows[held_out(62, 5)], np.delete(rows, held_out(62, 5), axis=0)
    assert len(left) == 12
    np.testing.assert_array_equal(data_of(asked.surface).left, left)
    (best,) = minima_of(asked.surface)
    assert best.point[0] == pytest.approx(np.corrcoef(kept.T)[0, 1], abs=1e-12)
    run = simulate(asked)
    (x, dx), (y, dy) = ((column.mean(), column.std()) for column in kept.T)
    slope, intercept = run[0].points.T[:, :, None]
    errors = slope * (left[:, 0] - x) / dx + intercept - (left[:, 1] - y) / dy
    (found,) = curves_of(run, "held_out").values
    np.testing.assert_allclose(found, (errors**2).mean(axis=1) / 2, rtol=1e-9)
    assert best_row(run[0], run) == found.argmin()


def test_accuracy_is_told_of_held_out_rows_and_a_table_without_any_has_none():
    rows = random_rows()
    rows[:, 2] = rows[:, 2] > np.median(rows[:, 2])
    named = {"columns": ("a", "b", "c"), "classes": ("no", "yes"), "rows": rows, "name": ""}
    points = np.array([[1.0, -2.0], [0.5, 0.1]])
    choice = SurfaceChoice.model_validate({"key": "own_logistic", "table": OwnTable(**named, hold_out=4)})
    kept = np.delete(rows, held_out(60, 4), axis=0)
    scaled = (rows[:, :2] - kept[:, :2].mean(axis=0)) / kept[:, :2].std(axis=0)
    right = (points @ scaled.T > 0) == rows[:, 2]
    found = measured(choice, points)
    np.testing.assert_allclose(found["held_out_accuracy"], right[:, held_out(60, 4)].mean(axis=1))
    np.testing.assert_allclose(found["accuracy"], np.delete(right, held_out(60, 4), axis=1).mean(axis=1))
    whole = SurfaceChoice.model_validate({"key": "own_logistic", "table": OwnTable(**named)})
    assert list(measured(whole, points)) == ["accuracy"]
    run = simulate(Scenario(surface=whole, optimizers=["sgd"], num_steps=2))
    assert best_row(run[0], run) is None
    assert curves_of(run, "held_out_together").values == (None,)


def test_units_are_taken_off_the_names_of_columns_and_stand_at_the_axes():
    own = table([[1, 2], [2, 4], [4, 5]], ("mass [kg]", "way (10 m)"))
    data = data_of(scenario(own).surface)
    assert (*data.inputs, data.target) == (("mass", "kg"), ("way", "10 m"))
    assert space_of(scenario(own).surface).titles == ("Mass (kg)", "Way (10 m)")
    for headers in (("x (2)", "f(x)"), ("mass (kg)", "mass (lb)"), ("(kg)", "a (b) c")):
        assert [column.title for column in data_of(scenario(table([[1, 2], [3, 4]], headers)).surface).inputs] == [
            headers[0]
        ]
        assert {column.unit for column in table([[1, 2], [3, 4]], headers).data.inputs} == {""}


def test_a_scenario_that_lacks_its_table_takes_one_that_is_given(tmp_path):
    own = OwnTable(name="", columns=("a", "b"), rows=random_rows()[:, :2], hold_out=3)
    asked = scenario(own)
    assert Scenario.from_json(asked.to_json()) == asked
    assert Scenario.from_json(asked.to_json()).surface.table.hold_out == 3
    assert Scenario.from_url(asked.to_url(), own) == asked
    assert (
        Scenario.from_json(asked.to_json("lacking"), lambda surface: own if surface.key == "own_line" else None)
        == asked
    )
    assert read_scenario(export(asked, format="svg"), own) == asked
    plain = Scenario.default()
    assert Scenario.from_json(plain.to_json(), own) == plain  # it lacks none
    with pytest.raises(ScenarioError, match="this table does not suit"):
        Scenario.from_url(asked.to_url(), table(random_rows(), ("a", "b", "c")))
    with pytest.raises(ScenarioError, match="no surface is called 'own_lin'"):
        Scenario.from_url(asked.to_url().replace("own_line", "own_lin"), own)


def test_a_column_that_is_all_the_same_leaves_no_minimum_alone():
    for same, normalisation in product((7, 0.7, 1.1), ("raw", "centred", "scaled")):
        rows = [[same, y] for y in range(10 if same == 0.7 else 7)]  # whose mean by NumPy is not quite that
        surface = {"key": "own_line", "table": table(rows), "normalisation": normalisation}
        choice = SurfaceChoice.model_validate(surface)
        assert minima_of(choice) == ()
        assert normalisation == "raw" or not data_of(choice).scaled(np.array(rows))[:, 0].any()
    asked = scenario(table([[7, 1], [7, 2], [7, 4]]), optimizers=["sgd"])
    assert np.isfinite(simulate(asked)[0].losses).all()
    assert export(asked, format="svg", view="data")


def test_all_of_a_table_comes_back_from_json_and_none_of_it_from_a_link():
    asked = scenario(table(random_rows()[:, :2], ("größe", "$x_1$")))
    again = Scenario.from_json(asked.to_json())
    assert again == asked
    assert again.surface.table.name == "mine.csv"
    assert Scenario.from_dict(asked.to_dict("key")) == asked
    assert asked.surface.table.key not in asked.to_url()
    assert "surface.table.needed=60" in asked.to_url()
    for lacking in (asked.to_url(), asked.to_json("lacking")):
        with pytest.raises(ScenarioError, match=r"the data are the reader.s own"):
            (Scenario.from_json if lacking.startswith("{") else Scenario.from_url)(lacking)


def test_changes_to_own_rows_go_with_them():
    asked = scenario(
        table([[1, 2], [2, 4], [4, 5]]),
        surface={
            "key": "own_line",
            "table": table([[1, 2], [2, 4], [4, 5]]),
            "data": {"moved": [[0, 1.5, 2.5]], "added": [[3, 5]], "removed": [2]},
        },
    )
    assert Scenario.from_json(asked.to_json()) == asked
    rows = np.array([[1.5, 2.5], [2, 4], [3, 5]])
    np.testing.assert_array_equal(data_of(asked.surface).training, rows)
    (best,) = minima_of(asked.surface)
    x = (rows[:, 0] - rows[:, 0].mean()) / rows[:, 0].std()  # by the rows as they are now; targets stay where they were
    fit = np.polyfit(x, (rows[:, 1] - 11 / 3) / np.std([2, 4, 5]), 1)
    assert best.point == pytest.approx(tuple(fit), abs=1e-12)
    assert "moved" not in asked.to_url()
    with pytest.raises(ScenarioError, match="row 1, distance: 99 is not allowed; a number from -4 to 11 is"):
        scenario(None, surface=asked.to_dict()["surface"] | {"data": {"moved": [[1, 2, 99]]}})


@pytest.mark.parametrize(
    ("surface", "problem"),
    [
        ({"key": "ravine", "table": {}}, "surface.table: 'ravine' takes no table of one's own"),
        ({"table": 5}, "surface.table: 5 is not a table; an object with columns and rows is"),
        ({"table": "0" * 32}, "surface.table: the table is not here any more; please choose it again"),
        ({"table": {"colums": []}}, "surface.table.colums: a table has no such field (did you mean 'columns'?)"),
        ({"table": {"columns": ["x"], "rows": []}}, "surface.table.columns: names of two or three columns"),
        ({"table": {"columns": ["x", "x"], "rows": []}}, "surface.table.columns: names of two or three columns"),
        ({"table": {"columns": ["x", "a\nb"], "rows": []}}, "surface.table.columns: names of two or three columns"),
        (
            {"table": {"columns": ["x", "y"], "hold_out": 1, "rows": [[1, 2], [2, 3]]}},
            "surface.table.hold_out: 1 is not allowed; a whole number from 2 to 20000 is",
        ),
        (
            {"table": {"columns": ["x", "y"], "hold_out": 3, "rows": [[1, 2], [2, 3]]}},
            "surface.table.hold_out: 2 rows are too few to hold out one in 3",
        ),
        (
            {"table": {"columns": ["x", "y"], "hold_out": 2, "rows": [[1, 2], [2, 3]]}},
            "surface.table.rows: 1 rows are too few; at least 2 are needed",
        ),
        ({"table": {"columns": ["x", "y"], "rows": 3}}, "surface.table.rows: 3 is not allowed; a list of rows is"),
        ({"table": {"columns": ["x", "y"], "rows": [[1, 2]]}}, "surface.table.rows: 1 rows are too few"),
        (
            {"table": {"columns": ["x", "y"], "rows": [[1, 2], [3]]}},
            "surface.table.rows.1: 1 numbers are not allowed; one for each of x, y is",
        ),
        (
            {"table": {"columns": ["x", "y"], "rows": [[1, 2], [3, float("nan")]]}},
            "surface.table.rows.1: row 1, y: nan is not allowed; a number from -1e+100 to 1e+100 is",
        ),
        (
            {"table": {"columns": ["x", "y", "z"], "rows": [[1, 2, 3], [4, 5, 6]]}},
            "surface.table: this table does not suit; 1 columns of numbers and a target of numbers do",
        ),
        (
            {"key": "own_hinge", "table": {"columns": ["x", "y", "z"], "rows": [[1, 2, 0], [4, 5, 1]]}},
            "surface.table: this table does not suit; 2 columns of numbers and a target of two classes do",
        ),
    ],
)
def test_what_is_wrong_with_a_table_is_named(surface, problem):
    with pytest.raises(ScenarioError) as refused:
        Scenario(surface={"key": "own_line", **surface}, optimizers=["sgd"])
    assert str(refused.value).startswith(problem)


def test_another_table_of_as_many_rows_compiles_nothing(monkeypatch):
    rows = random_rows()[:, :2]
    simulate(scenario(table(rows)))
    made = []
    compiled = CompiledProgram.compiled
    monkeypatch.setattr(CompiledProgram, "compiled", lambda *one: made.append(one) or compiled(*one))
    for other in (rows[:5], 3 * rows, rows[::-1]):
        simulate(scenario(table(other)))
    assert made == []


def test_a_large_table_is_one_program_more():
    rows = np.random.default_rng(0).normal(size=(MAX_TABLE_ROWS, 2))
    asked = scenario(table(rows), num_steps=3)
    assert table_of(asked.surface).shape == (2 + 32768, 3)
    (best,) = minima_of(asked.surface)
    assert best.point[0] == pytest.approx(np.corrcoef(rows.T)[0, 1], abs=1e-12)
    assert simulate(asked)[0].points[-1] == pytest.approx(best.point, abs=1e-9)


def test_those_that_were_met_last_are_kept():
    kept = Kept(most=2)
    first, second, third = (table([[k, 1], [2, 3]]) for k in range(3))
    for one in (first, second, first, third):
        kept.keep(one)
    assert (kept.find(first.key), kept.find(second.key), kept.find(third.key)) == (first, None, third)
    assert len({first.key, second.key, table([[0, 1], [2, 3]], name="other.csv").key}) == 3
    assert table([[0, 1], [2, 3]]) == first
    assert KEPT.find(scenario(first).surface.table.key) == first


SECRET = 8123.4375
"""A number that is in the table, and nowhere else."""


@pytest.mark.parametrize("kind", ["json", "html", "python", "jax", "optax", "csv", "markdown", "npz"])
def test_a_file_has_the_table_only_when_that_is_asked_for(kind):
    asked = scenario(table([[SECRET, 1], [2, 4], [3, 5]], ("speed", "distance")), optimizers=["sgd"])
    needs_it = kind in ("html", "python", "jax", "optax")
    if needs_it:
        with pytest.raises(OptionError, match="own: this file would have your own data inside"):
            export(asked, format=kind)
    else:
        file = export(asked, format=kind)
        assert str(SECRET).encode() not in file
        with pytest.raises(ScenarioError, match=r"the data are the reader.s own"):
            read_scenario(file)
    if kind in ("json", "python"):
        assert str(SECRET).encode() in export(asked, format=kind, own=True)
    if kind == "json":
        assert read_scenario(export(asked, format=kind, own=True)) == asked


def test_on_many_examples_no_other_rates_are_tried(monkeypatch):
    monkeypatch.setattr("optviz.picture.sliders.diverging_rates", lambda *asked: [(1.0, 2.0)])
    for count, is_tried in ((2048, True), (2049, False)):
        rows = np.random.default_rng(0).normal(size=(count, 2))
        run = simulate(scenario(table(rows), optimizers=["adam"], num_steps=2))
        assert ("diverges" in [mark.kind for mark in marks_of(run, 0, settled=True)]) == is_tried
