"""Changes to the data of a surface: rows that are moved, added or taken away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from pydantic import BaseModel

from optviz.problems import Problem, ScenarioError, field_name, problem
from optviz.registry import nearest, short
from optviz.scenario.bounds import FEWEST_ROWS, MAX_EDITS, MAX_LINK_EDITS, ROW_REACH
from optviz.scenario.own_table import OwnTable
from optviz.scenario.values import parse_number, plain
from optviz.surfaces.base import Parameter, Surface
from optviz.surfaces.data_space import Data
from optviz.texts.words import Words, words

KINDS = ("moved", "added", "removed")
NEEDED = "needed"
"""In a link: how many changes it does not carry."""


class Edits(BaseModel, frozen=True):
    """Changes to a table, each in its order.

    Args:
        moved: the place of a row, from 0 on, and what stands in its columns now.
        added: rows behind all others; a model is trained on them.
        removed: the places of rows that do not count.
    """

    moved: tuple[tuple[float, ...], ...] = ()
    added: tuple[tuple[float, ...], ...] = ()
    removed: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.moved) + len(self.added) + len(self.removed)

    def flat(self) -> dict[str, Any]:
        """As plain JSON values; what there is none of is left out."""
        rows = {kind: [[plain(value) for value in row] for row in getattr(self, kind)] for kind in ("moved", "added")}
        return {kind: found for kind, found in (rows | {"removed": list(self.removed)}).items() if found}

    def in_link(self) -> dict[str, Any]:
        """As the fields of a link: rows with `_` between their numbers; of more than it can carry only how many."""
        if self.count > MAX_LINK_EDITS:
            return {NEEDED: self.count}
        texts = {kind: [row if isinstance(row, list) else [row] for row in rows] for kind, rows in self.flat().items()}
        return {kind: " ".join("_".join(map(str, row)) for row in rows) for kind, rows in texts.items()}

    def applied(self, data: Data) -> Data:
        """The table with these changes."""
        rows = np.concatenate([data.rows, np.reshape(self.added, (-1, data.rows.shape[1]))])
        for place, *row in self.moved:
            rows[int(place)] = row
        return replace(data, rows=rows, removed=self.removed)


@cache
def columns_of(surface: Surface) -> tuple[Parameter, ...]:
    """What may stand in each column of a surface's tables."""
    assert surface.model
    return columns_in(surface.model.data)


def columns_in(tables: Sequence[Data]) -> tuple[Parameter, ...]:
    """What may stand in each column of some tables: numbers not far from those there, or one of two classes."""
    first, ends = tables[0], np.concatenate([data.rows for data in tables])
    found = []
    for column, low, high in zip((*first.inputs, first.target), ends.min(axis=0), ends.max(axis=0), strict=True):
        middle, reach = (low + high) / 2, ROW_REACH * ((high - low) / 2 or abs(high) or 1)
        low, high = (
            float(np.format_float_positional(end, 4, fractional=False)) for end in (middle - reach, middle + reach)
        )
        found.append(Parameter(key=column.name, title=column.name, default=low, low=low, high=high, unit=column.unit))
    if first.classes:
        found[-1] = replace(found[-1], low=0, high=1, default=0, integer=True)
    return tuple(found)


def parse_edits(
    surface: Surface, numbers: Mapping[str, float], given: Any, own: OwnTable | None = None
) -> Edits | None:
    """The changes that are asked for from outside, to the data of a surface or to the reader's own; None for none.

    Raises:
        ScenarioError: with each row and column that is wrong.
    """
    if not surface.model:
        raise ScenarioError.of("", "no_data_to_change", surface=repr(surface.key))
    if not isinstance(given, Mapping):
        raise ScenarioError.of("", "no_edits", value=short(given))
    if NEEDED in given:
        raise ScenarioError.of(NEEDED, "data_not_in_link", count=short(given[NEEDED]))
    unknown = [name for name in given if name not in KINDS]
    if unknown:
        fields = {"fields": list(KINDS), "hint": nearest(unknown[0], KINDS)}
        raise ScenarioError.of(field_name(unknown[0]), "no_such_change", **fields)
    rows = {kind: rows_from(kind, given.get(kind, ())) for kind in KINDS}
    if own:
        return Reader(columns_in([own.data]), own.data, rows).edits()
    data = surface.model.data_at(numbers)
    return Reader(columns_of(surface), data, rows, is_made=surface.model.made is not None).edits()


