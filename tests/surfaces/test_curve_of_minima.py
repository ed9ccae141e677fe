"""A curve of minima is all of the minima there are, to the last bits, and what is measured is measured to it."""

import math
from functools import cache

import numpy as np
import pytest
from evaluation import defaults, evaluate
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import NODES, CurveOfMinima

from optviz import SURFACES, Scenario, simulate
from optviz.engine.metrics import nearest_minima

RECURRENT = SURFACES["recurrent_unit"]
TARGETS = (0.1, 0.4, 0.62, 0.65, 0.7, 0.9)
ROUNDING = 4e-15


def last_states(places):
    """The state after 50 steps, as the formula has it, by the hyperbolic tangent."""
    weight, bias = places.T
    state = np.full(len(places), 0.5)
    for _ in range(50):
        state = weight * (1 + np.tanh(state / 2)) / 2 + bias
    return state


def curve_of(target):
    (curve,) = RECURRENT.minima(target=target)
    return curve


@pytest.mark.parametrize("target", TARGETS)
def test_the_state_passes_its_aim_on_the_curve(target):
    """On one side of every corner the output is too small, and on the other too large, a few last bits away."""
    aim = math.log(target / (1 - target))
    corners = np.concatenate(curve_of(target).corners)
    corners = corners[np.abs(corners).max(axis=1) < 250]
    sides = np.zeros((2, len(corners)), bool)
    for angle in np.linspace(0, 2 * np.pi, 8, endpoint=False):
        away = ROUNDING * (1 + np.abs(corners).max(axis=1, keepdims=True)) * [np.cos(angle), np.sin(angle)]
        error = last_states(corners + away) - aim
        sides |= np.stack([error <= 0, error >= 0])
    assert sides.all()


@pytest.mark.parametrize("target", TARGETS)
def test_there_are_no_other_minima(target):
    """On straight lines the output passes its aim as often as they cross the curve, as far out as runs go."""
    aim = math.log(target / (1 - target))
    lines = [*curve_of(target).corners]
    for begin, end, states in on_straight_lines():
        passes = np.count_nonzero(np.diff(states > aim))
        assert passes == sum(crossings(begin, end, line) for line in lines), (begin, end)


@cache
def on_straight_lines():
    """Where they begin and end, and the last states along them, which no aim moves."""
    random, found = np.random.default_rng(1), []
    for reach in (5, 20, 300):
        begins, ends = random.uniform(1 - reach, 1 + reach, (2, 20, 2))
        for begin, end in zip(begins, ends, strict=True):
            along = begin + (end - begin) * np.linspace(0, 1, 20001)[:, None]
            found.append((begin, end, last_states(along)))
    return found


def crossings(begin, end, line):
    """How many strokes of a line cross the one from `begin` to `end`."""

    def side(places, first, second):
        (x, y), (u, v) = (places - first).T, second - first
        return x * v - y * u > 0

    beside = side(line, begin, end)
    changes = np.flatnonzero(beside[1:] != beside[:-1])
    ends = [side(np.array([begin, end]), line[i], line[i + 1]) for i in changes]
    return sum(bool(one != other) for one, other in ends)


@pytest.mark.parametrize("target", TARGETS)
def test_the_nearest_point_is_on_the_curve_and_nearest(target):
    curve, random = curve_of(target), np.random.default_rng(2)
    low, high = np.array(RECURRENT.domain).T
    points = random.uniform(low - 6, high + 6, (200, 2))
    nearest = curve.nearest(points)
    distances = np.hypot(*(points - nearest).T)
    dense = np.concatenate([line[:-1] + (line[1:] - line[:-1]) * share for line in curve.corners for share in (0, 0.5)])
    dense = dense[np.abs(dense).max(axis=1) < 60]
    spacing = max(np.hypot(*np.diff(line[np.abs(line).max(axis=1) < 40], axis=0).T).max() for line in curve.corners)
    by_hand = np.array([np.hypot(*(dense - point).T).min() for point in points])
    assert (distances <= by_hand + 1e-3).all()  # a stroke's middle may lie off the curve
    assert (by_hand <= np.hypot(distances, spacing)).all()
    np.testing.assert_allclose(curve.nearest(nearest), nearest, atol=1e-12)
    sides = np.sign(last_states(points) - math.log(target / (1 - target)))
    across = points + (nearest - points) * (1 + 1e-7 / np.maximum(distances, 1e-7))[:, None]
    assert (np.sign(last_states(across) - math.log(target / (1 - target))) == -sides).mean() > 0.9  # not at corners


def test_between_its_corners_it_is_as_exact():
    """Where the loss is not too steep for it, the loss says so: a parabola across the curve."""
    points = np.column_stack([np.linspace(-1.5, 4.5, 333), np.linspace(1.0, -3.0, 333)])
    places = curve_of(0.7).nearest(points)
    loss, _, hessian = evaluate(RECURRENT, places, {"target": 0.7})
    across = np.linalg.eigvalsh(hessian)[:, -1]
    assert np.sqrt(2 * loss / across).max() < 1e-13


def test_on_a_circle():
    """Against geometry: pieces of the unit circle round (1, 2)."""
    angles = np.linspace(0, 2 * np.pi, 13)
    at = (angles[:-1, None] + angles[1:, None]) / 2 + np.pi / 12 * NODES
    circle = CurveOfMinima((np.stack([1 + np.cos(at), 2 + np.sin(at)], axis=-1),), 3.0)
    points = np.random.default_rng(3).normal((1, 2), 2, (300, 2))
    way = points - [1, 2]
    expected = [1, 2] + way / np.hypot(*way.T)[:, None]
    np.testing.assert_allclose(circle.nearest(points), expected, atol=1e-13)
    inside = circle.corners_in((1.45, 3.0), (1.0, 3.0))
    assert all((line[1:-1, 0] > 1.45).all() for line in inside)
    assert np.concatenate(inside)[:, 0].min() > 1.3
    single = [Minimum((5.0, 2.0), 0.0), circle]
    np.testing.assert_allclose(nearest_minima(single, np.array([[4.0, 2.0], [3.0, 2.0]])), [[5, 2], [2, 2]], atol=1e-13)


def test_a_run_that_ends_on_the_curve_has_arrived():
    """Adam ends at (4.02, −1.97) with a loss of 1e-9: a hair from the curve, whatever lies 1.24 away."""
    run = simulate(Scenario(surface="recurrent_unit", optimizers=["adam"], num_steps=200))
    (path,) = run
    (slope,) = evaluate(RECURRENT, path.points[-1:], defaults(RECURRENT))[1]
    assert path.losses[-1] < 1e-8
    assert path.metrics.distance == pytest.approx(2 * path.losses[-1] / np.hypot(*slope), rel=1e-2)
