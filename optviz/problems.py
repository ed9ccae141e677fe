"""What is wrong with something from outside: a field, and what is allowed there, as a code with arguments."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from optviz.registry import short
from optviz.texts.words import NOTHING, Words, as_plain, from_plain, sentence


class Problem(NamedTuple):
    """One thing that is wrong: the field's dotted path, and what is to be said of it."""

    field: str
    code: str
    arguments: Mapping[str, Any] = NOTHING

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return sentence(Words(self.code, self.arguments))

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message

    def below(self, path: str) -> Self:
        """The same, seen from where its field lies at `path`."""
        return self._replace(field=f"{path}.{self.field}".strip("."))

    def as_data(self) -> dict[str, Any]:
        """As plain JSON values, with the sentence."""
        return {
            "field": self.field,
            "code": self.code,
            "arguments": as_plain(self.arguments),
            "message": self.message,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """What `as_data` wrote."""
        return cls(data["field"], data["code"], from_plain(data["arguments"]))


def problem(field: str, code: str, /, **arguments: Any) -> Problem:
    return Problem(field, code, arguments)


class Refusal(ValueError):
    """Something was asked for that cannot be. `problems` says what is wrong, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems

    @classmethod
    def of(cls, field: str, code: str, /, **arguments: Any) -> Self:
        """With a single problem."""
        return cls([Problem(field, code, arguments)])


class ScenarioError(Refusal):
    """Something outside the bounds was asked for. `problems` names each field and what is allowed."""


def field_name(name: Any) -> str:
    """The name of a field that came from outside, fit to be printed."""
    return short(name)[1:-1] if isinstance(name, str) else short(name)
