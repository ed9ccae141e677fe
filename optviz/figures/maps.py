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
from optviz.figures.setting import points
from optviz.figures.text import shortened, width_of
from optviz.picture.looks import THEMES, TYPE, Theme
from optviz.picture.map_axes import name_of, places_of, ticks_of, title_of
from optviz.picture.map_cells import Cells, cells_of, filled, painted

LEFT, RIGHT, ABOVE, BELOW = 4.2, 1.4, 2.4, 3.4
"""The room around a map, in em: numbers and title of the axis upwards, title, numbers and title of the one across."""
KEY_LINE, SWATCH, BAR = 1.5, 1.6, 0.9
"""The height of a line of the key, the width of its samples, and the height of the colour bar."""
NARROWEST = 17.0
"""The least room across that a map beside another one has, in em."""
STRIP = 0.16
"""The height of a map of one row, by its width."""
SMALL = 0.8
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
        above, below = self.em * (ABOVE if title else 1.0), self.em * (BELOW + max(map(self.lines, self.cells)))
        rows = -(-len(maps) // self.across)
        shape = STRIP if maps[0].sweep.y is None else 1.0
        self.upright = self.side * shape if height is None else max(height / rows - above - below, self.em)
        self.above, self.step = above, above + self.upright + below
        self.width, self.height = width, self.step * rows
        self.figure = Figure(figsize=(self.width, self.height), facecolor=self.theme.paper)
        FigureCanvasAgg(self.figure)

    def lines(self, cells: Cells) -> float:
        """How much room the key of a map takes, in em."""
        return KEY_LINE * len(self.rows_of(cells)) + (2.6 if cells.bar else 0)

    def rows_of(self, cells: Cells) -> list[list]:
        """The key's entries, as many side by side as there is room for."""
        rows: list[list] = []
        used = np.inf
        for entry in cells.key:
            needed = self.em * (SWATCH + 1.6) + width_of(entry.text, SMALL * self.em)
            if used + needed > self.side:
                rows, used = [*rows, []], 0.0
            rows[-1].append((used, entry))
            used += needed
        return rows

    def draw(self, i: int, found: Map) -> None:
        row, column = divmod(i, self.across)
        left = column * self.room + LEFT * self.em
        bottom = self.height - row * self.step - self.above - self.upright
        axes = self.axes(left, bottom, self.side, self.upright, f"map-{i}")
        self.paint(axes, self.cells[i], self.side, self.upright)
        self.set_ticks(axes, found)
        if (theory := theory_of(found.sweep)) is not None:
            draw_theory(axes, found, theory.border, theory.optimum, self.theme, points(self.em) / TYPE)
        if self.title:
            text = shortened(name_of(found.sweep), self.side, self.em, bold=True)
            self.write(left, bottom + self.upright + 0.7 * self.em, text, size=1.0, weight="bold")
        self.draw_key(self.cells[i], left, bottom - BELOW * self.em, f"map-{i}")

    def axes(self, left: float, bottom: float, width: float, height: float, name: str) -> Axes:
        axes = self.figure.add_axes(
            (left / self.width, bottom / self.height, width / self.width, height / self.height), label=name
        )
        axes.set_gid(name)
        for edge in axes.spines.values():
            edge.set(color=self.theme.muted, linewidth=0.06 * points(self.em))
        axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        return axes

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

    def write(self, left: float, bottom: float, text: str, *, size: float = SMALL, **more: str) -> None:
        properties: dict[str, Any] = {"fontsize": size * points(self.em), "color": self.theme.ink, "va": "baseline"}
        properties |= more
        self.figure.text(left / self.width, bottom / self.height, text, parse_math=False, **properties)

    def draw_key(self, cells: Cells, left: float, top: float, name: str) -> None:
        em = self.em
        if cells.bar:
            axes = self.axes(left, top - BAR * em, self.side, BAR * em, f"{name}-bar")
            self.sample(axes, cells, np.array(cells.bar)[None], self.side, BAR * em)
            for share, text in cells.marks:
                where = "left" if share == 0 else "right" if share == 1 else "center"
                self.write(left + share * self.side, top - (BAR + 1.0) * em, text, ha=where, color=self.theme.muted)
            top -= 2.6 * em
        for i, row in enumerate(self.rows_of(cells)):
            for used, entry in row:
                bottom = top - (i + 1) * KEY_LINE * em + 0.5 * em
                axes = self.axes(left + used, bottom - 0.1 * em, SWATCH * em, 0.9 * em, f"{name}-look-{entry.look}")
                self.sample(axes, cells, np.array([[entry.look]]), SWATCH * em, 0.9 * em)
                self.write(left + used + (SWATCH + 0.4) * em, bottom, entry.text)

    def sample(self, axes: Axes, cells: Cells, looks: np.ndarray, width: float, height: float) -> None:
        across, upwards = (max(1, round(side * self.dpi)) for side in (width, height))
        unit = self.dpi * self.em / TYPE
        places = np.broadcast_to(looks[0, np.arange(across) * looks.shape[1] // across], (upwards, across))
        x, y = np.meshgrid(np.arange(across) / unit, np.arange(upwards) / unit)
        pixels = filled(cells.looks, places, x, y)
        axes.imshow(pixels, extent=(0, 1, 0, 1), aspect="auto", interpolation="none")
        axes.set(xlim=(0, 1), ylim=(0, 1))


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
