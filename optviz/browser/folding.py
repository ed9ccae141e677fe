"""What is known of an operation before it runs: only what is the same to the last bit, infinities and NaN included.

A product with zero is not zero if the other factor is infinite, so it stays, but for the zeros of the unit vectors
along which JAX takes second derivatives: there it only says which column is meant.
"""

import math
import operator
from collections.abc import Callable
from typing import Any

from optviz.browser import nodes


def truncated_quotient(a: int, b: int) -> int:
    return math.trunc(a / b)


EXACT: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "neg": operator.neg,
    "max": max,
    "min": min,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "eq": operator.eq,
    "ne": operator.ne,
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "not": operator.not_,
    "quotient": truncated_quotient,
    "rem": math.fmod,
    "number": lambda a: 1.0 if a else 0.0,
    "truncate": lambda a: float(math.trunc(a)),
    "sign": lambda a: float((a > 0) - (a < 0)),
}
"""Operations that Python carries out as every browser does."""


def folded(name: str, arguments: tuple) -> Any:
    """The constant or the argument that an operation comes to, or None."""
    for argument in arguments:
        if not isinstance(argument, nodes.Constant):
            break
    else:
        return constant_of(name, arguments)
    if name in ("lt", "ge", "max", "min"):
        return by_bounds(name, *arguments)
    identity = IDENTITIES.get(name)
    return identity(*arguments) if identity else None


def constant_of(name: str, arguments: tuple) -> Any:
    values = [argument.value for argument in arguments]
    if name == "select":
        return arguments[1] if values[0] else arguments[2]
    if name == "div" and values[1] != 0:
        return nodes.Constant(values[0] / values[1])
    if name not in EXACT:
        return None
    for value in values:
        if value != value:
            return None
    selecting = [argument.selects for argument in arguments]
    some, every = True in selecting, False not in selecting
    return nodes.Constant(EXACT[name](*values), selects=name == "number" or every or (name == "mul" and some))


def is_number(node: Any, value: float) -> bool:
    return isinstance(node, nodes.Constant) and not isinstance(node.value, bool) and node.value == value


def is_no_column(node: Any) -> bool:
    return is_number(node, 0) and node.selects


def product(a: Any, b: Any) -> Any:
    if is_no_column(a) or is_no_column(b):
        return nodes.Constant(0.0, selects=True)
    return b if is_number(a, 1) else a if is_number(b, 1) else None


def difference(a: Any, b: Any) -> Any:
    return a if is_number(b, 0) else None


def choice(condition: Any, yes: Any, no: Any) -> Any:
    if isinstance(condition, nodes.Constant):
        return yes if condition.value else no
    return yes if yes is no else None


def conjunction(a: Any, b: Any) -> Any:
    for one, other in ((a, b), (b, a)):
        if isinstance(one, nodes.Constant):
            return other if one.value else one
    return a if a is b else None


def disjunction(a: Any, b: Any) -> Any:
    for one, other in ((a, b), (b, a)):
        if isinstance(one, nodes.Constant):
            return one if one.value else other
    return a if a is b else None


def negative(a: Any) -> Any:
    return a.arguments[0] if isinstance(a, nodes.Operation) and a.name == "neg" else None


def difference_of_kinds(a: Any, b: Any) -> Any:
    """A truth value that is compared with false."""
    return a if isinstance(b, nodes.Constant) and b.value is False else None


IDENTITIES: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: b if is_number(a, 0) else a if is_number(b, 0) else None,
    "sub": difference,
    "mul": product,
    "div": lambda a, b: a if is_number(b, 1) or is_no_column(a) else None,
    "neg": negative,
    "select": choice,
    "ne": difference_of_kinds,
    "and": conjunction,
    "or": disjunction,
    "truncate": lambda a: a if isinstance(a, nodes.Variable) and a.bounds else None,
}


def bounds_of(node: Any) -> tuple[float, float] | None:
    """Between what a number lies, where that is known: the index of a loop, a constant."""
    if isinstance(node, nodes.Constant):
        return node.value, node.value
    return node.bounds if isinstance(node, nodes.Variable) else None


def by_bounds(name: str, a: Any, b: Any) -> Any:
    """A comparison of an index with a number that it cannot reach."""
    one, other = bounds_of(a), bounds_of(b)
    if one is None or other is None:
        return None
    (low, high), (least, largest) = one, other
    if name in ("lt", "ge"):
        if high < least:
            return nodes.Constant(name == "lt")
        return nodes.Constant(name == "ge") if low >= largest else None
    if high <= least:
        return a if name == "min" else b
    return (b if name == "min" else a) if low >= largest else None
