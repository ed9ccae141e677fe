import csv
import io
import json

import numpy as np
import pytest

from optviz import Scenario, export, simulate
from optviz.picture.quantities import QUANTITIES


def table(data: bytes) -> list[dict[str, str]]:
    """Read as the file says: lines that begin with # are no part of it."""
    lines = data.decode().split("\n")
    assert [line[0] for line in lines[:4]] == ["#", "#", "#", "l"]
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_csv_has_every_number_to_its_last_digit(run):
    rows = table(export(run, format="csv"))
    for path in run:
        own = [row for row in rows if row["label"] == path.label]
        columns = {name: np.array([float(row[name] or "nan") for row in own]) for name in list(own[0])[1:]}
        np.testing.assert_array_equal(columns["step"], range(len(path.points)))
        np.testing.assert_array_equal(np.column_stack([columns["x"], columns["y"]]), path.points)
        np.testing.assert_array_equal(np.column_stack([columns["gradient_x"], columns["gradient_y"]]), path.gradients)
        np.testing.assert_array_equal(columns["loss"], path.losses)
        np.testing.assert_array_equal(columns["learning_rate"][:-1], path.learning_rates)
        assert np.isnan(columns["learning_rate"][-1])


def test_on_data_there_are_columns_for_what_is_measured_on_them():
    run = simulate(Scenario(surface="logistic_irises", optimizers=["sgd", "adam"], num_steps=5))
    measured = ["held_out", "held_out_average", "accuracy", "held_out_accuracy", "condition"]
    rows = table(export(run, format="csv"))
    with np.load(io.BytesIO(export(run, format="npz"))) as arrays:
        assert list(rows[0])[-6:] == ["gradient_y", *measured]
        for key in measured:
            values = [float(row[key]) for row in rows if row["label"] == run[1].label]
            np.testing.assert_array_equal(arrays[f"1/{key}"], values)
            np.testing.assert_array_equal(values, QUANTITIES[key].of(run[1], run))


LABELS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-2": "'-2",
    "@SUM(A1)": "'@SUM(A1)",
    "＝1": "'＝1",
    "#1": "#1",
    "a # b, c": "a # b, c",
    'say "no"': 'say "no"',
    "\u0645\u06cc\u200c\u0631\u0648\u062f": "\u0645\u06cc\u200c\u0631\u0648\u062f",
    "\U0001f469\u200d\U0001f52c": "\U0001f469\u200d\U0001f52c",
    "10\xa0%": "10\xa0%",
}


def test_csv_is_text_to_a_spreadsheet_and_one_table_to_pandas():
    labelled = [{"key": "sgd", "label": label} for label in LABELS]
    data = export(Scenario(surface="ravine", optimizers=labelled, num_steps=2), format="csv")
    assert [row["label"] for row in table(data)][::3] == list(LABELS.values())
    assert b'\n# pandas.read_csv(FILE, comment="#") reads this table.' in data
    for line in data.decode().split("\n")[4:-1]:  # pandas takes what stands behind a # for text only within quotes
        assert line.startswith('"')
        assert "#" not in line.rpartition('"')[2]


def test_csv_says_its_scenario_in_json(run):
    assert Scenario.from_json(export(run, format="csv").decode().splitlines()[1][2:]) == run.scenario


def test_csv_ends_a_diverged_path_with_its_last_good_row(diverging):
    rows = [row for row in table(export(diverging, format="csv")) if row["label"] == diverging[0].label]
    assert diverging[0].diverged_at is not None
    assert len(rows) == diverging[0].diverged_at


def test_npz_has_every_array(run):
    with np.load(io.BytesIO(export(run, format="npz")), allow_pickle=False) as arrays:
        assert list(arrays["labels"]) == [path.label for path in run]
        for i, path in enumerate(run):
            for name in ("points", "losses", "gradients", "learning_rates", "evaluations"):
                np.testing.assert_array_equal(arrays[f"{i}/{name}"], getattr(path, name))
            for name, array in path.state.items():
                np.testing.assert_array_equal(arrays[f"{i}/state/{name}"], array)
        np.testing.assert_array_equal(arrays["diverged_at"], [-1, -1])
        np.testing.assert_array_equal(arrays["minima"], [[0, 0, 0]])


def test_npz_says_where_a_path_diverged(diverging):
    with np.load(io.BytesIO(export(diverging, format="npz"))) as arrays:
        np.testing.assert_array_equal(arrays["diverged_at"], [diverging[0].diverged_at, -1])


def test_json_is_the_scenario_and_nothing_else(run):
    data = export(run, format="json")
    assert json.loads(data) == json.loads(run.scenario.to_json())
    assert Scenario.from_json(data) == run.scenario


def test_markdown_is_one_table_whatever_a_label_contains(run):
    lines = export(run, format="markdown").decode().splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + len(run)
    cells = [row.replace("\\|", "").count("|") for row in rows]
    assert len(set(cells)) == 1
    assert "<b>" not in lines[-1].replace("\\<", "")


def test_markdown_shows_the_final_loss(run):
    rows = export(run, format="markdown").decode().splitlines()[-len(run) :]
    for path, row in zip(run, rows, strict=True):
        cells = row.replace("\\|", "").split(" | ")
        assert float(cells[2].replace("−", "-")) == pytest.approx(path.losses[-1], rel=5e-3)


@pytest.mark.parametrize("kind", ["csv", "npz", "json", "markdown"])
def test_the_same_scenario_gives_the_same_bytes(run, kind):
    assert export(run, format=kind) == export(simulate(run.scenario), format=kind)
