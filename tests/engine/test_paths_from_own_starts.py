"""Optimizers that begin elsewhere: the engine's paths beside those of scenarios that begin there, and ensembles."""

import numpy as np
import pytest

from optviz import Fan, Recipe, Scenario, Sweep, basins, fan, from_starts, race, simulate, sweep
from optviz.engine.divergence import diverging_rates
from optviz.engine.four_rates import four_rates
from optviz.engine.recipes import Walk
from optviz.exports.script import nudged
from optviz.picture.curves import curves_of
from optviz.picture.described import together_said
from optviz.picture.quantities import quantity_of
from optviz.picture.sliders import marks_of

HERE, THERE = (-2.0, 1.0), (1.5, -1.25)
OWN = {"key": "adam", "start": list(THERE)}


def scenario(*optimizers, start=HERE, **changes):
    return Scenario(**{"surface": "himmelblau", "start": start, "optimizers": optimizers, "num_steps": 30} | changes)


def same(one, other):
    names = ("points", "losses", "gradients", "learning_rates", "evaluations")
    states = [value.tobytes() for value in one.state.values()], [value.tobytes() for value in other.state.values()]
    return (
        all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in names) and states[0] == states[1]
    )


@pytest.mark.parametrize("noise", ["none", "gaussian"])
def test_a_path_is_that_of_a_scenario_that_begins_there(noise):
    run = simulate(scenario("sgd", OWN, "adam", noise=noise))
    there = simulate(scenario("adam", start=THERE, noise=noise))
    here = simulate(scenario("sgd", "adam", noise=noise))
    assert same(run[1], there[0])
    assert same(run[0], here[0])
    assert same(run[2], here[1])
    assert [path.points[0].tolist() for path in run] == [list(HERE), list(THERE), list(HERE)]


def test_a_cell_of_a_map_begins_at_ones_own_start_unless_the_map_is_over_it():
    asked = Sweep(
        scenario=scenario("sgd", OWN),
        optimizer=1,
        x={"key": "optimizers.1.learning_rate", "low": 0.01, "high": 0.5, "cells": 3},
        y={"key": "start.0", "low": -1, "high": 2, "cells": 2},
    )
    found = sweep(asked, precision=64)
    for row in range(2):
        for column in range(3):
            cell = asked.at(row, column)
            assert cell.starts == (HERE, ((-1.0, 2.0)[row], THERE[1]))
            assert found.points[row, column] == pytest.approx(simulate(cell)[1].points[-1], abs=1e-12)


def test_basins_are_of_all_starts_and_so_are_the_same_with_ones_own():
    own, shared = (basins(scenario(one), cells=8)[0] for one in (OWN, "adam"))
    for name in ("points", "losses", "steps", "minima"):
        assert getattr(own, name).tobytes() == getattr(shared, name).tobytes()


def test_seeds_begin_at_ones_own_start():
    found = fan(Fan(scenario=scenario("sgd", OWN, noise="gaussian"), optimizer=1, seeds=4), precision=64)
    runs = [simulate(found.fan.at(k))[0] for k in range(4)]
    assert found.means[0].tolist() == list(THERE)
    assert found.points == pytest.approx(np.array([run.points[-1] for run in runs]), abs=1e-12)


def test_races_rates_and_what_diverges_are_those_of_ones_own_start():
    own, there = scenario("sgd", OWN), scenario("adam", start=THERE)
    assert four_rates(own, 1) == four_rates(there, 0)
    steep = scenario("adam", {"key": "sgd", "start": list(THERE)})
    found = diverging_rates(steep, 1, 0.001, 1.0)
    assert found == diverging_rates(scenario("sgd", start=THERE), 0, 0.001, 1.0)
    assert found != diverging_rates(scenario("sgd"), 0, 0.001, 1.0)
    both = [race(one, budget=20, rates=5, seeds=1) for one in (own, there)]
    assert both[0].racers[1].gaps.tobytes() == both[1].racers[0].gaps.tobytes()
    assert both[0].scenario.starts[1] == THERE


def test_what_was_measured_from_the_usual_start_is_marked_there_alone():
    usual = Scenario(surface="himmelblau", optimizers=["adam", OWN], num_steps=200)
    own = [str(mark.text) for mark in marks_of(simulate(usual), 1, settled=False)]
    shared = [str(mark.text) for mark in marks_of(simulate(usual), 0, settled=False)]
    assert any("measured" in text for text in shared)
    assert not any("measured" in text for text in own)


def test_a_recipe_begins_where_each_of_its_steps_does():
    given = Scenario(surface="logistic_irises", optimizers=[{"key": "sgd", "start": [1, 1]}])
    assert Walk(Recipe(scenario=given)).experiment(3).starts == ((0.0, 0.0),)


def test_a_nudge_moves_all_starts():
    moved = nudged(scenario("sgd", OWN), 0.5)
    assert moved.starts == ((HERE[0] + 0.5, HERE[1] + 0.5), (THERE[0] + 0.5, THERE[1] + 0.5))


def waves(points, inputs):
    """What waves of these weights (rows, 2) say at some places, by NumPy alone: (rows, places)."""
    return np.sin(2.0 ** points[:, :1] * inputs + points[:, 1:])


def test_an_ensemble_from_several_starts_beside_its_members_on_held_out_data():
    """Five waves through four examples: three of them are too fast, and useless on the sixteen that are held out. The
    mean errs by the mean of the errors less how much the members differ, so less than they do on average, and less than
    three of them. The two that have found the wave err by nothing, and are better than the mean."""
    single = Scenario(surface="sampled_wave", optimizers=[{"key": "adam", "learning_rate": 0.1}], num_steps=300)
    run = simulate(from_starts(single, 0, 5))
    unseen = np.where(np.arange(32) < 16, 0, np.random.default_rng(0).uniform(-1, 1, 32).round(3))[16:]
    right = np.sin(3 * unseen + 0.8)
    said = np.stack([waves(path.points, unseen) for path in run])
    alone = np.mean((said - right) ** 2, axis=2) / 2
    mean = np.mean((said.mean(axis=0) - right) ** 2, axis=1) / 2
    differ = np.mean((said - said.mean(axis=0)) ** 2, axis=(0, 2)) / 2
    np.testing.assert_allclose(mean, alone.mean(axis=0) - differ, atol=1e-12)
    together = quantity_of("held_out_together").of(run[4], run)
    np.testing.assert_allclose(together, mean, rtol=1e-9, atol=1e-12)
    ends = alone[:, -1]
    assert (ends < 1e-6).sum() == 2
    assert (mean[-1] < ends).sum() == 3
    assert mean[-1] < 0.6 * ends.mean()
    words = str(together_said(curves_of(run, "held_out_together"), run))
    assert "5 runs" in words
    for value in (mean[-1], ends.mean()):
        assert f"{value:.3g}" in words
