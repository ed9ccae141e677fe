"""The lines at the levels of a landscape, with their numbers."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import plotly.graph_objects as go
from contourpy import LineType, contour_generator

from optviz.engine.landscape import Landscape
from optviz.picture.colours import between
from optviz.picture.labels import labels_of
from optviz.picture.levels import Level, levels_of, lines_of
from optviz.picture.looks import LETTERS, STROKES, Theme
from optviz.picture.tint import tints

CHARACTER = 0.55
"""The width of a letter of a label, in sizes of its type; what the browser has is not known."""


class Contour(NamedTuple):
    """A line at a level: its corners (n, 2), not a number between its pieces, and how it looks on its tint."""

    level: Level
    corners: np.ndarray
    colour: str
    width: float


def contours_of(
    scale: Landscape, levels: list[Level], axes: tuple[np.ndarray, ...], shades: np.ndarray, theme: Theme
) -> list[Contour]:
    """The lines of those levels that the grid meets; `shades` (y, x) of the places along the axes."""
    drawer = contour_generator(axes[0], axes[1], np.ma.masked_invalid(shades), line_type=LineType.ChunkCombinedNan)
    found = []
    for level, tint in zip(levels, tints(scale, np.array([level.shade for level in levels])), strict=True):
        (corners,) = cast(tuple[list[np.ndarray | None]], drawer.lines(level.shade))[0]
        if corners is not None:
            colour = between(getattr(theme, level.kind), tint)
            found.append(Contour(level, corners, colour, getattr(STROKES, level.kind)))
    return found


def traces_of(contours: list[Contour]) -> list[Any]:
    """The lines, flat."""
    quiet: Any = {"mode": "lines", "hoverinfo": "skip", "showlegend": False}
    traces = []
    for level, corners, colour, width in contours:
        x, y = corners.astype(np.float32).T
        traces.append(go.Scatter(x=x, y=y, line={"color": colour, "width": width}, name=level.text, **quiet))
    return traces


def numbers_on(
    shown: Landscape,
    scale: Landscape,
    ends: Sequence[tuple[float, float]],
    size: tuple[float, float],
    paths: list[np.ndarray],
    theme: Theme,
) -> list[dict[str, Any]]:
    """Annotations with the numbers of strong lines, where a picture of about this size in pixels has room for them.

    Args:
        scale: the landscape whose levels and tints these are.
        ends: the ranges of both weights.
        paths: (rows, 2) weights; the numbers keep away from them.
    """
    pixels = min(side / (high - low) for side, (low, high) in zip(size, ends, strict=True))
    (left, right), (bottom, top) = ends
    seen = [np.column_stack([path[:, 0] - left, top - path[:, 1]]) * pixels for path in paths]
    kept = ((right - left) * pixels, (top - bottom) * pixels)
    type_size = LETTERS.label
    lines, marks = lines_of(levels_of(scale)), np.zeros((0, 2))
    found = labels_of(shown, lines, ends, kept, seen, marks, type_size, lambda text: CHARACTER * type_size * len(text))
    return [
        {
            "x": left + label.x / pixels,
            "y": top - label.y / pixels,
            "text": label.text,
            "textangle": float(np.degrees(label.angle)),
            "showarrow": False,
            "font": {"size": type_size, "color": theme.label},
            "bgcolor": between(theme.ramp, float(tints(scale, np.array([label.shade]))[0])),
            "borderpad": 0,
        }
        for label in found
    ]
