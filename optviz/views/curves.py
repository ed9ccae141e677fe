"""One quantity of every path, against steps or gradients taken."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View


def shape(run: Run) -> float:
    return 16 / 9


def draw(sheet: Any, shown: Shown) -> None:
    from optviz.figures.curves import draw_curves

    draw_curves(sheet, sheet.layout.curves, curve=shown.curve, scale=shown.scale, against=shown.against)


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.curves import traced

    return traced(run, theme, curve=shown.curve, scale=shown.scale, against=shown.against)


CURVES = View(key="curves", title="curves", order=4, place="below", shape=shape, draw=draw, trace=trace)
