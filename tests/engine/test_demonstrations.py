"""What a surface comes with when it is chosen, and what of it stays as somebody has set it."""

from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from optviz.surfaces.base import Demonstration

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine.demonstrations import completed, offered_rate, shown_on
from optviz.engine.suited_rates import suited_rate
from optviz.problems import ScenarioError
from optviz.scenario.address import read_address
from optviz.scenario.choices import SurfaceChoice
from tests.strategies import scenario_dicts

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


def addressed(query):
    address = read_address(parse_qsl(query))
    return completed(address.scenario, address.given)


@pytest.mark.parametrize("key", SURFACES)
def test_a_link_that_names_only_a_surface_opens_what_choosing_it_gives(key):
    assert addressed(f"surface={key}") == shown_on(FIRST, key)


def test_a_link_that_leaves_out_a_rate_gets_the_one_that_adding_the_rule_gives():
    found = addressed("surface=himmelblau&optimizers.0=sgd&optimizers.1=adam&optimizers.1.learning_rate=0.5")
    rates = [choice.numbers["learning_rate"] for choice in found.optimizers]
    assert rates == [offered_rate(OPTIMIZERS["sgd"], found.surface), 0.5]
    assert [path.diverged_at for path in simulate(found)] == [None, None]
    assert simulate(Scenario(surface="himmelblau", optimizers=["sgd"]))[0].diverged_at is not None


def test_a_rate_that_is_wrong_is_one_that_was_left_out():
    found = addressed("surface=booth&optimizers.0=sgdd&optimizers.1=sgd&optimizers.1.learning_rate=x")
    assert found.optimizers[0].numbers["learning_rate"] == offered_rate(OPTIMIZERS["sgd"], found.surface)


def test_the_noise_of_a_demonstration_comes_with_a_bare_link_only(noisy):
    """A link of the product leaves out a noise that is off; it has a number of steps."""
    bare = addressed("surface=noisy")
    assert (bare.noise.key, bare.num_steps) == ("gaussian", 500)
    quiet = Scenario(surface="noisy", optimizers=["sgd"], num_steps=500)
    assert addressed(quiet.to_url()) == quiet


@given(scenario_dicts())
def test_links_of_the_product_keep_their_meaning(data):
    scenario = Scenario.from_dict(data)
    assert addressed(scenario.to_url()) == scenario
