"""What routes have in common: how they refuse, and how they read bodies that have an end."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from optviz.problems import Problem


def as_data(problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """What is wrong, field by field."""
    return {"problems": [problem.as_data() for problem in problems]}


class AsciiJSON(JSONResponse):
    """JSON in ASCII: half of a surrogate pair, which anybody may send as a name, cannot be written in UTF-8."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def refusal(problems: Sequence[Problem], status: int = 422, headers: dict[str, str] | None = None) -> JSONResponse:
    return AsciiJSON(as_data(problems), status_code=status, headers=headers)


async def bounded_body(request: Request, most: int) -> bytes | None:
    """The body of a request, or None as soon as it is longer than `most` bytes.

    Of whoever leaves in the middle of it, nothing: no answer to that will be read.
    """
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)
