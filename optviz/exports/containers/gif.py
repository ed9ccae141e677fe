"""GIF: the comment extensions."""

import re
from collections.abc import Iterator

from optviz.exports.containers.base import LONGEST, MOST_PARTS, Container, damaged

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
COMMENT = 0xFE


def texts(data: bytes) -> Iterator[bytes]:
    """The comments. Each block has parts of a length and as many bytes, up to one of length 0."""
    at, left = 13 + palette_size(data[10]), MOST_PARTS
    while data[at] != TRAILER and left > 0:
        if data[at] not in (EXTENSION, IMAGE):
            raise damaged()
        is_comment = data[at] == EXTENSION and data[at + 1] == COMMENT
        at += 2 if data[at] == EXTENSION else 11 + palette_size(data[at + 9])
        text = bytearray()
        while (size := data[at]) and left > 0:
            if is_comment and len(text) < LONGEST:
                text += data[at + 1 : at + 1 + size]
            at, left = at + 1 + size, left - 1
        at, left = at + 1, left - 1
        if is_comment:
            yield bytes(text)


def palette_size(flags: int) -> int:
    """How many bytes the palette has that these flags announce."""
    return 3 * (2 << (flags & 7)) * (flags >> 7)


GIF = Container(key="gif", opening=re.compile(rb"GIF8[79]a"), texts=texts)
