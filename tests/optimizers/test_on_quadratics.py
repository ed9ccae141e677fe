"""What is said of rules on quadratics: their recursions against their steps, limits and optima against closed forms."""

import jax
import numpy as np
import pytest

from optviz import OPTIMIZERS

KNOWN = {key: record for key, record in OPTIMIZERS.items() if record.on_quadratics}
every_rule = pytest.mark.parametrize("record", KNOWN.values(), ids=KNOWN)
RHOS = (0.0, 0.3, 0.9, 0.99)


def cases(record):
    """The numbers of a rule: some momenta, all conventions."""
    switches = record.switch.choices if record.switch else ("",)
    for rho in RHOS:
        for convention in range(len(switches)):
            yield {"rho": rho, "convention": convention}


@every_rule
def test_the_recursion_is_that_of_the_steps(record):
    curvature, rate = 3.0, 0.21
    taken = [parameter.key for parameter in record.hyperparameters[1:]]
    with jax.enable_x64(True):
        for numbers in cases(record):
            theta = jax.numpy.array([1.5])
            state, points = record.init(theta), [1.5]
            for _ in range(6):
                theta, state = record.step(
                    lambda x: curvature / 2 * x[0] ** 2, theta, state,
                    learning_rate=rate, **{key: numbers[key] for key in taken},
                )  # fmt: skip
                points.append(float(theta[0]))
            a, b = record.on_quadratics.recursion(rate * curvature, numbers)
            np.testing.assert_allclose(points[2:], a * np.array(points[1:-1]) - b * np.array(points[:-2]), rtol=1e-12)


def limit_of(key, rho, convention):
    """The largest stable learning rate times the largest curvature, by hand."""
    if key == "sgd":
        return 2.0
    if key == "momentum":
        return 2 * (1 + rho) / (1 - rho if convention else 1)
    return 2 * (1 + rho) / (1 + 2 * rho)


@every_rule
def test_the_limit_is_that_of_the_books(record):
    for numbers in cases(record):
        found = record.on_quadratics.highest_rate([0.7, 12.0], numbers)
        assert found == pytest.approx(limit_of(record.key, **numbers) / 12.0, rel=1e-9)


def factor(record, rates, curvatures, numbers):
    """The largest root of the recursion's polynomial, by NumPy's eigenvalues: (rates,)."""
    largest = []
    for rate in rates:
        pairs = [record.on_quadratics.recursion(rate * curvature, numbers) for curvature in curvatures]
        largest.append(max(np.abs(np.roots([1.0, -a, b])).max() for a, b in pairs))
    return np.array(largest)


@every_rule
def test_no_rate_is_faster_than_the_best(record):
    for curvatures in ((0.1, 10.0), (2.0, 2.0), (1.0, 3.0)):
        for numbers in cases(record):
            first, last, fastest = record.on_quadratics.best_rates(curvatures, numbers)
            highest = record.on_quadratics.highest_rate(curvatures, numbers)
            assert first <= last <= highest * (1 + 1e-9)
            rates = np.geomspace(highest / 1e4, highest, 300)
            assert factor(record, rates, curvatures, numbers).min() >= fastest - 1e-6
            within = np.geomspace(first, last, 5)
            np.testing.assert_allclose(factor(record, within, curvatures, numbers), fastest, atol=1e-5)


def test_the_best_rates_are_those_of_the_books():
    sgd, momentum = OPTIMIZERS["sgd"].on_quadratics, OPTIMIZERS["momentum"].on_quadratics
    first, last, fastest = sgd.best_rates((0.1, 10.0), {})
    assert (first, last) == pytest.approx((2 / 10.1, 2 / 10.1), rel=1e-4)
    assert fastest == pytest.approx((100 - 1) / (100 + 1), abs=1e-6)
    rho = ((10 - 1) / (10 + 1)) ** 2  # Polyak's, for a condition number of 100
    first, last, fastest = momentum.best_rates((0.1, 10.0), {"rho": rho, "convention": 0})
    polyak = 4 / (10.0**0.5 + 0.1**0.5) ** 2
    assert (first, last) == pytest.approx((polyak, polyak), rel=1e-2)
    assert fastest == pytest.approx(9 / 11, abs=1e-3)
    first, last, fastest = momentum.best_rates((0.1, 10.0), {"rho": 0.9, "convention": 0})
    root = 0.9**0.5
    assert (first, last) == pytest.approx(((1 - root) ** 2 / 0.1, (1 + root) ** 2 / 10.0), rel=1e-3)
    assert fastest == pytest.approx(root, abs=1e-9)
