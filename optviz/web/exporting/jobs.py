"""Files are made by two processes beside the server: one for what is quick, one for what takes long (clips).

So somebody's clip of three minutes keeps nobody else from a picture. Both work at low priority, so that somebody else's
drag goes first; each starts with the first job, ends some minutes after the last one, and with the server, however that
ends.
"""

import sys
import threading
from collections.abc import Callable

from optviz.web.exporting.job import Job
from optviz.web.exporting.lane import LONG, QUICK, Lane, Limits
from optviz.web.exporting.results import Results
from optviz.web.process import Process

COMMAND = (sys.executable, "-P", "-m", "optviz.web.exporting.worker")
NICENESS = 5
"""Enough for a drag to go first, not so much that a busy machine makes no files."""


def file_process() -> Process:
    return Process(COMMAND, NICENESS)


class Exports:
    """The queues, the processes and the results.

    Args:
        process: makes a process; each lane has one.
        quick, long: what the lanes allow.
    """

    def __init__(
        self, process: Callable[[], Process] = file_process, *, quick: Limits = QUICK, long: Limits = LONG
    ) -> None:
        self.lock, self.results = threading.RLock(), Results()
        self.quick, self.long = (Lane(process(), limits, self.lock, self.results) for limits in (quick, long))

    def lane(self, job: Job) -> Lane:
        return self.long if job.is_long else self.quick

    def submit(self, job: Job) -> Job:
        """Puts a job into its queue.

        Raises:
            Busy: the queue is full, or the person's share of it.
        """
        self.lane(job).put(job)
        return job

    def find(self, identity: str) -> Job | None:
        """The job with this identity, unless it ended long ago."""
        with self.lock:
            under_way = [job for lane in (self.quick, self.long) for job in (lane.running, *lane.queue)]
            known = (job for job in under_way if job is not None and job.id == identity)
            return self.results.get(identity) or next(known, None)

    def place(self, job: Job) -> tuple[int, float]:
        """How many jobs come before this one, and in about how many seconds it will be made, if it waits."""
        with self.lock:
            lane = self.lane(job)
            place = lane.queue.place(job)
            return (0, 0.0) if place is None else (place + 1, lane.seconds_until(place + 1))

    def cancel(self, job: Job) -> None:
        """Takes a job out of its queue, breaks it off, or forgets its file."""
        with self.lock:
            job.is_cancelled = True
            self.results.remove(job)
        self.lane(job).cancel(job)

    def close(self) -> None:
        """Ends the processes, and whatever waits for them. A later job begins anew."""
        self.quick.close()
        self.long.close()
