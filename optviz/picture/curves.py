"""One quantity of all paths of a run, perhaps with another beside it, and the ranges in which it is plotted."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optviz.engine.simulate import Run
from optviz.picture.quantities import best_row, named, offered, quantity_of
from optviz.texts.language import say

LEAST = 1e-12
"""The lowest value that a logarithmic axis shows, and the lowest share of the highest value."""
HIGHEST = 100.0
"""How far a run that diverges is followed upwards, in starts."""
ROOM = 0.06
"""What a linear axis leaves free above and below, as a share of what it shows."""
SQUARES = 12
"""Between so many pieces of a line that is drawn beside another one stand squares."""
AGAINST = {"steps": "step", "gradients": "gradients taken"}


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
        beside: the values of the quantity that is drawn beside it, likewise; empty where none is.
        best: for each path the row where its loss on held-out examples is lowest, which is marked: on the line beside,
            if there is one. None without any.
        ranges: the range upwards by the scale that is asked for, `log` or `linear`; a linear one holds the values
            themselves, base included.
    """

    key: str
    title: str
    base: float
    values: tuple[np.ndarray | None, ...]
    beside: tuple[np.ndarray | None, ...]
    ranges: dict[str, Range]
    best: tuple[int | None, ...]

    def plotted(self, i: int, scale: str) -> np.ndarray | None:
        """The values of path `i` as they stand on the axis of a scale."""
        return self.on_axis(self.values[i], scale)

    def on_axis(self, values: np.ndarray | None, scale: str) -> np.ndarray | None:
        return values if values is None or self.ranges[scale].logarithmic else values + self.base

    def drawn(self, i: int, scale: str) -> np.ndarray | None:
        """The same as a line is drawn: what has no logarithm lies a decade under the axis."""
        return self.as_line(self.values[i], scale)

    def drawn_beside(self, i: int, scale: str) -> np.ndarray | None:
        """The line beside that of path `i`."""
        return self.as_line(self.beside[i], scale) if self.beside else None

    def as_line(self, values: np.ndarray | None, scale: str) -> np.ndarray | None:
        plotted, (low, _, logarithmic, _) = self.on_axis(values, scale), self.ranges[scale]
        return np.where(plotted <= 0, 10.0 ** (low - 1), plotted) if logarithmic and plotted is not None else plotted


def curves_of(run: Run, key: str) -> Curves:
    """The curves of a quantity of a run."""
    quantity = quantity_of(key)
    found = [quantity.of(path, run) for path in run]
    beside = [quantity_of(quantity.beside).of(path, run) for path in run] if quantity.beside else []
    base = min(minimum.value for minimum in run.minima) if key == "loss" and run.minima else 0.0
    values = tuple(None if one is None else one - base for one in found)
    lines, diverged = (*values, *beside), [path.diverged_at is not None for path in run] * (2 if beside else 1)
    why = why_linear(run, key)
    log = None if why else logarithmic_range(lines, diverged, base)
    ranges = {
        "log": log or linear_range(lines, diverged, base, why),
        "linear": linear_range(lines, diverged, base, ""),
    }
    best = tuple(best_row(path, run) for path in run)
    return Curves(key=key, title=named(key), base=base, values=values, beside=tuple(beside), ranges=ranges, best=best)


def why_linear(run: Run, key: str) -> str:
    """Why a quantity has no logarithmic scale; empty if it has."""
    if key == "loss" and not run.minima:
        return say("no minimum is known, so the scale is linear")
    return say("a share, so the scale is linear") if quantity_of(key).is_share else ""


def rows_of_squares(rows: int) -> list[int]:
    """Those of so many at which a line beside another has a square."""
    return sorted({round_half_up(k * (rows - 1) / SQUARES) for k in range(1, SQUARES)} - {0})


def round_half_up(number: float) -> int:
    return int(np.floor(number + 0.5))


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
    return Range(low, high, True, say("above the lowest known minimum") if base else "")


def linear_range(values: tuple[np.ndarray | None, ...], diverged: list[bool], base: float, note: str) -> Range:
    found, top = finite(values, diverged)
    if not len(found):
        return Range(0.0, 1.0, False, say("there is nothing of this kind to show here"))
    low, high = float(found.min()) + base, top + base
    room = ROOM * (high - low or abs(high) or 1.0)
    return Range(low - room, high + room, False, note)


def possible(run: Run) -> list[str]:
    """The keys of what can be plotted of a run."""
    return [key for key in offered(run) if any(quantity_of(key).of(path, run) is not None for path in run)]
