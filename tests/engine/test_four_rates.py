"""Four learning rates as a lecture draws them. The curves are judged by what is known of the surfaces."""

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.engine.demonstrations import shown_on
from optviz.engine.four_rates import at_four_rates, four_rates
from optviz.problems import ScenarioError

SIX = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
LOWEST = {"ravine": 0.0, "himmelblau": 0.0, "rosenbrock": 0.0}


def on(surface, *rules):
    return shown_on(Scenario(surface="ravine", optimizers=rules), surface)


def shares(scenario):
    """(4, steps + 1) the loss as a share of that at the start, from a ten-thousandth of it to a thousand of it."""
    run = simulate(scenario)
    losses = np.array([path.losses for path in run]) - LOWEST[scenario.surface.key]
    found = np.clip(losses / losses[:, :1], 1e-4, 1e3)
    for path, share in zip(run, found, strict=True):
        if path.diverged_at:
            share[path.diverged_at :] = 1e3
    return np.log10(found)


@pytest.mark.parametrize("surface", LOWEST)
@pytest.mark.parametrize("key", SIX)
def test_each_is_worse_than_the_good_one_in_its_way(surface, key):
    four = at_four_rates(on(surface, key), 0)
    too_high, high, good, low = (choice.numbers["learning_rate"] for choice in four.optimizers)
    assert too_high > high > good > low
    means = shares(four).mean(axis=1)
    assert means[0] > means[1] > means[2] < means[3] < means[0]


@pytest.mark.parametrize("surface", LOWEST)
@pytest.mark.parametrize("key", ["sgd", "momentum", "nesterov"])
def test_where_a_rate_can_be_too_high_the_loss_goes_up(surface, key):
    first = simulate(at_four_rates(on(surface, key), 0))[0]
    assert first.diverged_at
    assert np.nanmax(first.losses) > first.losses[0]


def test_too_high_on_a_ravine_is_beyond_the_limit_of_theory_and_the_others_are_not():
    scenario = on("ravine", "sgd")
    across = simulate(Scenario(surface="ravine", start=(0, 1), optimizers=["sgd"], num_steps=1))[0].losses[0]
    limit = 2 / (2 * across)  # 2 over the curvature c, where the loss a length of 1 away is c / 2
    too_high, *others = four_rates(scenario, 0)
    assert too_high > limit > max(others)


def test_too_high_is_the_first_rate_at_which_the_loss_stays_up():
    scenario = on("ravine", "lion")
    first = four_rates(scenario, 0)[0]
    both = [{"key": "lion", "learning_rate": rate} for rate in (first, float(f"{first / 10**0.25:.2g}"))]
    above, below = shares(Scenario.from_dict(scenario.to_dict() | {"optimizers": both}))
    half = len(above) // 2
    assert above[half:].mean() >= 0 > below[half:].mean()


FALLS_AND_STAYS = [("himmelblau", "sgd"), ("himmelblau", "nesterov"), ("rosenbrock", "sgd"), ("rosenbrock", "lion")]


@pytest.mark.parametrize(("surface", "key"), FALLS_AND_STAYS)
def test_the_high_one_falls_fast_and_stays_up_while_the_low_one_still_falls(surface, key):
    _, high, good, low = shares(at_four_rates(on(surface, key), 0))
    steps = len(high) - 1
    tenth, half = steps // 10, steps // 2
    assert high[tenth] < low[tenth]
    assert high[half:].mean() > good[half:].mean()
    assert low[-1] < low[half] < low[tenth] < low[0]


def test_only_the_rates_of_the_one_are_others():
    scenario = on("himmelblau", "adam", {"key": "sgd", "schedule": "cosine", "clip_norm": 2, "label": "mine"}, "adam")
    four = at_four_rates(scenario, 1)
    assert (four.optimizers[0], four.optimizers[5]) == (scenario.optimizers[0], scenario.optimizers[2])
    copies = four.optimizers[1:5]
    assert {(copy.key, copy.schedule.key, copy.numbers["clip_norm"], copy.label) for copy in copies} == {
        ("sgd", "cosine", 2, None)
    }
    assert all(label.startswith("SGD η = ") for label in four.labels[1:5])
    assert {**four.to_dict(), "optimizers": None} == {**scenario.to_dict(), "optimizers": None}


def test_too_many_are_refused():
    with pytest.raises(ScenarioError, match="optimizers"):
        at_four_rates(on("ravine", *["sgd"] * 10), 3)


def test_from_the_minimum_itself():
    scenario = Scenario(surface="sphere", start=(0, 0), optimizers=["sgd"])
    assert all(rate > 0 for rate in four_rates(scenario, 0))
