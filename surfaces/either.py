"""Formulas of parameters that are numbers, or are being traced: what is known of minima is written once for both.

Numbers go through NumPy, which compiles nothing; what is traced, for the browser, through JAX.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, cast

import jax
import numpy as np
from jax import Array
from jax import numpy as jnp
from jax.core import Tracer

from .minimum import Minimum

Number = float | Array
"""A parameter, or what follows from it."""


def is_traced(*numbers: Any) -> bool:
    return any(isinstance(number, Tracer) for number in numbers)


def functions_for(*numbers: Any) -> Any:
    """NumPy, or JAX's part of that name if one of these is traced."""
    return jnp if is_traced(*numbers) else np


def as_precise(constants: Iterable[Any], *beside: Any) -> list[Any]:
    """Constant arrays, as precise as the first of these numbers that is traced: JAX by itself remembers an array as it
    was traced first, and would mix 64 bits into a program of 32.
    """
    traced = next((number for number in beside if is_traced(number)), None)
    if traced is None:
        return [np.asarray(one, float) for one in constants]
    return [jnp.asarray(one, traced.dtype) for one in constants]


def repeated(
    times: int, change: Callable[[tuple[Any, ...]], tuple[Any, ...]], begin: tuple[Any, ...]
) -> tuple[Any, ...]:
    """What numbers become that are changed so often, by something that depends on nothing else."""
    if is_traced(*begin):
        return jax.lax.fori_loop(0, times, lambda _, numbers: change(numbers), begin)
    for _ in range(times):
        before, begin = begin, change(begin)
        if all(np.array_equal(one, other) for one, other in zip(before, begin, strict=True)):
            break  # nothing changes any more
    return begin


def those(*candidates: tuple[Any, tuple[Any, ...], Any]) -> list[Minimum]:
    """The minima that are there, of candidates: whether one is, its point, its value.

    Of what is traced nobody knows how many are there: those that are not have no value.
    """
    if is_traced(*jax.tree.leaves(candidates)):
        return [Minimum(point, cast(float, jnp.where(there, value, jnp.nan))) for there, point, value in candidates]
    return [Minimum(tuple(map(float, point)), float(value)) for there, point, value in candidates if there]


def remembered(function: Callable[..., list[Minimum]]) -> Callable[..., list[Minimum]]:
    """Keeps what a function has found for numbers; what is traced is found each time."""
    known = lru_cache(maxsize=64)(function)

    @wraps(function)
    def found(**parameters: Any) -> list[Minimum]:
        return function(**parameters) if is_traced(*parameters.values()) else known(**parameters)

    return found
