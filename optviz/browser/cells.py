"""Steps of the runs of four cells of a map at once, for the workers that sweep: what processors do at once, and
JavaScript does not.

Two runs are a pair of numbers in all that is done, and two such pairs take their steps in turns, so that neither waits
for what the other one is at. A rule and a loss are modules of their own, as in JavaScript, with the same operations in
the same order: each run is the same to the last bit. A rule that searches along a line or asks for a Hessian, and a
loss that goes over a table, are left to JavaScript: their modules say `code = null`.
"""

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any, ClassVar

from optviz.browser import powers
from optviz.browser.javascript import Function
from optviz.browser.losses import derivatives_of
from optviz.browser.nodes import Buffer, Call, Constant, Node, Operation, Variable
from optviz.browser.pairs import SIZE
from optviz.browser.rules import laid_out, step_of
from optviz.browser.straight import A_PAIR, Place, Straight
from optviz.browser.tracing import NUMBERS, OUT, POINT, ROWS
from optviz.browser.translation import Untranslated
from optviz.browser.webassembly import F64, I32, PAGE, PAIR, Code, Imported, Signature, binary
from optviz.optimizers.base import Optimizer
from optviz.surfaces.base import Surface

OF_LOSS, OF_RULE, ANSWER, TWO_ROWS, OF_RUNS = 0, 512, 1024, 1536, 4096
"""Where the memory of two runs has the numbers of their loss, those of their rule, the components of a gradient, the
row of a step and that of the next one; and where it ends. In bytes; that of the other two runs follows."""
RUNNING, ENDED, LIMITS, FACTORS = (2 * OF_RUNS + more for more in (0, 2 * A_PAIR, 4 * A_PAIR, 8 * A_PAIR))
"""Which runs go on, as masks; which of them a step has ended; the middle and the reach of each weight, one after the
other; by what a schedule multiplies the rate of each step."""
TOLD = powers.END
"""The points and losses of all steps."""
PLACES = {
    "rule": OF_RULE // SIZE,
    "rows": TWO_ROWS // SIZE,
    "runs": OF_RUNS // SIZE,
    "running": RUNNING // SIZE,
    "ended": ENDED // SIZE,
    "limits": LIMITS // SIZE,
    "factors": FACTORS // SIZE,
    "powers": powers.POWERS // SIZE,
    "table": powers.TABLE // SIZE,
    "told": TOLD // SIZE,
}
"""The same in numbers, for `player/core/four-cells.mjs`; there the numbers of the loss come first."""
GRADIENT = Signature((PAIR, PAIR, I32), (PAIR,))
"""Of the loss: a point of each of two runs, and where their memory is; gives their losses."""
STEP = Signature((I32, I32, I32, F64, I32), (PAIR,))
"""Of the rule: where the memory of two runs is, how far from there on the row and the next one are, the factor of the
rate, and where points and losses are told; gives masks of the runs that are good."""
RUN = Signature((I32, I32), (I32,))
"""The step to begin with, and the one to end before; gives the step that has ended a run, or the one to end before."""


def of_surface(surface: Surface) -> str:
    """Of a loss: its `gradient`, and the memory."""
    gradient = next(one for one in derivatives_of(surface) if one.name == "gradient")
    return text_of(lambda: OfLoss(gradient))


def of_rule(optimizer: Optimizer, weights: int) -> str:
    """Of a rule: `run`, which is given the loss."""
    row, begins, width = laid_out(optimizer, weights)
    step = step_of(optimizer, row, begins, width)
    return text_of(lambda: OfRule(step, weights, width))


def text_of(written: Callable[[], "OfLoss | OfRule"]) -> str:
    """A module with the `code`, and what is to be known of it."""
    try:
        of = written()
        code, facts = b64encode(of.module()).decode(), of.facts
    except Untranslated:
        return "export const code=null;\n"
    told = "".join(f"export const {name}={json.dumps(value)};\n" for name, value in facts.items())
    return f'{told}export const code="{code}";\n'