def rows_from(kind: str, given: Any) -> list[list[Any]]:
    """Rows of numbers from outside: lists of them, or their text in a link."""
    if isinstance(given, str):
        given = [row.split("_") for row in given.split()]
    if isinstance(given, Sequence) and kind == "removed":
        given = [row if isinstance(row, list | tuple) else [row] for row in given]
    if not isinstance(given, list | tuple) or not all(isinstance(row, list | tuple) for row in given):
        raise ScenarioError.of(kind, "no_rows", value=short(given))
    return [list(row) for row in given]


class Reader:
    """Changes under way: what is good of them, and what is wrong."""

    def __init__(
        self,
        columns: tuple[Parameter, ...],
        data: Data,
        given: Mapping[str, list[list[Any]]],
        *,
        is_made: bool = False,
    ) -> None:
        self.columns, self.data, self.given, self.is_made = columns, data, given, is_made
        self.problems: list[Problem] = []

    def edits(self) -> Edits | None:
        count = sum(map(len, self.given.values()))
        if count > MAX_EDITS:
            raise ScenarioError.of("", "too_many_changes", count=count, most=MAX_EDITS)
        removed = sorted({place for _, place in self.places("removed")})
        moved = {place: self.row("moved", i, place, 1) for i, place in self.places("moved")}
        added = [self.row("added", i, len(self.data.rows) + i, 0) for i in range(len(self.given["added"]))]
        if not self.problems:
            self.check_left(set(removed), len(added))
        if self.problems:
            raise ScenarioError(self.problems)
        kept = [(place, *row) for place, row in sorted(moved.items()) if place not in removed]
        if not self.is_made:
            kept = [(place, *row) for place, *row in kept if tuple(row) != tuple(self.data.rows[place].tolist())]
        found = Edits(moved=tuple(kept), added=tuple(added), removed=tuple(removed))
        return found if found.count else None

    def places(self, kind: str) -> Iterable[tuple[int, int]]:
        """Of each row that is named its place among those that are given, and in the table."""
        whole = Parameter(key="", title="", default=0, low=0, high=len(self.data.rows) - 1, integer=True)
        seen = set()
        for i, row in enumerate(self.given[kind]):
            try:
                place = int(parse_number(whole, row[0] if row else None))
            except ScenarioError as error:
                self.problems += [problem(f"{kind}.{i}", "no_such_row", problem=said(error))]
                continue
            if place in seen:
                self.problems.append(problem(f"{kind}.{i}", "given_twice"))
            seen.add(place)
            yield i, place

    def row(self, kind: str, i: int, place: int, begin: int) -> tuple[float, ...]:
        """What stands in the columns of a row that is given, from the number at `begin` on."""
        given = self.given[kind][i][begin:]
        if len(given) != len(self.columns):
            names = [column.title for column in self.columns]
            self.problems.append(problem(f"{kind}.{i}", "row_of_another_length", count=len(given), columns=names))
            return ()
        values = []
        for column, value in zip(self.columns, given, strict=True):
            try:
                values.append(parse_number(column, value))
            except ScenarioError as error:
                about = {"row": place, "column": column.title, "problem": said(error)}
                self.problems.append(problem(f"{kind}.{i}", "bad_cell", **about))
        return tuple(values)

    def check_left(self, removed: set[int], added: int) -> None:
        held_out = set(self.data.held_out)
        trained = len(self.data.rows) - len(held_out) + added - len(removed - held_out)
        if trained < FEWEST_ROWS or (held_out and not held_out - removed):
            self.problems.append(problem("removed", "too_few_rows", least=FEWEST_ROWS))


def said(error: ScenarioError) -> Words:
    (one,) = error.problems
    return words(one.code, **one.arguments)
