"""Draws a Run with matplotlib's objects: no pyplot, no browser, no display.

What is drawn has a name (`path-0`, `curve-0`, `panel-0` …), which SVG keeps as its id.
"""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from optviz.engine.simulate import Run
from optviz.figures.curves import draw_curves
from optviz.figures.key import draw_key, entries_of, lines_of
from optviz.figures.layout import LEFT, MARGIN, Length, em_of, lay_out
from optviz.figures.panels import draw_panels, panel_shape
from optviz.figures.setting import Sheet, make_style
from optviz.figures.space import SHAPE, check_space, draw_space
from optviz.figures.text import draw_heads, draw_title
from optviz.picture.looks import looks


def draw(
    run: Run,
    *,
    width: Length,
    height: Length | None,
    style: str,
    view: str,
    title: bool,
    curves: bool,
    letters: bool,
    step: int | None,
    curve: str = "loss",
    scale: str = "log",
    against: str = "steps",
    arrows: str = "0",
    taylor: bool = False,
    azimuth: float | None = None,
    elevation: float | None = None,
    dpi: float = 100.0,
) -> Sheet:
    """The figure of a Run. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`.

    Raises:
        NotDrawable: there is no room for it, or no such thing to show.
    """
    step = run.scenario.num_steps if step is None else min(step, run.scenario.num_steps)
    em = em_of(width.inches)
    entries = entries_of(run, arrows=float(arrows), taylor=taylor) if view in ("panels", "overlaid") else []
    if view == "space":
        check_space(run)
    layout = lay_out(
        len(run),
        SHAPE if view == "space" else panel_shape(run),
        width.inches,
        height.inches if height else None,
        em=em,
        view=view,
        title=title,
        curves=curves,
        key=len(lines_of(entries, width.inches - em * (LEFT + MARGIN), em)),
    )
    styled = make_style(looks(run.scenario), style)
    figure = Figure(figsize=(layout.width, layout.height), facecolor=styled.theme.paper)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure, layout, styled, run, dpi)
    if layout.title:
        draw_title(sheet, layout.title)
    draw_heads(sheet, step, letters=letters and view == "panels")
    if view == "space":
        draw_space(sheet, azimuth, elevation)
    elif layout.panels:
        draw_panels(sheet, arrows=float(arrows) if len(run.scenario.start) == 2 else 0.0, taylor=taylor)
    if entries and layout.key:
        draw_key(sheet, layout.key, entries, float(arrows))
    if layout.curves:
        draw_curves(sheet, layout.curves, curve=curve, scale=scale, against=against)
    sheet.show(step)
    return sheet
