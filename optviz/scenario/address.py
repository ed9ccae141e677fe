"""A page's address, as far as it can be read: what is good of it is taken, and what is not is told.

Links are tagged on their way (`utm_source`, `fbclid`), cut by mail programs and typed by hand. The command line, files
and the API are strict: there a mistake stops whoever makes it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from optviz.problems import Problem, ScenarioError, field_name, problem
from optviz.registry import nearest
from optviz.scenario.bounds import MAX_FIELDS
from optviz.scenario.query import DISPLAY
from optviz.scenario.scenario import Scenario
from optviz.texts.words import Words, words

MOST_ROUNDS = 20
"""How often it is looked what is still wrong, before nothing of an address is taken."""
MOST_NAMED = 5
PLACE = re.compile(r"optimizers\.([0-9]{1,3})(?=\.|$)")
IN_START = re.compile(r"((?:optimizers\.[0-9]{1,3}\.)?start)\.")
FIELDS = tuple(Scenario.model_fields)


class Address(NamedTuple):
    """What an address says.

    Args:
        scenario: with what is good of it, and the defaults of all else.
        given: the dotted paths of what is good.
        problems: what is wrong with fields of it.
        left_aside: what to say of names that no scenario has, if there are any.
    """

    scenario: Scenario
    given: Sequence[str]
    problems: list[Problem]
    left_aside: Words | None


def read_address(pairs: Sequence[tuple[str, str]]) -> Address:
    """The scenario of a URL's fields, as (dotted path, text), without those that are wrong."""
    given = [(path, text) for path, text in pairs if not path.startswith(DISPLAY)]
    unknown = list(dict.fromkeys(path for path, _ in given if path.partition(".")[0] not in FIELDS))
    known = [(path, text) for path, text in given if path.partition(".")[0] in FIELDS]
    scenario, paths, problems = good_of(known)
    return Address(scenario, paths, problems, left_aside(unknown) if unknown else None)


def left_aside(unknown: Sequence[str]) -> Words:
    named = [
        words("left_aside_name", name=field_name(name), hint=nearest(name, FIELDS)) for name in unknown[:MOST_NAMED]
    ]
    return words("left_aside", names=[*named, *["…"][: len(unknown) - len(named)]])


def good_of(pairs: list[tuple[str, str]]) -> tuple[Scenario, list[str], list[Problem]]:
    """The scenario of what is good, its paths, and what is wrong with the rest."""
    if len(pairs) > MAX_FIELDS:
        return Scenario.default(), [], [problem("", "too_many_fields", most=MAX_FIELDS)]
    astray = [path for path, _ in pairs if path.partition(".")[0] == "optimizers" and not PLACE.match(path)]
    problems = [problem(field_name(path), "no_such_path", example="optimizers.0") for path in dict.fromkeys(astray)]
    pairs = [(path, text) for path, text in pairs if path not in astray]
    for _ in range(MOST_ROUNDS):
        paths, places = without_gaps([path for path, _ in pairs])
        try:
            texts = (text for _, text in pairs)
            return Scenario.from_pairs(list(zip(paths, texts, strict=True))), paths, problems
        except ScenarioError as error:
            wrong = set().union(*(meant(paths, one.field) for one in error.problems))
            problems += [one._replace(field=as_given(one.field, places)) for one in error.problems]
            pairs = [pair for i, pair in enumerate(pairs) if i not in wrong]
    return Scenario.default(), [], problems


def without_gaps(paths: list[str]) -> tuple[list[str], list[str]]:
    """The paths with the optimizers at the places 0, 1, 2 …, and the places at which they were given."""
    given = {found[1] for path in paths if (found := PLACE.match(path))}
    places = sorted(given, key=lambda place: (int(place), place))  # 01 and 1 are two, whichever a set has first
    return [PLACE.sub(lambda found: f"optimizers.{places.index(found[1])}", path) for path in paths], places


def as_given(field: str, places: list[str]) -> str:
    """The path of a field with the place of its optimizer as it was given."""
    return PLACE.sub(lambda found: f"optimizers.{places[int(found[1])]}", field)


def meant(paths: list[str], field: str) -> set[int]:
    """Which of the paths a problem is about: those at its field or below, or else the nearest around it.

    A start is good or bad as a whole, and it goes with its surface.
    """
    start = IN_START.match(field)
    parts = (start[1] if start else field).split(".")
    for length in range(len(parts), 0, -1):
        around = f"{'.'.join(parts[:length])}."
        if found := {i for i, path in enumerate(paths) if f"{field_name(path)}.".startswith(around)}:
            starts = {i for i, path in enumerate(paths) if IN_START.match(path)}
            return found | starts if any(paths[i] == "surface" for i in found) else found
    return set(range(len(paths)))
