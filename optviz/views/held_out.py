"""The loss on training examples and that on held-out ones, side by side, all paths on both."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View
from optviz.views.panels import shape


def draw(sheet: Any, shown: Shown) -> None:
    from optviz.figures.held_out import draw_both

    draw_both(sheet, arrows=shown.arrows, taylor=shown.taylor)


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.held_out import traced

    return traced(run, theme)


HELD_OUT = View(
    key="held_out",
    title="training and held-out",
    order=6,
    place="shared",
    plots=2,
    shape=shape,
    draw=draw,
    trace=trace,
    weights=2,
    has_insides=True,
    needs_held_out=True,
)
