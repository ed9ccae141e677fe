"""What a process and those that it has started take, by Linux's own account of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Usage(NamedTuple):
    """Of a process and its children: memory with shared pages shared out, open files, threads."""

    megabytes: float
    descriptors: int
    threads: int


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started, and these, and so on."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def usage(pid: int) -> Usage:
    """What they take now."""
    kilobytes = descriptors = threads = 0
    for one in family(pid):
        folder = Path(f"/proc/{one}")
        rollup = (folder / "smaps_rollup").read_text().split("\n")
        kilobytes += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        descriptors += len(list((folder / "fd").iterdir()))
        threads += len(list((folder / "task").iterdir()))
    return Usage(kilobytes / 1000, descriptors, threads)
