"""The address of the page of trials: which of them is shown, and all that is set there.

It is written as `Asked` writes it: `surface=rosenbrock&optimizers.0=adam&…&race.budget=200`. An address that names no
experiment has that which the page begins with.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from optviz.engine.demonstrations import completed
from optviz.problems import Problem, ScenarioError
from optviz.scenario.address import read_address
from optviz.scenario.asked import Asked
from optviz.scenario.fan import Fan
from optviz.scenario.query import ADD, ALONE, LANGUAGE, LESSON
from optviz.scenario.race import Race
from optviz.scenario.recipe import Recipe
from optviz.scenario.search import Search
from optviz.texts.words import Words

RECORDS: Mapping[str, type[Asked]] = {"search": Search, "fan": Fan, "race": Race, "recipe": Recipe}
"""What is asked for, by the kind of trial."""
PREFIXES = tuple(record.prefix for record in RECORDS.values())


class Opened(NamedTuple):
    """What an address tells of trials.

    Args:
        kind: that which is shown; empty if the address names none.
        asked: what is asked for; None where that is wrong.
        problems: what is wrong.
        left_aside: what to say of names that neither an experiment nor trials have.
    """

    kind: str
    asked: Asked | None
    problems: tuple[Problem, ...] = ()
    left_aside: Words | None = None


def without_trials(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of an address that are not those of trials."""
    return [pair for pair in pairs if not pair[0].startswith(PREFIXES)]


def opened(pairs: list[tuple[str, str]], usual: Mapping[str, Asked]) -> Opened:
    """What the fields of an address tell; `usual` has what is asked for where they tell nothing, by kind."""
    kind = next(
        (kind for kind, record in RECORDS.items() if any(path.startswith(record.prefix) for path, _ in pairs)), ""
    )
    if not kind:
        return Opened("", None)
    record = RECORDS[kind]
    ours = (ADD, ALONE, LANGUAGE, LESSON)
    address = read_address([pair for pair in without_trials(pairs) if pair[0] not in ours])
    problems, left_aside = tuple(address.problems), address.left_aside
    is_whole = address.given or problems
    scenario = completed(address.scenario, address.given) if is_whole else usual[kind].scenario
    try:
        asked = record.around(scenario, pairs, {} if is_whole else usual[kind].own_fields())
    except ScenarioError as error:
        return Opened(kind, None, (*problems, *error.problems), left_aside)
    return Opened(kind, asked, problems, left_aside)
