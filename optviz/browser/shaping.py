"""Primitives that move elements about, or choose among them."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from optviz.browser.arrays import Array, Index, constant, flat, kept, made, number
from optviz.browser.form import Form
from optviz.browser.nodes import Constant, Node


def broadcast_in_dim(form: Form, array: Array, *, shape: Any, broadcast_dimensions: Any, **_: Any) -> Array:
    array = kept(array) if prod(shape) > array.size else array

    def of(index: Index) -> Node:
        places = [index[axis] for axis in broadcast_dimensions]
        return array.at(*(0 if length == 1 else place for place, length in zip(places, array.shape, strict=True)))

    return made(form, shape, of)


def reshape(form: Form, array: Array, *, new_sizes: Any, dimensions: Any = None, **_: Any) -> Array:
    kept = [i for i, length in enumerate(new_sizes) if length != 1]
    same_order = [new_sizes[i] for i in kept] == [length for length in array.shape if length != 1]

    def of(index: Index) -> Node:
        if same_order:  # axes of length 1 come or go
            places = iter([index[i] for i in kept])
            return array.at(*(0 if length == 1 else next(places) for length in array.shape))
        place, found = flat(form, index, new_sizes), []
        for length in reversed(array.shape):
            found.append(form.operation("rem", place, number(length)))
            place = form.operation("quotient", place, number(length))
        return array.at(*reversed(found))

    return made(form, new_sizes, of, [array])


def squeeze(form: Form, array: Array, *, dimensions: Any, **_: Any) -> Array:
    gone = {axis % len(array.shape) for axis in dimensions}
    return reshape(form, array, new_sizes=[n for i, n in enumerate(array.shape) if i not in gone])


def expand_dims(form: Form, array: Array, *, dimensions: Any, **_: Any) -> Array:
    sizes = list(array.shape)
    for axis in sorted(dimensions):
        sizes.insert(axis, 1)
    return reshape(form, array, new_sizes=sizes)


def slice_of(form: Form, array: Array, *, start_indices: Any, limit_indices: Any, strides: Any, **_: Any) -> Array:
    strides = strides or [1] * len(array.shape)
    ranges = list(map(range, start_indices, limit_indices, strides))

    def of(index: Index) -> Node:
        return array.at(*(affine(form, place, r.step, r.start) for place, r in zip(index, ranges, strict=True)))

    return made(form, [len(r) for r in ranges], of, [array])


def affine(form: Form, index: Node, factor: int, offset: int) -> Node:
    return form.operation("add", form.operation("mul", index, number(factor)), number(offset))


def pad(form: Form, array: Array, filling: Array, *, padding_config: Any, **_: Any) -> Array:
    """Of small arrays only: that is how the derivative of taking a component comes out."""
    config = [tuple(map(int, axis)) for axis in padding_config]
    shape = [
        low + high + length + inner * max(length - 1, 0)
        for (low, high, inner), length in zip(config, array.shape, strict=True)
    ]

    def of(index: Index) -> Node:
        places = []
        for place, (low, _, inner), length in zip(index, config, array.shape, strict=True):
            assert isinstance(place, Constant)
            before, beside = divmod(int(place.value) - low, inner + 1)
            if beside or not 0 <= before < length:
                return filling.at()
            places.append(before)
        return array.at(*places)

    if not all(length <= 9 for length in shape):
        raise NotImplementedError("pad of a large array")
    return made(form, shape, of)


def concatenate(form: Form, *arrays: Array, dimension: int, **_: Any) -> Array:
    ends = np.cumsum([array.shape[dimension] for array in arrays]).tolist()
    shape = list(arrays[0].shape)
    shape[dimension] = ends[-1]

    def of(index: Index) -> Node:
        place = index[dimension]

        def within(array: Array, first: int) -> Node:
            moved = form.operation("sub", place, number(first))
            return array.at(*index[:dimension], moved, *index[dimension + 1 :])

        if isinstance(place, Constant):
            which = next(i for i, end in enumerate(ends) if place.value < end)
            return within(arrays[which], [0, *ends][which])
        raise NotImplementedError("concatenate of large arrays along a large axis")

    return made(form, shape, of, arrays)


def stack(form: Form, *arrays: Array, axis: int = 0, **_: Any) -> Array:
    shape = list(arrays[0].shape)
    shape.insert(axis, len(arrays))

    def of(index: Index) -> Node:
        which = index[axis]
        if not isinstance(which, Constant):
            raise NotImplementedError("stack of large arrays along a large axis")
        return arrays[int(which.value)].at(*index[:axis], *index[axis + 1 :])

    return made(form, shape, of, arrays)


def unstack(form: Form, array: Array, *, axis: int = 0, **_: Any) -> list[Array]:
    shape = [n for i, n in enumerate(array.shape) if i != axis]
    return [
        made(form, shape, lambda index, i=i: array.at(*index[:axis], i, *index[axis:]), [array])
        for i in range(array.shape[axis])
    ]


def split(form: Form, array: Array, *, sizes: Any, axis: int, **_: Any) -> list[Array]:
    ends = np.cumsum(sizes).tolist()
    parts = []
    for size, end in zip(sizes, ends, strict=True):
        starts, limits = [0] * len(array.shape), list(array.shape)
        starts[axis], limits[axis] = end - size, end
        parts.append(slice_of(form, array, start_indices=starts, limit_indices=limits, strides=None))
    return parts


def transpose(form: Form, array: Array, *, permutation: Any, **_: Any) -> Array:
    places = np.argsort(permutation).tolist()
    shape = [array.shape[axis] for axis in permutation]
    return made(form, shape, lambda index: array.at(*(index[place] for place in places)), [array])


def rev(form: Form, array: Array, *, dimensions: Any, **_: Any) -> Array:
    def of(index: Index) -> Node:
        return array.at(
            *(
                form.operation("sub", number(length - 1), place) if axis in dimensions else place
                for axis, (place, length) in enumerate(zip(index, array.shape, strict=True))
            )
        )

    return made(form, array.shape, of, [array])


def iota(form: Form, *, shape: Any, dimension: int, dtype: Any, **_: Any) -> Array:
    return made(form, shape, lambda index: index[dimension])


def within(form: Form, place: Node, largest: int) -> Node:
    """A place moved to the nearest one that there is."""
    return form.operation("min", form.operation("max", place, number(0)), number(largest))


def dynamic_slice(form: Form, array: Array, *starts: Array, slice_sizes: Any, **_: Any) -> Array:
    first = [
        within(form, start.at(), length - size)
        for start, length, size in zip(starts, array.shape, slice_sizes, strict=True)
    ]

    def of(index: Index) -> Node:
        return array.at(*(form.operation("add", a, b) for a, b in zip(first, index, strict=True)))

    return made(form, slice_sizes, of)


def dynamic_update_slice(form: Form, array: Array, update: Array, *starts: Array, **_: Any) -> Array:
    first = [
        within(form, start.at(), length - size)
        for start, length, size in zip(starts, array.shape, update.shape, strict=True)
    ]
    return replaced(form, array, update, first, list(range(len(array.shape))))


def replaced(form: Form, array: Array, update: Array, first: Sequence[Node], axes: Sequence[int]) -> Array:
    """An array in which a window that begins at `first` is another; `axes` are those of the array that it spans."""

    def of(index: Index) -> Node:
        inside: Node = Constant(True)
        places = []
        for axis, (place, start) in enumerate(zip(index, first, strict=True)):
            length = update.shape[axes.index(axis)] if axis in axes else 1
            if isinstance(start, Constant) and start.value == 0 and length == array.shape[axis]:
                places.append(place)
                continue
            moved = form.operation("sub", place, start)
            if length == 1:
                inside = form.operation("and", inside, form.operation("eq", place, start))
                moved = number(0)
            else:
                for name, limit in (("ge", 0), ("lt", length)):
                    inside = form.operation("and", inside, form.operation(name, moved, number(limit)))
                moved = within(form, moved, length - 1)
            places.append(moved)
        return form.operation("select", inside, update.at(*(places[axis] for axis in axes)), array.of(index))

    return made(form, array.shape, of)


def scatter(form: Form, array: Array, places: Array, update: Array, *, dimension_numbers: Any, **_: Any) -> Array:
    """Of one window. What would not lie within the array all in all is left out."""
    if places.size != len(dimension_numbers.scatter_dims_to_operand_dims) or dimension_numbers.operand_batching_dims:
        raise NotImplementedError("scatter of several windows")
    first: list[Node] = [number(0)] * len(array.shape)
    for axis, place in zip(dimension_numbers.scatter_dims_to_operand_dims, places.elements(), strict=True):
        first[axis] = place
    spanned = [axis for axis in range(len(array.shape)) if axis not in dimension_numbers.inserted_window_dims]
    if tuple(dimension_numbers.update_window_dims) != tuple(range(len(update.shape))):
        raise NotImplementedError("scatter of several windows")
    if any(update.shape[spanned.index(axis)] != array.shape[axis] for axis in spanned):
        raise NotImplementedError("scatter of a part of an axis")
    return replaced(form, array, update, first, spanned)


def gather(
    form: Form,
    array: Array,
    places: Array,
    *,
    dimension_numbers: Any,
    slice_sizes: Any,
    mode: Any,
    fill_value: Any = None,
    **_: Any,
) -> Array:
    """Windows of an array, each from where a row of `places` says."""
    numbers = dimension_numbers
    if numbers.operand_batching_dims or numbers.start_indices_batching_dims:
        raise NotImplementedError("gather in batches")
    kept = [axis for axis in range(len(array.shape)) if axis not in numbers.collapsed_slice_dims]
    rank = len(numbers.offset_dims) + len(places.shape) - 1
    batch = [axis for axis in range(rank) if axis not in numbers.offset_dims]
    lengths = iter(places.shape[:-1])
    sizes = dict(zip(numbers.offset_dims, (slice_sizes[axis] for axis in kept), strict=True))
    shape = [sizes[axis] if axis in sizes else next(lengths) for axis in range(rank)]
    fills = mode.name == "FILL_OR_DROP"

    def of(index: Index) -> Node:
        row = [index[axis] for axis in batch]
        start: list[Node] = [number(0)] * len(array.shape)
        inside: Node = Constant(True)
        for i, axis in enumerate(numbers.start_index_map):
            largest = array.shape[axis] - slice_sizes[axis]
            place = places.at(*row, i)
            start[axis] = within(form, place, largest)
            for name, limit in (("ge", 0), ("lt", largest + 1)):
                inside = form.operation("and", inside, form.operation(name, place, number(limit)))
        for axis, place in zip(kept, numbers.offset_dims, strict=True):
            start[axis] = form.operation("add", start[axis], index[place])
        found = array.of(tuple(start))
        filling = constant(np.nan if fill_value is None else fill_value)
        return form.operation("select", inside, found, filling) if fills else found

    return made(form, shape, of, [array, places])


SHAPING: dict[str, Callable[..., Array | list[Array]]] = {
    "slice": slice_of,
    **{
        function.__name__: function
        for function in (
            broadcast_in_dim,
            concatenate,
            dynamic_slice,
            dynamic_update_slice,
            expand_dims,
            gather,
            iota,
            pad,
            reshape,
            rev,
            scatter,
            split,
            squeeze,
            stack,
            transpose,
            unstack,
        )
    },
}
"""From a primitive's name to what makes its arrays: `(form, *arrays, **parameters)`."""
