"""What each line of a rule's pseudo-code gives, along the paths of the engine."""

import numpy as np
import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine.line_by_line import lines_of, values_along
from optviz.optimizers.regularisation import DECAY_FORM
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.samples import sample

NUM_STEPS = 30
BATCHES = {"key": "mini_batch", "batch_size": 3}
CLOSE = 1e-9


RULES_OF_A_FAMILY = list({rule.family: rule.key for rule in OPTIMIZERS.values()}.values())
A_RULE_OF_EACH = sample(RULES_OF_A_FAMILY, list(OPTIMIZERS))
"""For what stands around the lines of a rule, or is what they are given: they are the same lines."""


def scenarios(keys, options, **shared):
    """Rules with these options, in as many scenarios as they need."""
    for i in range(0, len(keys), MAX_OPTIMIZERS):
        optimizers = [{"key": key} | options(OPTIMIZERS[key]) for key in keys[i : i + MAX_OPTIMIZERS]]
        yield Scenario(optimizers=optimizers, num_steps=NUM_STEPS, **shared)


def last_weights(path, values):
    """What the last line that gives x gives, in each step."""
    lines = [line for line in lines_of(path.choice) if line.kinds is not None]
    return [given[0] for line, given in zip(lines, values, strict=True) if line.text.startswith("    x = ")][-1]


def assert_leads_along(scenario):
    for path in (run := simulate(scenario)):
        rows = np.arange(NUM_STEPS if path.diverged_at is None else max(path.diverged_at - 1, 0))
        if not len(rows):
            continue
        found = last_weights(path, values_along(run.scenario, path, rows))
        scale = np.abs(path.points).max()
        np.testing.assert_allclose(found, path.points[rows + 1], rtol=CLOSE, atol=CLOSE * scale, err_msg=path.label)


def decayed(form):
    def options(rule):
        if not rule.first_order:
            return {"schedule": "cosine"}
        return {"schedule": "cosine", "weight_decay": 0.1, "decay_form": form, "clip_norm": 0.5}

    return options


NOISY = list(scenarios(list(OPTIMIZERS), lambda rule: {"schedule": "cosine"}, surface="beale", noise="gaussian"))


@pytest.mark.parametrize("scenario", NOISY)
def test_the_last_line_gives_the_next_row_under_noise_and_a_schedule(scenario):
    assert_leads_along(scenario)


@pytest.mark.parametrize("form", DECAY_FORM.choices)
def test_weight_decay_and_clipping_are_in_the_lines(form):
    for scenario in scenarios(A_RULE_OF_EACH, decayed(form), surface="ravine"):
        assert_leads_along(scenario)


def test_lines_meet_the_batch_of_their_step():
    surface = next(surface for surface in SURFACES.values() if surface.examples)
    for scenario in scenarios(A_RULE_OF_EACH, lambda rule: {}, surface=surface.key, noise=BATCHES):
        assert_leads_along(scenario)


def test_lines_of_a_rule_on_one_weight():
    surface = next(surface for surface in SURFACES.values() if len(surface.domain) == 1)
    for scenario in scenarios(A_RULE_OF_EACH, lambda rule: {}, surface=surface.key):
        assert_leads_along(scenario)


def test_gradients_are_those_that_the_rule_asks_for():
    """Nesterov's is taken ahead, SAM's uphill; on the ravine x² / 2 + 5 y² both are known in closed form."""
    curvatures = np.array([1.0, 10.0])
    scenario = Scenario(
        surface={"key": "ravine", "condition_number": 10, "tilt": 0},
        start=(-2.0, 1.0),
        optimizers=[{"key": "nesterov", "learning_rate": 0.05, "rho": 0.5}],
        num_steps=5,
    )
    path = simulate(scenario)[0]
    gradient, velocity, point = (values[0] for values in values_along(scenario, path, np.arange(5)))
    x, v = np.array([-2.0, 1.0]), np.zeros(2)
    for k in range(5):
        g = curvatures * (x + 0.5 * v)
        np.testing.assert_allclose(gradient[k], g, rtol=1e-12)
        v = 0.5 * v - 0.05 * g
        x = x + v
        np.testing.assert_allclose(velocity[k], v, rtol=1e-12)
        np.testing.assert_allclose(point[k], x, rtol=1e-12)
    assert np.abs(gradient[1] - path.gradients[1]).max() > 0.1  # the gradient at the point is another one


def test_every_line_says_what_it_has_done():
    """No value belongs to a line that was not run: RAdam's r is 1 while its scale is not trusted, ADOPT rests once."""
    scenario = Scenario(surface="ravine", optimizers=["radam", "adopt", "sophia"], num_steps=12)
    radam, adopt, sophia = (
        dict(zip(names(path), values_along(scenario, path, np.arange(12)), strict=True)) for path in simulate(scenario)
    )
    assert (radam["r"][0][:4] == 1).all()
    assert (radam["r"][0][5:] < 1).all()
    assert (adopt["d"][0][0] == 0).all()
    assert (adopt["x"][0][0] == np.array(scenario.start)).all()
    changed = np.abs(np.diff(sophia["h"][0], axis=0)).max(axis=1) > 1e-9
    assert np.flatnonzero(changed).tolist() == [9]  # the Hessian is taken in steps 1, 11


def names(path):
    return [line.text.split("=")[0].strip() for line in lines_of(path.choice) if line.kinds is not None]


def test_decoupled_decay_stands_around_the_step():
    scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "weight_decay": 0.1}, "sgd"], num_steps=2)
    decayed, plain = (lines_of(path.choice) for path in simulate(scenario))
    assert [line.text for line in decayed] == [
        "for t in 1, 2, ...:",
        "    decay = η * weight_decay * x",
        "    g = grad(f, x)",
        "    x = x - η * g",
        "    x = x - decay",
    ]
    assert [line.kinds for line in plain] == [None, ("vector",), ("vector",)]
