"""The tree of a text."""

from dataclasses import dataclass
from typing import Literal

from optviz.pseudocode.problems import Place


@dataclass(frozen=True)
class Node:
    place: Place


@dataclass(frozen=True)
class Number(Node):
    value: float


@dataclass(frozen=True)
class Truth(Node):
    value: bool


@dataclass(frozen=True)
class Name(Node):
    name: str


@dataclass(frozen=True)
class Unary(Node):
    sign: Literal["-", "not"]
    operand: "Expression"


@dataclass(frozen=True)
class Binary(Node):
    """An operation, a comparison, or `and` and `or`."""

    sign: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Choice(Node):
    """`yes if condition else no`, in each weight where the condition is one of vectors."""

    yes: "Expression"
    condition: "Expression"
    no: "Expression"


@dataclass(frozen=True)
class Call(Node):
    function: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True)
class Ask(Node):
    """`f(point)`, `grad(f, point)` or `hessian(f, point)`."""

    what: str
    point: "Expression"


@dataclass(frozen=True)
class Items(Node):
    """`[a, b]`, a list."""

    items: tuple["Expression", ...]


@dataclass(frozen=True)
class Item(Node):
    """`list[place]`; the first has the place 1."""

    list: "Expression"
    at: "Expression"


Expression = Number | Truth | Name | Unary | Binary | Choice | Call | Ask | Items | Item


@dataclass(frozen=True)
class Assignment(Node):
    """`a, b = first, second`: all values are taken before any name is given one."""

    names: tuple[str, ...]
    values: tuple[Expression, ...]


@dataclass(frozen=True)
class Break(Node):
    """`if condition: break`."""

    condition: Expression


@dataclass(frozen=True)
class Loop(Node):
    """`for counter in 1, ..., end:`, or downwards, `for counter in end, ..., 1:`."""

    counter: str
    end: Expression
    downwards: bool
    body: tuple[Assignment | Break, ...]


@dataclass(frozen=True)
class Helper(Node):
    """`def name(parameters):`, a body, and the value that is returned."""

    name: str
    parameters: tuple[str, ...]
    body: tuple[Assignment | Loop, ...]
    value: Expression


@dataclass(frozen=True)
class Rule(Node):
    """A text: its helpers, the starts of its state, and its step."""

    helpers: tuple[Helper, ...]
    starts: tuple[Assignment, ...]
    step: tuple[Assignment, ...]
