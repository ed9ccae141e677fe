"""Derivatives where formulas are delicate: at minima, at the origin, at the farthest starts."""

from itertools import product

import numpy as np
import pytest
from evaluation import cases, defaults, evaluate, minima_alone, places_of_minima, widths

from optviz.catalogue import SURFACES
from optviz.scenario.bounds import START_REACH

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
STEPS = (1e-4, 5e-5)
"""Of the differences, in widths of the domain."""


def difference_quotients(surface, points, step):
    """Of the gradients, by the weights: (points, weights, weights)."""
    columns = []
    for shift in step * np.diag(widths(surface)):
        ahead, behind = (evaluate(surface, points + side * shift, defaults(surface))[1] for side in (1, -1))
        columns.append((ahead - behind) / (2 * shift.sum()))
    return np.stack(columns, axis=2)


@every_surface
def test_the_hessian_at_a_minimum_is_how_the_gradient_changes_there(surface):
    """By extrapolated differences; where these grow as their step shrinks, the loss has a kink and no Hessian."""
    points = np.array([minimum.point for minimum in minima_alone(surface, defaults(surface))])
    if not len(points):
        return
    coarse, fine = (difference_quotients(surface, points, step) for step in STEPS)
    measured, size = (4 * fine - coarse) / 3, np.abs(fine).max()
    if size > 1.5 * np.abs(coarse).max():
        return
    np.testing.assert_allclose(evaluate(surface, points, defaults(surface))[2], measured, atol=1e-6 * size)


@every_surface
def test_all_derivatives_are_numbers_at_any_start(surface):
    """Those of minima, the origin, the axes, the middle, and as far out as a start may be typed."""
    low, high = np.array(surface.domain).T
    centre, reach = (low + high) / 2, START_REACH * (high - low) / 2
    corners = [centre + reach * np.array(sides) for sides in product((-1, 0, 1), repeat=len(low))]
    inside = np.clip(0, centre - reach, centre + reach)
    for numbers in cases(surface):
        minima = places_of_minima(surface, numbers)
        on_axes = [np.where(np.eye(len(low))[i] == 1, inside, centre) for i in range(len(low))]
        for array in evaluate(surface, np.array([*corners, inside, *on_axes, *minima]), numbers):
            assert np.isfinite(array).all(), numbers


def test_the_hessian_in_the_middle_of_the_drop_wave_has_its_limit():
    """−(1 + cos 12r) / (r²/2 + 2) is −1 + 36.25 r² − …, and as smooth right beside it."""
    places = np.array([(0.0, 0.0), (1e-9, 0.0), (1e-3, -1e-3), (1 / 12, 0.0)])
    values, gradients, hessians = evaluate(SURFACES["drop_wave"], places, {})
    np.testing.assert_allclose(hessians[:2], np.tile(72.5 * np.eye(2), (2, 1, 1)), rtol=1e-12)
    np.testing.assert_allclose(gradients[1:3], 72.5 * places[1:3], rtol=1e-4)
    np.testing.assert_allclose(values, [drop_wave(*place) for place in places], rtol=1e-15)


def drop_wave(x, y):
    r = np.hypot(x, y)
    return -(1 + np.cos(12 * r)) / (r**2 / 2 + 2)
