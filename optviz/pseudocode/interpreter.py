"""Runs a text in NumPy, in float64, as it stands.

Every value has a first axis of lanes: one text is run for many points at once, each for itself, as for all rows of a
path. A number is (lanes,), a vector (lanes, weights), a matrix (lanes, weights, weights). Both sides of a choice are
computed; a loop goes on with those lanes that have not left it.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from optviz.pseudocode import lists
from optviz.pseudocode.bounds import MAX_TURNS
from optviz.pseudocode.checker import STEP, WEIGHTS, Program
from optviz.pseudocode.functions import FUNCTIONS, aligned
from optviz.pseudocode.kinds import Kind
from optviz.pseudocode.lists import List
from optviz.pseudocode.problems import TextError
from optviz.pseudocode.syntax import (
    Ask,
    Assignment,
    Binary,
    Break,
    Call,
    Choice,
    Expression,
    Helper,
    Item,
    Items,
    Loop,
    Name,
    Number,
    Truth,
    Unary,
)

Value = Any
"""An array, or a `List`."""


Loss = Callable[[str, np.ndarray, np.ndarray], np.ndarray]
"""The loss that a step meets: `loss(what, points, lanes)` is its value (`f`), `grad` or `hessian` at a point (lanes,
weights) for each of some lanes."""


class Step(NamedTuple):
    """What a step has come to: the new weights, the new state, and the values that each line has given."""

    weights: np.ndarray
    state: dict[str, Value]
    lines: list[tuple[Value, ...]]


def start(program: Program, numbers: Mapping[str, np.ndarray], weights: np.ndarray) -> dict[str, Value]:
    """The state before the first step, at a point for each lane."""
    frame = frame_of(program, {**numbers, WEIGHTS: weights}, no_loss, weights)
    with np.errstate(all="ignore"):
        for line in program.rule.starts:
            frame.assign(line)
    return {name: shaped(frame.names[name], kind, weights) for name, kind in program.state.items()}


def no_loss(what: str, points: np.ndarray, lanes: np.ndarray) -> np.ndarray:
    """Stands where there is no step yet: a start may not ask the loss."""
    raise NotImplementedError


def step(
    program: Program,
    loss: Loss,
    numbers: Mapping[str, np.ndarray],
    number_of_step: np.ndarray,
    weights: np.ndarray,
    state: Mapping[str, Value],
) -> Step:
    """One step in each lane.

    Args:
        program: the text.
        loss: the loss of the step.
        numbers: (lanes,) the rule's numbers by the names that the text may use.
        number_of_step: (lanes,) t, from 1.
        weights: (lanes, weights).
        state: of each name that has a start.

    Raises:
        TextError: a list grows too long.
    """
    frame = frame_of(program, {**numbers, STEP: number_of_step, WEIGHTS: weights, **state}, loss, weights)
    with np.errstate(all="ignore"):
        lines = [frame.assign(line) for line in program.rule.step]
    given = [
        tuple(shaped(value, kind, weights) for value, kind in zip(values, kinds, strict=True))
        for values, kinds in zip(lines, program.kinds, strict=True)
    ]
    state = {name: shaped(frame.names[name], kind, weights) for name, kind in program.state.items()}
    return Step(shaped(frame.names[WEIGHTS], "vector", weights), state, given)


def frame_of(program: Program, names: Mapping[str, Value], loss: Loss, weights: np.ndarray) -> "Frame":
    helpers = {helper.name: helper for helper in program.rule.helpers}
    return Frame(names, loss, np.arange(len(weights)), weights.shape[1], helpers)


def shaped(value: Value, kind: Kind, weights: np.ndarray) -> Value:
    """A value in the shape of its kind: a number that stands for a vector or a matrix is all of its components."""
    if isinstance(value, List):
        return value
    lanes, count = weights.shape
    shape = {"vector": (lanes, count), "truths": (lanes, count), "matrix": (lanes, count, count)}.get(kind, (lanes,))
    return np.array(np.broadcast_to(aligned(value, np.empty(shape))[0], shape))


def power(base: np.ndarray, exponent: np.ndarray) -> np.ndarray:
    return np.power(base.astype(float), exponent)


def matrix_product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    if left.ndim == right.ndim == 2:
        return np.sum(left * right, axis=-1)
    if right.ndim == 2:
        return (left @ right[..., None])[..., 0]
    return (left[:, None] @ right)[:, 0] if left.ndim == 2 else left @ right


ELEMENTWISE: dict[str, Callable] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": np.mod,
    "**": power,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "and": operator.and_,
    "or": operator.or_,
}


class Frame:
    """The names that can be seen at one place, with their values in the lanes that are run there.

    `lanes` says which of all lanes these are, and `count` how many weights there are.
    """

    def __init__(
        self, names: Mapping[str, Value], loss: Loss, lanes: np.ndarray, count: int, helpers: Mapping[str, Helper]
    ) -> None:
        self.names, self.loss, self.lanes, self.count, self.helpers = dict(names), loss, lanes, count, helpers

    # statements

    def assign(self, line: Assignment) -> tuple[Value, ...]:
        values = tuple(self.value(value) for value in line.values)
        self.names.update(zip(line.names, values, strict=True))
        return values

    def loop(self, loop: Loop) -> None:
        """Turn by turn with the lanes that are still in it. A lane that leaves hands on what it has come to."""
        ends = np.minimum(self.value(loop.end), MAX_TURNS)
        at = np.arange(len(self.lanes))
        inside, at, turn = *self.going_on(self, at, ends >= 1), 1
        while len(at):
            inside.names[loop.counter] = ends[at] + 1 - turn if loop.downwards else np.full(len(at), float(turn))
            for line in loop.body:
                if isinstance(line, Break):
                    inside, at = self.going_on(inside, at, ~inside.value(line.condition))
                    if not len(at):
                        return
                else:
                    inside.assign(line)
            turn += 1
            inside, at = self.going_on(inside, at, ends[at] >= turn)

    def going_on(self, inside: "Frame", at: np.ndarray, stays: np.ndarray) -> tuple["Frame", np.ndarray]:
        """A loop's frame and its places in this one, without the lanes that leave it now."""
        if stays.all() and inside is not self:
            return inside, at
        for name in self.names:
            self.names[name] = put(self.names[name], at[~stays], taken(inside.names[name], ~stays))
        names = {name: taken(value, stays) for name, value in inside.names.items()}
        return Frame(names, self.loss, inside.lanes[stays], self.count, self.helpers), at[stays]

    # expressions

    def value(self, value: Expression) -> Value:
        match value:
            case Number():
                return np.full(len(self.lanes), value.value)
            case Truth():
                return np.full(len(self.lanes), value.value)
            case Name(name="I"):
                return np.broadcast_to(np.eye(self.count), (len(self.lanes), self.count, self.count))
            case Name():
                return self.names[value.name]
            case Unary():
                operand = self.value(value.operand)
                return ~operand if value.sign == "not" else -operand
            case Binary():
                return self.binary(value)
            case Choice():
                return self.choice(value)
            case Call():
                arguments = [self.value(argument) for argument in value.arguments]
                helper = self.helpers.get(value.function)
                return self.helped(helper, arguments) if helper else FUNCTIONS[value.function].run(*arguments)
            case Ask():
                return self.loss(value.what, self.value(value.point), self.lanes)
            case Items():
                return self.items(value)
            case Item():
                return lists.item(self.value(value.list), self.value(value.at))

    def binary(self, value: Binary) -> Value:
        left, right = self.value(value.left), self.value(value.right)
        if isinstance(left, List):
            return self.bounded(lists.joined(left, right), value)
        if value.sign == "@":
            return matrix_product(left, right)
        return ELEMENTWISE[value.sign](*aligned(left, right))

    def bounded(self, value: List, node: Binary) -> List:
        if value.room > MAX_TURNS:
            raise TextError(node.place, "list_too_long", most=MAX_TURNS)
        return value

    def choice(self, value: Choice) -> Value:
        condition, yes, no = self.value(value.condition), self.value(value.yes), self.value(value.no)
        return lists.chosen(condition, yes, no) if isinstance(yes, List) else np.where(*aligned(condition, yes, no))

    def items(self, value: Items) -> List:
        found = lists.empty(len(self.lanes))
        for one in value.items:
            found = lists.joined(found, lists.single(self.value(one)))
        return found

    def helped(self, helper: Helper, arguments: list[Value]) -> Value:
        names = dict(zip(helper.parameters, arguments, strict=True))
        frame = Frame(names, self.loss, self.lanes, self.count, self.helpers)
        for line in helper.body:
            frame.loop(line) if isinstance(line, Loop) else frame.assign(line)
        return frame.value(helper.value)


def taken(value: Value, lanes: np.ndarray) -> Value:
    """A value in some of its lanes."""
    return List(value.items[lanes], value.counts[lanes]) if isinstance(value, List) else value[lanes]


def put(value: Value, lanes: np.ndarray, others: Value) -> Value:
    """A value with others in some of its lanes."""
    if isinstance(value, List):
        return lists.put(value, lanes, others)
    value, others = aligned(value, others)
    merged = np.array(np.broadcast_to(value, (len(value), *others.shape[1:])))
    merged[lanes] = others
    return merged
