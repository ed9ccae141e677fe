"""The route to maps, `POST api/sweep`: a Sweep as JSON in, the body of its map out.

Maps are made by a process of their own, the people in turn: no map keeps a drag waiting, nor another person's map. A
page asks for a coarse one first, of at most `most=32` cells along each side, then for finer ones.
"""

import asyncio
import sys

from starlette.requests import Request
from starlette.responses import Response

from optviz.exports.base import choice as one_of
from optviz.exports.base import number, parsed
from optviz.problems import Refusal
from optviz.scenario.bounds import MAX_CELLS, MAX_CHARACTERS
from optviz.scenario.sweep import Sweep
from optviz.web.answers import bounded_body, refusal, unless_left
from optviz.web.exporting.people import person_of
from optviz.web.live import TOO_LARGE
from optviz.web.process import Process
from optviz.web.slow_lane import NICENESS, SlowLane

COMMAND = (sys.executable, "-P", "-m", "optviz.web.map_worker")
MOST_WAITING, MOST_EACH = 400, 4
"""A class of 300, and nobody more than his share: a page has one question under way."""
MOST_SECONDS = 60.0
OPTIONS = (
    number("most", "cells along each side at most", float(MAX_CELLS), 2, MAX_CELLS, integer=True),
    one_of("style", "style", ("light", "dark")),
)

lane = SlowLane(Process(COMMAND, NICENESS), most=MOST_WAITING, most_each=MOST_EACH, seconds=MOST_SECONDS)


async def sweep_route(request: Request) -> Response:
    """A Sweep as JSON in, its map out; the query has `most`, `style`, and the token of a `page`."""
    body = await bounded_body(request, MAX_CHARACTERS)
    if body is None:
        return refusal([TOO_LARGE], 413)
    given = dict(request.query_params)
    try:
        person = person_of(request, given.pop("page", None))
        options = parsed("a map", OPTIONS, given)
        asked = Sweep.from_json(body)
        task = {"sweep": asked.to_dict(), "most": int(options["most"]), "style": options["style"]}
        future = lane.submit(person, task)
        content = await unless_left(request, awaited(asyncio.wrap_future(future)))
    except Refusal as error:
        return refusal(error.problems)
    return Response(content, media_type="application/octet-stream", headers={"cache-control": "no-store"})


async def awaited(future: asyncio.Future[bytes]) -> bytes:
    return await future
