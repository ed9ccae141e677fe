"""One file to be made: what is asked for, who asks, and what has come of it."""

import itertools
import json
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from optviz.web.exporting.people import Person
from optviz.web.process import Result

PATIENCE_SECONDS = 90.0
"""A watched job that nobody has asked about for so long is dropped: the page that wanted it is closed. Browsers let a
page in the background ask once a minute."""
numbers = itertools.count(1)


class Job:
    """One file to be made.

    Args:
        task: what the process is told: `scenario`, `format`, `options`, `preview`, all plain JSON values.
        name, media_type: of the file.
        person: who asks for it.
        is_long: whether it takes so long that it must not stand before what is quick.
        is_watched: whether somebody asks about it again and again.
    """

    def __init__(
        self,
        task: Mapping[str, Any],
        *,
        name: str,
        media_type: str,
        person: Person,
        is_long: bool = False,
        is_watched: bool = False,
    ) -> None:
        self.name, self.media_type, self.person = name, media_type, person
        self.is_long, self.is_watched = is_long, is_watched
        self.id, self.number = secrets.token_urlsafe(12), next(numbers)
        self.message = json.dumps({**task, "number": self.number}).encode()
        self.future: Future[Result] = Future()
        self.progress, self.seat = 0.0, 0
        self.is_cancelled = self.is_fetched = False
        self.asked_at = self.ended_at = time.monotonic()

    def touch(self) -> None:
        """Somebody has asked about it."""
        self.asked_at = time.monotonic()

    @property
    def is_unwanted(self) -> bool:
        left = self.is_watched and time.monotonic() - self.asked_at > PATIENCE_SECONDS
        return self.is_cancelled or left

    @property
    def result(self) -> Result | None:
        """The file, if there is one."""
        is_made = self.future.done() and not self.future.cancelled() and not self.future.exception()
        return self.future.result() if is_made else None

    def end(self, outcome: Result | Exception) -> None:
        """Tells whoever waits for it what has come of it."""
        self.ended_at, self.message = time.monotonic(), b""
        if isinstance(outcome, Result):
            self.future.set_result(outcome)
        else:
            self.future.set_exception(outcome)
