"""What the processes that work for the server begin with; process.py is the server's end."""

import gc
import json
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.file_cache import cache_folder
from optviz.problems import Refusal, problem
from optviz.web.compilations import begin_counting, compilations

PROGRESS_STEP = 0.01
"""The least progress that is worth a line."""
Progress = Callable[[float], None]


class Cancelled(Exception):
    """Whoever asked for it wants it no more."""


class Inbox:
    """The tasks, read beside the work, so that one can be broken off: `{"cancel": 7}` names it by its number."""

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

    def tasks(self, outbox: "Outbox") -> Iterator[dict[str, Any]]:
        """Each when it is begun, which is said: from there on its time counts."""
        while True:
            task = self.waiting.get()
            outbox.send({"begun": True})
            yield task


class Outbox:
    """The answers: a line of JSON, and the bytes that it speaks of."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target

    def send(self, header: dict[str, Any], data: bytes = b"") -> None:
        self.target.write(json.dumps(header).encode() + b"\n" + data)
        self.target.flush()


def telling(task: dict[str, Any], inbox: Inbox, outbox: Outbox) -> Progress:
    """What is called with the share done of a task: it sends that on, and ends the work that nobody wants any more."""
    told = 0.0

    def progress(share: float) -> None:
        nonlocal told
        if inbox.cancelled == task["number"]:
            raise Cancelled
        if share - told >= PROGRESS_STEP:
            told = share
            outbox.send({"progress": share})

    return progress


def answer_tasks(made: Callable[[Any, Progress], bytes], most: int) -> Iterator[None]:
    """Answers the tasks of the standard input, a line of JSON each, and yields after each of them. The header of the
    last one says so, since the process ends with it: nobody asks it any more."""
    outbox = begin_work()
    inbox = Inbox(sys.stdin.buffer)
    begin_counting()
    for number, task in enumerate(islice(inbox.tasks(outbox), most), 1):
        header, data = answered(made, task, telling(task, inbox, outbox))
        outbox.send(header | ({"last": True} if number == most else {}), data)
        yield


def answered(made: Callable[[Any, Progress], bytes], task: Any, progress: Progress) -> tuple[dict[str, Any], bytes]:
    """The line and the bytes of an answer: what is made of a task, or why it is not."""
    before = len(compilations)
    try:
        data = made(task, progress)
        return {"size": len(data), "compilations": len(compilations) - before}, data
    except Refusal as error:
        return {"problems": [one.as_data() for one in error.problems]}, b""
    except Cancelled:
        return {"problems": [problem("", "cancelled").as_data()]}, b""
    except Exception:
        logging.exception("a task could not be done")
        return {"problems": [problem("", "answer_failed").as_data()]}, b""


def begin_work() -> Outbox:
    """Makes this process a worker: it answers on what was its standard output, and shares the compiled programs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this process
    outbox = Outbox(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    keep_compiled_programs(cache_folder() / "compiled")
    gc.freeze()  # what is loaded stays, and need not be looked through again and again
    return outbox
