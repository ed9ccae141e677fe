"""What the commands about many runs of a scenario share: each has an argument for each number of its record."""

import argparse
from functools import partial
from typing import Any

from optviz.command_line.bar import progress_bar
from optviz.command_line.base import DONE, STANDARD, Command


def trial(key: str, help: str, said: str, examples: tuple[str, ...]) -> Command:
    """The command of a kind of trial, `optviz.exports.results.Trial`, which has the same key."""
    return Command(
        key=key,
        help=help,
        said=said,
        examples=examples,
        explains_scenario=True,
        add_arguments=partial(add_arguments, key),
        run=partial(write_trial, key),
    )


def add_arguments(key: str, parser: argparse.ArgumentParser) -> None:
    from optviz.command_line import outputs, records, scenarios
    from optviz.exports.export import TRIALS

    kind = TRIALS[key]
    scenarios.add_scenario(parser, f"as for run; or {kind.files.title}, as JSON or URL")
    scenarios.add_changes(parser)
    records.add_fields(parser, kind.record)
    outputs.add_outputs(parser, kind.files.formats)


def write_trial(key: str, given: argparse.Namespace) -> int:
    """Runs what is asked for, and writes every output."""
    from optviz.command_line import outputs, records
    from optviz.exports.export import TRIALS

    kind = TRIALS[key]
    files = outputs.Outputs(given, kind.files.find)
    found = kind.run(records.record_given(given, kind.record), progress=progress_bar(kind.files.title))
    return write_result(found, files)


def write_result(found: Any, files: Any) -> int:
    """Writes every output of what came of many runs."""
    from optviz.command_line.outputs import write_standard
    from optviz.exports.export import export

    for path, kind, own in files.each():
        if path == STANDARD:
            write_standard(kind, export(found, None, kind.key, **own))
        else:
            export(found, path, kind.key, **own)
    return DONE
