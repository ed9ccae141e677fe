"""The surfaces against what this project did not write: SciPy's benchmark functions, published minima, other forms.

`scipy_benchmarks.csv` holds values that the classes of SciPy's repository (benchmarks/go_benchmark_functions, at commit
3dbf660a919b) gave at seeded points of our domains.
"""

import csv
from pathlib import Path

import numpy as np
import pytest
import scipy.optimize
from evaluation import defaults, evaluate, losses, scattered
from said import minima

from optviz.catalogue import SURFACES

UNITS = {"schwefel": 100.0, "mueller_brown": 100.0}
"""What our loss is counted in, where the picture wants other units than the paper; of Schwefel the weights as well."""

SCIPY_DIGITS = {"schwefel": 1e-8}
"""SciPy writes Schwefel's constant with six decimals."""

with (Path(__file__).parent / "scipy_benchmarks.csv").open() as file:
    BENCHMARKS = list(csv.DictReader(file))


@pytest.mark.parametrize("key", sorted({row["surface"] for row in BENCHMARKS}))
def test_values_of_scipy_benchmarks(key):
    rows = [row for row in BENCHMARKS if row["surface"] == key]
    unit = UNITS.get(key, 1.0)
    points = np.array([[float(row["x"]), float(row["y"])] for row in rows]) / unit
    expected = np.array([float(row["value"]) for row in rows]) / unit
    values = losses(SURFACES[key], points, defaults(SURFACES[key]))
    np.testing.assert_allclose(values, expected, rtol=SCIPY_DIGITS.get(key, 1e-12), atol=1e-12 * np.abs(expected).max())


PUBLISHED = {
    # key: (point, value), to the digits that are printed in the surface's source or in More, Garbow and Hillstrom
    # (1981), Jamil and Yang (2013), Surjanovic and Bingham (2013)
    "rosenbrock": [((1, 1), 0)],
    "beale": [((3, 0.5), 0)],
    "booth": [((1, 3), 0)],
    "matyas": [((0, 0), 0)],
    "trid": [((2, 2), -2)],
    "freudenstein_roth": [((5, 4), 0), ((11.4128, -0.8968), 48.9843)],
    "jennrich_sampson": [((0.2578, 0.2578), 124.3622)],
    "dixon_price": [((1, 0.7071), 0)],
    "himmelblau": [((3, 2), 0), ((-2.8051, 3.1313), 0), ((-3.7793, -3.2832), 0), ((3.5844, -1.8481), 0)],
    "goldstein_price": [((0, -1), 3), ((-0.6, -0.4), 30), ((1.8, 0.2), 84), ((1.2, 0.8), 840)],
    "styblinski_tang": [((-2.9035, -2.9035), -78.3323)],
    "six_hump_camel": [
        ((0.0898, -0.7127), -1.0316),
        ((-0.0898, 0.7127), -1.0316),
        ((1.7036, -0.7961), -0.2155),
        ((-1.6071, -0.5687), 2.1043),
    ],
    "three_hump_camel": [((0, 0), 0), ((1.7476, -0.8738), 0.2986)],
    "mccormick": [((-0.5472, -1.5472), -1.9132)],
    "branin": [((-3.1416, 12.275), 0.3979), ((3.1416, 2.275), 0.3979), ((9.4248, 2.475), 0.3979)],
    "aluffi_pentini": [((-1.0467, 0), -0.3524)],
    "michalewicz": [((2.2029, 1.5708), -1.8013)],
    "easom": [((3.1416, 3.1416), -1)],
    "bird": [((4.7010, 3.1529), -106.7645), ((-1.5821, -3.1302), -106.7645)],
    "levy": [((1, 1), 0)],
    "schwefel": [((420.9687, 420.9687), 0)],
    "shubert": [((-1.4251, -0.8003), -186.7309), ((-0.8003, 4.8581), -186.7309)],
    "drop_wave": [((0, 0), -1)],
    "trefethen": [((-0.0244, 0.2106), -3.3069)],
    "forrester": [((0.7572,), -6.0207), ((0.1426,), -0.9863)],
    "gramacy_lee": [((0.5486,), -0.8690)],
}
HALF_A_DIGIT = 6e-5


