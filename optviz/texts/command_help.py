"""The help of a command line in the language that is spoken: what a parser says stands in it in English.

Chinese letters take two columns of a terminal, and lines end between any two of them, which argparse does not know.
"""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width

from optviz.texts.language import ENGLISH, language_of, say, spoken

LANGUAGE = "--language"
SAID = "is_said"
"""Marks an argument whose help is in that language already."""
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Said(argparse.RawDescriptionHelpFormatter):
    """Says `usage` in the language, and breaks lines by columns."""

    def add_usage(self, usage, actions, groups, prefix=None):  # noqa: ANN001, ANN201  as argparse has it
        super().add_usage(usage, actions, groups, say("usage: ") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return broken(text, width)


def language_asked(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language that a command line asks for, else that of the machine, where it is one of ours."""
    for here, after in pairwise([*arguments, ""]):
        name, _, value = here.partition("=")
        if name == LANGUAGE:
            return language_of(value or after)
    wished = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return language_of(wished.partition("_")[0].partition(".")[0])


def add_said(place: argparse._ActionsContainer, *names: str, **how: Any) -> None:
    """An argument whose help is put together of parts that are in the language already."""
    setattr(place.add_argument(*names, **how), SAID, True)


def parsers_in(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from parsers_in(command)


def parts_of(parser: argparse.ArgumentParser) -> Iterator[tuple[object, str]]:
    """All that a parser says, as (whose, attribute)."""
    for one in parsers_in(parser):
        yield from ((one, "description"), (one, "epilog"))
        yield from ((group, "title") for group in one._action_groups)
        for action in one._actions:
            if not hasattr(action, SAID):
                yield action, "help"
            if isinstance(action, argparse._SubParsersAction):
                yield from ((choice, "help") for choice in action._choices_actions)


def texts_of(parser: argparse.ArgumentParser) -> set[str]:
    """The same, as it stands there in English."""
    texts = (getattr(whose, name) for whose, name in parts_of(parser))
    lines = {line for text in texts if text for line in text.split("\n")}
    return {line for line in lines if is_said(line)} | {"usage: "}


def is_said(line: str) -> bool:
    """Whether a line is words, and no example, which is indented."""
    return line[:1].strip() != ""


def translated(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser, which says all of that in the language that is spoken."""
    if spoken.get() == ENGLISH:
        return parser
    for whose, name in parts_of(parser):
        if text := getattr(whose, name):
            setattr(whose, name, "\n".join(say(line) if is_said(line) else line for line in text.split("\n")))
    for one in parsers_in(parser):
        one.formatter_class = Said
    return parser


def broken(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns, which end at blanks and behind any wide letter."""
    lines = [""]
    for part in parts(" ".join(text.split())):
        if columns_of(lines[-1] + part.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return lines


def parts(text: str) -> Iterator[str]:
    """What stays together: words with the blank behind them, and each wide letter with the marks behind it."""
    part = ""
    for letter in text:
        is_mark = letter in "，。：；、）”"
        if part and not is_mark and (part[-1] == " " or is_wide(part[-1]) or is_wide(letter)):
            yield part
            part = ""
        part += letter
    yield part


def is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"


def columns_of(text: str) -> int:
    return sum(1 + is_wide(letter) for letter in text)
