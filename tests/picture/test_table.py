"""The table says of each run what became of it."""

import numpy as np

from optviz import Scenario, simulate
from optviz.picture.table import COLUMNS

RAVINE = {"key": "ravine", "condition_number": 30}
STEPS = 200


def cells_of(*optimizers, **changes):
    """By title, of each path."""
    asked = Scenario(surface=RAVINE, start=(-2, 1), optimizers=list(optimizers), num_steps=STEPS, **changes)
    return [{column.title: column.cell(path) for column in COLUMNS} for path in simulate(asked)]


def losses_of_momentum(rate, rho):
    """The recursion in two numbers, on f = 5 (x² / 30 + y²)."""
    place, velocity, losses = np.array([-2.0, 1.0]), np.zeros(2), []
    for _ in range(STEPS + 1):
        losses.append(float(5 * (place[0] ** 2 / 30 + place[1] ** 2)))
        velocity = rho * velocity + np.array([10 / 30, 10]) * place
        place = place - rate * velocity
    return losses


def test_steps_to_tolerance_are_those_after_which_it_stays():
    (momentum,) = cells_of({"key": "momentum", "learning_rate": 0.02, "rho": 0.9}, tolerance=1e-3)
    losses = losses_of_momentum(0.02, 0.9)
    first = next(k for k, loss in enumerate(losses) if loss <= 1e-3)
    stays = next(k for k in range(STEPS + 1) if all(loss <= 1e-3 for loss in losses[k:]))
    assert first < stays
    assert (momentum["Steps to tolerance"], momentum["First within tolerance"]) == (str(stays), str(first))


def test_what_was_within_tolerance_and_left_has_not_arrived():
    """RMSProp at a constant rate ends in a cycle as wide as its rate; SGD above 2/s leaves for good."""
    rmsprop, sgd = cells_of({"key": "rmsprop", "learning_rate": 0.03}, {"key": "sgd", "learning_rate": 0.3})
    assert rmsprop["Steps to tolerance"] == "not for good"
    assert rmsprop["First within tolerance"].isdigit()
    assert (sgd["Steps to tolerance"], sgd["First within tolerance"]) == ("not reached", "not reached")
    assert sgd["Final loss"].startswith("diverged at step ")
