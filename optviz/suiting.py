"""Learning rates that suit a surface: a record's default is for the default surface, and scales with its unit.

A learning rate is measured in something. That of gradient descent is a length over a gradient, an inverse curvature:
on a surface that is ten times as steep it has to be a tenth. That of Adam is a length: it grows with the domain.
"""

from functools import lru_cache

import numpy as np

from optviz.choices import SurfaceChoice
from optviz.landscape import landscape
from optviz.optimizers.base import Optimizer
from optviz.scenario import Scenario

HOME_CURVATURE, HOME_LENGTH = 10.0, 2.5
"""The largest curvature and the half-width of the default surface, for which the records' defaults are made."""
STEEPEST = 0.9
"""The quantile of the curvature over the domain that a suited rate can stand."""


@lru_cache(maxsize=128)
def typical_curvature(choice: SurfaceChoice) -> float:
    """The largest absolute curvature in any direction, at all but the steepest tenth of the domain."""
    shown = landscape(choice)
    spacings = [axis[1] - axis[0] for axis in reversed(shown.axes)]
    slopes = np.gradient(shown.losses, *spacings)
    slopes = slopes if isinstance(slopes, list | tuple) else [slopes]
    rows = [
        np.stack(np.atleast_2d(np.gradient(slope, *spacings)).reshape(len(spacings), *slope.shape)) for slope in slopes
    ]
    hessians = np.moveaxis(np.stack(rows), (0, 1), (-2, -1))
    inside = [
        (axis >= low) & (axis <= high) for axis, (low, high) in zip(shown.axes, choice.record.domain, strict=True)
    ]
    inner = hessians[np.ix_(*reversed(inside))].reshape(-1, len(spacings), len(spacings))
    inner = (inner + inner.swapaxes(1, 2)) / 2
    return float(np.quantile(np.abs(np.linalg.eigvalsh(inner)).max(axis=1), STEEPEST))


def suited_rate(optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """The learning rate of a record's default, carried over to a surface, to two digits and within its range."""
    rate = optimizer.hyperparameters[0]
    if optimizer.rate_unit == "inverse curvature":
        factor = HOME_CURVATURE / max(typical_curvature(choice), 1e-12)
    elif optimizer.rate_unit == "length":
        factor = max(high - low for low, high in choice.record.domain) / 2 / HOME_LENGTH
    else:
        return rate.default
    carried = rate.default * factor if abs(factor - 1) > 0.05 else rate.default
    return min(rate.high, max(rate.low, float(f"{carried:.2g}")))


def carried_over(scenario: Scenario, surface: str) -> Scenario:
    """The scenario on another surface, from its own start.

    Learning rates that nobody has changed are carried over; all other numbers stay as they are.

    Raises:
        ScenarioError: there is no such surface.
    """
    choice = SurfaceChoice.model_validate(surface)
    data = scenario.to_dict() | {"surface": surface, "start": None}
    for optimizer, written in zip(scenario.optimizers, data["optimizers"], strict=True):
        if optimizer.numbers["learning_rate"] == suited_rate(optimizer.record, scenario.surface):
            written["learning_rate"] = suited_rate(optimizer.record, choice)
    return Scenario.from_dict(data)
