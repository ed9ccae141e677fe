"""A figure of charts side by side, each with its axes and its key; and what else stands beside them."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from optviz.figures.layout import Length, em_of
from optviz.figures.setting import add_line, outline_of, points
from optviz.figures.text import shortened, width_of
from optviz.picture.chart import Chart, Entry, Line
from optviz.picture.looks import THEMES, TYPE

LEFT, RIGHT, ABOVE, BELOW = 4.6, 1.2, 3.4, 3.2
"""The room around a chart, in em: numbers and title of the axis upwards; title; numbers and title of the one across."""
KEY_LINE, SAMPLE = 1.5, 2.0
SMALL = 0.8
PARTS = re.compile("[^ ,，、；。]*[ ,，、；。]*")
"""What a text is made of where it may be broken."""
NARROWEST = 20.0
"""The least room across that a chart beside another one has, in em."""
SHAPE = 0.75
"""The height of a chart, by its width."""


class ChartSheet:
    """A figure under way, in places side by side or, where it is narrow, below each other.

    Args:
        places: how many.
        key: how many lines of a key have room below each.
        said: sentences under all of them.
        most: so many places at most are side by side.
    """

    def __init__(
        self,
        places: int,
        *,
        width: Length,
        height: Length | None,
        style: str,
        title: bool,
        key: int,
        said: Sequence[str] = (),
        most: int = 2,
    ) -> None:
        self.width, self.em, self.style, self.title = width.inches, em_of(width.inches), style, title
        self.theme = THEMES[style]
        self.across = max(1, min(most, int(self.width / self.em / NARROWEST)))
        rows = -(-places // self.across)
        self.room = self.width / self.across
        self.side = self.room - self.em * (LEFT + RIGHT)
        self.above = self.em * (ABOVE if title else 2.0)
        below = self.em * (BELOW + KEY_LINE * key)
        lines = [line for text in said for line in wrapped(text, self.width - 2 * LEFT * self.em, SMALL * self.em)]
        foot = self.em * KEY_LINE * len(lines)
        given = (height.inches - foot) / rows - self.above - below if height else self.side * SHAPE
        self.upright = max(given, self.em)
        self.step = self.above + self.upright + below
        self.height = self.step * rows + foot
        self.figure = Figure(figsize=(self.width, self.height), facecolor=self.theme.paper)
        FigureCanvasAgg(self.figure)
        for i, line in enumerate(lines):
            self.write(LEFT * self.em, foot - (i + 0.4) * KEY_LINE * self.em, line)

    @property
    def size(self) -> float:
        return SMALL * points(self.em)

    @property
    def pixel(self) -> float:
        """What is one pixel wide on the page, in points."""
        return points(self.em) / TYPE

    def corner(self, place: int) -> tuple[float, float]:
        """The left and the lower edge of a place, in inches."""
        row, column = divmod(place, self.across)
        return column * self.room + LEFT * self.em, self.height - row * self.step - self.above - self.upright

    def axes(self, place: int, name: str) -> Axes:
        left, bottom = self.corner(place)
        box = (left / self.width, bottom / self.height, self.side / self.width, self.upright / self.height)
        axes = self.figure.add_axes(box, label=name)
        axes.set_gid(name)
        axes.set_facecolor(self.theme.paper)
        for edge in axes.spines.values():
            edge.set(color=self.theme.muted, linewidth=0.06 * points(self.em))
        axes.tick_params(
            labelsize=self.size,
            length=0.25 * points(self.em),
            width=0.06 * points(self.em),
            color=self.theme.muted,
            labelcolor=self.theme.muted,
        )
        return axes

    def name(self, place: int, text: str) -> None:
        if self.title:
            left, bottom = self.corner(place)
            shown = shortened(text, self.side, self.em, bold=True)
            self.write(left, bottom + self.upright + 1.5 * self.em, shown, size=1.0, weight="bold")

    def write(self, left: float, bottom: float, text: str, *, size: float = SMALL, **more: Any) -> None:
        properties: dict[str, Any] = {"fontsize": size * points(self.em), "color": self.theme.ink, "va": "baseline"}
        self.figure.text(left / self.width, bottom / self.height, text, parse_math=False, **(properties | more))

    def draw(self, place: int, chart: Chart, name: str) -> Axes:
        """A chart in a place, with its title, its axes and its key."""
        axes = self.axes(place, name)
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.grid(color=self.theme.grid, linewidth=0.05 * points(self.em))
        axes.set_axisbelow(True)
        axes.set_xticks([tick.value for tick in chart.x.ticks], [tick.text for tick in chart.x.ticks])
        axes.set_yticks([tick.value for tick in chart.y.ticks], [tick.text for tick in chart.y.ticks])
        axes.set_xlabel(chart.x.title, fontsize=self.size, color=self.theme.ink, labelpad=0.2 * points(self.em))
        left, bottom = self.corner(place)
        self.write(left, bottom + self.upright + 0.4 * self.em, chart.y.title, color=self.theme.muted)
        for band in chart.bands:
            sides = {"color": band.colour, "alpha": band.opacity, "linewidth": 0, "gid": f"{name}-{band.name}"}
            axes.fill_between(band.x, band.low, band.high, **sides)
        for line in chart.lines:
            outline = add_line(
                axes,
                gid=f"{name}-{line.name}",
                edgecolor=line.colour,
                linewidth=line.width * self.pixel,
                dash=line.dash,
            )
            outline.set_path(outline_of(corners_of(line)))
        for dot in chart.dots:
            look = {"color": dot.colour, "markersize": 8 * self.pixel, "markeredgecolor": self.theme.paper}
            axes.plot(dot.x, dot.y, "o", clip_on=False, zorder=5, gid=f"{name}-{dot.name}", **look)
        self.name(place, chart.title)
        self.draw_key(place, chart.key)
        return axes

    def draw_key(self, place: int, key: tuple[Entry, ...]) -> None:
        """As many entries side by side as there is room for."""
        left, bottom = self.corner(place)
        used, line = 0.0, 0
        for entry in key:
            needed = self.em * (SAMPLE + 1.6) + width_of(entry.text, SMALL * self.em)
            if used and used + needed > self.side + RIGHT * self.em:
                used, line = 0.0, line + 1
            base = bottom - (BELOW + KEY_LINE * (line + 0.4)) * self.em
            self.sample(left + used, base, entry)
            self.write(left + used + (SAMPLE + 0.5) * self.em, base, entry.text)
            used += needed

    def sample(self, left: float, bottom: float, entry: Entry) -> None:
        across, height = SAMPLE * self.em, 0.8 * self.em if entry.is_band else 0.0
        whole = {"transform": self.figure.dpi_scale_trans, "figure": self.figure}
        if entry.is_band:
            patch = Rectangle((left, bottom - 0.1 * self.em), across, height, **whole)
            patch.set(facecolor=entry.colour, alpha=entry.opacity, linewidth=0)
            self.figure.add_artist(patch)
            return
        middle = bottom + 0.3 * self.em
        line = Line2D([left, left + across], [middle, middle], color=entry.colour, linewidth=2 * self.pixel, **whole)
        if entry.dash:
            line.set_dashes(entry.dash)
        self.figure.add_artist(line)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines of at most this width, broken behind a space or a comma."""
    lines = [""]
    for part in PARTS.findall(text):
        if lines[-1] and width_of((lines[-1] + part).rstrip(), size) > width:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def corners_of(line: Line) -> np.ndarray:
    """The corners of a line, (corners, 2), as far as it is known."""
    x, y = line.x, line.y
    if line.is_stepped:
        x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
    known = np.isfinite(y)
    corners = np.column_stack([x[known], y[known]])
    return corners if len(corners) else np.zeros((1, 2))
