"""What takes long goes to a process of its own: compiling, and runs that others' drags would have to wait for.

It works at low priority, on one thing after another, the people in turn. What it has compiled lies in the cache of
programs afterwards, where the server finds it at the next question.
"""

import json
import sys
import threading
from collections.abc import Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from optviz.exports.base import ExportError
from optviz.problems import ScenarioError
from optviz.web.fair_queue import FairQueue, Full
from optviz.web.process import Process

COMMAND = (sys.executable, "-P", "-m", "optviz.web.slow_worker")
NICENESS = 10
"""More than that of what makes files: a drag goes first, then what somebody waits for with the hand on the page."""
MOST_WAITING, MOST_EACH = 400, 4
"""A class of 300 who choose surfaces that have to be compiled, and nobody more than his share. A page has one question
under way; a script may ask more at once."""
MOST_SECONDS = 60.0
IDLE_SECONDS = 600.0


@dataclass(eq=False)
class Job:
    """One question, as `slow_worker` is told it, and where its answer goes."""

    task: dict[str, Any]
    future: Future[bytes] = field(default_factory=Future)


class SlowLane:
    """The queue and the process.

    Args:
        process: which answers tasks.
        most, most_each: how many questions may wait, and how many of one person.
        seconds: after which a question is given up.
    """

    def __init__(
        self,
        process: Process | None = None,
        *,
        most: int = MOST_WAITING,
        most_each: int = MOST_EACH,
        seconds: float = MOST_SECONDS,
    ) -> None:
        self.process = process or Process(COMMAND, NICENESS)
        self.seconds = seconds
        self.queue: FairQueue[Job] = FairQueue(most, most_each)
        self.changed = threading.Condition()
        self.thread: threading.Thread | None = None
        self.is_closed = False
        self.compilations = 0

    def open(self) -> None:
        """Starts the process, so that nobody has to wait for that."""
        with self.changed:
            self.start_thread()

    def submit(self, person: Hashable, task: dict[str, Any]) -> Future[bytes]:
        """Has a question answered when it is its turn. A future that is cancelled meanwhile is passed over.

        Raises:
            ScenarioError: too many wait already.
        """
        job = Job(task)
        with self.changed:
            try:
                self.queue.put(person, job)
            except Full as full:
                raise ScenarioError.of("", "slow_lane_full", count=full.count) from None
            self.start_thread()
            self.changed.notify_all()
        return job.future

    def start_thread(self) -> None:
        if self.thread is None:
            self.thread = threading.Thread(target=self.work, name="slow-lane", daemon=True)
            self.thread.start()

    def work(self) -> None:
        with suppress(ExportError):  # whoever asks first is told
            self.process.prepare()
        while (job := self.next()) is not None:
            try:
                result = self.process.make(json.dumps(job.task).encode(), lambda share: None, self.seconds)
            except ExportError as error:  # it is told to whoever waits for it; the next one goes on
                job.future.set_exception(ScenarioError(error.problems))
            else:
                self.compilations += result.header["compilations"]
                job.future.set_result(result.data)
        self.process.end()

    def next(self) -> Job | None:
        """Waits for the next question that is still asked; None when the lane is closed."""
        with self.changed:
            while not self.is_closed:
                while job := self.queue.take():
                    if job.future.set_running_or_notify_cancel():
                        return job
                if not self.changed.wait(IDLE_SECONDS):
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
