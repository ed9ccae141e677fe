"""Functions that go over the rows of a table, two rows at a time: what processors do at once, and JavaScript does not.

A number of each row is a pair; what is the same for all rows stays one number. What is not among these instructions is
left to JavaScript.
"""

import struct
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from optviz.browser.helpers import FOR_READERS
from optviz.browser.javascript import Function
from optviz.browser.liveness import Needed
from optviz.browser.merging import is_plain, merge_loops
from optviz.browser.nodes import Constant, Loop, Node, Operation, Store, Variable
from optviz.browser.tracing import MANY, NUMBERS, OUT, POINT, TABLE
from optviz.browser.translation import Untranslated
from optviz.browser.webassembly import F64, I32, PAIR, Code, Signature, binary

NUMBERS_AT, OUT_AT, HEADER_AT, ROWS_AT = 0, 256, 512, 1024
"""Where the numbers of a surface lie in the memory, what a function puts into `out`, the first rows of the table and
those of the examples, in bytes."""
SIZE = 8
"""Of a number, in bytes."""
OF_ROWS = Signature((F64, F64, I32), (F64,))
"""Such a function takes x, y, and where the rows end."""
DIRECT = ("add", "sub", "mul", "div", "max", "min", "abs", "neg", "sqrt")
COMPARING = ("eq", "ne", "lt", "gt", "le", "ge")
BECOME_ONE = ("add", "max", "min")
"""What loops do."""
EXP = (
    0.5000000000000019,
    0.16666666666666702,
    0.04166666666648794,
    0.008333333333309507,
    0.0013888888952356135,
    0.00019841269909260544,
    2.4801485438447464e-05,
    2.7557224918485602e-06,
    2.7632655759293126e-07,
    2.5114882735175042e-08,
)
"""The power series of e to x from the square on, economised for half a power of two on either side to 3e-18."""
LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
"""Sun Microsystems (1993), fdlibm, `e_log.c`."""
LN2_HIGH, LN2_LOW, PER_LN2 = 0.6931471803691238, 1.9082149292705877e-10, 1.4426950408889634
LEAST_EXP, LARGEST_EXP = -708.0, 709.782712893384
"""Powers of e below are no more than 3e-308, and are said to be 0; above, no number is so large."""
TO_WHOLE = 1.5 * 2.0**52
"""Added to a small number, it rounds it to a whole one, which then stands in the last bits."""
ROOT_HALF, ONE = 0x3FE6A09E667F3BCD, 0x3FF0000000000000
"""The bits of the root of a half, and of 1."""
FRACTION, EXPONENT_OF_WHOLE, TWICE_BIAS = 0x000FFFFFFFFFFFFF, 0x4330000000000000, 2046


