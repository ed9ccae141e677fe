"""The files that a command writes, and the options of their formats."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from optviz.command_line.base import STANDARD
from optviz.exports.base import Format, OptionError
from optviz.exports.results import ResultFormat
from optviz.exports.whole_files import check_place
from optviz.texts.command_help import add_said
from optviz.texts.language import say


def add_outputs(parser: argparse.ArgumentParser, formats: Mapping[str, Any]) -> None:
    """The places of the files, and the options of all formats, each once."""
    parser.add_argument(
        "-o", "--output", action="append", required=True, metavar="FILE", help="or -; may be given several times"
    )
    parser.add_argument("--format", choices=list(formats), help="instead of that of the ending of FILE")
    group = parser.add_argument_group("options of the formats")
    seen: dict[str, list[str]] = {}
    options = {}
    for kind in formats.values():
        for option in kind.options:
            seen.setdefault(option.key, []).append(kind.key)
            options.setdefault(option.key, option)
    for key, option in options.items():
        text = f"{say(option.title)}{say(': ')}{option.allowed} ({', '.join(seen[key])})".replace("%", "%%")
        add_said(group, f"--{key.replace('_', '-')}", dest=f"option_{key}", metavar="VALUE", help=text)


class Outputs:
    """The files that are asked for. What is wrong with them is said before anything is run.

    Args:
        given: what stands on the command line.
        find: the format of a path, or else of a key.

    Raises:
        OptionError: a format or an option that there is not.
        ExportError: a place that cannot be written.
    """

    def __init__(self, given: argparse.Namespace, find: Callable[[str | None, str | None], Any]) -> None:
        self.kinds = [find(None if path == STANDARD else path, given.format) for path in given.output]
        self.paths = given.output
        self.options = {
            name.removeprefix("option_"): value
            for name, value in vars(given).items()
            if name.startswith("option_") and value is not None
        }
        for path in self.paths:
            if path != STANDARD:
                check_place(Path(path))
        for key in self.options:
            if not any(key in (option.key for option in kind.options) for kind in self.kinds):
                raise OptionError.of(key, "no_format_has_this_option", formats=[kind.title for kind in self.kinds])

    def each(self) -> Iterator[tuple[str, Any, dict[str, str]]]:
        """Of every file its path, its format, and those of the options that this has."""
        for path, kind in zip(self.paths, self.kinds, strict=True):
            own = {option.key for option in kind.options}
            yield path, kind, {key: value for key, value in self.options.items() if key in own}


def write_standard(kind: Format | ResultFormat, data: bytes) -> None:
    """Writes a file to standard output, byte for byte."""
    if sys.stdout.isatty():
        print(f"optviz: {kind.title}, {len(data)} bytes, to the terminal; > FILE writes a file", file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
