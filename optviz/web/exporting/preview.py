"""A preview of a file, before it is made: a small image of the figure or the clip, the text of the others."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from optviz.engine.simulate import Run
from optviz.exports.base import Format
from optviz.exports.export import FORMATS, export

PIXELS = 1000
"""The width of the image."""
LOWEST_DPI, HIGHEST_DPI = 30, 1200
MOST_BYTES = 100_000
"""Of a longer text only the first lines are shown."""


class Preview(NamedTuple):
    """What is shown, its media type, and whether it is all that the file has to say."""

    data: bytes
    media_type: str
    is_whole: bool


def preview(run: Run, kind: Format, given: Mapping[str, Any]) -> Preview:
    """What the page shows before a file is taken home.

    Raises:
        OptionError: as for the file itself.
    """
    values = kind.parse(given)
    if "view" in values:
        return Preview(image(run, values, given), "image/png", False)
    if kind.group == "page":
        return Preview(b"", "text/plain", False)
    data = export(run, format=kind.key, **given)
    if kind.outline:
        return first_lines(kind.outline(data).encode(), is_whole=False)
    return first_lines(data, is_whole=True)


def image(run: Run, values: Mapping[str, Any], given: Mapping[str, Any]) -> bytes:
    """The figure as it will be, or the last frame of the clip, with fewer pixels."""
    figure = FORMATS["png"]
    shared = {option.key for option in figure.options} & set(values)
    options = {key: given[key] for key in shared if key in given}
    width = values["width"]
    options["width"] = f"{width.inches:.6f}in"
    options["dpi"] = min(max(PIXELS / width.inches, LOWEST_DPI), HIGHEST_DPI)
    return export(run, format=figure.key, **options)


def first_lines(text: bytes, *, is_whole: bool) -> Preview:
    if len(text) <= MOST_BYTES:
        return Preview(text, "text/plain", is_whole)
    cut = text[:MOST_BYTES].rpartition(b"\n")[0]
    return Preview(cut + "\n…".encode(), "text/plain", False)
