"""Each claim in the summaries of ravines, bowls and valleys, on what the page then shows."""

import numpy as np
import pytest
from said import derivatives, eigenvalues, ends, says, shown, values

from optviz import OPTIMIZERS, SURFACES
from tests.samples import sample

WITH_RATE = [key for key, rule in OPTIMIZERS.items() if rule.rate_unit != "none"]
IN_THE_VALLEY = sample(WITH_RATE[::3], WITH_RATE)
"""Enough of them to say what most do; all are on the sphere."""


@says("ravine", "Steep across, flat along: one learning rate cannot suit both directions.")
def test_ravine():
    flat, steep = eigenvalues("ravine", (0.0, 0.0))
    assert steep / flat == pytest.approx(100)
    across = shown("ravine", {"key": "sgd", "learning_rate": 1 / steep})["sgd"]
    assert abs(across.points[1, 1]) < 1e-12
    assert abs(across.points[100, 0]) > 0.3 * abs(across.points[0, 0])
    assert shown("ravine", {"key": "sgd", "learning_rate": 1 / flat})["sgd"].diverged_at <= 3


@says("sharp_ravine", "The walls are as steep near the floor as far from it")
def test_sharp_ravine_walls():
    slopes = derivatives("sharp_ravine", (0.0, 0.2), (0.0, 0.5), (0.0, 2.0))[1][:, 1]
    assert slopes.min() > 0.95
    assert slopes.max() < 1.001


@says("sharp_ravine", "beyond the rate 2/s plain descent bounces for ever.")
def test_sharp_ravine_bounces():
    path = shown("sharp_ravine")["sgd"]
    y = path.points[-100:, 1]
    assert (y[1:] * y[:-1] < 0).all()
    assert np.abs(y).min() > 0.05
    sharpness = 20
    for factor, bounces in ((0.9, False), (1.1, True)):
        rule = {"key": "sgd", "learning_rate": factor * 2 / sharpness}
        assert (abs(shown("sharp_ravine", rule, num_steps=2000)["sgd"].points[-1, 1]) > 1e-3) == bounces


@says("sphere", "The roundest bowl: the gradient points straight at the minimum")
def test_sphere_gradient():
    points = np.random.default_rng(0).uniform(-5, 5, (20, 2))
    gradients = derivatives("sphere", *points)[1]
    np.testing.assert_allclose(gradients, 2 * points, rtol=1e-12)


@says("sphere", "and every rule gets there.")
def test_sphere_every_rule():
    for path in paths_of("sphere", list(OPTIMIZERS)):
        # rules of set steps come as near as one is long
        assert path.losses.min() < 1e-3 * path.losses[0], path.label


def paths_of(key, rules):
    for first in range(0, len(rules), 12):
        yield from shown(key, *rules[first : first + 12])


@says("booth", "Two linear equations as a loss: a tilted ellipse with condition number 9.")
def test_booth():
    assert eigenvalues("booth", (0.0, 0.0)) == pytest.approx([2, 18])
    solution = np.linalg.solve([[1, 2], [2, 1]], [7, 5])
    assert SURFACES["booth"].minima()[0].point == pytest.approx(solution.tolist())


@says("matyas", "A ravine along the diagonal, condition number 25: scaling each weight by itself gains nothing here.")
def test_matyas():
    hessian = derivatives("matyas", (0.0, 0.0))[2][0]
    smallest, largest = eigenvalues("matyas", (0.0, 0.0))
    assert largest / smallest == pytest.approx(25)
    scales = [np.diag([1, scale]) for scale in np.geomspace(0.01, 100, 41)]
    assert min(np.linalg.cond(scale @ hessian @ scale) for scale in scales) == pytest.approx(25)


@says("zakharov", "Walls of fourth order round a gentle floor")
def test_zakharov_walls():
    far, farther = values("zakharov", [(400.0, 800.0), (800.0, 1600.0)])
    assert farther / far == pytest.approx(16, rel=1e-3)
    assert eigenvalues("zakharov", (0.0, 0.0)) == pytest.approx([2, 4.5])


