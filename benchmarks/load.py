"""What a class does to a server: pages opened at once, hands that drag, and what others do beside them.

    python benchmarks/load.py               a table; fails where it falls short of the README's; a quarter of an hour
    python benchmarks/load.py --json        one object
    python benchmarks/load.py --only pages  one part: pages, drags, let_go, beside, files, memory, steady

Clients and server share this machine; nothing is asked beyond 127.0.0.1. A client is what a page is to its server: an
index, a session of Streamlit and a live line. The files of a page, which a browser keeps, are not asked for. A drag
of what only the server runs sends a question 20 times a second and waits for each answer, who lets go of something that
the page ran by itself sends one; milliseconds are from question to answer.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks import load_exports
from benchmarks.browser import Address, serving
from benchmarks.processes import Usage, usage
from benchmarks.table import report
from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, Sweep

PAGES = (1, 30, 100, 300)
PEOPLE = (20, 50, 100)
CLASS = 300
DRAG_SECONDS = 8.0
DRAGS_A_SECOND = 20
PROGRAMS = 700
STEADY_SECONDS = 300.0
DEAREST = {"surface": "recurrent_unit", "num_steps": 2000}
"""With the rules that search along lines: the most that one question may cost."""


class Server:
    """A server's address, as its clients need it."""

    def __init__(self, address: Address) -> None:
        self.http, self.socket = str(address), address.replace("http", "ws")
        self.host, self.pid = address.removeprefix("http://"), address.server.process.pid

    def wait_until_ready(self) -> None:
        while True:
            try:
                urlopen(f"{self.http}/api/ready", timeout=60).close()
                return
            except OSError:
                time.sleep(0.05)


async def fetched(server: Server, path: str) -> bytes:
    """What is answered to a plain request; the line is hung up if nobody waits for it any more."""
    host, port = server.host.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {server.host}\r\nConnection: close\r\n\r\n".encode())
        return await reader.read()
    finally:
        writer.close()


@asynccontextmanager
async def page(server: Server) -> AsyncIterator[ClientConnection]:
    """A page that is open and ready: its index has come, its script has run, its live line is there."""
    await fetched(server, "/")
    async with (
        connect(
            f"{server.socket}/_stcore/stream", subprotocols=["streamlit"], max_size=None, open_timeout=120
        ) as session,
        connect(f"{server.socket}/api/live", max_size=None, open_timeout=120) as line,
    ):
        start = BackMsg()
        start.rerun_script.query_string = ""
        await session.send(start.SerializeToString())
        async for data in session:
            message = ForwardMsg()
            message.ParseFromString(data)
            if message.WhichOneof("type") == "script_finished":
                break
        yield line


async def opened(server: Server, count: int) -> float:
    """Seconds until the last of so many pages that are opened at once is ready."""
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        await asyncio.gather(*[stack.enter_async_context(page(server)) for _ in range(count)])
        return time.perf_counter() - began


def question(scenario: dict, query: str = "rows=0-64&curves=loss") -> str:
    return f"{query}\n{json.dumps(scenario)}"


def moved(i: int) -> dict:
    """The default scenario with a slider at another place."""
    scenario = Scenario.default().to_dict()
    scenario["optimizers"][i % 4]["learning_rate"] = 0.001 + 0.0001 * (i % 300)
    return scenario


async def hand(
    server: Server, first: int, all_there: asyncio.Barrier, seconds: float, query: str, a_second: float
) -> list[float]:
    """Milliseconds of each answer to one hand that asks so often, as the page of one who has moved the first slider,
    from when all of them have their pages."""
    waited = []
    async with connect(f"{server.socket}/api/live", max_size=None, open_timeout=120) as line:
        await line.send(question(moved(first), ""))
        known = header_of(await line.recv())["surface_id"]
        await all_there.wait()
        until = time.perf_counter() + seconds
        await asyncio.sleep(random.Random(first).random() / a_second)
        for i in itertools.count(first):
            began = time.perf_counter()
            if began > until:
                return waited
            await line.send(question(moved(i), f"surface={known}&held=1,2,3&curves=loss&{query}"))
            await line.recv()
            taken = time.perf_counter() - began
            waited.append(1000 * taken)
            await asyncio.sleep(max(0.0, 1 / a_second - taken))
    return waited


