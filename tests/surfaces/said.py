"""What a surface's summary says, claim by claim, and the run that the page shows when that surface is chosen."""

from collections import defaultdict

import numpy as np
from evaluation import defaults, evaluate, losses
from numpy.lib.stride_tricks import sliding_window_view

from optviz import SURFACES, Scenario, simulate
from optviz.engine.demonstrations import shown_on

CLAIMS = defaultdict(list)
"""The claims that tests hold, by the key of the surface."""


def says(key, claim):
    """Marks a test of one claim of a surface's summary, which it has to quote as it stands there."""
    assert claim in SURFACES[key].summary, f"{key} says: {SURFACES[key].summary}"
    CLAIMS[key].append(claim)
    return lambda test: test


def shown(key, *rules, numbers=None, **changes):
    """The run that the page shows once a surface is chosen, with these rules, or with other numbers than there."""
    first = Scenario.default().to_dict()
    if rules:
        first["optimizers"] = list(rules)
    chosen = shown_on(Scenario.from_dict(first), key)
    surface = chosen.surface.flat() | (numbers or {})
    return simulate(Scenario.from_dict(chosen.to_dict() | {"surface": surface} | changes))


def ends(path, place, within=1e-2):
    """Whether a path ends near a place."""
    return np.linalg.norm(path.points[-1] - np.array(place)) < within


def derivatives(key, *points, **numbers):
    """(values, gradients, Hessians) at points."""
    return evaluate(SURFACES[key], points, defaults(SURFACES[key]) | numbers)


def values(key, points, **numbers):
    return losses(SURFACES[key], points, defaults(SURFACES[key]) | numbers)


def dips(losses):
    """How many entries inside an array lie below all their neighbours: local minima on a grid."""
    windows = sliding_window_view(losses, [3] * losses.ndim).reshape(*[n - 2 for n in losses.shape], -1)
    middle = 3**losses.ndim // 2
    return int((windows[..., middle, None] < np.delete(windows, middle, axis=-1)).all(axis=-1).sum())


def on_grid(key, count, **numbers):
    """The loss on a grid of `count` places along each weight over the domain, evaluated in NumPy's order (x, y)."""
    axes = [np.linspace(low, high, count) for low, high in SURFACES[key].domain]
    points = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")], axis=1)
    parts = np.array_split(points, max(1, len(points) // 2000))
    return np.concatenate([values(key, part, **numbers) for part in parts]).reshape([count] * len(axes))


def eigenvalues(key, point, **numbers):
    return np.linalg.eigvalsh(derivatives(key, point, **numbers)[2][0])


def condition(key, point, **numbers):
    """How many times the larger curvature is the smaller one."""
    lowest, highest = eigenvalues(key, point, **numbers)
    return highest / lowest


def minima(key, **numbers):
    """The known minima of a surface."""
    return SURFACES[key].minima(**SURFACES[key].given(defaults(SURFACES[key]) | numbers))
