"""The app: `streamlit run app.py`, or `optviz`, in whose package this file is `optviz/web/app.py`.

JAX takes a second to load, and so does the page in a browser. The two go side by side: Streamlit serves at once, and
what is asked of our own routes waits until `optviz.web.server` is there.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from starlette.routing import BaseRoute, Match, Router
from starlette.types import Receive, Scope, Send
from streamlit import config
from streamlit.starlette import App

BASE = config.get_option("server.baseUrlPath").strip("/")
ROOT = f"/{BASE}" if BASE else ""
OURS = tuple(f"{ROOT}/{folder}/" for folder in ("api", "export", "player"))


class OurRoutes(BaseRoute):
    """The routes of `optviz.web.server`, from before it is loaded."""

    router: Router | None = None

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        is_ours = scope["type"] in ("http", "websocket") and scope["path"].startswith(OURS)
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.router:
            server = await asyncio.to_thread(import_module, "optviz.web.server")
            self.router = Router(server.ROUTES, redirect_slashes=False)
        await self.router({**scope, "root_path": ROOT}, receive, send)


def opened() -> ModuleType:
    server = import_module("optviz.web.server")
    server.warm_up()
    return server


@asynccontextmanager
async def lifespan(app: App) -> AsyncIterator[None]:
    opening = asyncio.create_task(asyncio.to_thread(opened))
    yield
    server = await opening
    await asyncio.to_thread(server.close)


def page_script() -> Path:
    """The page's script, beside this file or in the installed package, found without loading any of it."""
    found = find_spec("optviz")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("there is no package optviz")
    return Path(found.origin).parent / "pages" / "main.py"


app = App(page_script(), routes=[OurRoutes()], lifespan=lifespan)
