"""Where epochs end on the curves of runs on mini-batches. The page finds the same by itself (`core/epochs.mjs`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optviz.engine.batches import steps_an_epoch
from optviz.engine.simulate import Run
from optviz.picture.curves import across_of
from optviz.picture.ticks import STEPS
from optviz.texts.language import say

MOST = 12
"""So many ends of epochs are marked at most: all of them, or every second, fifth, tenth …"""
APART, FIRST = 3.0, 4.5
"""How far they are apart at least, and the first from the axis, which has a word, in sizes of the type of their labels."""
DASH = (1, 3)
"""Of their lines, in widths of these: of the axes' lines they are told by it."""
REACH = 0.9
"""How far the lines stand out of the plot, to the right of their labels, in sizes of this type."""


class EpochEnd(NamedTuple):
    """A mark.

    Args:
        across: where the epoch ends along the axis.
        text: which one it is.
    """

    across: float
    text: str


@dataclass(frozen=True)
class Epochs:
    """The epochs of a run.

    Args:
        steps: how many steps one is, at least 2.
        ends: where along the axis each ends that the run goes through, ascending; empty where the paths do not agree.
    """

    steps: int
    ends: tuple[float, ...]

    def every(self, end: float, width: float) -> int:
        """Every how many epochs one is marked on an axis from 0 to `end`, `width` sizes of type wide."""
        power = 1
        while True:
            for step in STEPS:
                gaps = np.diff(self.ends[step * power - 1 :: step * power], prepend=0.0) * width / end
                if len(gaps) <= MOST and (gaps[:1] >= FIRST).all() and (gaps[1:] >= APART).all():
                    return step * power
            power *= 10

    def marks(self, end: float, width: float) -> list[EpochEnd]:
        """The marks on such an axis; the first says what they are."""
        every = self.every(end, width)
        numbers = range(every, len(self.ends) + 1, every)
        texts = [say("epoch {number}", number=n) if n == every else str(n) for n in numbers]
        return [EpochEnd(self.ends[n - 1], text) for n, text in zip(numbers, texts, strict=True)]

    def note(self, end: float, width: float) -> str:
        """How long an epoch is, and how many there are from one line to the next."""
        every = self.every(end, width)
        if every == 1 or not self.marks(end, width):
            return say("an epoch is {steps} steps", steps=self.steps)
        return say("an epoch is {steps} steps, a line every {every} epochs", steps=self.steps, every=every)


def epochs_of(run: Run, against: str) -> Epochs | None:
    """The epochs of a run on an axis; None where every step is one."""
    steps = steps_an_epoch(run.scenario)
    if steps == 1:
        return None
    shown = [run.scenario.num_steps if path.diverged_at is None else path.diverged_at - 1 for path in run]
    rows = range(steps, run.scenario.num_steps + 1, steps)
    if against == "steps":
        return Epochs(steps, tuple(map(float, rows)))
    return Epochs(steps, ends_agreed(rows, across_of(run, against), shown))


def ends_agreed(rows: Sequence[int], across: Sequence[np.ndarray], last: Sequence[int]) -> tuple[float, ...]:
    """What all paths that have not ended have at some rows; nothing where one has something else.

    Then a line would be true of some curves only.

    Args:
        rows: at which epochs end.
        across: what stands across for each path, (rows,).
        last: the last row of each.
    """
    found = [{float(one[row]) for one, end in zip(across, last, strict=True) if row <= end} for row in rows]
    return () if any(len(places) > 1 for places in found) else tuple(place for places in found for place in places)
