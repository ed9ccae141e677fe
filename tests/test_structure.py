"""Every module has its room, imports point down the floors and never in a circle, and only the page knows Streamlit."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import optviz.api

ROOT = Path(__file__).parent.parent
FLOORS = [
    {"app", "optviz", "optviz.__main__", "optviz.api", "optviz.command_line"},
    {"optviz.web", "optviz.pages", "optviz.site"},
    {"optviz.exports"},
    {"optviz.lessons"},
    {"optviz.player"},
    {"optviz.views"},
    {"optviz.figures", "optviz.plotly_figures"},
    {"optviz.picture"},
    {"optviz.engine", "optviz.browser"},
    {"optviz.scenario"},
    {"optviz.catalogue"},
    {"optviz.optimizers", "optviz.schedules", "optviz.noise"},
    {"optviz.pseudocode"},
    {"optviz.problems"},
    {"optviz.registry"},
    {"optviz.surfaces", "optviz.texts", "optviz.version"},
]
"""As in CONTRIBUTING.md: a module imports from its own floor and from those below it. `optviz` alone is the API."""
KNOW_STREAMLIT = ("app", "optviz.pages", "optviz.player.component")
PLAYER = ROOT / "optviz" / "player"
PLAYER_FLOORS = [
    {
        "streamlit.mjs",
        "offline.mjs",
        "whole.mjs",
        "elsewhere.mjs",
        "surfaces.mjs",
        "lessons.mjs",
        "trials.mjs",
        "map-worker.mjs",
    },
    {"player.mjs", "inspection.mjs"},
    {"files"},
    {"parts"},
    {"views"},
    {"layers"},
    {"dom"},
    {"core"},
]
DOM = re.compile(r"\b(document|window|navigator|localStorage|HTMLElement|matchMedia|requestAnimationFrame)\b")


def modules():
    """Every module of the app: its name and its file. The surfaces are called as they are imported."""
    for file in sorted([*ROOT.glob("*.py"), *(ROOT / "optviz").rglob("*.py")]):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file
    for file in sorted((ROOT / "surfaces").rglob("*.py")):
        parts = ("optviz", *file.relative_to(ROOT).with_suffix("").parts)
        if parts[1:] != ("surfaces", "__init__"):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


MODULES = dict(modules())


@cache
def nodes(name):
    """All nodes of a module's tree."""
    return [*ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8")))]


@cache
def imports(name):
    """The modules that a module imports, by statement or by string, resolved to modules where they are."""
    return [*imported(name)]


def imported(name):
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in nodes(name):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{source}.{alias.name}" if f"{source}.{alias.name}" in MODULES else source
        elif isinstance(node, ast.Constant) and node.value in MODULES and node.value != "app" and "." in node.value:
            yield node.value


def is_in(name, package):
    return name == package or (package != "optviz" and name.startswith(package + "."))


def floor(name):
    """The number of a module's floor, from the top; None if it has no room."""
    for number, rooms in enumerate(FLOORS):
        if any(is_in(name, room) for room in rooms):
            return number
    return None


def ours(name):
    return {other for other in imports(name) if other in MODULES and other != name}


def collected(name):
    """The modules that a file loads by looking for records in them."""
    for node in nodes(name):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "collect":
            package = f"optviz.{ast.unparse(node.args[0]).removeprefix('optviz.')}"
            yield from (other for other in MODULES if is_in(other, package) and other != name)


def circles(graph):
    """The nodes from which a way leads back to themselves."""

    def reached(start):
        found, waiting = set(), list(graph[start])
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += graph.get(node, ())
        return found

    return [node for node in graph if node in reached(node)]


def test_every_module_has_a_room_and_imports_point_down():
    assert [name for name in MODULES if floor(name) is None] == []
    assert [(name, other) for name in MODULES for other in ours(name) if floor(other) < floor(name)] == []


def test_every_room_is_there():
    assert [room for rooms in FLOORS for room in rooms if not any(is_in(name, room) for name in MODULES)] == []


def drawn_floors():
    """The rooms of the drawings in CONTRIBUTING.md, floor by floor: those of Python, then those of the player."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawings = re.findall(r"```text\n(.*?)```", text, re.S)
    return [[set(line.split()) for line in re.findall(r"^│(.*)│", drawing, re.M)] for drawing in drawings]


def test_the_floors_are_drawn_as_they_are():
    assert drawn_floors() == [FLOORS, PLAYER_FLOORS]


def test_there_is_no_circle():
    """The server loads the package in one thread, its pages in others: in whatever order, all of them find it whole."""
    assert {"optviz.exports.races", "optviz.exports.html"} <= set(collected("optviz.exports.export"))
    assert circles({name: {*ours(name), *collected(name)} - {"optviz"} for name in MODULES}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c"]


def test_surfaces_know_nothing_of_the_rest():
    surfaces = [name for name in MODULES if is_in(name, "optviz.surfaces")]
    assert len(surfaces) > 30
    assert [(name, other) for name in surfaces for other in ours(name) if not is_in(other, "optviz.surfaces")] == []


def test_only_the_page_knows_streamlit():
    known = [name for name in MODULES if any(other.partition(".")[0] == "streamlit" for other in imports(name))]
    assert known
    assert [name for name in known if not any(is_in(name, allowed) for allowed in KNOW_STREAMLIT)] == []


FORBIDDEN = {"eval", "exec", "compile", "__import__"}


def test_nothing_is_evaluated_or_unpickled():
    def calls(name):
        return {node.func.id for node in nodes(name) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}

    assert [name for name in MODULES if calls(name) & FORBIDDEN] == []
    assert [(name, other) for name in MODULES for other in imports(name) if other.partition(".")[0] == "pickle"] == []


@cache
def scripts():
    """The player's modules by their path in its folder."""
    return {file.relative_to(PLAYER).as_posix(): file.read_text(encoding="utf-8") for file in PLAYER.rglob("*.mjs")}


def script_floor(name):
    for number, rooms in enumerate(PLAYER_FLOORS):
        if name in rooms or name.partition("/")[0] in rooms:
            return number
    return None


def script_imports(name, source):
    found = re.findall(r'(?:from |import\()"(\.[^"]+\.mjs)"', source)
    return {(PLAYER / name).parent.joinpath(one).resolve().relative_to(PLAYER.resolve()).as_posix() for one in found}


def test_every_script_has_a_room_and_imports_point_down():
    assert [name for name in scripts() if script_floor(name) is None] == []
    wanted = [(name, other) for name, source in scripts().items() for other in script_imports(name, source)]
    assert [(name, other) for name, other in wanted if other not in scripts()] == []
    assert [(name, other) for name, other in wanted if script_floor(other) < script_floor(name)] == []


def test_the_scripts_go_in_no_circle():
    assert circles({name: script_imports(name, source) for name, source in scripts().items()}) == []


def test_the_core_knows_no_dom():
    core = {name: source for name, source in scripts().items() if name.startswith("core/")}
    code = {name: re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.S) for name, source in core.items()}
    assert len(code) > 50
    assert {name: DOM.findall(text) for name, text in code.items() if DOM.search(text)} == {}


def test_help_comes_at_once_and_all_that_is_public_when_it_is_asked_for():
    script = "import sys; from optviz.command_line.main import main\ntry: main(['--help'])\n"
    script += "except SystemExit: print({'jax', 'numpy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nset()\n")
    assert {*optviz.__all__} - vars(optviz.api).keys() == {"__version__"}
    assert all(getattr(optviz, name) is not None for name in dir(optviz))


def test_finds_the_modules_and_their_imports():
    assert "optviz.surfaces.base" in ours("optviz.engine.simulate")
    assert "optviz.surfaces.base" in ours("optviz.surfaces.ravines")  # a relative import
    assert "optviz.web.exporting.worker" in ours("optviz.web.exporting.jobs")  # by string
    assert "optviz.figures.drawing" in ours("optviz.exports.figure")  # inside a function
    assert script_imports("views/stage.mjs", 'import { h } from "../dom/elements.mjs";') == {"dom/elements.mjs"}
