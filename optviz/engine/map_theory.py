"""What theory says of a map: where momentum and its like diverge on a quadratic, and where they are fastest."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from optviz.engine.divergence import quadratic_of
from optviz.scenario.sweep import Sweep
from optviz.schedules import CONSTANT

PLACES = 97
"""How many places along the other axis the border is found at."""
CLOSER, ROUNDS = 12, 4
"""The fastest is looked for at every twelfth of these, then at so many places between the neighbours of the best."""
RATE = "learning_rate"


class Theory(NamedTuple):
    """Lines over a map of the learning rate and another number of a rule on a quadratic.

    Args:
        border: (places, 2) as (x, y): beyond these rates the rule diverges; parts outside of the map are left out.
        optimum: (x, y) of the fastest one in the long run, if it lies on the map.
    """

    border: np.ndarray
    optimum: tuple[float, float] | None


@lru_cache(maxsize=16)
def theory_of(asked: Sweep) -> Theory | None:
    """The theory of a map; None where none is known, or where something else decides."""
    scenario, place = asked.scenario, asked.optimizer
    choice = scenario.optimizers[place]
    keys = [axis.key.removeprefix(f"optimizers.{place}.") for axis in asked.axes]
    known, found = choice.record.on_quadratics, quadratic_of(scenario.surface)
    own = [p.key for p in choice.record.hyperparameters]
    if known is None or found is None or len(keys) < 2 or RATE not in keys or not set(keys) <= set(own):
        return None
    if choice.schedule.record is not CONSTANT or any(choice.schedule.values) or choice.has_regularisation:
        return None
    rates, others = asked.axes if keys[0] == RATE else asked.axes[::-1]
    other = next(key for key in keys if key != RATE)
    curvatures = found[0].tolist()

    def fastest(value: float) -> tuple[float, float, float]:
        """The factor, the rate and the other number."""
        first, last, factor = known.best_rates(curvatures, choice.numbers | {other: value})
        return factor, float(np.sqrt(first * last)), value

    along = others.model_copy(update={"cells": PLACES}).values.tolist()
    border = [(known.highest_rate(curvatures, choice.numbers | {other: value}), value) for value in along]
    tried = [fastest(value) for value in along[::CLOSER]]
    for _ in range(ROUNDS):
        i = tried.index(min(tried))
        near = tried[max(i - 1, 0)][2], tried[min(i + 1, len(tried) - 1)][2]
        tried = [fastest(value) for value in np.linspace(*near, CLOSER).tolist()]
    order = slice(None) if keys[0] == RATE else slice(None, None, -1)
    inside = [(rate, value)[order] for rate, value in border if rates.low <= rate <= rates.high]
    _, rate, value = min(tried)
    is_seen = rates.low <= rate <= rates.high and others.low < value < others.high
    optimum = (rate, value) if keys[0] == RATE else (value, rate)
    return Theory(np.array(inside).reshape(-1, 2), optimum if is_seen else None)
