"""What is asked for about many runs of a scenario, as it stands on a command line."""

import argparse
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from optviz.command_line.scenarios import beside, load, with_changes
from optviz.scenario.asked import Asked
from optviz.scenario.scenario import Scenario, data_of, pairs_of
from optviz.scenario.search import SPACINGS, Search
from optviz.scenario.sweep import OUTCOMES, Sweep, axis_of_text
from optviz.scenario.values import allowed
from optviz.texts.command_help import add_said
from optviz.texts.language import say


def add_fields(parser: argparse.ArgumentParser, record: type[Asked]) -> None:
    """An argument for each field of a record."""
    if issubclass(record, Sweep):
        parser.add_argument("-x", metavar="AXIS", help="the number across, as PATH:LOW:HIGH:CELLS:SCALE or less of it")
        parser.add_argument("-y", metavar="AXIS", help="the number upwards")
        parser.add_argument("--outcome", help=f"what is shown: {', '.join(OUTCOMES)}")
    if issubclass(record, Search):
        parser.add_argument("--spacing", help=f"of the tries: {', '.join(SPACINGS)}")
    if "optimizer" in record.model_fields:
        parser.add_argument("--optimizer", metavar="PLACE", help="which of the scenario's, from 0")
    for key, parameter in record.numbers.items():
        text = f"{say(parameter.title)}{say(': ')}{allowed(parameter)}"
        add_said(parser, f"--{key}", metavar="NUMBER", help=text)


def record_given(given: argparse.Namespace, record: type[Asked]) -> Any:
    """A record as it is written, or of a scenario, with what is given of it on the command line."""
    text, fields = given.scenario, {}
    if "=" in text and not os.path.exists(text):
        pairs = pairs_of(text.partition("#")[0])
        fields = record.fields_of(pairs)
        scenario = load(urlencode(record.other_pairs(pairs)), given.data)
    elif (data := record_in(text)) is not None:
        fields, scenario = data, Scenario.from_dict(data.pop("scenario"), beside(given.data))
    else:
        scenario = load(text, given.data)
    for name in record.model_fields.keys() - {"scenario"}:
        if (value := getattr(given, name, None)) is not None:
            fields[name] = axis_of_text(value) if name in ("x", "y") else value
    return record.from_dict({**fields, "scenario": with_changes(given, scenario)})


def record_in(text: str) -> dict[str, Any] | None:
    """What a text, or a file of JSON, says of a record; None if it is about something else."""
    if not text.lstrip().startswith("{"):
        if not text.endswith(".json") or not os.path.isfile(text):
            return None
        text = Path(text).read_text(encoding="utf-8")
    data = data_of(text)
    return data if isinstance(data, dict) and "scenario" in data else None
