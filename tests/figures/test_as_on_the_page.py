"""Figures show the numbers that the player shows: both look at one run, the player in node."""

import json
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.engine.simulate import Run
from optviz.picture.inspector import inspect
from optviz.player.catalogue import used_catalogue
from optviz.player.payload import payload
from tests.player.test_in_node import find_node

SCRIPT = Path(__file__).with_name("inspect.mjs")
RULES = [
    "momentum",
    "nesterov",
    {"key": "adam", "schedule": "exponential"},
    "rmsprop",
    "bfgs",
    "newton",
    "adadelta",
    "amsgrad",
]


@cache
def the_run() -> Run:
    return simulate(
        Scenario(
            surface="himmelblau",
            start=(-1.0, -1.0),
            optimizers=RULES,
            num_steps=4,
        )
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    file = tmp_path_factory.mktemp("payload") / "payload"
    file.write_bytes(payload(the_run(), catalogue=used_catalogue(the_run().scenario)))
    done = subprocess.run([find_node(), str(SCRIPT), str(file)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def close(ours, theirs):
    """To single precision, in which gradients and states are sent."""
    np.testing.assert_allclose(ours, np.array(theirs, float), rtol=1e-5, atol=1e-12)


@pytest.mark.parametrize("place", range(len(RULES)))
def test_the_inspector(page, place):
    for row, there in enumerate(page[place]["inspected"]):
        here = inspect(the_run()[place], row)
        assert [arrow.kind for arrow in here.arrows] == [arrow["name"] for arrow in there["arrows"]]
        close([arrow.of for arrow in here.arrows], [arrow["of"] for arrow in there["arrows"]])
        assert (here.rates is None, here.belief is None) == (there["ellipse"] is None, not there.get("model"))
        if here.rates is not None:
            close(here.rates, there["ellipse"])
        if here.belief is not None:
            close(here.belief.centre, there["model"]["centre"])
            close(here.belief.axes, there["model"]["axes"])


def test_rates_are_by_how_much_each_weight_moves_for_its_gradient():
    """AdaDelta, and AMSGrad without memory of directions: the step over the gradient, by the state of the row."""
    adadelta = {"key": "adadelta", "rho": 0.5, "epsilon": 1e-2}
    amsgrad = {"key": "amsgrad", "beta_1": 0.0, "beta_2": 0.5, "epsilon": 1e-12}
    run = simulate(Scenario(surface="himmelblau", start=(-1.0, -2.0), optimizers=[adadelta, amsgrad], num_steps=9))
    for row in range(2, 9):
        path = run[1]
        moved = (path.points[row] - path.points[row - 1]) / path.gradients[row - 1]
        np.testing.assert_allclose(inspect(path, row).rates, np.abs(moved) / np.abs(moved).max(), rtol=1e-6)
        path = run[0]
        s, u = path.state["squared_gradients"][row], path.state["squared_updates"][row]
        rates = np.sqrt((u + 1e-2) / (s + 1e-2))
        np.testing.assert_allclose(inspect(path, row).rates, rates / rates.max(), rtol=1e-12)
        assert np.abs(inspect(path, row).rates - np.sqrt(s.min() / s)).max() > 1e-3