@pytest.mark.parametrize("key", PUBLISHED)
def test_published_minima_are_among_ours(key):
    ours = minima(key)
    unit = UNITS.get(key, 1.0)
    for point, value in PUBLISHED[key]:
        nearest = min(ours, key=lambda minimum: np.abs(np.subtract(minimum.point, np.divide(point, unit))).max())
        assert np.multiply(nearest.point, unit) == pytest.approx(point, abs=HALF_A_DIGIT)
        assert nearest.value * unit == pytest.approx(value, abs=HALF_A_DIGIT)


MUELLER_BROWN_STATES = {
    # x, y: energy, of the three minima and the two saddles, from Müller and Brown (1979), table 1
    (-0.558, 1.442): -146.700,
    (0.623, 0.028): -108.167,
    (-0.050, 0.467): -80.768,
    (-0.822, 0.624): -40.665,
    (0.212, 0.293): -72.249,
}


def test_mueller_brown_has_its_published_stationary_points():
    surface = SURFACES["mueller_brown"]
    values, gradients, hessians = evaluate(surface, list(MUELLER_BROWN_STATES), {})
    np.testing.assert_allclose(values * 100, list(MUELLER_BROWN_STATES.values()), atol=0.01)
    to_stationary = np.linalg.solve(hessians, gradients[:, :, None])
    assert np.abs(to_stationary).max() < 6e-4
    assert [int((np.linalg.eigvalsh(h) < 0).sum()) for h in hessians] == [0, 0, 0, 1, 1]


def test_freudenstein_roth_traps_scipy_from_the_published_start():
    surface = SURFACES["freudenstein_roth"]
    found = scipy.optimize.minimize(lambda p: float(surface.function(p)), surface.start, method="BFGS")
    assert found.fun == pytest.approx(48.98425, abs=1e-5)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def other_ravine(x, y, condition_number, tilt):
    turn = np.exp(-1j * np.pi * tilt / 180) * (x + 1j * y)
    return 5 * (turn.real**2 / condition_number + turn.imag**2)


def other_sharp_ravine(x, y, sharpness, tilt):
    turn = np.exp(-1j * np.pi * tilt / 180) * (x + 1j * y)
    return turn.real**2 / 8 + np.hypot(turn.imag, 1 / sharpness) - 1 / sharpness


def other_levy(x, y):
    w = [(t + 3) / 4 for t in (x, y)]
    total = np.sin(np.pi * w[0]) ** 2 + (w[-1] - 1) ** 2 * (1 + np.sin(2 * np.pi * w[-1]) ** 2)
    return total + sum((t - 1) ** 2 * (1 + 10 * np.sin(np.pi * t + 1) ** 2) for t in w[:-1])


def other_recurrent_unit(weight, bias, target):
    state = 0.5
    for _ in range(50):
        state = weight * sigmoid(state) + bias
    return (sigmoid(state) - target) ** 2


def other_shoulder(w, slope):
    return np.polyval(np.polyint(np.polymul([1, 0], np.polyadd(np.polymul([1, -1.5], [1, -1.5]), [slope]))), w)


def gauss(square, width):
    return np.exp(-0.5 * square / width**2)


def other_gradient_check(exponent, precision, difference, mistake):
    """The error of a difference of ln(1 + e^x) at 1: what is cut off, and what rounding loses."""
    step, slope, unit = 10.0**exponent, sigmoid(1), np.finfo(np.float32 if precision > 0 else float).eps / 2
    bend = slope * (1 - slope)
    if difference > 0:
        error = step * bend / 2 + 2 * unit * np.log1p(np.e) / step
    else:
        error = step**2 * bend * (2 * slope - 1) / 6 + unit * np.log1p(np.e) / step
    return np.log10(error / slope + mistake)


