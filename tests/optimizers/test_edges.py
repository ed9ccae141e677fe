"""The corners of every slider of every rule, on ground where arithmetic ends: what is not finite has exploded before.

All grounds are one function with numbers in it, so that each rule is compiled once.
"""

from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.optimizers.regularisation import regularised
from optviz.optimizers.vectors import length, quotient

NUM_STEPS = 12
MOST_CORNERS = 100
FAR = 1e3
"""All starts lie within 100 of the origin, and all minima."""


def loss(x, ground):
    """A quadratic, a plane, a quartic and the squared error of one example."""
    height, (h11, h12, h22), slope, quartic, (weight, u, target) = ground
    bowl = (h11 * x[0] ** 2 + 2 * h12 * x[0] * x[1] + h22 * x[1] ** 2) / 2
    example = weight * (jnp.dot(u, x) - target) ** 2 / 2
    return height + bowl + jnp.dot(slope, x) + quartic * jnp.sum(x**4) + example


def ground(height=0.0, bowl=(0, 0, 0), slope=(0, 0), quartic=0.0, example=(0, (0, 0), 0), start=(1.0, -2.0)):
    numbers = [height, *bowl, *slope, quartic, example[0], *example[1], example[2], *start]
    return np.array(numbers, float)


def parts(numbers):
    height, h11, h12, h22, b1, b2, quartic, weight, u1, u2, target, *start = numbers
    as_ground = (height, (h11, h12, h22), jnp.stack([b1, b2]), quartic, (weight, jnp.stack([u1, u2]), target))
    return as_ground, jnp.stack(start)


GROUNDS = {
    "bowl": ground(bowl=(1, 0, 1)),
    "its minimum": ground(bowl=(1, 0, 1), start=(0, 0)),
    "one weight at rest": ground(bowl=(1, 0, 1), start=(0, 1)),
    "ill-conditioned": ground(bowl=(1, 0, 1e-12), start=(1, 1)),
    "saddle": ground(bowl=(1, 0, -1), start=(1, 0.1)),
    "on a saddle": ground(bowl=(1, 0, -1), start=(0, 0)),
    "flat": ground(height=1),
    "trough": ground(bowl=(1, 0, 0), start=(1, 1)),
    "one example": ground(example=(1, (1, 0.7), 0.3), start=(1, 0.3)),
    "one example, no round number": ground(example=(1, (1 / 3, 1), 1 / 7), start=(1.1, 0.3)),
    "one example, one input": ground(example=(1, (1, 0), 0.3)),
    "tiny curvature": ground(bowl=(1e-200, 0, 1e-200)),
    "tiny on a height": ground(height=1e3, bowl=(1e-20, 0, 1e-22)),
    "curvature at the end of the numbers": ground(bowl=(1e-306, 0, 1e-305)),
    "denormal curvature": ground(bowl=(1e-310, 0, 1e-310)),
    "quartic, small": ground(quartic=1, start=(1e-3, 1e-90)),
    "quartic, tiny": ground(quartic=1, start=(1e-70, 1e-90)),
    "huge curvature": ground(bowl=(1e150, 0, 1e150)),
}
SLOPES = {
    "plane": ground(slope=(1, 0.5)),
    "tiny slope": ground(slope=(1e-180, 1e-170)),
    "denormal slope": ground(slope=(1e-310, 1e-320)),
}
"""They fall without end: where a rule takes the Hessian, its model of them has no minimum."""


def ends(parameter):
    """A slider's ends and its default; a schedule can make any learning rate 0."""
    if parameter.choices:
        return [float(place) for place in range(len(parameter.choices))]
    values = {parameter.low, parameter.default, parameter.high}
    return sorted(values | ({0.0} if parameter.key == "learning_rate" else set()))


def corners(rule):
    found = np.array(list(product(*map(ends, rule.hyperparameters))), float)
    random = np.random.default_rng(0)
    return found if len(found) <= MOST_CORNERS else found[random.choice(len(found), MOST_CORNERS, replace=False)]


