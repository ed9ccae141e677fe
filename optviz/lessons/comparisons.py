"""What a lesson claims of a run: comparisons of numbers that the run itself has. The page holds them beside each run.

A comparison is `side < side`, with `<`, `<=`, `>`, `>=` or `~` (within 2 %), and may go on: `1 < adam.loss < 2`.
A side is a number, a quantity, or a number times a quantity: `0.5 * sgd.steps`. A quantity is `momentum.loss@20`: of
the first path of that rule (`momentum_2`: of the second) what its name says, at a row where it has one each step; or
`surface.condition_number`, a number of the surface.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from optviz.engine.metrics import nearest_minima
from optviz.engine.simulate import Path, Run
from optviz.picture.quantities import MEASURED, QUANTITIES, TOGETHER, best_row
from optviz.scenario.scenario import Scenario

NEAR = 0.02
"""How far apart, as a share of the larger, are two numbers that are about the same."""
NAME = r"[a-z][a-z0-9_]*"
QUANTITY = re.compile(rf"({NAME})\.({NAME})(?:@(\d+))?")
SIDE = re.compile(rf"(?:(-?[\d.]+(?:e-?\d+)?))?(?:\s*\*\s*)?({NAME}\.{NAME}(?:@\d+)?)?")
SIGN = re.compile(r"\s(<=|>=|<|>|~)\s")


class Unclear(ValueError):
    """A comparison that says nothing; the message says why."""


@dataclass(frozen=True)
class Quantity:
    """A number of a run.

    Args:
        of: the rule's key, or "surface".
        place: which of the paths of that rule, from 0.
        name: what of it.
        row: at which row; None for the last, or for the whole path.
    """

    of: str
    place: int
    name: str
    row: int | None


@dataclass(frozen=True)
class Side:
    """A number times a quantity, or the number alone."""

    factor: float
    quantity: Quantity | None


@dataclass(frozen=True)
class Comparison:
    """Sides with the signs between them; it holds if each pair of neighbours does."""

    sides: tuple[Side, ...]
    signs: tuple[str, ...]


def weight(i: int) -> Callable[[Path, Run, int], float]:
    return lambda path, run, row: float(path.points[row, i]) if i < path.points.shape[1] else math.nan


def distance(path: Path, run: Run, row: int) -> float:
    if not run.minima:
        return math.nan
    point = path.points[row : row + 1 or None]
    return float(np.linalg.norm(point - nearest_minima(run.minima, point)))


def ahead(i: int) -> Callable[[Path, Run, int], float]:
    """A weight of x + ρv: where a rule with momentum looks ahead to, if v is the step that has led to the row."""

    def look(path: Path, run: Run, row: int) -> float:
        rho = path.choice.numbers.get("rho", math.nan)
        before = path.points[max(row % len(path.points) - 1, 0)]
        return weight(i)(path, run, row) * (1 + rho) - rho * float(before[i]) if i < len(before) else math.nan

    return look


def step(path: Path, run: Run, row: int) -> float:
    """The length of the step that leads to a row."""
    to = row % len(path.points)
    return float(np.linalg.norm(path.points[to] - path.points[to - 1])) if to else 0.0


def measured(key: str) -> Callable[[Path, Run, int], float]:
    def at(path: Path, run: Run, row: int) -> float:
        values = QUANTITIES[key].of(path, run)
        return math.nan if values is None else float(values[row])

    return at


AT_ROWS: dict[str, Callable[[Path, Run, int], float]] = {
    "loss": lambda path, run, row: float(path.losses[row]),
    "x": weight(0),
    "y": weight(1),
    "ahead_x": ahead(0),
    "ahead_y": ahead(1),
    "distance": distance,
    "step": step,
    "slope": lambda path, run, row: float(np.linalg.norm(path.gradients[row])),
    "gradients": lambda path, run, row: float(path.evaluations[row, 1]),
    "rate": lambda path, run, row: float(path.learning_rates[min(row % len(path.points), len(path.points) - 2)]),
    **{key: measured(key) for key in (*MEASURED, *TOGETHER)},
}
"""What a path has in each row: the loss, its weights, where it looks ahead to with its momentum, the distance to the
nearest minimum, the length of the step that leads there, that of the gradient, the gradients taken, the learning rate
of the step that leaves it; the loss on held-out examples, that of the averaged weights, the accuracy on the others and
on them, the condition number of the Hessian; the loss on held-out examples of the mean prediction of a path and those
before it, and of its snapshots."""


def never(value: int | None) -> float:
    return math.inf if value is None else float(value)


OF_WHOLE: dict[str, Callable[[Path, Run], float]] = {
    "steps": lambda path, run: never(path.metrics.steps_to_tolerance),
    "touched": lambda path, run: never(path.metrics.first_within_tolerance),
    "diverged": lambda path, run: never(path.diverged_at),
    "gradients_needed": lambda path, run: never((path.metrics.evaluations_to_tolerance or (None, None))[1]),
    "best": lambda path, run: float(path.losses.min()),
    "highest": lambda path, run: float(path.losses.max()),
    "length": lambda path, run: path.metrics.path_length,
    "turns_x": lambda path, run: float(path.metrics.sign_changes[0]),
    "turns_y": lambda path, run: float(path.metrics.sign_changes[-1]),
    "overshoot_x": lambda path, run: math.nan if path.metrics.overshoot is None else path.metrics.overshoot[0],
    "overshoot_y": lambda path, run: math.nan if path.metrics.overshoot is None else path.metrics.overshoot[-1],
    "best_row": lambda path, run: math.nan if (row := best_row(path, run)) is None else float(row),
}
"""What a path has once: the step from which it stays within the tolerance, at which it first is, at which it diverged,
the gradients taken until it stays within the tolerance (infinity for never), its lowest and highest loss, its length,
how often each weight turned, how far it went beyond its minimum; the step at which its loss on held-out examples is
lowest."""
STEPS = ("steps", "touched", "diverged", "gradients_needed")
"""Of which infinity means never."""


def parse_quantity(text: str) -> Quantity:
    """A quantity as it is written in lessons.

    Raises:
        Unclear: it is none.
    """
    if not (found := QUANTITY.fullmatch(text.strip())):
        raise Unclear(f"{text!r} is no quantity such as momentum.loss@20")
    key, name, row = found.groups()
    base, _, number = key.rpartition("_")
    of, place = (base, int(number) - 1) if number.isdigit() and base else (key, 0)
    return Quantity(of, place, name, None if row is None else int(row))


def parse_side(text: str) -> Side:
    found = SIDE.fullmatch(text.strip())
    if not found or not (found[1] or found[2]):
        raise Unclear(f"{text!r} is no number, no quantity and no product of both")
    return Side(float(found[1] or 1), parse_quantity(found[2]) if found[2] else None)


def parse_comparison(text: str) -> Comparison:
    """A comparison as it is written in lessons.

    Raises:
        Unclear: it is none.
    """
    parts = SIGN.split(text)
    if len(parts) < 3:
        raise Unclear(f"{text!r} has no sign such as < between two sides")
    return Comparison(tuple(parse_side(part) for part in parts[::2]), tuple(parts[1::2]))


def check(quantity: Quantity, scenario: Scenario) -> None:
    """Whether a scenario has a quantity.

    Raises:
        Unclear: it has not.
    """
    if quantity.of == "surface":
        if quantity.name not in scenario.surface.numbers:
            raise Unclear(f"the surface has no {quantity.name}")
        return
    choices = [choice for choice in scenario.optimizers if choice.key == quantity.of]
    if quantity.place >= len(choices):
        raise Unclear(f"the scenario has no {quantity.of} {quantity.place + 1}")
    known = {*AT_ROWS, *OF_WHOLE, *choices[quantity.place].numbers}
    if quantity.name not in known:
        raise Unclear(f"{quantity.name} is none of {', '.join(sorted(known))}")
    if quantity.row is not None and (quantity.name not in AT_ROWS or quantity.row > scenario.num_steps):
        raise Unclear(f"{quantity.of}.{quantity.name} has no row {quantity.row}")


def value_of(quantity: Quantity, run: Run) -> float:
    """The value of a quantity; not a number where the run has it not."""
    if quantity.of == "surface":
        return run.scenario.surface.numbers.get(quantity.name, math.nan)
    paths = [path for path in run if path.choice.key == quantity.of]
    if quantity.place >= len(paths):
        return math.nan
    path = paths[quantity.place]
    if quantity.name in AT_ROWS:
        row = -1 if quantity.row is None else quantity.row
        return AT_ROWS[quantity.name](path, run, row) if row < len(path.points) else math.nan
    if quantity.name in OF_WHOLE:
        return OF_WHOLE[quantity.name](path, run)
    return path.choice.numbers.get(quantity.name, math.nan)


def holds(comparison: Comparison, run: Run) -> bool:
    """Whether a comparison holds on a run. What it has not compares with nothing."""
    values = [
        side.factor * (1.0 if side.quantity is None else value_of(side.quantity, run)) for side in comparison.sides
    ]
    return all(
        compares(left, sign, right) for left, sign, right in zip(values, comparison.signs, values[1:], strict=False)
    )


def hold(comparisons: Sequence[Comparison], run: Run) -> bool:
    return all(holds(comparison, run) for comparison in comparisons)


def compares(left: float, sign: str, right: float) -> bool:
    if sign == "~":
        return left == right or abs(left - right) <= NEAR * max(abs(left), abs(right)) < math.inf
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]


def curves_needed(comparisons: Sequence[Comparison], told: Sequence[Quantity]) -> list[str]:
    """The curves that a page has to have for these comparisons, and for quantities that are told."""
    named = {side.quantity.name for one in comparisons for side in one.sides if side.quantity}
    return [key for key in (*MEASURED, *TOGETHER) if key in named | {quantity.name for quantity in told}]


def as_data(comparisons: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Comparisons as the page reads them."""
    return [
        {
            "sides": [
                {"factor": side.factor, "quantity": side.quantity and vars(side.quantity)} for side in comparison.sides
            ],
            "signs": list(comparison.signs),
        }
        for comparison in comparisons
    ]
