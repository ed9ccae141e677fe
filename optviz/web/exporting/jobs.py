"""Files are made one after another by one process beside the server: a bounded queue before it, few results behind it.

It works at low priority, so that somebody else's drag goes first. It starts with the first job and ends with the
server, however that ends.
"""

import itertools
import secrets
import threading
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any

from optviz.exports.base import ExportError
from optviz.web.exporting.process import Process, Result

MOST_WAITING = 8
MOST_SECONDS = 180.0
MOST_KEPT, MOST_KEPT_BYTES, KEPT_SECONDS = 8, 200_000_000, 120.0
PATIENCE_SECONDS = 90.0
"""A watched job that nobody has asked about for so long is dropped: the page that wanted it is closed. Browsers let a
page in the background ask once a minute."""


class Busy(ExportError):
    """The queue is full."""


class Job:
    """One file to be made.

    Args:
        task: what the process is told: `scenario`, `format`, `options`, `preview`, all plain JSON values.
        name, media_type: of the file.
        is_watched: whether somebody asks about it again and again.
    """

    def __init__(self, task: dict[str, Any], name: str, media_type: str, is_watched: bool) -> None:
        self.task, self.name, self.media_type, self.is_watched = task, name, media_type, is_watched
        self.id = secrets.token_urlsafe(12)
        self.future: Future[Result] = Future()
        self.progress = 0.0
        self.is_cancelled = False
        self.asked_at = self.ended_at = time.monotonic()

    def touch(self) -> None:
        """Somebody has asked about it."""
        self.asked_at = time.monotonic()

    @property
    def is_unwanted(self) -> bool:
        left = self.is_watched and time.monotonic() - self.asked_at > PATIENCE_SECONDS
        return self.is_cancelled or left


class Exports:
    """The queue, the process and the results."""

    def __init__(
        self,
        *,
        process: Process | None = None,
        most_waiting: int = MOST_WAITING,
        seconds: float = MOST_SECONDS,
        kept_seconds: float = KEPT_SECONDS,
    ) -> None:
        self.process = process or Process()
        self.most_waiting, self.seconds, self.kept_seconds = most_waiting, seconds, kept_seconds
        self.numbers = itertools.count(1)
        self.changed = threading.Condition()
        self.waiting: deque[Job] = deque()
        self.running: Job | None = None
        self.ended: deque[Job] = deque()
        self.thread: threading.Thread | None = None
        self.is_closed = False

    def submit(self, task: dict[str, Any], *, name: str, media_type: str, is_watched: bool = False) -> Job:
        """Puts a job into the queue.

        Raises:
            Busy: the queue is full.
        """
        with self.changed:
            for job in [job for job in self.waiting if job.is_unwanted]:
                self.waiting.remove(job)
                job.future.cancel()
            if len(self.waiting) >= self.most_waiting:
                raise Busy.of("", "busy", count=len(self.waiting))
            job = Job(task | {"number": next(self.numbers)}, name, media_type, is_watched)
            self.waiting.insert(self.place_of_new(job), job)
            if self.thread is None:
                self.thread = threading.Thread(target=self.work, name="exports", daemon=True)
                self.thread.start()
            self.changed.notify_all()
        return job

    def place_of_new(self, job: Job) -> int:
        """Previews are quick, and somebody looks on: they go before the files, in the order of asking."""
        if not job.task.get("preview"):
            return len(self.waiting)
        return sum(bool(other.task.get("preview")) for other in self.waiting)

    def find(self, identity: str) -> Job | None:
        """The job with this identity, unless it ended long ago."""
        with self.changed:
            self.forget()
            known = [*self.waiting, *filter(None, [self.running]), *self.ended]
        return next((job for job in known if job.id == identity), None)

    def place(self, job: Job) -> int:
        """How many jobs come before this one."""
        with self.changed:
            return self.waiting.index(job) + 1 if job in self.waiting else 0

    def cancel(self, job: Job) -> None:
        """Takes a job out of the queue, breaks it off, or forgets its file."""
        with self.changed:
            job.is_cancelled = True
            if job in self.waiting:
                self.waiting.remove(job)
                job.future.cancel()
            elif job in self.ended:
                self.ended.remove(job)
            is_running = job is self.running
        if is_running:
            self.process.cancel(job.task["number"])

    def close(self) -> None:
        """Ends the process, and whatever waits for it. A later job begins anew."""
        with self.changed:
            thread, self.is_closed = self.thread, True
            while self.waiting:
                self.waiting.pop().future.cancel()
            self.changed.notify_all()
        while thread is not None and thread.is_alive():
            self.process.kill()
            thread.join(timeout=0.1)
        self.thread, self.is_closed = None, False

    def work(self) -> None:
        """The thread that feeds the process."""
        while (job := self.next()) is not None:
            try:
                result = self.process.make(job.task, partial(self.show, job), self.seconds)
            except Exception as error:  # it is told to whoever waits for this job; the next one goes on
                self.end(job)
                job.future.set_exception(error)
            else:
                self.end(job)
                job.future.set_result(result)
        self.process.end()

    def end(self, job: Job) -> None:
        with self.changed:
            self.running, job.ended_at = None, time.monotonic()
            if not job.is_cancelled:
                self.ended.append(job)

    def next(self) -> Job | None:
        """Waits for the next job that is still wanted; None when the queue is closed."""
        with self.changed:
            while not self.is_closed:
                self.forget()
                while self.waiting:
                    job = self.waiting.popleft()
                    if not job.is_unwanted and job.future.set_running_or_notify_cancel():
                        self.running = job
                        return job
                    job.future.cancel()
                self.changed.wait(timeout=self.kept_seconds if self.ended else None)
        return None

    def show(self, job: Job, share: float) -> None:
        job.progress = share
        if job.is_unwanted:
            self.process.cancel(job.task["number"])

    def forget(self) -> None:
        """Lets go of the oldest results: those that are too old, too many or too large together."""
        before = time.monotonic() - self.kept_seconds
        while self.ended and (
            self.ended[0].ended_at <= before or len(self.ended) > MOST_KEPT or self.kept_bytes() > MOST_KEPT_BYTES
        ):
            self.ended.popleft()

    def kept_bytes(self) -> int:
        done = [job.future for job in self.ended if job.future.done() and not job.future.exception()]
        return sum(len(future.result().data) for future in done)
