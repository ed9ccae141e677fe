"""The key of a map in a figure: the colour bar with its numbers, and what else looks like something."""

from typing import Any, NamedTuple, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from optviz.figures.setting import points
from optviz.figures.text import width_of
from optviz.picture.looks import TYPE, Theme
from optviz.picture.map_cells import Cells, Entry, filled

LINE, SWATCH, BAR, WITH_BAR = 1.5, 1.6, 0.9, 2.6
"""The height of a line, the width of a sample, the height of the colour bar, and that with its numbers."""
SMALL = 0.8


class Canvas(Protocol):
    """A figure under way, its sizes in inches."""

    figure: Figure
    width: float
    height: float
    em: float
    theme: Theme

    def write(self, left: float, bottom: float, text: str, *, size: float = ..., **more: Any) -> None: ...


class MapKey(NamedTuple):
    """The key of a map that is so wide, on a canvas with so many pixels an inch."""

    canvas: Canvas
    cells: Cells
    side: float
    dpi: float

    @property
    def lines(self) -> float:
        """How much room it takes, in em."""
        return LINE * len(self.rows) + (WITH_BAR if self.cells.bar else 0)

    @property
    def rows(self) -> list[list[tuple[float, Entry]]]:
        """The entries, as many side by side as there is room for, each with where it begins."""
        em = self.canvas.em
        rows: list[list[tuple[float, Entry]]] = []
        used = np.inf
        for entry in self.cells.key:
            needed = em * (SWATCH + 1.6) + width_of(entry.text, SMALL * em)
            if used + needed > self.side:
                rows, used = [*rows, []], 0.0
            rows[-1].append((used, entry))
            used += needed
        return rows

    def draw(self, left: float, top: float, name: str) -> None:
        canvas, cells, em = self.canvas, self.cells, self.canvas.em
        if cells.bar:
            axes = framed(canvas, left, top - BAR * em, self.side, BAR * em, f"{name}-bar")
            self.sample(axes, np.array(cells.bar)[None], self.side, BAR * em)
            for share, text in cells.marks:
                where = "left" if share == 0 else "right" if share == 1 else "center"
                canvas.write(left + share * self.side, top - (BAR + 1.0) * em, text, ha=where, color=canvas.theme.muted)
            top -= WITH_BAR * em
        for i, row in enumerate(self.rows):
            for used, entry in row:
                bottom = top - (i + 1) * LINE * em + 0.5 * em
                look = f"{name}-look-{entry.look}"
                axes = framed(canvas, left + used, bottom - 0.1 * em, SWATCH * em, 0.9 * em, look)
                self.sample(axes, np.array([[entry.look]]), SWATCH * em, 0.9 * em)
                canvas.write(left + used + (SWATCH + 0.4) * em, bottom, entry.text)

    def sample(self, axes: Axes, looks: np.ndarray, width: float, height: float) -> None:
        across, upwards = (max(1, round(side * self.dpi)) for side in (width, height))
        unit = self.dpi * self.canvas.em / TYPE
        places = np.broadcast_to(looks[0, np.arange(across) * looks.shape[1] // across], (upwards, across))
        x, y = np.meshgrid(np.arange(across) / unit, np.arange(upwards) / unit)
        pixels = filled(self.cells.looks, places, x, y)
        axes.imshow(pixels, extent=(0, 1, 0, 1), aspect="auto", interpolation="none")
        axes.set(xlim=(0, 1), ylim=(0, 1))


def framed(canvas: Canvas, left: float, bottom: float, width: float, height: float, name: str) -> Axes:
    """Axes in a thin frame, without numbers."""
    box = (left / canvas.width, bottom / canvas.height, width / canvas.width, height / canvas.height)
    axes = canvas.figure.add_axes(box, label=name)
    axes.set_gid(name)
    for edge in axes.spines.values():
        edge.set(color=canvas.theme.muted, linewidth=0.06 * points(canvas.em))
    axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    return axes
