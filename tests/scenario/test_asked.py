"""Fans, searches and races: round trips, and what is said about everything that is not allowed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import JSON_VALUES

from optviz import Fan, Race, Scenario, Search
from optviz.problems import ScenarioError

NOISY = Scenario(surface="ravine", optimizers=["sgd", "adam"], noise="gaussian", seed=7)
RATE, BETA = "optimizers.1.learning_rate", "optimizers.1.beta_2"
AXES = {"x": RATE, "y": {"key": BETA, "low": 0.5, "high": 0.9, "cells": 9}}

fans = st.builds(Fan, scenario=st.just(NOISY), optimizer=st.integers(0, 1), seeds=st.integers(2, 10_000))
searches = st.builds(
    lambda **fields: Search(scenario=NOISY, **AXES, **fields),
    tries=st.integers(2, 10).map(lambda side: side**2),
    spacing=st.sampled_from(["scaled", "linear"]),
    outcome=st.sampled_from(["final_loss", "steps", "distance"]),
    repeats=st.integers(1, 10_000),
    seed=st.integers(0, 2**32 - 1),
)
races = st.builds(
    Race,
    scenario=st.just(NOISY),
    budget=st.integers(1, 2000),
    losses=st.floats(0, 100),
    gradients=st.floats(0.1, 100),
    hessians=st.floats(0, 100),
    rates=st.integers(3, 129),
    decades=st.floats(0.5, 6),
    seeds=st.integers(1, 20),
)


@settings(max_examples=60)
@given(st.one_of(fans, searches, races))
def test_round_trips_are_exact(asked):
    kind = type(asked)
    for again in (
        kind.from_dict(asked.to_dict()),
        kind.from_json(asked.to_json()),
        kind.from_url(asked.to_url()),
        kind.from_url("https://example.org/maps?" + asked.to_url()),
    ):
        assert again == asked
        assert again.to_json() == asked.to_json()


def test_a_member_of_a_fan_is_the_scenario_with_its_seed():
    found = Fan(scenario=NOISY, optimizer=1, seeds=9).at(5)
    assert found == Scenario.from_dict(NOISY.to_dict() | {"seed": 12, "optimizers": [NOISY.to_dict()["optimizers"][1]]})


QUIET = Scenario(surface="ravine", optimizers=["sgd"])
LATE = Scenario(surface="ravine", optimizers=["sgd"], noise="gaussian", seed=2**32 - 5)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Fan(), "scenario: missing; a scenario is needed"),
        (
            lambda: Fan(scenario=NOISY, seeds=10**9),
            "seeds: 1000000000 is not allowed; a whole number from 2 to 10000 is",
        ),
        (lambda: Fan(scenario=NOISY, optimizer=2), "optimizer: 2 is not allowed; a whole number from 0 to 1 is"),
        (
            lambda: Fan(scenario=QUIET),
            "scenario.noise: 'none' is not allowed, all seeds would give the same run; a noise is",
        ),
        (
            lambda: Fan(scenario=LATE, seeds=10),
            "scenario.seed: there are not 10 seeds from here on; one of at most 4294967286 is allowed",
        ),
        (lambda: Fan(scenario=NOISY, sed=1), "sed: a fan has no such field (did you mean 'seeds'?); it has scenario"),
        (lambda: Fan.from_dict(3), "3 is not a fan; an object is"),
        (lambda: Search(scenario=NOISY, x=RATE), "y: missing; the path of a number, such as"),
        (lambda: Search(scenario=NOISY, **AXES | {"x": "optimizers.1.rho"}), "x: 'optimizers.1.rho' is no number that"),
        (lambda: Search(scenario=NOISY, **AXES, tries=10), "tries: 10 is not allowed; the square of a whole number is"),
        (
            lambda: Search(scenario=NOISY, **AXES, tries=121),
            "tries: 121 is not allowed; a whole number from 4 to 100 is",
        ),
        (lambda: Search(scenario=NOISY, **AXES, spacing="x"), "spacing: 'x' is not allowed; one of scaled, linear is"),
        (
            lambda: Search(scenario=NOISY, **AXES, outcome="minimum"),
            "outcome: 'minimum' is not allowed; one of final_loss, steps, distance is",
        ),
        (
            lambda: Search(scenario=NOISY, x={"key": RATE, "low": 1, "high": 0.1}, y=BETA),
            "x.high: 0.1 is not above the lower bound, 1",
        ),
        (lambda: Search.from_json("[]"), "[] is not a search; an object is"),
        (lambda: Search.from_url("search.z=1"), "search.z: a search has no such field"),
        (lambda: Race(scenario=NOISY, budget=0), "budget: 0 is not allowed; a whole number from 1 to 2000 is"),
        (
            lambda: Race(scenario=NOISY, gradients=0),
            "gradients: these weights make the steps of SGD, Adam free; one above 0 for what they take is needed",
        ),
        (lambda: Race(scenario=LATE, seeds=5), "scenario.seed: there are not 10 seeds from here on"),
        (lambda: Race.from_dict(None), "None is not a race; an object is"),
    ],
)
def test_what_is_wrong_is_named(make, message):
    with pytest.raises(ScenarioError) as caught:
        make()
    assert message in str(caught.value)


@settings(max_examples=60)
@given(st.sampled_from([Fan, Search, Race]), st.dictionaries(st.text(max_size=8), JSON_VALUES, max_size=4))
def test_nothing_else_is_raised(kind, data):
    with pytest.raises(ScenarioError):
        kind.from_dict(data)
