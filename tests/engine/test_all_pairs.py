"""Every rule on ground of each kind, a rule of each order on every surface: finite throughout, or said where not.

A run that is neither has one of two reasons: a state of the rule that overflows, or a derivative of the surface that is
not finite. The first needs steep, flat and bent ground, the second a rule that takes gradients, and one that takes
Hessians: that these are finite wherever one may start, tests/surfaces/test_every_surface.py holds as well. `make prove`
has such a rule and one of each family on every surface, and every rule on data and on one weight too.
"""

from dataclasses import replace

import jax
import numpy as np
import pytest
from optviz.surfaces.base import Parameter, no_minimum

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine.stepping import ESCAPE_REACH
from optviz.engine.suited_rates import suited_rate
from optviz.scenario.choices import SurfaceChoice
from tests.samples import sample

NUM_STEPS = 300
BY_WEIGHTS = {
    count: [surface for surface in SURFACES.values() if len(surface.domain) == count]
    for count in sorted({len(surface.domain) for surface in SURFACES.values()})
}
ONE_OF_A_FAMILY = {
    count: list({surface.family: surface for surface in surfaces if sample(not surface.examples, True)}.values())
    for count, surfaces in BY_WEIGHTS.items()
}
RULES_OF_A_FAMILY = list({rule.family: rule.key for rule in OPTIMIZERS.values()}.values())
FIRST_OF_AN_ORDER = {rule.evaluations[2] > 0: rule.key for rule in reversed(OPTIMIZERS.values())}
"""Of those that take gradients at most, and of those that take Hessians."""
ONE_WEIGHT = min(BY_WEIGHTS)


def any_loss(surfaces):
    """`loss(point, index)`; its derivatives are switches of their own, less to compile than those of a switch.

    What a step asks for, value and gradient, is one of them.
    """

    def with_default_numbers(surface):
        numbers = {parameter.key: parameter.default for parameter in surface.parameters}
        return lambda point: surface.function(point, **surface.given(numbers))

    losses = [with_default_numbers(surface) for surface in surfaces]
    gradients = [jax.grad(loss) for loss in losses]
    both = [jax.value_and_grad(loss) for loss in losses]
    hessians = [jax.hessian(loss) for loss in losses]

    @jax.custom_jvp
    def loss(point, index):
        return jax.lax.switch(index, losses, point)

    @jax.custom_jvp
    def gradient(point, index):
        return jax.lax.switch(index, gradients, point)

    @jax.custom_jvp
    def value_and_gradient(point, index):
        return jax.lax.switch(index, both, point)

    @loss.defjvp
    def loss_along(primals, tangents):
        value, slope = value_and_gradient(*primals)
        return value, slope @ tangents[0]

    @gradient.defjvp
    def gradient_along(primals, tangents):
        point, index = primals
        return gradient(point, index), jax.lax.switch(index, hessians, point) @ tangents[0]

    @value_and_gradient.defjvp
    def both_along(primals, tangents):
        slope, bend = jax.jvp(lambda point: gradient(point, primals[1]), primals[:1], tangents[:1])
        return (loss(*primals), slope), (slope @ tangents[0], bend)

    return loss


def any_of(surfaces, name):
    """One surface that is any of `surfaces` by its index, so that a rule is compiled once and not once for each."""
    loss = any_loss(surfaces)
    widest = np.abs([surface.domain for surface in surfaces]).max(axis=(0, 2))
    index = Parameter(key="index", title="index", default=0, low=0, high=len(surfaces) - 1, integer=True)
    return replace(
        surfaces[0],
        key=f"{name}_{len(widest)}",
        function=lambda point, *, index: loss(point, index.astype("int32")),
        domain=tuple((-width, width) for width in widest.tolist()),
        minima=no_minimum,
        parameters=(index,),
    )


GROUNDS = {"all": BY_WEIGHTS, "one_of_a_family": ONE_OF_A_FAMILY}
COMBINED = {
    name: {count: any_of(surfaces, name) for count, surfaces in ground.items()} for name, ground in GROUNDS.items()
}
RULES_AT_SUITED_RATES = ["sgd", "momentum", "rmsprop", "adam", "radam"]
"""The default rules, and one that diverged at scaled rates."""


@pytest.fixture(scope="module", autouse=True)
def combined_surfaces():
    with pytest.MonkeyPatch.context() as patch:
        combined = [surface for surfaces in COMBINED.values() for surface in surfaces.values()]
        patch.setattr(SurfaceChoice, "records", SURFACES | {surface.key: surface for surface in combined})
        yield


def corner(surface):
    """A start twice as far out as the upper corner of what is shown."""
    return [high + (high - low) / 2 for low, high in surface.domain]


@pytest.mark.parametrize(
    ("key", "weights"),
    [
        (key, weights)
        for weights in BY_WEIGHTS
        for key in sample(RULES_OF_A_FAMILY if weights == ONE_WEIGHT else list(OPTIMIZERS), list(OPTIMIZERS))
    ],
)
def test_every_rule_on_a_surface_of_each_family(key, weights):
    assert_finite_or_diverged(key, COMBINED["one_of_a_family"][weights], ONE_OF_A_FAMILY[weights])


@pytest.mark.parametrize("weights", BY_WEIGHTS)
@pytest.mark.parametrize("key", sample([FIRST_OF_AN_ORDER[False]], [*FIRST_OF_AN_ORDER.values(), *RULES_OF_A_FAMILY]))
def test_a_rule_of_each_order_on_every_surface(key, weights):
    assert_finite_or_diverged(key, COMBINED["all"][weights], BY_WEIGHTS[weights])


def assert_finite_or_diverged(key, combined, surfaces):
    fast = {"learning_rate": OPTIMIZERS[key].hyperparameters[0].high}
    for index, surface in enumerate(surfaces):
        for start in (surface.start, corner(surface)):
            run = simulate(
                Scenario(
                    surface={"key": combined.key, "index": index},
                    start=start,
                    optimizers=[{"key": key}, {"key": key} | fast],
                    num_steps=NUM_STEPS,
                )
            )
            for path in run:
                check(path, surface.key)


@pytest.mark.parametrize("weights", BY_WEIGHTS)
@pytest.mark.parametrize(
    ("key", "ground"),
    sample([("sgd", "all"), ("radam", "all")], [(key, "all") for key in RULES_AT_SUITED_RATES]),
)
def test_at_suited_rates_no_rule_diverges(key, ground, weights):
    """In as many steps as the page shows."""
    combined, rule = COMBINED[ground][weights], OPTIMIZERS[key]
    for index, surface in enumerate(GROUNDS[ground][weights]):
        rates = {"key": key, "learning_rate": suited_rate(rule, SurfaceChoice.model_validate(surface.key))}
        shared = {"start": surface.start, "optimizers": [rates], "num_steps": Scenario.default().num_steps}
        path = simulate(Scenario(surface={"key": combined.key, "index": index}, **shared))[0]
        low, high = np.array(surface.domain).T
        assert path.diverged_at is None, surface.key
        assert (np.abs(path.points - (low + high) / 2) <= ESCAPE_REACH * (high - low) / 2).all(), surface.key


def check(path, where):
    arrays = [path.points, path.losses, path.gradients, path.learning_rates, path.evaluations, *path.state.values()]
    assert all(np.isfinite(array).all() for array in arrays), where
    if path.diverged_at is not None:
        held = path.points[max(path.diverged_at - 1, 0) :]
        assert (held == held[0]).all(), where
