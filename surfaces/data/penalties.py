"""Penalties on the weights of a model, which are added to its loss."""

import jax.numpy as jnp
from jax import Array

from ..base import Parameter

L2 = Parameter(key="l2", title="L2 penalty", symbol=r"\lambda_2", default=0.0, low=0.0, high=1.0)
L1 = Parameter(key="l1", title="L1 penalty", symbol=r"\lambda_1", default=0.0, low=0.0, high=0.3)
SOME_L2 = Parameter(key="l2", title="L2 penalty", symbol=r"\lambda_2", default=0.01, low=0.001, high=1.0, scale="log")
"""For losses that fall without end, or to far away, unless there is some."""


def ridge(point: Array, l2: Array) -> Array:
    return l2 / 2 * jnp.sum(point**2)


def elastic_net(point: Array, l2: Array, l1: Array) -> Array:
    return ridge(point, l2) + l1 * jnp.sum(jnp.abs(point))
