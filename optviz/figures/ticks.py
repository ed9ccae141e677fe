"""Ticks of axes, as the page has them: as many as there is room for."""

from collections.abc import Callable, Sequence

from matplotlib.axes import Axes

from optviz.figures.layout import Box
from optviz.figures.setting import Sheet
from optviz.figures.text import width_of
from optviz.picture.ticks import RULES, Tick, logarithmic_ticks, ticks

LABEL = 0.8
"""The size of tick labels, in em."""
GAP = RULES["gap"]


def set_ticks(
    axes: Axes, sheet: Sheet, box: Box, *, most: tuple[str, str] = ("panel", "panel"), whole: bool = False
) -> None:
    """Ticks across and upwards, from the ranges that the axes have.

    Args:
        most: by which of the rules so many at most are there.
        whole: whether only whole numbers mean something across.
    """
    size = LABEL * sheet.layout.em
    low, high = axes.get_xlim()

    def fits_across(found: Sequence[Tick]) -> bool:
        ends = [
            (box.width * (tick.value - low) / (high - low) + side * width_of(tick.text, size) / 2, side)
            for tick in found
            for side in (-1, 1)
        ]
        return all(after[0] - before[0] >= GAP * size for before, after in zip(ends[1::2], ends[2::2], strict=False))

    across = that_fit(RULES["most"][most[0]], lambda count: ticks(low, high, count, whole=whole), fits_across)
    axes.set_xticks([tick.value for tick in across], [tick.text for tick in across], minor=False)
    upwards = that_fit(
        RULES["most"][most[1]], lambda count: ticks_upwards(axes, count), lambda found: fits_upwards(box, size, found)
    )
    axes.set_yticks([tick.value for tick in upwards], [tick.text for tick in upwards], minor=False)


def ticks_upwards(axes: Axes, most: int) -> tuple[Tick, ...]:
    low, high = axes.get_ylim()
    if axes.get_yscale() != "log":
        return ticks(low, high, most)
    transform = axes.yaxis.get_transform()
    first, last = transform.transform([low, high])
    return logarithmic_ticks(float(first), float(last), most)


def fits_upwards(box: Box, size: float, found: Sequence[Tick]) -> bool:
    return len(found) * (1 + GAP) * size <= box.height + 2 * size


def that_fit(
    most: int, list_of: Callable[[int], tuple[Tick, ...]], fits: Callable[[Sequence[Tick]], bool]
) -> tuple[Tick, ...]:
    """The ticks of the largest number that has room."""
    return next((found for count in range(most, 1, -1) if fits(found := list_of(count))), list_of(1))
