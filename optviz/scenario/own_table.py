"""A table of the reader's own: what it holds, how it is written, and where those are kept that pages work with.

A page works with many scenarios on one table, and sends none of its rows with them: it names the table by its key. The
key is a checksum of all that the table holds, so that nobody guesses it, and no link has it.
"""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from optviz.problems import Problem, ScenarioError, problem
from optviz.registry import nearest, short
from optviz.scenario.bounds import FEWEST_ROWS, LARGEST_CELL, MAX_COLUMN_NAME, MAX_TABLE_ROWS, MAX_TABLES
from optviz.scenario.values import parse_number, plain
from optviz.surfaces.base import Parameter, Surface
from optviz.surfaces.data_space import Data, columns_named
from optviz.texts.words import words

FIELDS = ("name", "columns", "classes", "hold_out", "rows")
LACKING = "needed"
"""In a link, and in a file that was taken home without its rows: how many it lacks."""
MOST_NAMED = 5
"""So many rows with something wrong are named one by one."""
CELL = Parameter(key="cell", title="cell", default=0, low=-LARGEST_CELL, high=LARGEST_CELL)
EVERY = Parameter(key="hold_out", title="hold_out", default=2, low=2, high=MAX_TABLE_ROWS, integer=True)
CLASS = Parameter(key="class", title="class", default=0, low=0, high=1, integer=True)


@dataclass(frozen=True, eq=False, kw_only=True)
class OwnTable:
    """A table, which nothing changes any more.

    Args:
        name: of the file that it came from.
        columns: what stands over the inputs, one or two, and over the target: names, perhaps with units in brackets.
        rows: (rows, columns) float64, as they were given; of classes the target is 0 or 1.
        classes: what 0 and 1 are called; empty where the target is a number.
        hold_out: 5 where nothing is trained on every fifth row: the fifth, the tenth and so on; 0 for all rows.
        left_out: the lines of the file that were left out, as they had no numbers where these are needed.
    """

    name: str
    columns: tuple[str, ...]
    rows: np.ndarray
    classes: tuple[str, ...] = ()
    hold_out: int = 0
    left_out: tuple[int, ...] = ()

    @cached_property
    def key(self) -> str:
        """A checksum of all that it holds."""
        head = json.dumps([self.name, self.columns, self.classes, self.hold_out]).encode()
        return hashlib.sha256(head + np.ascontiguousarray(self.rows, "<f8").tobytes()).hexdigest()[:32]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OwnTable) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"<OwnTable {self.name!r}: {len(self.rows)} rows of {', '.join(self.columns)}>"

    @cached_property
    def data(self) -> Data:
        """As a surface has it."""
        *inputs, target = columns_named(self.columns)
        columns = {"inputs": tuple(inputs), "target": target, "classes": self.classes}
        held_out = held_out_of(len(self.rows), self.hold_out)
        return Data(**columns, rows=self.rows, held_out=held_out, source=self.name, licence="").in_round_units()

    def flat(self) -> dict[str, Any]:
        """As plain JSON values."""
        head = {"name": self.name, "columns": list(self.columns)}
        classes = {"classes": list(self.classes)} if self.classes else {}
        hold_out = {"hold_out": self.hold_out} if self.hold_out else {}
        return head | classes | hold_out | {"rows": [[plain(value) for value in row] for row in self.rows.tolist()]}


class Kept:
    """Those tables that were met last, by their keys."""

    def __init__(self, most: int = MAX_TABLES) -> None:
        self.most, self.tables, self.lock = most, OrderedDict[str, OwnTable](), threading.Lock()

    def keep(self, table: OwnTable) -> OwnTable:
        with self.lock:
            self.tables[table.key] = table
            self.tables.move_to_end(table.key)
            while len(self.tables) > self.most:
                self.tables.popitem(last=False)
        return table

    def find(self, key: str) -> OwnTable | None:
        with self.lock:
            return self.tables.get(key)


KEPT = Kept()


