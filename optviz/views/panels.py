"""A panel for each path."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View


def shape(run: Run) -> float:
    from optviz.figures.panels import panel_shape

    return panel_shape(run)


def draw(sheet: Any, shown: Shown) -> None:
    from optviz.figures.panels import draw_panels

    draw_panels(sheet, arrows=shown.arrows, taylor=shown.taylor)


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.flat import traced

    return traced(run, theme, alone=True)


PANELS = View(
    key="panels",
    title="side by side",
    order=1,
    place="panels",
    shape=shape,
    draw=draw,
    trace=trace,
    has_insides=True,
)
