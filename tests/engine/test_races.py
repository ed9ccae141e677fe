"""Races: equal means for all, the best rate of each beside theory, and the tuned scenario beside `simulate`."""

import numpy as np
import pytest

from optviz import Race, Scenario, race, simulate
from optviz.engine.races import AS_GOOD, arrival, middle_of

QUADRATIC = Scenario(
    surface={"key": "ravine", "condition_number": 10}, start=(1.5, -1.5), optimizers=["sgd", "adam"], num_steps=5
)


def test_tuned_gradient_descent_has_the_rate_that_theory_says():
    """On curvatures 1 and 10 gradient descent shrinks the gap fastest at 2 / 11, by (9 / 11)² a step."""
    found = race(QUADRATIC, budget=60, rates=65, decades=1)
    racer = found.racers[0]
    step = racer.rates[1] / racer.rates[0]
    assert racer.rate == pytest.approx(2 / 11, rel=1.5 * (step - 1))
    assert racer.score == pytest.approx(0.5 * 1.5**2 * 11 * (9 / 11) ** 120, rel=20)
    diverged = np.isinf(racer.outcomes)
    assert diverged[racer.rates > 1.2].all()  # 2 / 10 is the border; far beyond it a run leaves within 60 steps
    assert not diverged[racer.rates < 0.2].any()


def test_the_race_is_what_simulate_says_of_the_tuned_scenario():
    found = race(QUADRATIC, budget=60, rates=9)
    assert found.scenario.num_steps == 60
    run = simulate(found.scenario)
    for path, racer in zip(run, found.racers, strict=True):
        assert path.choice.numbers["learning_rate"] == racer.rate
        assert racer.gaps[0] == pytest.approx(path.losses, rel=1e-12)  # the lowest loss is 0
        assert racer.score == pytest.approx(path.losses[-1])
        arrived = path.metrics.steps_to_tolerance
        assert racer.arrived == arrived


@pytest.mark.parametrize(
    ("key", "costs", "steps"),
    [
        ("sgd", {}, 60),
        ("newton", {}, 20),  # a gradient and a Hessian, which counts two
        ("newton", {"hessians": 0}, 60),
        ("sam", {}, 30),  # two gradients a step
        ("sgd", {"gradients": 4}, 15),
    ],
)
def test_all_may_spend_the_same(key, costs, steps):
    scenario = QUADRATIC.model_copy(update={"optimizers": Scenario(surface="ravine", optimizers=[key]).optimizers})
    found = race(scenario, budget=60, rates=3, **costs)
    assert found.scenario.num_steps == steps
    (path,) = simulate(found.scenario)
    prices = np.array(found.race.costs)
    spent = path.evaluations @ prices
    assert spent[-1] <= 60 < spent[-1] + path.evaluations[1] @ prices
    for value in (0, 7, 30, 59, 60):
        step = np.flatnonzero(spent <= value)[-1]
        assert found.racers[0].gaps[0, value] == pytest.approx(path.losses[step])


def test_a_rule_that_counts_what_it_takes_ends_when_that_is_spent():
    found = race(Scenario(surface="rosenbrock", optimizers=["lbfgs"]), budget=25, rates=5, losses=1)
    path = simulate(found.scenario)["lbfgs"]
    spent = path.evaluations @ np.array(found.race.costs)
    last = np.flatnonzero(spent <= 25)[-1]
    assert last < found.scenario.num_steps
    assert found.racers[0].score == pytest.approx(path.losses[last])


def test_seeds_are_the_same_for_all_and_others_in_the_race():
    noisy = Scenario(surface="ravine", optimizers=["sgd", "adam"], noise="gaussian", seed=3)
    found = race(noisy, budget=30, rates=3, seeds=2)
    for place, racer in enumerate(found.racers):
        alone = Scenario.from_dict(
            found.scenario.to_dict() | {"optimizers": [found.scenario.to_dict()["optimizers"][place]], "num_steps": 30}
        )
        losses = [simulate(alone.model_copy(update={"seed": seed}))[0].losses for seed in (3, 4, 5, 6)]
        assert racer.tried[racer.best] == pytest.approx([losses[0][-1], losses[1][-1]])
        assert racer.gaps == pytest.approx(np.array(losses[2:]))
    assert race(QUADRATIC, budget=5, rates=3, seeds=7).racers[0].tried.shape == (3, 1)  # without noise they are alike


def test_how_much_a_result_depends_on_its_tuning():
    found = race(QUADRATIC, budget=60, rates=33)
    for racer in found.racers:
        reached = np.maximum(racer.outcomes, QUADRATIC.tolerance)
        assert racer.share == pytest.approx(np.mean(reached <= AS_GOOD * reached.min()))
        assert reached[racer.best] == reached.min()
    assert 0 < found.racers[0].share < 0.5


def test_places_go_to_who_arrives_first_then_to_who_has_least():
    found = race(Scenario(surface="rosenbrock", optimizers=["sgd", "momentum", "adam", "lbfgs"]), budget=100, rates=9)
    arrived = [np.inf if r.arrived is None else r.arrived for r in found.racers]
    scores = [racer.score for racer in found.racers]
    assert list(found.places) == sorted(range(4), key=lambda i: (arrived[i], scores[i]))
    assert found.places[0] == 3
    assert len({*scores}) == 4


def test_small_parts():
    assert middle_of(np.array([[3.0, np.inf], [1, 2], [2, 9]])).tolist() == [2, 9]
    spent = np.arange(4.0)
    assert arrival(np.array([5, 1, 0.1, 0.2]), 0.5, spent) == 2
    assert arrival(np.array([0.1, 1, 0.1, 0.9]), 0.5, spent) == np.inf
    assert arrival(np.array([0.1, 0.1]), 0.5, spent) == 0


def test_what_stops_it_ends_it():
    class StopError(Exception):
        pass

    def stop(share):
        raise StopError

    with pytest.raises(StopError):
        race(Race(scenario=QUADRATIC), progress=stop)
