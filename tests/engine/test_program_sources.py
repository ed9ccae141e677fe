"""An edit throws away the programs that it flows into, and no others."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

import optviz.web.server  # noqa: F401  all that a server has loaded
from optviz import OPTIMIZERS, SCHEDULES, SURFACES
from optviz.catalogue import NOISES
from optviz.engine import program_sources
from optviz.engine.program_sources import checksum, closure, data, file_of, imports, place_of, source

RECORDS = [record for records in (SURFACES, OPTIMIZERS, SCHEDULES, NOISES) for record in records.values()]
STEPPING, OF_A_SURFACE = "optviz.engine.stepping", "optviz.engine.surface_programs"


def modules_of(maker, *records):
    return [maker, *(place_of(record)[0] for record in records)]


ADAM_ON_RAVINE = modules_of(STEPPING, OPTIMIZERS["adam"], SURFACES["ravine"], NOISES["none"], SCHEDULES["constant"])
LINE_ON_DATA = modules_of(STEPPING, OPTIMIZERS["sgd"], SURFACES["linear_regression"], NOISES["none"])
GRID_OF_RAVINE = modules_of(OF_A_SURFACE, SURFACES["ravine"])
PROGRAMS = {"adam on ravine": ADAM_ON_RAVINE, "a line": LINE_ON_DATA, "grid": GRID_OF_RAVINE}
EVERY = set(PROGRAMS)
EDITS = {
    "optviz.picture.looks": set(),
    "optviz.web.server": set(),
    "optviz.engine.metrics": set(),
    "optviz.engine.simulate": set(),
    "optviz.engine.landscape": set(),
    "optviz.engine.rate_scaling": set(),
    "optviz.scenario.scenario": set(),
    "optviz.scenario.choices": set(),
    "optviz.catalogue": set(),
    "optviz.problems": set(),
    "optviz.optimizers.adamw": set(),
    "optviz.surfaces.saddles": set(),
    "optviz.surfaces.data.logistic_regression": set(),
    "optviz.optimizers.adam": {"adam on ravine"},
    "optviz.optimizers.base": {"adam on ravine", "a line"},
    "optviz.optimizers.regularisation": {"adam on ravine", "a line"},
    "optviz.optimizers.sgd": {"a line"},
    "optviz.schedules": {"adam on ravine", "a line"},
    "optviz.noise": {"adam on ravine", "a line"},
    "optviz.scenario.bounds": {"adam on ravine", "a line"},
    "optviz.engine.stepping": {"adam on ravine", "a line"},
    "optviz.engine.history": {"adam on ravine", "a line"},
    "optviz.engine.surface_programs": {"grid"},
    "optviz.engine.backend": EVERY,
    "optviz.surfaces.base": EVERY,
    "optviz.surfaces.ravines": {"adam on ravine", "grid"},
    "optviz.surfaces.data.table": {"a line"},
    "optviz.surfaces.data.linear_regression": {"a line"},
}


@pytest.fixture
def edited(monkeypatch):
    """The sources with other texts for some modules."""
    texts = {}
    monkeypatch.setattr(program_sources, "source", lambda name: source(name) + texts.get(name, b""))
    return texts


@pytest.mark.parametrize("module", EDITS)
def test_an_edit_throws_away_what_it_flows_into(edited, module):
    before = {name: checksum(modules) for name, modules in PROGRAMS.items()}
    edited[module] = b"\n"
    assert find_spec(module)
    assert {name for name, modules in PROGRAMS.items() if checksum(modules) != before[name]} == EDITS[module]


def test_a_table_flows_into_the_surface_that_reads_it(monkeypatch):
    tables = {name: data(f"optviz.surfaces.data.{name}") for name in ("linear_regression", "logistic_regression")}
    folder = Path(file_of("optviz.surfaces.data.table")).parent
    assert (folder / "stopping_distances.csv").read_bytes() in tables["linear_regression"]
    assert tables["logistic_regression"] == ((folder / "challenger_o_rings.csv").read_bytes(),)
    before = {name: checksum(modules) for name, modules in PROGRAMS.items()}
    monkeypatch.setattr(program_sources, "data", lambda name: tuple(b"1" + content for content in data(name)))
    assert {name for name, modules in PROGRAMS.items() if checksum(modules) != before[name]} == {"a line"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{type(record).__name__}-{record.key}")
def test_a_record_is_known_by_the_place_where_it_is_defined(record):
    """By its assignment, which Python's own parser finds."""
    module, name = place_of(record)
    statements = ast.parse(Path(file_of(module)).read_text(encoding="utf-8")).body
    targets = [target for one in statements if isinstance(one, ast.Assign) for target in one.targets]
    assert name in {target.id for target in targets if isinstance(target, ast.Name)}
    assert place_of(replace(record)) is None


