"""Draws a recipe with matplotlib: the charts of its steps, all its grids, and what came of each step."""

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from optviz.engine.recipes import Grid, Walk
from optviz.figures.charts import ChartSheet
from optviz.figures.layout import Length
from optviz.picture.recipes import grid_title, said_of, table_of, told
from optviz.texts.language import say

DARKEST = 0.3
"""How much of the ink the best cell of a grid has."""
BEFORE, BEHIND = (2, 3), 6
"""The steps with charts in front of the grids, and behind them."""


def draw_recipe(found: Walk, *, width: Length, height: Length | None, style: str, title: bool, dpi: float) -> Figure:
    """The figure of a recipe. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    before = [chart for step in BEFORE for chart in told(found, step, style).charts]
    behind = told(found, BEHIND, style).charts
    places = len(before) + len(found.grids) + len(behind)
    options = {"width": width, "height": height, "style": style, "title": title}
    sheet = ChartSheet(places, key=2, said=said_of(found, style), most=3, **options)
    for place, chart in enumerate(before):
        sheet.draw(place, chart, f"chart-{place}")
    for k, grid in enumerate(found.grids):
        draw_grid(sheet, len(before) + k, grid, f"grid-{k}")
    for place, chart in enumerate(behind, len(before) + len(found.grids)):
        sheet.draw(place, chart, f"chart-{place}")
    return sheet.figure


def draw_grid(sheet: ChartSheet, place: int, grid: Grid, name: str) -> None:
    """The loss of each cell, the lower the darker, the lowest in a frame."""
    shown, theme = table_of(grid), sheet.theme
    rows, columns = len(shown.decays), len(shown.rates)
    axes = sheet.axes(place, name)
    axes.set(xlim=(0, columns), ylim=(rows, 0))
    for row in range(rows):
        for column in range(columns):
            shade = DARKEST * shown.shades[row][column]
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=theme.ink, alpha=shade, linewidth=0))
            weight = "bold" if (row, column) == shown.best else "normal"
            axes.text(
                column + 0.5,
                row + 0.5,
                shown.texts[row][column],
                fontsize=sheet.size,
                color=theme.ink,
                weight=weight,
                ha="center",
                va="center",
                parse_math=False,
            )
    row, column = shown.best
    edge = {"edgecolor": theme.ink, "linewidth": 2 * sheet.pixel, "clip_on": False, "zorder": 5}
    axes.add_patch(Rectangle((column, row), 1, 1, fill=False, gid=f"{name}-best", **edge))
    axes.set_xticks([i + 0.5 for i in range(columns)], shown.rates)
    axes.set_yticks([i + 0.5 for i in range(rows)], shown.decays)
    axes.set_xlabel(say("learning rate"), fontsize=sheet.size, color=theme.ink)
    left, bottom = sheet.corner(place)
    sheet.write(left, bottom + sheet.upright + 0.4 * sheet.em, say("weight decay"), color=theme.muted)
    sheet.name(place, grid_title(grid))
