"""In which language a request is answered: its address says so."""

from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Receive, Scope, Send

from optviz.scenario.query import LANGUAGE
from optviz.texts.language import speaking


class Speaking:
    """Has `app` answer in the language that the address of a request names, and else in English."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fields = dict(parse_qsl(scope.get("query_string", b"").decode(errors="replace")))
        with speaking(fields.get(LANGUAGE)):
            await self.app(scope, receive, send)
