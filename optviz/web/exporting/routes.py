"""The routes to files: to have one made, to fetch it, and to open one again.

`POST api/exports` starts a job, `GET api/exports/ID` says how far it is, `GET api/exports/ID/NAME` gives the file,
`DELETE api/exports/ID` breaks it off. `GET export/NAME.FORMAT?SCENARIO` does all of it at once. `POST api/open` takes a
file and answers with its Scenario. Who is to try again later is answered 503, with `Retry-After` in seconds.
"""

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from optviz.engine.demonstrations import completed
from optviz.exports.base import ExportError, Format, OptionError
from optviz.exports.export import find_format
from optviz.exports.stamp import read_scenario
from optviz.problems import Refusal, ScenarioError, problem
from optviz.registry import short
from optviz.scenario.bounds import MAX_CHARACTERS
from optviz.scenario.query import LANGUAGE
from optviz.scenario.scenario import Scenario, pairs_of
from optviz.texts.language import spoken
from optviz.web.answers import as_data, bounded_body, refusal
from optviz.web.exporting.busy import Busy
from optviz.web.exporting.export_options import file_name
from optviz.web.exporting.job import Job
from optviz.web.exporting.jobs import Exports
from optviz.web.exporting.people import Person, person_of
from optviz.web.exporting.uploads import UploadError, Uploads
from optviz.web.process import Result

LOOK_SECONDS = 1.0
"""How often it is looked whether somebody still waits for a file."""
LONGEST_OPTION = 100
MOST_OPTIONS = 40
OPTIONS = "export."
"""Fields of an export's URL that begin so are options of the format, as in `export.width=120mm`."""

exports = Exports()
uploads = Uploads()
opening = asyncio.Semaphore(4)
"""So many files are read at once, when they have arrived."""


def refused(error: Refusal) -> Response:
    """What a person is told about a file that cannot be made or opened."""
    if isinstance(error, Busy):
        return refusal(error.problems, 503, {"retry-after": str(error.seconds)})
    return refusal(error.problems, error.status if isinstance(error, UploadError) else 422)


def checked(kind: Format, options: Any) -> dict[str, str]:
    """The options of a request as texts.

    Raises:
        OptionError: the format has not got one of them, or a value is not allowed.
    """
    if not isinstance(options, dict) or len(options) > MOST_OPTIONS:
        raise OptionError.of("options", "bad_options", value=short(options))
    for key, value in options.items():
        if not isinstance(value, str) or len(value) > LONGEST_OPTION:
            raise OptionError.of(short(key), "bad_option", value=short(value), most=LONGEST_OPTION)
    kind.parse(options)
    return options


def start(
    scenario: Scenario, kind: Format, options: dict[str, str], person: Person, *, is_preview: bool, is_watched: bool
) -> Job:
    task = {"scenario": scenario.to_dict(), "format": kind.key, "options": options, "preview": is_preview}
    task["language"] = spoken.get()
    job = Job(
        task,
        name=file_name(scenario, kind, options),
        media_type=kind.media_type,
        person=person,
        is_long=kind.has_progress and not is_preview,
        is_watched=is_watched,
    )
    return exports.submit(job)


