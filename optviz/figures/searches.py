"""Draws a search with matplotlib: the tries of each way on the map, and the best so far."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from optviz.engine.searches import WAYS, Tries
from optviz.figures.charts import BELOW, ChartSheet
from optviz.figures.layout import Length
from optviz.figures.map_key import MapKey
from optviz.figures.maps import MOST_TICKS, Sheet
from optviz.picture.map_axes import ticks_of, title_of
from optviz.picture.map_cells import cells_of
from optviz.picture.searches import best_chart, colours, said_of
from optviz.texts.language import say


def draw_search(found: Tries, *, width: Length, height: Length | None, style: str, title: bool, dpi: float) -> Figure:
    """The figure of a search. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    options = {"width": width, "height": height, "style": style, "title": title}
    sheet = ChartSheet(4, key=4, said=said_of(found), **options)
    cells, painter = cells_of(found.map, style), Sheet([found.map], width.inches, None, style, title, dpi)
    for place, (name, ink) in enumerate(zip(WAYS, colours(style), strict=True)):
        axes = sheet.axes(place, name)
        painter.paint(axes, cells, sheet.side, sheet.upright)
        across, upwards = (ticks_of(axis, MOST_TICKS) for axis in found.search.axes)
        axes.set_xticks([tick.value for tick in across], [tick.text for tick in across])
        axes.set_yticks([tick.value for tick in upwards], [tick.text for tick in upwards])
        axes.set_xlabel(title_of(found.search, found.search.x), fontsize=sheet.size, color=sheet.theme.ink)
        sheet.name(place, say(WAYS[name]))
        left, bottom = sheet.corner(place)
        told = title_of(found.search, found.search.axes[1])
        sheet.write(left, bottom + sheet.upright + 0.4 * sheet.em, told, color=sheet.theme.muted)
        if not place:
            MapKey(sheet, cells, sheet.side, dpi).draw(left, bottom - BELOW * sheet.em, f"{name}-key")
        draw_tries(axes, sheet, found.cells[place, 0], found.best[place, 0], found.values, ink)
    sheet.draw(3, best_chart(found, style), "best")
    return sheet.figure


def draw_tries(axes: Any, sheet: ChartSheet, cells: np.ndarray, best: np.ndarray, values: np.ndarray, ink: str) -> None:
    """A ring at each try, a full dot at the best one."""
    rows, columns = cells.T + 0.5
    size, edge = 7 * sheet.pixel, 1.6 * sheet.pixel
    look = {"markersize": size, "markeredgewidth": edge, "linestyle": "none", "clip_on": False}
    axes.plot(columns, rows, "o", markerfacecolor=sheet.theme.paper, markeredgecolor=ink, zorder=4, **look)
    least = int(np.argmax(values[cells[:, 0], cells[:, 1]] == best[-1]))
    axes.plot(
        columns[least], rows[least], "o", color=ink, markersize=1.4 * size, zorder=5, markeredgecolor=sheet.theme.ink
    )