LAID = (
    """\
let pairs = null, room = null, laidTable = null, rowsEnd = 0;
try {
  const bytes = Uint8Array.from(atob(code), (one) => one.charCodeAt(0));
  pairs = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
} catch {} // a browser without pairs of numbers, or a page that allows no such code
function laid(table, numbers) {
  if (!pairs) return false;
  if (table !== laidTable) layOut(table);
  for (let i = 0; i < numbers.length; i++) room[i] = numbers[i];
  return true;
}
function layOut(table) {
  const rows = table.length / columns - 2, count = rows + (rows & 1);
  rowsEnd = ROWS_AT + count * columns * 8;
  const missing = rowsEnd - pairs.memory.buffer.byteLength;
  if (missing > 0) pairs.memory.grow(Math.ceil(missing / 65536));
  room = new Float64Array(pairs.memory.buffer);
  room.set(table.subarray(0, 2 * columns), HEADER_PLACE);
  for (let row = 0; row < count; row++) {
    const from = ((row < rows ? row : 0) + 2) * columns, to = ROWS_PLACE + (row >> 1) * 2 * columns + (row & 1);
    for (let k = 0; k < columns; k++) room[to + 2 * k] = table[from + k];
  }
  if (count > rows) room[ROWS_PLACE + (rows - 1) * columns + 2 * columns - 1] = 0; // it only fills up
  laidTable = table;
}""".replace("ROWS_AT", str(ROWS_AT))
    .replace("ROWS_PLACE", str(ROWS_AT // SIZE))
    .replace("HEADER_PLACE", str(HEADER_AT // SIZE))
)
"""Has the rows of a table lie two by two in the memory of `code`; the table is one that does not change."""


def from_bits(bits: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


class Row:
    """What is written for two rows at once; what is the same for all is put before the loop, once."""

    def __init__(self, before: Code) -> None:
        self.before, self.code = before, Code(before.kinds)
        self.same: dict[Any, int] = {}

    def constant(self, value: float) -> int:
        key = struct.pack("<d", value)
        if key not in self.same:
            self.same[key] = self.before.pair("splat", self.before.number(value))
        return self.same[key]

    def bits(self, bits: int) -> int:
        return self.constant(from_bits(bits))

    def do(self, name: str, *locals_: int) -> int:
        return self.code.pair(name, *locals_)

    def series(self, at: int, coefficients: Sequence[float]) -> int:
        """By Estrin's rule: terms two by two, and what they make again, so that little waits for anything else."""
        terms = [self.constant(one) for one in coefficients]
        while len(terms) > 1:
            twos = [(terms[i], terms[i + 1]) for i in range(0, len(terms) - 1, 2)]
            left = terms[2 * len(twos) :]
            terms = [*(self.do("add", low, self.do("mul", high, at)) for low, high in twos), *left]
            at = self.do("mul", at, at) if len(terms) > 1 else at
        return terms[0]

    def exp(self, x: int) -> int:
        """A power of two, and the series of what is left of the exponent."""
        within = self.do("smaller", self.do("larger", x, self.constant(LEAST_EXP)), self.constant(LARGEST_EXP))
        power = self.do("add", self.do("mul", within, self.constant(PER_LN2)), self.constant(TO_WHOLE))
        count = self.do("sub", power, self.constant(TO_WHOLE))
        left = self.do("sub", within, self.do("mul", count, self.constant(LN2_HIGH)))
        left = self.do("sub", left, self.do("mul", count, self.constant(LN2_LOW)))
        bent = self.do("mul", self.do("mul", left, left), self.series(left, EXP))
        found = self.do("add", self.constant(1.0), self.do("add", left, bent))
        found = self.do("whole_add", found, self.code.shifted("shifted_left", power, 52))
        found = self.do("without", found, self.do("lt", x, self.constant(LEAST_EXP)))
        return self.do("select", self.constant(float("inf")), found, self.do("gt", x, self.constant(LARGEST_EXP)))

    def log1p(self, x: int) -> int:
        """The logarithm of 1 + x as that of a power of two and of what is left, with what 1 + x is rounded by."""
        one = self.constant(1.0)
        sum_ = self.do("add", x, one)
        rest = self.do("sub", x, self.do("sub", sum_, one))
        bits = self.do("whole_add", sum_, self.bits(ONE - ROOT_HALF))
        exponent = self.code.shifted("shifted_right", bits, 52)
        power = self.do("sub", self.do("or", exponent, self.bits(EXPONENT_OF_WHOLE)), self.constant(2.0**52 + 1023))
        inverse = self.code.shifted("shifted_left", self.do("whole_sub", self.bits(TWICE_BIAS), exponent), 52)
        left = self.do("whole_add", self.do("and", bits, self.bits(FRACTION)), self.bits(ROOT_HALF))
        f = self.do("add", self.do("sub", left, one), self.do("mul", rest, inverse))
        s = self.do("div", f, self.do("add", f, self.constant(2.0)))
        z = self.do("mul", s, s)
        half = self.do("mul", self.do("mul", f, f), self.constant(0.5))
        series = self.do("mul", self.series(z, LOG), z)
        bent = self.do("sub", half, self.do("mul", s, self.do("add", half, series)))
        small = self.do("sub", self.do("mul", power, self.constant(LN2_LOW)), bent)
        found = self.do("add", self.do("mul", power, self.constant(LN2_HIGH)), self.do("add", f, small))
        zero, infinity = self.constant(0.0), self.constant(float("inf"))
        beyond = self.do("sub", self.do("sqrt", sum_), self.do("and", infinity, self.do("eq", sum_, zero)))
        is_plain = self.do("and", self.do("gt", sum_, zero), self.do("lt", sum_, infinity))
        return self.do("select", found, beyond, is_plain)

    def logistic(self, x: int) -> int:
        one = self.constant(1.0)
        return self.do("div", one, self.do("add", one, self.exp(self.do("neg", x))))


def beside(functions: Sequence[Function], columns: int) -> tuple[list[Function], list[str]]:
    """The functions of a module that go over the rows of a table two at a time where a browser can; the lines for that.

    Args:
        columns: how many numbers a row of the table has.
    """
    found = {}
    for function in functions:
        try:
            found[function.name] = paired(function, columns)
        except Untranslated:
            continue
    if not found:
        return list(functions), []
    code = b64encode(binary({name: (one, OF_ROWS) for name, one in found.items()})).decode()
    lines = [f'const code="{code}",columns={columns};', FOR_READERS.sub("", LAID)]
    return [replace(one, instead=instead_of(one)) if one.name in found else one for one in functions], lines


def instead_of(function: Function) -> str:
    """What a function begins with, so that the rest of it is only for browsers without pairs."""
    asked = f"pairs.{function.name}({','.join(POINT)},rowsEnd)"
    stores = [one for one in function.form.top.statements if isinstance(one, Store)]
    outs = sorted({int(one.index.value) for one in stores if isinstance(one.index, Constant)})
    if not outs:
        return f"if(laid(table,numbers))return {asked};"
    first = OUT_AT // SIZE
    taken = "".join(f"out[{i}]=room[{first + i}];" for i in outs)
    return f"if(laid(table,numbers)){{const value={asked};{taken}return value;}}"


def paired(function: Function, columns: int) -> Code:
    """A function of x, y, and where in the memory the rows end, that gives what `function` does.

    Args:
        columns: how many numbers a row of the table has.

    Raises:
        Untranslated: something in it is not among these instructions.
    """
    merge_loops(function.form.top)
    return Paired(function, columns).code


class Paired:
    """One function as it is written."""

    def __init__(self, function: Function, columns: int) -> None:
        self.columns = columns
        self.code = Code([*OF_ROWS.takes])
        self.numbers: dict[int, int] = {}  # the locals of what is the same for all rows
        self.needed = Needed(function.form.top, function.result)
        for statement in function.form.top.statements:
            if statement in self.needed:
                self.statement(statement)
        if function.result is None:
            raise Untranslated("a function that gives nothing but what it puts into `out`")
        self.code.get(self.number(function.result))

    def statement(self, statement: Any) -> None:
        if isinstance(statement, Operation):
            self.numbers[id(statement)] = self.operation(statement)
        elif isinstance(statement, Store) and statement.buffer is OUT and isinstance(statement.index, Constant):
            self.code.whole(OUT_AT + SIZE * int(statement.index.value))
            self.code.get(self.number(statement.value))
            self.code.act("store")
        elif is_plain(statement) and statement.count == MANY:
            self.loop(statement)
        else:
            raise Untranslated("more than loops over rows")

    def number(self, node: Node) -> int:
        if isinstance(node, Constant) and not isinstance(node.value, bool):
            return self.code.number(node.value)
        if isinstance(node, Variable) and node.name in POINT:
            return POINT.index(node.name)
        if id(node) not in self.numbers:
            raise Untranslated("a truth value that is the same for all rows")
        return self.numbers[id(node)]

    def operation(self, node: Operation) -> int:
        if node.name == "load":
            buffer, index = node.arguments
            if not isinstance(index, Constant) or buffer not in (NUMBERS, TABLE):
                raise Untranslated("a number of a row that is known")
            self.code.whole((NUMBERS_AT if buffer is NUMBERS else HEADER_AT) + SIZE * int(index.value))
            self.code.act("load")
            return self.code.set(self.code.local(F64))
        if node.name not in DIRECT:
            raise Untranslated(node.name)
        return self.code.one(node.name, *map(self.number, node.arguments))

    def loop(self, loop: Loop) -> None:
        """Adds up two sums side by side, of the even rows and of the odd ones, which become one."""
        at = self.code.local(I32)
        row = InLoop(self, loop, at)
        for statement in loop.body.statements:
            if statement in self.needed and row.line_of(statement) is None:
                row.operation(statement)
        needed = [i for i, carry in enumerate(loop.carries) if carry in self.needed]
        sums = {i: self.sum_of(row, loop, i) for i in needed}
        self.code.whole(ROWS_AT)
        self.code.set(at)
        self.code.loop(row.code, at, 2 * SIZE * self.columns, 2)
        for i, (total, name) in sums.items():
            lanes = [self.code.lane(lane, total) for lane in (0, 1)]
            self.numbers[id(loop.results[i])] = self.code.one(name, *lanes)

    def sum_of(self, row: "InLoop", loop: Loop, i: int) -> tuple[int, str]:
        """Has a sum go around, or a largest or least number; its local, and by what its lanes become one."""
        carry, after, initial = loop.carries[i], loop.body.results[i], loop.initial[i]
        if not isinstance(after, Operation) or after.name not in BECOME_ONE or carry not in after.arguments:
            raise Untranslated("a loop that does not add up")
        if not isinstance(initial, Constant) or (after.name == "add" and initial.value != 0):
            raise Untranslated("a sum that does not begin with nothing")
        one, other = after.arguments
        total = self.code.pair("splat", self.code.number(initial.value))
        row.code.get(total, row.pair(other if one is carry else one))
        row.code.act_on_pairs(after.name)
        row.code.set(total)
        return total, after.name


class InLoop(Row):
    """The body of a loop over rows."""

    def __init__(self, around: Paired, loop: Loop, at: int) -> None:
        super().__init__(around.code)
        self.around, self.loop, self.at = around, loop, at
        self.pairs: dict[int, int] = {}
        self.adding = {id(node) for node in loop.body.results}
        self.named: dict[str, Callable[[int], int]] = {"exp": self.exp, "log1p": self.log1p, "logistic": self.logistic}

    def line_of(self, node: Any) -> tuple[float, float] | None:
        """A place in a table as so many times the index, and so many more; None for what is no such place."""
        if isinstance(node, Constant) and not isinstance(node.value, bool):
            return 0.0, node.value
        if node is self.loop.index:
            return 1.0, 0.0
        if not isinstance(node, Operation) or node.name not in ("add", "mul"):
            return None
        lines = [self.line_of(argument) for argument in node.arguments]
        if None in lines:
            return None
        (a, b), (c, d) = lines  # type: ignore[misc]
        if node.name == "add":
            return a + c, b + d
        return None if a and c else (a * d + b * c, b * d)

    def pair(self, node: Any) -> int:
        if isinstance(node, Constant) and not isinstance(node.value, bool):
            return self.constant(node.value)
        if id(node) in self.pairs:
            return self.pairs[id(node)]
        if isinstance(node, Constant) or node.block is self.loop.body:
            raise Untranslated("a number of a row that is not there")
        if id(node) not in self.same:
            self.same[id(node)] = self.before.pair("splat", self.around.number(node))
        return self.same[id(node)]

    def operation(self, node: Operation) -> None:
        if id(node) in self.adding:
            return
        if node.name == "load":
            self.pairs[id(node)] = self.load(node)
            return
        arguments = [self.pair(argument) for argument in node.arguments]
        if node.name in self.named:
            found = self.named[node.name](*arguments)
        elif node.name == "select":
            which, yes, no = arguments
            found = self.do("select", yes, no, which)
        elif node.name == "number":
            found = self.do("and", *arguments, self.constant(1.0))
        elif node.name in (*DIRECT, *COMPARING, "and", "or", "not"):
            found = self.do(node.name, *arguments)
        else:
            raise Untranslated(node.name)
        self.pairs[id(node)] = found

    def load(self, node: Operation) -> int:
        """A column: those of two rows lie side by side."""
        buffer, index = node.arguments
        line, columns = self.line_of(index), self.around.columns
        if buffer is not TABLE or line is None or line[0] != columns or not 0 <= line[1] - 2 * columns < columns:
            raise Untranslated("rows that are not those of a table")
        self.code.get(self.at)
        self.code.act_on_pairs("load", 2 * SIZE * int(line[1] - 2 * columns))
        return self.code.set(self.code.local(PAIR))
