"""What takes long goes to a process of its own: compiling, and runs that others' drags would have to wait for.

It works at low priority, on one thing after another, the people in turn. What it has compiled lies in the cache of
programs afterwards, where the server finds it at the next question.
"""

import itertools
import json
import sys
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from optviz.engine.sweeping import unheard
from optviz.exports.base import ExportError
from optviz.problems import ScenarioError
from optviz.web.fair_queue import FairQueue, Full
from optviz.web.process import Process

COMMAND = (sys.executable, "-P", "-m", "optviz.web.slow_worker")
NICENESS = 7
"""More than that of what makes files: a drag goes first. Not so much that nothing comes where others keep all cores
busy: each step further leaves a fifth less of them."""
MOST_WAITING, MOST_EACH = 400, 4
"""A class of 300 who choose surfaces that have to be compiled, and nobody more than his share. A page has one question
under way; a script may ask more at once."""
MOST_SECONDS = 60.0
IDLE_SECONDS = 600.0
GRACE_SECONDS = 1.0
"""What says how far it is has said so many times in that time; only a long program in one piece has not."""
numbers = itertools.count(1)


@dataclass(eq=False)
class Job:
    """One question, as `slow_worker` is told it; who is told how far it is, and where its answer goes."""

    task: dict[str, Any]
    progress: Callable[[float], None]
    future: Future[bytes] = field(default_factory=Future)
    number: int = field(default_factory=lambda: next(numbers))

    @property
    def message(self) -> bytes:
        return json.dumps({**self.task, "number": self.number}).encode()


class SlowLane:
    """The queue and the process.

    Args:
        process: which answers tasks.
        most, most_each: how many questions may wait, and how many of one person.
        seconds: after which a question is given up.
        idle: seconds after which the process ends if nobody asks.
        grace: within so many seconds a process that says how far it is breaks off what nobody wants any more; one that
            does not is ended.
    """

    def __init__(
        self,
        process: Process | None = None,
        *,
        most: int = MOST_WAITING,
        most_each: int = MOST_EACH,
        seconds: float = MOST_SECONDS,
        idle: float = IDLE_SECONDS,
        grace: float = 0.0,
    ) -> None:
        self.process = process or Process(COMMAND, NICENESS)
        self.seconds = seconds
        self.idle, self.grace = idle, grace
        self.queue: FairQueue[Job] = FairQueue(most, most_each)
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None
        self.is_closed = False
        self.under_way: Job | None = None
        self.handing = threading.Lock()  # while it is another one, nobody ends the process for the one before
        self.compilations = 0

    def open(self) -> None:
        """Starts the process, so that nobody has to wait for that."""
        with self.changed:
            self.start_thread()

    def submit(
        self,
        person: Hashable,
        task: dict[str, Any],
        *,
        is_newest: bool = False,
        progress: Callable[[float], None] = unheard,
    ) -> Future[bytes]:
        """Has a question answered when it is its turn. A future that is cancelled meanwhile is passed over.

        Args:
            is_newest: whether what this person has waiting is not wanted any more.
            progress: called with the share done, from another thread.

        Raises:
            ScenarioError: too many wait already.
        """
        job = Job(task, progress)
        with self.changed:
            for old in self.queue.drop(person) if is_newest else ():
                old.future.cancel()
            try:
                self.queue.put(person, job)
            except Full as full:
                raise ScenarioError.of("", "slow_lane_full", count=full.count) from None
            self.start_thread()
            self.changed.notify_all()
        return job.future

    def abandon(self, future: Future[bytes]) -> None:
        """Whoever waits for an answer has left: what is under way for him alone is broken off, so that others go on."""
        job = self.under_way
        if job is None or job.future is not future:
            return
        self.process.cancel(job.number)
        if self.grace:
            self.kill_after(self.grace, job)
        else:
            self.kill(job)

    def kill_after(self, seconds: float, job: Job) -> None:
        late = threading.Timer(seconds, self.kill, (job,))
        late.daemon = True
        late.start()

    def kill(self, job: Job) -> None:
        """Ends the process, if it still is at this. One that is starting breaks it off when it comes to it: to start
        another one would take as long again, and where one asks again and again none would ever be there."""
        with self.handing:
            if self.under_way is not job or self.process.break_off():
                return
        self.kill_after(self.grace or GRACE_SECONDS, job)

    def start_thread(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self.work, name="slow-lane", daemon=True)
            self.thread.start()

    def work(self) -> None:
        with suppress(ExportError):  # whoever asks first is told
            self.process.prepare()
        while (job := self.next()) is not None:
            with self.handing:
                self.under_way = job
            try:
                result = self.process.make(job.message, job.progress, self.seconds)
                self.compilations += result.header["compilations"]
            except ExportError as error:  # it is told to whoever waits for it; the next one goes on
                job.future.set_exception(ScenarioError(error.problems))
            except Exception as error:  # as with any other
                job.future.set_exception(error)
            else:
                job.future.set_result(result.data)
            with self.handing:
                self.under_way = None
        self.process.end()

    def next(self) -> Job | None:
        """Waits for the next question that is still asked; None when the lane is closed."""
        with self.changed:
            while not self.is_closed:
                while job := self.queue.take():
                    if job.future.set_running_or_notify_cancel():
                        return job
                if not self.changed.wait(self.idle):
                    self.process.end()  # it is started again when it is needed
        return None

    def close(self) -> None:
        """Ends the process, and whatever waits for it. A later question begins anew."""
        with self.changed:
            thread, self.is_closed = self.thread, True
            while job := self.queue.take():
                job.future.cancel()
            self.changed.notify_all()
        while thread is not None and thread.is_alive():
            self.process.kill()
            thread.join(timeout=0.1)
        self.thread, self.is_closed = None, False
