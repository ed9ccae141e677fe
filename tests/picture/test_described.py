"""A picture in sentences: the numbers in them are those of the arrays, found anew."""

import re

import numpy as np
import pytest
from optviz.surfaces.base import Minimum

from optviz import Scenario, simulate
from optviz.engine.simulate import Run
from optviz.picture.curves import curves_of
from optviz.picture.described import curves_said, ground_of, together_said, way_of
from optviz.picture.happened import happened
from optviz.player.payload import payload
from optviz.texts.numbers import written
from tests.player.test_payload import decode


def number(text):
    return float(text.replace("−", "-"))


def numbers_in(text):
    return [number(found) for found in re.findall(r"−?\d+(?:\.\d+)?(?:e−?\d+)?", text)]


HIMMELBLAU = simulate(Scenario(surface="himmelblau", optimizers=["adam"], num_steps=9))
WILD = simulate(Scenario(surface="rosenbrock", optimizers=[{"key": "sgd", "learning_rate": 1.0}], num_steps=9))


def test_the_ground():
    ranges, minima = map(str, ground_of(HIMMELBLAU))
    (x0, x1), (y0, y1) = HIMMELBLAU.scenario.surface.record.domain
    assert ranges.startswith("Himmelblau, x from ")
    assert numbers_in(ranges) == [x0, x1, y0, y1]
    places = re.findall(r"a loss of (\S+) at \((\S+), (\S+)\)", minima)
    published = [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)]
    there = sorted(tuple(map(number, place)) for _, *place in places)
    np.testing.assert_allclose(there, sorted(published), atol=6e-3)
    assert all(abs(number(loss)) < 1e-12 for loss, *_ in places)


def test_few_minima_are_listed_and_of_many_the_lowest():
    bowl = simulate(Scenario(surface="bowl_curve", optimizers=["sgd"], num_steps=1))
    assert str(ground_of(bowl)[1]) == "Known minima: a loss of 0 at 0."
    nowhere = Run(HIMMELBLAU.scenario, HIMMELBLAU.paths, ())
    assert str(ground_of(nowhere)[1]) == "No minimum is known."
    many = Run(HIMMELBLAU.scenario, HIMMELBLAU.paths, tuple(Minimum((k, 1.0), 5.0 - k) for k in range(5)))
    assert str(ground_of(many)[1]) == "5 minima are known; the loss of the lowest is 1, at (4, 1)."


def test_where_a_path_goes():
    path = HIMMELBLAU[0]
    said = numbers_in(str(way_of(path, HIMMELBLAU)).removeprefix("Adam"))
    expected = [*path.points[0], path.losses[0], *path.points[-1], path.losses[-1]]
    assert said == pytest.approx(expected, rel=5e-3)
    assert WILD[0].diverged_at is not None
    assert str(way_of(WILD[0], WILD)).endswith(f"and diverges at step {WILD[0].diverged_at}.")


@pytest.mark.parametrize("run", [HIMMELBLAU, WILD])
def test_curves(run):
    said = str(curves_said(curves_of(run, "loss"), run))
    last = run[0].losses[-1 if run[0].diverged_at is None else run[0].diverged_at - 1]
    assert said == (
        f"The loss, from the first row to the last: {run[0].label} from {written(float(run[0].losses[0]))} "
        f"to {written(float(last))}."
    )
    nothing = str(curves_said(curves_of(run, "state.velocity"), run))
    assert nothing == "No run has a velocity (norm)."


def test_how_runs_end_together_beside_the_best_of_them_and_all_on_average():
    """Against NumPy: the mean of what three lines say of the rows that are held out."""
    rules = [{"key": "sgd", "learning_rate": rate} for rate in (0.003, 0.05, 0.1)]
    run = simulate(Scenario(surface="overfitting", start=(0.0, 0.0), optimizers=rules, num_steps=60))
    left = run.scenario.surface.record.model.data_at(run.scenario.surface.numbers).left
    said = np.array([left[:, :2] @ path.points[-1] for path in run])
    lost = [float(np.mean((one - left[:, 2]) ** 2) / 2) for one in (said.mean(axis=0), *said)]
    told = together_said(curves_of(run, "held_out_together"), run)
    assert str(told) == (
        f"In the end the mean of what these 3 runs say has {written(lost[0])}; the best of them alone has "
        f"{written(min(lost[1:]))}, and on average they have {written(float(np.mean(lost[1:])))}."
    )
    assert together_said(curves_of(run, "held_out"), run) is None
    header, _ = decode(payload(run, curves=("held_out_together", "loss")))
    assert header["curves"]["held_out_together"]["told"] == str(told)
    assert "told" not in header["curves"]["loss"]
    alone = simulate(run.scenario.model_copy(update={"optimizers": run.scenario.optimizers[:1]}))
    assert together_said(curves_of(alone, "held_out_together"), alone) is None


def test_it_is_sent_once_the_hand_lets_go():
    settled, _ = decode(payload(HIMMELBLAU))
    dragged, _ = decode(payload(HIMMELBLAU, settled=False))
    assert settled["happened"] == [str(sentence) for sentence in happened(HIMMELBLAU)] != []
    assert settled["paths"][0]["way"] == str(way_of(HIMMELBLAU[0], HIMMELBLAU))
    assert settled["curves"]["loss"]["said"].startswith("The loss")
    assert {"ground", "happened", "url"} <= settled.keys() - dragged.keys()
    assert "way" not in dragged["paths"][0]
