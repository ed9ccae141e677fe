"""Where epochs end, on the curves of a figure."""

from matplotlib.axes import Axes

from optviz.figures.layout import Box
from optviz.figures.setting import Sheet
from optviz.figures.ticks import LABEL
from optviz.picture.epochs import DASH, REACH, Epochs
from optviz.picture.ticks import RULES


def draw_epochs(sheet: Sheet, axes: Axes, box: Box, epochs: Epochs) -> str:
    """Lines behind the curves, each with its number over the plot; returns what is said of them."""
    size, end = LABEL * sheet.em, axes.get_xlim()[1]
    width, height = (side / (LABEL * sheet.layout.em) for side in (box.width, box.height))
    beside = RULES["pad"] * size
    look = {"color": sheet.theme.muted, "linewidth": sheet.pixel, "linestyle": (0, DASH), "zorder": 0.9}
    for i, (across, text) in enumerate(epochs.marks(end, width)):
        axes.axvline(across, 0, 1 + REACH / height, clip_on=False, gid=f"epoch-{i}", **look)
        offset = {"xytext": (-beside, beside), "textcoords": "offset points", "annotation_clip": False}
        where = {"xycoords": axes.get_xaxis_transform(), "ha": "right", "va": "baseline"}
        label = axes.annotate(text, (across, 1), color=sheet.theme.muted, fontsize=size, **where, **offset)
        label.set_gid(f"epoch-label-{i}")
    return epochs.note(end, width)
