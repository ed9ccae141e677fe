"""Files of fans, searches, races and recipes: their numbers read back, the Scenario inside, and the command line."""

import io
import json
import re
from functools import cache

import numpy as np
import pytest

from optviz import Fan, Race, Recipe, Scenario, Search, export, fan, race, recipe, search
from optviz.command_line.main import main
from optviz.exports import fans, races, recipes, searches
from optviz.exports.base import OptionError
from optviz.exports.fans import FANS
from optviz.exports.stamp import read_scenario
from optviz.player.recipe_payload import recipe_payload
from optviz.texts.language import speaking
from tests.samples import sample

SLOW = {"key": "momentum", "learning_rate": 0.005}
NOISY = Scenario(surface="himmelblau", optimizers=[SLOW], noise="gaussian", num_steps=20, start=(-0.3, -0.9))
ADAM = Scenario(surface="ravine", optimizers=["adam"], num_steps=30)
X = {"key": "optimizers.0.learning_rate", "low": 1e-3, "high": 1, "cells": 8}
Y = {"key": "optimizers.0.beta_2", "low": 0.5, "high": 0.999, "cells": 6}
PAIR = Scenario(surface="ravine", optimizers=["sgd", "adam"], num_steps=30)
IRISES = Scenario(surface="logistic_irises", optimizers=["adam"], seed=3)


@cache
def results():
    """What was found, what opens with its files, what was asked for, and where its record lies among the arrays."""
    spread = fan(NOISY, seeds=40)
    tries = search(ADAM, x=X, y=Y, tries=4, repeats=50)
    standings = race(PAIR, budget=30, rates=5)
    walk = recipe(IRISES, rounds=2)
    return {
        "fan": (spread, NOISY, spread.fan, fans.ARRAYS),
        "search": (tries, ADAM, tries.search, searches.ARRAYS),
        "race": (standings, standings.scenario, standings.race, races.ARRAYS),
        "recipe": (walk, walk.best, walk.recipe, recipes.ARRAYS),
    }


exported = cache(export)
"""One file answers all that is asked of it."""
KINDS = ("fan", "search", "race", "recipe")
RECORDS = {"fan": Fan, "search": Search, "race": Race, "recipe": Recipe}


EVERY_FILE = [(kind, format) for format in FANS.files.formats for kind in KINDS]
MADE_AGAIN = [(KINDS[i % len(KINDS)], format) for i, format in enumerate(FANS.files.formats)]
SAVED_ALIKE = ("png", "pdf")
"""What is drawn for these is drawn for SVG as well."""


@pytest.mark.parametrize(
    ("kind", "format"),
    sample([pair for pair in EVERY_FILE if pair in MADE_AGAIN or pair[1] not in SAVED_ALIKE], EVERY_FILE),
)
def test_every_file_has_its_scenario_and_is_always_the_same(kind, format, tmp_path):
    """Each kind and each format is made again; in `make prove`, each kind in each."""
    found, scenario, _, _ = results()[kind]
    assert read_scenario(exported(found, format=format)) == scenario
    if (kind, format) in sample(MADE_AGAIN, EVERY_FILE):
        assert export(found, tmp_path / f"a.{format}").read_bytes() == exported(found, format=format)


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_come_back_from_npz(kind):
    found, _, asked, names = results()[kind]
    with np.load(io.BytesIO(export(found, format="npz")), allow_pickle=False) as archive:
        assert RECORDS[kind].from_json(str(archive[kind])) == asked
        parts = {"race": "racers", "recipe": "grids"}
        several = [(f"{i}/", part) for i, part in enumerate(getattr(found, parts[kind]))] if kind in parts else []
        for prefix, part in several or [("", found)]:
            for name in names:
                assert np.array_equal(archive[prefix + name], getattr(part, name), equal_nan=True)


def table(found):
    lines = export(found, format="csv").decode().splitlines()
    head, *rows = [line.split(",") for line in lines if not line.startswith("#")]
    return json.loads(lines[1].removeprefix("# ")), dict(zip(head, zip(*rows, strict=True), strict=True))


def numbers(column):
    return np.array([float(text) if text else np.inf for text in column])


