"""Full-matrix AdaGrad: remembers how the gradients lie together, and so untwists a tilted ravine."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.optimizers.symmetric import eigen
from optviz.surfaces.base import Loss


class State(NamedTuple):
    gradient_products: Array
    """G, the sum of the outer products of the gradients with themselves."""


def init(theta: Array) -> State:
    return State(gradient_products=jnp.zeros((theta.size, theta.size), theta.dtype))


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, epsilon: Array) -> tuple[Array, State]:
    gradient = jax.grad(loss)(theta)
    gradient_products = state.gradient_products + jnp.outer(gradient, gradient)
    values, vectors = eigen(gradient_products)
    # The sum of outer products has no eigenvalue below 0 but by rounding.
    scaled = (vectors.T @ gradient) / jnp.sqrt(jnp.maximum(values, 0) + epsilon)
    return theta - learning_rate * vectors @ scaled, State(gradient_products)


FULL_MATRIX_ADAGRAD = Optimizer(
    key="full_matrix_adagrad",
    title="AdaGrad, full matrix",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.5), EPSILON),
    symbols={"gradient_products": "G"},
    formula=r"G \leftarrow G + g g^\top, \qquad x \leftarrow x - \eta\, (G + \varepsilon I)^{-1/2} g",
    pseudocode="""\
G = 0
for t in 1, 2, ...:
    g = grad(f, x)
    G = G + outer(g, g)
    x = x - η * matrix_power(G + ε * I, -1/2) @ g""",
    differs="ε is added to G; the paper adds it to the root of G.",
    source="Duchi, Hazan and Singer (2011), Adaptive subgradient methods",
    colour=9,
    after="adagrad",
    lecture=12,
    not_in_optax="optax keeps the squares of each weight for itself, and no matrix of their products",
    rate_unit="length",
    rotation_equivariant=True,
)
