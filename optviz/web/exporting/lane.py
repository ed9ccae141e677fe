"""A process that makes one file after another, and the queue before it, in which people take turns."""

import math
import threading
import time
from collections import Counter, deque
from functools import partial
from typing import NamedTuple

from optviz.web.exporting.busy import Busy
from optviz.web.exporting.job import Job
from optviz.web.exporting.people import Person
from optviz.web.exporting.results import Results
from optviz.web.fair_queue import FairQueue, Full
from optviz.web.process import Process

MEASURED = 20
"""How many of the last jobs tell how long the next ones will take."""
SEATS = 16
"""So many people of one network address take turns with everybody else, each for himself; where there are more of them,
they share these seats. So whoever makes up tokens gains nothing, and others wait for so many of his jobs at most."""


class Limits(NamedTuple):
    """What a lane allows.

    Args:
        most: how many jobs may wait.
        most_an_address: how many of them may come from one network address, however many people are behind it.
        most_bytes: how long these may be together, in bytes of JSON.
        most_each: how many of them may be one person's.
        seconds: after how many a job is broken off.
        usual_seconds: how long a job takes, for as long as none has been measured.
        rest_seconds: after how many without a job the process ends, so that its memory is free.
    """

    most: int
    most_an_address: int
    most_bytes: int
    most_each: int
    seconds: float
    usual_seconds: float
    rest_seconds: float


QUICK = Limits(600, 300, 4_000_000, 8, seconds=90.0, usual_seconds=0.5, rest_seconds=300.0)
"""A class of 300 behind one router has room for a job of each; the other half of the queue is for everybody else. A
page has a preview and a file at a time, and previews that it broke off a moment ago; a script or a page of a course
asks for some at once. 300 jobs of the usual length have 1 MB; as no question is longer than 32 kB, all have 20 MB."""
LONG = Limits(200, 100, 4_000_000, 2, seconds=180.0, usual_seconds=10.0, rest_seconds=300.0)
"""A class of a hundred behind one router has room for a clip of each."""


class Lane:
    """One process, its queue, and the thread that feeds it. They start with the first job.

    Args:
        process: makes the files.
        limits: what is allowed.
        lock: is held while anything here changes.
        results: get what has been made.
    """

    def __init__(self, process: Process, limits: Limits, lock: threading.RLock, results: Results) -> None:
        self.process, self.limits, self.results = process, limits, results
        self.queue: FairQueue[Job] = FairQueue(limits.most, limits.most_an_address)
        self.changed = threading.Condition(lock)
        self.running: Job | None = None
        self.lasted = deque([limits.usual_seconds], maxlen=MEASURED)
        self.thread: threading.Thread | None = None
        self.is_closed = False

    # The queue

    def put(self, job: Job) -> None:
        """Puts a job behind the others of its person.

        Raises:
            Busy: there is no room for it.
        """
        with self.changed:
            for other in [other for other in self.queue if other.is_unwanted]:
                self.drop(other)
            self.check_room(job)
            job.seat = self.seat(job.person)
            try:
                self.queue.put((job.person.address, job.seat), job)
            except Full:
                raise self.busy(list(self.queue)) from None
            if self.thread is None:
                self.thread = threading.Thread(target=self.work, name="exports", daemon=True)
                self.thread.start()
            self.changed.notify_all()

    def check_room(self, job: Job) -> None:
        """Refuses a job whose person or address has its part of the queue, or for which there are too many bytes."""
        neighbours = [other for other in self.queue if other.person.address == job.person.address]
        own = [other for other in neighbours if other.person == job.person]
        if len(own) >= self.limits.most_each:
            raise self.busy(own, "busy_with_yours")
        size = len(job.message) + sum(len(other.message) for other in neighbours)
        if len(neighbours) >= self.limits.most_an_address or size > self.limits.most_bytes:
            raise self.busy(neighbours)

    def seat(self, person: Person) -> int:
        """Which of its address's turns a person's next job takes: that of his others, or the one that fewest share."""
        neighbours = [job for job in self.queue if job.person.address == person.address]
        own = next((job.seat for job in neighbours if job.person == person), None)
        taken = Counter(job.seat for job in neighbours)
        return min(range(SEATS), key=lambda seat: taken[seat]) if own is None else own

    def busy(self, others: list[Job], code: str = "busy") -> Busy:
        """When to try again: as soon as a tenth of the jobs that are in the way has been begun."""
        seconds = math.ceil(self.seconds_until(self.queue.place(others[len(others) // 10]) or 0))
        return Busy.of("", code, count=len(others), seconds=seconds)

    @property
    def seconds_each(self) -> float:
        """How long a job takes at present."""
        return sum(self.lasted) / len(self.lasted)

    def seconds_until(self, place: int) -> float:
        """How long it takes until the job at a place of the queue begins; the one under way may just have begun."""
        return (place + 1) * self.seconds_each

    def drop(self, job: Job) -> bool:
        """Takes a job out of the queue. Returns whether it was there."""
        with self.changed:
            is_there = self.queue.remove(job)
        return is_there and job.future.cancel()

    def cancel(self, job: Job) -> None:
        """Takes a job out of the queue, or breaks it off."""
        if not self.drop(job) and job is self.running:
            self.process.cancel(job.number)

    # The process

    def work(self) -> None:
        """The thread that feeds the process."""
        while (job := self.next()) is not None:
            begin = time.monotonic()
            try:
                outcome = self.process.make(job.message, partial(self.show, job), self.limits.seconds)
            except Exception as error:  # it is told to whoever waits for this job; the next one goes on
                outcome = error
            with self.changed:
                self.running = None
                self.lasted.append(time.monotonic() - begin)
                job.end(outcome)
                if not job.is_cancelled:
                    self.results.add(job)

    def next(self) -> Job | None:
        """Waits for the next job that is still wanted. None: none has come for a while, and the process has ended."""
        with self.changed:
            while self.changed.wait_for(lambda: self.is_closed or len(self.queue), self.limits.rest_seconds):
                job = self.queue.take()
                if job is None:
                    break
                if not job.is_unwanted and job.future.set_running_or_notify_cancel():
                    self.running = job
                    return job
                job.future.cancel()
            self.process.end()
            self.results.forget()
            self.thread = None
        return None

    def show(self, job: Job, share: float) -> None:
        job.progress = share
        if job.is_unwanted:
            self.process.cancel(job.number)

    def close(self) -> None:
        """Ends the process, and whatever waits for it. A later job begins anew."""
        with self.changed:
            thread, self.is_closed = self.thread, True
            for job in list(self.queue):
                self.drop(job)
            self.changed.notify_all()
        while thread is not None and thread.is_alive():
            self.process.kill()
            thread.join(timeout=0.1)
        self.is_closed = False
