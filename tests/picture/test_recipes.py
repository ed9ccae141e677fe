"""The six steps of the recipe, against gradient descent written once more in NumPy, and against `simulate`; and what is
said of each."""

from dataclasses import replace
from functools import cache
from urllib.parse import urlsplit

import numpy as np
import pytest

from optviz import SURFACES, Scenario, Sweep, simulate
from optviz.engine.recipes import BATCH, CELLS, FEW, LONG, QUICK, RATES, Curves, Walk
from optviz.picture.recipes import name_of, titles, told
from optviz.problems import ScenarioError
from optviz.scenario.recipe import Recipe
from optviz.texts.numbers import written


def scenario_of(surface="logistic_irises", optimizers=({"key": "sgd", "learning_rate": 0.5},)):
    return Scenario(surface=surface, optimizers=list(optimizers), seed=3)


@cache
def found():
    return Walk(Recipe(scenario=scenario_of(), step=6, rounds=2))


(DATA,) = SURFACES["logistic_irises"].model.data
LEAST = 1e-3
"""The smallest penalty that the surface has."""


def scaled(rows, by):
    """Inputs on the scale of the rows that are trained on, and classes."""
    return (rows[:, :2] - by[:, :2].mean(axis=0)) / by[:, :2].std(axis=0), rows[:, 2]


def loss(weights, inputs, kinds, l2=0.0):
    scores = inputs @ weights
    return np.mean(np.logaddexp(0, scores) - kinds * scores) + l2 / 2 * weights @ weights


def descent(inputs, kinds, rate, steps):
    """(steps + 1, 2) the way of gradient descent from zero."""
    points = [np.zeros(2)]
    for _ in range(steps):
        errors = 1 / (1 + np.exp(-inputs @ points[-1])) - kinds
        points.append(points[-1] - rate * (inputs.T @ errors / len(kinds) + LEAST * points[-1]))
    return np.array(points)


def right(weights, inputs, kinds):
    return np.mean((inputs @ weights > 0) == (kinds > 0))


def test_the_first_loss_is_the_logarithm_of_the_number_of_classes():
    assert found().first_loss == pytest.approx(np.log(2), rel=1e-12)
    assert found().classes == 2


def test_a_few_examples_are_learned_by_heart():
    walk = found()
    few = np.concatenate([DATA.training[DATA.training[:, 2] == kind][:FEW] for kind in (0, 1)])
    inputs, kinds = scaled(few, few)
    points = descent(inputs, kinds, walk.rule["learning_rate"], LONG)
    assert walk.by_heart[0].points == pytest.approx(points, rel=1e-9, abs=1e-12)
    assert walk.accuracy == pytest.approx([right(point, inputs, kinds) for point in points], abs=1e-12)


def test_what_four_rates_leave_of_the_loss():
    inputs, kinds = scaled(DATA.training, DATA.training)
    ends = [loss(descent(inputs, kinds, rate, QUICK)[-1], inputs, kinds, LEAST) for rate in RATES]
    assert found().left == pytest.approx(np.array(ends) / np.log(2), rel=1e-9)
    assert RATES[int(np.argmin(ends))] == found().fastest


def test_a_grid_has_what_each_run_comes_to_on_held_out_examples():
    grid = found().coarse
    inputs, kinds = scaled(DATA.left, DATA.training)
    assert grid.held_out.shape == (CELLS, CELLS)
    for row, column in ((0, 0), (CELLS - 1, 2), grid.best):
        scenario = grid.sweep.at(row, column)
        assert scenario.noise.numbers == {"batch_size": BATCH}
        assert scenario.num_steps == 5 * 60 / BATCH
        assert scenario.optimizers[0].numbers["weight_decay"] == pytest.approx(grid.decays[row])
        end = simulate(scenario)[0].points[-1]
        assert grid.held_out[row, column] == pytest.approx(loss(end, inputs, kinds), rel=1e-9)
        assert grid.accuracy[row, column] == pytest.approx(right(end, inputs, kinds), abs=1e-9)
    assert grid.lowest == grid.held_out.min()


