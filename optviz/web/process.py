"""The server's end of a process that works for it; workers.py is the beginning of the other."""

import json
import os
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

from optviz.exports.base import ExportError
from optviz.problems import Problem

SPARING = {"MALLOC_ARENA_MAX": "2"}
"""Has the C library of Linux (mallopt(3)) keep what is freed in two places, not in eight for each core."""
START_SECONDS = 120.0
"""Until which a process has to be there. What stands back takes long to start where others keep all cores busy, and no
task is to blame for that."""


class Piped(subprocess.Popen[bytes]):
    """A process with a pipe to it and one from it."""

    stdin: IO[bytes]
    stdout: IO[bytes]


class Result(NamedTuple):
    """What was made, and what the process says about it."""

    data: bytes
    header: dict[str, Any]


def header_of(stream: IO[bytes]) -> dict[str, Any]:
    """The next line that a process says.

    Raises:
        EOFError: there is none, or it is no object of JSON.
    """
    try:
        header = json.loads(stream.readline())
    except ValueError:
        raise EOFError from None
    if not isinstance(header, dict):
        raise EOFError
    return header


class Limit:
    """Acts once what is done takes longer than it may.

    Args:
        seconds: from now on.
        act: what is done about it, in another thread.
    """

    def __init__(self, seconds: float, act: Callable[[], None]) -> None:
        self.act, self.is_over = act, False
        self.begin(seconds)

    def begin(self, seconds: float) -> None:
        self.timer = threading.Timer(seconds, self.pass_by)
        self.timer.daemon = True
        self.timer.start()

    def begin_anew(self, seconds: float) -> None:
        self.end()
        self.begin(seconds)

    def pass_by(self) -> None:
        self.is_over = True
        self.act()

    def end(self) -> None:
        self.timer.cancel()


class Process:
    """A process that does one task after another, at low priority. It is started when needed, and again if it dies.

    Args:
        command: which begins it.
        niceness: how far it stands back behind the server. Windows has a class of its own for that.
    """

    def __init__(self, command: Sequence[str], niceness: int) -> None:
        self.command, self.niceness = command, niceness
        self.process: Piped | None = None
        self.is_spent = False  # it has given its last answer, and is about to end
        self.has_begun = False  # the task that it was given: before that it may still be starting
        self.is_broken_off = False  # that task, and it has been ended
        self.writing, self.ending = threading.Lock(), threading.Lock()

    def make(self, message: bytes, progress: Callable[[float], None], seconds: float) -> Result:
        """Has it make what a message asks for: one object of JSON.

        Raises:
            ExportError: it cannot, it took longer than `seconds` from when it began, or it died.
        """
        self.prepare()
        limit = Limit(START_SECONDS, self.kill)
        try:
            self.write(message)
            self.await_begin()
            limit.begin_anew(seconds)
            return self.receive(progress)
        except EOFError:
            self.end()
            if not (limit.is_over and self.has_begun):
                raise ExportError.of("", "worker_died") from None
            raise ExportError.of("", "took_too_long", seconds=f"{seconds:g}") from None
        except ExportError:  # its answer is read
            raise
        except Exception:  # not foreseen, such as of `progress`: the rest of this answer is not the next one's
            self.end()
            raise
        finally:
            limit.end()
            with self.ending:
                self.has_begun = False
            if self.is_spent or self.is_broken_off or limit.is_over:
                self.end()

    def prepare(self) -> None:
        """Starts it unless it runs, so that the next task need not wait for that.

        Raises:
            ExportError: it cannot be started.
        """
        if self.process is None or self.process.poll() is not None:
            self.end()
            self.start()

    def start(self) -> None:
        root = str(Path(__file__).parents[2])
        paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
        try:
            self.process = Piped(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=SPARING | os.environ | {"PYTHONPATH": paths},
                creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
            )
        except OSError as error:
            raise ExportError.of("", "worker_not_started", reason=error.strerror or str(error)) from None
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, self.niceness)

    def write(self, message: bytes) -> None:
        with self.writing:
            if self.process is None:
                return
            try:
                self.process.stdin.write(message + b"\n")
                self.process.stdin.flush()
            except (OSError, ValueError):
                self.process.kill()  # nobody listens at the other end; whoever reads from it is told by its end

    @property
    def stream(self) -> IO[bytes]:
        """What it says.

        Raises:
            EOFError: there is none.
        """
        if self.process is None:
            raise EOFError
        return self.process.stdout

    def await_begin(self) -> None:
        """Reads that it has begun the task.

        Raises:
            EOFError: it has died, or says something else.
        """
        if "begun" not in header_of(self.stream):
            raise EOFError
        self.has_begun = True

    def receive(self, progress: Callable[[float], None]) -> Result:
        """Reads up to the end of an answer.

        Raises:
            EOFError: it has died, or what it says is no answer.
        """
        stream = self.stream
        while True:
            header = header_of(stream)
            self.is_spent = header.pop("last", False)
            if "progress" in header:
                progress(header["progress"])
            elif "problems" in header:
                raise ExportError([Problem.from_data(problem) for problem in header["problems"]])
            else:
                data = stream.read(header["size"])
                if len(data) < header["size"]:
                    raise EOFError
                return Result(data, header)

    def cancel(self, number: int) -> None:
        """Breaks the task with this number off, at its next progress."""
        self.write(json.dumps({"cancel": number}).encode())

    def break_off(self) -> bool:
        """Ends it if it is at a task that it has begun; the next one has another process. Returns whether it was."""
        with self.ending:
            if self.has_begun:
                self.is_broken_off = True
                self.kill()
            return self.has_begun

    def kill(self) -> None:
        if (process := self.process) is not None:
            process.kill()

    def end(self) -> None:
        with self.writing:
            process, self.process, self.is_spent, self.is_broken_off = self.process, None, False, False
        if process is not None:
            process.kill()
            process.wait()
            process.stdout.close()
            with suppress(OSError):  # what it had not read yet is of no use to anybody
                process.stdin.close()
