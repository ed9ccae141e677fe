"""What the README says of files is done as it stands there: its Python, and its command lines."""

import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.cli import main
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON = next(block for block in re.findall(r"```python\n(.*?)```", TEXT, re.S) if "export(" in block)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()]


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
    assert (counts[5], len(NOISES)) == ("three", 4)  # none is no kind of noise


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
    words = [sys.executable, "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{PYTHON}"]
    done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_file_of_the_examples_is_there_and_carries_its_scenario(folder):
    names = re.findall(r'export\(run, "([^"]+)"', PYTHON)
    assert len(names) > 5
    for name in names:
        assert read_scenario(folder / name).labels == ("SGD", "Adam")


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


def test_every_format_is_named():
    for kind in FORMATS.values():
        named = kind.title.split()[0] if kind.group != "code" else kind.short
        assert re.search(rf"\b{re.escape(named)}\b", TEXT), kind.title
