"""The routes to fans, races and recipes: `POST api/fan`, `api/race`, `api/recipe`, a record as JSON in, the body of its
picture out; and `GET api/trials/fan/png?…`, files of the fan, the search, the race or the recipe of an
address.

They are made by a process of their own, the people in turn: what takes seconds keeps neither a drag waiting nor a map.
A page asks for a coarse one first, of at most `most=100` seeds or `most=9` learning rates, then for all of it; what
nobody waits for any more is broken off.
"""

import sys
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from optviz.exports.base import choice as one_of
from optviz.exports.base import number, parsed
from optviz.exports.export import TRIALS
from optviz.problems import Refusal
from optviz.scenario.asked import Asked
from optviz.scenario.bounds import MAX_CHARACTERS, MAX_SEEDS
from optviz.scenario.fan import Fan
from optviz.scenario.query import LANGUAGE
from optviz.scenario.race import RATES, Race
from optviz.scenario.recipe import Recipe
from optviz.texts.language import spoken
from optviz.web.answers import bounded_body, refusal
from optviz.web.exporting.people import person_of
from optviz.web.live import TOO_LARGE
from optviz.web.making import PROGRESS, answered, file_made
from optviz.web.process import Process
from optviz.web.slow_lane import GRACE_SECONDS, NICENESS, SlowLane

COMMAND = (sys.executable, "-P", "-m", "optviz.web.trial_worker")
MOST_WAITING, MOST_EACH = 400, 2
"""A class of 300, and nobody more than his share: a page has one question under way."""
MOST_SECONDS = 60.0
IDLE_SECONDS = 120.0
"""Shorter than others wait: its process takes two hundred megabytes, and few are on this page at once."""

lane = SlowLane(
    Process(COMMAND, NICENESS),
    most=MOST_WAITING,
    most_each=MOST_EACH,
    seconds=MOST_SECONDS,
    idle=IDLE_SECONDS,
    grace=GRACE_SECONDS,
)


def route_to(
    kind: str, record: type[Asked], title: str, most: int | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """The route to one kind; the query has `most` where it can be coarser, `style`, its `language`, `progress` and
    the token of a `page`."""
    options = [one_of("style", "style", ("light", "dark")), PROGRESS]
    if most:
        fineness = number("most", "how many seeds or learning rates at most", float(most), 3, most, integer=True)
        options = [fineness, *options]

    async def route(request: Request) -> Response:
        body = await bounded_body(request, MAX_CHARACTERS)
        if body is None:
            return refusal([TOO_LARGE], 413)
        given = {name: value for name, value in request.query_params.items() if name != LANGUAGE}
        try:
            person = person_of(request, given.pop("page", None))
            values = parsed(title, options, given)
            asked = {"kind": kind, "asked": record.from_json(body).to_dict()}
            shown = {"style": values["style"], "language": spoken.get()}
            shown["most"] = int(values["most"]) if most else None
            return await answered(lane, request, person, asked | shown, progress=values["progress"])
        except Refusal as error:
            return refusal(error.problems)

    return route


fan_route = route_to("fan", Fan, "a fan", MAX_SEEDS)
race_route = route_to("race", Race, "a race", int(RATES.high))
recipe_route = route_to("recipe", Recipe, "a recipe")


async def trial_file_route(request: Request) -> Response:
    """A file of what an address asks for, in a format such as `png`; the query has its `language` and `style` too."""
    kind = request.path_params["kind"]
    if kind not in TRIALS:
        return Response(status_code=404)
    trial = TRIALS[kind]
    return await file_made(lane, request, trial.files, trial.record, kind, lambda asked: {"kind": kind, "asked": asked})
