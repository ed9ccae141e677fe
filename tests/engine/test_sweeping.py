"""Sweeps: cell by cell beside `simulate`, and beside theory, symmetry and basins that are known."""

import os
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optviz import Scenario, Sweep, basins, simulate, sweep
from optviz.engine import sweeping as engine
from optviz.engine.sweeping import COARSEST, sweeping
from optviz.engine.tables import minima_of as known_minima
from optviz.engine.tiles import TILES, WIDTH
from optviz.problems import ScenarioError
from tests.samples import sample

RATE, RHO = "optimizers.0.learning_rate", "optimizers.0.rho"
QUADRATIC = {"key": "ravine", "condition_number": 10}
LARGEST, SMALLEST = 10.0, 1.0
"""Its curvatures."""
STEEP = {"key": "exponential", "rate": 0.02}
CELLS = 24


@cache
def maps():
    """Maps of several kinds in 64 bits: of a rule's numbers, its schedule's, the surface's, the noise's, of starts."""
    asked = [
        (Scenario(surface=QUADRATIC, optimizers=["momentum"], num_steps=70), RATE, RHO),
        (
            Scenario(
                surface="beale", optimizers=["sgd", {"key": "adam", "schedule": STEEP}], num_steps=45, tolerance=0.05
            ),
            "optimizers.1.beta_2",
            "optimizers.1.schedule.rate",
        ),
        (
            Scenario(surface="ravine", optimizers=["sgd"], noise="gaussian", seed=3, num_steps=40, tolerance=0.2),
            "surface.condition_number",
            "noise.scale",
        ),
        (
            Scenario(surface="himmelblau", optimizers=["rprop"], num_steps=50, tolerance=0.1),
            "start.0",
            "optimizers.0.weight_decay",
        ),
    ]
    return [
        sweep(scenario, x={"key": x, "cells": CELLS}, y={"key": y, "cells": CELLS}, precision=64)
        for scenario, x, y in asked
    ]


def test_a_run_that_leaves_by_far_and_would_come_back_has_diverged():
    """Newton's method jumps far away where the Hessian is all but singular, and comes back from there step by step."""
    scenario = Scenario(surface="himmelblau", optimizers=["newton"], num_steps=60)
    found = sweep(scenario, x={"key": "start.0", "low": -1.86, "high": -1.84, "cells": 15}, precision=64)
    paths = [simulate(found.sweep.at(0, column))[0] for column in range(15)]
    assert found.diverged_at[0].tolist() == [count(path.diverged_at) for path in paths]
    assert 0 < (found.diverged_at >= 0).sum() < 15
    assert found.points[0] == pytest.approx(np.array([path.points[-1] for path in paths]), rel=1e-6)


def minima_of(scenario):
    return known_minima(scenario.surface)


def count(steps):
    return -1 if steps is None else steps


@settings(max_examples=60)
@given(st.integers(0, 3), st.integers(0, CELLS - 1), st.integers(0, CELLS - 1))
def test_a_cell_is_what_simulate_says(which, row, column):
    found = maps()[which]
    path = simulate(found.sweep.at(row, column))[found.sweep.optimizer]
    at = (row, column)
    assert found.diverged_at[at] == count(path.diverged_at)
    assert found.steps[at] == count(path.metrics.steps_to_tolerance)
    assert found.points[at] == pytest.approx(path.points[-1], rel=1e-8, abs=1e-10)
    assert found.losses[at] == pytest.approx(path.metrics.final_loss, rel=1e-6, abs=1e-12)
    assert found.distances[at] == pytest.approx(path.metrics.distance, rel=1e-6, abs=1e-9)


def test_the_maps_that_are_compared_have_all_that_can_come_of_a_run():
    diverged = [(found.diverged_at >= 0).mean() for found in maps()]
    arrived = [(found.steps >= 0).mean() for found in maps()]
    assert 0.1 < max(diverged) < 1
    assert sum(0.05 < share < 0.95 for share in arrived) >= 3
    assert min(found.diverged_at[found.diverged_at >= 0].min(initial=99) for found in maps()) < 5


