"""Functions without branches and loops, of two runs at once: every number is a pair, with the operations of JavaScript
in its order, so that each of the two is what JavaScript makes of it, to the last bit.
"""

from collections.abc import Sequence
from typing import Any

from optviz.browser.javascript import OF_MATH, Function
from optviz.browser.liveness import Needed
from optviz.browser.nodes import Buffer, Call, Constant, Node, Operation, Store, Variable
from optviz.browser.pairs import COMPARING, DIRECT, SIZE
from optviz.browser.tracing import NUMBERS
from optviz.browser.translation import Untranslated
from optviz.browser.webassembly import F64, Code, Imported, Signature

A_PAIR = 2 * SIZE
"""Bytes."""
OF_TWO = ("pow", "atan2")
OF_JAVASCRIPT = {name: name for name in ("pow", *OF_MATH.split()) if name not in (*DIRECT, "sign")} | {
    "logistic": "exp"
}
"""What is done by functions of JavaScript's `Math`, one number after the other."""
ONE, TWO = Signature((F64,), (F64,)), Signature((F64, F64), (F64,))
Place = tuple[int, int]
"""Of a pair: the local that says where in the memory to begin, and how many bytes from there on."""


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
        function = self.place_of(name)
        return self.code.power(function, *pairs) if name == "pow" else self.code.of_each(function, *pairs)

    def place_of(self, name: str) -> int:
        return next(i for i, one in enumerate(self.imported) if one.name == name)
