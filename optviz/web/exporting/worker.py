"""The process that makes files: `python -m optviz.web.exporting.worker`.

It reads tasks from its standard input, a JSON object a line, and answers each on its standard output: lines
`{"progress": 0.5}`, then `{"size": 1234, ...}` with as many bytes behind it, or `{"problems": [...]}`. A line
`{"cancel": 7}` breaks task 7 off. It ends with its input, so that it is never left behind.
"""

import json
import logging
import os
import queue
import sys
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO

from optviz.engine.simulate import simulate
from optviz.exports.export import FORMATS, export
from optviz.problems import Refusal, problem
from optviz.scenario.scenario import Scenario
from optviz.texts.language import speaking
from optviz.web.exporting.preview import preview
from optviz.web.workers import Outbox, begin_work

PROGRESS_STEP = 0.01
"""The least progress that is worth a line."""


class Cancelled(Exception):
    """Whoever asked for the file wants it no more."""


class Inbox:
    """The tasks, read beside the work, so that one can be broken off."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.waiting, self.cancelled = source, queue.SimpleQueue(), None
        threading.Thread(target=self.read, daemon=True).start()

    def read(self) -> None:
        for line in self.source:
            message = json.loads(line)
            if "cancel" in message:
                self.cancelled = message["cancel"]
            else:
                self.waiting.put(message)
        os._exit(0)  # nobody is left to work for; the work under way may take minutes

    def tasks(self) -> Iterator[dict[str, Any]]:
        while True:
            yield self.waiting.get()


def answer(task: dict[str, Any], inbox: Inbox, outbox: Outbox) -> None:
    """Makes one file, or the preview of one, in the task's language, and sends it."""
    with speaking(task["language"]):
        make(task, inbox, outbox)


def make(task: dict[str, Any], inbox: Inbox, outbox: Outbox) -> None:
    told = 0.0

    def progress(share: float) -> None:
        nonlocal told
        if inbox.cancelled == task["number"]:
            raise Cancelled
        if share - told >= PROGRESS_STEP:
            told = share
            outbox.send({"progress": share})

    try:
        progress(0.0)
        run = simulate(Scenario.from_dict(task["scenario"]))
        if task["preview"]:
            seen = preview(run, FORMATS[task["format"]], task["options"])
            outbox.send({"size": len(seen.data), "media_type": seen.media_type, "is_whole": seen.is_whole}, seen.data)
        else:
            data = export(run, format=task["format"], progress=progress, **task["options"])
            outbox.send({"size": len(data)}, data)
    except Refusal as error:
        outbox.send({"problems": [one.as_data() for one in error.problems]})
    except Cancelled:
        outbox.send({"problems": [problem("", "cancelled").as_data()]})
    except Exception as error:
        is_the_machines = isinstance(error, OSError)  # no space, or no place for temporary files
        logging.error("an export failed: %s", error, exc_info=not is_the_machines)
        outbox.send({"problems": [problem("", "export_failed").as_data()]})


def main() -> None:
    outbox = begin_work()
    inbox = Inbox(sys.stdin.buffer)
    for task in inbox.tasks():
        answer(task, inbox, outbox)


if __name__ == "__main__":
    main()