def test_in_32_bits_it_is_the_same_but_for_rounding():
    exact = maps()[0]
    found = sweep(exact.sweep)
    assert found.losses.dtype == np.float32
    assert (found.diverged_at == exact.diverged_at).mean() > 0.99
    assert (found.steps == exact.steps).mean() > 0.98
    good = exact.diverged_at < 0
    assert found.points[good] == pytest.approx(exact.points[good], rel=1e-3, abs=1e-4)


def on_quadratic(key, y=None, num_steps=2000, **axis):
    scenario = Scenario(surface=QUADRATIC, start=(1.5, -1.5), optimizers=[key], num_steps=num_steps)
    return sweep(scenario, x={"key": RATE, **axis}, y=y)


def test_gradient_descent_diverges_beyond_two_over_the_largest_curvature():
    found = on_quadratic("sgd", low=0.19, high=0.21, cells=200, scale="linear")
    diverged = found.diverged_at[0] >= 0
    assert not diverged[found.x <= 2 / LARGEST].any()
    assert diverged[found.x > 2 / LARGEST + 7e-4].all()  # nearer to it, it takes more than 2,000 steps


def test_momentum_diverges_beyond_its_border_and_is_best_at_its_optimum():
    rho = {"key": RHO, "low": 0, "high": 0.9, "cells": 61, "scale": "linear"}
    found = on_quadratic("momentum", rho, low=0.02, high=0.5, cells=121, scale="linear")
    border = 2 * (1 + found.y[:, None]) / LARGEST
    cell = found.x[1] - found.x[0]
    assert (found.diverged_at < 0)[found.x < border].all()
    assert (found.diverged_at >= 0)[found.x > border + 2 * cell].all()
    few = on_quadratic("momentum", rho, num_steps=60, low=0.02, high=0.5, cells=121, scale="linear")
    row, column = np.unravel_index(np.nanargmin(few.shown), few.shown.shape)
    root = np.sqrt(LARGEST / SMALLEST)
    assert few.y[row] == pytest.approx(((root - 1) / (root + 1)) ** 2, abs=0.06)
    assert few.x[column] == pytest.approx(4 / (np.sqrt(LARGEST) + np.sqrt(SMALLEST)) ** 2, abs=0.02)


def test_basins_of_gradient_flow_where_they_are_known():
    """Styblinski and Tang's function is a sum over the weights: a coordinate goes down on its side of the hilltop, the
    middle root of 4x³ - 32x + 5."""
    flow = {"key": "sgd", "learning_rate": 0.005}
    (found,) = basins(Scenario(surface="styblinski_tang", optimizers=[flow], num_steps=600), cells=64)
    low, top, high = sorted(np.roots([4, 0, -32, 5]).real)
    expected = np.stack(np.meshgrid(*[np.where(axis < top, low, high) for axis in (found.x, found.y)]), axis=-1)
    assert found.points == pytest.approx(expected, abs=1e-2)
    minima = minima_of(found.sweep.scenario)
    assert (found.minima >= 0).all()
    assert np.array([minima[i].point for i in found.minima.flat]) == pytest.approx(expected.reshape(-1, 2), abs=1e-2)


def test_steps_of_a_basin_count_to_the_minimum_that_was_reached():
    scenario = Scenario(surface="styblinski_tang", optimizers=[{"key": "sgd", "learning_rate": 0.01}], num_steps=200)
    found = sweep(Sweep.of_starts(scenario, cells=16), precision=64)
    minima = minima_of(scenario)
    assert len({minima[i].value for i in found.minima.flat}) > 1
    for row, column in [(0, 0), (3, 12), (15, 1), (10, 10)]:
        losses = simulate(found.sweep.at(row, column))[0].losses
        level = minima[found.minima[row, column]].value
        outside = np.flatnonzero(np.abs(losses - level) > scenario.tolerance)
        assert found.steps[row, column] == outside[-1] + 1


