"""`optviz list`: what there is to choose from."""

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from optviz.command_line.base import DONE, Command
from optviz.texts.language import say

LISTED: tuple[str, ...] = ("optimizers", "surfaces", "schedules", "noise", "formats")


def records_of(what: str) -> Mapping[str, Any]:
    from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
    from optviz.exports.export import FORMATS

    return dict(zip(LISTED, (OPTIMIZERS, SURFACES, SCHEDULES, NOISES, FORMATS), strict=True))[what]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=LISTED)
    parser.add_argument("--json", action="store_true", help="with everything that the records say")


def show_list(given: argparse.Namespace) -> int:
    records = records_of(given.what)
    if given.json:
        print(json.dumps([described(record) for record in records.values()], ensure_ascii=False, indent=2))
    else:
        width = max(map(len, records))
        for key, record in records.items():
            print(f"{key:<{width}}  {say(record.title)}")
    return DONE


def described(record: Any) -> dict[str, Any]:
    """What a record says in words and numbers, as plain JSON values."""
    return {name: plain for name in record.__dataclass_fields__ for plain in plain_values(getattr(record, name))}


def plain_values(value: Any) -> Iterator[Any]:
    """The value as JSON, or nothing where it is a function."""
    if callable(value):
        return
    if hasattr(value, "__dataclass_fields__"):
        yield described(value)
    elif hasattr(value, "tolist"):
        yield value.tolist()
    elif isinstance(value, tuple | list):
        yield [plain for item in value for plain in plain_values(item)]
    elif hasattr(value, "items"):
        yield dict(value)
    else:
        yield value


LIST = Command(
    key="list",
    help="what there is to choose from",
    examples=("list optimizers --json",),
    add_arguments=add_arguments,
    run=show_list,
)
