"""Starts of an optimizer's own: written, read and refused alike at every door, and one rule from several of them."""

import json

import numpy as np
import pytest

from optviz import SURFACES, Scenario, Sweep, from_starts
from optviz.command_line.scenarios import changed
from optviz.engine.demonstrations import shown_on
from optviz.pages.boxes import on_surface
from optviz.problems import ScenarioError
from optviz.scenario.bounds import MAX_OPTIMIZERS, START_REACH
from optviz.scenario.numbers import values_of, with_values

OWN = {"key": "adam", "start": [1.5, -1]}
SCENARIO = Scenario(surface="ravine", start=(-2, 1), optimizers=["sgd", OWN, "adam"])


def test_a_start_of_ones_own_is_written_where_there_is_one_and_nowhere_else():
    adam, other = SCENARIO.to_dict()["optimizers"][1:]
    assert adam == other | {"start": [1.5, -1]}
    assert SCENARIO.starts == ((-2, 1), (1.5, -1), (-2, 1))
    own = "optimizers.1.start.0=1.5&optimizers.1.start.1=-1&"
    without = Scenario(surface="ravine", start=(-2, 1), optimizers=["sgd", "adam", "adam"])
    assert SCENARIO.to_url().replace(own, "") == without.to_url()
    assert json.loads(SCENARIO.to_json())["optimizers"][1]["start"] == [1.5, -1]
    assert "start" not in without.to_json().partition("optimizers")[2].partition("num_steps")[0]


@pytest.mark.parametrize(
    "again",
    [
        Scenario.from_url(SCENARIO.to_url()),
        Scenario.from_json(SCENARIO.to_json()),
        Scenario(surface="ravine", start=(-2, 1), optimizers=SCENARIO.optimizers),
        Scenario(surface="ravine", start=(-2, 1), optimizers=["sgd", OWN | {"start": np.array([1.5, -1])}, "adam"]),
        Scenario.from_url("start.0=-2&start.1=1&optimizers.0=sgd&optimizers.1=adam&optimizers.2=adam"
                          "&optimizers.1.start.1=-1&optimizers.1.start.0=1.5"),
    ],
    ids=["url", "json", "choices", "numpy", "by hand"],
)  # fmt: skip
def test_it_is_read_again(again):
    assert again == SCENARIO
    assert hash(again) == hash(SCENARIO)
    assert again != Scenario(surface="ravine", start=(-2, 1), optimizers=["sgd", "adam", "adam"])


WRONG = [
    ([1], "start", "[1] is not allowed; a list of 2 numbers is"),
    ([1, 2, 3], "start", "[1, 2, 3] is not allowed; a list of 2 numbers is"),
    ("here", "start", "'here' is not allowed; a list of 2 numbers is"),
    (7, "start", "7 is not allowed; a list of 2 numbers is"),
    ([1, "x"], "start.1", "'x' is not allowed; a number from -4 to 4 is"),
    ([float("nan"), 1], "start.0", "nan is not allowed; a number from -5 to 5 is"),
    ([float("-inf"), 1], "start.0", "-inf is not allowed; a number from -5 to 5 is"),
    ([1, 4.001], "start.1", "4.001 is not allowed; a number from -4 to 4 is"),
    ([True, 1], "start.0", "True is not allowed; a number from -5 to 5 is"),
]


@pytest.mark.parametrize(("start", "field", "message"), WRONG)
def test_what_is_wrong_is_said_as_of_the_shared_start(start, field, message):
    for own in (start, None):
        place, shared = ("", start) if own is None else ("optimizers.1.", None)
        data = SCENARIO.to_dict() | {"start": shared, "optimizers": ["sgd", {"key": "adam", "start": own}]}
        with pytest.raises(ScenarioError) as refused:
            Scenario.from_dict(data)
        (problem,) = refused.value.problems
        assert (problem.field, problem.message) == (place + field, message)


def test_all_that_is_wrong_is_said_at_once():
    data = {"surface": "ravine", "optimizers": [OWN | {"start": [9, 9], "label": ""}, OWN | {"start": [1]}]}
    with pytest.raises(ScenarioError) as refused:
        Scenario.from_dict(data)
    fields = ["optimizers.0.label", "optimizers.0.start.0", "optimizers.0.start.1", "optimizers.1.start"]
    assert [problem.field for problem in refused.value.problems] == fields


