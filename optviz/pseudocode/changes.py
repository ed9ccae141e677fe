"""Which lines of a text are other ones in another text."""

from difflib import Differ
from typing import Literal, NamedTuple, cast


class Line(NamedTuple):
    """A line of either text: `-` if only the first has it, `+` if only the second, a blank if both do."""

    sign: Literal["-", "+", " "]
    text: str


def changes(before: str, after: str) -> list[Line]:
    """The lines of both texts, in one order."""
    compared = Differ().compare(before.splitlines(), after.splitlines())
    return [Line(cast(Literal["-", "+", " "], line[0]), line[2:]) for line in compared if line[0] != "?"]
