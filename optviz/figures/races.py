"""Draws a race with matplotlib: how each racer's outcome depends on its learning rate, the race, and the table."""

from matplotlib.figure import Figure

from optviz.engine.races import Standings
from optviz.figures.charts import BELOW, ChartSheet
from optviz.figures.layout import Length
from optviz.figures.text import width_of
from optviz.picture.races import HEAD, race_chart, table_of, tuning_chart
from optviz.texts.language import say

LINE = 1.35
"""Of the table, in em."""


def draw_race(found: Standings, *, width: Length, height: Length | None, style: str, title: bool, dpi: float) -> Figure:
    """The figure of a race. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    rows = [[say(text) for text in HEAD], *table_of(found)]
    options = {"width": width, "height": height, "style": style, "title": title}
    sheet = ChartSheet(2, key=len(rows) + 2, **options)
    charts = tuning_chart(found, style), race_chart(found, style)
    for place, (chart, name) in enumerate(zip(charts, ("tuning", "race"), strict=True)):
        sheet.draw(place, chart, name)
    left, bottom = sheet.corner(0)
    wide = [max(width_of(row[i], 0.8 * sheet.em) for row in rows) + 1.5 * sheet.em for i in range(len(HEAD))]
    for k, row in enumerate(rows):
        for i, text in enumerate(row):
            colour = sheet.theme.muted if k == 0 else sheet.theme.ink
            base = bottom - (BELOW + 3.6 + LINE * k) * sheet.em
            sheet.write(left + sum(wide[:i]), base, text, color=colour)
    return sheet.figure
