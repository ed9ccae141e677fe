"""Where epochs end on the curves of runs on mini-batches. The page finds the same by itself (`core/epochs.mjs`)."""

from typing import NamedTuple

from optviz.engine.batches import steps_an_epoch
from optviz.engine.simulate import Run
from optviz.picture.curves import across_of
from optviz.picture.ticks import ticks
from optviz.texts.language import say

MOST = 12
"""So many epochs are marked at most: each, or every second, fifth, tenth …"""
APART = 4.5
"""How far their ends are apart at least, and the first from the axis, in sizes of the type of their numbers."""
DASH = (1, 3)
"""Of their lines, in widths of these: it tells them from the lines of the axes."""
REACH = 1.0
"""How far the lines stand out of the plot, to the right of their numbers, in sizes of this type."""


class EpochEnd(NamedTuple):
    """A mark.

    Args:
        across: where the epoch ends along the axis.
        text: which one it is; the first says what it is.
    """

    across: float
    text: str


class Epochs(NamedTuple):
    """The epochs of a run on an axis.

    Args:
        steps: how many steps one is, at least 2.
        length: how far each goes along the axis, for every path; 0 where not all go as far, or none is whole.
    """

    steps: int
    length: float

    def marks(self, end: float, width: float) -> list[EpochEnd]:
        """The marks on an axis from 0 to `end`, `width` sizes of type wide."""
        most = max(1, min(MOST + 1, int(width / APART)))
        found = ticks(0, end // self.length, most, whole=True)[1:] if self.length else ()
        texts = [tick.text if i else say("epoch {number}", number=tick.text) for i, tick in enumerate(found)]
        return [EpochEnd(tick.value * self.length, text) for tick, text in zip(found, texts, strict=True)]

    def note(self, end: float, width: float) -> str:
        """How long an epoch is, and every how many of them there is a line."""
        every = next((int(mark.across / self.length) for mark in self.marks(end, width)), 1)
        if every > 1:
            return say("an epoch is {steps} steps, a line every {every} epochs", steps=self.steps, every=every)
        return say("an epoch is {steps} steps", steps=self.steps)


def epochs_of(run: Run, against: str) -> Epochs | None:
    """The epochs of a run; None where each step is taken on all examples.

    Against gradients they are marked if every rule takes as many of them in each epoch until it diverges: else a line
    would be true of some curves only.
    """
    steps = steps_an_epoch(run.scenario)
    if steps == 1:
        return None
    lengths = {
        float(taken[row]) / (row // steps)
        for path, taken in zip(run, across_of(run, against), strict=True)
        for row in range(steps, len(taken) if path.diverged_at is None else path.diverged_at, steps)
    }
    return Epochs(steps, lengths.pop() if len(lengths) == 1 else 0.0)
