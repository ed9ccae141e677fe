"""The app: `streamlit run app.py`, or `optviz`, in whose package this file is `optviz/web/app.py`.

JAX takes a second to load, and so does the page in a browser. The two go side by side: Streamlit serves at once, and
what is asked of our own routes waits until `optviz.web.server` is there.
"""

import asyncio
import gzip
import json
import os
import re
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App

BASE = config.get_option("server.baseUrlPath").strip("/")
ROOT = f"/{BASE}" if BASE else ""
EMBEDDED_IN = os.environ.get("OPTVIZ_EMBEDDED_IN", "").split()
"""Sites whose pages may show this one in a frame, such as `https://course.example`, with a space between them."""
if wrong := [site for site in EMBEDDED_IN if not re.fullmatch(r"https?://[A-Za-z0-9.*-]+(:[0-9]{1,5})?", site)]:
    raise SystemExit(f"OPTVIZ_EMBEDDED_IN: {wrong[0]!r} is not a site such as https://course.example")
HEADERS = {
    "content-security-policy": "; ".join(
        [
            "default-src 'self'",
            "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(["frame-ancestors 'self'", *EMBEDDED_IN]),
        ]
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
STREAMLITS = Path(streamlit.__file__).parent / "static"
OF_A_FILE = (b"etag", b"last-modified", b"accept-ranges")
"""Headers that are no longer true of a file that is changed on its way."""
OURS = tuple(f"{ROOT}/{folder}/" for folder in ("api", "export", "player", "programs"))


class OurRoutes(BaseRoute):
    """The routes of `optviz.web.server`, from before it is loaded."""

    routes: ASGIApp | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_ours = scope["type"] in ("http", "websocket") and scope["path"].startswith(OURS)
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        routes = self.routes
        if routes is None:
            server = await asyncio.to_thread(import_module, "optviz.web.server")
            routes = self.routes = server.guarded(config.get_option("server.corsAllowedOrigins"))
        await routes({**scope, "root_path": ROOT}, receive, send)


class Safe:
    """Says in every answer what a browser may do with it; and not which program gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            hide_banner(receive)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_safely)


def hide_banner(receive: Receive) -> None:
    """Takes uvicorn's name from the headers that it adds; Streamlit starts it, and has no option for that."""
    server: Any = getattr(getattr(receive, "__self__", None), "config", None)
    if hasattr(server, "encoded_headers"):
        server.encoded_headers = [header for header in server.encoded_headers if header[0] != b"server"]


async def whole_answer(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
    """How the answer of an app begins, and all of its body."""
    begin: Message = {}
    body: list[bytes] = []

    async def take(message: Message) -> None:
        if message["type"] == "http.response.start":
            begin.update(message)
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, take)
    return begin, b"".join(body)


async def send_answer(send: Send, begin: Message, body: bytes, headers: dict[str, str]) -> None:
    """Sends an answer with another body, for which some headers are others."""
    begin = {**begin, "headers": list(begin["headers"])}
    MutableHeaders(scope=begin).update(headers | {"content-length": str(len(body))})
    await send(begin)
    await send({"type": "http.response.body", "body": body})


class NoDialogs:
    """Has Streamlit's part of the page show no dialogs when the server is away: the page says that itself.

    What that part may do is in an answer of its own, for which Streamlit's configuration has no option but this one:
    to change it on its way.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") != "GET" or scope["path"] != f"{ROOT}/_stcore/host-config":
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        begin, body = await whole_answer(self.app, {**scope, "headers": plain}, receive)
        changed = json.dumps(json.loads(body) | {"blockErrorDialogs": True}).encode()
        await send_answer(send, begin, changed, {})


class Compressed:
    """Gzips Streamlit's scripts and styles, each once: sent as they are, they are four times as long on their way."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        files = (file for file in STREAMLITS.rglob("*") if file.suffix in (".js", ".css"))
        self.paths = {f"{ROOT}/{file.relative_to(STREAMLITS).as_posix()}" for file in files}
        self.kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_asked = scope.get("method") == "GET" and scope["path"] in self.paths
        if not is_asked or "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.kept:
            begin, body = await whole_answer(self.app, {**scope, "headers": []}, receive)
            self.kept[path] = begin, await asyncio.to_thread(gzip.compress, body, 6)
        await send_answer(send, *self.kept[path], {"content-encoding": "gzip", "vary": "accept-encoding"})


def scripts_for(*parts: str) -> list[str]:
    """Streamlit's scripts for parts of a page such as `Html`, which it asks for only once the first of them comes."""
    page = (STREAMLITS / "index.html").read_text(encoding="utf-8")
    names = [file.name for part in parts for file in STREAMLITS.glob(f"static/js/{part}.*.js")]
    for name in names:  # and those that are found on the way
        text = (STREAMLITS / "static" / "js" / name).read_text(encoding="utf-8")
        names += [other for other in re.findall(r'from"\./([^"]+)"', text) if other not in page and other not in names]
    return names


class Hints:
    """Names in the playground what it will ask for, which so comes beside Streamlit's scripts, not after them."""

    link = ""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_hints(message: Message) -> None:
            if message["type"] == "http.response.start" and self.link:
                MutableHeaders(scope=message)["link"] = self.link
            await send(message)

        is_page = scope["type"] == "http" and scope["path"] == f"{ROOT}/"
        await self.app(scope, receive, send_hints if is_page else send)


class Previews:
    """Says in the head of the playground's page what is at its address, for those who show links."""

    server: ModuleType | None = None

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        server = self.server
        if server is None or scope.get("method") != "GET" or scope["path"] != f"{ROOT}/":
            await self.app(scope, receive, send)
            return
        host = Headers(scope=scope).get("host", "")
        asked = [(name, value) for name, value in scope["headers"] if name == b"host"]  # all of it, uncompressed
        begin, body = await whole_answer(self.app, {**scope, "headers": asked}, receive)
        query = scope["query_string"].decode(errors="replace")
        told = await asyncio.to_thread(server.with_preview, body, query, f"{scope['scheme']}://{host}{ROOT}")
        begin["headers"] = [(name, value) for name, value in begin["headers"] if name not in OF_A_FILE]
        await send_answer(send, begin, told, {})


def opened() -> ModuleType:
    server = Previews.server = import_module("optviz.web.server")
    scripts = (f"<static/js/{name}>; rel=modulepreload" for name in scripts_for("Html", "BidiComponent"))
    Hints.link = ", ".join([server.hints(), *scripts])
    server.warm_up()
    return server


def when_told_to_end(act: Callable[[], object]) -> None:
    """Has `act` done once the process is told to end: uvicorn itself first waits for all who wait for an answer."""
    if threading.current_thread() is not threading.main_thread():
        return  # only there are signals heard
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)

        def end(number: int, frame: FrameType | None, before: Any = before) -> None:
            threading.Thread(target=act).start()
            if callable(before):
                before(number, frame)

        signal.signal(number, end)


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    opening = asyncio.create_task(asyncio.to_thread(opened))
    when_told_to_end(lambda: opening.done() and opening.result().close())
    yield
    server = await opening
    await asyncio.to_thread(server.close)


def page_script() -> Path:
    """The page's script, beside this file or in the installed package, found without loading any of it."""
    found = find_spec("optviz")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("there is no package optviz")
    return Path(found.origin).parent / "pages" / "main.py"


around = [Middleware(one) for one in (Safe, Hints, Previews, Compressed, NoDialogs)]
app = App(page_script(), routes=[OurRoutes()], middleware=around, lifespan=lifespan)
