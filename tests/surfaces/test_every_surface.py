"""What holds for every surface of the catalogue, at the defaults and at the ends of every slider."""

import re
from functools import partial
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from evaluation import (
    GRADIENTS,
    at_minima,
    cases,
    defaults,
    evaluate,
    grid,
    known_minima,
    known_on_grid,
    losses,
    losses_on_examples,
    minima_alone,
    places_of_minima,
    scattered,
    single_cases,
    table_of,
    widths,
)

from optviz.catalogue import SURFACES
from optviz.scenario.bounds import START_REACH
from tests.samples import sample

every_surface = pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)

MOST_ON_CREASES = 0.03
"""The share of places beside which the slope jumps, so that differences do not tell it."""
STEPS = (1e-4, 5e-5)
"""Of the differences at minima, in widths of the domain."""


def test_there_are_enough():
    weights = [len(surface.domain) for surface in SURFACES.values()]
    assert weights.count(2) >= 30
    assert weights.count(1) >= 6
    assert set(weights) == {1, 2}


def test_titles_differ():
    titles = [surface.title for surface in SURFACES.values()]
    assert len(set(titles)) == len(titles)


@every_surface
def test_record_is_complete(surface):
    assert re.fullmatch(r"[a-z][a-z_]*", surface.key)
    assert surface.title
    assert surface.family
    assert re.search(r"\((1[89]|20)\d\d\)", surface.source), "the source has no year"
    assert surface.summary.endswith(".")
    assert surface.formula.count("{") == surface.formula.count("}")
    assert surface.formula.count(r"\left") == surface.formula.count(r"\right")
    assert (surface.examples > 0) == (surface.on_examples is not None)
    assert all(low < high for low, high in surface.domain)


@every_surface
def test_parameters_are_sound(surface):
    for parameter in surface.parameters:
        assert parameter.low <= parameter.default <= parameter.high
        assert parameter.low < parameter.high
        assert parameter.scale == "linear" or parameter.low > 0
        assert parameter.symbol in surface.formula


@every_surface
def test_every_slider_changes_the_loss(surface):
    points = scattered(surface, 50, seed=1)
    for parameter in surface.parameters:
        low, high = (defaults(surface) | {parameter.key: end} for end in (parameter.low, parameter.high))
        assert np.ptp(losses(surface, points, low) - losses(surface, points, high)) > 0


@every_surface
def test_start_is_inside_and_not_at_rest(surface):
    assert all(low < x < high for x, (low, high) in zip(surface.start, surface.domain, strict=True))
    _, gradient, _ = evaluate(surface, [surface.start], defaults(surface))
    assert np.abs(gradient).max() > 1e-6


WITH_EXAMPLES = {key: surface for key, surface in SURFACES.items() if surface.examples}


@pytest.mark.parametrize("surface", WITH_EXAMPLES.values(), ids=WITH_EXAMPLES)
def test_loss_is_the_mean_over_the_examples(surface):
    for numbers in cases(surface):
        points = scattered(surface, 5, seed=9)
        each = losses_on_examples(surface, points, numbers)
        assert each.shape == (5, surface.examples)
        np.testing.assert_allclose(each.mean(axis=1), losses(surface, points, numbers), rtol=1e-12)


@every_surface
def test_gradient_against_finite_differences(surface):
    points = scattered(surface, 100, seed=2)
    for numbers in cases(surface):
        gradients = evaluate(surface, points, numbers)[1]
        measured = np.stack([five_point_slope(surface, points, numbers, i) for i in range(points.shape[1])], axis=1)
        allowed = 1e-5 * np.abs(gradients) + 1e-6 * np.abs(gradients).max()
        assert np.mean(np.abs(gradients - measured) > allowed) <= MOST_ON_CREASES * surface.has_creases, numbers


def five_point_slope(surface, points, numbers, weight):
    step = 2e-5 * widths(surface)[weight]
    direction = np.zeros(points.shape[1])
    direction[weight] = step
    places = np.concatenate([points + k * direction for k in (-2, -1, 1, 2)])
    far_left, left, right, far_right = losses(surface, places, numbers).reshape(4, -1)
    return (far_left - 8 * left + 8 * right - far_right) / (12 * step)


@every_surface
def test_hessian_is_symmetric_and_agrees_with_the_gradient(surface):
    points = scattered(surface, 100, seed=3)
    hessians = evaluate(surface, points, defaults(surface))[2]
    np.testing.assert_allclose(hessians, hessians.transpose(0, 2, 1), rtol=1e-9, atol=1e-9 * np.abs(hessians).max())
    step = 1e-6 * widths(surface)[0]
    shift = step * np.eye(points.shape[1])[0]
    ahead, behind = (evaluate(surface, points + side * shift, defaults(surface))[1] for side in (1, -1))
    measured = (ahead - behind) / (2 * step)
    allowed = 1e-4 * np.abs(hessians[:, 0]) + 1e-5 * np.abs(hessians).max()
    assert np.mean(np.abs(hessians[:, 0] - measured) > allowed) <= MOST_ON_CREASES * surface.has_creases


