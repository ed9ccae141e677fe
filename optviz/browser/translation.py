"""From a jaxpr to the scalar form, equation by equation."""

from collections.abc import Callable, Sequence
from typing import Any

from jax.extend.core import ClosedJaxpr, Literal

from optviz.browser.arrays import Array, Small, Stored, flat, kept, made, number, of_numpy, room, store_all
from optviz.browser.elementwise import ELEMENTWISE
from optviz.browser.form import Form
from optviz.browser.nodes import Loop, Node, Operation
from optviz.browser.reducing import REDUCTIONS, dot_general, reduce
from optviz.browser.shaping import SHAPING

INNER = {"jit": "jaxpr", "pjit": "jaxpr", "closed_call": "call_jaxpr", "custom_jvp_call": "call_jaxpr"}
"""Primitives that are a jaxpr of their own, and the parameter that it is."""


class Untranslated(Exception):
    """There is something in a program that only JAX can do; the text names it."""


def translated(form: Form, jaxpr: ClosedJaxpr, arguments: Sequence[Array]) -> list[Array]:
    """What a jaxpr gives for these arguments, written into the form's present block.

    Raises:
        Untranslated: for a primitive, or a use of one, that is not known here.
    """
    inner: Any = jaxpr.jaxpr
    known: dict[Any, Array] = dict(zip(inner.invars, arguments, strict=True))
    known |= {var: of_numpy(form, value) for var, value in zip(inner.constvars, jaxpr.consts, strict=True)}

    def read(atom: Any) -> Array:
        return of_numpy(form, atom.val) if isinstance(atom, Literal) else known[atom]

    for equation in inner.eqns:
        found = carried_out(form, equation, [read(atom) for atom in equation.invars])
        known |= dict(zip(equation.outvars, found, strict=True))
    return [read(atom) for atom in inner.outvars]


def carried_out(form: Form, equation: Any, arrays: list[Array]) -> list[Array]:
    """The results of one equation."""
    name, parameters = equation.primitive.name, equation.params
    try:
        if name in ELEMENTWISE:
            return [element_by_element(form, equation, arrays)]
        if name in SHAPING:
            found = SHAPING[name](form, *arrays, **parameters)
            return found if isinstance(found, list) else [found]
        if name in REDUCTIONS:
            return [reduce(form, *arrays, name=name, axes=parameters["axes"])]
        if name in INNER:
            return translated(form, parameters[INNER[name]], arrays)
        if name in OTHERS:
            return OTHERS[name](form, arrays, **parameters)
    except NotImplementedError as error:
        raise Untranslated(str(error)) from None
    raise Untranslated(name)


def element_by_element(form: Form, equation: Any, arrays: list[Array]) -> Array:
    function = ELEMENTWISE[equation.primitive.name]
    given = equation.invars[0].aval.dtype

    def element(array: Array, index: tuple[Node, ...]) -> Node:
        if 1 not in array.shape:
            return array.of(index if array.shape else ())
        return array.at(*(0 if length == 1 else place for place, length in zip(index, array.shape, strict=False)))

    def of(index: tuple[Node, ...]) -> Node:
        elements = [element(array, index) for array in arrays]
        return function(form, *elements, given=given, **equation.params)

    return made(form, equation.outvars[0].aval.shape, of, arrays)


def scalar(form: Form, node: Node) -> Array:
    return Small(form, (), [node])


def asked(kind: str) -> Callable[..., list[Array]]:
    """A question to the opaque loss."""

    def answer(form: Form, arrays: list[Array], **_: Any) -> list[Array]:
        (point,) = arrays
        call = form.call(kind, tuple(point.elements()))
        if kind == "value":
            return [scalar(form, call.value)]
        return [Small(form, point.shape * (1 if kind == "gradient" else 2), call.parts)]

    return answer


def spread(arrays: Sequence[Array]) -> list[Node]:
    """The elements of all small arrays, one after the other."""
    return [element for array in arrays if array.is_small for element in array.elements()]


def gathered(form: Form, like: Sequence[Array], nodes: Sequence[Node]) -> list[Array]:
    """The inverse of `spread`; large arrays stay as they are."""
    rest = iter(nodes)
    return [
        Small(form, array.shape, [next(rest) for _ in range(array.size)]) if array.is_small else array for array in like
    ]


def in_room(form: Form, array: Array) -> Array:
    """A large array as it goes around in a loop: in room of its own."""
    if array.is_small:
        return array
    stored = Stored(form, array.shape, room(array.size))
    store_all(array, stored)
    return stored


def put_back(form: Form, before: Sequence[Array], after: Sequence[Array]) -> None:
    """Writes the large arrays of the next time around over those of this time."""
    changed = [(old, new) for old, new in zip(before, after, strict=True) if isinstance(old, Stored) and new is not old]
    taken = {id(old.buffer) for old, _ in changed}
    for old, new in changed:
        first = len(form.block.statements)
        store_all(new, old)
        for statement in form.block.statements[first:]:
            if isinstance(statement, Loop):
                check_in_place(statement, taken)


def check_in_place(loop: Loop, taken: set[int]) -> None:
    """Each element may be made of the old one at its own place, but of no other, since that may be new already."""
    written = [statement.index for statement in loop.body.statements if hasattr(statement, "buffer")]
    for statement in loop.body.statements:
        if isinstance(statement, Operation) and statement.name == "load":
            buffer, index = statement.arguments
            if id(buffer) in taken and index not in written:
                raise NotImplementedError("a loop that moves elements about within a large array")


