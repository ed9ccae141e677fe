"""Lengths and quotients of vectors that are right where squares are too small or too large for a number.

Where they are not, the plain formula stands, bit for bit.
"""

import jax.numpy as jnp
from jax import Array


def is_sound(square: Array) -> Array:
    """Whether a sum of squares has all its digits: neither underflow nor overflow has come near it."""
    limits = jnp.finfo(square.dtype)
    return (square > limits.tiny / limits.eps) & (square < jnp.inf)


def size_of(vector: Array) -> Array:
    """The largest component, or 1 if all are zero: what a vector can be divided by."""
    size = jnp.max(jnp.abs(vector))
    return jnp.where(size == 0, 1.0, size)


def length(vector: Array) -> Array:
    """‖v‖."""
    square, size = jnp.sum(vector**2), size_of(vector)
    return jnp.where(is_sound(square), jnp.sqrt(square), size * jnp.sqrt(jnp.sum((vector / size) ** 2)))


def quotient(a: Array, b: Array, c: Array) -> Array:
    """(a·b) / (c·c); not finite where c is 0."""
    square, size = jnp.dot(c, c), size_of(c)
    scaled = jnp.dot(a / size, b / size) / jnp.dot(c / size, c / size)
    return jnp.where(is_sound(square), jnp.dot(a, b) / square, scaled)