def test_what_is_symmetric_stays_so():
    """The six-hump camel is the same when it is turned by half a turn, and so is what a rule makes of it."""
    scenario = Scenario(surface="six_hump_camel", optimizers=["momentum"], num_steps=150)
    (found,) = basins(scenario, cells=40)
    assert found.points[::-1, ::-1] == pytest.approx(-found.points, abs=1e-5)
    assert np.array_equal(found.steps[::-1, ::-1], found.steps)
    minima = np.array([minimum.point for minimum in minima_of(scenario)])
    reached = found.minima >= 0
    assert reached.mean() > 0.5
    assert minima[found.minima[::-1, ::-1][reached]] == pytest.approx(-minima[found.minima[reached]], abs=1e-6)


def test_coarse_maps_come_first_and_are_part_of_the_last():
    asked = maps()[0].sweep.model_copy(update={"y": None})
    asked = Sweep(scenario=asked.scenario, x={"key": RATE, "cells": 130}, y={"key": RHO, "cells": 70})
    *coarse, last = sweeping(asked)
    assert [found.losses.shape for found in coarse] == [(18, 33), (35, 65)]
    assert last.losses.shape == (70, 130)
    assert max(coarse[0].losses.shape) >= COARSEST
    for stride, found in zip((4, 2), coarse, strict=True):
        every = np.s_[::stride, ::stride]
        assert np.array_equal(found.x, last.x[::stride])
        for name in ("points", "losses", "steps", "diverged_at", "distances", "minima"):
            assert np.array_equal(getattr(found, name), getattr(last, name)[every], equal_nan=True)


