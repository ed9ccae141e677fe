"""Which surfaces are quadratics, and from which rates on runs diverge, against runs."""

import numpy as np
import pytest

from optviz import SURFACES, Scenario, simulate
from optviz.engine.divergence import curvatures_met, diverging_rates, hessian_of
from optviz.engine.taylor import models_along
from optviz.scenario.choices import SurfaceChoice


def hessians(surface, count=12):
    """Hessians at random places of the domain, by JAX: (places, weights, weights)."""
    low, high = np.array(surface.domain).T
    places = np.random.default_rng(0).uniform(low, high, (count, len(low)))
    return models_along(SurfaceChoice.model_validate(surface.key), places)[1]


@pytest.mark.parametrize("key", ["sphere", "booth", "bowl_curve", "linear_regression", "ravine"])
def test_a_quadratic_has_its_hessian(key):
    expected = hessians(SURFACES[key])
    np.testing.assert_allclose(expected, np.broadcast_to(expected[0], expected.shape), atol=1e-9)
    np.testing.assert_allclose(hessian_of(SurfaceChoice.model_validate(key)), expected[0], atol=1e-9)


@pytest.mark.parametrize(
    "key", ["rosenbrock", "himmelblau", "sharp_ravine", "flat_bottom", "plain_saddle", "dip_curve"]
)
def test_what_is_no_quadratic_has_none(key):
    assert np.ptp(hessians(SURFACES[key]), axis=0).max() > 1e-3
    assert hessian_of(SurfaceChoice.model_validate(key)) is None


def test_a_run_moves_along_the_directions_of_its_first_gradient():
    ravine = SurfaceChoice.model_validate("ravine")
    assert curvatures_met(ravine, np.array([-0.2, 10.0])) == pytest.approx((0.1, 10.0), rel=1e-9)
    assert curvatures_met(ravine, np.array([-0.2, 0.0])) == pytest.approx((0.1,), rel=1e-9)
    assert curvatures_met(ravine, np.array([-0.2, 1e-14])) is None, "that may be rounding"
    assert curvatures_met(ravine, np.zeros(2)) is None


SCENARIOS = {
    "valley": Scenario(surface="rosenbrock", optimizers=["sgd", "momentum", "nesterov"]),
    "short": Scenario(surface="himmelblau", optimizers=["sgd"], num_steps=30, start=(1.0, -3.0)),
    "noise": Scenario(surface="beale", optimizers=["sgd"], noise={"key": "gaussian", "scale": 2.0}, seed=5),
    "schedule and decay": Scenario(
        surface="rosenbrock", optimizers=[{"key": "sgd", "schedule": "cosine"}, {"key": "sgd", "weight_decay": 0.1}]
    ),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
def test_runs_diverge_where_it_is_said_and_nowhere_else_that_was_tried(scenario):
    low, high = 1e-3, 1e-1

    def diverges(i, rate):
        choice = scenario.optimizers[i].flat() | {"learning_rate": rate}
        return simulate(Scenario.from_dict(scenario.to_dict() | {"optimizers": [choice]}))[0].diverged_at is not None

    for i in range(len(scenario.optimizers)):
        found = diverging_rates(scenario, i, low, high)
        assert found
        for rate in 10 ** np.linspace(-3, -1, 51):
            told = any(first * (1 - 1e-9) <= rate <= last * (1 + 1e-9) for first, last in found)
            assert told == diverges(i, rate), f"{i} at {rate}"
        first, last = found[-1]
        assert last == pytest.approx(high)
        assert diverges(i, first)


def test_where_divergence_begins_is_found_closely():
    """On a quadratic it begins at 2/L, and a little later for a run that has to get far in time."""
    ((first, last),) = diverging_rates(Scenario(surface="ravine", optimizers=["sgd"], num_steps=2000), 0, 0.03, 3.0)
    assert 2 / 10 < first < 1.003 * 2 / 10
    assert last == pytest.approx(3.0)


def test_the_rate_in_the_hand_changes_nothing_and_labels_neither():
    scenarios = [
        Scenario(surface="rosenbrock", optimizers=[{"key": "sgd", "learning_rate": rate, "label": f"rate {rate}"}])
        for rate in (0.001, 0.02)
    ]
    one, other = (diverging_rates(scenario, 0, 0.001, 0.1) for scenario in scenarios)
    assert one is other


def test_a_rule_whose_steps_are_bounded_diverges_nowhere():
    assert diverging_rates(Scenario(surface="rosenbrock", optimizers=["adam"]), 0, 0.01, 1.0) == []
