"""Imports point one way, and only the page knows Streamlit."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from optviz.programs import source_files

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"app", "optviz.__main__"},
    {"optviz.server", "optviz.pages", "optviz.takehome"},
    {"optviz.player", "optviz.exports", "optviz.figures", "optviz.lessons"},
    {"optviz.sweeps", "optviz.simulate", "optviz.stepping", "optviz.rows", "optviz.programs"},
    {"optviz.scenario"},
    {"optviz.optimizers", "optviz.schedules", "optviz.noise"},
    {"surfaces"},
]
"""As in the design: a module imports from its own layer and from those below it."""
KNOW_STREAMLIT = ("app", "optviz.pages", "optviz.player.component")


def modules():
    """Every module of the app: its name and its file."""
    files = [*ROOT.glob("*.py"), *(ROOT / "surfaces").rglob("*.py"), *(ROOT / "optviz").rglob("*.py")]
    for file in sorted(files):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


MODULES = dict(modules())


def imports(name, file):
    """The modules that a file imports, with the names imported from packages resolved to modules where they are."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source


def is_in(name, package):
    return name == package or name.startswith(package + ".")


def layer(name):
    for height, packages in enumerate(LAYERS):
        if any(is_in(name, package) for package in packages):
            return height
    return None


def reaches(name, seen=frozenset()):
    """All modules of the app that a module imports, and those that they import."""
    for other in imports(name, MODULES[name]):
        if other in MODULES and other not in seen:
            seen = reaches(other, seen | {other})
    return seen


@pytest.mark.parametrize("name", [name for name in MODULES if layer(name) is not None])
def test_imports_point_down(name):
    """Also by way of modules that the design does not place (the catalogue, the options …)."""
    upwards = [other for other in reaches(name) if layer(other) is not None and layer(other) < layer(name)]
    assert upwards == []


@pytest.mark.parametrize("name", [name for name in MODULES if is_in(name, "surfaces")])
def test_surfaces_know_nothing_of_optviz(name):
    assert not [other for other in imports(name, MODULES[name]) if is_in(other, "optviz")]


@pytest.mark.parametrize("name", MODULES)
def test_only_the_page_knows_streamlit(name):
    known = [other for other in imports(name, MODULES[name]) if is_in(other, "streamlit")]
    assert not known or any(is_in(name, allowed) for allowed in KNOW_STREAMLIT)


FORBIDDEN = {"eval", "exec", "compile", "__import__"}


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_evaluated_or_unpickled(name):
    tree = ast.parse(MODULES[name].read_text())
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & FORBIDDEN
    assert not [other for other in imports(name, MODULES[name]) if is_in(other, "pickle")]


def test_what_takes_long_to_load_is_loaded_when_it_is_needed():
    """A figure's or a clip's libraries when one is written, the page's when it is served."""
    heavy = ("matplotlib", "av", "PIL", "streamlit", "plotly", "scipy")
    script = f"import sys, optviz; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["optviz.stepping", "optviz.landscape", "optviz.taylor"])
def test_what_flows_into_a_compiled_program_is_among_its_sources(name):
    assert {MODULES[other].resolve() for other in (name, *reaches(name))} <= set(source_files())
    assert set((ROOT / "surfaces").rglob("*.csv")) <= set(source_files())


def test_finds_the_modules_and_their_imports():
    assert "optviz.simulate" in MODULES
    assert "surfaces.base" in set(imports("optviz.simulate", MODULES["optviz.simulate"]))
    assert "optviz.catalogue" in set(imports("optviz", MODULES["optviz"]))
    assert "surfaces" in reaches("optviz")
