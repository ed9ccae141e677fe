"""PNG: the chunks of text, plain or deflated."""

import re
import struct
from collections.abc import Iterator

from optviz.exports.containers.base import LONGEST, MOST_PARTS, Container, inflated

KEYWORD = b"Scenario"
CHUNK = struct.Struct(">L4s")
END_OF_CHUNK = 4
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def texts(data: bytes) -> Iterator[bytes]:
    at = len(SIGNATURE)
    for _ in range(MOST_PARTS):
        length, kind = CHUNK.unpack_from(data, at)
        if kind == b"IEND":
            return
        at += CHUNK.size
        keyword, _, rest = data[at : at + min(length, LONGEST)].partition(b"\0") if kind in FIELDS else (b"", b"", b"")
        if keyword == KEYWORD:
            yield FIELDS[kind](rest)
        at += length + END_OF_CHUNK


def international(rest: bytes) -> bytes:
    """Whether it is packed, how, in which language, the keyword in that language, and the text."""
    text = rest[2:].split(b"\0", 2)[-1]
    return inflated(text) if rest[:1] == b"\1" else text


FIELDS = {b"tEXt": bytes, b"zTXt": lambda rest: inflated(rest[1:]), b"iTXt": international}
"""The text of each kind of chunk, from what stands behind the keyword."""

PNG = Container(key="png", opening=re.compile(re.escape(SIGNATURE)), texts=texts)
