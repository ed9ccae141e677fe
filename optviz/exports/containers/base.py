"""The record of a container, and what containers share.

What is read here was sent by anybody. A reader walks the parts of a file, never its content, and takes no more memory
than the file and the longest text do; it may run beyond the end of a file that breaks off, which raises `BEYOND`.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from optviz.exports.base import ExportError
from optviz.scenario.bounds import MAX_CHARACTERS

MARK = b"optviz/"
"""How the text that we look for begins."""
LONGEST = 4 * MAX_CHARACTERS
"""How many bytes of a text are read."""
MOST_PARTS = 300_000
"""How many parts of a file are looked at: a file made to keep us busy has millions."""
BEYOND = (IndexError, struct.error)

Part = tuple[bytes, int, int]
"""A part of a file: its kind, and where its content begins and ends."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Container:
    """A file format, and where it keeps texts.

    Args:
        key: its name.
        opening: what all its files begin with.
        texts: the texts of a file that may be ours, in their order.
    """

    key: str
    opening: re.Pattern[bytes]
    texts: Callable[[bytes], Iterator[bytes]]


def damaged() -> ExportError:
    return ExportError.of("", "file_damaged")


def inflated(packed: bytes, window_bits: int = zlib.MAX_WBITS) -> bytes:
    """The beginning of what was deflated, up to the longest text.

    Raises:
        ExportError: it was not deflated.
    """
    try:
        return zlib.decompressobj(window_bits).decompress(packed[: 2 * LONGEST], LONGEST)
    except zlib.error:
        raise damaged() from None


def contents(
    data: bytes, path: tuple[bytes, ...], parts: Callable[[bytes, int, int], Iterator[Part]]
) -> Iterator[bytes]:
    """The contents of parts within parts, as in a file system: those that lie at this path.

    Args:
        data: the file.
        path: the kinds of the parts, from the outermost to the one whose content is wanted.
        parts: the parts between two places of the file.
    """
    steps = iter(range(MOST_PARTS))

    def within(level: int, start: int, end: int) -> Iterator[bytes]:
        if level == len(path):
            yield data[start : min(end, start + LONGEST)]
            return
        for _, (kind, inner_start, inner_end) in zip(steps, parts(data, start, end), strict=False):
            if kind == path[level]:
                yield from within(level + 1, inner_start, inner_end)

    return within(0, 0, len(data))


def behind(lead: bytes, rest: bytes = b"") -> Callable[[bytes], Iterator[bytes]]:
    """Reads what stands behind a lead that the format allows at one kind of place only, since it escapes it elsewhere.

    Args:
        lead: the bytes to look for.
        rest: a regular expression of what follows them before the text.
    """
    between = re.compile(rest)

    def texts(data: bytes) -> Iterator[bytes]:
        for at in places(data, lead):
            found = between.match(data, at + len(lead))
            if found and data.startswith(MARK, found.end()):
                yield data[found.end() : found.end() + LONGEST]

    return texts


def places(data: bytes, wanted: bytes) -> Iterable[int]:
    """Where something stands in a file."""
    at = -1
    for _ in range(MOST_PARTS):
        at = data.find(wanted, at + 1)
        if at < 0:
            return
        yield at
