"""The routes beside Streamlit's own, and what is done before the first visitor comes."""

import asyncio
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router, WebSocketRoute
from starlette.types import ASGIApp

from optviz.browser import modules
from optviz.browser.translation import Untranslated
from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.file_cache import cache_folder
from optviz.lessons.sent import sent
from optviz.player import assets
from optviz.problems import ScenarioError, problem
from optviz.scenario.bounds import MAX_CHARACTERS, MAX_FILE_CHARACTERS
from optviz.scenario.own_table import kept_table
from optviz.scenario.scenario import Scenario
from optviz.texts.language import language_of
from optviz.web import lanes, maps, trials
from optviz.web.answering import first_answer
from optviz.web.answers import AsciiJSON, bounded_body, refusal, unless_left
from optviz.web.compilations import begin_counting, compilations
from optviz.web.descriptors import raise_limit
from optviz.web.exporting import routes as exporting
from optviz.web.lanes import answered
from optviz.web.language import Speaking
from optviz.web.live import TOO_LARGE, live_route
from optviz.web.logs import quieten
from optviz.web.origins import Guard
from optviz.web.previews import with_preview

FOR_GOOD = "public, max-age=31536000, immutable"


async def simulate_route(request: Request) -> Response:
    """A Scenario as JSON in, a payload out; the query is that of `answer`."""
    body = await bounded_body(request, MAX_CHARACTERS)
    if body is None:
        return refusal([TOO_LARGE], 413)
    try:
        person = request.client and request.client.host
        content = await unless_left(request, answered(person, body, request.query_params))
    except ScenarioError as error:
        return refusal(error.problems)
    # Floats hardly compress, and Streamlit's middleware would take longer over it than the simulation does.
    return Response(content, media_type="application/octet-stream", headers={"content-encoding": "identity"})


async def table_route(request: Request) -> Response:
    """A table of the reader's own as JSON in, its key out: scenarios name it by that, as long as it is kept."""
    body = await bounded_body(request, MAX_FILE_CHARACTERS)
    if body is None:
        return refusal([problem("", "body_too_large", most=MAX_FILE_CHARACTERS)], 413)
    try:
        return JSONResponse({"key": await asyncio.to_thread(kept_table, body)})
    except ScenarioError as error:
        return refusal(error.problems)


async def player_route(request: Request) -> Response:
    """A file of the player, under a path that changes with its content."""
    name = request.path_params["name"]
    try:
        if request.path_params["version"] != assets.version():
            raise FileNotFoundError
        content = await asyncio.to_thread(assets.compressed, name)
    except FileNotFoundError:
        return Response("no such file of the player", status_code=404, media_type="text/plain")
    return kept_for_good(content, assets.MEDIA_TYPES[name[name.rindex(".") :]])


async def programs_route(request: Request) -> Response:
    """A program of the browser, under a path that changes with what it is made of."""
    try:
        if request.path_params["version"] != modules.version():
            raise FileNotFoundError
        content = await asyncio.to_thread(modules.compressed, request.path_params["name"])
    except (FileNotFoundError, Untranslated):
        return Response("no such program of the browser", status_code=404, media_type="text/plain")
    return kept_for_good(content, assets.MEDIA_TYPES[modules.SUFFIX])


def kept_for_good(content: bytes, media_type: str) -> Response:
    """What is compressed, and never another content under its path."""
    return Response(content, media_type=media_type, headers={"content-encoding": "gzip", "cache-control": FOR_GOOD})


async def lesson_route(request: Request) -> Response:
    """A lesson in a language, as a page puts it beside its picture."""
    key, language = request.path_params["key"], request.path_params["language"]
    try:
        return AsciiJSON(await asyncio.to_thread(sent, key, language_of(language)))
    except ScenarioError as error:
        return refusal(error.problems, 404)


async def health_route(request: Request) -> Response:
    """That the server lives: which player it serves, and how many programs it and its slow lane have compiled."""
    beside = lanes.slow_lane.compilations
    return JSONResponse(
        {"player": assets.version(), "compilations": len(compilations) + beside, "compiled_beside": beside}
    )


async def ready_route(request: Request) -> Response:
    """Whether a page that is opened now comes at once: what the first picture needs is there."""
    is_ready = lanes.is_warm.is_set()
    return JSONResponse({"ready": is_ready}, status_code=200 if is_ready else 503)


ROUTES = [
    Route("/api/simulate", simulate_route, methods=["POST"]),
    WebSocketRoute("/api/live", live_route),
    Route("/api/tables", table_route, methods=["POST"]),
    Route("/api/lessons/{language}/{key}", lesson_route),
    Route("/api/sweep", maps.sweep_route, methods=["POST"]),
    Route("/api/maps/{format}", maps.map_file_route),
    Route("/api/fan", trials.fan_route, methods=["POST"]),
    Route("/api/race", trials.race_route, methods=["POST"]),
    Route("/api/recipe", trials.recipe_route, methods=["POST"]),
    Route("/api/trials/{kind}/{format}", trials.trial_file_route),
    Route("/api/health", health_route),
    Route("/api/ready", ready_route),
    Route("/player/{version}/{name:path}", player_route),
    Route("/programs/{version}/{name:path}", programs_route),
    *exporting.ROUTES,
]


def guarded(others: Collection[str]) -> ASGIApp:
    """The routes, for pages of this host and of `others`, such as `https://course.example`."""
    return Guard(Speaking(Router(ROUTES, redirect_slashes=False)), others)


def hints() -> str:
    """The header by which the playground's page names the player's files, relative to its place."""
    folder = f"player/{assets.version()}"
    return f"<{folder}/{assets.MODULES}>; rel=modulepreload, <{folder}/{assets.STYLE}>; rel=preload; as=style"


def warm_up() -> None:
    """Compiles what the first picture needs, or loads it, and compresses beside it what its page asks for."""
    quieten()
    raise_limit()
    begin_counting()
    keep_compiled_programs(cache_folder() / "compiled")
    lanes.warmed(make_first_page)


def make_first_page() -> None:
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="compress") as beside:
        compressing = beside.map(assets.compressed, assets.names())
        beside.submit(with_preview, b"", "", "")
        first_answer(Scenario.default(), {})
        list(compressing)


def close() -> None:
    """Ends the processes that work beside this one."""
    lanes.close()
    maps.lane.close()
    trials.lane.close()
    exporting.exports.close()
