"""What is wrong with something from outside: a field, and what is allowed there."""

from typing import Any, NamedTuple

from optviz.registry import short


class Problem(NamedTuple):
    """One thing that is wrong: the field's dotted path, and what is allowed there."""

    field: str
    message: str


class ScenarioError(ValueError):
    """Something outside the bounds was asked for. `problems` names each field and what is allowed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{field}: {message}" if field else message for field, message in problems))
        self.problems = problems


def field_name(name: Any) -> str:
    """The name of a field that came from outside, fit to be printed."""
    return short(name)[1:-1] if isinstance(name, str) else short(name)
