"""What the README says of files is done as it stands there: its Python, and its command lines."""

import contextlib
import re
import runpy
import shlex
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.command_line.main import main
from optviz.engine.simulate import simulate
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = "\n".join(block for block in re.findall(r"```python\n(.*?)```", TEXT, re.S) if "export(" in block)
BLOCKS = re.findall(r"```sh\n(.*?)```", TEXT, re.S)
COMMANDS = [line for block in BLOCKS for line in re.sub(r"\\\n\s*", "", block).splitlines()]
MOST = 600_000
"""Bytes of a clip in the README."""


def test_what_is_counted_is_there():
    counts = re.search(
        r"There are (\d+) update rules, (\d+) schedules, (\d+) surfaces of two weights and (\d+) of one, "
        r"and (\w+) kinds of gradient noise",
        " ".join(TEXT.split()),
    )
    weights = [len(surface.domain) for surface in SURFACES.values()]
    assert [int(count) for count in counts.groups()[:4]] == [
        len(OPTIMIZERS),
        len(SCHEDULES),
        weights.count(2),
        weights.count(1),
    ]
    assert (counts[5], len(NOISES)) == ("five", 6)  # none is no kind of noise


def test_rules_with_optax_are_counted():
    changes = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    counts = re.search(r"with optax, of (\d+) rules and of (\w+) more for some numbers", changes)
    always = [rule for rule in OPTIMIZERS.values() if rule.optax and not rule.not_in_optax]
    sometimes = [rule for rule in OPTIMIZERS.values() if rule.optax and rule.not_in_optax]
    assert (int(counts[1]), counts[2], len(sometimes)) == (len(always), "four", 4)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the README's Python has been run."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "readme.py").write_text(PYTHON, encoding="utf-8")
    with contextlib.chdir(folder):
        runpy.run_path("readme.py")
    return folder


def test_every_file_of_the_examples_is_there_and_carries_its_scenario(folder):
    names = re.findall(r'export\(run, "([^"]+)"', PYTHON)
    assert len(names) > 5
    for name in names:
        assert read_scenario(folder / name).labels == ("SGD", "Adam")
    assert read_scenario(folder / "map.pdf").labels == ("Momentum",)
    assert read_scenario(folder / "recipe.png").surface.key == "logistic_irises"


def test_the_command_lines_do_what_they_say(folder, monkeypatch, capfdbinary):
    monkeypatch.chdir(folder)
    made = [line for line in COMMANDS if line.startswith(("optviz render", "optviz run", "optviz list"))]
    assert len(made) > 3
    for line in made:
        words = shlex.split(line.partition("|")[0])[1:]
        assert main(words) == 0
        for option, name in pairwise(words):
            assert option != "-o" or name == "-" or read_scenario(folder / name)
    assert b"\nlabel,step,x,y,loss" in capfdbinary.readouterr().out
    for style in ("light", "dark"):
        shown, rendered = ROOT / "docs" / f"race-{style}.gif", folder / "race-light.gif"
        assert read_scenario(shown) == read_scenario(rendered)
        assert shape_of(shown) == shape_of(rendered)


def test_the_clip_shows_what_is_said_of_it():
    """SGD jumps from wall to wall, momentum swings, Adam turns into the floor; the losses say who lags behind."""
    paths = {path.label: path for path in simulate(read_scenario(ROOT / "docs" / "race-light.gif"))}
    turns = {name: int(np.sum(np.diff(np.sign(path.points[:, 1])) != 0)) for name, path in paths.items()}
    losses = [paths[name].losses[-1] for name in ("SGD", "Momentum", "Adam")]
    assert turns["SGD"] == len(paths["SGD"].points) - 1
    assert turns["Adam"] < 5 < turns["Momentum"] < turns["SGD"] / 3
    assert losses == sorted(losses, reverse=True)


def shape_of(clip):
    with Image.open(clip) as frames:
        return frames.size, frames.n_frames


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_every_picture_is_there_and_small(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    pictures = re.findall(r'(?:src|srcset)="([^"]+)"|!\[[^]]*\]\(([^)]+)\)', text)
    assert len(pictures) == 3
    assert all((ROOT / (one or other)).stat().st_size < MOST for one, other in pictures)
    assert all(line in re.sub(r"\\\n\s*", "", text) for line in COMMANDS if line.startswith("optviz render"))


def test_every_format_is_named():
    for kind in FORMATS.values():
        named = kind.title.split()[0] if kind.group != "code" else kind.short
        assert re.search(rf"\b{re.escape(named)}\b", TEXT), kind.title
