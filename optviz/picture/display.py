"""How a picture is shown: what can be chosen on the page and for files, nothing that a run depends on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from optviz.picture.view import View

ON_OFF = MappingProxyType({"on": "on", "off": "off"})


@dataclass(frozen=True, eq=False, kw_only=True)
class DisplayOption:
    """Something about how a picture is shown.

    Args:
        key: its name in addresses (`show.KEY`), and among the options of files.
        title: its name on the page.
        default: its value where none is given.
        choices: what is said of each value; empty where it is the key of a quantity.
        group: where the page offers it: in the menu of views, among its parts, over the curves or the data, or nowhere.
        resizes: whether the page is laid out anew when it changes.
        former: values that old addresses have, and what they are called now.
        offline: whether a page without a server has it.
        bounds: of each number, where its value is numbers with commas between; it may be empty as well.
    """

    key: str
    title: str
    default: str
    choices: Mapping[str, str] = field(default_factory=dict)
    group: Literal["view", "parts", "curves", "data", ""] = ""
    resizes: bool = False
    former: Mapping[str, str] = field(default_factory=dict)
    offline: bool = True
    bounds: tuple[tuple[float, float], ...] = ()


VIEW = DisplayOption(
    key="view",
    title="panels",
    default="panels",
    group="view",
    resizes=True,
    former={"side": "panels"},
)
ARROWS = DisplayOption(
    key="arrows",
    title="arrows",
    default="0",
    choices={"0": "off", "1": "to scale", "3": "three times", "10": "ten times"},
    group="view",
)
STEPWISE = DisplayOption(
    key="stepwise", title="step by step", default="off", choices=ON_OFF, group="view", resizes=True
)
TAYLOR = DisplayOption(key="taylor", title="Taylor models", default="off", choices=ON_OFF, group="view")
HEIGHTS = DisplayOption(
    key="heights",
    title="loss in 3D",
    default="auto",
    choices={"auto": "as its contours", "log": "logarithmic", "linear": "linear"},
    group="view",
)
"""How the heights of the scene go with the loss: unless one is chosen, as the levels of the surface do."""
CAMERA = DisplayOption(
    key="camera", title="camera", default="", bounds=((-180, 180), (5, 90), (0.5, 8), (-4, 4), (-4, 4))
)
"""From where the scene is seen: azimuth and elevation in degrees, how many times as large as the whole of it, and how
far its middle is from that of the picture, to the right and down, in heights of the picture. Empty: from where the
paths are seen best."""
CURVE = DisplayOption(key="curve", title="quantity", default="loss", group="curves")
AGAINST = DisplayOption(
    key="against",
    title="against",
    default="steps",
    choices={"steps": "against steps", "gradients": "against gradients"},
    group="curves",
)
SCALE = DisplayOption(
    key="scale",
    title="scale",
    default="log",
    choices={"log": "logarithmic", "linear": "linear"},
    group="curves",
)
RESIDUALS = DisplayOption(key="residuals", title="residuals", default="off", choices=ON_OFF, group="data")
LARGE = DisplayOption(key="large", title="large type", default="off", choices=ON_OFF, resizes=True)
SIDEBAR = DisplayOption(
    key="sidebar", title="sidebar", default="on", choices=ON_OFF, group="parts", resizes=True, offline=False
)
SLIDERS = DisplayOption(key="sliders", title="sliders", default="on", choices=ON_OFF, group="parts", resizes=True)
TABLE = DisplayOption(key="table", title="table", default="on", choices=ON_OFF, group="parts", resizes=True)


def display_of(views: Iterable[View]) -> list[DisplayOption]:
    """All that can be chosen where there are these views, in the order of addresses and of the page.

    Views that have a place of their own are shown or hidden; of the others one is chosen. What is for some surfaces
    only comes last, so that the keys of the rest are the same everywhere.
    """
    chosen = {view.key: view.title for view in views if view.place != "below"}
    below = sorted((view for view in views if view.place == "below"), key=lambda view: view.needs_data)
    parts = {
        view: DisplayOption(key=view.key, title=view.title, default="on", choices=ON_OFF, group="parts", resizes=True)
        for view in below
    }
    view = replace(VIEW, choices=chosen)
    return [
        view,
        HEIGHTS,
        ARROWS,
        STEPWISE,
        TAYLOR,
        CAMERA,
        CURVE,
        AGAINST,
        SCALE,
        RESIDUALS,
        LARGE,
        SIDEBAR,
        SLIDERS,
        *(part for view, part in parts.items() if not view.needs_data),
        TABLE,
        *(part for view, part in parts.items() if view.needs_data),
    ]
