"""What lessons claim, with the numbers of today's runs: for whoever teaches with them."""

import math
from collections.abc import Iterator

from optviz.engine.simulate import Run, simulate
from optviz.lessons.catalogue import lessons
from optviz.lessons.comparisons import STEPS, hold, parse_quantity, value_of
from optviz.lessons.reading import words_of
from optviz.lessons.text import VALUE
from optviz.texts.numbers import written


def claims_told(language: str) -> Iterator[str]:
    """A line for each lesson, and below it its claims; `×` before one that does not hold."""
    never = words_of(language)["never"]
    for lesson in lessons(language).values():
        run = simulate(lesson.scenario)
        yield f"{lesson.order:>2}  {lesson.key}: {lesson.title}"
        yield from (
            f"  {' ' if hold(claim.holds, run) else '×'} {filled(claim.say, run, never)}" for claim in lesson.claims
        )


def filled(text: str, run: Run, never: str) -> str:
    """A sentence with the numbers of a run in its places."""

    def number(found: str) -> str:
        quantity = parse_quantity(found)
        value = value_of(quantity, run)
        return never if quantity.name in STEPS and value == math.inf else written(value)

    return VALUE.sub(lambda match: number(match[1]), text)
