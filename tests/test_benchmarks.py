"""Benchmarks take minutes: here is seen that what they call of the app is there, and does what they measure."""

from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from benchmarks import engine
from optviz import Scenario

FOLDER = Path(engine.__file__).parent
NAMES = sorted({file.stem for file in FOLDER.glob("*.py")} - {"__init__", "plotly_page"})  # a page draws when it comes


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_finds_what_it_measures(name):
    assert import_module(f"benchmarks.{name}").__doc__


@pytest.mark.parametrize("noise", ["none", {"key": "gaussian", "scale": 0.1}])
def test_what_is_simulated_anew_is_no_result_of_before(noise):
    asked = Scenario(surface="ravine", optimizers=["sgd", "momentum"], noise=noise, num_steps=5)
    first, again = engine.simulate_anew(asked), engine.simulate_anew(asked)
    for path, other in zip(first, again, strict=True):
        assert not np.shares_memory(path.points, other.points)
        np.testing.assert_array_equal(path.points, other.points)
