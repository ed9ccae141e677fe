"""Learning rates scaled to a surface: a record's default is for the default surface, and scales with its unit.

A learning rate is measured in something. That of gradient descent is a length over a gradient, an inverse curvature:
on a surface that is ten times as steep it has to be a tenth. That of Adam is a length: it grows with the domain.
"""

from functools import lru_cache

import numpy as np

from optviz.engine.landscape import landscape
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import SurfaceChoice

HOME_CURVATURE, HOME_LENGTH = 10.0, 2.5
"""The largest curvature and the half-width of the default surface, for which the records' defaults are made."""
STEEPEST = 0.9
"""The quantile of the curvature over the domain that a scaled rate can stand."""


@lru_cache(maxsize=128)
def typical_curvature(choice: SurfaceChoice) -> float:
    """The largest absolute curvature in any direction, at all but the steepest tenth of the domain."""
    shown = landscape(choice)
    spacings = [axis[1] - axis[0] for axis in reversed(shown.axes)]
    hessians = np.array([slopes_of(slope, spacings) for slope in slopes_of(shown.losses, spacings)])
    inside = [
        (axis >= low) & (axis <= high) for axis, (low, high) in zip(shown.axes, choice.record.domain, strict=True)
    ]
    inner = np.moveaxis(hessians, (0, 1), (-2, -1))[np.ix_(*reversed(inside))]
    curvatures = np.abs(np.linalg.eigvalsh((inner + inner.swapaxes(-2, -1)) / 2)).max(axis=-1)
    return float(np.quantile(curvatures, STEEPEST))


def slopes_of(values: np.ndarray, spacings: list[float]) -> list[np.ndarray]:
    """The slope of a grid's values along each of its axes."""
    slopes = np.gradient(values, *spacings)
    return list(slopes) if len(spacings) > 1 else [slopes]


def scaled_rate(optimizer: Optimizer, choice: SurfaceChoice) -> float:
    """The learning rate of a record's default, scaled to a surface, to two digits and within its range."""
    rate = optimizer.hyperparameters[0]
    if optimizer.rate_unit == "inverse curvature":
        factor = HOME_CURVATURE / max(typical_curvature(choice), 1e-12)
    elif optimizer.rate_unit == "length":
        factor = max(high - low for low, high in choice.record.domain) / 2 / HOME_LENGTH
    else:
        return rate.default
    return in_range(rate.default * factor, optimizer) if abs(factor - 1) > 0.05 else rate.default


def in_range(learning_rate: float, optimizer: Optimizer) -> float:
    """A learning rate to two digits, within what the rule allows."""
    rate = optimizer.hyperparameters[0]
    return min(rate.high, max(rate.low, float(f"{learning_rate:.2g}")))
