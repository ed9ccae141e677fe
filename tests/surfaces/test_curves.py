"""Losses of one weight run through the same engine, with points of shape (steps + 1, 1)."""

import numpy as np

from optviz import Scenario, simulate


def test_descent_on_the_bowl_is_the_closed_form():
    surface = {"key": "bowl_curve", "curvature": 3.0}
    sgd = {"key": "sgd", "learning_rate": 0.6}
    path = simulate(Scenario(surface=surface, optimizers=[sgd], start=(2.0,), num_steps=20))["sgd"]
    closed_form = 2.0 * (1 - 0.6 * 3.0) ** np.arange(21)
    assert path.points.shape == path.gradients.shape == (21, 1)
    np.testing.assert_allclose(path.points[:, 0], closed_form, rtol=1e-12)
    np.testing.assert_allclose(path.losses, 1.5 * closed_form**2, rtol=1e-12)
    assert path.metrics.sign_changes == (19,)
