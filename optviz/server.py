"""The routes beside Streamlit's own, and what is done before the first visitor comes."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from optviz.backend import cache_folder, keep_compiled_programs
from optviz.choices import short
from optviz.exports.base import ExportError
from optviz.exports.export import export, find_format
from optviz.player import assets
from optviz.player.payload import payload, whole_catalogue
from optviz.scenario import MAX_CHARACTERS, Problem, Scenario, ScenarioError
from optviz.simulate import simulate

FOR_GOOD = "public, max-age=31536000, immutable"
exporting = ThreadPoolExecutor(max_workers=1, thread_name_prefix="export")
simulating = ThreadPoolExecutor(max_workers=2, thread_name_prefix="simulate")


TOO_LARGE = Problem("", f"the body is too large; at most {MAX_CHARACTERS} bytes are allowed")


def as_data(problems: Sequence[Problem]) -> dict[str, list[dict[str, str]]]:
    """What is wrong, field by field."""
    return {"problems": [problem._asdict() for problem in problems]}


def refusal(problems: Sequence[Problem], status: int = 422) -> JSONResponse:
    return JSONResponse(as_data(problems), status_code=status)


async def bounded_body(request: Request) -> bytes | None:
    """The body of a request, or None as soon as it is longer than any scenario."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_CHARACTERS:
            return None
    return bytes(body)


def answer(body: bytes | str, query: Mapping[str, str]) -> bytes:
    """The payload of a Scenario's run.

    Args:
        body: the Scenario as JSON.
        query: `surface` names the surface that the player already holds, `rows` (`120-168`) the rows whose inner life
            it needs, `taylor` (`1`) that it needs the true gradients and Hessians there too.

    Raises:
        ScenarioError: something of it is not allowed.
    """
    rows = parse_rows(query.get("rows"))
    run = simulate(Scenario.from_json(body))
    return payload(run, rows=rows, taylor=query.get("taylor") == "1", known_surface=query.get("surface"))


def parse_rows(text: str | None) -> slice | None:
    """`120-168`: the rows from 120 on, up to but without 168. Nothing: all of them.

    Raises:
        ScenarioError: it is something else.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text)
    if not match or int(match[1]) >= int(match[2]):
        raise ScenarioError([Problem("rows", f"{short(text)} is not allowed; two whole numbers such as 0-50 are")])
    return slice(int(match[1]), int(match[2]))


async def simulate_route(request: Request) -> Response:
    """A Scenario as JSON in, a payload out; the query is that of `answer`."""
    body = await bounded_body(request)
    if body is None:
        return refusal([TOO_LARGE], 413)
    loop = asyncio.get_running_loop()
    try:
        content = await loop.run_in_executor(simulating, answer, body, request.query_params)
    except ScenarioError as error:
        return refusal(error.problems)
    # Floats hardly compress, and Streamlit's middleware would take longer over it than the simulation does.
    return Response(content, media_type="application/octet-stream", headers={"content-encoding": "identity"})


async def live_route(socket: WebSocket) -> None:
    """The same for a hand that moves, which one request after the other would keep waiting for the browser.

    Each message is a query, a line break and a Scenario; the answer is a payload, or what is wrong as text.
    """
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while (message := await socket.receive())["type"] == "websocket.receive":
            try:
                await socket.send_bytes(await live_answer(message.get("text") or ""))
            except ScenarioError as error:
                await socket.send_text(json.dumps(as_data(error.problems)))


async def live_answer(message: str) -> bytes:
    if len(message) > 2 * MAX_CHARACTERS:
        raise ScenarioError([TOO_LARGE])
    query, _, body = message.partition("\n")
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(simulating, answer, body, dict(parse_qsl(query)))


async def player_route(request: Request) -> Response:
    """A file of the player, under a path that changes with its content."""
    name = request.path_params["name"]
    if request.path_params["version"] != assets.version() or assets.path_of(name) is None:
        return Response("no such file of the player", status_code=404, media_type="text/plain")
    content = await asyncio.to_thread(assets.compressed, name)
    return Response(
        content,
        media_type=assets.MEDIA_TYPES[name[name.rindex(".") :]],
        headers={"content-encoding": "gzip", "cache-control": FOR_GOOD},
    )


def exported(name: str, query: str) -> tuple[bytes, str]:
    """The file of a name for the scenario of a query, and its media type."""
    kind = find_format(name, None)
    return export(Scenario.from_url(query), format=kind.key), kind.media_type


async def export_route(request: Request) -> Response:
    """`export/NAME.FORMAT?SCENARIO`: the file, made when it is asked for."""
    name = request.path_params["name"]
    query = request.url.query
    loop = asyncio.get_running_loop()
    try:
        content, media_type = await loop.run_in_executor(exporting, exported, name, query)
    except ScenarioError as error:
        return refusal(error.problems)
    except ExportError as error:
        return refusal([Problem("", str(error))])
    file = "".join(c for c in name if c.isalnum() or c in "-_. ")[:120]
    headers = {"content-disposition": f'attachment; filename="{file}"', "content-encoding": "identity"}
    return Response(content, media_type=media_type, headers=headers)


async def health_route(request: Request) -> Response:
    return Response(json.dumps({"player": assets.version()}), media_type="application/json")


ROUTES = [
    Route("/api/simulate", simulate_route, methods=["POST"]),
    WebSocketRoute("/api/live", live_route),
    Route("/api/health", health_route),
    Route("/export/{name}", export_route),
    Route("/player/{version}/{name:path}", player_route),
]


def warm_up() -> None:
    """Compiles what the first picture needs, and compresses what its page asks for."""
    payload(simulate(Scenario.default()), catalogue=whole_catalogue())
    for name in assets.names():
        assets.compressed(name)


@asynccontextmanager
async def lifespan(app):
    """Warms up beside the start, so that the page is served at once."""
    keep_compiled_programs(cache_folder() / "programs")
    warming = asyncio.get_running_loop().run_in_executor(simulating, warm_up)
    yield
    await warming
