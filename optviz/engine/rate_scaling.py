"""Learning rates scaled to a surface: a record's default is for the default surface, and scales with its unit.

A learning rate is measured in something. That of gradient descent is a length over a gradient, an inverse curvature:
on a surface that is ten times as steep it has to be a tenth. That of Adam is a length: it grows with the domain.
"""

from functools import lru_cache

import numpy as np

from optviz.engine.landscape import landscape
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.scenario import Scenario

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
    scaled = rate.default * factor if abs(factor - 1) > 0.05 else rate.default
    return min(rate.high, max(rate.low, float(f"{scaled:.2g}")))


def with_scaled_rates(scenario: Scenario, surface: str) -> Scenario:
    """The scenario on another surface, from its own start.

    Learning rates that nobody has changed are scaled; all other numbers stay as they are, but for a noise that
    the surface cannot have.

    Raises:
        ScenarioError: there is no such surface.
    """
    data = scenario.to_dict() | {"surface": surface, "start": None}
    choice = Scenario.from_dict(data | {"noise": "none"}).surface
    if scenario.noise.record.needs_examples and not choice.record.examples:
        data["noise"] = "none"
    for optimizer, written in zip(scenario.optimizers, data["optimizers"], strict=True):
        if optimizer.numbers["learning_rate"] == scaled_rate(optimizer.record, scenario.surface):
            written["learning_rate"] = scaled_rate(optimizer.record, choice)
    return Scenario.from_dict(data)
