"""The source of a function with all that it needs, taken from the modules where it stands, word for word."""

import ast
import inspect
import re
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib.util import resolve_name
from types import ModuleType
from typing import NamedTuple

OURS = "optviz"
PLACE_OF_CHOICE = re.compile(r'\b([A-Z][A-Z_0-9]*)\.choices\.index\("([\w -]+)"\)')


class Source(NamedTuple):
    """A function's source.

    Args:
        imports: lines that import what is not ours, sorted.
        text: the definitions, each after those that it needs.
    """

    imports: tuple[str, ...]
    text: str


class NoSource(Exception):
    """A function was not written down by name at the top level of a module, or reads files beside it."""


def source_of(*functions: Callable) -> Source:
    """The source of functions and, once each, of all that they need.

    Raises:
        NoSource: some of it cannot stand alone.
    """
    imports: dict[str, None] = {}
    pieces: dict[str, tuple[str, str]] = {}
    for function in functions:
        module = sys.modules.get(getattr(function, "__module__", ""))
        if module is None or getattr(module, getattr(function, "__qualname__", ""), None) is not function:
            raise NoSource(repr(function))
        add(module, function.__name__, imports, pieces)
    return Source(tuple(sorted(imports)), "\n\n\n".join(piece for _, piece in pieces.values() if piece))


def add(module: ModuleType, name: str, imports: dict, pieces: dict, under_way: frozenset = frozenset()) -> None:
    """Adds a name of a module, after the names of its module that it uses."""
    text, statements = statements_of(module)
    statement = statements.get(name)
    if name == "__file__" or (statement is None and name in vars(module)):
        raise NoSource(f"{module.__name__}.{name}")
    here = (module.__name__, name)
    if statement is None or here in under_way:
        return
    if isinstance(statement, ast.Import | ast.ImportFrom):
        add_import(module, statement, name, imports, pieces, under_way)
        return
    if name not in pieces:
        piece = with_places(segment(text, statement), module)
        for used in names_in(ast.parse(piece)):
            add(module, used, imports, pieces, under_way | {here})
        pieces.setdefault(name, (module.__name__, piece))
    if pieces[name][0] != module.__name__:
        raise NoSource(f"{name} of {module.__name__} and of {pieces[name][0]}")


def add_import(
    module: ModuleType,
    statement: ast.Import | ast.ImportFrom,
    name: str,
    imports: dict,
    pieces: dict,
    under_way: frozenset,
) -> None:
    alias = next(alias for alias in statement.names if (alias.asname or alias.name) == name)
    renamed = f" as {alias.asname}" if alias.asname else ""
    if isinstance(statement, ast.Import):
        imports[f"import {alias.name}{renamed}"] = None
        return
    source = resolve_name("." * statement.level + (statement.module or ""), module.__package__)
    if source.partition(".")[0] != OURS:
        imports[f"from {source} import {alias.name}{renamed}"] = None
    elif alias.asname or f"{source}.{alias.name}" in sys.modules:
        raise NoSource(f"{source}.{alias.name}")
    else:
        add(sys.modules[source], alias.name, imports, pieces, under_way)


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
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            found |= {
                node.id: statement for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)
            }
    return text, found


def segment(text: str, statement: ast.stmt) -> str:
    """The lines of a statement, with its decorators."""
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    return "\n".join(text.splitlines()[first - 1 : statement.end_lineno])


def with_places(piece: str, module: ModuleType) -> str:
    """A piece with the numbers of choices, which records know by name, written out."""
    return PLACE_OF_CHOICE.sub(lambda found: str(vars(module)[found[1]].choices.index(found[2])), piece)


def names_in(tree: ast.AST) -> list[str]:
    return list(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))