OTHER_FORMS = {
    "ravine": other_ravine,
    "sharp_ravine": other_sharp_ravine,
    "saddle": lambda x, y: np.polyval([0.25, 0, -0.5, 0, 0.25], x) + 0.5 * y * y,
    "plain_saddle": lambda x, y, floor: (x - y) * (x + y) / 2 + floor * (y * y / 2) ** 2,
    "monkey_saddle": lambda x, y, floor: ((x + 1j * y) ** 3).real + floor * abs(x + 1j * y) ** 4 / 4,
    "linear_network": lambda x, y, weight_decay: (x * y) ** 2 / 2 - x * y + 0.5 + weight_decay * (x * x + y * y) / 2,
    "local_minimum": lambda x, y, depth, width: abs(x + 1j * y) ** 2 / 4 - depth * gauss((x - 1.4) ** 2 + y**2, width),
    "narrow_and_wide": lambda x, y, narrow_width, wide_width, extra_depth: (
        0.05 * (x * x + y * y)
        - (1 + extra_depth) * gauss((x + 1.3) ** 2 + y**2, narrow_width)
        - gauss((x - 1.1) ** 2 + y**2, wide_width)
    ),
    "plateau": lambda x, y, width: -np.expm1(-(x * x + y * y) / (2 * width * width)),
    "cliff": lambda x, y, height, steepness: (
        (x**2 + x + 0.25 + y**2) / 10 + height / 2 * (1 + np.tanh(steepness * (x - 1) / 2))
    ),
    "saturated_neuron": lambda w, b, target: (
        sum((sigmoid(w * x + b) - t) ** 2 for x, t in ((1, target), (-1, 1 - target))) / 2
    ),
    "recurrent_unit": other_recurrent_unit,
    "flat_bottom": lambda x, y, condition_number: x**4 / (4 * condition_number) + y**4 / 4,
    "booth": lambda x, y: 5 * x**2 + 5 * y**2 + 8 * x * y - 34 * x - 38 * y + 74,
    "zakharov": lambda x, y: x**2 + y**2 + (0.5 * x + y) ** 2 * (1 + (0.5 * x + y) ** 2),
    "levy": other_levy,
    "aluffi_pentini": lambda x, y, tilt: np.polyval([0.25, 0, -0.5, tilt, 0], x) + 0.5 * y * y,
    "double_well_curve": lambda w, tilt: np.polyval([0.25, 0, -0.5, tilt, 0], w),
    "dip_curve": lambda w, depth, width: w * w / 4 - depth * gauss((w - 1.4) ** 2, width),
    "shoulder_curve": other_shoulder,
    "plateau_curve": lambda w, steepness: 1 - (np.tanh(steepness * (w + 1) / 2) - np.tanh(steepness * (w - 1) / 2)) / 2,
    "rastrigin_curve": lambda w, amplitude: w * w + 2 * amplitude * np.sin(np.pi * w) ** 2,
    "gramacy_lee": lambda w: np.sin(10 * np.pi * w) / (2 * w) + (w - 1) ** 4,
    "gradient_check": other_gradient_check,
    "forrester": lambda w: 4 * (3 * w - 1) ** 2 * np.sin(4 * (3 * w - 1)),
}


@pytest.mark.parametrize("key", OTHER_FORMS)
def test_values_of_the_formula_written_otherwise(key):
    surface = SURFACES[key]
    points = scattered(surface, 50, seed=4)
    for place in (0.25, 0.75):
        numbers = {p.key: p.low + place * (p.high - p.low) for p in surface.parameters}
        expected = OTHER_FORMS[key](*points.T, **numbers)
        values = losses(surface, points, numbers)
        np.testing.assert_allclose(values, expected, rtol=1e-9, atol=1e-12 * np.abs(expected).max())


def test_no_surface_is_left_without_an_outside_check():
    checked = {row["surface"] for row in BENCHMARKS} | set(PUBLISHED) | set(OTHER_FORMS) | {"mueller_brown"}
    data = {key for key, surface in SURFACES.items() if surface.examples}
    same_as_on_two_weights = {"bowl_curve", "cliff_curve", "narrow_and_wide_curve"}
    assert set(SURFACES) == checked | data | same_as_on_two_weights
