"""Nested fields as dotted paths, and back: how a scenario is written in a URL."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from optviz.problems import ScenarioError, field_name

LISTS = re.compile(r"start|optimizers|optimizers\.[0-9]+\.start")
DEEPEST = 5
DISPLAY = "show."
"""Fields of a page's URL that begin so say how it is shown; no scenario depends on them."""

ADD, ALONE = "add", "alone"
"""Fields of a page's URL that ask for one rule more, or for it alone, in the experiment that one is at."""

LESSON, LANGUAGE, SWEEP = "lesson", "language", "sweep"
"""Fields of a page's URL that name the lesson beside the experiment, and the language that it is told in."""


def flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Nested values as (dotted path, value); an object's `key` stands at the object's own path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from flatten(inner, path if name == "key" else f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for i, inner in enumerate(value):
            yield from flatten(inner, f"{path}.{i}")
    else:
        yield path, value


def unflatten(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """The inverse of `flatten`, for texts.

    Raises:
        ScenarioError: a path is empty, too deep or given twice, or the places of a list have a gap.
    """
    tree: dict[str, Any] = {}
    for path, text in pairs:
        parts = path.split(".")
        if len(parts) > DEEPEST or not all(parts):
            raise ScenarioError.of(field_name(path), "no_such_path", example="optimizers.0.learning_rate")
        node = tree
        for part in parts:
            node = node.setdefault(part, {})
        if "" in node:
            raise ScenarioError.of(field_name(path), "given_twice")
        node[""] = text
    return {name: shape(inner, name) for name, inner in tree.items()}


def shape(node: dict[str, Any], path: str) -> Any:
    """A node of the tree of `unflatten` as a text, a list, or an object with a key."""
    inner = {name: child for name, child in node.items() if name}
    if not inner:
        return node[""]
    if LISTS.fullmatch(path):
        if "" in node or set(inner) != {str(i) for i in range(len(inner))}:
            raise ScenarioError.of(path, "gap_in_a_list", path=path)
        return [shape(inner[str(i)], f"{path}.{i}") for i in range(len(inner))]
    values = {name: shape(child, f"{path}.{name}") for name, child in inner.items()}
    return ({"key": node[""]} if "" in node else {}) | values
