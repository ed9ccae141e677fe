"""The record of a command, and the codes that a command ends with."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

DONE, FAILED, MISUSED, BROKEN_OFF = 0, 1, 2, 130
STANDARD = "-"
"""What stands for standard input and standard output."""


def takes_nothing(parser: argparse.ArgumentParser) -> None:
    """A command without arguments of its own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Command:
    """A command. Its file loads nothing that takes long: `optviz --help` names all of them.

    Args:
        key: its name.
        help: what it does, in a line of the list of all.
        said: the same in its own help, if there is more to say.
        examples: lines that call it.
        explains_scenario: whether its help says what may stand for SCENARIO and FILE.
        add_arguments: gives a parser what the command takes; called when the command is asked for.
        run: does it, and gives the code that it ends with.
    """

    key: str
    help: str
    said: str | None = None
    examples: tuple[str, ...] = ()
    explains_scenario: bool = False
    add_arguments: Callable[[argparse.ArgumentParser], None] = takes_nothing
    run: Callable[[argparse.Namespace], int]
