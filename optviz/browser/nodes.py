"""The scalar form between JAX and a language of the browser: numbers that have one value each, in nested blocks.

Nothing in it knows of arrays of JAX, nor of JavaScript. What is equal is one node; what does not change within a loop
lies before it.
"""

from dataclasses import dataclass, field
from typing import Any, Union


@dataclass(eq=False)
class Constant:
    """A number or a truth value. `selects` tells a zero or one of the unit vectors along which JAX differentiates."""

    value: Any
    selects: bool = False


@dataclass(eq=False)
class Buffer:
    """Numbers in a row: what a function is given, a table, or the room that a loop keeps arrays in.

    Args:
        name: as an argument of the function; empty where the module holds it.
        size: how many numbers it has, where the module holds it.
        content: the numbers of a table.
        stores: what is written into it, where the module holds it.
        changes: whether reading it before and after a step of a loop may give different numbers.
    """

    name: str = ""
    size: int = 0
    content: tuple[float, ...] = ()
    changes: bool = False
    stores: list["Store"] = field(default_factory=list)


@dataclass(eq=False)
class Variable:
    """A number that is not computed from others in place: an argument, what a call gives, what goes around in a loop.

    Args:
        block: where it can be used.
        name: as an argument of the function.
        giver: the statement that gives it; with `part` its place there, and `role` what it is to it.
        bounds: for the index of a loop, its least and largest value.
    """

    block: "Block"
    name: str = ""
    giver: Any = None
    role: str = ""
    part: int = 0
    bounds: tuple[int, int] | None = None


@dataclass(eq=False)
class Operation:
    """A number computed from others, by the name of what is done."""

    name: str
    arguments: tuple
    block: "Block"


Node = Union[Constant, Variable, Operation]  # noqa: UP007 - a string in it is not there yet when Python reads it


@dataclass(eq=False)
class Store:
    """A number written into a buffer."""

    buffer: Buffer
    index: Node
    value: Node
    block: "Block"


@dataclass(eq=False)
class Call:
    """A question to the loss: its `value`, its `gradient` (and value) or its `hessian` at a point.

    `value` is what it gives, `parts` are the components of a gradient or a Hessian, row by row.
    """

    kind: str
    point: tuple
    value: Variable
    parts: list[Variable]


@dataclass(eq=False)
class Branch:
    """One of two blocks; `results` are `yes.results` or `no.results`."""

    condition: Node
    yes: "Block"
    no: "Block"
    results: list[Variable] = field(default_factory=list)


@dataclass(eq=False)
class Loop:
    """A block again and again: as many times as `count` says, or as long as `condition` holds.

    Args:
        body: the block; of its statements the first `head` come before the condition.
        carries: what goes around, with what it begins with, and what it is next time (`body.results`).
        results: what each carry is at the end.
        index: counts from 0 to `count` - 1, or down from there if `backwards`.
    """

    body: "Block"
    carries: list[Variable]
    initial: list[Node]
    results: list[Variable]
    condition: Node | None = None
    head: int = 0
    count: int = 0
    index: Variable | None = None
    backwards: bool = False


@dataclass(eq=False)
class Block:
    """Statements in their order, within a loop, a branch, or (without a parent) a function."""

    parent: "Block | None" = None
    is_loop: bool = False
    owner: Any = None
    statements: list = field(default_factory=list)
    results: list[Node] = field(default_factory=list)
    known: dict = field(default_factory=dict)

    def find(self, key: tuple) -> Any:
        """What is known by `key` here or further out."""
        block: Block | None = self
        while block is not None:
            if key in block.known:
                return block.known[key]
            block = block.parent
        return None
