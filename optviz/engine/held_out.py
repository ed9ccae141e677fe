"""The loss on held-out examples as a landscape of its own: over the weights of a surface, beside the loss that is
trained on. Nobody writes down where it is lowest, so that this is looked for."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import jax
import numpy as np

from optviz.engine.landscape import Axes, Landscape, landscape_of, on_grid, points_on
from optviz.engine.surface_programs import held_out_program
from optviz.engine.tables import held_out_of, holds_out, table_of
from optviz.scenario.choices import SurfaceChoice
from optviz.surfaces.base import Minimum

SEARCH: dict[str, Any] = {"near": 0.02, "most": 8, "again": 0.125, "small": 1e-6, "turns": 300, "alike": 1e-6}
"""How minima are looked for: from places of the grid that are lower than all around them and, as a share of the way
from the lowest loss to the highest, this `near` to the lowest; from the `most` of them; once more `again` so many cells
beside what was found; until all is within a `small` part of a cell, or after so many `turns`. Those whose losses are
`alike`, by a share of that way, are minima."""
FLAT, NARROW = 1e-9, 1e-9
"""What a loss rises by from a minimum to the next place of the grid, as a share of that way, and one less the square of
how far the two weights go together: below, it does not stand alone."""
LossAt = Callable[[np.ndarray], float]


def has_both_grounds(choice: SurfaceChoice) -> bool:
    """Whether a surface has two weights, and examples that are held out."""
    return len(choice.record.domain) == 2 and holds_out(choice)


def held_out_on(choice: SurfaceChoice, axes: Axes) -> np.ndarray:
    """The loss on held-out examples on the grid that `axes` span, without penalties; the last weight along the first
    axis of the result."""
    return on_grid(losses_at(choice, points_on(axes)), axes)


def losses_at(choice: SurfaceChoice, points: np.ndarray) -> np.ndarray:
    """The same at points (n, weights), (n,)."""
    with jax.enable_x64(True):
        given = np.array(choice.values), table_of(choice), held_out_of(choice)
        return np.asarray(held_out_program(choice.record)(points, *given))


@lru_cache(maxsize=64)
def as_found(choice: SurfaceChoice) -> Landscape:
    """The landscape of the loss on held-out examples, as the places of its grid tell it."""
    return landscape_of(choice, held_out_on)


@lru_cache(maxsize=64)
def held_out_landscape(choice: SurfaceChoice) -> Landscape:
    """The landscape of the loss on held-out examples, of a surface of two weights that has some."""
    shown = as_found(choice)
    inside = [one.value for one in held_out_minima(choice) if one.is_in(choice.record.domain)]
    return replace(shown, lowest=min([shown.lowest, *inside]))


@lru_cache(maxsize=64)
def held_out_minima(choice: SurfaceChoice) -> tuple[Minimum, ...]:
    """Where the loss on held-out examples is lowest, within what a landscape shows; none where it falls on beyond it,
    or where it is as low all along a line."""
    shown = as_found(choice)
    span = shown.highest - shown.lowest
    cells = np.array([axis[1] - axis[0] for axis in shown.axes])

    def loss(place: np.ndarray) -> float:
        return float(losses_at(choice, place[None])[0])

    found: list[Minimum] = []
    for start in places_to_start(shown):
        place = lowest_near(loss, start, cells)
        place = lowest_near(loss, place, SEARCH["again"] * cells)
        is_new = all(np.abs((place - one.point) / cells).max() > 1 for one in found)
        is_inside = all(axis[0] < x < axis[-1] for axis, x in zip(shown.axes, place, strict=True))
        if is_new and is_inside and stands_alone(loss, place, cells, span):
            found.append(Minimum((float(place[0]), float(place[1])), loss(place)))
    lowest = min((one.value for one in found), default=np.inf)
    at_edges = min(shown.losses[[0, -1]].min(), shown.losses[:, [0, -1]].min())
    return tuple(one for one in found if one.value <= lowest + SEARCH["alike"] * span and one.value < at_edges)


def places_to_start(shown: Landscape) -> list[np.ndarray]:
    """Places of the grid that are lower than all around them and hardly above the lowest, the lowest first."""
    losses, lowest = shown.losses, shown.losses.min()
    inner = losses[1:-1, 1:-1]
    is_low = inner <= lowest + SEARCH["near"] * (shown.highest - shown.lowest)
    for j in range(3):
        for i in range(3):
            around = losses[j : j + inner.shape[0], i : i + inner.shape[1]]
            is_low &= (inner <= around) if (j, i) < (1, 1) else (inner < around) if (j, i) > (1, 1) else True
    rows, columns = np.nonzero(is_low)
    order = np.argsort(inner[rows, columns], kind="stable")[: SEARCH["most"]]
    across, upwards = shown.axes
    return [np.array([across[1 + columns[k]], upwards[1 + rows[k]]]) for k in order]


def lowest_near(loss: LossAt, start: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Where a loss is lowest near a place, by the method of Nelder and Mead (1965).

    It asks for no derivative: losses of examples may have creases.

    Args:
        sizes: of the first triangle, along each weight.
    """
    corners = [start, *(start + np.diag(sizes))]
    values = [loss(corner) for corner in corners]
    for _ in range(SEARCH["turns"]):
        order = sorted(range(3), key=lambda i: values[i])
        corners, values = [corners[i] for i in order], [values[i] for i in order]
        best, middle, worst = corners
        if np.abs([(middle - best) / sizes, (worst - best) / sizes]).max() <= SEARCH["small"]:
            break
        centre = (best + middle) / 2
        across = centre + (centre - worst)
        reached = loss(across)
        if reached < values[0]:
            further = centre + 2 * (centre - worst)
            at_further = loss(further)
            corners[2], values[2] = (further, at_further) if at_further < reached else (across, reached)
            continue
        if reached < values[1]:
            corners[2], values[2] = across, reached
            continue
        near = centre + ((across if reached < values[2] else worst) - centre) / 2
        at_near = loss(near)
        if at_near < min(reached, values[2]):
            corners[2], values[2] = near, at_near
            continue
        for i in (1, 2):
            corners[i] = best + (corners[i] - best) / 2
            values[i] = loss(corners[i])
    return corners[int(np.argmin(values))]


def stands_alone(loss: LossAt, place: np.ndarray, cells: np.ndarray, span: float) -> bool:
    """Whether a loss rises from a place to all sides, by what it is at the next places of a grid."""
    (ne, n, nw), (e, here, w), (se, s, sw) = ([loss(place + cells * [i, j]) for i in (1, 0, -1)] for j in (1, 0, -1))
    across, upwards, both = e + w - 2 * here, n + s - 2 * here, (ne - nw - se + sw) / 4
    if not min(across, upwards) > FLAT * span:
        return False
    return across * upwards - both**2 > NARROW * across * upwards
