"""What is kept of each step of a run: a `Row`, and how it is packed as one vector."""

from functools import lru_cache
from typing import Any, NamedTuple

import jax
import numpy as np

from optviz.optimizers.base import Optimizer

SHAPES_HELD = 512


class Row(NamedTuple):
    """What is kept of one step; of a whole run, arrays with a row for each step."""

    point: Any
    loss: Any
    gradient: Any
    learning_rate: Any
    state: Any


@lru_cache(maxsize=SHAPES_HELD)
def row_of(optimizer: Optimizer, weights: int) -> Row:
    """The shapes and types of a rule's row."""
    with jax.enable_x64(True):
        theta, scalar = jax.ShapeDtypeStruct((weights,), float), jax.ShapeDtypeStruct((), float)
        return Row(theta, scalar, theta, scalar, jax.eval_shape(optimizer.init, theta))


def gradients_a_step(optimizer: Optimizer) -> int | None:
    """How many gradients a rule takes in each step; None where that varies, so that its state counts them."""
    return None if "evaluations" in row_of(optimizer, 1).state._fields else optimizer.evaluations[1]


def width_of(row: Row) -> int:
    return sum(leaf.size for leaf in jax.tree.leaves(row))


def packed(row: Row) -> jax.Array:
    """A row as one vector. The loop writes one buffer, which compiles and runs faster than one for each field."""
    leaves = jax.tree.leaves(row)
    return jax.lax.concatenate([jax.lax.reshape(leaf, (leaf.size,)).astype(row.point.dtype) for leaf in leaves], 0)


@lru_cache(maxsize=SHAPES_HELD)
def places_of(optimizer: Optimizer, weights: int) -> tuple[list[tuple[Any, tuple[int, ...], np.dtype]], Any]:
    """Where each field lies in a packed row, with its shape and type; and how the fields make a `Row`."""
    leaves, tree = jax.tree.flatten(row_of(optimizer, weights))
    ends = [int(end) for end in np.cumsum([leaf.size for leaf in leaves])]
    places = [
        (slice(end - leaf.size, end) if leaf.shape else end - 1, leaf.shape, leaf.dtype)
        for leaf, end in zip(leaves, ends, strict=True)
    ]
    return places, tree


def unpacked(rows: np.ndarray, optimizer: Optimizer, weights: int) -> Row:
    """Vectors, one a step, as the fields that they hold."""
    places, tree = places_of(optimizer, weights)
    fields = [field(rows[:, place], shape, dtype) for place, shape, dtype in places]
    return jax.tree.unflatten(tree, fields)


def field(columns: np.ndarray, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    values = columns.reshape(len(columns), *shape) if len(shape) > 1 else columns
    return values if values.dtype == dtype else values.astype(dtype)


def held_rows(buffer: jax.Array, good: jax.Array, count: int) -> tuple[np.ndarray, int]:
    """The first `count` rows, read-only, and how many of them are good; the others repeat the last good one."""
    held = int(np.asarray(good))
    rows = np.asarray(buffer)[:count]
    if held < count:
        rows = rows[np.minimum(np.arange(count), max(held - 1, 0))]
        if held == 0:  # the start itself is not good: what is not finite becomes the largest number there is
            rows = np.nan_to_num(rows, nan=np.finfo(rows.dtype).max)
        rows.flags.writeable = False
    return rows, held