class OfLoss(Straight):
    """The gradient of a loss at a point of each of two runs."""

    NUMBERS_AT, SIGNATURE, RUNS = OF_LOSS, GRADIENT, 2
    facts: ClassVar[dict[str, Any]] = {}

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        assert function.result
        self.code.get(self.pair(function.result))

    def argument(self, name: str) -> int:
        return POINT.index(name)

    def place(self, buffer: Buffer, index: Node) -> Place:
        if buffer is OUT and isinstance(index, Constant):
            return self.RUNS, ANSWER + A_PAIR * int(index.value)
        return super().place(buffer, index)

    def module(self) -> bytes:
        return binary({"gradient": (self.code, GRADIENT)}, self.imported, pages=-(-TOLD // PAGE))


class OfRule(Straight):
    """The step of a rule, and many of them: what is met there, and what counts as diverged, are as
    `player/core/stepping.mjs` has them.
    """

    NUMBERS_AT, SIGNATURE, RUNS = OF_RULE, STEP, 0
    ROW, NEXT, FACTOR, TOLD_AT = range(1, 5)

    def __init__(self, function: Function, weights: int, width: int) -> None:
        self.weights, self.width = weights, width
        self.row: dict[int, int] = {}  # what is known of the row by now
        self.powered: list[int] = []  # the places of numbers whose powers are kept
        if 2 * A_PAIR * width > OF_RUNS - TWO_ROWS:
            raise Untranslated("more state than there is room for")
        super().__init__(function, [Imported("loss", "gradient", GRADIENT)])
        self.tell()
        self.code.get(self.are_good())

    def begin(self) -> None:
        """Where the two rows are, and the rate, which the row has as well."""
        self.here, self.there = (self.sum_of(self.RUNS, one) for one in (self.ROW, self.NEXT))
        self.code.get(self.FACTOR)
        self.code.act_on_pairs("splat")
        factor = self.code.set(self.code.local(PAIR))
        self.rate = self.do("mul", self.got((self.RUNS, OF_RULE)), factor)
        self.row[2 * self.weights + 1] = self.rate
        self.tables = self.code.place("times", self.RUNS, powers.TABLE // OF_RUNS)

    def statement(self, statement: Any) -> None:
        if column_of(statement) is None:
            super().statement(statement)

    def sum_of(self, *wholes: int) -> int:
        self.code.get(*wholes)
        self.code.act("next")
        return self.code.set(self.code.local(I32))

    def argument(self, name: str) -> int:
        return self.rate if name == "rate" else super().argument(name)

    def place(self, buffer: Buffer, index: Node) -> Place:
        if buffer is not ROWS:
            return super().place(buffer, index)
        column = column_of(index)
        if column is None:
            raise Untranslated("a place in a row that is not known")
        if column < self.width:
            return self.here, TWO_ROWS + A_PAIR * column
        return self.there, TWO_ROWS + A_PAIR * (column - self.width)

    def got(self, place: Place) -> int:
        pair = super().got(place)
        if place[0] == self.here:
            self.row[(place[1] - TWO_ROWS) // A_PAIR] = pair
        return pair

    def put(self, place: Place, pair: int) -> None:
        """Of the row itself nothing is read again: it need not be written."""
        if place[0] == self.here:
            self.row[(place[1] - TWO_ROWS) // A_PAIR] = pair
        else:
            super().put(place, pair)

    def ask(self, call: Call) -> None:
        parts = [part for part in call.parts if part in self.needed]
        if call.kind != "gradient" or not parts:
            raise Untranslated(f"a question for a {call.kind} alone")
        point = [*map(self.pair, call.point), self.constant(0.0)][:2]
        self.code.get(*point, self.RUNS)
        self.code.call(0)
        self.pairs[id(call.value)] = self.code.set(self.code.local(PAIR))
        for part in parts:
            self.pairs[id(part)] = super().got((self.RUNS, ANSWER + A_PAIR * part.part))

    def tell(self) -> None:
        """The point and its loss."""
        for column in range(self.weights + 1):
            super().put((self.TOLD_AT, A_PAIR * column), self.column(column))

    def column(self, column: int) -> int:
        if column not in self.row:
            self.row[column] = super().got((self.here, TWO_ROWS + A_PAIR * column))
        return self.row[column]

    def are_good(self) -> int:
        """Which rows are finite, with their points within the limits."""
        zero = self.constant(0.0)
        nothing = [self.do("mul", zero, self.column(i)) for i in range(self.width)]
        while len(nothing) > 1:
            twos = [self.do("add", *nothing[i : i + 2]) for i in range(0, len(nothing) - 1, 2)]
            nothing = [*twos, *nothing[2 * len(twos) :]]
        good = self.do("eq", nothing[0], zero)
        for i in range(self.weights):
            middle, reach = (self.limit(2 * i + j) for j in (0, 1))
            far = self.do("abs", self.do("sub", self.column(i), middle))
            good = self.do("and", good, self.do("le", far, reach))
        return good

    def limit(self, place: int) -> int:
        self.code.whole(LIMITS + SIZE * place)
        self.code.act_on_pairs("load_one", 0)
        return self.code.set(self.code.local(PAIR))

    def operation(self, node: Operation) -> int:
        number = number_of(node.arguments[0]) if node.name == "pow" else None
        if number is None:
            return super().operation(node)
        if number not in self.powered:
            self.powered.append(number)
        base, exponent = map(self.pair, node.arguments)
        place, power = self.powered.index(number), len(self.imported)
        return powers.looked_up(self.code, base, exponent, self.tables, place, power)

    @property
    def facts(self) -> dict[str, Any]:
        return PLACES | {"powered": self.powered}

    def module(self) -> bytes:
        if len(self.powered) > powers.MOST:
            raise Untranslated("more powers than there is room for")
        own = {"power": (powers.new_power(self.place_of("pow")), powers.POWER)} if self.powered else {}
        own["step"] = self.code, STEP
        run = self.many(step=len(self.imported) + len(own) - 1)
        functions = {**own, "run": (run, RUN)}
        return binary(functions, self.imported, pages=-(-TOLD // PAGE), memory_of="loss")

    def many(self, step: int) -> Code:
        """Steps of all four runs, until one of them has ended."""
        code, row, told = Code([*RUN.takes]), A_PAIR * self.width, A_PAIR * (self.weights + 1)
        body, over, t, end = Code(code.kinds), Code(code.kinds), 0, 1
        here = body.place("times", body.place("bits_and", t, 1), row)
        there = body.place("times", body.place("bits_and", body.place("next", t, 1), 1), row)
        told_at = body.place("next", body.place("times", t, 2 * told), TOLD)
        body.get(body.place("next", body.place("times", t, SIZE), FACTORS))
        body.act("load")
        factor = body.set(body.local(F64))
        ended = []
        for runs in (0, 1):
            tells = body.place("next", told_at, runs * told)
            body.whole(runs * OF_RUNS)
            body.get(here, there, factor, tells)
            body.call(step)
            good = body.set(body.local(PAIR))
            body.whole(RUNNING + runs * A_PAIR)
            body.act_on_pairs("load", 0)
            running = body.set(body.local(PAIR))
            ended.append(body.pair("without", running, good))
        body.get(body.pair("or", *ended))
        body.act_on_pairs("any")
        for runs, one in enumerate(ended):
            over.whole(ENDED + runs * A_PAIR)
            over.get(one)
            over.act_on_pairs("store", 0)
        over.get(t)
        over.give_back()
        body.if_so(over)
        code.loop(body, t, 1, end)
        code.get(end)
        return code


def number_of(node: Any) -> int | None:
    """The place of one of a rule's numbers; None for what is no such number."""
    match node:
        case Operation(name="load", arguments=[buffer, Constant(value=place)]) if buffer is NUMBERS:
            return int(place)
    return None


def column_of(index: Any) -> int | None:
    """How far from `at` on a place in the rows lies; None for what is no such place."""
    match index:
        case Variable(name="at"):
            return 0
        case Operation(name="add", arguments=[Variable(name="at"), Constant(value=column)]):
            return int(column)
        case Operation(name="add", arguments=[Constant(value=column), Variable(name="at")]):
            return int(column)
    return None
