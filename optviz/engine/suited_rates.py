"""Learning rates that suit a surface: measured for the rules and surfaces that are here, scaled for any other.

The table was measured by `benchmarks/suited_rates.py`, which says what suits.
"""

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from optviz.engine.rate_scaling import in_range, scaled_rate
from optviz.engine.tables import minima_of
from optviz.engine.taylor import models_along
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import SurfaceChoice

TABLE = Path(__file__).with_name("suited_rates.csv")
"""A row for each surface, a column for each rule."""
FLAT = 1e-6
"""A curvature that says nothing."""


@cache
def measured_rates() -> Mapping[tuple[str, str], float]:
    """The measured rates, by the keys of surface and rule."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        (row["surface"], rule): float(rate) for row in rows for rule, rate in row.items() if rule != "surface" and rate
    }


def suited_rate(optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """The learning rate with which a rule does well on a surface, to two digits and within its range."""
    measured = measured_rates().get((choice.key, optimizer.key))
    return scaled_rate(optimizer, choice) if measured is None else moved_rate(measured, optimizer, choice)


def moved_rate(rate: float, optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """A rate for a surface as it comes, where its numbers have been moved: an inverse curvature follows the curvature.

    That where a path begins and ends says more than that of the whole domain, of which a path may see little.
    """
    as_it_comes = SurfaceChoice.model_validate(choice.key)
    if choice == as_it_comes or optimizer.rate_unit != "inverse curvature":
        return rate
    before, after = curvature_to_stand(as_it_comes), curvature_to_stand(choice)
    return in_range(rate * before / after, optimizer) if min(before, after) > FLAT else rate


@lru_cache(maxsize=128)
def curvature_to_stand(choice: SurfaceChoice) -> float:
    """The largest curvature at the surface's own start and at the lowest known minimum, of a curve of them where it is
    nearest to the start."""
    start = np.array([choice.record.start])
    lowest = min(minima_of(choice), key=lambda minimum: minimum.value, default=None)
    places = start if lowest is None else np.concatenate([start, lowest.nearest(start)])
    _, hessians = models_along(choice, places)
    return float(np.abs(np.linalg.eigvalsh(hessians)).max())