def test_progress_is_told_and_can_stop_the_work():
    shares = []
    sweep(maps()[0].sweep, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1

    class Enough(Exception):
        pass

    def stop(share):
        raise Enough

    with pytest.raises(Enough):
        sweep(maps()[0].sweep, progress=stop)


@pytest.mark.parametrize("surface", ["beale", "logistic_regression"])
def test_progress_moves_within_what_takes_long_and_changes_no_run(monkeypatch, surface):
    scenario = Scenario(surface=surface, optimizers=["adam"], num_steps=40)
    asked = Sweep.of_starts(scenario, cells=45)
    whole, shares = sweep(asked), []
    monkeypatch.setattr(engine, "PART_SECONDS", 0.0)  # all takes long
    found = sweep(asked, progress=shares.append)
    assert shares == pytest.approx([min(1, i * WIDTH / 45**2) for i in range(-(-(45**2) // WIDTH) + 1)])
    for name in ("points", "losses", "first_losses", "steps", "diverged_at", "distances", "minima"):
        assert np.array_equal(getattr(found, name), getattr(whole, name), equal_nan=True)


def test_parts_are_as_large_as_a_moment_allows(monkeypatch):
    runner = engine.runner_of(maps()[0].sweep, 32, {})
    cells = np.arange(100 * TILES * WIDTH)
    sizes = {}
    for pace in (1e-12, 1e-7, 1.0):  # seconds for a step of one run
        monkeypatch.setitem(engine.paces, runner.program, {runner.dtype: pace})
        parts = list(runner.parts(cells))
        assert np.array_equal(np.concatenate(parts), cells)
        sizes[pace] = len(parts[0])
    assert sizes[1e-12] == TILES * WIDTH
    assert sizes[1.0] == WIDTH
    assert sizes[1e-7] % WIDTH == 0
    assert sizes[1e-7] * runner.num_steps * 1e-7 == pytest.approx(engine.PART_SECONDS, rel=0.05)


def test_a_strip_of_one_row_and_a_surface_of_one_weight():
    scenario = Scenario(surface="double_well_curve", optimizers=["sgd"], num_steps=50)
    found = sweep(scenario, x={"key": "start.0", "cells": 30})
    assert found.losses.shape == (1, 30)
    assert found.points.shape == (1, 30, len(scenario.start))
    assert np.isnan(found.y).all()
    assert repr(found) == "<Map of 30 × 1 runs over start.0: 0 diverged>"


def test_what_never_came_about_is_not_a_number():
    found = maps()[0]
    for outcome, never in (
        ("final_loss", found.diverged_at >= 0),
        ("distance", found.diverged_at >= 0),
        ("steps", found.steps < 0),
        ("divergence", found.diverged_at < 0),
        ("minimum", found.minima < 0),
    ):
        asked = sweep(found.sweep.model_copy(update={"outcome": outcome}), precision=64)
        assert np.array_equal(np.isnan(asked.shown), never)


def test_what_cannot_be_is_named():
    with pytest.raises(ScenarioError, match=r"^precision: 16 is not allowed; one of 32, 64 is$"):
        sweep(maps()[0].sweep, precision=16)
    with pytest.raises(ScenarioError, match=r"^x: 'optimizers.0.beta' is no number that a run of optimizer 0 depends"):
        sweep(Scenario.default(), x="optimizers.0.beta")


ON_DEVICES = """
import sys, numpy, jax
from optviz import Sweep, sweep
found = sweep(Sweep.from_json(sys.argv[1]))
numpy.savez(sys.argv[2], devices=jax.device_count(), **{name: getattr(found, name) for name in sys.argv[3:]})
"""


@cache
def in_this_process():
    """What other processes and devices are asked for as well, and what comes of it here."""
    scenario = Scenario(surface="beale", optimizers=["momentum"], noise="gaussian", num_steps=40)
    asked = Sweep(scenario=scenario, x={"key": "start.0", "cells": 90}, y={"key": RATE, "cells": 40})
    return asked, sweep(asked)


OUTCOMES = ["points", "losses", "steps", "diverged_at", "distances", "minima"]

TOGETHER = """
import sys, jax, numpy
jax.config.update("jax_cpu_collectives_implementation", "gloo")
jax.distributed.initialize(f"127.0.0.1:{sys.argv[3]}", 2, int(sys.argv[4]))
from optviz import Sweep, sweep
found = sweep(Sweep.from_json(sys.argv[1]))
numpy.savez(sys.argv[2], processes=jax.process_count(), devices=jax.device_count(),
    **{name: getattr(found, name) for name in sys.argv[5:]})
"""


def test_two_processes_share_the_work_and_both_have_the_whole_map(tmp_path):
    asked, here = in_this_process()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    files = [str(tmp_path / f"{place}.npz") for place in range(2)]
    running = [
        subprocess.Popen([sys.executable, "-c", TOGETHER, asked.to_json(), file, port, str(place), *OUTCOMES])
        for place, file in enumerate(files)
    ]
    assert [process.wait(120) for process in running] == [0, 0]
    for file in files:
        there = np.load(file)
        assert (there["processes"], there["devices"]) == (2, 2)
        for name in OUTCOMES:
            assert np.array_equal(there[name], getattr(here, name), equal_nan=True), name


DEVICES = sample([4], [2, 4])
"""Of one process; the two processes above have two."""


def test_it_is_the_same_on_one_device_and_several(tmp_path):
    asked, here = in_this_process()
    running = []
    for devices in DEVICES:
        flags = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count={devices}"
        words = [sys.executable, "-c", ON_DEVICES, asked.to_json(), str(tmp_path / f"{devices}.npz"), *OUTCOMES]
        place = Path(__file__).parents[2]
        running.append(subprocess.Popen(words, env={**os.environ, "XLA_FLAGS": flags}, cwd=place))
    for devices, process in zip(DEVICES, running, strict=True):
        assert process.wait() == 0
        there = np.load(tmp_path / f"{devices}.npz")
        assert there["devices"] == devices
        for name in OUTCOMES:
            assert np.array_equal(there[name], getattr(here, name), equal_nan=True), name
