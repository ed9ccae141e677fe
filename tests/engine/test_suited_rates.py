"""Learning rates that suit: those of the table against sweeps made here, and what happens where it has none."""

import os
import subprocess
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from benchmarks.suited_rates import PAIRS, as_good, effort, faults, with_neighbours
from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine import suited_rates
from optviz.engine.rate_scaling import scaled_rate
from optviz.engine.suited_rates import measured_rates, suited_rate
from optviz.scenario.choices import SurfaceChoice
from tests.quickly import FLAGS
from tests.samples import sample

ROOT = Path(__file__).parents[2]
MEASURED_HERE = 40
DRAWN = np.random.default_rng(11).choice(len(PAIRS), MEASURED_HERE, replace=False)
MEASURED = sample(DRAWN[8:28], DRAWN)
"""Without line searches over networks, which take up to a quarter of a minute each."""


def choice_of(key, **numbers):
    return SurfaceChoice.model_validate({"key": key} | numbers)


def test_the_table_names_what_there_is():
    for (surface, rule), rate in measured_rates().items():
        assert surface in SURFACES
        assert OPTIMIZERS[rule].hyperparameters[0].low <= rate <= OPTIMIZERS[rule].hyperparameters[0].high


def test_the_table_has_no_gaps():
    surfaces, rules = zip(*measured_rates(), strict=True)
    assert set(measured_rates()) == set(product(surfaces, rules))


def faults_for_everybody(place):
    """The same by programs that are not compiled in a hurry: on a curve with a shoulder a last bit may decide."""
    script = f"from benchmarks.suited_rates import PAIRS, faults; print(*faults([PAIRS[{place}]]))"
    settings = os.environ | {"XLA_FLAGS": os.environ.get("XLA_FLAGS", "").replace(FLAGS, "")}
    words = [sys.executable, "-c", script]
    return subprocess.run(words, env=settings, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("place", MEASURED)
def test_a_rate_of_the_table_is_within_a_factor_of_two_of_the_best(place):
    assert list(faults([PAIRS[place]])) == [] or faults_for_everybody(place) == ""


def test_a_rate_that_is_far_from_the_best_is_found(monkeypatch):
    pair = SURFACES["booth"], OPTIMIZERS["sgd"]
    for factor, found in ((1, 0), (5, 1), (1 / 20, 1)):
        wrong = {("booth", "sgd"): suited_rates.measured_rates()["booth", "sgd"] * factor}
        with monkeypatch.context() as patch:
            patch.setattr(suited_rates, "measured_rates", lambda wrong=wrong: wrong)
            assert len(list(faults([pair]))) == found


def test_on_a_bowl_the_best_rate_of_descent_is_known():
    """The curvatures of Booth are 2 and 18: descent diverges from 2/18 on, so that two thirds of it may suit."""
    assert 0.5 / 18 < suited_rate(OPTIMIZERS["sgd"], choice_of("booth")) <= 2 / 18 / 1.5
    assert suited_rate(OPTIMIZERS["newton"], choice_of("booth")) == 1


def test_effort_is_the_steps_in_which_nothing_was_won():
    assert effort(np.array([1.0, 0, 0, 0])) == pytest.approx(1.5 * 1e-4)
    assert effort(np.array([1.0, 1, 1, 0])) == pytest.approx(2, abs=1e-3)
    assert effort(np.array([1.0, 0.01, 0.01])) == pytest.approx((0.5 + 0.01) * 2 / 2)


def test_what_diverges_with_half_as_much_again_does_not_suit():
    efforts = np.array([9.0, 8, 7, 6, 5, 4, 3, np.inf, np.inf])
    assert list(np.isfinite(with_neighbours(efforts))) == [True] * 4 + [False] * 5


def test_only_neighbours_of_the_best_are_as_good():
    assert as_good(np.array([10.0, 50, 11, 10, 10.5, 60, 10, np.inf])).tolist() == [0]
    assert as_good(np.array([10.5, 50, 11, 10, 10.5, 60, 10.5, np.inf])).tolist() == [2, 3, 4]


def test_a_rule_and_a_surface_that_nobody_measured_get_scaled_rates(monkeypatch):
    new_rule = replace(OPTIMIZERS["adam"], key="new_rule")
    assert suited_rate(new_rule, choice_of("booth")) == scaled_rate(new_rule, choice_of("booth"))
    new_surface = replace(SURFACES["booth"], key="new_surface")
    monkeypatch.setattr(SurfaceChoice, "records", {"new_surface": new_surface})
    choice = choice_of("new_surface")
    assert suited_rate(OPTIMIZERS["sgd"], choice) == scaled_rate(OPTIMIZERS["sgd"], choice)


def test_an_inverse_curvature_follows_the_curvature_where_numbers_are_moved():
    bowl, steep = choice_of("bowl_curve"), choice_of("bowl_curve", curvature=5.0)
    assert suited_rate(OPTIMIZERS["sgd"], steep) == pytest.approx(suited_rate(OPTIMIZERS["sgd"], bowl) / 5, rel=0.06)
    assert suited_rate(OPTIMIZERS["adam"], steep) == suited_rate(OPTIMIZERS["adam"], bowl)


def test_a_moved_rate_stands_the_curvature_at_the_start_too():
    """A higher floor makes the monkey saddle's minima flatter, but not the slope down to them."""
    moved = choice_of("monkey_saddle", floor=5.0)
    rules = [{"key": key, "learning_rate": suited_rate(OPTIMIZERS[key], moved)} for key in ("sgd", "momentum")]
    for path in simulate(Scenario(surface=moved.flat(), optimizers=rules)):
        assert np.abs(np.diff(path.points, axis=0)).max() < 1.6  # half of the picture
        assert path.metrics.distance < 1e-3
