"""The record of a view: a way to look at a run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from optviz.problems import Refusal

Place = Literal["panels", "shared", "below"]


class NotDrawable(Refusal):
    """A picture that cannot be as it is asked for. The problem names the option."""


class Shown(NamedTuple):
    """What a picture shows besides the paths, and from where.

    Args:
        arrows: how much those of the inspector are enlarged; 0 for none.
        taylor: whether Taylor models are drawn.
        heights: how the heights of the scene go with the loss, a value of `display.HEIGHTS`.
        azimuth, elevation: of the camera, in degrees; None for the best.
        curve, scale, against: what the curves are.
        residuals: whether what is between the data and a model is drawn.
    """

    arrows: float = 0.0
    taylor: bool = False
    heights: str = "auto"
    azimuth: float | None = None
    elevation: float | None = None
    curve: str = "loss"
    scale: str = "log"
    against: str = "steps"
    residuals: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class View:
    """A way to look at a run. The player's script of the same name draws it on the page.

    Args:
        key: its name in URLs, in Python, on the command line, and of its script.
        title: its name in the page's menu, in lower case unless it is a name.
        order: its place in the menu. The first one is shown unless another is asked for.
        weights: how many weights a surface must have for it; None for any number.
        place: "panels" for a stage in each panel; "shared" for one stage, above the panels, on which all paths lie;
            "below" for a place of its own under the transport, where it is shown beside the others unless hidden; in a
            file it is the only plot.
            Files have as many plots, and a legend beside the only one.
        plots: for a view that is shared, how many plots it has, each under a title of its own.
        has_insides: whether it shows arrows and Taylor models.
        needs_data: whether it is for surfaces with data only.
        needs_held_out: whether it is for those only of whose data some are held out.
        offline: whether a page without a server can show it.
        shape: `shape(run) -> float`, the width of a plot in a file over its height.
        draw: `draw(sheet, shown)` draws the plots of a matplotlib figure; what it needs is imported when it is called.
        trace: `trace(run, theme, shown)` gives the Plotly figure of a run, a `Traced`; likewise.
    """

    key: str
    title: str
    order: int
    place: Place
    shape: Callable[..., float]
    draw: Callable[..., None]
    trace: Callable[..., Any]
    plots: int = 1
    weights: int | None = None
    has_insides: bool = False
    needs_data: bool = False
    needs_held_out: bool = False
    offline: bool = True

    @property
    def script(self) -> str:
        """The module that draws it, relative to the player's folder."""
        return f"views/{self.key.replace('_', '-')}.mjs"