def header_of(answer: str | bytes) -> dict:
    """What an answer says besides its numbers."""
    assert isinstance(answer, bytes), answer
    return json.loads(answer[4 : 4 + int.from_bytes(answer[:4], "little")])


async def waits(server: Server, people: int, seconds: float, query: str, a_second: float) -> dict[str, float]:
    """What so many hands wait for."""
    all_there = asyncio.Barrier(people)
    hands = [hand(server, 17 * i, all_there, seconds, query, a_second) for i in range(people)]
    waited = sorted(itertools.chain.from_iterable(await asyncio.gather(*hands)))
    return {
        "a_second": len(waited) / seconds,
        "median_ms": statistics.median(waited),
        "p95_ms": waited[int(0.95 * len(waited))],
    }


async def dragged(server: Server, people: int, seconds: float = DRAG_SECONDS) -> dict[str, float]:
    """Hands on what the page does not run by itself: they ask as they move."""
    return await waits(server, people, seconds, "rows=0-64", DRAGS_A_SECOND)


async def let_go(server: Server, people: int, seconds: float = DRAG_SECONDS) -> dict[str, float]:
    """Hands on what the page runs by itself: they ask for what they have let go of, each once a second."""
    before = usage(server.pid).megabytes
    found = await waits(server, people, seconds, "held_inside=1", 1.0)
    return found | {"megabytes_more": usage(server.pid).megabytes - before}


def new_scenarios() -> Iterator[dict]:
    """Scenarios of two rules whose programs nobody has asked for before."""
    surfaces = [key for key in SURFACES if key != Scenario.default().surface.key]
    keys = iter(OPTIMIZERS)
    found = list(itertools.product(SCHEDULES, list(zip(keys, keys, strict=False)), surfaces))
    random.Random(0).shuffle(found)  # large programs and small ones at all times
    for schedule, pair, surface in found:
        optimizers = [{"key": key, "schedule": schedule} for key in pair]
        yield Scenario(surface=surface, optimizers=optimizers, num_steps=100).to_dict()


def dearest(i: int) -> dict:
    """The scenario that costs most, with a number that nobody has asked for."""
    searching = [key for key, record in OPTIMIZERS.items() if key in ("bfgs", "lbfgs", "conjugate_gradient")]
    optimizers = [{"key": searching[j % len(searching)], "label": f"{j}"} for j in range(12)]
    scenario = Scenario(**DEAREST, optimizers=optimizers).to_dict()
    for optimizer in scenario["optimizers"]:
        optimizer["learning_rate"] = 0.5 + 0.0001 * i
    return scenario


async def ask_again(server: Server, scenarios: Callable[[], dict]) -> None:
    """One line that asks for one scenario after the other."""
    async with connect(f"{server.socket}/api/live", max_size=None, open_timeout=120) as line:
        while True:
            await line.send(question(scenarios()))
            await line.recv()


async def have_maps_made(server: Server, place: int) -> None:
    """One person who has the finest maps made, one after the other."""
    for i in itertools.count():
        scenario = Scenario(surface="himmelblau", optimizers=["adam"], num_steps=1000, seed=i)
        axes = {"x": "optimizers.0.learning_rate", "y": {"key": "start.0", "low": -4.0 - 1e-3 * i, "high": 4.0}}
        asked = Sweep(scenario=scenario, **{name: {"cells": 512} | whole(axis) for name, axis in axes.items()})
        await asyncio.to_thread(asked_map, server, asked, f"{place:016}")


def whole(axis: str | dict) -> dict:
    return axis if isinstance(axis, dict) else {"key": axis}


def asked_map(server: Server, asked: Sweep, page: str) -> int:
    """How many bytes a map of the server has."""
    request = Request(f"{server.http}/api/sweep?page={page}", data=asked.to_json().encode())
    with urlopen(request, timeout=120) as answer:
        return len(answer.read())


async def have_clips_made(server: Server) -> None:
    """One person who has clips made, one after the other."""
    while True:
        await fetched(server, "/export/clip.gif?export.seconds=6")


