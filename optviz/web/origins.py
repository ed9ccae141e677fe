"""Pages of other sites may not use the routes: a browser says where a request comes from, and that is compared.

Who sends no Origin is no page of another site: a script, a link, an image.
"""

from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from optviz.problems import Problem, problem
from optviz.registry import short
from optviz.web.answers import refusal

POLICY = 1008
"""The close code of a line that is not allowed."""
MOST_OF_A_REASON = 120
"""Bytes; the protocol has room for three more."""


def is_allowed(headers: Headers, others: Collection[str]) -> bool:
    """Whether a request comes from nowhere, from a page of this host, or from one of the `others`, such as
    `https://course.example`."""
    origin = headers.get("origin")
    if origin is None or origin in others:
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    return host != "" and host == headers.get("host")


def reason(refused: Problem) -> str:
    """What is wrong, as short as it has to be behind a close code."""
    return refused.message.encode("ascii", "replace")[:MOST_OF_A_REASON].decode()


class Guard:
    """Lets through to `app` what its own pages ask, and those of the `others`."""

    def __init__(self, app: ASGIApp, others: Collection[str] = ()) -> None:
        self.app = app
        self.others = {origin.rstrip("/") for origin in others}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        refused = problem("", "origin_not_allowed", origin=short(headers.get("origin", "")))
        if is_allowed(headers, self.others):
            with suppress(ClientDisconnect):  # whoever left in the middle of a body is told nothing
                await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            line = WebSocket(scope, receive, send)
            await line.accept()  # a line that is refused before is one that the page asks for again
            await line.close(POLICY, reason(refused))
        else:
            await refusal([refused], 403)(scope, receive, send)
