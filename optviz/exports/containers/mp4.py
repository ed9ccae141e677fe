"""MP4: the comment among the metadata of the file, as iTunes writes them."""

import re
import struct
from collections.abc import Iterator

from optviz.exports.containers.base import Container, Part, contents, damaged

PATH = (b"moov", b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
BOX = struct.Struct(">L4s")
LARGE = struct.Struct(">Q")
BEFORE_CONTENT = {b"meta": 4, b"data": 8}
"""Bytes of version, flags, type and locale, which these boxes have before their content."""


def boxes(data: bytes, at: int, end: int) -> Iterator[Part]:
    """Boxes: a size and a kind. Size 1 means that the size follows, and size 0 that it goes on to the end."""
    while at < end:
        size, kind = BOX.unpack_from(data, at)
        head = BOX.size
        if size == 1:
            (size,), head = LARGE.unpack_from(data, at + head), head + LARGE.size
        elif size == 0:
            size = end - at
        if size < head:
            raise damaged()
        yield kind, at + head + BEFORE_CONTENT.get(kind, 0), min(at + size, end)
        at += size
    if at > end:
        raise damaged()


MP4 = Container(key="mp4", opening=re.compile(rb".{4}ftyp", re.DOTALL), texts=lambda data: contents(data, PATH, boxes))
