"""Draws a Run with matplotlib's objects: no pyplot, no browser, no display.

What is drawn has a name (`path-0`, `curve-0`, `panel-0` …), which SVG keeps as its id.
"""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from optviz.engine.simulate import Run
from optviz.figures.curves import draw_curves
from optviz.figures.key import draw_key, entries_of, lines_of
from optviz.figures.layout import LEFT, MARGIN, Length, em_of, lay_out
from optviz.figures.setting import Sheet, make_style
from optviz.figures.text import draw_heads, draw_title
from optviz.picture.looks import looks
from optviz.picture.view import Shown, View


def draw(
    run: Run,
    view: View,
    shown: Shown,
    *,
    width: Length,
    height: Length | None,
    style: str,
    title: bool,
    curves: bool,
    letters: bool,
    step: int | None,
    dpi: float = 100.0,
) -> Sheet:
    """The figure of a Run. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`.

    Raises:
        NotDrawable: there is no room for it, or no such thing to show.
    """
    step = run.scenario.num_steps if step is None else min(step, run.scenario.num_steps)
    em = em_of(width.inches)
    entries = entries_of(run, arrows=shown.arrows, taylor=shown.taylor) if view.has_insides else []
    layout = lay_out(
        len(run),
        view.shape(run),
        width.inches,
        height.inches if height else None,
        em=em,
        place=view.place,
        title=title,
        curves=curves,
        plots=view.plots,
        key=len(lines_of(entries, width.inches - em * (LEFT + MARGIN), em)),
    )
    styled = make_style(looks(run.scenario), style)
    figure = Figure(figsize=(layout.width, layout.height), facecolor=styled.theme.paper)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure, layout, styled, run, dpi)
    if layout.title:
        draw_title(sheet, layout.title)
    draw_heads(sheet, step, letters=letters and view.place == "panels")
    view.draw(sheet, shown)
    if entries and layout.key:
        draw_key(sheet, layout.key, entries, shown.arrows)
    if layout.curves and view.place != "below":
        draw_curves(sheet, layout.curves, curve=shown.curve, scale=shown.scale, against=shown.against)
    sheet.show(step)
    return sheet
