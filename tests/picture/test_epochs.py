"""Marks of epochs stand where the mini-batches of a run have used each example once more; and the page has the same."""

import numpy as np
import pytest
from optviz.surfaces.data.linear_regression import CARS

from optviz import Scenario, simulate
from optviz.engine.batches import batch_of, steps_an_epoch
from optviz.engine.tables import data_of
from optviz.picture.curves import across_of
from optviz.picture.epochs import APART, MOST, Epochs, epochs_of
from optviz.picture.ticks import RULES
from optviz.texts.language import speaking
from tests.picture.test_twins import on_the_page

WIDE = 1000.0
SGD = {"key": "sgd", "learning_rate": 0.01}


def scenario(batch_size=6, num_steps=40, **more):
    noise = {"key": "mini_batch", "batch_size": batch_size}
    given = {"surface": "linear_regression", "optimizers": [SGD], "noise": noise, "num_steps": num_steps}
    return Scenario(**given | more)


def used_up(of: Scenario) -> list[int]:
    """After how many steps each example has been used once more than before, by counting the draws."""
    data = data_of(of.surface)
    counts = ~np.isin(data.trained_places, data.removed)
    uses, ends = np.zeros(len(counts), int), []
    for step in range(of.num_steps):
        uses += batch_of(of, step)
        assert not uses[~counts].any()
        if len(set(uses[counts])) == 1:
            assert uses[counts][0] == len(ends) + 1
            ends.append(step + 1)
    return ends


