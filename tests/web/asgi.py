"""Speaks to the routes as a server does, without one: any bytes, any way of leaving. What they raise comes through."""

import asyncio
import json
from dataclasses import dataclass, field
from urllib.parse import unquote


@dataclass
class Answer:
    """What a route answers."""

    status: int = 0
    headers: dict = field(default_factory=dict)
    content: bytes = b""

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in message["headers"]}
        else:
            self.content += message.get("body", b"")

    def json(self):
        return json.loads(self.content)


class Server:
    """An event loop and an application in it."""

    def __init__(self, app):
        self.app = app
        self.runner = asyncio.Runner()

    def close(self):
        self.runner.close()

    def scope(self, kind, target, headers):
        path, _, query = target.partition(b"?")
        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "path": unquote(path.decode("latin-1")),
            "raw_path": path,
            "root_path": "",
            "query_string": query,
            "headers": [(name.lower(), value) for name, value in headers],
            "server": ("127.0.0.1", 8501),
            "client": ("127.0.0.1", 50000),
        }

    def ask(self, method, target, headers=(), pieces=(b"",), *, leaves=False):
        """The answer to a request whose body comes in pieces; or whoever asks leaves behind the last of them."""
        events = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        if not leaves:
            events[-1]["more_body"] = False
        answer = Answer()
        given = [(b"host", b"127.0.0.1:8501"), *headers]
        scope = self.scope("http", target, given) | {"method": method}
        last = {"type": "http.disconnect"} if leaves else None
        self.runner.run(self.app(scope, from_list(events, last), answer.send))
        return answer

    def talk(self, target, messages, headers=()):
        """What comes back over the live line for these messages, texts or bytes."""
        given = [{"type": "websocket.receive", "text" if isinstance(one, str) else "bytes": one} for one in messages]
        events = [{"type": "websocket.connect"}, *given]
        sent = []

        async def send(message):
            sent.append(message)

        origin = [(b"host", b"127.0.0.1:8501"), (b"origin", b"http://127.0.0.1:8501"), *headers]
        scope = self.scope("websocket", target, origin) | {"subprotocols": []}
        self.runner.run(self.app(scope, from_list(events, {"type": "websocket.disconnect", "code": 1006}), send))
        return sent


def from_list(events, last):
    """A source of events, which gives the last one for ever; or nothing more, as somebody who waits for an answer."""
    waiting = iter(events)

    async def receive():
        event = next(waiting, last)
        return event if event else await asyncio.Event().wait()

    return receive
