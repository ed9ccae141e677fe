"""The source of a function with all that it needs, taken from the modules where it stands, word for word.

Only a name that two modules give to different things is changed, and data that a module reads from a file beside it are
written out as numbers.
"""

import ast
import inspect
import math
import re
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.util import resolve_name
from textwrap import fill
from types import ModuleType
from typing import Any, NamedTuple, TypeGuard

import numpy as np

OURS = "optviz"
WIDTH = 120
PLACE_OF_CHOICE = re.compile(r'\b([A-Z][A-Z_0-9]*)\.choices\.index\("([\w -]+)"\)')
HEAD = re.compile(r"^(def|class) (\w+)", re.MULTILINE)
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class Source(NamedTuple):
    """The source of functions.

    Args:
        imports: lines that import what is not ours, sorted.
        text: the definitions, each after those that it needs.
        names: what the functions are called there.
    """

    imports: tuple[str, ...]
    text: str
    names: tuple[str, ...]


class NoSource(Exception):
    """A function was not written down by name at the top level of a module, or needs what cannot be written down."""


def source_of(*functions: Callable) -> Source:
    """The source of functions and, once each, of all that they need.

    Raises:
        NoSource: some of it cannot stand alone.
    """
    collected = Collected()
    places = []
    for function in functions:
        module = sys.modules.get(getattr(function, "__module__", ""))
        if module is None or getattr(module, getattr(function, "__qualname__", ""), None) is not function:
            raise NoSource(repr(function))
        places.append((module, function.__name__))
        collected.name_of(module, function.__name__)
    names = tuple(collected.add(module, name) for module, name in places)
    return Source(tuple(sorted(collected.imports)), "\n\n\n".join(collected.pieces.values()), names)


class Collected:
    """Definitions under way: the pieces of text by where they stand, the imports, and who is called what."""

    def __init__(self) -> None:
        self.imports: dict[str, None] = {}
        self.pieces: dict[tuple[str, int], str] = {}
        self.called: dict[tuple[str, str], str] = {}
        self.under_way: set[tuple[str, int]] = set()

    def name_of(self, module: ModuleType, name: str) -> str:
        """What a name of a module is called in the script: its own name, unless another module has it already."""
        place = (module.__name__, name)
        if place not in self.called:
            taken = set(self.called.values())
            own = name if name not in taken else f"{module.__name__.rpartition('.')[2]}_{name}"
            if own in taken:
                raise NoSource(f"{name} of {module.__name__}")
            self.called[place] = own
        return self.called[place]

    def add(self, module: ModuleType, name: str) -> str:
        """Adds a name of a module, after all that it needs; the name by which it goes."""
        text, statements = statements_of(module)
        statement = statements.get(name)
        if name == "__file__" or (statement is None and name in vars(module)):
            raise NoSource(f"{module.__name__}.{name}")
        if statement is None:
            return name
        if isinstance(statement, ast.Import | ast.ImportFrom):
            return self.add_import(module, statement, name)
        called = self.name_of(module, name)
        here = (module.__name__, statement.lineno)
        if here not in self.pieces and here not in self.under_way:
            self.under_way.add(here)
            self.add_piece(module, name, statement, here, segment(text, statement))
            self.under_way.discard(here)
        return called

    def add_piece(self, module: ModuleType, name: str, statement: ast.stmt, here: tuple[str, int], text: str) -> None:
        kept = self.imports.copy(), self.pieces.copy(), self.called.copy()
        try:
            self.pieces[here] = self.rewritten(module, with_places(text, module))
        except NoSource:
            if not isinstance(statement, ast.Assign | ast.AnnAssign):
                raise
            self.imports, self.pieces, self.called = kept  # of what cannot be taken along, nothing is
            lines = [self.literal(module, target) for target in targets_of(statement)]
            self.pieces[here] = "\n".join(lines)

    def rewritten(self, module: ModuleType, piece: str) -> str:
        """A piece with the names by which what it needs goes; what it needs is added before it."""
        changes = []
        for node, is_defined in global_names(ast.parse(piece)):
            if isinstance(node, ast.Attribute):
                other = vars(module).get(ast.unparse(node.value))
                if is_module_of_ours(other):
                    changes.append((node, self.add(other, node.attr)))
            elif not is_module_of_ours(vars(module).get(node.id)):  # such a one goes by what is taken out of it
                changes.append((node, self.name_of(module, node.id) if is_defined else self.add(module, node.id)))
        return with_new_head(replaced(piece, changes), self.called_here(module))

    def called_here(self, module: ModuleType) -> dict[str, str]:
        return {name: own for (place, name), own in self.called.items() if place == module.__name__ and name != own}

    def add_import(self, module: ModuleType, statement: ast.Import | ast.ImportFrom, name: str) -> str:
        alias = next(alias for alias in statement.names if (alias.asname or alias.name) == name)
        renamed = f" as {alias.asname}" if alias.asname else ""
        if isinstance(statement, ast.Import):
            self.imports[f"import {alias.name}{renamed}"] = None
            return name
        source = resolve_name("." * statement.level + (statement.module or ""), module.__package__)
        if is_ours(source):
            return self.add(sys.modules[source], alias.name)
        self.imports[f"from {source} import {alias.name}{renamed}"] = None
        return name

    def literal(self, module: ModuleType, name: str) -> str:
        """A constant as it is, where its definition reads what the script does not have."""
        value = vars(module)[name]
        if isinstance(value, np.ndarray):
            self.imports["import numpy as np"] = None
        return fill(
            f"{self.name_of(module, name)} = {written(value)}",
            WIDTH - 4,
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )


def is_ours(module: str) -> bool:
    return module.partition(".")[0] == OURS


def is_module_of_ours(value: Any) -> TypeGuard[ModuleType]:
    return isinstance(value, ModuleType) and is_ours(value.__name__)


def written(value: Any) -> str:
    """A number, a text, or a tuple or an array of them, as Python writes it, with all digits.

    Raises:
        NoSource: it is something else, or not a finite number.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and np.isfinite(value).all():
        kind = "" if value.dtype in (float, np.dtype(int)) else f", {value.dtype.name!r}"
        return f"np.array({value.tolist()!r}{kind})"
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' * (len(value) == 1)})"
    if isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return repr(value)
    raise NoSource(repr(value))


@lru_cache(maxsize=256)
def statements_of(module: ModuleType) -> tuple[str, dict[str, ast.stmt]]:
    """A module's text, and the statement that defines each of its names."""
    text = inspect.getsource(module)
    found: dict[str, ast.stmt] = {}
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name: statement for alias in statement.names}
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            found |= dict.fromkeys(targets_of(statement), statement)
    return text, found


def targets_of(statement: ast.Assign | ast.AnnAssign) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]


def segment(text: str, statement: ast.stmt) -> str:
    """The lines of a statement, with its decorators."""
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    return "\n".join(text.splitlines()[first - 1 : statement.end_lineno])


def with_places(piece: str, module: ModuleType) -> str:
    """A piece with the numbers of choices, which records know by name, written out."""
    return PLACE_OF_CHOICE.sub(lambda found: str(vars(module)[found[1]].choices.index(found[2])), piece)


def global_names(tree: ast.AST, local: frozenset[str] = frozenset()) -> Iterator[tuple[Any, bool]]:
    """The names of a piece that mean something of its module, and attributes of such; whether they are defined here."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id not in local:
            yield node, False
        if isinstance(node, ast.Name) and node.id not in local:
            yield node, isinstance(node.ctx, ast.Store)
        if isinstance(node, Function):
            yield from names_of_function(node, local)
        elif isinstance(node, ast.ClassDef | Comprehension):
            yield from global_names(node, local | stored(node))
        else:
            yield from global_names(node, local)


def names_of_function(node: Function, local: frozenset[str]) -> Iterator[tuple[Any, bool]]:
    """Likewise within a function, whose arguments and variables are its own; its defaults are those outside."""
    arguments = [one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)]
    inner = local | stored(node) | set(arguments)
    for name, part in ast.iter_fields(node):
        parts = [one for one in (part if isinstance(part, list) else [part]) if isinstance(one, ast.AST)]
        yield from global_names(ast.Module(body=parts), inner if name == "body" else local)  # type: ignore[arg-type]


def stored(tree: ast.AST) -> frozenset[str]:
    """The names that a scope gives a value, functions within it included."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return frozenset(names | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)})


def with_new_head(piece: str, called: dict[str, str]) -> str:
    """A definition of a function or a class under the name by which it goes."""
    return HEAD.sub(lambda found: f"{found[1]} {called.get(found[2], found[2])}", piece)


def replaced(piece: str, changes: list[tuple[Any, str]]) -> str:
    """A piece with other names at some of its nodes, which stand where Python counts them, in bytes."""
    lines = [line.encode() for line in piece.split("\n")]
    for node, new in sorted(changes, key=lambda change: (change[0].lineno, change[0].col_offset), reverse=True):
        line = lines[node.lineno - 1]
        lines[node.lineno - 1] = line[: node.col_offset] + new.encode() + line[node.end_col_offset :]
    return "\n".join(line.decode() for line in lines)
