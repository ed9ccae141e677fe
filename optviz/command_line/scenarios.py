"""The Scenario that a command is given, with the changes and the table of the reader's own that stand beside it."""

import argparse
import csv
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from optviz.command_line.base import STANDARD
from optviz.engine.demonstrations import completed
from optviz.engine.four_rates import at_four_rates
from optviz.exports.stamp import read_scenario
from optviz.problems import ScenarioError
from optviz.scenario.bounds import MAX_TABLE_BYTES
from optviz.scenario.from_starts import from_starts
from optviz.scenario.own_table import MOST_NAMED
from optviz.scenario.reading_csv import read_table
from optviz.scenario.scenario import Scenario, Table, pairs_of
from optviz.surfaces.base import Surface
from optviz.texts.words import words


def add_scenario(parser: argparse.ArgumentParser, help: str) -> None:
    parser.add_argument("scenario", metavar="SCENARIO", help=help)


def add_changes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE", help="changes the scenario")
    what = "the optimizer at this place, from 0, at rates that are too high, high, good and low"
    parser.add_argument("--four-rates", metavar="PLACE", help=what)
    what = "the optimizer at this place, from 0, alone from five starts, as an ensemble"
    parser.add_argument("--from-starts", metavar="PLACE", help=what)
    parser.add_argument("--data", metavar="TABLE", help="a table of your own, as CSV, for a surface that takes one")
    parser.add_argument("--columns", metavar="NAMES", help="which of it: one or two inputs, then the target, as a,b,c")
    parser.add_argument("--hold-out", metavar="EVERY", default=0, help="trains nothing on one row in so many")
    parser.add_argument("--leave-out", action="store_true", help="leaves rows out in which something is wrong")


def load(text: str, data: str | None) -> Scenario:
    """A Scenario from a file, a URL or its query, or standard input. It may lack its table if there are `data`."""
    table = beside(data)
    if text == STANDARD:
        return read_scenario(sys.stdin.buffer.read(), table)
    if text.lstrip().startswith("{"):
        return Scenario.from_json(text, table)
    if "=" in text and not os.path.exists(text):  # which a text that is too long for a path does not
        pairs = pairs_of(text.partition("#")[0])
        return completed(Scenario.from_pairs(pairs, table), [path for path, _ in pairs])
    return read_scenario(Path(text), table)


def beside(data: str | None) -> Table | None:
    """What fills the place of a table that is lacking, where there is one in a file beside it."""
    return None if data is None else none_yet


def none_yet(surface: Surface) -> None:
    """Nothing, until it is known for which surface the file is read: the changes may ask for another one."""


def scenario_given(given: argparse.Namespace) -> Scenario:
    """The Scenario of a command line."""
    return with_changes(given, load(given.scenario, given.data))


def with_changes(given: argparse.Namespace, scenario: Scenario) -> Scenario:
    """A Scenario with the changes and the table that are given on the command line."""
    scenario = changed(scenario, given.set)
    if given.data is not None:
        scenario = with_table(given, scenario)
    if given.four_rates is not None:
        scenario = at_four_rates(scenario, given.four_rates)
    return scenario if given.from_starts is None else from_starts(scenario, given.from_starts)


def with_table(given: argparse.Namespace, scenario: Scenario) -> Scenario:
    """A Scenario with a table of the reader's own as its surface's data."""
    model = scenario.surface.record.model
    if not model or not model.takes_tables:
        raise ScenarioError.of("surface", "takes_no_table", surface=repr(scenario.surface.key))
    source = sys.stdin.buffer.read(MAX_TABLE_BYTES + 1) if given.data == STANDARD else Path(given.data)
    columns = next(csv.reader([given.columns])) if given.columns else ()
    how = {"classes": bool(model.data[0].classes), "leave_out": given.leave_out, "hold_out": given.hold_out}
    table = read_table(source, columns, **how)
    if table.left_out:
        print(f"optviz: {given.data}: {words('lines_left_out', lines=shown_lines(table.left_out))}", file=sys.stderr)
    return Scenario.from_dict(scenario.to_dict() | {"surface": scenario.surface.flat() | {"table": table}})


def shown_lines(lines: Sequence[int]) -> list[Any]:
    """The first of them, and that there are more."""
    more = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], *([words("so_many_more", count=more)] if more > 0 else [])]


def changed(scenario: Scenario, changes: list[str]) -> Scenario:
    """A Scenario with other values at some dotted paths, as in `optimizers.0.learning_rate=0.1`."""
    data = json.loads(scenario.to_json())
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals:
            raise ScenarioError.of(change, "not_field_and_value")
        put(data, path, value)
    return Scenario.from_dict(data)


def put(data: Any, path: str, value: str) -> None:
    """Sets one value. A record given anew by its key (`surface=saddle`) takes its defaults, and its own start.

    An optimizer's own start is the shared one at first.
    """
    parts = path.split(".")
    node = data
    for i, part in enumerate(parts[:-1]):
        if part == "start" and isinstance(node, dict) and part not in node and part in data:
            node[part] = list(data[part])
        node = step_into(node, part, path)
        if not isinstance(node, dict | list):
            raise ScenarioError.of(path, "no_fields_of_its_own", part=".".join(parts[: i + 1]))
    last = parts[-1]
    if isinstance(node, list):
        node[place_in(node, last, path)] = value
    else:
        node[last] = value
    if path == "surface":
        for one in (data, *data["optimizers"]):
            if isinstance(one, dict):
                one.pop("start", None)


def step_into(node: Any, part: str, path: str) -> Any:
    if isinstance(node, list):
        return node[place_in(node, part, path)]
    if isinstance(node.get(part), str):
        node[part] = {"key": node[part]}
    return node.setdefault(part, {})


def place_in(items: list, part: str, path: str) -> int:
    if not (part.isascii() and part.isdigit() and int(part[:6]) < len(items)):
        raise ScenarioError.of(path, "no_such_place", place=repr(part), last=len(items) - 1)
    return int(part)
