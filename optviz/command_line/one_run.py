"""What the commands share that write the Run of a Scenario. They write the same files."""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from optviz.command_line.bar import progress_bar
from optviz.command_line.base import DONE, STANDARD, Command
from optviz.texts.language import name_of, spoken
from optviz.texts.words import Words, words


def writes_a_run(key: str, help: str, examples: tuple[str, ...]) -> Command:
    return Command(
        key=key,
        help=help,
        said=help,
        examples=examples,
        explains_scenario=True,
        add_arguments=add_arguments,
        run=write_files,
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from optviz.command_line import outputs, scenarios
    from optviz.exports.export import FORMATS

    scenarios.add_scenario(parser, "a JSON file, a file of optviz, a URL, or -")
    scenarios.add_changes(parser)
    outputs.add_outputs(parser, FORMATS)


def write_files(given: argparse.Namespace) -> int:
    """Writes every output, each with those of the given options that its format has."""
    from optviz.command_line import outputs, scenarios
    from optviz.engine.simulate import simulate
    from optviz.exports.export import export, find_format

    files = outputs.Outputs(given, find_format)
    run = simulate(scenarios.scenario_given(given))
    for path, kind, own in files.each():
        for remark in remarks_on(kind, own):
            print(f"optviz: {path}: {remark}", file=sys.stderr)
        if path == STANDARD:
            outputs.write_standard(kind, export(run, None, kind.key, progress=progress_bar(kind.title), **own))
        else:
            export(run, path, kind.key, progress=progress_bar(path), **own)
    return DONE


def remarks_on(kind: Any, own: dict[str, str]) -> Iterator[Words]:
    """What there is to say of a file that is not quite as it was asked for."""
    if kind.lacks_letters:
        yield words("no_letters", language=name_of(spoken.get()), fonts="Noto Sans CJK SC")
    if remark := kind.remark and kind.remark(kind.parse(own)):
        yield remark
