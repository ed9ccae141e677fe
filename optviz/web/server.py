"""The routes beside Streamlit's own, and what is done before the first visitor comes."""

import asyncio
import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

import jax.monitoring
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.demonstrations import shown_on
from optviz.engine.file_cache import cache_folder
from optviz.engine.simulate import simulate
from optviz.picture.quantities import QUANTITIES, is_quantity
from optviz.player import assets
from optviz.player.catalogue import whole_catalogue
from optviz.player.payload import payload
from optviz.problems import ScenarioError, problem
from optviz.registry import short
from optviz.scenario.bounds import MAX_CHARACTERS, MAX_OPTIMIZERS
from optviz.scenario.scenario import Scenario
from optviz.texts.words import Words
from optviz.web.answers import as_data, bounded_body, refusal
from optviz.web.exporting import routes as exporting

FOR_GOOD = "public, max-age=31536000, immutable"
COMPILATION = "/jax/core/compile/backend_compile_duration"
compilations: list[float] = []
"""How long XLA took for each program that this process has compiled, in seconds."""
simulating = ThreadPoolExecutor(max_workers=2, thread_name_prefix="simulate")


TOO_LARGE = problem("", "body_too_large", most=MAX_CHARACTERS)


def answer(body: bytes | str, query: Mapping[str, str]) -> bytes:
    """The payload of a Scenario's run.

    Args:
        body: the Scenario as JSON.
        query: `onto` has the scenario carried over to another surface; `surface` names the one that the player already
            holds, `held` (`0,2`) the places of the paths that it does; `rows` (`120-168`) are the rows whose inner life
            it needs, `taylor` (`1`) that it needs the true gradients and Hessians there too, `held_inside` (`1`) that
            it has all of this of the paths that it holds. `curve` is the quantity that it plots, `heights` (`1`) that
            it shows paths in three dimensions.

    Raises:
        ScenarioError: something of it is not allowed.
    """
    rows, held = parse_rows(query.get("rows")), parse_places(query.get("held"))
    curve = parse_curve(query.get("curve"))
    scenario = Scenario.from_json(body)
    if (surface := query.get("onto")) is not None:
        scenario = shown_on(scenario, surface)
    run = simulate(scenario)
    return payload(
        run,
        rows=rows,
        taylor=query.get("taylor") == "1",
        curves=(curve,),
        heights=query.get("heights") == "1",
        known_surface=query.get("surface"),
        held=held,
        held_inside=query.get("held_inside") == "1",
    )


def parse_rows(text: str | None) -> slice | None:
    """`120-168`: the rows from 120 on, up to but without 168. Nothing: all of them.

    Raises:
        ScenarioError: it is something else.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d{1,5})-(\d{1,5})", text)
    if not match or int(match[1]) >= int(match[2]):
        raise ScenarioError.of("rows", "bad_rows", value=short(text))
    return slice(int(match[1]), int(match[2]))


def parse_curve(text: str | None) -> str:
    """The key of a quantity. Nothing: the loss.

    Raises:
        ScenarioError: there is no such quantity.
    """
    if text is None or is_quantity(text):
        return text or "loss"
    allowed = Words("a_quantity", {"choices": list(QUANTITIES)})
    raise ScenarioError.of("curve", "not_allowed", value=short(text), allowed=allowed)


def parse_places(text: str | None) -> set[int]:
    """`0,2`: the first and the third. Nothing: none.

    Raises:
        ScenarioError: it is something else.
    """
    if text is None:
        return set()
    if not re.fullmatch(rf"\d{{1,2}}(,\d{{1,2}}){{0,{MAX_OPTIMIZERS - 1}}}", text):
        raise ScenarioError.of("held", "bad_places", value=short(text))
    return {int(place) for place in text.split(",")}


async def simulate_route(request: Request) -> Response:
    """A Scenario as JSON in, a payload out; the query is that of `answer`."""
    body = await bounded_body(request, MAX_CHARACTERS)
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


async def health_route(request: Request) -> Response:
    """Which player is served, and how many programs were compiled since the server started."""
    return JSONResponse({"player": assets.version(), "compilations": len(compilations)})


ROUTES = [
    Route("/api/simulate", simulate_route, methods=["POST"]),
    WebSocketRoute("/api/live", live_route),
    Route("/api/health", health_route),
    Route("/player/{version}/{name:path}", player_route),
    *exporting.ROUTES,
]


def count_compilation(event: str, duration_secs: float, **details: Any) -> None:
    if event == COMPILATION:
        compilations.append(duration_secs)


def warm_up() -> None:
    """Compiles what the first picture needs, or loads it, and compresses beside it what its page asks for."""
    jax.monitoring.register_event_duration_secs_listener(count_compilation)
    keep_compiled_programs(cache_folder() / "compiled")
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="compress") as beside:
        compressing = beside.map(assets.compressed, assets.names())
        payload(simulate(Scenario.default()), catalogue=whole_catalogue())
        list(compressing)


def close() -> None:
    """Ends what makes files."""
    exporting.exports.close()
