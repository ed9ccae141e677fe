"""A Plotly figure of a run, to go on with, and as a JSON file that `plotly.io.read_json` reads."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optviz.engine.simulate import Run, simulate
from optviz.exports.base import Format, OptionError, choice, number
from optviz.exports.figure import SHOWN, STYLES, composed
from optviz.exports.stamp import stamp
from optviz.picture.view import NotDrawable
from optviz.scenario.scenario import Scenario

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

FRAMES = number("frames", "frames to play, 0 for none", 60, 0, 400, integer=True)
UNUSED = ("title", "curves", "arrows", "taylor", "style")
"""What Plotly figures do not show, of what figures do."""
OPTIONS = (choice("style", "style", STYLES), *(one for one in SHOWN if one.key not in UNUSED), FRAMES)


def plotly_figure(what: Scenario | Run, **options: Any) -> "Figure":
    """A Plotly figure of a Scenario or its Run, to be restyled, shown in a notebook, in Dash or in a Streamlit app.

    Args:
        what: a Scenario, or its Run where there is one already.
        options: `view` ("panels", "overlaid", "space", "curves", "data", "held_out"), `style` ("light", "dark",
            "print"), `frames` (how many steps its button plays, 0 for a still one), `azimuth`, `elevation`, `curve`,
            `scale`, `against`.

    Raises:
        OptionError: an option that there is not, a value that is not allowed, or a view that this run has not.
    """
    run = what if isinstance(what, Run) else simulate(what)
    return drawn(run, PLOTLY.parse(options))


def drawn(run: Run, values: Mapping[str, Any]) -> "Figure":
    from optviz.picture.looks import THEMES
    from optviz.plotly_figures.styling import with_frames

    rest = dict(values) | {"arrows": "0", "taylor": False}
    frames, style = rest.pop("frames"), rest.pop("style")
    try:
        view, shown, _ = composed(run, rest)
        traced = view.trace(run, style, shown)
    except NotDrawable as error:
        raise OptionError(error.problems) from None
    return with_frames(traced, frames, THEMES[style]) if frames else traced.figure


def write(run: Run, **options: Any) -> bytes:
    """The figure as JSON, with the Scenario in its layout's `meta`."""
    figure = drawn(run, options)
    figure.update_layout(meta={"scenario": stamp(run.scenario)})
    return (json.dumps(json.loads(figure.to_json() or ""), ensure_ascii=False) + "\n").encode()


PLOTLY = Format(
    key="plotly",
    title="Plotly figure",
    group="page",
    summary="To restyle in a notebook, in Dash or in a Streamlit app.",
    extension=".plotly.json",
    media_type="application/json",
    write=write,
    options=OPTIONS,
)
