"""The functions of the language: what they take, what they give, and how NumPy does it.

Each array has a first axis of lanes: the same text runs for many points at once, each for itself.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from optviz.pseudocode.kinds import LISTS, Kind, spread, truth_of
from optviz.pseudocode.lists import count, last

ROUNDING, LEVEL = 64 * float(np.finfo(float).eps), 1e-8
"""What an eigenvalue is of the largest one, and a part of a vector of its size, where both are nothing but rounding."""


class Function(NamedTuple):
    """A function.

    Args:
        takes: the code of what is said of its arguments.
        counts: how many arguments it may have, the least and the most.
        kind: what it gives for the kinds of its arguments; None where they are not allowed.
        run: the same for their values.
    """

    takes: str
    counts: tuple[int, int]
    kind: Callable[..., Kind | None]
    run: Callable[..., Any]


def aligned(*values: np.ndarray) -> Sequence[np.ndarray]:
    """Values with as many axes each: a number stands for all the components of a vector or a matrix."""
    axes = max(value.ndim for value in values)
    return [value.reshape(value.shape + (1,) * (axes - value.ndim)) for value in values]


def elementwise(run: Callable[..., np.ndarray], least: int = 1, most: int = 1, takes: str = "takes_value") -> Function:
    def on_aligned(*values: np.ndarray) -> np.ndarray:
        return run(*aligned(*values))

    return Function(takes, (least, most), spread, on_aligned)


def reduction(run: Callable[[np.ndarray], np.ndarray]) -> Function:
    return Function("takes_vector", (1, 1), expecting("number", "vector"), run)


def expecting(gives: Kind, *needed: Kind) -> Callable[..., Kind | None]:
    """The kind of a function that takes these kinds and no others."""

    def kind(*kinds: Kind) -> Kind | None:
        return gives if all(one in (want, "any") for one, want in zip(kinds, needed, strict=True)) else None

    return kind


def largest(*values: np.ndarray) -> np.ndarray:
    found = values[0]
    for value in values[1:]:
        found = np.maximum(found, value)
    return found


def smallest(*values: np.ndarray) -> np.ndarray:
    return -largest(*(-value for value in values))


def finite_kind(kind: Kind) -> Kind | None:
    return truth_of(kind) if spread(kind) else None


def norm(vector: np.ndarray) -> np.ndarray:
    """The length, also where squares are too small or too large for a number."""
    size = np.max(np.abs(vector), axis=-1)
    size = np.where(size == 0, 1.0, size)
    return size * np.sqrt(np.sum((vector / size[:, None]) ** 2, axis=-1))


def outer(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return left[:, :, None] * right[:, None, :]


def eigen(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues and eigenvectors (columns) of symmetric matrices; not a number where an entry is not finite."""
    good = np.isfinite(matrix).all(axis=(-2, -1))
    values, vectors = np.full(matrix.shape[:-1], np.nan), np.full(matrix.shape, np.nan)
    values[good], vectors[good] = np.linalg.eigh(matrix[good])
    return values, vectors


def along_axes(matrix: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The matrix with these eigenvectors and eigenvalues."""
    return (matrix * values[:, None, :]) @ np.swapaxes(matrix, -2, -1)


def matrix_abs(matrix: np.ndarray) -> np.ndarray:
    values, vectors = eigen(matrix)
    return along_axes(vectors, np.abs(values))


def matrix_power(matrix: np.ndarray, power: np.ndarray) -> np.ndarray:
    """Of a matrix without eigenvalues below 0, but by rounding."""
    values, vectors = eigen(matrix)
    return along_axes(vectors, np.maximum(values, 0) ** power[:, None])


def solve(matrix: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """`s` with `matrix @ s = vector`, along the axes of a symmetric matrix.

    Where `vector` has no part along an axis, `s` has none, as with the pseudo-inverse; rounding is no part, along an
    axis whose eigenvalue is nothing but rounding either.
    """
    values, vectors = eigen(matrix)
    parts = np.einsum("bij,bi->bj", vectors, vector)
    is_rounding = (np.abs(values) <= ROUNDING * np.max(np.abs(values), axis=-1, keepdims=True)) & (
        np.abs(parts) <= LEVEL * np.max(np.abs(vector), axis=-1, keepdims=True)
    )
    return np.einsum("bij,bj->bi", vectors, np.where((parts == 0) | is_rounding, 0.0, parts / values))


FUNCTIONS: dict[str, Function] = {
    "abs": elementwise(np.abs),
    "sign": elementwise(np.sign),
    "sqrt": elementwise(np.sqrt),
    "exp": elementwise(np.exp),
    "log": elementwise(np.log),
    "max": elementwise(largest, 2, 4, "takes_values"),
    "min": elementwise(smallest, 2, 4, "takes_values"),
    "clip": elementwise(lambda value, low, high: np.clip(value, low, high), 3, 3, "takes_clip"),
    "finite": Function("takes_value", (1, 1), finite_kind, np.isfinite),
    "sum": reduction(lambda vector: np.sum(vector, axis=-1)),
    "mean": reduction(lambda vector: np.mean(vector, axis=-1)),
    "norm": reduction(norm),
    "outer": Function("takes_vectors", (2, 2), expecting("matrix", "vector", "vector"), outer),
    "diag": Function(
        "takes_matrix", (1, 1), expecting("vector", "matrix"), lambda matrix: np.diagonal(matrix, axis1=-2, axis2=-1)
    ),
    "matrix_abs": Function("takes_matrix", (1, 1), expecting("matrix", "matrix"), matrix_abs),
    "matrix_power": Function("takes_matrix_and_number", (2, 2), expecting("matrix", "matrix", "number"), matrix_power),
    "solve": Function("takes_matrix_and_vector", (2, 2), expecting("vector", "matrix", "vector"), solve),
    "count": Function("takes_list", (1, 1), lambda kind: "number" if kind in LISTS else None, count),
    "last": Function(
        "takes_list_and_number",
        (2, 2),
        lambda kind, most: kind if kind in LISTS and most in ("number", "any") else None,
        last,
    ),
}
"""All but `f`, `grad` and `hessian`, which ask the loss."""
