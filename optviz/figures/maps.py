"""Draws maps with matplotlib: one, or several side by side, each with its axes and its key; no pyplot, no display."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from optviz.engine.map_theory import theory_of
from optviz.engine.maps import Map
from optviz.figures.layout import Length, em_of
from optviz.figures.map_key import SMALL, MapKey, framed
from optviz.figures.setting import points
from optviz.figures.text import shortened
from optviz.picture.looks import THEMES, TYPE, Theme
from optviz.picture.map_axes import name_of, places_of, ticks_of, title_of
from optviz.picture.map_cells import Cells, cells_of, painted

LEFT, RIGHT, ABOVE, BELOW = 4.2, 1.4, 2.4, 3.4
"""The room around a map, in em: numbers and title of the axis upwards, title, numbers and title of the one across."""
NARROWEST = 17.0
"""The least room across that a map beside another one has, in em."""
STRIP = 0.16
"""The height of a map of one row, by its width."""
MOST_TICKS = 6


def draw_maps(
    maps: Sequence[Map], *, width: Length, height: Length | None, style: str, title: bool, dpi: float
) -> Figure:
    """The figure of maps. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    sheet = Sheet(maps, width.inches, height.inches if height else None, style, title, dpi)
    for i, found in enumerate(maps):
        sheet.draw(i, found)
    return sheet.figure


class Sheet:
    """A figure under way, whose maps all have the same size."""

    def __init__(
        self, maps: Sequence[Map], width: float, height: float | None, style: str, title: bool, dpi: float
    ) -> None:
        self.em, self.style, self.theme, self.dpi, self.title = em_of(width), style, THEMES[style], dpi, title
        self.cells = [cells_of(found, style) for found in maps]
        self.across = max(1, min(len(maps), int(width / self.em / NARROWEST)))
        self.room = width / self.across
        self.side = self.room - self.em * (LEFT + RIGHT)
        above = self.em * (ABOVE if title else 1.0)
        below = self.em * (BELOW + max(self.key(cells).lines for cells in self.cells))
        rows = -(-len(maps) // self.across)
        shape = STRIP if maps[0].sweep.y is None else 1.0
        self.upright = self.side * shape if height is None else max(height / rows - above - below, self.em)
        self.above, self.step = above, above + self.upright + below
        self.width, self.height = width, self.step * rows
        self.figure = Figure(figsize=(self.width, self.height), facecolor=self.theme.paper)
        FigureCanvasAgg(self.figure)

    def key(self, cells: Cells) -> MapKey:
        return MapKey(self, cells, self.side, self.dpi)

    def draw(self, i: int, found: Map) -> None:
        row, column = divmod(i, self.across)
        left = column * self.room + LEFT * self.em
        bottom = self.height - row * self.step - self.above - self.upright
        axes = framed(self, left, bottom, self.side, self.upright, f"map-{i}")
        self.paint(axes, self.cells[i], self.side, self.upright)
        self.set_ticks(axes, found)
        if (theory := theory_of(found.sweep)) is not None:
            draw_theory(axes, found, theory.border, theory.optimum, self.theme, points(self.em) / TYPE)
        if self.title:
            text = shortened(name_of(found.sweep), self.side, self.em, bold=True)
            self.write(left, bottom + self.upright + 0.7 * self.em, text, size=1.0, weight="bold")
        self.key(self.cells[i]).draw(left, bottom - BELOW * self.em, f"map-{i}")

    def paint(self, axes: Axes, cells: Cells, width: float, height: float) -> None:
        """Pixels of the file, each of one cell: nothing is interpolated, here nor by who shows it."""
        across, upwards = (max(1, round(side * self.dpi)) for side in (width, height))
        pixels = painted(cells, across, upwards, unit=self.dpi * self.em / TYPE)
        rows, columns = cells.places.shape
        axes.imshow(pixels, extent=(0, columns, 0, rows), aspect="auto", interpolation="none", zorder=1)

    def set_ticks(self, axes: Axes, found: Map) -> None:
        asked, size = found.sweep, SMALL * points(self.em)
        axes.tick_params(
            labelsize=size,
            length=0.25 * points(self.em),
            width=0.06 * points(self.em),
            color=self.theme.muted,
            labelcolor=self.theme.muted,
            bottom=True,
            labelbottom=True,
        )
        across = ticks_of(asked.x, MOST_TICKS)
        axes.set_xticks([tick.value for tick in across], [tick.text for tick in across])
        axes.set_xlabel(title_of(asked, asked.x), fontsize=size, color=self.theme.ink, labelpad=0.3 * points(self.em))
        axes.set_yticks([], [])
        if asked.y:
            upwards = ticks_of(asked.y, MOST_TICKS)
            axes.tick_params(left=True, labelleft=True)
            axes.set_yticks([tick.value for tick in upwards], [tick.text for tick in upwards])
            axes.set_ylabel(title_of(asked, asked.y), fontsize=size, color=self.theme.ink)

    def write(self, left: float, bottom: float, text: str, *, size: float = SMALL, **more: Any) -> None:
        properties: dict[str, Any] = {"fontsize": size * points(self.em), "color": self.theme.ink, "va": "baseline"}
        properties |= more
        self.figure.text(left / self.width, bottom / self.height, text, parse_math=False, **properties)


def draw_theory(
    axes: Axes, found: Map, border: np.ndarray, optimum: tuple[float, float] | None, theme: Theme, pixel: float
) -> None:
    """The border of stability as a dashed line, the optimum as a cross, both in a casing of paper."""
    x, y = found.sweep.axes
    if len(border):
        places = np.stack([places_of(x, border[:, 0]), places_of(y, border[:, 1])], axis=-1)
        for colour, width, style in ((theme.paper, 3.6, "solid"), (theme.ink, 1.5, (0, (5, 3)))):
            axes.plot(*places.T, color=colour, linewidth=width * pixel, linestyle=style, zorder=2, gid="border")
    if optimum:
        place = [places_of(axis, [value])[0] for axis, value in zip((x, y), optimum, strict=True)]
        for colour, width in ((theme.paper, 4.4), (theme.ink, 1.8)):
            axes.plot(*place, "x", color=colour, markersize=9 * pixel, markeredgewidth=width * pixel, gid="optimum")