async def open_pages(server: Server, count: int) -> None:
    """So many people who open the page, each second anew."""
    while True:
        taken = await opened(server, count)
        await asyncio.sleep(max(0.0, 1 - taken))


async def beside(server: Server, work: list[Coroutine]) -> dict[str, float]:
    """What 20 hands wait for while others do something else."""
    others = [asyncio.create_task(one) for one in work]
    await asyncio.sleep(1.0)
    figures = await dragged(server, PEOPLE[0])
    for other in others:
        other.cancel()
    for result in await asyncio.gather(*others, return_exceptions=True):
        if isinstance(result, Exception) and not isinstance(result, asyncio.CancelledError):
            raise result
    return figures


async def measure_pages(server: Server) -> dict:
    return {"pages_opened_s": {str(count): await opened(server, count) for count in PAGES}}


async def measure_drags(server: Server) -> dict:
    return {"drags": {str(people): await dragged(server, people) for people in PEOPLE}}


async def measure_let_go(server: Server) -> dict:
    return {"let_go": {str(CLASS): await let_go(server, CLASS)}}


async def measure_beside(server: Server) -> dict:
    fresh = new_scenarios()
    numbers = itertools.count()
    alone = await dragged(server, PEOPLE[0])
    work = {
        "choosing": [ask_again(server, lambda: next(fresh)) for _ in range(20)],
        "exports": [have_clips_made(server) for _ in range(2)],
        "dearest": [ask_again(server, lambda: dearest(next(numbers))) for _ in range(2)],
        "openings": [open_pages(server, 30)],
        "maps": [have_maps_made(server, place) for place in range(2)],
    }
    figures = {name: await beside(server, others) for name, others in work.items()}
    times = {name: found["p95_ms"] / alone["p95_ms"] for name, found in figures.items()}
    return {"beside": {"nothing": alone} | figures, "beside_times_p95": times}


async def measure_memory(server: Server) -> dict:
    """Megabytes of the server and of what it has started, after half of the programs and after all of them."""
    fresh, found = new_scenarios(), []
    asked = itertools.count()

    async def person() -> None:
        async with connect(f"{server.socket}/api/live", max_size=None, open_timeout=120) as line:
            while next(asked) < PROGRAMS // 2:
                scenario = question(next(fresh))
                for _ in range(2):  # compiled by the slow lane, then loaded by the server
                    await line.send(scenario)
                    await line.recv()

    for _ in range(2):
        asked = itertools.count(PROGRAMS // 4)
        await asyncio.gather(*[person() for _ in range(4)])
        found.append(usage(server.pid).megabytes)
    return {"memory_MB": {"half": found[0], "all": found[1], "growth": found[1] / found[0]}}


async def measure_steady(server: Server) -> dict:
    """What a server takes after five minutes of 20 hands, by what it took after the first of them."""
    await dragged(server, PEOPLE[0], STEADY_SECONDS / 5)
    before: Usage = usage(server.pid)
    await dragged(server, PEOPLE[0], STEADY_SECONDS * 4 / 5)
    after: Usage = usage(server.pid)
    return {
        "steady": {
            "memory": after.megabytes / before.megabytes,
            "descriptors": after.descriptors - before.descriptors,
            "threads": after.threads - before.threads,
        }
    }


async def measure_files(server: Server) -> dict:
    """A hundred people who take a preview and a picture home at once."""
    return {"files": await asyncio.to_thread(load_exports.measure, server.http)}


PARTS = {
    "pages": measure_pages,
    "drags": measure_drags,
    "beside": measure_beside,
    "files": measure_files,
    "memory": measure_memory,
    "steady": measure_steady,
    "let_go": measure_let_go,
}


def measure(parts: list[str]) -> dict:
    """Each part on a server of its own, with an empty cache of programs."""
    figures = {}
    for part in parts:
        with TemporaryDirectory() as folder:
            os.environ["OPTVIZ_CACHE"] = folder
            with serving() as address:
                server = Server(address)
                server.wait_until_ready()
                figures |= asyncio.run(PARTS[part](server))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; may be given again")
    given = parser.parse_args()
    report(measure(given.only or list(PARTS)), given.json)


if __name__ == "__main__":
    main()
