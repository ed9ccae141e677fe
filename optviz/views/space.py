"""The landscape in three dimensions, all paths lying on it."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.picture.view import Shown, View


def shape(run: Run) -> float:
    from optviz.figures.space import SHAPE

    return SHAPE


def draw(sheet: Any, shown: Shown) -> None:
    from optviz.figures.space import draw_space

    draw_space(sheet, shown)


def trace(run: Run, theme: str, shown: Shown) -> Any:
    from optviz.plotly_figures.space import traced

    return traced(run, theme, shown)


SPACE = View(
    key="space",
    title="3D",
    order=3,
    place="shared",
    weights=2,
    has_insides=True,
    shape=shape,
    draw=draw,
    trace=trace,
)