def start_asked(request: Request, body: bytes) -> Job:
    """The job that a body asks for: `scenario`, `format`, perhaps `options`, `preview`, the token of a `page`."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        raise ScenarioError.of("", "bad_body") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("format"), str):
        raise ScenarioError.of("format", "bad_export")
    person = person_of(request, asked.get("page"))
    scenario, kind = Scenario.from_dict(asked.get("scenario")), find_format(None, asked["format"])
    options = checked(kind, asked.get("options", {}))
    return start(scenario, kind, options, person, is_preview=asked.get("preview") is True, is_watched=True)


async def start_route(request: Request) -> Response:
    body = await bounded_body(request, MAX_CHARACTERS)
    if body is None:
        return refusal([problem("", "body_too_large", most=MAX_CHARACTERS)], 413)
    try:
        job = await asyncio.to_thread(start_asked, request, body)
    except Refusal as error:
        return refused(error)
    return JSONResponse({"id": job.id, "name": job.name}, status_code=202)


def status_of(job: Job) -> dict[str, Any]:
    """How far a job is, in plain JSON values."""
    if not job.future.done():
        before, seconds = exports.place(job)
        state = "waiting" if before else "making"
        return {"state": state, "before": before, "seconds": seconds, "progress": job.progress}
    if job.future.cancelled():
        return {"state": "failed"} | as_data([problem("", "cancelled")])
    if error := job.future.exception():
        problems = error.problems if isinstance(error, Refusal) else [problem("", "export_failed")]
        return {"state": "failed"} | as_data(problems)
    return {"state": "done", "progress": 1.0} | job.future.result().header


def no_such_job() -> Response:
    return refusal([problem("", "no_such_export")], 404)


async def status_route(request: Request) -> Response:
    job = exports.find(request.path_params["id"])
    if job is None:
        return no_such_job()
    job.touch()
    return JSONResponse(status_of(job), headers={"cache-control": "no-store"})


async def cancel_route(request: Request) -> Response:
    job = exports.find(request.path_params["id"])
    if job is not None:
        exports.cancel(job)
    return Response(status_code=204)


async def file_route(request: Request) -> Response:
    job = exports.find(request.path_params["id"])
    if job is None or job.result is None:
        return no_such_job()
    job.is_fetched = True
    return file_response(job, job.result, job.name)


def file_response(job: Job, result: Result, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "content-encoding": "identity"}
    headers |= {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(result.data, media_type=result.header.get("media_type", job.media_type), headers=headers)


def start_named(request: Request, name: str, query: str) -> Job:
    """The job of a URL: the format by the name's ending, options among the fields of the scenario."""
    kind = find_format(name, None)
    pairs = pairs_of(query)
    options = {path.removeprefix(OPTIONS): text for path, text in pairs if path.startswith(OPTIONS)}
    fields = [(path, text) for path, text in pairs if not path.startswith(OPTIONS) and path != LANGUAGE]
    scenario = completed(Scenario.from_pairs(fields), [path for path, _ in fields])
    person = person_of(request)
    return start(scenario, kind, checked(kind, options), person, is_preview=False, is_watched=False)


async def made(request: Request, job: Job) -> Result:
    """The file of a job, which is broken off when whoever waits for it leaves."""
    future = asyncio.wrap_future(job.future)
    while not (await asyncio.wait([future], timeout=LOOK_SECONDS))[0]:
        if await request.is_disconnected():
            exports.cancel(job)
    if job.future.cancelled():
        raise ExportError.of("", "cancelled")
    return future.result()


async def export_route(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        query = request.scope["query_string"].decode(errors="replace")
        job = await asyncio.to_thread(start_named, request, name, query)
        result = await made(request, job)
    except Refusal as error:
        return refused(error)
    return file_response(job, result, "".join(c for c in name if (c.isascii() and c.isalnum()) or c in "-_. ")[:120])


async def open_route(request: Request) -> Response:
    """A file in, its Scenario out."""
    try:
        async with uploads.body(request) as body, opening:
            scenario = await asyncio.to_thread(lambda: read_scenario(bytes(body)))
    except ClientDisconnect:
        return Response(status_code=400)  # which nobody reads
    except Refusal as error:
        return refused(error)
    return JSONResponse({"scenario": scenario.to_dict("key")})


ROUTES = [
    Route("/api/exports", start_route, methods=["POST"]),
    Route("/api/exports/{id}", status_route, methods=["GET"]),
    Route("/api/exports/{id}", cancel_route, methods=["DELETE"]),
    Route("/api/exports/{id}/{name}", file_route, methods=["GET"]),
    Route("/api/open", open_route, methods=["POST"]),
    Route("/export/{name}", export_route),
]
