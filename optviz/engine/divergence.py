"""From which learning rate on a run diverges: the curvatures that tell it on a quadratic, and what trying tells."""

import math
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

import jax
import numpy as np

from optviz.engine.landscape import landscape
from optviz.engine.simulate import draws_of, program_of
from optviz.engine.tables import table_of
from optviz.optimizers.on_quadratics import halved
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.scenario.scenario import Scenario

EXACT = 1e-10
"""The share of a picture's losses by which they may miss a quadratic, from rounding."""
EVERY = 8
"""How many of the landscape's cells lie between two places where that is looked at."""
UNTOUCHED = 1e-9
"""The share of a gradient that rounding may make of nothing."""
PER_DECADE = 25
"""How many rates are tried in a decade: on the page, one for every five pixels of a track."""
HALVINGS = 8
"""Of the way between two of them, until where divergence begins is known to a part in a thousand."""


@lru_cache(maxsize=128)
def hessian_of(choice: SurfaceChoice) -> np.ndarray | None:
    """The Hessian (weights, weights) of a surface that is a quadratic all over its picture; None for any other one."""
    shown = landscape(choice)
    offsets = [(axis - axis[len(axis) // 2])[::EVERY] for axis in shown.axes]
    grids = np.meshgrid(*offsets)
    weights = len(grids)
    pairs = [(i, j) for i in range(weights) for j in range(i, weights)]
    terms = [np.ones_like(grids[0]), *grids, *(grids[i] * grids[j] for i, j in pairs)]
    columns = np.stack([term.ravel() for term in terms], axis=1)
    losses = shown.losses[(slice(None, None, EVERY),) * weights].ravel()
    if not np.isfinite(losses).all():
        return None
    found, *_ = np.linalg.lstsq(columns, losses, rcond=None)
    if np.abs(columns @ found - losses).max() > EXACT * np.ptp(losses):
        return None
    hessian = np.zeros((weights, weights))
    for (i, j), value in zip(pairs, found[1 + weights :], strict=True):
        hessian[i, j] += value
        hessian[j, i] += value
    return np.where(np.abs(hessian) > EXACT * np.abs(hessian).max(), hessian, 0.0)


def curvatures_met(choice: SurfaceChoice, gradient: np.ndarray) -> tuple[float, ...] | None:
    """The curvatures of a quadratic along which a run moves that begins with this gradient: it stays out of a direction
    in which it has none. None for a surface that is no quadratic with one minimum, and where rounding decides."""
    found = quadratic_of(choice)
    if found is None:
        return None
    curvatures, directions = found
    shares = np.abs(gradient @ directions)
    met = shares != 0
    if not met.any() or shares[met].min() < UNTOUCHED * shares.max():
        return None
    return tuple(curvatures[met].tolist())


@lru_cache(maxsize=128)
def quadratic_of(choice: SurfaceChoice) -> tuple[np.ndarray, np.ndarray] | None:
    """The curvatures (weights,) of a surface that is a quadratic with one minimum, and their directions in columns
    (weights, weights); None for any other one."""
    hessian = hessian_of(choice)
    if hessian is None:
        return None
    curvatures, directions = np.linalg.eigh(hessian)
    return None if curvatures[0] <= EXACT * curvatures[-1] else (curvatures, directions)


def diverging_rates(scenario: Scenario, i: int, low: float, high: float) -> list[tuple[float, float]]:
    """Which learning rates from `low` to `high` have the run of optimizer `i` of a scenario diverge.

    They are stretches, from the first to the last of neighbours that all did when they were tried. Where they reach up
    to `high`, the first is found closely.

    A run may well diverge at some rate, arrive at a higher one, and diverge again beyond.
    """
    choice = scenario.optimizers[i]
    alone = choice.model_copy(update={"values": (low, *choice.values[1:]), "label": None, "start": None})
    start = scenario.starts[i]
    return stretches(scenario.surface, scenario.noise, start, scenario.seed, scenario.num_steps, alone, high)


@lru_cache(maxsize=256)
def stretches(
    surface: SurfaceChoice,
    noise: NoiseChoice,
    start: tuple[float, ...],
    seed: int,
    num_steps: int,
    choice: OptimizerChoice,
    high: float,
) -> list[tuple[float, float]]:
    """The same by what the runs depend on; the choice has the lowest rate."""
    low, *others = choice.values
    program, draws = program_of(surface, noise, choice), draws_of(noise.record, surface, seed)

    def diverges(rate: float) -> bool:
        numbers = (*start, *surface.values, rate, *others, *choice.schedule.values, *noise.values)
        return int(program(np.array(numbers), table_of(surface), draws, np.int32(num_steps))[1]) <= num_steps

    rates = np.geomspace(low, high, 1 + round(PER_DECADE * math.log10(high / low))).tolist()
    with jax.enable_x64(True):
        found = [
            [rate for _, rate in group]
            for bad, group in groupby(((diverges(rate), rate) for rate in rates), key=itemgetter(0))
            if bad
        ]
        ends = [(group[0], group[-1]) for group in found]
        if ends and ends[-1][1] == rates[-1] and ends[-1][0] > low:
            first = rates.index(ends[-1][0])
            ends[-1] = (halved(rates[first], rates[first - 1], diverges, times=HALVINGS), ends[-1][1])
    return ends