def test_numbers_of_a_fan_come_back_from_csv():
    found, _, asked, _ = results()["fan"]
    data, columns = table(found)
    assert Fan.from_dict(data) == asked
    for level, values in zip(found.levels, found.losses, strict=True):
        assert numbers(columns[f"loss_{level:g}"]) == pytest.approx(values, rel=1e-12)
    assert numbers(columns["variance_y"]) == pytest.approx(found.variances[:, 1], rel=1e-12)


def test_numbers_of_a_search_come_back_from_csv():
    found, _, asked, _ = results()["search"]
    data, columns = table(found)
    assert Search.from_dict(data) == asked
    assert columns["way"] == ("grid",) * 4 + ("random",) * 4 + ("coarse_to_fine",) * 4
    assert numbers(columns["best"]) == pytest.approx(found.best[:, 0].ravel(), rel=1e-7)
    cells = found.cells[:, 0].reshape(-1, 2)
    assert numbers(columns[X["key"]]) == pytest.approx(found.map.x[cells[:, 1]])
    assert numbers(columns["final_loss"]) == pytest.approx(found.values[cells[:, 0], cells[:, 1]], rel=1e-7)


def test_numbers_of_a_race_come_back_from_csv():
    found, _, asked, _ = results()["race"]
    data, columns = table(found)
    assert Race.from_dict(data) == asked
    assert numbers(columns["outcome"]) == pytest.approx(np.concatenate([r.outcomes for r in found.racers]), rel=1e-12)
    chosen = [i for i, place in enumerate(columns["place"]) if place]
    assert numbers(columns["learning_rate"])[chosen] == pytest.approx([r.rate for r in found.racers])


def ids_in(found, **options):
    return set(re.findall(r'id="([\w-]+)"', exported(found, format="svg", **options).decode()))


def test_numbers_of_a_recipe_come_back_from_csv():
    """Each step's rows, in the order in which it went; the best of each grid, and that of the last one in the end."""
    walk, best, asked, _ = results()["recipe"]
    data, columns = table(walk)
    assert Recipe.from_dict(data) == asked
    steps, grids = numbers(columns["step"]), numbers(columns["grid"])
    cells = walk.coarse.held_out.size
    assert [np.count_nonzero(steps == step) for step in range(1, 7)] == [1, 1, 4, cells, 2 * cells, 40 + 1]
    assert numbers(columns["loss"])[:2] == pytest.approx([np.log(2), walk.by_heart[0].losses[-1]], rel=1e-12)
    for k, grid in enumerate(walk.grids):
        held_out = np.where(grids == k, numbers(columns["held_out"]), np.inf)
        row = held_out.argmin()
        assert held_out[row] == pytest.approx(grid.lowest, rel=1e-12)
        assert float(f"{float(columns['learning_rate'][row]):.3g}") == grid.rate
        assert float(columns["held_out_accuracy"][row]) == pytest.approx(grid.accuracy.ravel()[grid.held_out.argmin()])
    rule = best.optimizers[0].numbers
    ends = float(columns["learning_rate"][-1]), float(columns["weight_decay"][-1])
    assert ends == (rule["learning_rate"], rule["weight_decay"])
    assert (int(columns["steps"][-1]), best.num_steps) == (240, 240)
    with np.load(io.BytesIO(export(walk, format="npz")), allow_pickle=False) as archive:
        assert archive["reached"].tolist() == list(walk.reached)
        assert archive["held_out"] == pytest.approx(numbers(columns["held_out"])[steps == 6], rel=1e-12)
        assert archive["falls"].shape == (4, 21)


def test_the_page_shows_what_python_found():
    walk, best, asked, _ = results()["recipe"]
    shares = []
    body = recipe_payload(asked.model_copy(update={"step": 6}), "light", shares.append)
    header = json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])
    assert header["is_reached"] == walk.reached[5]
    assert Scenario.from_url(header["link"][0].split("&show.")[0]) == best
    assert sorted(set(shares)) == pytest.approx(np.cumsum([0, 5, 20, 40]) / 65)  # by the epochs of the grids


