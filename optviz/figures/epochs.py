"""Where epochs end, on the curves of a figure."""

from matplotlib.axes import Axes

from optviz.figures.layout import Box
from optviz.figures.setting import Sheet
from optviz.figures.ticks import LABEL
from optviz.picture.epochs import DASH, REACH, Epochs

BESIDE = 0.25
"""From a label to its line and to the plot, in sizes of its type."""


def draw_epochs(sheet: Sheet, axes: Axes, box: Box, epochs: Epochs) -> str:
    """Lines behind the curves, each with its number over the plot; returns what is said of them."""
    size, end = LABEL * sheet.em, axes.get_xlim()[1]
    width = box.width / (LABEL * sheet.layout.em)
    height = box.height / (LABEL * sheet.layout.em)
    look = {"color": sheet.theme.muted, "linewidth": sheet.pixel, "linestyle": (0, DASH), "zorder": 1}
    for i, (across, text) in enumerate(epochs.marks(end, width)):
        axes.axvline(across, 0, 1 + REACH / height, clip_on=False, gid=f"epoch-{i}", **look)
        offset = {"xytext": (-BESIDE * size, BESIDE * size), "textcoords": "offset points", "annotation_clip": False}
        where = {"xycoords": axes.get_xaxis_transform(), "ha": "right", "va": "baseline"}
        label = axes.annotate(text, (across, 1), color=sheet.theme.muted, fontsize=size, **where, **offset)
        label.set_gid(f"epoch-label-{i}")
    return epochs.note(end, width)
