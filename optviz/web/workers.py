"""What the processes that work for the server begin with; process.py is the server's end."""

import json
import os
import signal
import sys
from typing import Any, BinaryIO

from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.file_cache import cache_folder


class Outbox:
    """The answers: a line of JSON, and the bytes that it speaks of."""

    def __init__(self, target: BinaryIO) -> None:
        self.target = target

    def send(self, header: dict[str, Any], data: bytes = b"") -> None:
        self.target.write(json.dumps(header).encode() + b"\n" + data)
        self.target.flush()


def begin_work() -> Outbox:
    """Makes this process a worker: it answers on what was its standard output, and shares the compiled programs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends this process
    outbox = Outbox(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    keep_compiled_programs(cache_folder() / "compiled")
    return outbox
