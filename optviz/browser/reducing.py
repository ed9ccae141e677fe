"""Primitives that make one number of many: unrolled if they are few, else in a loop."""

from collections.abc import Callable
from typing import Any

from optviz.browser.arrays import SMALL, Array, Index, made, number
from optviz.browser.form import Form
from optviz.browser.nodes import Constant, Loop, Node

REDUCTIONS = {
    "reduce_sum": ("add", 0.0),
    "reduce_prod": ("mul", 1.0),
    "reduce_max": ("max", -float("inf")),
    "reduce_min": ("min", float("inf")),
    "reduce_and": ("and", True),
    "reduce_or": ("or", False),
}
"""What two numbers become, and what a loop begins with."""


def over(form: Form, name: str, begin: Any, count: int, of: Callable[[Node], Node]) -> Node:
    """All of `of(0)`, `of(1)` … as one number."""
    if count <= SMALL:
        found: Node = of(number(0)) if count else Constant(begin)
        for i in range(1, count):
            found = form.operation(name, found, of(number(i)))
        return found

    def add_one(loop: Loop) -> list[Node]:
        assert loop.index is not None
        return [form.operation(name, loop.carries[0], of(loop.index))]

    return form.loop([Constant(begin)], add_one, count=count)[0]


def reduce(form: Form, array: Array, *, name: str, axes: Any) -> Array:
    operation, begin = REDUCTIONS[name]
    kept = [axis for axis in range(len(array.shape)) if axis not in axes]

    def of(index: Index) -> Node:
        places: dict[int, Node] = dict(zip(kept, index, strict=True))

        def along(axes: tuple[int, ...]) -> Node:
            if not axes:
                return array.at(*(places[axis] for axis in range(len(array.shape))))

            def one(place: Node) -> Node:
                places[axes[0]] = place
                return along(axes[1:])

            return over(form, operation, begin, array.shape[axes[0]], one)

        return along(tuple(axes))

    return made(form, [array.shape[axis] for axis in kept], of)


def dot_general(form: Form, a: Array, b: Array, *, dimension_numbers: Any, **_: Any) -> Array:
    (summed_a, summed_b), (batch_a, batch_b) = dimension_numbers
    free_a = [axis for axis in range(len(a.shape)) if axis not in (*summed_a, *batch_a)]
    free_b = [axis for axis in range(len(b.shape)) if axis not in (*summed_b, *batch_b)]
    shape = [a.shape[axis] for axis in (*batch_a, *free_a)] + [b.shape[axis] for axis in free_b]

    def of(index: Index) -> Node:
        in_a = dict(zip((*batch_a, *free_a), index[: len(batch_a) + len(free_a)], strict=True))
        in_b = dict(
            zip((*batch_b, *free_b), (*index[: len(batch_b)], *index[len(batch_a) + len(free_a) :]), strict=True)
        )

        def along(count: int) -> Node:
            if count == len(summed_a):
                one = a.at(*(in_a[axis] for axis in range(len(a.shape))))
                return form.operation("mul", one, b.at(*(in_b[axis] for axis in range(len(b.shape)))))

            def term(place: Node) -> Node:
                in_a[summed_a[count]] = in_b[summed_b[count]] = place
                return along(count + 1)

            return over(form, "add", 0.0, a.shape[summed_a[count]], term)

        return along(0)

    return made(form, shape, of)