def test_each_grid_lies_around_the_best_of_the_one_before_on_half_of_its_way():
    walk = found()
    coarse, *fine = walk.grids
    assert (coarse.rates[0], coarse.rates[-1]) == pytest.approx((walk.fastest / 10, walk.fastest * 10), rel=1e-6)
    assert [grid.epochs for grid in (coarse, *fine)] == [5, 20, 40]
    for before, grid in zip([coarse, *fine], fine, strict=False):
        for own, middle, wide in (
            (grid.rates, before.rate, before.rates),
            (grid.decays, before.decay, before.decays),
        ):
            ends = np.log10([own[0], own[-1]])
            reach = np.log10(wide[-1] / wide[0]) / 2
            if ends[1] < 0:  # a decay is at most 1
                assert ends.mean() == pytest.approx(np.log10(middle), abs=0.01)
                assert ends[1] - ends[0] == pytest.approx(reach, abs=0.02)


def test_the_curves_of_the_best_end_where_its_cell_does():
    walk = found()
    grid = walk.fine[-1]
    curves = walk.curves
    assert len(curves.losses) == grid.epochs + 1
    assert curves.held_out[-1] == pytest.approx(grid.lowest, rel=0.01)
    assert curves.losses[0] == pytest.approx(np.log(2))
    inputs, kinds = scaled(DATA.left, DATA.training)
    points = simulate(walk.best)[0].points[:: 60 // BATCH]
    assert curves.held_out == pytest.approx([loss(point, inputs, kinds) for point in points], rel=1e-9)
    assert curves.accuracy == pytest.approx([right(point, inputs, kinds) for point in points], abs=1e-9)
    assert curves.ends_lowest == bool(curves.held_out[-1] <= 1.05 * min(curves.held_out))


def test_data_that_were_changed_are_those_that_are_learned():
    first = [i for i in range(100) if i not in DATA.held_out and DATA.rows[i, 2] == 0]
    edits = {"removed": first[2:], "moved": [[first[0], 4.0, 1.0, 0]], "added": [[4.4, 1.2, 0], [4.5, 1.3, 0]]}
    walk = Walk(Recipe(scenario=scenario_of(surface={"key": "logistic_irises", "data": edits})))
    kept = walk.few.surface.data.applied(DATA).training.tolist()
    assert kept[: FEW - 1] == [[4.0, 1.0, 0], DATA.rows[first[1]].tolist()]
    assert kept[-1] == [4.4, 1.2, 0]  # it stands behind the others
    assert len(kept) == 2 * FEW


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"surface": "beale"}, "scenario.surface"),
        ({"surface": "logistic_regression"}, "scenario.surface"),
        ({"optimizers": ["newton"]}, "scenario.optimizers.0"),
    ],
)
def test_what_has_no_recipe_is_named(changes, field):
    with pytest.raises(ScenarioError) as refused:
        Recipe(scenario=scenario_of(**changes))
    assert [one.field for one in refused.value.problems] == [field]


def test_another_round_has_its_own_step():
    scenario = Scenario(surface="svm_irises", optimizers=["adam"])
    assert Recipe(scenario=scenario).rounds == 1
    for wrong in ({"step": 0}, {"step": 7}, {"rounds": 5}, {"stride": 1}):
        with pytest.raises(ScenarioError):
            Recipe(scenario=scenario, **wrong)


def at(step, **known):
    """What is told of a step; `known` stands for what came of it."""
    walk = Walk(Recipe(scenario=scenario_of(), step=step, rounds=2))
    walk.__dict__ |= {name: value for name, value in vars(found()).items() if name != "recipe"} | known
    return told(walk, step, "light")


def test_what_is_said_of_the_loss_at_the_start():
    shown = at(1)
    assert shown.done == ("All weights are zero. Who knows nothing takes each of 2 classes for as likely.")
    assert found().four.start == (0, 0)
    assert shown.found == "The loss is 0.6931; the logarithm of 2 is 0.6931."
    assert (shown.goal, shown.is_reached) == ("The two are the same, up to 1 %.", True)
    assert not at(1, first_loss=1.0).is_reached  # as of a hinge


def test_what_is_said_of_a_few_examples():
    shares = found().accuracy
    first = int(np.flatnonzero(shares < 1)[-1]) + 1
    shown = at(2)
    assert shown.done == "Only 3 examples of each class, 200 steps at the learning rate 0.5, no weight decay."
    assert found().few.optimizers[0].numbers["weight_decay"] == 0
    ends = written(found().by_heart[0].losses[-1])
    assert shown.found == f"From step {first} on all of them lie on their own side; the loss ends at {ends}."
    assert (shown.goal, shown.is_reached) == ("All of them are told right, 100 %.", True)
    missed = at(2, accuracy=np.array([0.5, 1.0, 0.75]))
    assert (missed.found, missed.is_reached) == ("In the end 75 % of them lie on their own side.", False)