def test_what_is_drawn():
    fan, search, race, recipe = (results()[kind][0] for kind in KINDS)
    assert {"cloud", "cloud-dots", "losses", "losses-median", "losses-band-0", "losses-band-1"} <= ids_in(fan)
    assert {"grid", "random", "coarse_to_fine", "best", "best-random", "best-closed-form"} <= ids_in(search)
    assert {"tuning", "race", "tuning-racer-0", "tuning-best-1", "race-racer-1"} <= ids_in(race, style="print")
    drawn = {"chart-0", "chart-1", "chart-2", "chart-2-line-3", "grid-0", "grid-2-best", "chart-6-line-1"}
    assert drawn <= ids_in(recipe)
    with speaking("zh"):
        assert "种子" in export(fan, format="svg", width="85mm").decode()


def test_a_fan_of_one_weight_is_drawn_on_its_graph():
    curve = Scenario(surface="double_well_curve", optimizers=["sgd"], noise="gaussian", num_steps=20)
    assert {"cloud", "cloud-dots"} <= ids_in(fan(curve, seeds=9), width="120mm")


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_line_makes_the_same_files(kind, tmp_path, capsys):
    found, _, asked, _ = results()[kind]
    expected = export(found, format="csv")
    file = tmp_path / "asked.json"
    file.write_text(asked.to_json(), encoding="utf-8")
    for given in (asked.to_url(), asked.to_json(), str(file)):
        output = tmp_path / "found.csv"
        assert main([kind, given, "-o", str(output)]) == 0
        assert output.read_bytes() == expected
    assert capsys.readouterr() == ("", "")


def test_numbers_are_given_on_the_command_line(tmp_path):
    output = tmp_path / "found.csv"
    assert main(["fan", NOISY.to_url(), "--seeds", "40", "-o", str(output)]) == 0
    assert output.read_bytes() == export(results()["fan"][0], format="csv")
    axes = ["-x", f"{X['key']}:0.001:1:8", "-y", f"{Y['key']}:0.5:0.999:6"]
    assert main(["search", ADAM.to_url(), *axes, "--tries", "4", "--repeats", "50", "-o", str(output)]) == 0
    assert output.read_bytes() == export(results()["search"][0], format="csv")
    assert main(["recipe", IRISES.to_url(), "--rounds", "2", "-o", str(output)]) == 0
    assert output.read_bytes() == export(results()["recipe"][0], format="csv")
    assert main(["race", PAIR.to_url(), "--budget", "30", "--rates", "5", "-o", str(output)]) == 0
    assert output.read_bytes() == export(results()["race"][0], format="csv")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fan", NOISY.to_url(), "--seeds", "1000000000"], "seeds: '1000000000' is not allowed; a whole number from 2"),
        (["fan", ADAM.to_url()], "scenario.noise: 'none' is not allowed, all seeds would give the same run; a noise"),
        (["fan", NOISY.to_url(), "--optimizer", "3"], "optimizer: '3' is not allowed; a whole number from 0 to 0 is"),
        (["search", ADAM.to_url(), "-x", X["key"], "-y", "optimizers.0.rho"], "y: 'optimizers.0.rho' is no number"),
        (["search", ADAM.to_url(), "-x", X["key"], "-y", "start.0:1:0"], "y.high: 0 is not above the lower bound, 1"),
        (["race", PAIR.to_url(), "--budget", "0"], "budget: '0' is not allowed; a whole number from 1 to 2000 is"),
        (["recipe", IRISES.to_url(), "--rounds", "5"], "rounds: '5' is not allowed; a whole number from 1 to 4 is"),
        (["recipe", PAIR.to_url()], "scenario.surface: 'ravine'"),
        (["race", PAIR.to_url(), "--width", "1in"], "width: none of CSV of a race has such an option"),
        (["race", PAIR.to_url(), "--format", "gif"], "invalid choice: 'gif'"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(words, message, tmp_path, capsys):
    try:
        code = main([*words, "-o", str(tmp_path / "a.csv")])
    except SystemExit as end:
        code = end.code
    assert code == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert message in errors
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_is_named():
    with pytest.raises(OptionError, match=r"no format ends in '\.gif'"):
        export(results()["fan"][0], "a.gif")
    with pytest.raises(OptionError, match=r"^curves: CSV of a fan has no such option"):
        export(results()["fan"][0], format="csv", curves=False)
