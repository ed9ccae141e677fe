"""What has been made, kept until it is fetched or old: bounded in bytes, not in number."""

import time
from collections import Counter

from optviz.web.exporting.job import Job

MOST_BYTES = 200_000_000
"""A thousand figures, or twenty clips of a minute."""
BYTES_OF_A_JOB = 10_000
"""What a job weighs besides its file, so that refusals have an end as well."""
SECONDS = 120.0


class Results:
    """The jobs that have ended, the oldest first. Whoever shares them between threads locks them."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}

    def add(self, job: Job) -> None:
        self.jobs[job.id] = job
        self.forget()

    def get(self, identity: str) -> Job | None:
        self.forget()
        return self.jobs.get(identity)

    def remove(self, job: Job) -> None:
        self.jobs.pop(job.id, None)

    def forget(self) -> None:
        """Lets go of what is too old, and of what is too much: of what was fetched, then of whose files are largest."""
        before = time.monotonic() - SECONDS
        for job in [job for job in self.jobs.values() if job.ended_at <= before]:
            self.remove(job)
        held = Counter[str]()
        for job in self.jobs.values():
            held[job.person.address] += weight(job)
        spare = held.total() - MOST_BYTES
        if spare <= 0:
            return
        for job in sorted(self.jobs.values(), key=lambda job: (not job.is_fetched, -held[job.person.address])):
            if spare <= 0:
                break
            self.remove(job)
            spare -= weight(job)


def weight(job: Job) -> int:
    return BYTES_OF_A_JOB + (len(job.result.data) if job.result else 0)