def kept_table(text: bytes) -> str:
    """The key of a table that a page hands over as JSON, and which is kept from now on.

    Raises:
        ScenarioError: it is none.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise ScenarioError.of("", "bad_body") from None
    if isinstance(given, str):
        raise ScenarioError.of("", "no_table", value=short(given))
    return KEPT.keep(table_from(given)).key


def parse_table(surface: Surface, given: Any) -> OwnTable | None:
    """The table that is asked for from outside, by its key or as `OwnTable.flat` writes it; None for none.

    Raises:
        ScenarioError: it is none, is not here, or does not suit the surface.
    """
    if given is None:
        return None
    if not surface.model or not surface.model.takes_tables:
        raise ScenarioError.of("", "takes_no_table", surface=repr(surface.key))
    table = given if isinstance(given, OwnTable) else table_from(given)
    home = surface.model.data[0]
    if len(table.columns) != len(home.inputs) + 1 or bool(table.classes) != bool(home.classes):
        target = words("two_classes" if home.classes else "numbers")
        raise ScenarioError.of("", "table_does_not_suit", count=len(home.inputs), target=target)
    return KEPT.keep(table)


def table_from(given: Any) -> OwnTable:
    if isinstance(given, str):
        table = KEPT.find(given)
        if table is None:
            raise ScenarioError.of("", "table_not_here")
        return table
    if not isinstance(given, Mapping):
        raise ScenarioError.of("", "no_table", value=short(given))
    if LACKING in given:
        raise ScenarioError.of(LACKING, "table_is_lacking", count=short(given[LACKING]))
    if unknown := [name for name in given if name not in FIELDS]:
        raise ScenarioError.of(
            short(unknown[0])[1:-1], "no_such_field_of_a_table", fields=list(FIELDS), hint=nearest(unknown[0], FIELDS)
        )
    name, columns, classes = given.get("name", ""), given.get("columns", ()), given.get("classes", ())
    if not isinstance(name, str) or not are_names(columns, (2, 3)) or not (are_names(classes, (2,)) or classes == ()):
        raise ScenarioError.of("columns", "bad_columns", most=MAX_COLUMN_NAME)
    rows = rows_of(given.get("rows"), tuple(columns), is_of_classes=bool(classes))
    parts = {"columns": tuple(columns), "rows": rows, "classes": tuple(classes)}
    return OwnTable(name=name[:MAX_COLUMN_NAME], **parts, hold_out=parse_hold_out(given.get("hold_out", 0), len(rows)))


def parse_hold_out(given: Any, rows: int) -> int:
    """Which of so many rows are held out, as it is given from outside: see `OwnTable`.

    Raises:
        ScenarioError: it is no such number, or too few rows would be left to train on, or to hold out.
    """
    if isinstance(given, int | float) and given == 0:
        return 0
    try:
        found = int(parse_number(EVERY, given))
    except ScenarioError as error:
        raise ScenarioError([one.below("hold_out") for one in error.problems]) from None
    if found > rows:
        raise ScenarioError.of("hold_out", "too_few_to_hold_out", count=rows, every=found)
    check_count(rows - len(held_out_of(rows, found)))
    return found


def held_out_of(rows: int, every: int) -> tuple[int, ...]:
    """The places of those of so many rows that are held out."""
    return tuple(range(every - 1, rows, every)) if every else ()


def are_names(given: Any, counts: tuple[int, ...]) -> bool:
    """Whether something is a list of so many different names that can be shown."""
    if not isinstance(given, list | tuple) or len(given) not in counts:
        return False
    return all(isinstance(name, str) and name == written_name(name, "") for name in given) and len(set(given)) == len(
        given
    )


def written_name(text: str, otherwise: str) -> str:
    """A name as one line in which there is something to be seen, cut where it is long."""
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return (name if len(name) <= MAX_COLUMN_NAME else f"{name[: MAX_COLUMN_NAME - 1]}…") or otherwise


def rows_of(given: Any, columns: Sequence[str], *, is_of_classes: bool) -> np.ndarray:
    """Rows of numbers from outside.

    Raises:
        ScenarioError: with the first rows and columns that are wrong.
    """
    if not isinstance(given, list | tuple) or not all(isinstance(row, list | tuple) for row in given):
        raise ScenarioError.of("rows", "no_rows", value=short(given))
    check_count(len(given))
    good = good_rows(given, len(columns), is_of_classes=is_of_classes)
    if good is not None:
        return good
    problems: list[Problem] = []
    found = np.zeros((len(given), len(columns)))
    for i, row in enumerate(given):
        if len(problems) >= MOST_NAMED:
            break
        if len(row) != len(columns):
            problems.append(problem(f"rows.{i}", "row_of_another_length", count=len(row), columns=list(columns)))
            continue
        for k, (column, value) in enumerate(zip(columns, row, strict=True)):
            is_class = is_of_classes and k == len(columns) - 1
            try:
                found[i, k] = parse_number(CLASS if is_class else CELL, value)
            except ScenarioError as error:
                (one,) = error.problems
                said = words(one.code, **one.arguments)
                problems.append(problem(f"rows.{i}", "bad_cell", row=i, column=column, problem=said))
    if problems:
        raise ScenarioError(problems)
    found.flags.writeable = False
    return found


def good_rows(given: Sequence[Any], width: int, *, is_of_classes: bool) -> np.ndarray | None:
    """Rows all of which are plain numbers that are allowed, all at once; None if some are not."""
    if any(len(row) != width for row in given) or not {type(value) for row in given for value in row} <= {int, float}:
        return None
    try:
        found = np.array(given, float) + 0.0  # as `parse_number` gives them
    except OverflowError:
        return None
    *others, last = found.T
    is_good = bool((np.abs(np.stack(others)) <= CELL.high).all())
    classes = range(int(CLASS.low), int(CLASS.high) + 1)
    is_good &= bool(np.isin(last, classes).all() if is_of_classes else (np.abs(last) <= CELL.high).all())
    found.flags.writeable = False
    return found if is_good else None


def check_count(rows: int) -> None:
    """Refuses tables of too many rows, or too few."""
    if rows > MAX_TABLE_ROWS:
        raise ScenarioError.of("rows", "too_many_table_rows", most=MAX_TABLE_ROWS)
    if rows < FEWEST_ROWS:
        raise ScenarioError.of("rows", "too_few_table_rows", count=rows, least=FEWEST_ROWS)
