"""One quantity of all paths of a run, with the ranges in which it is plotted."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optviz.engine.simulate import Run
from optviz.picture.quantities import offered, quantity_of

LEAST = 1e-12
"""The lowest value that a logarithmic axis shows, and the lowest share of the highest value."""
HIGHEST = 100.0
"""How far a run that diverges is followed upwards, in starts."""
ROOM = 0.06
"""What a linear axis leaves free above and below, as a share of what it shows."""
AGAINST = {"steps": "step", "gradients": "gradients taken"}
ABOVE = "above the lowest known minimum"
NO_FLOOR = "no minimum is known, so the scale is linear"
NOTHING = "there is nothing of this kind to show here"


class Range(NamedTuple):
    """The range of an axis.

    Args:
        low, high: its ends; of a logarithmic axis the exponents of ten, which are whole.
        logarithmic: whether it is.
        note: what has to be said about it, or nothing.
    """

    low: float
    high: float
    logarithmic: bool
    note: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Curves:
    """One quantity of all paths.

    Args:
        key, title: of the quantity.
        base: what it is counted from where the scale is logarithmic: the lowest known minimum for the loss, else 0.
        values: for each path (rows,) its values above the base, differenced in float64; None where it has none.
        lowest: for each path the row where its value is lowest, where that is marked.
        ranges: the range upwards by the scale that is asked for, `log` or `linear`; a linear one holds the values
            themselves, base included.
    """

    key: str
    title: str
    base: float
    values: tuple[np.ndarray | None, ...]
    ranges: dict[str, Range]
    lowest: tuple[int | None, ...]

    def plotted(self, i: int, scale: str) -> np.ndarray | None:
        """The values of path `i` as they stand on the axis of a scale."""
        values = self.values[i]
        return values if values is None or self.ranges[scale].logarithmic else values + self.base

    def drawn(self, i: int, scale: str) -> np.ndarray | None:
        """The same as a line is drawn: what has no logarithm lies a decade under the axis."""
        plotted, (low, _, logarithmic, _) = self.plotted(i, scale), self.ranges[scale]
        return np.where(plotted <= 0, 10.0 ** (low - 1), plotted) if logarithmic and plotted is not None else plotted


def curves_of(run: Run, key: str) -> Curves:
    """The curves of a quantity of a run."""
    quantity = quantity_of(key)
    found = [quantity.of(path, run) for path in run]
    has_floor = key != "loss" or bool(run.minima)
    base = min(minimum.value for minimum in run.minima) if key == "loss" and run.minima else 0.0
    values = tuple(None if one is None else one - base for one in found)
    diverged = [path.diverged_at is not None for path in run]
    ranges = {
        "log": logarithmic_range(values, diverged, base) if has_floor else None,
        "linear": linear_range(values, diverged, base, ""),
    }
    ranges["log"] = ranges["log"] or linear_range(values, diverged, base, "" if has_floor else NO_FLOOR)
    lowest = tuple(lowest_row(one) if quantity.marks_lowest and one is not None else None for one in values)
    return Curves(key=key, title=quantity.title, base=base, values=values, ranges=ranges, lowest=lowest)


def lowest_row(values: np.ndarray) -> int | None:
    """The first row with the lowest value; None where nothing is a number."""
    return int(np.nanargmin(values)) if np.isfinite(values).any() else None


def across_of(run: Run, against: str) -> list[np.ndarray]:
    """What stands across for each path, (rows,): steps, or gradients taken so far."""
    return [path.evaluations[:, 1] if against == "gradients" else np.arange(len(path.losses)) for path in run]


def finite(values: tuple[np.ndarray | None, ...], diverged: list[bool]) -> tuple[np.ndarray, float]:
    """All values that can be shown, and the highest of them that the axis has to hold."""
    shown = [
        (one[np.isfinite(one)], is_diverged)
        for one, is_diverged in zip(values, diverged, strict=True)
        if one is not None
    ]
    shown = [(one, is_diverged) for one, is_diverged in shown if len(one)]
    if not shown:
        return np.empty(0), 0.0
    most = HIGHEST * max(start_of(one) for one, _ in shown)
    tops = [min(float(one.max()), most) if is_diverged else float(one.max()) for one, is_diverged in shown]
    return np.concatenate([one for one, _ in shown]), max(tops)


def start_of(values: np.ndarray) -> float:
    """How large a curve is where it begins to be anything."""
    found = np.abs(values[values != 0])
    return float(found[0]) if len(found) else 0.0


def logarithmic_range(values: tuple[np.ndarray | None, ...], diverged: list[bool], base: float) -> Range | None:
    """Whole decades; None where nothing is above zero."""
    found, top = finite(values, diverged)
    if not top > LEAST:
        return None
    lowest = float(found[found > max(LEAST, LEAST * top)].min(initial=top))
    high = int(np.ceil(np.log10(top) + 1e-9))
    low = min(int(np.floor(np.log10(lowest) + 1e-9)), high - 1)
    return Range(low, high, True, ABOVE if base else "")


def linear_range(values: tuple[np.ndarray | None, ...], diverged: list[bool], base: float, note: str) -> Range:
    found, top = finite(values, diverged)
    if not len(found):
        return Range(0.0, 1.0, False, NOTHING)
    low, high = float(found.min()) + base, top + base
    room = ROOM * (high - low or abs(high) or 1.0)
    return Range(low - room, high + room, False, note)


def possible(run: Run) -> list[str]:
    """The keys of what can be plotted of a run."""
    return [key for key in offered(run) if any(quantity_of(key).of(path, run) is not None for path in run)]
