"""What can be plotted under the panels: one number of a run at each of its rows."""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from optviz.engine.along import condition_numbers, held_out_losses
from optviz.engine.metrics import nearest_minima
from optviz.engine.simulate import Path, Run

STATE = "state."
STATE_FIELD = re.compile(r"state\.\w{1,40}", re.ASCII)


class Quantity(NamedTuple):
    """One number a row.

    Args:
        title: what it is called.
        of: its values (rows,) for a path of a run; None where there is nothing of the kind.
        marks_lowest: whether the row where it is lowest is marked on the curve.
    """

    title: str
    of: Callable[[Path, Run], np.ndarray | None]
    marks_lowest: bool = False


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


def held_out(path: Path, run: Run) -> np.ndarray | None:
    surface = run.scenario.surface
    return held_out_losses(surface, path.points) if surface.record.model and surface.record.model.holds_out else None


def condition(path: Path, run: Run) -> np.ndarray | None:
    return condition_numbers(run.scenario.surface, path.points) if path.points.shape[1] == 2 else None


def rates(path: Path) -> np.ndarray:
    return np.concatenate([path.learning_rates, path.learning_rates[-1:]])


QUANTITIES = {
    "loss": Quantity("loss", lambda path, run: path.losses),
    "held_out": Quantity("loss on held-out examples", held_out, marks_lowest=True),
    "gradient_norm": Quantity("gradient norm ‖g‖", lambda path, run: norms(path.gradients)),
    "step_length": Quantity("step length", lambda path, run: norms(steps_of(path))),
    "rate_x": Quantity("effective learning rate of x", lambda path, run: effective_rates(path, 0)),
    "rate_y": Quantity("effective learning rate of y", lambda path, run: effective_rates(path, 1)),
    "distance": Quantity("distance to the nearest minimum", distances),
    "condition": Quantity("condition number of the Hessian", condition),
    "learning_rate": Quantity("learning rate after the schedule", lambda path, run: rates(path)),
}
"""Those of every run; beside them each field of each method's state."""


def is_quantity(key: str) -> bool:
    return key in QUANTITIES or STATE_FIELD.fullmatch(key) is not None


def quantity_of(key: str) -> Quantity:
    """The quantity of a key; those of states are called `state.` and the field, and show its norm."""
    if key in QUANTITIES:
        return QUANTITIES[key]
    field = key.removeprefix(STATE)
    return Quantity(f"{field.replace('_', ' ')} (norm)", partial(norms_of_state, field))


def norms_of_state(field: str, path: Path, run: Run) -> np.ndarray | None:
    return norms(path.state[field]) if field in path.state else None


def offered(run: Run) -> list[str]:
    """The keys of all that can be plotted of a run: the states' fields come last, by name."""
    fields = sorted({field for path in run for field in path.state})
    return [*QUANTITIES, *(STATE + field for field in fields)]
