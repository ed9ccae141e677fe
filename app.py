"""The app: `streamlit run app.py`.

JAX takes a second to load, and so does the page in a browser. The two go side by side: Streamlit serves at once, and
what is asked of our own routes waits until `optviz.web.server` is there.
"""

import asyncio
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

from starlette.routing import BaseRoute, Match, Router
from streamlit import config
from streamlit.starlette import App

BASE = config.get_option("server.baseUrlPath").strip("/")
ROOT = f"/{BASE}" if BASE else ""
OURS = tuple(f"{ROOT}/{folder}/" for folder in ("api", "export", "player"))


class OurRoutes(BaseRoute):
    """The routes of `optviz.web.server`, from before it is loaded."""

    router: Router | None = None

    def matches(self, scope):
        is_ours = scope["type"] in ("http", "websocket") and scope["path"].startswith(OURS)
        return (Match.FULL if is_ours else Match.NONE), {}

    async def handle(self, scope, receive, send):
        if not self.router:
            server = await asyncio.to_thread(import_module, "optviz.web.server")
            self.router = Router(server.ROUTES)
        await self.router({**scope, "root_path": ROOT}, receive, send)


def opened():
    server = import_module("optviz.web.server")
    server.warm_up()
    return server


@asynccontextmanager
async def lifespan(app):
    opening = asyncio.create_task(asyncio.to_thread(opened))
    yield
    server = await opening
    await asyncio.to_thread(server.close)


app = App(Path(__file__).parent / "optviz" / "pages" / "main.py", routes=[OurRoutes()], lifespan=lifespan)