def test_the_numbers_of_a_run_have_the_start_that_it_has():
    assert values_of(SCENARIO, 0)[:2] == (-2, 1)
    assert values_of(SCENARIO, 1)[:2] == (1.5, -1)
    moved = with_values(SCENARIO, 1, (0.25, 0.5, *values_of(SCENARIO, 1)[2:]))
    assert moved.starts == ((-2, 1), (0.25, 0.5), (-2, 1))
    shared = with_values(SCENARIO, 0, (0.25, 0.5, *values_of(SCENARIO, 0)[2:]))
    assert shared.starts == ((0.25, 0.5), (1.5, -1), (0.25, 0.5))


def test_a_map_over_starts_takes_the_place_of_ones_own():
    asked = Sweep(scenario=SCENARIO, optimizer=1, x={"key": "start.0", "low": -1, "high": 1, "cells": 3})
    assert [asked.at(0, column).starts[1] for column in range(3)] == [(-1, -1), (0, -1), (1, -1)]
    with pytest.raises(ScenarioError, match=r"optimizers\.1\.start\.0"):
        Sweep(scenario=SCENARIO, optimizer=1, x="optimizers.1.start.0")


@pytest.mark.parametrize("key", ["himmelblau", "beale", "linear_regression", "dip_curve"])
def test_on_another_surface_it_is_as_far_along_the_domain(key):
    (a, b), (c, d) = SURFACES["ravine"].domain
    for moved in (shown_on(SCENARIO, key), Scenario.from_dict(on_surface(SCENARIO, key))):
        assert moved.start == SURFACES[key].start
        start = moved.optimizers[1].start
        if len(SURFACES[key].domain) == 1:
            assert start is None
            continue
        shares = [(x - low) / (high - low) for x, (low, high) in zip(start, SURFACES[key].domain, strict=True)]
        assert shares == pytest.approx([(1.5 - a) / (b - a), (-1 - c) / (d - c)], abs=1e-3)


def test_on_the_command_line_it_begins_at_the_shared_one():
    found = changed(SCENARIO, ["optimizers.0.start.1=0.5", "optimizers.1.start.0=-1"])
    assert found.starts == ((-2, 0.5), (-1, -1), (-2, 1))
    assert changed(SCENARIO, ["surface=himmelblau"]).starts == (SURFACES["himmelblau"].start,) * 3


@pytest.mark.parametrize("key", ["ravine", "dip_curve", "svm_irises"])
@pytest.mark.parametrize("count", [2, 5, MAX_OPTIMIZERS])
def test_one_rule_from_several_starts(key, count):
    scenario = Scenario(surface=key, optimizers=["sgd", {"key": "adam", "label": "Mine", "beta_1": 0.5}], seed=3)
    found = from_starts(scenario, 1, count)
    first, *others = found.optimizers
    assert first == scenario.optimizers[1]
    assert [one.numbers for one in others] == [first.numbers] * (count - 1)
    assert all(one.label is None for one in others)
    domain = np.array(SURFACES[key].domain)
    shares = (np.array([one.start for one in others]) - domain[:, 0]) / np.ptp(domain, axis=1)
    assert ((shares > 0.099) & (shares < 0.901)).all()
    assert len(np.unique(found.starts, axis=0)) == count
    assert from_starts(scenario, 1, count) == found
    assert from_starts(scenario.model_copy(update={"seed": 4}), 1, count).starts[1:] != found.starts[1:]


def test_several_starts_lie_evenly():
    """Of eleven in a square of 0.8, no two are nearer than half the sides of as many equal squares in it."""
    starts = np.array(from_starts(Scenario(surface="sphere", optimizers=["sgd"]), 0, 12).starts[1:])
    domain = np.array(SURFACES["sphere"].domain)
    shares = (starts - domain[:, 0]) / np.ptp(domain, axis=1) / 0.8
    apart = np.hypot(*(shares[:, None] - shares[None]).transpose(2, 0, 1))[~np.eye(11, dtype=bool)]
    assert apart.min() > 0.5 * 11**-0.5


@pytest.mark.parametrize(
    ("place", "count", "message"),
    [
        (3, 5, "place: 3 is not allowed; a whole number from 0 to 2 is"),
        (0, 1, "count: 1 is not allowed; a whole number from 2 to 12 is"),
        (0, 13, "count: 13 is not allowed; a whole number from 2 to 12 is"),
    ],
)
def test_starts_that_cannot_be_are_named(place, count, message):
    with pytest.raises(ScenarioError, match=message):
        from_starts(SCENARIO, place, count)


def test_starts_may_lie_outside_the_domain_as_the_shared_one_may():
    (low, high), _ = SURFACES["ravine"].domain
    edge = (low + high) / 2 + START_REACH * (high - low) / 2
    assert Scenario(surface="ravine", optimizers=[OWN | {"start": [edge, 0]}]).starts == ((edge, 0),)
