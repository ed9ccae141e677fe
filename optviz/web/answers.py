"""What routes have in common: how they refuse, and how they read bodies that have an end."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from optviz.problems import Problem

Answer = TypeVar("Answer")
LOOK_SECONDS = 1.0
"""How often it is looked whether somebody still waits for an answer."""


def as_data(problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """What is wrong, field by field."""
    return {"problems": [problem.as_data() for problem in problems]}


class AsciiJSON(JSONResponse):
    """JSON in ASCII: half of a surrogate pair, which anybody may send as a name, cannot be written in UTF-8."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def refusal(problems: Sequence[Problem], status: int = 422, headers: dict[str, str] | None = None) -> JSONResponse:
    return AsciiJSON(as_data(problems), status_code=status, headers=headers)


async def unless_left(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """What `work` gives. It is broken off when whoever asked has left.

    Raises:
        ClientDisconnect: they have.
    """
    answering = asyncio.create_task(work)
    while not (await asyncio.wait([answering], timeout=LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            answering.cancel()
            raise ClientDisconnect
    return await answering


async def bounded_body(request: Request, most: int) -> bytes | None:
    """The body of a request, or None as soon as it is longer than `most` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
