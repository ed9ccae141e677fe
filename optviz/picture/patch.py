"""What a rule believes the loss to be around a point, as a patch in the scene of three dimensions."""

import numpy as np

from optviz.engine.landscape import Landscape

RULES = {"reach": 0.15, "nodes": 17, "every": 4, "ellipse": 0.08, "flattest": 0.004, "behind": 0.3}
"""How models and rates are drawn in space. `reach`: of a patch to all sides; `nodes` along each side, of which each
`every` one has a line. `ellipse`: the longer half-axis of that of the rates; `flattest`: the other one, at least.
`behind`: how much there is of what lies under the surface. Lengths are in units of the scene."""
ROUNDING = 1e-6
"""Of the span of the losses: how far beyond them a model may be."""


def patch_of(
    point: np.ndarray,
    loss: float,
    gradient: np.ndarray,
    hessian: np.ndarray | None,
    raised: Landscape,
    domain: np.ndarray,
    units: np.ndarray,
) -> list[np.ndarray]:
    """The lines of a patch, each (nodes, 3): two weights and a height, not a number where it leaves the scene.

    Args:
        point: (2,) where the model was taken.
        loss, gradient, hessian: the loss there, (2,), and (2, 2) or None for a model of first order.
        raised: the landscape whose shades are the heights.
        domain: (2, 2) the ends of each weight.
        units: (2,) the scene's lengths of 1 along the weights.
    """
    nodes = int(RULES["nodes"])
    offsets = np.linspace(-RULES["reach"], RULES["reach"], nodes)[:, None] / units
    lines = np.arange(0, nodes, int(RULES["every"]))
    patch = []
    for k in (1, 0):
        for offset in offsets[lines, k]:
            along = np.array(offsets)
            along[:, k] = offset
            patch.append(places_of(point, loss, gradient, hessian, along, raised, domain))
    return patch


def places_of(
    point: np.ndarray,
    loss: float,
    gradient: np.ndarray,
    hessian: np.ndarray | None,
    offsets: np.ndarray,
    raised: Landscape,
    domain: np.ndarray,
) -> np.ndarray:
    """The places (n, 3) of a model at offsets (n, 2) from its point."""
    losses = loss + offsets @ gradient
    if hessian is not None:
        losses = losses + np.einsum("ni,ij,nj->n", offsets, hessian, offsets) / 2
    weights = point + offsets
    spare = ROUNDING * (raised.highest - raised.lowest)
    inside = ((weights >= domain[:, 0]) & (weights <= domain[:, 1])).all(axis=1)
    inside &= (losses >= raised.lowest - spare) & (losses <= raised.highest + spare)
    heights = np.clip(raised.shade(np.where(inside, losses, raised.lowest)), 0, 1)
    return np.where(inside[:, None], np.column_stack([weights, heights]), np.nan)
