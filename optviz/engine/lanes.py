"""A function of one run, carried out for many runs side by side: its arrays become numbers with a value in each lane.

`jax.vmap` makes `(lanes, weights)` of a point, and XLA then computes component after component from far-apart places,
and what is the same for all lanes once for each. Here a small array is taken apart into its elements, each of which is
`(lanes,)`, or `()` where it is the same for all; so that a whole step becomes arithmetic on whole vectors. What moves
elements about moves nothing. The rest is left to `vmap`.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import islice, product
from operator import add
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.extend.core import ClosedJaxpr, Literal

from optviz.engine import found_once

SMALL = 32
"""So many elements at most are taken apart."""
INNER = {"jit": "jaxpr", "pjit": "jaxpr", "closed_call": "call_jaxpr", "custom_jvp_call": "call_jaxpr"}
"""Primitives that are a jaxpr of their own, and the parameter that it is."""
NAMES = """
    abs acos acosh add add_any and asin asinh atan atan2 atanh cbrt ceil clamp convert_element_type copy copy_p cos
    cosh digamma div eq erf erf_inv erfc exp exp2 expm1 floor ge gt integer_pow is_finite le lgamma log log1p
    logistic lt max min mul ne neg nextafter not one_minus_square or polynomial pow rem round rsqrt select_n sign
    sin sinh sqrt square stop_gradient sub tan tanh xor
