"""A loss whose gradient is found once a step, though several things use it.

XLA joins what it computes in loops of their own: a loop for each moment, each with the whole gradient in it, if nothing
is in between. A condition is: what is found behind it, XLA finds there alone.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

NAME = "loss_and_gradient"
"""What the call of a program is named that gives both."""


def with_its_gradient(loss: Callable) -> Callable:
    """The same function of a point and of what else it is given, which is not differentiated; its first derivative is
    one call named `NAME`."""

    @jax.jit
    def loss_and_gradient(theta: jax.Array, *given: jax.Array) -> tuple[jax.Array, jax.Array]:  # by its `NAME`
        return jax.value_and_grad(loss)(theta, *given)

    @jax.custom_jvp
    def differentiable(theta: jax.Array, *given: jax.Array) -> jax.Array:
        return loss(theta, *given)

    @differentiable.defjvp
    def derivative(arguments: tuple, tangents: tuple) -> tuple[jax.Array, jax.Array]:
        value, gradient = loss_and_gradient(*arguments)
        return value, gradient @ tangents[0]

    return differentiable


def behind(always: Any, find: Callable[[], list[Any]]) -> list[Any]:
    """What is found, behind a condition that holds and of which XLA does not know that it does."""
    like = jax.eval_shape(find)
    return lax.cond(always, find, lambda: [jnp.zeros(one.shape, one.dtype) for one in like])