def while_loop(
    form: Form,
    arrays: list[Array],
    *,
    cond_jaxpr: ClosedJaxpr,
    body_jaxpr: ClosedJaxpr,
    cond_nconsts: int,
    body_nconsts: int,
    **_: Any,
) -> list[Array]:
    of_condition, rest = arrays[:cond_nconsts], arrays[cond_nconsts:]
    of_body, begin = rest[:body_nconsts], [in_room(form, array) for array in rest[body_nconsts:]]

    def condition(loop: Loop) -> Node:
        (goes_on,) = translated(form, cond_jaxpr, [*of_condition, *gathered(form, begin, loop.carries)])
        return goes_on.at()

    def body(loop: Loop) -> list[Node]:
        before = gathered(form, begin, loop.carries)
        after = translated(form, body_jaxpr, [*of_body, *before])
        put_back(form, before, after)
        return spread(after)

    return gathered(form, begin, form.loop(spread(begin), body, condition))


def scan(
    form: Form,
    arrays: list[Array],
    *,
    jaxpr: ClosedJaxpr,
    length: int,
    reverse: bool,
    **how: Any,
) -> list[Array]:
    consts, carried, rows = parts_of_scan(arrays, **how)
    begin = [in_room(form, array) for array in carried]
    num_carry = len(begin)
    outputs = [
        Stored(form, (length, *aval.shape), room(length * int(aval.size))) for aval in jaxpr.out_avals[num_carry:]
    ]

    def body(loop: Loop) -> list[Node]:
        assert loop.index is not None
        here = loop.index
        before = gathered(form, begin, loop.carries)
        row = [made(form, array.shape[1:], lambda index, array=array: array.at(here, *index)) for array in rows]
        after = translated(form, jaxpr, [*consts, *before, *row])
        for output, value in zip(outputs, after[num_carry:], strict=True):
            first = form.operation("mul", here, number(value.size))
            store_all(value, Stored(form, value.shape, output.buffer, first))
        put_back(form, before, after[:num_carry])
        return spread(after[:num_carry])

    ends = gathered(form, begin, form.loop(spread(begin), body, count=length, backwards=reverse))
    return [*ends, *[made(form, output.shape, output.of) for output in outputs]]


def parts_of_scan(
    arrays: list[Array], *, num_consts: int = 0, num_carry: int = 0, ft_in: Any = None, **_: Any
) -> tuple[list[Array], list[Array], list[Array]]:
    """Its constants, what it carries around, and what it goes through row by row: two numbers say how many there are,
    and a tree in releases of JAX from 0.11 on.
    """
    if ft_in is None:
        last = num_consts + num_carry
        return arrays[:num_consts], arrays[num_consts:last], arrays[last:]
    consts, carried, rows = ft_in.update(arrays).unpack()
    return list(consts), list(carried), list(rows)


def cond(form: Form, arrays: list[Array], *, branches: Sequence[ClosedJaxpr], **_: Any) -> list[Array]:
    """One of some jaxprs, by its place. The loss is asked in the one that is taken only."""
    which, *rest = arrays
    index = which.at()
    if len(branches) == 1:
        return translated(form, branches[0], rest)
    results: list[list[Array]] = []

    def taken(branch: ClosedJaxpr) -> Callable[[], list[Node]]:
        def write() -> list[Node]:
            results.append(translated(form, branch, rest))
            return spread(results[-1])

        return write

    def others() -> list[Node]:
        left = scalar(form, form.operation("sub", index, number(1)))
        results.append(cond(form, [left, *rest], branches=branches[1:]))
        return spread(results[-1])

    is_first = form.operation("le", index, number(0))
    if isinstance(index, Operation) and index.name == "number":
        is_first = form.operation("not", index.arguments[0])
    nodes = form.branch(is_first, taken(branches[0]), others)
    large = [found for found in zip(*results, strict=True) if not found[0].is_small]
    if any(other is not found[0] for found in large for other in found):
        raise NotImplementedError("a condition on a large array")
    return gathered(form, results[0], nodes)


def platform_index(form: Form, arrays: list[Array], *, platforms: Sequence[Any], **_: Any) -> list[Array]:
    """The place of what is there for all platforms, or else for the CPU."""
    which = next((i for i, one in enumerate(platforms) if one is None or "cpu" in one), 0)
    return [scalar(form, number(which))]


def random_seed(form: Form, arrays: list[Array], **_: Any) -> list[Array]:
    """A key is its seed here: keys are not split, one goes through all draws."""
    return [scalar(form, arrays[0].at())]


def random_bits(form: Form, arrays: list[Array], *, bit_width: int, shape: Any, **_: Any) -> list[Array]:
    if bit_width != 64:
        raise NotImplementedError("random bits of another width than 64")

    def of(index: tuple[Node, ...]) -> Node:
        return form.operation("bits", arrays[0].at(), flat(form, index, shape))

    return [made(form, shape, of)]


def from_bits(form: Form, arrays: list[Array], **_: Any) -> list[Array]:
    """Random bits as numbers: they take long to make, so each is made once."""
    (bits,) = arrays
    return [kept(made(form, bits.shape, lambda index: form.operation("from_bits", bits.of(index))))]


OTHERS: dict[str, Callable[..., list[Array]]] = {
    "loss_value": asked("value"),
    "loss_gradient": asked("gradient"),
    "loss_hessian": asked("hessian"),
    "while": while_loop,
    "scan": scan,
    "cond": cond,
    "platform_index": platform_index,
    "random_seed": random_seed,
    "random_bits": random_bits,
    "bitcast_convert_type": from_bits,
    "dot_general": lambda form, arrays, **parameters: [dot_general(form, *arrays, **parameters)],
}
