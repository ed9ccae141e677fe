"""What can be plotted under the panels: one number of a run at each of its rows."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from optviz.engine.along import condition_numbers, lost_together, measured
from optviz.engine.metrics import nearest_minima
from optviz.engine.simulate import Path, Run
from optviz.engine.tables import holds_out
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.texts.language import say

STATE = "state."
STATE_FIELD = re.compile(r"state\.\w{1,40}", re.ASCII)


class Quantity(NamedTuple):
    """One number a row.

    Args:
        title: what it is called, in English.
        of: its values (rows,) for a path of a run; None where there is nothing of the kind.
        is_share: whether it is a share, whose scale is linear.
        beside: the key of another one, whose line is drawn beside its own, with squares; empty for none.
        alone: where it is what several runs are together, the key of what each of them is alone.
    """

    title: str
    of: Callable[[Path, Run], np.ndarray | None]
    is_share: bool = False
    beside: str = ""
    alone: str = ""


def norms(array: np.ndarray) -> np.ndarray:
    """The length of each row; its squares may be too large or too small for a number."""
    return np.hypot.reduce(array.reshape(len(array), -1), axis=1, initial=0)


def rows_left(path: Path) -> np.ndarray:
    """For each row the row whose step is shown there: its own, but none leaves the last good row or those after it."""
    last = len(path.points) - 1 if path.diverged_at is None else path.diverged_at - 1
    return np.minimum(np.arange(len(path.points)), max(last - 1, 0))


def steps_of(path: Path) -> np.ndarray:
    """The step that leaves each row; the last good row has none, and repeats the one before."""
    return np.diff(path.points, axis=0)[rows_left(path)]


def effective_rates(path: Path, coordinate: int) -> np.ndarray | None:
    """How far one coordinate moves for each unit of its gradient; not a number where the gradient is zero."""
    if coordinate >= path.points.shape[1]:
        return None
    gradients = path.gradients[rows_left(path), coordinate]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(gradients == 0, np.nan, np.abs(steps_of(path)[:, coordinate] / gradients))


def distances(path: Path, run: Run) -> np.ndarray | None:
    """From each row to the nearest of the known minima, curves of them included."""
    if not run.minima:
        return None
    return np.hypot.reduce(path.points - nearest_minima(run.minima, path.points), axis=1, initial=0)


def measure(key: str, path: Path, run: Run) -> np.ndarray | None:
    return all_measured(path, run).get(key)


@lru_cache(maxsize=2 * MAX_OPTIMIZERS)
def all_measured(path: Path, run: Run) -> dict[str, np.ndarray]:
    """What is asked for several times of one run: for its curves, for what lies beside them, and for the best row."""
    return measured(run.scenario.surface, path.points)


def averages(points: np.ndarray) -> np.ndarray:
    """The mean of all points up to each of them (rows, weights): Polyak's average."""
    return np.cumsum(points, axis=0) / np.arange(1, len(points) + 1)[:, None]


def held_out_average(path: Path, run: Run) -> np.ndarray | None:
    return measured(run.scenario.surface, averages(path.points)).get("held_out")


def held_out_together(path: Path, run: Run) -> np.ndarray | None:
    """Of the mean of what this path and all before it say at each row; those that diverge do not count."""
    if path.diverged_at is not None:
        return None
    place = next(i for i, one in enumerate(run) if one is path)
    before = [one for one in run.paths[: place + 1] if one.diverged_at is None]
    points = np.stack([one.points for one in before], axis=1)
    return lost_together(run.scenario.surface, points, np.ones(points.shape[:2]))


def snapshots(path: Path) -> np.ndarray:
    """The rows at which a learning rate that has fallen rises again, and the last one if it has fallen until then."""
    falls = np.diff(path.learning_rates)
    ends = 2 + np.flatnonzero((falls[:-1] < 0) & (falls[1:] > 0))
    last = [len(path.learning_rates)] if len(falls) and falls[-1] < 0 else []
    return np.concatenate([ends, last]).astype(int)