"""
ELEMENTWISE = frozenset(NAMES.split())
REDUCING = {"reduce_sum": lax.add, "reduce_max": lax.max, "reduce_min": lax.min, "reduce_prod": lax.mul}


class Large:
    """An array that stays one, with the lanes as its last axis unless it is the same for all."""

    def __init__(self, array: Any, has_lanes: bool) -> None:
        self.array, self.has_lanes = array, has_lanes


Lanes = np.ndarray | Large
"""A small array as a NumPy array of its elements, or a large one."""


def elements(shape: Sequence[int], values: Iterable[Any]) -> np.ndarray:
    """A NumPy array with these elements, one by one: it must not look into them."""
    found = np.empty(int(np.prod(shape)), object)
    for i, value in enumerate(values):
        found[i] = value
    return found.reshape(shape)


def apart(array: Any, *, has_lanes: bool) -> Lanes:
    """An array, with lanes as its last axis or without, as it is kept here."""
    shape = array.shape[:-1] if has_lanes else array.shape
    if np.prod(shape) > SMALL:
        return Large(array, has_lanes)
    return elements(shape, (array[index] if shape else array for index in np.ndindex(shape)))


def together(lanes: Lanes, width: int) -> tuple[Any, bool]:
    """One array of it, and whether it has lanes."""
    if isinstance(lanes, Large):
        return lanes.array, lanes.has_lanes
    parts = alike(lanes.flat, width)
    has_lanes = any(one.ndim for one in parts)
    if not lanes.shape:
        return parts[0], has_lanes
    tail = (width,) if has_lanes else ()
    return (jnp.stack(parts) if parts else jnp.zeros((0,))).reshape(lanes.shape + tail), has_lanes


def alike(parts: Iterable[Any], width: int) -> list[Any]:
    """Elements all of which have a value in each lane, if any of them has."""
    parts = list(parts)
    return [spread(one, width) for one in parts] if any(one.ndim for one in parts) else parts


def spread(element: Any, width: int) -> Any:
    """An element with a value in each lane."""
    return element if element.ndim else lax.broadcast(element, (width,))


def flat(leaves: Iterable[Lanes]) -> list[Any]:
    """The arrays that small and large ones are kept as, in one list."""
    return [part for one in leaves for part in ([one.array] if isinstance(one, Large) else one.flat)]


def restored(shapes: Iterable[Any], parts: Iterable[Any]) -> list[Lanes]:
    """The inverse of `flat`.

    Args:
        shapes: what one run has instead.
    """
    rest, found = iter(parts), []
    for like in shapes:
        if like.size > SMALL:
            array = next(rest)
            found.append(Large(array, array.ndim > len(like.shape)))
        else:
            found.append(elements(like.shape, islice(rest, like.size)))
    return found


def in_lanes(jaxpr: ClosedJaxpr, arguments: Sequence[Lanes], width: int, always: Any = None) -> list[Lanes]:
    """What the jaxpr of one run gives, for `width` runs side by side.

    Args:
        always: a condition that always holds, unknown to XLA; with it, each loss and its gradient are found once.
    """
    inner: Any = jaxpr.jaxpr
    known: dict[Any, Lanes] = dict(zip(inner.invars, arguments, strict=True))
    known |= {var: constant(value, var.aval) for var, value in zip(inner.constvars, jaxpr.consts, strict=True)}

    def read(atom: Any) -> Lanes:
        return constant(atom.val, atom.aval) if isinstance(atom, Literal) else known[atom]

    met: dict[tuple, list[Lanes]] = {}
    for equation in inner.eqns:
        given = [read(atom) for atom in equation.invars]
        if always is not None and equation.params.get("name") == found_once.NAME:
            question = (equation.params["jaxpr"], *map(id, equation.invars))
            found = met[question] = met.get(question) or once(equation, given, width, always)
        else:
            found = carried_out(equation, given, width)
        known |= dict(zip(equation.outvars, found, strict=True))
    return [read(atom) for atom in inner.outvars]


def once(equation: Any, given: list[Lanes], width: int, always: Any) -> list[Lanes]:
    parts = found_once.behind(always, lambda: flat(carried_out(equation, given, width)))
    return restored([out.aval for out in equation.outvars], parts)


def is_arithmetic(jaxpr: Any) -> bool:
    """Whether the jaxpr of one run only does sums that a processor does for many lanes at once."""
    return all(
        is_arithmetic(equation.params[INNER[equation.primitive.name]].jaxpr)
        if equation.primitive.name in INNER
        else equation.primitive.name in ARITHMETIC
        for equation in jaxpr.eqns
    )


def in_one_loop(arrays: Sequence[Any], width: int) -> list[Any]:
    """The same arrays, of which XLA computes all that have lanes in one loop over these.

    By itself it has a loop for each of them, with what they share in every one. Only a reduction of several arrays has
    one loop for all: so each is spread over two rows, and the last row is taken.
    """
    places = [place for place, one in enumerate(arrays) if one.shape == (width,)]
    rows = [lax.broadcast(arrays[place], (2,)) for place in places]
    zeros = [jnp.zeros((), one.dtype) for one in rows]
    found = lax.reduce(rows, zeros, lambda before, last: last, (0,))
    return [found[places.index(place)] if place in places else one for place, one in enumerate(arrays)]


def constant(value: Any, like: Any) -> Lanes:
    return apart(jnp.asarray(value, like.dtype), has_lanes=False)


def carried_out(equation: Any, given: list[Lanes], width: int) -> list[Lanes]:
    name, parameters = equation.primitive.name, equation.params
    if name in INNER:
        return in_lanes(parameters[INNER[name]], given, width)
    small = [one for one in given if isinstance(one, np.ndarray)]
    if len(small) == len(given) and all(np.prod(out.aval.shape) <= SMALL for out in equation.outvars):
        if name in ELEMENTWISE:
            return [element_by_element(equation, small, width)]
        if name in MOVING:
            return MOVING[name](*small, **parameters)
        if name in REDUCING:
            return [reduced(small[0], REDUCING[name], parameters["axes"], width)]
        if name == "dot_general" and not any(parameters["dimension_numbers"][1]):
            return [contracted(*small, axes=parameters["dimension_numbers"][0])]
    return by_vmap(equation, given, width)


def element_by_element(equation: Any, given: list[np.ndarray], width: int) -> np.ndarray:
    shape = equation.outvars[0].aval.shape
    given = [np.broadcast_to(array, shape) for array in given]  # a condition, or an axis, may be one for all
    rows = ([array[index] for array in given] for index in np.ndindex(shape))
    if equation.primitive.name == "div":
        return elements(shape, (quotient(a, b, width) for a, b in rows))
    return elements(shape, (equation.primitive.bind(*alike(row, width), **equation.params) for row in rows))


def quotient(a: Any, b: Any, width: int) -> Any:
    """In 32 bits what is divided by one number for all lanes is multiplied by its inverse, found once."""
    if a.dtype == jnp.float32 and a.ndim and not b.ndim:
        return a * spread(1 / b, width)
    return lax.div(*alike([a, b], width))


def reduced(array: np.ndarray, join: Callable[[Any, Any], Any], axes: Sequence[int], width: int) -> np.ndarray:
    kept = [axis for axis in range(array.ndim) if axis not in axes]
    rows = array.transpose(*kept, *axes).reshape(*(array.shape[axis] for axis in kept), -1)
    shape = rows.shape[:-1]
    return elements(shape, (reduce(join, alike(rows[index], width)) for index in np.ndindex(shape)))


def contracted(left: np.ndarray, right: np.ndarray, *, axes: Any) -> np.ndarray:
    """The sum of products over axes of both."""
    left_kept, right_kept = (
        [axis for axis in range(array.ndim) if axis not in gone]
        for array, gone in zip((left, right), axes, strict=True)
    )
    count = int(np.prod([left.shape[axis] for axis in axes[0]]))
    rows = left.transpose(*left_kept, *axes[0]).reshape(-1, count)
    columns = right.transpose(*right_kept, *axes[1]).reshape(-1, count)
    shape = [left.shape[axis] for axis in left_kept] + [right.shape[axis] for axis in right_kept]
    return elements(
        shape,
        (reduce(add, (a * b for a, b in zip(row, column, strict=True))) for row, column in product(rows, columns)),
    )


def by_vmap(equation: Any, given: list[Lanes], width: int) -> list[Lanes]:
    """Any other primitive: on whole arrays, once where these are the same for all lanes."""
    arrays = [together(one, width) for one in given]

    def bound(*arrays: Any) -> list[Any]:
        found = equation.primitive.bind(*arrays, **equation.params)
        return found if equation.primitive.multiple_results else [found]

    has_lanes = any(one for _, one in arrays)
    if has_lanes:
        where = [-1 if one else None for _, one in arrays]
        found = jax.vmap(bound, in_axes=where, out_axes=-1, axis_size=width)(*(array for array, _ in arrays))
    else:
        found = bound(*(array for array, _ in arrays))
    return [apart(array, has_lanes=has_lanes) for array in found]


def broadcast_in_dim(array: np.ndarray, *, shape: Any, broadcast_dimensions: Any, **_: Any) -> list[Lanes]:
    sizes = [1] * len(shape)
    for axis, place in enumerate(broadcast_dimensions):
        sizes[place] = array.shape[axis]
    return [np.broadcast_to(array.reshape(sizes), shape)]


def expand_dims(array: np.ndarray, *, dimensions: Any, **_: Any) -> list[Lanes]:
    return [np.expand_dims(array, tuple(dimensions))]


def squeeze(array: np.ndarray, *, dimensions: Any, **_: Any) -> list[Lanes]:
    return [np.squeeze(array, tuple(dimensions))]


def reshape(array: np.ndarray, *, new_sizes: Any, **_: Any) -> list[Lanes]:
    return [array.reshape(new_sizes)]


def slice_of(array: np.ndarray, *, start_indices: Any, limit_indices: Any, strides: Any, **_: Any) -> list[Lanes]:
    strides = strides or [1] * array.ndim
    return [array[tuple(map(slice, start_indices, limit_indices, strides))]]


def transpose(array: np.ndarray, *, permutation: Any, **_: Any) -> list[Lanes]:
    return [array.transpose(permutation)]


def reverse(array: np.ndarray, *, dimensions: Any, **_: Any) -> list[Lanes]:
    return [np.flip(array, tuple(dimensions))]


def concatenate(*arrays: np.ndarray, dimension: int, **_: Any) -> list[Lanes]:
    return [np.concatenate(arrays, dimension)]


def stack(*arrays: np.ndarray, axis: int, **_: Any) -> list[Lanes]:
    return [np.stack(arrays, axis)]


def unstack(array: np.ndarray, *, axis: int, **_: Any) -> list[Lanes]:
    return [np.squeeze(part, axis) for part in np.split(array, array.shape[axis], axis)]


def split(array: np.ndarray, *, sizes: Any, axis: int, **_: Any) -> list[Lanes]:
    return list(np.split(array, np.cumsum(sizes)[:-1], axis))


def pad(array: np.ndarray, filling: np.ndarray, *, padding_config: Any, **_: Any) -> list[Lanes]:
    """With room between elements too; what reaches beyond the ends by a negative width is cut off."""
    found = array
    for axis, (low, high, inner) in enumerate(padding_config):
        length = found.shape[axis]
        shape = list(found.shape)
        shape[axis] = low + high + length + inner * max(length - 1, 0)
        values = []
        for index in np.ndindex(*shape):
            before, beside = divmod(index[axis] - low, inner + 1)
            there = not beside and 0 <= before < length
            values.append(found[(*index[:axis], before, *index[axis + 1 :])] if there else filling[()])
        found = elements(shape, values)
    return [found]


MOVING: dict[str, Callable[..., list[Lanes]]] = {
    "broadcast_in_dim": broadcast_in_dim,
    "expand_dims": expand_dims,
    "squeeze": squeeze,
    "reshape": reshape,
    "slice": slice_of,
    "transpose": transpose,
    "rev": reverse,
    "concatenate": concatenate,
    "stack": stack,
    "unstack": unstack,
    "split": split,
    "pad": pad,
}
"""Primitives that move elements about and change none."""

CHEAP = """
    abs add add_any and clamp convert_element_type copy copy_p div dot_general eq ge gt integer_pow is_finite le lt max
    min mul ne neg not or select_n sign square stop_gradient sub xor
"""
ARITHMETIC = frozenset(CHEAP.split()) | frozenset(REDUCING) | frozenset(MOVING)
"""What a processor does for many lanes at once, by an instruction or two for each."""
