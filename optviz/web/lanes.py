"""Who answers what: what is at hand, at once; what is to be loaded, beside that; what takes long, in its own process.

So nothing that one visitor asks keeps the drag of another one waiting.
"""

import asyncio
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from optviz.engine.compiled_programs import Means, NotAtHand, at_most
from optviz.scenario.scenario import Scenario
from optviz.web.answering import answer, first_answer
from optviz.web.slow_lane import SlowLane

Result = TypeVar("Result")

at_hand = ThreadPoolExecutor(max_workers=2, thread_name_prefix="answer")
loading = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load")
slow_lane = SlowLane()
is_served = False
"""Whether there is a server; without one (a page in a test) everything is done where it is asked for."""
is_warm = threading.Event()


def warmed(warm_up: Callable[[], None]) -> None:
    """Has a server begin: what is asked meanwhile waits until `warm_up` has made what the first page needs."""
    global is_served
    is_served = True
    try:
        warm_up()
    finally:
        is_warm.set()
    slow_lane.open()


def within(means: Means, work: Callable[..., Result], *arguments: object) -> Result:
    with at_most(means):
        return work(*arguments)


async def answered(person: Hashable, body: bytes | str, query: Mapping[str, str]) -> bytes:
    """The payload of a Scenario's run, as `answering.answer` gives it.

    Args:
        person: whose turn it is when many wait: a line, or a network address.

    Raises:
        ScenarioError: something of it is not allowed, or too many wait.
    """
    loop = asyncio.get_running_loop()
    if not is_served:
        return await loop.run_in_executor(at_hand, answer, body, query)
    if not is_warm.is_set():
        await asyncio.to_thread(is_warm.wait)
    for pool, means in ((at_hand, Means.HELD), (loading, Means.LOADED)):
        try:
            return await loop.run_in_executor(pool, within, means, answer, body, query)
        except NotAtHand:
            continue
    text = Scenario.from_json(body).to_json()  # with a table of the reader's own, which another process has not
    return await asyncio.wrap_future(slow_lane.submit(person, {"question": text, "query": dict(query)}))


def first_answered(person: Hashable, scenario: Scenario, display: Mapping[str, str]) -> bytes:
    """The payload that a page begins with, as `answering.first_answer` gives it, for the thread of a page.

    Raises:
        ScenarioError: too many wait.
    """
    if not is_served:
        return first_answer(scenario, display)
    is_warm.wait()
    try:
        return within(Means.HELD, first_answer, scenario, display)
    except NotAtHand:
        pass
    try:
        return loading.submit(within, Means.LOADED, first_answer, scenario, display).result()
    except NotAtHand:
        task = {"page": scenario.to_dict(), "display": dict(display)}
        return slow_lane.submit(person, task).result()


def close() -> None:
    """Ends what works."""
    slow_lane.close()