def program(rule):
    """From a ground and the rule's numbers to the points, and whether the point and the state are finite."""

    def run(numbers, values):
        shape, start = parts(numbers)
        hyperparameters = {p.key: values[i] for i, p in enumerate(rule.hyperparameters)}

        def step(carry, _):
            moved = rule.step(lambda x: loss(x, shape), *carry, **hyperparameters)
            return moved, (moved[0], jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(moved)]).all())

        return jax.lax.scan(step, (start, rule.init(start)), None, length=NUM_STEPS)[1]

    return jax.jit(jax.vmap(run))


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_what_is_not_finite_has_exploded_before(rule):
    names, at = list(GROUNDS | SLOPES), corners(rule)
    grounds = np.repeat(np.array(list((GROUNDS | SLOPES).values())), len(at), axis=0)
    values = np.tile(at, (len(names), 1))
    points, is_finite = (np.asarray(found) for found in program(rule)(grounds, values))
    before = np.concatenate([grounds[:, None, -2:], points[:, :-1]], axis=1)
    is_first = ~is_finite & np.concatenate([np.ones((len(values), 1), bool), is_finite[:, :-1]], axis=1)
    for run, row in np.argwhere(is_first):
        name = names[run // len(at)]
        has_no_model = name in SLOPES and rule.evaluations[2] > 0 and values[run, 0] > 0
        has_exploded = np.abs(before[run, row]).max() > FAR
        assert has_exploded or has_no_model, (name, row, dict(zip(rule.hyperparameters, values[run], strict=True)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_lengths_and_quotients_at_any_size(dtype):
    limits, precision = np.finfo(dtype), float(np.finfo(dtype).eps)
    random = np.random.default_rng(1).normal(size=(3, 2))
    for exponent in range(int(np.log10(limits.tiny)) + 8, int(np.log10(limits.max)) - 1, 3):
        a, b, c = jnp.asarray((random * 10.0**exponent).astype(dtype))
        exact = np.array([a, b, c], np.longdouble)
        assert length(a) == pytest.approx(float(np.hypot(*exact[0])), rel=8 * precision)
        expected = float(exact[0] @ exact[1] / (exact[2] @ exact[2]))
        assert quotient(a, b, c) == pytest.approx(expected, rel=64 * precision)
    assert length(jnp.zeros(2, dtype)) == 0
    assert not np.isfinite(quotient(jnp.ones(2, dtype), jnp.ones(2, dtype), jnp.zeros(2, dtype)))


@pytest.mark.parametrize("steepness", [1e200, 1.0, 1e-200])
def test_a_gradient_is_clipped_to_the_norm_however_steep_it_is(steepness):
    """The square of an explosion is beyond the numbers; clipped to 0, it would never come back."""
    off = {"weight_decay": 0.0, "decay_form": 0.0}
    clipped = regularised(lambda x: steepness * (3 * x[0] - 4 * x[1]), clip_norm=2.0 * min(steepness, 1.0), **off)
    gradient = jax.grad(clipped)(jnp.array([0.5, 0.25]))
    np.testing.assert_allclose(gradient, 2 * min(steepness, 1.0) * np.array([0.6, -0.8]), rtol=1e-12)


@pytest.mark.parametrize("key", ["schedule_free_sgd", "schedule_free_adamw", "newton"])
def test_the_first_learning_rate_may_be_zero(key):
    """A triangle that begins at 0: nothing moves in the first step, and all is as usual afterwards."""
    schedule = {"key": "triangular", "lowest": 0.0, "half_period": 5}
    path = simulate(Scenario(surface="sphere", optimizers=[{"key": key, "schedule": schedule}], num_steps=20))[0]
    assert path.diverged_at is None
    assert path.learning_rates[0] == 0
    np.testing.assert_array_equal(path.points[0], path.points[1])
    assert path.losses[-1] < path.losses[0]


@pytest.mark.parametrize("key", ["bfgs", "lbfgs"])
def test_quasi_newton_rules_go_on_where_the_loss_is_all_but_flat(key):
    """A slope of sin²⁰ near 0: what it curves is below 1e-160, and its square below the numbers."""
    rule = {"key": key, "learning_rate": 10.0}
    path = simulate(Scenario(surface="michalewicz", start=(1.5 * np.pi, 0.0), optimizers=[rule], num_steps=100))[0]
    assert 0 < path.losses[-1] < 1e-150
    assert path.diverged_at is None


def newton_on_batches(surface, batch_size, seed):
    noise = {"key": "mini_batch", "batch_size": batch_size}
    optimizers = [{"key": "newton", "learning_rate": rate} for rate in (0.0, 0.5, 1.0)]
    return simulate(Scenario(surface=surface, optimizers=optimizers, noise=noise, num_steps=60, seed=seed))


@pytest.mark.parametrize("surface", ["linear_regression", {"key": "anscombe", "data_set": "IV"}])
@pytest.mark.parametrize("batch_size", [1, 2])
def test_newton_goes_on_where_a_batch_has_a_hessian_of_rank_one(surface, batch_size):
    """One example, or several with one input: the gradient lies in the Hessian's range but for rounding."""
    for seed in range(10):
        assert [path.diverged_at for path in newton_on_batches(surface, batch_size, seed)] == [None, None, None]


def test_newton_on_single_examples_of_a_logistic_loss_diverges_only_by_its_own_step():
    """The gradient (p − y)(x, 1) tells the example, and so the step of least length."""
    diverged = 0
    for seed in range(10):
        still, *moving = newton_on_batches("logistic_regression", 1, seed)
        assert still.diverged_at is None
        for path in moving:
            if path.diverged_at is None:
                continue
            diverged += 1
            last = path.diverged_at - 1
            direction = path.gradients[last] / path.gradients[last, 1]
            chance = 1 / (1 + np.exp(-direction @ path.points[last]))
            step = path.gradients[last] / (chance * (1 - chance) * direction @ direction)
            rate = path.choice.numbers["learning_rate"]
            widths = np.ptp(SURFACES["logistic_regression"].domain, axis=1)
            assert (np.abs(path.points[last] - rate * step) > 45 * widths).any()
    assert diverged > 0
