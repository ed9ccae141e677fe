"""Learning-rate schedules: pure functions of the step and their own numbers, all traced.

Each returns the factor by which the learning rate is multiplied at `step` (from 0) of `num_steps`.
Any of them may have a linear warm-up in front.
"""

from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
from jax import Array

from surfaces.base import Parameter

WARM_UP = Parameter(key="warm_up", title="warm-up", default=0, low=0, high=1000, integer=True, unit="steps")


@dataclass(frozen=True, eq=False, kw_only=True)
class Schedule:
    """A schedule of the learning rate.

    Args:
        key, title: its name in JSON and URLs, and on the page.
        function: `function(step, num_steps, **parameters) -> factor`; `step` counts from the end of the warm-up,
            `num_steps` is what is left after it.
        own_parameters: the numbers of `function`; `parameters` has the warm-up as well.
        formula: the factor in LaTeX, with the step `t` of `T`.
        source: where it comes from.
    """

    key: str
    title: str
    function: Callable[..., Array]
    formula: str
    source: str
    own_parameters: tuple[Parameter, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return (*self.own_parameters, WARM_UP)

    def factor(self, step: Array, num_steps: Array, *, warm_up: Array, **parameters: Array) -> Array:
        """The factor at `step`: up from 1/warm_up to 1 in `warm_up` steps, then the schedule from its beginning."""
        after = jnp.maximum(step - warm_up, 0)
        scheduled = self.function(after, jnp.maximum(num_steps - warm_up, 1), **parameters)
        return jnp.where(step < warm_up, (step + 1) / jnp.maximum(warm_up, 1), scheduled)


def constant(step, num_steps):
    return jnp.ones_like(step)


CONSTANT = Schedule(
    key="constant", title="constant", function=constant, formula=r"1", source="Robbins and Monro (1951) ask for a decay"
)
