"""Eigenvalues and eigenvectors of the small symmetric matrices that some rules need, in closed form."""

import jax.numpy as jnp
from jax import Array


def eigen(matrix: Array) -> tuple[Array, Array]:
    """The eigenvalues (n,) and the orthonormal eigenvectors, as columns (n, n), of a symmetric matrix with n = 1 or 2.

    One Jacobi rotation, which is exact for n = 2 and as accurate as LAPACK's; within a compiled loop it costs a few
    operations where LAPACK costs a call. The eigenvalues are in no particular order.

    Source: Golub and Van Loan (2013), Matrix Computations, section 8.5.2.
    """
    if matrix.shape[0] == 1:
        return matrix[0], jnp.ones_like(matrix)
    a, b, d = matrix[0, 0], matrix[0, 1], matrix[1, 1]
    half_gap = (d - a) / 2
    reach = jnp.abs(half_gap) + jnp.hypot(half_gap, b)
    tangent = jnp.where(b == 0, 0.0, b * jnp.where(half_gap < 0, -1.0, 1.0) / reach)
    cosine = 1 / jnp.sqrt(1 + tangent**2)
    sine = tangent * cosine
    values = jnp.stack([a - tangent * b, d + tangent * b])
    return values, jnp.stack([jnp.stack([cosine, sine]), jnp.stack([-sine, cosine])])
