"""All lessons, in the order of the lecture, in each language."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from optviz.lessons.base import Lesson
from optviz.lessons.reading import FIRST, keys_in, read
from optviz.problems import Problem, ScenarioError
from optviz.registry import UnknownKey, lookup


@cache
def lessons(language: str = FIRST) -> Mapping[str, Lesson]:
    """The lessons by their keys."""
    found = (read(key, language) for key in keys_in(FIRST))
    return MappingProxyType({one.key: one for one in sorted(found, key=lambda one: one.order)})


def lesson_of(key: str, language: str = FIRST) -> Lesson:
    """A lesson that somebody asks for.

    Raises:
        ScenarioError: there is none of this name; the nearest is named.
    """
    try:
        return lookup(lessons(language), key, "lesson")
    except UnknownKey as error:
        raise ScenarioError([Problem("lesson", *error.words)]) from None
