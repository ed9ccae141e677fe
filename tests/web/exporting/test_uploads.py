"""Files that arrive, slowly or too large, from senders that the tests drive piece by piece."""

import asyncio
import json

import pytest
from starlette.requests import Request

from optviz import Scenario
from optviz.exports.stamp import stamp
from optviz.web.exporting import routes, uploads

SCENARIO = Scenario(surface="himmelblau", optimizers=["adam"], num_steps=25)


class Sender:
    """Somebody who sends a file: what the test puts in arrives, and nothing else does."""

    def __init__(self, host="192.0.2.7", **headers):
        self.arriving, self.taken = asyncio.Queue(), 0
        lines = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
        scope = {"type": "http", "method": "POST", "headers": lines, "client": (host, 4711)}
        self.request = Request(scope, self.receive)

    async def receive(self):
        message = await self.arriving.get()
        self.taken += 1
        return message

    def send(self, body, *, more=True):
        self.arriving.put_nowait({"type": "http.request", "body": body, "more_body": more})
        return self

    def leave(self):
        self.arriving.put_nowait({"type": "http.disconnect"})
        return self


def said(answer):
    return answer.status_code, json.loads(answer.body)["problems"][0]["code"]


async def opened(sender):
    return await routes.open_route(sender.request)


async def settle():
    """Lets all tasks go on for as long as they can without anything arriving."""
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    """The bytes held, of this test alone; nothing may be left of them."""
    ours = uploads.Uploads()
    monkeypatch.setattr(routes, "uploads", ours)
    monkeypatch.setattr(routes, "opening", asyncio.Semaphore(4))
    yield ours
    assert not ours.held


def test_a_file_arrives_in_pieces():
    async def pieces():
        sender = Sender()
        for byte in stamp(SCENARIO).encode():
            sender.send(bytes([byte]))
        return await opened(sender.send(b"", more=False))

    answer = asyncio.run(pieces())
    assert Scenario.from_dict(json.loads(answer.body)["scenario"]) == SCENARIO


def test_a_hundred_who_send_three_bytes_and_wait_hold_up_nobody(counted):
    async def beside():
        slow = [Sender().send(b"abc") for _ in range(100)]
        waiting = [asyncio.create_task(opened(sender)) for sender in slow]
        await settle()
        assert counted.held.total() == 300
        quick = await opened(Sender().send(stamp(SCENARIO).encode(), more=False))
        assert not any(task.done() for task in waiting)
        for sender in slow:
            sender.leave()
        return quick, await asyncio.gather(*waiting)

    quick, left = asyncio.run(beside())
    assert quick.status_code == 200
    assert {answer.status_code for answer in left} == {400}


def test_who_sends_nothing_more_is_told_so(monkeypatch):
    monkeypatch.setattr(uploads, "IDLE_SECONDS", 0.01)

    async def stall():
        return await opened(Sender().send(b"abc"))

    assert said(asyncio.run(stall())) == (408, "upload_stalled")


def test_who_sends_a_byte_now_and_then_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(uploads, "SECONDS", 0.01)

    async def trickle():
        sender = Sender()
        sending = asyncio.create_task(opened(sender))
        while not sending.done():
            sender.send(b"a")
            await asyncio.sleep(0)
        return await sending

    assert said(asyncio.run(trickle())) == (408, "upload_too_slow")


def test_a_file_that_is_too_large_is_refused_before_it_has_arrived(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 1000)

    async def declared():
        sender = Sender(content_length="1001").send(b"a" * 500)
        return await opened(sender), sender.taken

    async def undeclared():
        sender = Sender()
        for _ in range(1000):
            sender.send(b"a" * 500)
        return await opened(sender), sender.taken

    for sent, taken in ((declared, 0), (undeclared, 3)):
        answer, count = asyncio.run(sent())
        assert (said(answer), count) == ((413, "upload_too_large"), taken)


def test_all_files_together_have_an_end_and_one_address_a_part_of_it(monkeypatch, counted):
    monkeypatch.setattr(uploads, "MOST_BYTES_OF_AN_ADDRESS", 1000)
    monkeypatch.setattr(uploads, "MOST_BYTES", 1600)

    async def fill():
        first, second = Sender().send(b"a" * 900), Sender("192.0.2.8").send(b"a" * 500)
        waiting = [asyncio.create_task(opened(sender)) for sender in (first, second)]
        await settle()
        refused = [
            await opened(Sender(host).send(b"a" * more)) for host, more in (("192.0.2.7", 101), ("192.0.2.9", 201))
        ]
        neighbour = Sender("192.0.2.7").send(b"a" * 100, more=False)
        taken = [await opened(sender) for sender in (neighbour, Sender("192.0.2.9").send(b"a" * 200, more=False))]
        assert counted.held.total() == 1400
        for sender in (first, second):
            sender.send(b"", more=False)
        return refused, [*taken, *await asyncio.gather(*waiting)]

    refused, read = asyncio.run(fill())
    assert [said(answer) for answer in refused] == [(503, "uploads_full")] * 2
    assert {answer.headers["retry-after"] for answer in refused} == {"10"}
    assert [said(answer) for answer in read] == [(422, "no_scenario_inside")] * 4


def test_who_leaves_in_the_middle_is_forgotten(counted):
    async def leave():
        return await opened(Sender().send(b"abc").leave())

    assert asyncio.run(leave()).status_code == 400