@every_surface
def test_minima_are_minima(surface):
    angles = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)[:, : len(surface.domain)]
    for numbers in cases(surface):
        described = at_minima(surface, numbers)
        for minimum, (value, gradient, hessian) in zip(minima_alone(surface, numbers), described, strict=True):
            is_level = np.abs(gradient).max() <= 1e-9 * (1 + np.abs(hessian).max())
            assert is_level or surface.has_creases, numbers
            assert value == pytest.approx(minimum.value, rel=1e-12, abs=1e-12), numbers
            reaches = np.array([1e-4, 1e-2])[:, None, None]
            places = minimum.point + reaches * widths(surface) * circle
            near, far = losses(surface, places.reshape(-1, len(surface.domain)), numbers).reshape(2, -1)
            assert (near >= value - 1e-12).all(), numbers
            assert (far >= value - 1e-12).all() or not surface.has_creases, numbers


@every_surface
def test_minima_stand_alone_unless_their_record_says_otherwise(surface):
    """Where the curvature vanishes there is a curve of minima, or a floor so flat that the record has to say so."""
    random = np.random.default_rng(4)
    between = {p.key: random.uniform(p.low, p.high) for p in surface.parameters if not p.choices}
    for numbers in [*cases(surface), defaults(surface) | between]:
        for place, (_, _, hessian) in enumerate(at_minima(surface, numbers)):
            curvatures = np.linalg.eigvalsh(hessian)
            assert (curvatures[0] <= 1e-6 * curvatures[-1]) == surface.is_flat, (numbers, place, curvatures)


@every_surface
def test_minima_are_inside_and_told_apart(surface):
    for numbers in cases(surface):
        points = [minimum.point for minimum in minima_alone(surface, numbers)]
        assert len(set(points)) == len(points)
        for point in points:
            assert all(low <= x <= high for x, (low, high) in zip(point, surface.domain, strict=True)), numbers


@every_surface
def test_lowest_minimum_is_not_undercut_on_the_domain(surface):
    for numbers in cases(surface):
        values = losses(surface, grid(surface), numbers)
        lowest = min((minimum.value for minimum in known_minima(surface, numbers)), default=-np.inf)
        assert values.min() >= lowest - 1e-9, numbers


@every_surface
@pytest.mark.parametrize("reach", sample([2.0], [1.0, 2.0]))
def test_finite_with_its_derivatives(surface, reach):
    for numbers in sample(single_cases, cases)(surface):
        _, is_finite = known_on_grid(surface, reach, numbers)
        assert is_finite, numbers


@every_surface
def test_single_precision(surface):
    """Nothing of double precision leaks in, and the loss differs by no more than its largest terms are rounded."""
    for numbers in sample(single_cases, cases)(surface):
        places = grid(surface, 2.0).astype(np.float32)
        values, gradients = evaluate(surface, places, numbers, np.float32, GRADIENTS)
        assert values.dtype == gradients.dtype == np.float32
        assert np.isfinite(values).all(), numbers
        assert np.isfinite(gradients).all(), numbers
        exact, _ = known_on_grid(surface, 2.0, numbers)
        assert np.abs(values - exact).max() <= 1e-4 * np.abs(exact).max(), numbers


@every_surface
def test_plain_numbers_keep_the_points_type(surface):
    numbers = defaults(surface)
    for dtype in (jnp.float32, jnp.float64):
        given = surface.given(numbers, table_of(surface, numbers).astype(dtype))
        result = jax.eval_shape(partial(surface.function, **given), jax.ShapeDtypeStruct((len(surface.domain),), dtype))
        assert result.dtype == dtype
        assert result.shape == ()


@every_surface
def test_a_program_of_32_bits_is_one_whatever_was_traced_before(surface):
    """The numbers are traced too, as where a slider moves them: what is made of them is as precise as they are."""
    table, numbers = table_of(surface, defaults(surface)), defaults(surface)

    def loss(point, numbers, table):
        return surface.function(point, **surface.given(numbers, table))

    for dtype in (np.float64, np.float32):
        of_numbers = {key: np.asarray(value, dtype) for key, value in numbers.items()}
        with jax.enable_x64(dtype == np.float64):
            result = jax.eval_shape(loss, np.zeros(len(surface.domain), dtype), of_numbers, table.astype(dtype))
        assert (result.dtype, result.shape) == (dtype, ())


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
    """Where runs start and end, at the origin, the axes, the middle, and as far out as a start may be typed."""
    low, high = np.array(surface.domain).T
    centre, reach = (low + high) / 2, START_REACH * (high - low) / 2
    corners = [centre + reach * np.array(sides) for sides in product((-1, 0, 1), repeat=len(low))]
    inside = np.clip(0, centre - reach, centre + reach)
    for numbers in cases(surface):
        minima = places_of_minima(surface, numbers)
        on_axes = [np.where(np.eye(len(low))[i] == 1, inside, centre) for i in range(len(low))]
        for array in evaluate(surface, np.array([surface.start, *corners, inside, *on_axes, *minima]), numbers):
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
