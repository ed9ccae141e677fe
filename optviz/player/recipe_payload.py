"""A step of the recipe as the page gets it."""

from collections.abc import Callable
from dataclasses import asdict

from optviz.engine.recipes import Walk
from optviz.picture.recipes import name_of, titles, told
from optviz.player.chart_payload import chart_data
from optviz.player.payload import encode
from optviz.scenario.recipe import ROUNDS, Recipe


def recipe_payload(asked: Recipe, style: str, progress: Callable[[float], None]) -> bytes:
    """The body of the step that one is at, in a style."""
    found = told(Walk(asked, progress), asked.step, style)
    header = {
        "title": name_of(asked),
        "steps": titles(),
        "step": asked.step,
        "rounds": asked.rounds,
        "may_go_on": asked.rounds < ROUNDS.high,
        "done": found.done,
        "found": found.found,
        "goal": found.goal,
        "is_reached": found.is_reached,
        "charts": [chart_data(chart) for chart in found.charts],
        "table": asdict(found.table) if found.table else None,
        "link": found.link,
    }
    return encode(header, {})