@says("zakharov", "a rate that suits the floor diverges from high on the walls.")
def test_zakharov_rate():
    floor = {"key": "sgd", "learning_rate": 2 / (2 + 4.5)}
    assert shown("zakharov", floor, start=(0.1, 0.1))["sgd"].losses[-1] < 1e-12
    assert shown("zakharov", floor, start=(9.0, 9.0))["sgd"].diverged_at <= 3


@says("trid", "A mild ellipse along the diagonal, condition number 3, away from the centre.")
def test_trid():
    assert eigenvalues("trid", (0.0, 0.0)) == pytest.approx([1, 3])
    assert SURFACES["trid"].minima()[0].point == (2, 2)


@says("rosenbrock", "A bent valley: easy to enter, slow to follow.")
def test_rosenbrock():
    path = shown("rosenbrock")["sgd"]
    assert path.losses[0] == pytest.approx(24.2)
    assert path.losses[20:].max() < 5
    assert path.losses[-1] > 0.1
    x, y = path.points[20:].T
    assert np.abs(y - x**2).max() < 0.2


@says("beale", "Flat valleys in the shape of a cross between steep corners")
def test_beale_cross():
    along_x, along_y = values("beale", [(-4.0, 1.0), (4.0, 0.8)]), values("beale", [(0.0, -1.4), (0.0, 1.4)])
    corners = values("beale", [(-4.0, -4.0), (-4.0, 4.0), (4.0, -4.0), (4.0, 4.0)])
    assert max(along_x.max(), along_y.max()) < 20
    assert corners.min() > 1000 * max(along_x.max(), along_y.max())


@says("beale", "one of them leads away from the minimum.")
def test_beale_leads_away():
    path = shown("beale", {"key": "adam", "learning_rate": 0.01}, start=(-2.0, 1.3), num_steps=2000)["adam"]
    distances = np.linalg.norm(path.points - np.array([3.0, 0.5]), axis=1)
    assert distances[-1] > 2 * distances[0]
    assert path.losses[-1] < path.losses[0] / 2


@says("dixon_price", "One valley bent back on itself, with a minimum on either arm and a saddle between them.")
def test_dixon_price():
    assert [minimum.point[1] > 0 for minimum in SURFACES["dixon_price"].minima()] == [False, True]
    _, (gradient,), (hessian,) = derivatives("dixon_price", (1 / 3, 0.0))
    assert np.abs(gradient).max() < 1e-12
    smallest, largest = np.linalg.eigvalsh(hessian)
    assert smallest < 0 < largest


@says("freudenstein_roth", "From the published start most rules turn into the wrong valley, to 48.98")
def test_freudenstein_roth_wrong_valley():
    assert SURFACES["freudenstein_roth"].start == (0.5, -2)
    below = [path.points[-1, 1] < 0 for path in paths_of("freudenstein_roth", IN_THE_VALLEY)]
    assert sum(below) > 0.8 * len(below)
    assert shown("freudenstein_roth", "newton")["newton"].losses[-1] == pytest.approx(48.98, abs=5e-3)


@says("freudenstein_roth", "a line search leaps out of it.")
def test_freudenstein_roth_line_search():
    rules = "conjugate_gradient", "gradient_descent_line_search", "gradient_descent_backtracking"
    assert all(path.points[-1, 1] > 3 for path in shown("freudenstein_roth", *rules))
    assert ends(shown("freudenstein_roth", "conjugate_gradient")[0], (5, 4))


@says("jennrich_sampson", "Two exponents fitted to a straight line: a flat floor")
def test_jennrich_sampson_floor():
    minimum = SURFACES["jennrich_sampson"].minima()[0].point
    flat, steep = eigenvalues("jennrich_sampson", minimum)
    assert steep / flat > 3
    assert flat > 0


@says("jennrich_sampson", "and a wall that grows exponentially.")
def test_jennrich_sampson_wall():
    far = values("jennrich_sampson", [(1.0, 1.0), (1.5, 1.5), (2.0, 2.0)])
    np.testing.assert_allclose(np.diff(np.log(far)), 10, rtol=0.05)
