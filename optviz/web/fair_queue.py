"""A queue of many people: each one's jobs in their order, the people in turn, and an end to both."""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Job = TypeVar("Job")


class Full(Exception):
    """There is no room for another job: of anybody, or of this person (`is_own`)."""

    def __init__(self, count: int, is_own: bool) -> None:
        super().__init__(f"{count} wait already")
        self.count, self.is_own = count, is_own


class FairQueue(Generic[Job]):
    """Who asks for much waits for it alone: after each job it is the next person's turn.

    It is not locked: whoever shares it between threads does that.

    Args:
        most: how many jobs may wait.
        most_each: how many of them may be one person's.
    """

    def __init__(self, most: int, most_each: int) -> None:
        self.most, self.most_each = most, most_each
        self.people: OrderedDict[Hashable, deque[Job]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self.people.values()))

    def __iter__(self) -> Iterator[Job]:
        """All that wait, in the order in which it will be their turn if nobody else comes."""
        longest = max(map(len, self.people.values()), default=0)
        return (jobs[i] for i in range(longest) for jobs in list(self.people.values()) if i < len(jobs))

    def put(self, person: Hashable, job: Job) -> None:
        """Puts a job behind the others of its person; somebody new comes last.

        Raises:
            Full: there is no room for it.
        """
        if (own := len(self.people.get(person, ()))) >= self.most_each:
            raise Full(own, is_own=True)
        if (count := len(self)) >= self.most:
            raise Full(count, is_own=False)
        self.people.setdefault(person, deque()).append(job)

    def take(self) -> Job | None:
        """The next job, or None. Whoever has more comes last now."""
        if not self.people:
            return None
        person, jobs = self.people.popitem(last=False)
        job = jobs.popleft()
        if jobs:
            self.people[person] = jobs
        return job

    def drop(self, person: Hashable) -> list[Job]:
        """Takes out all jobs of a person, and gives them."""
        return list(self.people.pop(person, ()))

    def remove(self, job: Job) -> bool:
        """Takes a job out, wherever it waits. Returns whether it was there."""
        for person, jobs in self.people.items():
            if job in jobs:
                jobs.remove(job)
                if not jobs:
                    del self.people[person]
                return True
        return False

    def place(self, job: Job) -> int | None:
        """How many jobs come before this one, or None if it does not wait."""
        return next((i for i, other in enumerate(self) if other is job), None)