class ImportsAnother(str):
    """A name of a module: while somebody looks at it, another thread imports a module."""

    def startswith(self, *arguments):
        sys.modules.setdefault("imported_meanwhile", sys)
        return super().startswith(*arguments)


@pytest.mark.parametrize("look", [lambda: place_of.__wrapped__(RECORDS[0]), program_sources.take_in])
def test_another_thread_may_import_a_module_meanwhile(monkeypatch, look):
    """A page stopped with "dictionary changed size during iteration": two that opened at once loaded what they need."""
    monkeypatch.setitem(sys.modules, ImportsAnother("another"), sys)
    try:
        look()
    finally:
        was_imported = sys.modules.pop("imported_meanwhile", None)
    assert was_imported is sys


def is_there(package, name):
    """Whether a package of ours has this module, loaded or not."""
    found = find_spec(package) if package.partition(".")[0] == "optviz" else None
    return bool(found and found.submodule_search_locations) and find_spec(f"{package}.{name}") is not None


def parsed(name):
    """What `imports` finds, by Python's own parser."""
    package = name if Path(file_of(name)).stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(source(name))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            folders = package.split(".")
            above = folders[: len(folders) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}" if is_there(base, alias.name) else base


OURS = sorted(name for name in sys.modules if name.partition(".")[0] == "optviz")


def test_imports_are_those_that_python_sees():
    """Or more: one in a text, such as that of a script to write, counts as well."""
    assert len(OURS) > 200
    missed = {
        name: {one for one in parsed(name) if one.partition(".")[0] == "optviz"} - imports(name)[0] for name in OURS
    }
    assert {name: others for name, others in missed.items() if others} == {}


LOADED = """
import sys, types, importlib, json
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("optviz.") and name not in allowed:
            raise ImportError(name)
sys.meta_path.insert(0, Refused())
found = []
for folder, modules, allowed in json.load(sys.stdin):
    for name in [name for name in sys.modules if name.partition(".")[0] == "optviz"]:
        del sys.modules[name]
    optviz = types.ModuleType("optviz")
    optviz.__path__ = [folder]
    sys.modules["optviz"] = optviz
    for name in modules:
        importlib.import_module(name)
    found.append([name for name in sys.modules if name.startswith("optviz.")])
print(json.dumps(found))
"""


def test_the_closure_is_what_python_loads():
    """Nothing else has to be there for the modules to be imported: every other module of ours is refused.

    One process imports those of one program after the other, each time from the start.
    """
    folder = str(Path(file_of("optviz")).parent)
    asked = [(folder, modules, sorted(closure(modules) | packages(modules))) for modules in PROGRAMS.values()]
    words = [sys.executable, "-c", LOADED]
    done = subprocess.run(words, input=json.dumps(asked), capture_output=True, text=True, check=True)
    for (which, modules), loaded in zip(PROGRAMS.items(), json.loads(done.stdout), strict=True):
        assert set(loaded) - packages(modules) == closure(modules), which


def packages(modules):
    return {name.rpartition(".")[0] for name in closure(modules)} | {"optviz.surfaces"}
