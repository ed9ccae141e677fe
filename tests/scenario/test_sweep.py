"""Sweep: round trips, the values along its axes, and what is said about everything that is not allowed."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import JSON_VALUES, scenario_dicts

from optviz.problems import ScenarioError
from optviz.scenario.numbers import parameters_of, values_of, with_values
from optviz.scenario.scenario import Scenario
from optviz.scenario.sweep import OUTCOMES, Sweep

SCENARIO = Scenario(
    surface="ravine",
    optimizers=["sgd", {"key": "momentum", "schedule": {"key": "exponential", "rate": 0.1}}],
    noise="gaussian",
)
RATE, RHO = "optimizers.1.learning_rate", "optimizers.1.rho"


@st.composite
def sweeps(draw):
    """Any sweep that is allowed."""
    scenario = Scenario.from_dict(draw(scenario_dicts(most_optimizers=3)))
    place = draw(st.integers(0, len(scenario.optimizers) - 1))
    numbers = [key for key, one in parameters_of(scenario, place).items() if not one.choices and one.high < 1e300]
    keys = draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=2, unique=True))
    cells = st.integers(2, 512)
    axes = [{"key": key, "cells": draw(cells)} if draw(st.booleans()) else key for key in keys]
    outcome = draw(st.sampled_from(list(OUTCOMES)))
    return Sweep(scenario=scenario, optimizer=place, **dict(zip("xy", axes, strict=False)), outcome=outcome)


@settings(max_examples=60)
@given(sweeps())
def test_round_trips_are_exact(sweep):
    for again in (
        Sweep.from_dict(sweep.to_dict()),
        Sweep.from_json(sweep.to_json()),
        Sweep.from_url(sweep.to_url()),
        Sweep.from_url("https://example.org/maps?" + sweep.to_url()),
    ):
        assert again == sweep
        assert hash(again) == hash(sweep)
        assert again.to_json() == sweep.to_json()


@settings(max_examples=60)
@given(sweeps(), st.data())
def test_a_cell_is_the_scenario_with_its_two_numbers(sweep, data):
    row, column = (data.draw(st.integers(0, count - 1)) for count in sweep.shape)
    found = sweep.at(row, column)
    assert Scenario.from_json(found.to_json()) == found  # which also says that all of it is allowed
    before, after = (
        dict(zip(parameters_of(one, sweep.optimizer), values_of(one, sweep.optimizer), strict=True))
        for one in (sweep.scenario, found)
    )
    assert before.keys() == after.keys()
    for axis, along, cell in zip(sweep.axes, sweep.columns(), (column, row), strict=False):
        assert after.pop(axis.key) == along[cell]
        del before[axis.key]
    assert after == before


def test_values_are_put_where_they_belong():
    numbers = list(parameters_of(SCENARIO, 1))
    values = dict(zip(numbers, values_of(SCENARIO, 1), strict=True))
    assert values["optimizers.1.schedule.rate"] == 0.1
    assert values["start.0"] == SCENARIO.start[0]
    values |= {"optimizers.1.rho": 0.5, "optimizers.1.schedule.rate": 0.2, "noise.scale": 2.0, "surface.tilt": 30.0}
    found = with_values(SCENARIO, 1, list(values.values()))
    assert found == Scenario.from_dict(
        SCENARIO.to_dict()
        | {
            "surface": {"key": "ravine", "tilt": 30},
            "optimizers": ["sgd", {"key": "momentum", "rho": 0.5, "schedule": {"key": "exponential", "rate": 0.2}}],
            "noise": {"key": "gaussian", "scale": 2},
        }
    )


def test_values_along_an_axis():
    def along(**axis):
        return Sweep(scenario=SCENARIO, x=axis).x.values

    rates = along(key=RATE, low=1e-3, high=1, cells=4)
    assert rates == pytest.approx([1e-3, 1e-2, 1e-1, 1])
    assert along(key=RATE, low=1, high=3, cells=3, scale="linear").tolist() == [1, 2, 3]
    assert along(key=RHO, low=0, high=0.99, cells=3) == pytest.approx([0, 0.9, 0.99])
    starts = Sweep.of_starts(SCENARIO, cells=5)
    assert [axis.values.tolist() for axis in starts.axes] == [
        np.linspace(low, high, 5).tolist() for low, high in SCENARIO.surface.record.domain
    ]
    assert starts.is_of_starts
    assert not Sweep(scenario=SCENARIO, x=RATE).is_of_starts


def test_whole_numbers_where_only_these_are_allowed():
    scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "schedule": "step"}])
    sweep = Sweep(scenario=scenario, x={"key": "optimizers.0.schedule.every", "low": 1, "high": 3, "cells": 7})
    assert sweep.columns()[0].tolist() == [1, 1, 2, 2, 2, 3, 3]


def test_the_optimizer_is_that_of_the_axes():
    assert Sweep(scenario=SCENARIO, x=RATE).optimizer == 1
    assert Sweep(scenario=SCENARIO, x="surface.tilt", y=RHO).optimizer == 1
    assert Sweep(scenario=SCENARIO, x="surface.tilt").optimizer == 0
    assert Sweep(scenario=SCENARIO, x=RATE).shape == (1, 64)
    assert Sweep(scenario=SCENARIO, x=RATE, y={"key": RHO, "cells": 9}).shape == (9, 64)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"x": {"key": RATE, "low": 1, "high": 0.1}}, "x.high: 0.1 is not above the lower bound, 1"),
        ({"x": {"key": RATE, "low": 1, "high": 1}}, "x.high: 1 is not above the lower bound, 1"),
        ({"x": {"key": RATE, "cells": 10**6}}, "x.cells: 1000000 is not allowed; a whole number from 2 to 512 is"),
        ({"y": {"key": RHO, "cells": 1}}, "y.cells: 1 is not allowed; a whole number from 2 to 512 is"),
        ({"x": "optimizers.1.beta_1"}, "x: 'optimizers.1.beta_1' is no number that a run of optimizer 1 depends on"),
        ({"x": "optimizers.1.rh"}, "(did you mean 'optimizers.1.rho'?)"),
        ({"x": "optimizers.1.convention"}, "is no number that a run of optimizer 1 depends on"),
        ({"y": "optimizers.0.learning_rate"}, "y: 'optimizers.0.learning_rate' is no number that a run of optimizer 1"),
        ({"x": {"key": RATE, "low": "much"}}, "x.low: 'much' is not allowed; a number from 1e-06 to 10 is"),
        ({"x": {"key": RATE, "low": float("nan")}}, "x.low: nan is not allowed; a number from 1e-06 to 10 is"),
        ({"x": {"key": RATE, "high": 1e9}}, "x.high: 1000000000.0 is not allowed; a number from 1e-06 to 10 is"),
        ({"x": {"key": RATE, "scale": "cubic"}}, "x.scale: 'cubic' is not allowed; one of linear, log, complement is"),
        ({"x": {"key": RHO, "scale": "log"}}, "x.low: 0 is not allowed on a logarithmic scale"),
        ({"x": {"key": RATE, "scale": "complement"}}, "x.high: 10 is not allowed where the scale is what is left to 1"),
        ({"x": {"key": RATE, "step": 3}}, "x.step: an axis has no such field; it has key, low, high, cells, scale"),
        ({"x": 3}, "x: 3 is not allowed; the path of a number such as"),
        ({"y": RATE}, "'optimizers.1.learning_rate' is the other axis already"),
        ({"optimizer": 2}, "optimizer: 2 is not allowed; a whole number from 0 to 1 is"),
        ({"outcome": "beauty"}, "outcome: 'beauty' is not allowed; one of final_loss, steps"),
        ({"z": RATE}, "z: a sweep has no such field; it has scenario, optimizer, x, y, outcome"),
        ({"scenario": {"surface": "ravin"}}, "scenario.surface: no surface is called 'ravin'"),
        ({"scenario": 3}, "scenario: 3 is not a scenario"),
    ],
)
def test_what_is_wrong_is_named(changes, message):
    with pytest.raises(ScenarioError) as caught:
        Sweep(**{"scenario": SCENARIO, "x": RATE} | changes)
    assert message in str(caught.value)


def test_what_is_wrong_in_an_address_is_named_as_it_stands_there():
    with pytest.raises(ScenarioError, match=r"^sweep\.x\.high: 0\.1 is not above the lower bound, 1$"):
        Sweep.from_url("sweep.x=optimizers.0.learning_rate&sweep.x.low=1&sweep.x.high=0.1")
    with pytest.raises(ScenarioError, match=r"^sweep\.x: missing; the path of a number"):
        Sweep.from_url("surface=ravine")
    with pytest.raises(ScenarioError, match="no surface is called 'ravin'"):
        Sweep.from_url("surface=ravin&sweep.x=start.0")


@settings(max_examples=100)
@given(JSON_VALUES | st.dictionaries(st.sampled_from(["scenario", "x", "y", "optimizer", "outcome"]), JSON_VALUES))
def test_no_other_json_is_taken_for_a_sweep(data):
    with pytest.raises(ScenarioError):
        Sweep.from_json(json.dumps(data))


@settings(max_examples=60)
@given(st.sampled_from("xy"), JSON_VALUES | st.dictionaries(st.sampled_from(["key", "low", "cells"]), JSON_VALUES))
def test_any_axis_is_one_or_named_as_wrong(name, axis):
    with pytest.raises(ScenarioError) as caught:
        Sweep(**{"scenario": SCENARIO, "x": RATE, "y": RHO} | {name: axis if axis is not None else 0})
    assert all(one.field.split(".")[0] in ("x", "y", "optimizer") for one in caught.value.problems)
