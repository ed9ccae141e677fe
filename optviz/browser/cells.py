"""Steps of the runs of four cells of a map at once, for the workers that sweep: what processors do at once, and
JavaScript does not.

Two runs are a pair of numbers in all that is done, and two such pairs take their steps in turns, so that neither waits
for what the other one is at. A rule and a loss are modules of their own, as in JavaScript, with the same operations in
the same order: each run is the same to the last bit. A rule that searches along a line or asks for a Hessian, and a
loss that goes over a table, are left to JavaScript: their modules say `code = null`.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any

from optviz.browser.javascript import OF_MATH, Function
from optviz.browser.liveness import Needed
from optviz.browser.losses import derivatives_of
from optviz.browser.nodes import Buffer, Call, Constant, Node, Operation, Store, Variable
from optviz.browser.pairs import COMPARING, DIRECT, SIZE
from optviz.browser.rules import laid_out, step_of
from optviz.browser.tracing import NUMBERS, OUT, POINT, ROWS
from optviz.browser.translation import Untranslated
from optviz.browser.webassembly import F64, I32, PAGE, PAIR, Code, Imported, Signature, binary
from optviz.optimizers.base import Optimizer
from optviz.surfaces.base import Surface

A_PAIR = 2 * SIZE
"""Bytes."""
OF_LOSS, OF_RULE, ANSWER, TWO_ROWS, OF_RUNS = 0, 512, 1024, 1536, 4096
"""Where the memory of two runs has the numbers of their loss, those of their rule, the components of a gradient, the
row of a step and that of the next one; and where it ends. In bytes; that of the other two runs follows."""
RUNNING, ENDED, LIMITS, FACTORS = (2 * OF_RUNS + more for more in (0, 2 * A_PAIR, 4 * A_PAIR, 8 * A_PAIR))
"""Which runs go on, as masks; which of them a step has ended; the middle and the reach of each weight, one after the
other; by what a schedule multiplies the rate of each step."""
POWERS, EXPONENTS, BASES, BASES_APART = PAGE, 2048, 4, 61.0
"""Powers that come again, of some bases for each whole exponent below so many, the base before each; which of them a
base is depends on the whole part of so many times it."""
OF_EXPONENT = BASES * A_PAIR
TOLD = POWERS + EXPONENTS * OF_EXPONENT
"""The points and losses of all steps."""
PLACES = {
    "rule": OF_RULE // SIZE,
    "rows": TWO_ROWS // SIZE,
    "runs": OF_RUNS // SIZE,
    "running": RUNNING // SIZE,
    "ended": ENDED // SIZE,
    "limits": LIMITS // SIZE,
    "factors": FACTORS // SIZE,
    "told": TOLD // SIZE,
}
"""The same in numbers, for `player/core/four-cells.mjs`; there the numbers of the loss come first."""
OF_TWO = ("pow", "atan2")
OF_JAVASCRIPT = {name: name for name in ("pow", *OF_MATH.split()) if name not in (*DIRECT, "sign")} | {
    "logistic": "exp"
}
"""What is done by functions of JavaScript's `Math`, one number after the other."""
GRADIENT = Signature((PAIR, PAIR, I32), (PAIR,))
"""Of the loss: a point of each of two runs, and where their memory is; gives their losses."""
STEP = Signature((I32, I32, I32, F64, I32), (PAIR,))
"""Of the rule: where the memory of two runs is, how far from there on the row and the next one are, the factor of the
rate, and where points and losses are told; gives masks of the runs that are good."""
RUN = Signature((I32, I32), (I32,))
"""The step to begin with, and the one to end before; gives the step that has ended a run, or the one to end before."""
ONE, TWO = Signature((F64,), (F64,)), Signature((F64, F64), (F64,))
Place = tuple[int, int]
"""Of a pair: the local that says where in the memory to begin, and how many bytes from there on."""


def of_surface(surface: Surface) -> str:
    """Of a loss: its `gradient`, and the memory."""
    gradient = next(one for one in derivatives_of(surface) if one.name == "gradient")
    return text_of(lambda: OfLoss(gradient).module(), {})


def of_rule(optimizer: Optimizer, weights: int) -> str:
    """Of a rule: `run`, which is given the loss."""
    row, begins, width = laid_out(optimizer, weights)
    step = step_of(optimizer, row, begins, width)
    return text_of(lambda: OfRule(step, weights, width).module(), PLACES)


