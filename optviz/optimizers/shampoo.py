"""Shampoo: a preconditioner for each side of a layer's matrix of weights; here one row of two weights."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.base import EPSILON, LEARNING_RATE, Optimizer, hyperparameter
from optviz.surfaces.base import Loss


class State(NamedTuple):
    left: Array
    """L, the sum of the squared lengths of the gradients: the 1×1 sum of G Gᵀ."""
    right: Array
    """R, the sum of the outer products Gᵀ G of the gradients."""


def init(theta: Array) -> State:
    return State(jnp.zeros((), theta.dtype), jnp.zeros((theta.size, theta.size), theta.dtype))


def eigenbasis(matrix: Array) -> tuple[Array, Array]:
    """Eigenvalues and the matrix of eigenvectors (columns) of a symmetric matrix of one or two rows.

    By one rotation of Jacobi's: a call of LAPACK in each step would take longer than all the rest of it.
    """
    if matrix.shape == (1, 1):
        return jnp.diag(matrix), jnp.ones_like(matrix)
    (first, shared), (_, second) = matrix
    difference = second - first
    reach = jnp.abs(difference) + jnp.hypot(difference, 2 * shared)
    tangent = jnp.where(difference < 0, -2.0, 2.0) * shared / jnp.where(reach == 0, 1.0, reach)
    cosine = 1 / jnp.sqrt(1 + tangent**2)
    sine = tangent * cosine
    values = jnp.stack([first - tangent * shared, second + tangent * shared])
    return values, jnp.stack([jnp.stack([cosine, sine]), jnp.stack([-sine, cosine])])


def step(loss: Loss, theta: Array, state: State, *, learning_rate: Array, epsilon: Array) -> tuple[Array, State]:
    """The two weights are one layer with one output, a 1×2 matrix G of gradients: L is a number, R a 2×2 matrix.

    As a plain vector of two weights Shampoo has one preconditioner with the power −1/2 and is full-matrix AdaGrad to
    the letter. As a matrix it shares that power between the sides: R turns and scales the step by its power −1/4,
    L only shortens it. Sums as in the paper, no moving averages and no grafting; neither optax nor PyTorch has it.
    """
    gradient = jax.grad(loss)(theta)
    left = state.left + jnp.sum(gradient**2)
    right = state.right + jnp.outer(gradient, gradient)
    values, vectors = eigenbasis(right)
    powers = (epsilon + jnp.maximum(values, 0.0)) ** -0.25  # rounding can leave a value of 0 below it
    direction = (epsilon + left) ** -0.25 * (vectors @ (powers * (vectors.T @ gradient)))
    return theta - learning_rate * direction, State(left, right)


SHAMPOO = Optimizer(
    key="shampoo",
    title="Shampoo",
    family="adaptive",
    init=init,
    step=step,
    hyperparameters=(hyperparameter(LEARNING_RATE, 0.5), hyperparameter(EPSILON, 1e-4)),
    symbols={"left": "L", "right": "R"},
    formula=r"L \leftarrow L + g^\top g, \qquad R \leftarrow R + g g^\top, \qquad "
    r"x \leftarrow x - \eta\, (L + \varepsilon)^{-1/4}\, (R + \varepsilon I)^{-1/4}\, g",
    pseudocode="""\
L, R = 0, 0
for t in 1, 2, ...:
    g = grad(f, x)
    L = L + g @ g
    R = R + outer(g, g)
    d = matrix_power(R + ε * I, -1/4) @ g
    x = x - η * (L + ε)**(-1/4) * d""",
    differs="The weights are one layer with one output, whose matrix of gradients is the row gᵀ. Sums as in the "
    "paper, without the moving averages of later codes.",
    source="Gupta, Koren and Singer (2018), Shampoo: preconditioned stochastic tensor optimization",
    colour=7,
    after="full_matrix_adagrad",
    not_in_optax="optax has no Shampoo",
    rate_unit="length",
    rotation_equivariant=True,
)
