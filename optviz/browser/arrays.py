"""Arrays of JAX as numbers of the form: each is a shape and a way to come by the element at an index.

Small ones have all their elements from the beginning. A large one is computed where it is read, element by element, in
a loop over it; or it lies in a buffer.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Any

import numpy as np

from optviz.browser.form import Form
from optviz.browser.nodes import Buffer, Constant, Node

SMALL = 9
"""So many elements at most are numbers of their own: the squares of three weights."""
Index = tuple[Node, ...]


class Array:
    """An array by its shape and its elements.

    Args:
        form: what its elements are written into.
        shape: as in JAX.
        of: from an index, a node for each axis, to the element there.
    """

    def __init__(self, form: Form, shape: Sequence[int], of: Callable[[Index], Node]) -> None:
        self.form, self.shape, self.of = form, tuple(shape), of

    @property
    def size(self) -> int:
        return prod(self.shape)

    @property
    def is_small(self) -> bool:
        return self.size <= SMALL

    @property
    def is_known(self) -> bool:
        """Whether all its elements are constants."""
        return False

    def at(self, *index: Any) -> Node:
        """The element at an index of nodes or whole numbers."""
        return self.of(tuple([number(place) if isinstance(place, int) else place for place in index]))

    def elements(self) -> list[Node]:
        """All elements, the last axis first; for small arrays and for loops that are to be unrolled."""
        return [self.at(*index) for index in indices(self.shape)]


class Small(Array):
    """An array with its elements, the last axis first."""

    def __init__(self, form: Form, shape: Sequence[int], elements: Sequence[Node]) -> None:
        super().__init__(form, shape, self.chosen)
        self.all = list(elements)

    @property
    def is_known(self) -> bool:
        return constants_of(self.all) is not None

    def elements(self) -> list[Node]:
        return self.all

    def chosen(self, index: Index) -> Node:
        """The element at an index; where that is found out as it runs, one comparison for each element but one."""
        place = flat(self.form, index, self.shape)
        if isinstance(place, Constant):
            return self.all[int(place.value)]
        constants = constants_of(self.all)
        if constants is not None and self.size > 2:
            return Table(self.form, self.shape, constants).of(index)
        found = self.all[-1]
        for i, element in reversed(list(enumerate(self.all[:-1]))):
            found = self.form.operation("select", self.form.operation("eq", place, number(i)), element, found)
        return found


class Stored(Array):
    """An array in a buffer, from the place `base` + `offset` on."""

    def __init__(
        self, form: Form, shape: Sequence[int], buffer: Buffer, base: Node | None = None, offset: int = 0
    ) -> None:
        super().__init__(form, shape, self.loaded)
        self.buffer, self.base, self.offset = buffer, base, offset

    def place(self, index: Index) -> Node:
        within = self.form.operation("add", flat(self.form, index, self.shape), number(self.offset))
        return within if self.base is None else self.form.operation("add", self.base, within)

    def loaded(self, index: Index) -> Node:
        return self.form.load(self.buffer, self.place(index))

    def store(self, index: Index, value: Node) -> None:
        self.form.store(self.buffer, self.place(index), value)


class Table(Array):
    """A large array of constants."""

    def __init__(self, form: Form, shape: Sequence[int], values: Sequence[Any]) -> None:
        super().__init__(form, shape, self.looked_up)
        self.values = list(values)

    @property
    def is_known(self) -> bool:
        return True

    def looked_up(self, index: Index) -> Node:
        place = flat(self.form, index, self.shape)
        if isinstance(place, Constant):
            return constant(self.values[int(place.value)])
        first = self.values[0]
        if all(value == first for value in self.values):
            return constant(first)
        if not isinstance(first, bool) and all(value == first + i for i, value in enumerate(self.values)):
            return self.form.operation("add", place, constant(first))
        found = self.form.operation("load", table(self.form, tuple(map(float, self.values))), place)  # type: ignore[arg-type]
        return self.form.operation("ne", found, constant(0.0)) if isinstance(first, bool) else found


def table(form: Form, content: tuple[float, ...]) -> Buffer:
    """The table with these numbers: one for all that have them."""
    return form.top.known.setdefault(("table", content), Buffer(size=len(content), content=content))


def number(value: Any) -> Node:
    return Constant(float(value)) if isinstance(value, int) else value


def constant(value: Any) -> Constant:
    return Constant(bool(value) if isinstance(value, bool | np.bool_) else float(value))


def indices(shape: Sequence[int]) -> Iterator[tuple[int, ...]]:
    return product(*map(range, shape))


def flat(form: Form, index: Index, shape: Sequence[int]) -> Node:
    """The place of an index among all elements."""
    if not shape:
        return Constant(0.0)
    first, *rest = index
    place = Constant(first.value + 0.0) if isinstance(first, Constant) else first
    for one, length in zip(rest, shape[1:], strict=True):
        place = form.operation("add", form.operation("mul", place, number(int(length))), one)
    return place


def remembered(form: Form, of: Callable[[Index], Node]) -> Callable[[Index], Node]:
    """A way to elements that goes once to each in a block, but where more than operations comes of going there."""
    known: dict[tuple, Node] = {}

    def found(index: Index) -> Node:
        places = [one.value if isinstance(one, Constant) and not one.selects else one for one in index]
        key = (form.block, *places)
        node = known.get(key)
        if node is None:
            before = form.unrepeated
            node = of(index)
            if form.unrepeated == before:
                known[key] = node
        return node

    return found


def made(form: Form, shape: Sequence[int], of: Callable[[Index], Node], sources: Sequence[Array] = ()) -> Array:
    """An array by a way to its elements: computed now if it is small, or if all that it is made of is known."""
    array = Array(form, shape, remembered(form, of))
    if array.is_small:
        return Small(form, shape, array.elements())
    if sources and all(source.is_known for source in sources):
        constants = constants_of(array.elements())
        return array if constants is None else Table(form, shape, constants)
    return array


def constants_of(elements: Sequence[Node]) -> list[Any] | None:
    """The values of elements if all are constants."""
    values = [element.value for element in elements if isinstance(element, Constant)]
    return values if len(values) == len(elements) else None


def of_numpy(form: Form, values: Any) -> Array:
    """An array of constants."""
    values = np.asarray(values)
    if values.size <= SMALL:
        return Small(form, values.shape, [constant(value) for value in values.ravel().tolist()])
    return Table(form, values.shape, values.ravel().tolist())


def each(form: Form, count: int, write: Callable[[Node], None]) -> None:
    """`write` for each number below `count`, in a loop, or one after the other if they are few."""
    if count <= SMALL:
        for i in range(count):
            write(number(i))
        return

    def body(loop: Any) -> list[Node]:
        write(loop.index)
        return []

    form.loop([], body, count=count)


def store_all(array: Array, target: Stored) -> None:
    """Writes all elements of an array where another one lies, which it may be computed from at the same place only."""

    def write(index: tuple[Node, ...]) -> None:
        if len(index) == len(array.shape):
            target.store(index, array.of(index))
            return
        each(array.form, array.shape[len(index)], lambda i: write((*index, i)))

    write(())


def room(size: int) -> Buffer:
    """Room that the module holds for an array."""
    return Buffer(size=size, changes=True)


def kept(array: Array) -> Array:
    """An array whose elements are computed once, however often each of them is read."""
    if array.is_small or array.is_known or isinstance(array, Stored):
        return array
    stored = Stored(array.form, array.shape, room(array.size))
    store_all(array, stored)
    return stored
