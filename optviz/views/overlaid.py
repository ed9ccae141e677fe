"""All paths on one surface."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View
from optviz.views.panels import draw, shape


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.flat import traced

    return traced(run, theme, alone=False)


OVERLAID = View(
    key="overlaid",
    title="overlaid",
    order=2,
    place="shared",
    shape=shape,
    draw=draw,
    trace=trace,
    has_insides=True,
)