def held_out_snapshots(path: Path, run: Run) -> np.ndarray | None:
    """Of the mean of what all snapshots up to each row say; not a number before the first."""
    rows = snapshots(path)
    if path.diverged_at is not None or not len(rows):
        return None
    counted = np.tri(len(rows))
    found = lost_together(run.scenario.surface, np.tile(path.points[rows], (len(rows), 1, 1)), counted)
    if found is None:
        return None
    so_far = np.searchsorted(rows, np.arange(len(path.points)), side="right")
    return np.concatenate([[np.nan], found])[so_far]


@lru_cache(maxsize=2 * MAX_OPTIMIZERS)
def best_row(path: Path, run: Run) -> int | None:
    """The first row with the lowest loss on held-out examples, where early stopping stops; None without any."""
    values = measure("held_out", path, run) if holds_out(run.scenario.surface) else None
    return int(np.nanargmin(values)) if values is not None and np.isfinite(values).any() else None


def losses_of_two(path: Path, run: Run) -> np.ndarray | None:
    return path.losses if holds_out(run.scenario.surface) else None


def condition(path: Path, run: Run) -> np.ndarray | None:
    return condition_numbers(run.scenario.surface, path.points) if path.points.shape[1] == 2 else None


def rates(path: Path) -> np.ndarray:
    return np.concatenate([path.learning_rates, path.learning_rates[-1:]])


QUANTITIES = {
    "loss": Quantity("loss", lambda path, run: path.losses),
    "held_out": Quantity("loss on held-out examples", partial(measure, "held_out")),
    "losses": Quantity("training loss and held-out loss (□)", losses_of_two, beside="held_out"),
    "held_out_average": Quantity("held-out loss of averaged weights", held_out_average),
    "held_out_together": Quantity("held-out loss of the mean of paths", held_out_together, alone="held_out"),
    "held_out_snapshots": Quantity("held-out loss of the mean of snapshots", held_out_snapshots),
    "accuracy": Quantity("accuracy on training examples", partial(measure, "accuracy"), is_share=True),
    "held_out_accuracy": Quantity(
        "accuracy on held-out examples", partial(measure, "held_out_accuracy"), is_share=True
    ),
    "gradient_norm": Quantity("gradient norm ‖g‖", lambda path, run: norms(path.gradients)),
    "step_length": Quantity("step length", lambda path, run: norms(steps_of(path))),
    "rate_x": Quantity("effective learning rate of x", lambda path, run: effective_rates(path, 0)),
    "rate_y": Quantity("effective learning rate of y", lambda path, run: effective_rates(path, 1)),
    "distance": Quantity("distance to the nearest minimum", distances),
    "condition": Quantity("condition number of the Hessian", condition),
    "learning_rate": Quantity("learning rate after the schedule", lambda path, run: rates(path)),
}
"""Those of every run; beside them each field of each method's state."""


MEASURED = ("held_out", "held_out_average", "accuracy", "held_out_accuracy", "condition")
"""Those that are measured on data."""


TOGETHER = ("held_out_together", "held_out_snapshots")
"""What several models are worth whose predictions are averaged."""


def measured_along(path: Path, run: Run) -> dict[str, np.ndarray]:
    """What is measured on the data of a surface, by key, (rows,) each; nothing where there are none."""
    if not run.scenario.surface.record.model:
        return {}
    found = {key: QUANTITIES[key].of(path, run) for key in MEASURED}
    return {key: values for key, values in found.items() if values is not None}


def is_quantity(key: str) -> bool:
    return key in QUANTITIES or STATE_FIELD.fullmatch(key) is not None


def quantity_of(key: str) -> Quantity:
    """The quantity of a key; those of states are called `state.` and the field, and show its norm."""
    if key in QUANTITIES:
        return QUANTITIES[key]
    field = key.removeprefix(STATE)
    return Quantity("{field} (norm)", partial(norms_of_state, field))


def named(key: str) -> str:
    """What a quantity is called."""
    field = say(key.removeprefix(STATE).replace("_", " "))
    return say(quantity_of(key).title, field=field)


def norms_of_state(field: str, path: Path, run: Run) -> np.ndarray | None:
    return norms(path.state[field]) if field in path.state else None


def offered(run: Run) -> list[str]:
    """The keys of all that can be plotted of a run: the states' fields come last, by name."""
    fields = sorted({field for path in run for field in path.state})
    return [*QUANTITIES, *(STATE + field for field in fields)]
