"""Formats whose texts stand in one piece, each behind a lead that only its own place has.

No label can hold such a lead: XML and HTML escape the `<` in it, JSON the quotes, and PDF the parenthesis.
"""

import re
from collections.abc import Iterator

from optviz.exports.containers.base import LONGEST, MARK, Container, behind, places

PDF = Container(key="pdf", opening=re.compile(rb"%PDF-"), texts=behind(b"/Subject", rb"\s{0,9}\("))
SVG = Container(key="svg", opening=re.compile(rb"<\?xml|<svg"), texts=behind(b"<dc:source>", rb"\s{0,99}"))
HTML = Container(
    key="html",
    opening=re.compile(rb"<!doctype html|<html", re.IGNORECASE),
    texts=behind(b'<meta name="optviz-scenario" content="'),
)
JSON = Container(key="json", opening=re.compile(rb"\{"), texts=behind(b'"scenario"', rb'\s{0,99}:\s{0,99}"'))

LINE = re.compile(rb"""(?m)^[^\w\n]{0,9}\Z""")


def lines(data: bytes) -> Iterator[bytes]:
    """The lines of any other text (a table, Markdown, Python) that begin so, but for the signs of a comment."""
    for at in places(data, MARK):
        if LINE.search(data, max(at - 10, 0), at):
            yield data[at : at + LONGEST]