SMALLER = {"key": "linear_regression", "data": {"removed": [3, 8, 40]}}
COUNTED = {
    "50 by 6, of which the last batch has 2": (scenario(6), 9),
    "50 by 10": (scenario(10), 5),
    "50 by 49": (scenario(49, 12), 2),
    "11 by 1": (scenario(1, 60, surface="anscombe"), 11),
    "47, since 3 are taken away": (scenario(6, surface=SMALLER), 8),
    "some held out": (scenario(16, surface="logistic_irises"), 4),
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_mark_stands_where_each_example_has_been_used_once_more(name):
    of, steps = COUNTED[name]
    epochs = epochs_of(simulate(of), "steps")
    ends = used_up(of)
    assert len(ends) >= 3
    assert [mark.across for mark in epochs.marks(of.num_steps, WIDE)] == ends
    assert steps_an_epoch(of) == epochs.steps == ends[0] == steps
    assert [mark.text for mark in epochs.marks(of.num_steps, WIDE)][:3] == ["epoch 1", "2", "3"]
    assert epochs.note(of.num_steps, WIDE) == f"an epoch is {steps} steps"


def test_nothing_is_marked_where_each_step_is_taken_on_all_examples():
    others = {"noise": "none"}, {"noise": "gaussian"}, {"noise": "dropout"}, {"surface": "sphere", "noise": "none"}
    for of in (scenario(50), scenario(64), *(scenario(**other) for other in others)):
        assert steps_an_epoch(of) == 1
    assert epochs_of(simulate(scenario(50)), "steps") is None


def test_a_run_that_is_shorter_than_an_epoch_has_no_mark_but_it_is_said():
    epochs = epochs_of(simulate(scenario(6, 8)), "steps")
    assert epochs.marks(8, WIDE) == []
    assert epochs.note(8, WIDE) == "an epoch is 9 steps"
    exactly = epochs_of(simulate(scenario(6, 9)), "steps")
    assert exactly.marks(9, WIDE) == [(9, "epoch 1")]


def test_of_many_epochs_every_second_fifth_or_tenth_is_marked():
    for count in range(1, 1001, 7):
        for width in (9, 23.5, 45, WIDE):
            epochs, end = Epochs(2, 2.0), 2 * count + 1
            places = [mark.across for mark in epochs.marks(end, width)]
            assert len(places) <= MOST
            assert len(set(np.diff([0, *places]))) <= 1
            assert np.all(np.diff([0, *places]) * width / end >= APART)
            if width == WIDE:
                every = int(places[0] / 2)
                assert float(f"{every:e}".partition("e")[0]) in (1, 2, 5)
                assert len(places) >= min(count, 4)
    many = Epochs(5, 5.0)
    assert [mark.text for mark in many.marks(500, WIDE)] == ["epoch 10", *map(str, range(20, 101, 10))]
    assert many.note(500, WIDE) == "an epoch is 5 steps, a line every 10 epochs"
    assert len(many.marks(500, 20)) < len(many.marks(500, WIDE))
    with speaking("zh"):
        assert many.marks(500, WIDE)[0].text == "第 10 轮"
        assert many.note(500, WIDE) == "一轮为 5 步，每 10 轮一条线"


DIVERGING = {"key": "sgd", "learning_rate": 10.0, "label": "too fast"}
AGAINST = {
    "one gradient a step": (["sgd", "adam"], 9),
    "two gradients a step": ([{"key": "sam"}], 18),
    "one and two": (["sgd", "sam"], None),
    "one that diverges": (["adam", DIVERGING], 9),
    "none that goes through an epoch": ([DIVERGING], None),
}


@pytest.mark.parametrize("name", AGAINST)
def test_against_gradients_they_are_marked_where_all_rules_take_as_many(name):
    rules, length = AGAINST[name]
    run = simulate(scenario(6, 300, optimizers=rules))
    diverged = [path.diverged_at is not None for path in run]
    assert any(diverged) == (DIVERGING in rules)
    epochs, taken = epochs_of(run, "gradients"), across_of(run, "gradients")
    end = max(one[-1] for one in taken)
    assert epochs.steps == 9
    if length is None:
        assert epochs.marks(end, WIDE) == []
        assert epochs.note(end, WIDE) == "an epoch is 9 steps"
    for mark in epochs.marks(end, WIDE):
        row = int(mark.across / length) * 9
        assert all(one[row] == mark.across for one, gone in zip(taken, diverged, strict=True) if not gone)
    assert bool(epochs.marks(end, WIDE)) == (length is not None)


def test_the_page_marks_the_same():
    """How far an epoch goes, the marks and what is said, of every run here and of many lengths and widths."""
    runs = [simulate(scenario(6, 300, optimizers=rules)) for rules, _ in AGAINST.values()]
    runs += [simulate(of) for of, _ in COUNTED.values()] + [simulate(scenario(6, 8))]
    asked, expected = [], []
    for run in runs:
        shown = [run.scenario.num_steps + 1 if path.diverged_at is None else path.diverged_at for path in run]
        for against in ("steps", "gradients"):
            taken = across_of(run, against)
            epochs, end = epochs_of(run, against), int(max(1, *(one[-1] for one in taken)))
            across = [None if against == "steps" else one.tolist() for one in taken]
            asked.append({"across": across, "shown": shown, "end": end, "steps": epochs.steps, "width": 40.0})
            expected.append([epochs.length, epochs.marks(end, 40.0), epochs.note(end, 40.0)])
    draws = np.random.default_rng(0)
    for _ in range(400):
        steps, count, width = int(draws.integers(2, 60)), int(draws.integers(1, 2000)), float(draws.uniform(1, 120))
        epochs = Epochs(steps, float(steps) if steps <= count else 0.0)
        asked.append({"across": [None], "shown": [count + 1], "end": count, "steps": steps, "width": width})
        expected.append([epochs.length, epochs.marks(count, width), epochs.note(count, width)])
    there = on_the_page(*({"rule": "epochs", "rules": RULES} | one for one in asked))
    assert there == [[length, [list(mark) for mark in marks], note] for length, marks, note in expected]
    assert any(marks for _, marks, _ in there)


def test_it_is_said_which_batch_of_which_epoch_a_step_is_taken_on():
    said = on_the_page(*({"rule": "batch", "step": step, "steps": 9} for step in (0, 8, 9, 40)))
    numbers = [(1, 1), (1, 9), (2, 1), (5, 5)]
    assert said == [f"epoch {epoch}, batch {batch} of 9" for epoch, batch in numbers]
    of = scenario(6)
    assert [int(batch_of(of, step).sum()) for step in range(9)] == [6] * 8 + [len(CARS.rows) - 48]
