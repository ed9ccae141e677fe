"""Fans: run by run beside `simulate`; mean and variance of noisy gradient descent beside their closed form."""

import numpy as np
import pytest

from optviz import Fan, Scenario, fan, simulate
from optviz.engine import fans
from optviz.engine.fans import LEVELS

RATE, SIGMA, CONDITION = 0.02, 0.5, 10
NOISY = Scenario(
    surface={"key": "ravine", "condition_number": CONDITION},
    start=(1.5, -1.5),
    optimizers=[{"key": "sgd", "learning_rate": RATE}],
    noise={"key": "gaussian", "scale": SIGMA},
    num_steps=120,
    seed=11,
)


def test_noisy_gradient_descent_on_a_quadratic_has_its_mean_and_variance():
    """A weight of curvature h goes x ← (1 − ηh) x − ησξ: its mean shrinks by a = 1 − ηh a step, its variance is
    η²σ² (1 − a²ᵗ) / (1 − a²)."""
    seeds = 10_000
    found = fan(NOISY, seeds=seeds)
    t = np.arange(NOISY.num_steps + 1)
    for i, curvature in enumerate((1.0, CONDITION)):
        a = 1 - RATE * curvature
        variance = (RATE * SIGMA) ** 2 * (1 - a ** (2 * t)) / (1 - a**2)
        assert np.abs(found.means[:, i] - a**t * NOISY.start[i]).max() < 4 * np.sqrt(variance.max() / seeds)
        assert found.variances[1:, i] == pytest.approx(variance[1:], rel=0.06)
    expected = sum(h / 2 * (found.variances[:, i] + found.means[:, i] ** 2) for i, h in enumerate((1.0, CONDITION)))
    assert found.mean_losses == pytest.approx(expected, rel=1e-4)


EACH = [
    NOISY,
    Scenario(surface="himmelblau", optimizers=["adam", "momentum"], noise="uniform", num_steps=30, seed=2**32 - 40),
    Scenario(
        surface="logistic_regression",
        optimizers=[{"key": "rmsprop", "schedule": {"key": "cosine"}}],
        noise={"key": "mini_batch", "batch_size": 4},
        num_steps=40,
    ),
    Scenario(
        surface="beale",
        optimizers=[{"key": "sgd", "learning_rate": 0.036}],
        noise={"key": "gaussian", "scale": 3},
        num_steps=60,
    ),
]


@pytest.mark.parametrize("scenario", EACH, ids=lambda one: one.surface.key)
def test_a_run_is_what_simulate_says(scenario):
    place = len(scenario.optimizers) - 1
    found = fan(scenario, seeds=24, optimizer=place, precision=64)
    runs = [simulate(found.fan.at(k))[0] for k in range(24)]
    assert found.seeds.tolist() == [scenario.seed + k for k in range(24)]
    assert found.diverged_at.tolist() == [-1 if run.diverged_at is None else run.diverged_at for run in runs]
    assert found.points == pytest.approx(np.array([run.points[-1] for run in runs]), rel=1e-9, abs=1e-12)
    arrived = [run.metrics.steps_to_tolerance for run in runs]
    assert found.steps.tolist() == [-1 if step is None else step for step in arrived]
    assert found.cloud[:, 5] == pytest.approx(runs[5].points[found.cloud_steps], rel=1e-5, abs=1e-6)
    losses = np.array([run.losses for run in runs])
    steps = np.arange(losses.shape[1])
    bad = [[run.diverged_at is not None and step >= run.diverged_at for step in steps] for run in runs]
    assert found.losses == pytest.approx(
        np.quantile(np.where(bad, np.inf, losses), LEVELS, axis=0, method="inverted_cdf"), rel=1e-9
    )
    assert found.good == pytest.approx(1 - np.mean(bad, axis=0))


def test_runs_that_diverge_are_worse_than_all_others_and_in_no_mean():
    found = fan(EACH[-1], seeds=200)
    share = (found.diverged_at >= 0).mean()
    assert 0.05 < share < 0.95
    assert found.good[-1] == pytest.approx(1 - share)
    assert np.isinf(found.losses[-1, -1])
    assert np.isfinite(found.means).all()
    assert found.shares[-1] == pytest.approx(share)
    assert found.shares.sum() == pytest.approx(1)


def test_shares_of_minima_are_alike_where_the_surface_is_symmetric():
    """Turned by half a turn the camel's humps are themselves: from the saddle in the middle chance alone decides."""
    start = {"surface": "six_hump_camel", "start": (0, 0)}
    found = fan(Scenario(**start, optimizers=["momentum"], noise="gaussian", num_steps=150), seeds=4000)
    lowest, opposite, *others = found.shares
    assert (lowest + opposite, others) == (pytest.approx(1), [0] * 5)
    assert lowest == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(4000))


def test_blocks_and_tiles_make_no_difference(monkeypatch):
    whole = fan(NOISY, seeds=70)
    monkeypatch.setattr(fans, "LONGEST", 32)
    monkeypatch.setattr(fans, "WIDEST", 16)
    parts = fan(NOISY, seeds=70)
    for name in ("losses", "means", "variances", "points", "steps", "cloud"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), rel=1e-6, abs=1e-9), name


def test_what_stops_it_ends_it():
    class StopError(Exception):
        pass

    def stop(share):
        raise StopError

    with pytest.raises(StopError):
        fan(Fan(scenario=NOISY, seeds=1000), progress=stop)
