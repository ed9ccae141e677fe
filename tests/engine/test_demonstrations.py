"""What a surface comes with when it is chosen, and what of it stays as somebody has set it."""

from dataclasses import replace

import pytest
from optviz.surfaces.base import Demonstration

from optviz import OPTIMIZERS, SURFACES, Scenario
from optviz.engine.demonstrations import offered_rate, shown_on
from optviz.engine.suited_rates import suited_rate
from optviz.problems import ScenarioError
from optviz.scenario.choices import SurfaceChoice

STATED = next(surface for surface in SURFACES.values() if surface.demonstration.rates)
FIRST = Scenario.default()


def rates(scenario):
    return [choice.numbers["learning_rate"] for choice in scenario.optimizers]


def test_a_stated_rate_is_shown_and_a_suited_one_elsewhere():
    rule, rate = next(iter(STATED.demonstration.rates.items()))
    other = next(key for key in OPTIMIZERS if key not in STATED.demonstration.rates)
    moved = shown_on(Scenario(surface="ravine", optimizers=[rule, other]), STATED.key)
    assert rates(moved) == [rate, suited_rate(OPTIMIZERS[other], moved.surface)]
    assert moved.start == STATED.start


def test_only_what_nobody_has_set_is_changed():
    mixed = Scenario(surface="ravine", optimizers=["sgd", {"key": "sgd", "learning_rate": 0.05}], start=(1, 1))
    moved = shown_on(mixed, "rosenbrock")
    assert rates(moved) == [suited_rate(OPTIMIZERS["sgd"], moved.surface), 0.05]
    assert shown_on(moved, "ravine").optimizers == mixed.optimizers


def test_there_and_back_is_where_it_was():
    for key in SURFACES:
        assert shown_on(shown_on(FIRST, key), "ravine") == FIRST


def test_a_rate_given_before_the_surface_was_moved_is_nobodys():
    moved = shown_on(FIRST, "bowl_curve")
    steep = Scenario.from_dict(moved.to_dict() | {"surface": {"key": "bowl_curve", "curvature": 5}})
    assert shown_on(steep, "ravine").optimizers == FIRST.optimizers


@pytest.fixture
def noisy(monkeypatch):
    """A surface whose demonstration takes 500 steps with noise."""
    shown = Demonstration(rates={"sgd": 0.3}, num_steps=500, noise={"key": "gaussian", "scale": 0.5})
    surface = replace(SURFACES["booth"], key="noisy", demonstration=shown)
    monkeypatch.setattr(SurfaceChoice, "records", {**SURFACES, "noisy": surface})
    return surface


def test_steps_and_noise_come_and_go_with_the_demonstration(noisy):
    there = shown_on(FIRST, "noisy")
    assert (there.num_steps, there.noise.key, there.noise.numbers) == (500, "gaussian", {"scale": 0.5})
    assert offered_rate(OPTIMIZERS["sgd"], there.surface) == rates(there)[0] == 0.3
    assert shown_on(there, "ravine") == FIRST


def test_steps_and_noise_that_somebody_has_set_stay(noisy):
    mine = Scenario.from_dict(FIRST.to_dict() | {"num_steps": 77, "noise": {"key": "uniform", "scale": 0.1}})
    there = shown_on(mine, "noisy")
    assert (there.num_steps, there.noise) == (77, mine.noise)
    assert shown_on(there, "booth").noise == mine.noise


def test_noise_of_examples_stays_where_there_are_any():
    batches = Scenario(surface="anscombe", optimizers=["sgd"], noise="mini_batch")
    assert shown_on(batches, "linear_regression").noise.key == "mini_batch"
    assert shown_on(batches, "booth").noise.key == "none"


def test_a_surface_that_is_not_there_is_refused_like_everywhere():
    with pytest.raises(ScenarioError, match=r"'rosenbrok'.*rosenbrock"):
        shown_on(FIRST, "rosenbrok")
