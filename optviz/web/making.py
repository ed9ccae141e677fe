"""What a lane's process makes of a question, for whoever waits for the answer.

Whoever asks with `progress=lines` in the query is told how far it is: the body is lines of JSON, `{"progress": 0.5}`,
then `{"size": 1234}` with as many bytes behind it, or `{"problems": [...]}`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from optviz.exports.base import choice
from optviz.exports.results import Result
from optviz.problems import Refusal, ScenarioError
from optviz.scenario.asked import Asked
from optviz.scenario.query import LANGUAGE
from optviz.scenario.scenario import pairs_of
from optviz.texts.language import spoken
from optviz.web.answers import LOOK_SECONDS, as_data, refusal, unless_left
from optviz.web.exporting.people import Person, person_of
from optviz.web.slow_lane import SlowLane

PROGRESS = choice("progress", "progress", ("no", "lines"))
NOT_KEPT = {"cache-control": "no-store"}
BYTES = "application/octet-stream"


async def answered(
    lane: SlowLane, request: Request, person: Person, task: dict[str, Any], *, progress: str
) -> Response:
    """What the process makes of a task, with how far it is on the way where `progress` is `lines`.

    Raises:
        Refusal: something of it is not allowed, or too many wait.
        ClientDisconnect: nobody waits for it any more.
    """
    if progress == "no":
        return Response(await made(lane, request, person, task), media_type=BYTES, headers=NOT_KEPT)
    shares: asyncio.Queue[float] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def hear(share: float) -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(shares.put_nowait, share)

    future = lane.submit(person, task, is_newest=person.token is not None, progress=hear)
    return StreamingResponse(told(lane, request, future, shares), media_type=BYTES, headers=NOT_KEPT)


async def told(lane: SlowLane, request: Request, future: Any, shares: asyncio.Queue[float]) -> AsyncIterator[bytes]:
    """How far it is, then what is made."""
    making = asyncio.ensure_future(newest(future))
    try:
        while not making.done():
            hearing = asyncio.ensure_future(shares.get())
            await asyncio.wait([making, hearing], timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if hearing.done():
                yield line({"progress": hearing.result()})
            else:
                hearing.cancel()
                if await request.is_disconnected():
                    return
        content = making.result()
        yield line({"size": len(content)})
        yield content
    except Refusal as error:
        yield line(as_data(error.problems))
    finally:
        making.cancel()
        lane.abandon(future)


def line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode() + b"\n"


async def made(lane: SlowLane, request: Request, person: Person, task: dict[str, Any]) -> bytes:
    """What the process makes of a task. Of a page that asks again only the newest question counts.

    Raises:
        Refusal: too many wait, or a newer question has come.
        ClientDisconnect: nobody waits for it any more; it is broken off.
    """
    future = lane.submit(person, task, is_newest=person.token is not None)
    try:
        return await unless_left(request, newest(future))
    except ClientDisconnect:
        lane.abandon(future)
        raise


async def file_made(
    lane: SlowLane,
    request: Request,
    files: Result,
    record: type[Asked],
    name: str,
    task_of: Callable[[dict[str, Any]], dict[str, Any]],
) -> Response:
    """A file of what an address asks for: its query is that, with the `style` of the picture and a `language`.

    Args:
        files: how such files are made.
        record: what is asked for.
        name: the end of the file's own name.
        task_of: the process's task, of what is asked for as plain values.
    """
    given = dict(request.query_params)
    try:
        kind = files.find(None, request.path_params["format"])
        options = {option: given[option] for option in ("style",) if option in given}
        kind.parse(options)
        ours = (LANGUAGE, *options)
        asked = record.from_pairs([pair for pair in pairs_of(request.url.query) if pair[0] not in ours])
        task = task_of(asked.to_dict()) | {"format": kind.key, "options": options, "language": spoken.get()}
        content = await made(lane, request, person_of(request), task)
    except Refusal as error:
        return refusal(error.problems)
    headers = {"content-disposition": f'attachment; filename="optviz-{name}{kind.extension}"'}
    return Response(content, media_type=kind.media_type, headers=headers)


async def newest(future: Any) -> bytes:
    """What comes of a question, unless a newer one has come.

    Raises:
        Refusal: it has, or what is asked for cannot be.
    """
    try:
        return await asyncio.wrap_future(future)
    except asyncio.CancelledError:
        if not future.cancelled():
            raise
        raise ScenarioError.of("", "newer_asked") from None
