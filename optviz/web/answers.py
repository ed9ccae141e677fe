"""What routes have in common: how they refuse, and how they read bodies that have an end."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from optviz.problems import Problem


def as_data(problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """What is wrong, field by field."""
    return {"problems": [problem.as_data() for problem in problems]}


def refusal(problems: Sequence[Problem], status: int = 422, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(as_data(problems), status_code=status, headers=headers)


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
