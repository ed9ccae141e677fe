"""What is wrong with a text: where, and what is allowed there."""

from typing import Any, NamedTuple

from optviz.problems import Problem, Refusal
from optviz.texts.words import words


class Place(NamedTuple):
    """Where something stands in a text; both count from 1."""

    line: int
    column: int


class TextError(Refusal):
    """A text that is not in the language. Its problem says line, column, and what is allowed."""

    def __init__(self, place: Place, code: str, /, **arguments: Any) -> None:
        super().__init__([Problem("", "at_place", {**place._asdict(), "what": words(code, **arguments)})])
        self.place, self.code = place, code