def test_what_is_said_of_four_rates():
    shown = at(3)
    assert shown.done == "All 60 examples, 20 steps at each of four learning rates."
    left = "; ".join(
        f"{written(rate)}: {written(100 * share)} %" for rate, share in zip(RATES, found().left, strict=True)
    )
    assert shown.found == f"What is left of the first loss: {left}."
    assert (shown.goal, shown.is_reached) == ("At one of them less than 75 % is left.", True)
    slow = at(3, left=[np.inf, 0.76, 0.9, 1.0])
    assert not slow.is_reached
    assert "0.1: diverged; 0.01: 76 %" in slow.found
    assert Scenario.from_url(shown.link[0].split("&show.")[0]) == found().four
    assert [line.y[-1] for line in shown.charts[0].lines] == sorted(line.y[-1] for line in shown.charts[0].lines)


def test_what_is_said_of_the_grids():
    for step, grid in ((4, found().coarse), (5, found().fine[-1])):
        shown = at(step)
        rate, decay = written(grid.rate), written(grid.decay)
        assert shown.found == (
            f"The lowest loss on held-out examples is {written(grid.lowest)}, at the learning rate {rate} and the "
            f"weight decay {decay}."
        )
        (best,) = [(row, i) for row, own in enumerate(shown.table.shades) for i, one in enumerate(own) if one == 1]
        assert best == shown.table.best
        assert shown.table.texts[best[0]][best[1]] == written(grid.lowest)
        assert shown.table.rates[best[1]] == rate
        asked = Sweep.from_url(urlsplit(shown.link[0]).query)
        assert (asked.x.low, asked.x.high, asked.y.key) == (grid.sweep.x.low, grid.sweep.x.high, grid.sweep.y.key)
        assert asked.scenario == grid.sweep.scenario
    coarse, fine = at(4), at(5)
    assert coarse.done == (
        "6 learning rates and 6 weight decays, by equal factors: 5 epochs each, on mini-batches of 10."
    )
    assert coarse.goal == "The best rate has others to both sides: at the edge, the range is wrong."
    assert coarse.is_reached == (found().coarse.best[1] not in (0, 5))
    edge = np.ones((CELLS, CELLS))
    edge[2, 5], edge[0, 0] = 0.5, np.inf
    moved = at(4, coarse=replace(found().coarse, held_out=edge))
    assert not moved.is_reached
    assert (moved.table.texts[-1][0], moved.table.best) == ("diverged", (3, 5))
    edge[2, 4] = 0.25
    assert at(4, coarse=replace(found().coarse, held_out=edge.copy())).is_reached
    assert fine.done == "Around the best so far, with half the way between neighbours: 40 epochs each."
    before = found().fine[0].lowest
    assert fine.goal == f"It is lower than before, {written(before)}."
    assert fine.is_reached == (found().fine[1].lowest < before)


def test_what_is_said_of_the_curves():
    curves, grid = found().curves, found().fine[-1]
    shown = at(6)
    rate, decay = written(grid.rate), written(grid.decay)
    assert shown.done == f"The learning rate {rate} and the weight decay {decay}, for 40 epochs."
    ends = written(curves.losses[-1]), written(curves.held_out[-1]), written(100 * curves.accuracy[-1])
    assert shown.found == "The loss ends at {}, on held-out examples at {}, of which {} % are told right.".format(*ends)
    assert shown.goal == (
        "The held-out loss ends less than 5 % above its lowest: stopping earlier would not have helped."
    )
    assert shown.is_reached == curves.ends_lowest
    risen = Curves(np.ones(3), np.array([1.0, 0.5, 0.6]), np.ones(3))
    assert not at(6, curves=risen).is_reached
    assert at(6, curves=risen._replace(held_out=np.array([1.0, 0.5, 0.52]))).is_reached
    assert Scenario.from_url(shown.link[0].split("&show.")[0]) == found().best


def test_the_steps_have_their_names():
    assert name_of(found().recipe) == "Six steps with SGD on Logistic regression: two irises"
    assert titles() == [
        "Look at the loss at the start",
        "Learn a few examples by heart",
        "Find a rate that makes the loss fall",
        "A coarse grid, for a few epochs",
        "A finer grid, for longer",
        "Look at the curves, and again",
    ]
