"""The live line by itself: what it does with whoever leaves, waits or does not listen."""

import asyncio

import pytest
from starlette.websockets import WebSocket

from optviz.web import live


class Line:
    """A line as a server gives it: what the other end sends, and what it has been told."""

    def __init__(self):
        self.coming, self.told = asyncio.Queue(), asyncio.Queue()
        self.say(type="websocket.connect")

    def say(self, text=None, **message):
        self.coming.put_nowait(message or {"type": "websocket.receive", "text": text})

    def hang_up(self):
        self.say(type="websocket.disconnect", code=1001)

    def open(self):
        return asyncio.create_task(live.live_route(WebSocket({"type": "websocket"}, self.coming.get, self.told.put)))


@pytest.fixture
def answers(monkeypatch):
    """Answers that are given when the test says so."""

    class Answers:
        def __init__(self):
            self.asked, self.given, self.broken_off = [], asyncio.Queue(), 0

        async def answered(self, person, body, query):
            self.asked.append(body)
            try:
                return await self.given.get()
            except asyncio.CancelledError:
                self.broken_off += 1
                raise

    answers = Answers()
    monkeypatch.setattr(live, "answered", answers.answered)
    return answers


async def until(condition):
    while not condition():
        await asyncio.sleep(0)


def test_nobody_works_for_a_line_that_was_hung_up(answers):
    async def leave():
        line = Line()
        task = line.open()
        line.say("\nquestion")
        await until(lambda: answers.asked)
        line.hang_up()
        await task

    asyncio.run(leave())
    assert (answers.asked, answers.broken_off) == (["question"], 1)


def test_one_question_of_a_line_is_under_way_at_a_time_and_they_are_answered_in_order(answers):
    async def ask_much():
        line = Line()
        task = line.open()
        for i in range(5):
            line.say(f"\n{i}")
        for i in range(5):
            await until(lambda count=i: len(answers.asked) > count)
            assert len(answers.asked) == i + 1
            assert line.coming.qsize() >= 3 - i  # one at most is held beside it
            answers.given.put_nowait(b"%d" % i)
        line.hang_up()
        await task
        return [message.get("bytes") for message in list(line.told._queue)]

    assert asyncio.run(ask_much()) == [None, b"0", b"1", b"2", b"3", b"4"]


def test_a_line_that_nobody_uses_is_closed(answers, monkeypatch):
    monkeypatch.setattr(live, "IDLE_SECONDS", 0.0)

    async def wait():
        line = Line()
        await line.open()
        return list(line.told._queue)[-1]

    assert asyncio.run(wait()) == {"type": "websocket.close", "code": live.AWAY, "reason": ""}


def test_a_line_that_takes_no_answer_is_given_up(answers, monkeypatch):
    monkeypatch.setattr(live, "SENDING_SECONDS", 0.0)

    async def never_take():
        line = Line()
        line.told = asyncio.Queue(maxsize=1)  # that it was accepted, and nothing else
        task = line.open()
        line.say("\nquestion")
        answers.given.put_nowait(b"answer")
        await task
        assert line.told.qsize() == 1

    asyncio.run(never_take())
