"""WebM: the texts of the tags."""

import re
from collections.abc import Iterator

from optviz.exports.containers.base import Container, Part, contents, damaged

PATH = (b"\x18\x53\x80\x67", b"\x12\x54\xc3\x67", b"\x73\x73", b"\x67\xc8", b"\x44\x87")
"""Segment, Tags, Tag, SimpleTag, TagString."""


def elements(data: bytes, at: int, end: int) -> Iterator[Part]:
    """Elements of EBML: a kind and a size, each of which says its own length by its leading zeros."""
    while at < end:
        kind_end = at + width(data[at])
        size_end = kind_end + width(data[kind_end])
        bits = 7 * (size_end - kind_end)
        size = int.from_bytes(data[kind_end:size_end]) & ((1 << bits) - 1)
        is_unknown = size == (1 << bits) - 1
        stop = end if is_unknown else size_end + size
        yield data[at:kind_end], size_end, min(stop, end)
        at = stop
    if at > end:
        raise damaged()


def width(first: int) -> int:
    """How many bytes a number has that begins with this one."""
    if not first:
        raise damaged()
    return 9 - first.bit_length()


WEBM = Container(
    key="webm", opening=re.compile(rb"\x1a\x45\xdf\xa3"), texts=lambda data: contents(data, PATH, elements)
)
