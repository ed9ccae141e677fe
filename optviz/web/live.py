"""The live line: a WebSocket for a hand that moves, which one request after the other would keep waiting.

Each message is a query, a line break and a Scenario; the answer is a payload, or what is wrong as text. One question of
a line is under way at a time: who sends more waits, in the network and not in our memory.
"""

import asyncio
import json
import time
from collections.abc import Coroutine, Hashable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from starlette.websockets import WebSocket, WebSocketDisconnect

from optviz.problems import ScenarioError, problem
from optviz.scenario.bounds import MAX_CHARACTERS
from optviz.scenario.query import LANGUAGE
from optviz.texts.language import speaking
from optviz.web.answers import as_data
from optviz.web.lanes import answered

TOO_LARGE = problem("", "body_too_large", most=MAX_CHARACTERS)
IDLE_SECONDS = 900.0
"""A line on which nothing is asked for so long is closed; the page opens another one with its next question."""
SENDING_SECONDS = 60.0
"""Within which an answer has to be taken."""
RATE, BURST = 80.0, 40
"""Questions a second, and how many at once before that counts: a page asks at most 72 times a second."""
AWAY = 1001
"""The close code of a line that is no longer used."""


class Pace:
    """How fast one line may ask: a bucket of `burst` tokens that fills at `rate` a second."""

    def __init__(self, rate: float = RATE, burst: float = BURST) -> None:
        self.rate, self.burst, self.tokens, self.seen = rate, burst, burst, time.monotonic()

    def wait(self, now: float) -> float:
        """Takes a token. Returns the seconds until there is one."""
        self.tokens = min(self.burst, self.tokens + (now - self.seen) * self.rate) - 1
        self.seen = now
        return max(0.0, -self.tokens / self.rate)


async def live_route(socket: WebSocket) -> None:
    await socket.accept()
    pace, person = Pace(), object()
    coming = asyncio.create_task(next_message(socket))
    with suppress(WebSocketDisconnect, TimeoutError):
        while (text := await coming) is not None:
            coming = asyncio.create_task(next_message(socket))
            await asyncio.sleep(pace.wait(time.monotonic()))
            if (content := await unless_hung_up(coming, live_answer(person, text))) is None:
                break
            async with asyncio.timeout(SENDING_SECONDS):
                await (socket.send_text(content) if isinstance(content, str) else socket.send_bytes(content))
    coming.cancel()


async def unless_hung_up(
    coming: asyncio.Task[str | None], work: Coroutine[Any, Any, bytes | str]
) -> bytes | str | None:
    """What `work` gives; None, and nobody works on it any longer, if whoever asked has left meanwhile."""
    answering = asyncio.create_task(work)
    await asyncio.wait([coming, answering], return_when=asyncio.FIRST_COMPLETED)
    if not answering.done() and await coming is None:
        answering.cancel()
        return None
    return await answering


async def next_message(socket: WebSocket) -> str | None:
    """The text of the next message, or None once the line is closed."""
    try:
        async with asyncio.timeout(IDLE_SECONDS):
            message = await socket.receive()
    except TimeoutError:
        await socket.close(AWAY)
        return None
    return None if message["type"] == "websocket.disconnect" else message.get("text") or ""


async def live_answer(person: Hashable, message: str) -> bytes | str:
    """The payload that answers a message, or as text what is wrong with it."""
    try:
        if len(message) > 2 * MAX_CHARACTERS:
            raise ScenarioError([TOO_LARGE])
        query, _, body = message.partition("\n")
        fields = dict(parse_qsl(query))
        with speaking(fields.get(LANGUAGE)):
            try:
                return await answered(person, body, fields)
            except ScenarioError as error:
                return json.dumps(as_data(error.problems))
    except ScenarioError as error:
        return json.dumps(as_data(error.problems))
