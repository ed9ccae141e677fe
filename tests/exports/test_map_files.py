"""Files of maps: their numbers read back, the Scenario inside, pictures with what is drawn over them."""

import io
import re
from functools import cache

import numpy as np
import pytest

from optviz import Scenario, Sweep, basins, export, sweep
from optviz.command_line.main import main
from optviz.exports.base import OptionError
from optviz.exports.maps import ARRAYS, MAPS
from optviz.exports.stamp import read_scenario
from tests.samples import sample

SCENARIO = Scenario(surface="ravine", optimizers=["momentum"], num_steps=60)
X = {"key": "optimizers.0.learning_rate", "low": 1e-3, "high": 1, "cells": 8}
Y = {"key": "optimizers.0.rho", "low": 0, "high": 0.9, "cells": 5}
PAIR = Scenario(surface="himmelblau", optimizers=["sgd", "adam"], num_steps=60)


@cache
def found():
    return sweep(SCENARIO, x=X, y=Y)


@cache
def pair():
    return basins(PAIR, cells=6)


def test_numbers_come_back_from_csv():
    lines = export(found(), format="csv").decode().splitlines()
    assert Sweep.from_json(lines[1].removeprefix("# ")) == found().sweep
    head, *rows = [line.split(",") for line in lines if not line.startswith("#")]
    assert head[:3] == ["map", X["key"], Y["key"]]
    assert len(rows) == 40
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    assert np.array(columns["final_loss"], float) == pytest.approx(found().losses.ravel(), rel=1e-7)
    assert [int(text or -1) for text in columns["diverged_at"]] == found().diverged_at.ravel().tolist()
    assert [int(text or -1) for text in columns["steps"]] == found().steps.ravel().tolist()
    assert np.array(columns[X["key"]], float) == pytest.approx(np.tile(found().x, 5), rel=1e-12)


def test_arrays_come_back_from_npz():
    with np.load(io.BytesIO(export(pair(), format="npz")), allow_pickle=False) as archive:
        for i, one in enumerate(pair()):
            assert Sweep.from_json(str(archive[f"{i}/sweep"])) == one.sweep
            for name in ARRAYS:
                assert np.array_equal(archive[f"{i}/{name}"], getattr(one, name), equal_nan=True)


@cache
def exported(made, kind):
    return export(made(), format=kind)


EVERY_FILE = [(made, kind) for kind in MAPS.formats for made in (found, pair)]


@pytest.mark.parametrize(("made", "kind"), sample(EVERY_FILE[::4] + EVERY_FILE[3::4], EVERY_FILE))
def test_every_file_has_its_scenario_and_is_always_the_same(made, kind, tmp_path):
    path = export(made(), tmp_path / f"a.{kind}")
    assert read_scenario(path) == (SCENARIO if made is found else PAIR)
    assert path.read_bytes() == exported(made, kind)


def test_theory_is_drawn_over_a_map_that_has_one():
    drawn = exported(found, "svg").decode()
    assert {"map-0", "border", "optimum", "map-0-bar"} <= set(re.findall(r'id="([\w-]+)"', drawn))
    assert "learning rate η" in drawn
    other = exported(pair, "svg").decode()
    assert {"map-0", "map-1"} <= set(re.findall(r'id="([\w-]+)"', other))
    assert 'id="border"' not in other


def test_what_cannot_be_is_named():
    with pytest.raises(OptionError, match=r"no format ends in '\.gif'"):
        export(found(), "a.gif")
    with pytest.raises(OptionError, match=r"^curves: CSV of a map has no such option"):
        export(found(), format="csv", curves=False)
    with pytest.raises(OptionError, match=r"^width: .* pixels \(at 300 dots per inch\) are too many"):
        export(found(), format="png", width="60in")
    with pytest.raises(OptionError, match="format: missing; one of csv, npz, png, svg, pdf, html"):
        export(found())


def run(tmp_path, *words):
    output = tmp_path / "map.csv"
    assert main(["sweep", *words, "-o", str(output)]) == 0
    return output.read_bytes()


def test_the_command_line_makes_the_same_files(tmp_path, capsys):
    expected = export(found(), format="csv")
    query = "optimizers.0=momentum"
    assert (
        run(tmp_path, f"{query}&num_steps=60", "-x", f"{X['key']}:0.001:1:8", "-y", f"{Y['key']}:0:0.9:5") == expected
    )
    file = tmp_path / "sweep.json"
    file.write_text(found().sweep.to_json(), encoding="utf-8")
    for given in (found().sweep.to_url(), found().sweep.to_json(), str(file)):
        assert run(tmp_path, given) == expected
    again = run(tmp_path, str(file), "--set", "num_steps=9", "--outcome", "steps", "-x", "surface.tilt::45:3")
    assert b'"num_steps": 9' in again
    assert b'"outcome": "steps"' in again
    assert b'"surface.tilt", "low": -90, "high": 45, ' in again
    assert run(tmp_path, PAIR.to_url(), "--basins", "6") == export(pair(), format="csv")
    address = pair()[0].sweep.to_url()  # as of the page, which shows both rules side by side
    assert run(tmp_path, address) == export(pair(), format="csv")
    assert run(tmp_path, address, "--optimizer", "1") == export(pair()[1], format="csv")
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "x: missing; the path of a number, such as optimizers.0.learning_rate, is needed"),
        (["-x", "optimizers.0.rate"], "x: 'optimizers.0.rate' is no number that a run of optimizer 0 depends on"),
        (["-x", "start.0:1:0"], "x.high: 0 is not above the lower bound, 1"),
        (["-x", "start.0:::1000000"], "x.cells: '1000000' is not allowed; a whole number from 2 to 512 is"),
        (["-x", "a:b:c:d:e:f"], "'a:b:c:d:e:f' is not allowed; PATH:LOW:HIGH:CELLS:SCALE or a beginning of it is"),
        (["--basins", "many"], "x.cells: 'many' is not allowed; a whole number from 2 to 512 is"),
        (["-x", "start.0", "--precision", "16"], "precision: 16 is not allowed; one of 32, 64 is"),
        (["-x", "start.0", "--width", "1in"], "width: none of CSV of a map has such an option"),
    ],
)
def test_what_is_wrong_is_one_line_and_an_exit_code(words, message, tmp_path, capsys):
    assert main(["sweep", SCENARIO.to_url(), "-o", str(tmp_path / "a.csv"), *words]) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert errors.count("\n") == 1
    assert message in errors
