"""The data of a surface, and what each path makes of them."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View


def shape(run: Run) -> float:
    return 16 / 9


def draw(sheet: Any, shown: Shown) -> None:
    from optviz.figures.data import draw_data

    draw_data(sheet, sheet.layout.curves, residuals=shown.residuals)


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.data import traced

    return traced(run, theme, residuals=shown.residuals)


DATA = View(key="data", title="data", order=5, place="below", shape=shape, draw=draw, trace=trace, needs_data=True)