def text_of(code: Callable[[], bytes], facts: dict[str, Any]) -> str:
    try:
        written = b64encode(code()).decode()
    except Untranslated:
        return "export const code=null;\n"
    told = "".join(f"export const {name}={json.dumps(value)};\n" for name, value in facts.items())
    return f'{told}export const code="{written}";\n'


class Straight:
    """A function without branches or loops as it is written, all of whose numbers are pairs.

    Args:
        others: functions that it is given besides those of JavaScript.
    """

    NUMBERS_AT: int
    SIGNATURE: Signature
    RUNS: int
    """The local that says where the memory of the two runs is."""

    def __init__(self, function: Function, others: Sequence[Imported] = ()) -> None:
        self.code = Code([*self.SIGNATURE.takes])
        self.pairs: dict[Any, int] = {}
        self.needed = Needed(function.form.top, function.result)
        statements = [one for one in function.form.top.statements if one in self.needed]
        names = dict.fromkeys(OF_JAVASCRIPT.get(one.name, "") for one in statements if isinstance(one, Operation))
        self.imported = [*others, *(Imported("math", name, TWO if name in OF_TWO else ONE) for name in names if name)]
        self.begin()
        for statement in statements:
            self.statement(statement)

    def begin(self) -> None:
        """Writes what comes first."""

    def statement(self, statement: Any) -> None:
        if isinstance(statement, Operation):
            self.pairs[id(statement)] = self.operation(statement)
        elif isinstance(statement, Store):
            self.put(self.place(statement.buffer, statement.index), self.pair(statement.value))
        elif isinstance(statement, Call):
            self.ask(statement)
        else:
            raise Untranslated("more than one operation after the other")

    def pair(self, node: Node) -> int:
        """The local of a number."""
        if isinstance(node, Constant):
            return self.constant(node.value)
        if isinstance(node, Variable) and node.giver is None:
            return self.argument(node.name)
        return self.pairs[id(node)]

    def constant(self, value: Any) -> int:
        if isinstance(value, bool):
            raise Untranslated("a truth value that is known")
        key = repr(float(value))
        if key not in self.pairs:
            self.pairs[key] = self.code.constant_pair(value)
        return self.pairs[key]

    def argument(self, name: str) -> int:
        raise Untranslated(name)

    def place(self, buffer: Buffer, index: Node) -> Place:
        if buffer is not NUMBERS or not isinstance(index, Constant):
            raise Untranslated("a number that lies elsewhere from run to run")
        return self.RUNS, self.NUMBERS_AT + A_PAIR * int(index.value)

    def ask(self, call: Call) -> None:
        raise Untranslated(call.kind)

    def got(self, place: Place) -> int:
        base, offset = place
        return self.code.pair("load", base, more=[offset])

    def put(self, place: Place, pair: int) -> None:
        base, offset = place
        self.code.get(base, pair)
        self.code.act_on_pairs("store", offset)

    def do(self, name: str, *pairs: int) -> int:
        return self.code.pair(name, *pairs)

    def operation(self, node: Operation) -> int:
        name, arguments = node.name, node.arguments
        if name == "load":
            return self.got(self.place(*arguments))
        pairs = [self.pair(argument) for argument in arguments]
        if name in DIRECT or name in COMPARING or name in ("and", "or", "not"):
            return self.do(name, *pairs)
        if name in OF_JAVASCRIPT and name != "logistic":
            return self.of_each(name, *pairs)
        one = self.constant(1.0)
        match name:
            case "select":
                which, yes, no = pairs
                return self.do("select", yes, no, which)
            case "number":
                return self.do("and", *pairs, one)
            case "sign":
                return self.sign(*pairs)
            case "rsqrt":
                return self.do("div", one, self.do("sqrt", *pairs))
            case "logistic":
                return self.do("div", one, self.do("add", one, self.of_each("exp", self.do("neg", *pairs))))
        raise Untranslated(name)

    def sign(self, pair: int) -> int:
        """A zero stays what it is, and so does what is not a number."""
        zero = self.constant(0.0)
        negative = self.do("select", self.constant(-1.0), pair, self.do("lt", pair, zero))
        return self.do("select", self.constant(1.0), negative, self.do("gt", pair, zero))

    def of_each(self, name: str, *pairs: int) -> int:
        """What JavaScript says of one number, and of the other one."""
        each = []
        for lane in (0, 1):
            self.code.get(*(self.lane(lane, pair) for pair in pairs))
            self.code.call(self.place_of(name))
            each.append(self.code.set(self.code.local(F64)))
        found = self.joined(*each)
        return self.but_of_one(pairs[0], found) if name == "pow" else found

    def but_of_one(self, base: int, power: int) -> int:
        """The power of 1 by what is not a number is 1, which JavaScript has otherwise."""
        one = self.constant(1.0)
        return self.do("select", one, power, self.do("eq", base, one))

    def place_of(self, name: str) -> int:
        return next(i for i, one in enumerate(self.imported) if one.name == name)

    def lane(self, lane: int, pair: int) -> int:
        self.code.get(pair)
        self.code.act_on_pairs("lane", lane)
        return self.code.set(self.code.local(F64))

    def joined(self, first: int, second: int) -> int:
        self.code.get(first)
        self.code.act_on_pairs("splat")
        self.code.get(second)
        self.code.act_on_pairs("with_lane", 1)
        return self.code.set(self.code.local(PAIR))


