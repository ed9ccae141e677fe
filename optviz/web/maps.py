"""The routes to maps: `POST api/sweep`, a Sweep as JSON in, the body of its map out; and `GET api/maps/png?…`, files of
what an address tells of.

Maps are made by a process of their own, the people in turn: no map keeps a drag waiting, nor another person's map. A
page asks for a coarse one first, of at most `most=32` cells along each side, then for finer ones.
"""

import sys

from starlette.requests import Request
from starlette.responses import Response

from optviz.exports.base import number, parsed
from optviz.exports.maps import MAPS
from optviz.problems import Refusal
from optviz.scenario.bounds import MAX_CELLS, MAX_CHARACTERS
from optviz.scenario.query import LANGUAGE
from optviz.scenario.sweep import Sweep
from optviz.texts.language import say, spoken
from optviz.web.answers import bounded_body, refusal
from optviz.web.exporting.people import person_of
from optviz.web.live import TOO_LARGE
from optviz.web.making import PROGRESS, answered, file_made
from optviz.web.process import Process
from optviz.web.slow_lane import GRACE_SECONDS, NICENESS, SlowLane

COMMAND = (sys.executable, "-P", "-m", "optviz.web.map_worker")
MOST_WAITING, MOST_EACH = 400, 4
"""A class of 300, and nobody more than his share: a page has one question under way."""
MOST_SECONDS = 20.0
IDLE_SECONDS = 120.0
"""Shorter than others wait: its process takes two hundred megabytes, and few are on this page at once."""
PATIENT = NICENESS + 4
"""It takes all cores for a map, and so stands back further than what takes one: a drag beside two people's finest maps
waits a third to a half as long. Beside others that keep all cores busy it has a twelfth of them, and maps come."""
OPTIONS = (number("most", "cells along each side at most", float(MAX_CELLS), 2, MAX_CELLS, integer=True), PROGRESS)

lane = SlowLane(
    Process(COMMAND, PATIENT),
    most=MOST_WAITING,
    most_each=MOST_EACH,
    seconds=MOST_SECONDS,
    idle=IDLE_SECONDS,
    grace=GRACE_SECONDS,
)


async def sweep_route(request: Request) -> Response:
    """A Sweep as JSON in, its map out; the query has `most`, its `language`, `progress` and the token of a `page`."""
    body = await bounded_body(request, MAX_CHARACTERS)
    if body is None:
        return refusal([TOO_LARGE], 413)
    given = {name: value for name, value in request.query_params.items() if name != LANGUAGE}
    try:
        person = person_of(request, given.pop("page", None))
        options = parsed(say("a map"), OPTIONS, given)
        asked = Sweep.from_json(body)
        task = {"sweep": asked.to_dict(), "most": int(options["most"]), "language": spoken.get()}
        return await answered(lane, request, person, task, progress=options["progress"])
    except Refusal as error:
        return refusal(error.problems)


async def map_file_route(request: Request) -> Response:
    """A file of the maps of an address, in a format such as `png`; the query has its `language` and its `style` too."""
    return await file_made(lane, request, MAPS, Sweep, "map", lambda asked: {"sweep": asked})
