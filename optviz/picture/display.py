"""How a picture is shown: what can be chosen on the page and for files, nothing that a run depends on."""

from dataclasses import dataclass
from types import MappingProxyType

ON_OFF = MappingProxyType({"on": "on", "off": "off"})


@dataclass(frozen=True, eq=False, kw_only=True)
class DisplayOption:
    """Something about how a picture is shown.

    Args:
        key: its name in links (`show.KEY`), and among the options of files.
        title: its name on the page.
        default: its value where none is given.
        choices: what is said of each value; empty where it is the key of a quantity or of a view.
        group: where the page offers it: "view", "parts" (what is shown of the page), "curves", or "" for nowhere.
        resizes: whether the page is laid out anew when it changes.
        in_files: whether files have it too.
    """

    key: str
    title: str
    default: str
    choices: MappingProxyType[str, str] = MappingProxyType({})
    group: str = ""
    resizes: bool = False
    in_files: bool = False


VIEW = DisplayOption(key="view", title="panels", default="panels", group="view", resizes=True, in_files=True)
ARROWS = DisplayOption(
    key="arrows",
    title="arrows",
    default="0",
    choices=MappingProxyType({"0": "off", "1": "to scale", "3": "three times", "10": "ten times"}),
    group="view",
    in_files=True,
)
STEPWISE = DisplayOption(
    key="stepwise", title="step by step", default="off", choices=ON_OFF, group="view", resizes=True
)
TAYLOR = DisplayOption(key="taylor", title="Taylor models", default="off", choices=ON_OFF, group="view", in_files=True)
CURVE = DisplayOption(key="curve", title="quantity", default="loss", group="curves", in_files=True)
AGAINST = DisplayOption(
    key="against",
    title="against",
    default="steps",
    choices=MappingProxyType({"steps": "against steps", "gradients": "against gradients"}),
    group="curves",
    in_files=True,
)
SCALE = DisplayOption(
    key="scale",
    title="scale",
    default="log",
    choices=MappingProxyType({"log": "logarithmic", "linear": "linear"}),
    group="curves",
    in_files=True,
)
LARGE = DisplayOption(key="large", title="large type", default="off", choices=ON_OFF, resizes=True)
SIDEBAR = DisplayOption(key="sidebar", title="sidebar", default="on", choices=ON_OFF, group="parts", resizes=True)
SLIDERS = DisplayOption(key="sliders", title="sliders", default="on", choices=ON_OFF, group="parts", resizes=True)
CURVES = DisplayOption(
    key="curves", title="curves", default="on", choices=ON_OFF, group="parts", resizes=True, in_files=True
)
TABLE = DisplayOption(key="table", title="table", default="on", choices=ON_OFF, group="parts", resizes=True)

DISPLAY = (VIEW, ARROWS, STEPWISE, TAYLOR, CURVE, SCALE, AGAINST, LARGE, SIDEBAR, SLIDERS, CURVES, TABLE)
"""In the order in which links have them and the page offers them."""