class OfLoss(Straight):
    """The gradient of a loss at a point of each of two runs."""

    NUMBERS_AT, SIGNATURE, RUNS = OF_LOSS, GRADIENT, 2

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

    def of_each(self, name: str, *pairs: int) -> int:
        """Powers of a rule's numbers come again from run to run, and two runs may well have the same ones."""
        if name != "pow":
            return super().of_each(name, *pairs)
        code, power = self.code, len(self.imported)
        (base, other_base), (exponent, other) = ([self.lane(lane, pair) for lane in (0, 1)] for pair in pairs)
        code.get(base, exponent)
        code.call(power)
        first = code.set(code.local(F64))
        same, others = Code(code.kinds), Code(code.kinds)
        same.get(first)
        others.get(other_base, other)
        others.call(power)
        for pair in ((base, other_base), (exponent, other)):
            code.get(*pair)
            code.act("eq")
        code.act("bits_and")
        code.if_so(same, others, F64)
        return self.but_of_one(pairs[0], self.joined(first, code.set(code.local(F64))))

    def power(self) -> Code:
        """A power, which is kept if it is one of a number above zero by a whole exponent."""
        code, base, exponent = Code([*TWO.takes]), 0, 1
        asked = Code(code.kinds)
        asked.get(base, exponent)
        asked.call(self.place_of("pow"))
        code.get(exponent)
        code.to_whole()
        whole = code.set(code.local(I32))
        code.get(whole)
        code.act("as_number")
        code.get(exponent)
        code.act("eq")
        code.get(whole)
        code.whole(EXPONENTS)
        code.act("less")
        code.act("bits_and")
        code.get(base, code.number(0.0))
        code.act("gt")
        code.act("bits_and")
        code.if_so(self.kept_power(code.kinds, whole), asked, F64)
        return code

    def kept_power(self, kinds: list[int], exponent: int) -> Code:
        """The power of the first local by a whole exponent: found where it is kept, or kept from now on."""
        code, known, new, base = Code(kinds), Code(kinds), Code(kinds), 0
        code.get(base, code.number(BASES_APART))
        code.act("mul")
        code.to_whole()
        which = code.place("times", code.place("bits_and", code.set(code.local(I32)), BASES - 1), A_PAIR)
        code.get(which, code.place("times", exponent, OF_EXPONENT))
        code.act("next")
        at = code.place("next", code.set(code.local(I32)), POWERS)
        there = code.place("next", at, SIZE)
        known.get(there)
        known.act("load")
        power = new.local(F64)
        new.get(base)
        new.get(exponent)
        new.act("as_number")
        new.call(self.place_of("pow"))
        new.set(power)
        for place, value in ((at, base), (there, power)):
            new.get(place, value)
            new.act("store")
        new.get(power)
        code.get(code.one("load", at), base)
        code.act("eq")
        code.if_so(known, new, F64)
        return code

    def module(self) -> bytes:
        own = {"power": (self.power(), TWO)} if any(one.name == "pow" for one in self.imported) else {}
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
