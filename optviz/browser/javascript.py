"""From the scalar form to a JavaScript module: the same operations in the same order, and no memory taken in a call."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product
from string import ascii_lowercase
from typing import Any

from optviz.browser.form import Form
from optviz.browser.helpers import HELPERS, needed_helpers
from optviz.browser.liveness import Needed
from optviz.browser.merging import merge_loops
from optviz.browser.nodes import Block, Branch, Buffer, Call, Constant, Loop, Node, Operation, Store, Variable

BINARY = {
    "or": (4, "||"),
    "and": (5, "&&"),
    "eq": (9, "==="),
    "ne": (9, "!=="),
    "lt": (10, "<"),
    "le": (10, "<="),
    "gt": (10, ">"),
    "ge": (10, ">="),
    "add": (12, "+"),
    "sub": (12, "-"),
    "mul": (13, "*"),
    "div": (13, "/"),
    "rem": (13, "%"),
}
UNARY = {"neg": "-", "not": "!", "number": "+"}
UNARY_BINDS, CALL_BINDS, CHOICE_BINDS = 15, 18, 3
OF_MATH = "abs atan atan2 cbrt ceil cos cosh exp expm1 floor log log1p max min sign sin sinh sqrt tan tanh"
CALLS = {name: f"Math.{name}" for name in OF_MATH.split()} | {"truncate": "Math.trunc", "is_finite": "Number.isFinite"}
FORMULAS = {"logistic": "1/(1+Math.exp(-{}))", "rsqrt": "1/Math.sqrt({})"}
"""What JavaScript has no name for, as a quotient."""
NEAR, LEAST = 4, 100_000
"""How far from a length numbers are found that are made of it, and where these begin."""
RESERVED = {"do", "if", "in", "of", "for", "let", "new", "try", "var", *HELPERS}


@dataclass(frozen=True)
class Function:
    """A function of a module.

    Args:
        name: its name.
        arguments: theirs.
        form: what it does.
        result: what it gives.
        lengths: of arrays that are as long as they are given: what stands for their length, and how it is found.
        instead: a line that comes first, by which it may already return.
    """

    name: str
    arguments: tuple[str, ...]
    form: Form
    result: Node | None = None
    lengths: Mapping[int, str] = field(default_factory=dict)
    instead: str = ""


def module(functions: Sequence[Function], facts: dict[str, Any], lines: Sequence[str] = ()) -> str:
    """The text of a module with these functions, with facts that it says of itself, and with lines that come before."""
    head = Head()
    texts = [Written(function, head).text for function in functions]
    told = [f"export const {name}={json.dumps(value, separators=(',', ':'))};" for name, value in facts.items()]
    return "\n".join([*told, *lines, *head.lines(), *texts, ""])


class Head:
    """What the functions of a module share: tables, rooms, helpers, and room for what the loss answers."""

    def __init__(self) -> None:
        self.buffers: dict[Any, tuple[str, Buffer]] = {}
        self.helpers: set[str] = set()
        self.answers = 0

    def name_of(self, buffer: Buffer) -> str:
        key = buffer.content or id(buffer)
        return self.buffers.setdefault(key, (f"{'table' if buffer.content else 'room'}{len(self.buffers)}", buffer))[0]

    def lines(self) -> Iterator[str]:
        if self.answers:
            yield f"const answer=new Float64Array({self.answers});"
        for name, buffer in self.buffers.values():
            numbers = ",".join(map(text_of, buffer.content))
            yield f"const {name}=new Float64Array({f'[{numbers}]' if numbers else buffer.size});"
        yield from needed_helpers(self.helpers)


def text_of(value: Any) -> str:
    """A constant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value != value:
        return "NaN"
    if abs(value) == float("inf"):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value.is_integer() and abs(value) < 1e16 and str(value) != "-0.0" else repr(float(value))


def names(taken: Iterable[str]) -> Iterator[str]:
    taken = {*taken, *RESERVED}
    for length in count(1):
        yield from (name for name in map("".join, product(ascii_lowercase, repeat=length)) if name not in taken)


class Written:
    """One function as text."""

    def __init__(self, function: Function, head: Head) -> None:
        self.head, self.names = head, names(function.arguments)
        self.called: dict[int, str] = {}
        merge_loops(function.form.top)
        self.needed = Needed(function.form.top, function.result)
        self.lengths, self.lengths_named, self.rooms = function.lengths, {}, {}
        self.lines: list[str] = []
        self.block(function.form.top)
        if function.result is not None:
            self.line(f"return {self.expression(function.result)};")
        first = f"export function {function.name}({','.join(function.arguments)}){{"
        instead = [function.instead] if function.instead else []
        self.text = "\n".join([first, *instead, *self.found_first(), *self.lines, "}"])

    def found_first(self) -> Iterator[str]:
        """Lengths that are known only now, and room that depends on them."""
        if self.lengths_named:
            yield f"const {','.join(f'{name}={self.lengths[one]}' for one, name in self.lengths_named.items())};"
        for name, size in self.rooms.values():
            yield f"const {name}=new Float64Array({size});"

    def length(self, value: float) -> str | None:
        """A number that a length which is known only now is part of, as a text; None if none is."""
        whole, factors = int(value), []
        for one in self.lengths:
            if abs(whole - one) <= NEAR and whole != one:
                return f"({self.length_named(one)}{whole - one:+})"
            if whole % one == 0:
                whole //= one
                factors.append(self.length_named(one))
        return "*".join([*factors, *([str(whole)] if whole != 1 else [])]) if factors else None

    def length_of(self, value: float) -> str | None:
        return self.length(value) if LEAST <= value < float("inf") and value.is_integer() else None

    def length_named(self, one: int) -> str:
        if one not in self.lengths_named:
            self.lengths_named[one] = next(self.names)
        return self.lengths_named[one]

    def line(self, text: str) -> None:
        """Another line; what is declared in a row is declared together."""
        if text.startswith("const ") and self.lines and self.lines[-1].startswith("const "):
            self.lines[-1] = f"{self.lines[-1].removesuffix(';')},{text.removeprefix('const ')}"
        else:
            self.lines.append(text)

    def named(self, node: Any) -> str:
        """The name of a number that is not written where it is used."""
        if isinstance(node, Variable) and node.name:
            return node.name
        if isinstance(node, Variable) and node.role == "result" and isinstance(node.giver, Loop):
            node = node.giver.carries[node.part]
        if id(node) not in self.called:
            self.called[id(node)] = next(self.names)
        return self.called[id(node)]

    def is_inline(self, node: Any) -> bool:
        """Whether a number is written where it is used: once, and not more often than where it belongs."""
        if not isinstance(node, Operation):
            return False
        if node.name == "load" and node.arguments[0].changes:
            return False
        places = self.needed.places[id(node)]
        if len(places) != 1:
            return False
        block: Block | None = places[0]
        while block is not None and block is not node.block:
            if block.is_loop:
                return False
            block = block.parent
        return True

    def block(self, block: Block) -> None:
        for statement in block.statements:
            if statement in self.needed:
                self.statement(statement)

    def statement(self, statement: Any) -> None:
        if isinstance(statement, Operation):
            if not self.is_inline(statement):
                self.line(f"const {self.named(statement)}={self.written(statement)[0]};")
        elif isinstance(statement, Store):
            place = self.expression(statement.index)
            self.line(f"{self.buffer(statement.buffer)}[{place}]={self.expression(statement.value)};")
        elif isinstance(statement, Call):
            self.call(statement)
        elif isinstance(statement, Branch):
            self.branch(statement)
        else:
            self.loop(statement)

    def call(self, call: Call) -> None:
        """A curve is asked at a point with a second weight of zero, which it does not look at."""
        parts = [part for part in call.parts if part in self.needed]
        point = ",".join([*map(self.expression, call.point), "0"][:2])
        asked = f"loss.{call.kind}({point},answer)" if parts else f"loss.value({point})"
        self.head.answers = max(self.head.answers, len(call.parts) if parts else 0)
        self.line(f"const {self.named(call.value)}={asked};" if call.value in self.needed else f"{asked};")
        if parts:
            texts = [f"{self.named(part)}=answer[{part.part}]" for part in parts]
            self.line(f"const {','.join(texts)};")

    def branch(self, branch: Branch) -> None:
        results = [result for result in branch.results if result in self.needed]
        if results:
            self.line(f"let {','.join(map(self.named, results))};")
        self.line(f"if({self.expression(branch.condition)}){{")
        for block in (branch.yes, branch.no):
            if block is branch.no:
                self.line("}else{")
            self.block(block)
            for result in results:
                self.line(f"{self.named(result)}={self.expression(block.results[result.part])};")
        self.line("}")

    def loop(self, loop: Loop) -> None:
        carries = [carry for carry in loop.carries if carry in self.needed]
        if carries:
            begin = [f"{self.named(carry)}={self.expression(loop.initial[carry.part])}" for carry in carries]
            self.line(f"let {','.join(begin)};")
        if loop.index is not None:
            i, end = self.named(loop.index), self.length(loop.count)
            last = f"{end}-1" if end else loop.count - 1
            there = f"let {i}={last};{i}>=0;{i}--" if loop.backwards else f"let {i}=0;{i}<{end or loop.count};{i}++"
            self.line(f"for({there}){{")
            self.block(loop.body)
        else:
            self.head_of(loop)
        self.next_time(loop, carries)
        self.line("}")

    def head_of(self, loop: Loop) -> None:
        """A loop with a condition, up to its end."""
        head, body = loop.body.statements[: loop.head], loop.body.statements[loop.head :]
        assert loop.condition is not None
        stand = [one for one in head if one in self.needed and not (isinstance(one, Operation) and self.is_inline(one))]
        self.line("while(true){" if stand else f"while({self.expression(loop.condition)}){{")
        for statement in stand:
            self.statement(statement)
        if stand:
            self.line(f"if(!({self.expression(loop.condition)}))break;")
        for statement in body:
            if statement in self.needed:
                self.statement(statement)

    def next_time(self, loop: Loop, carries: list[Variable]) -> None:
        """What goes around changes all at once: what is made of a number that has changed is computed before."""
        changes = [(carry, loop.body.results[carry.part]) for carry in carries]
        changes = [(carry, node) for carry, node in changes if node is not carry]
        changed: set[int] = set()
        texts = []
        for carry, node in changes:
            name = self.named(carry)
            if changed & set(self.reads(node)):
                held = next(self.names)
                self.line(f"const {held}={self.expression(node)};")
                texts.append(f"{name}={held};")
            elif (
                isinstance(node, Operation)
                and self.is_inline(node)
                and node.arguments[0] is carry
                and node.name == "add"
            ):
                texts.append(f"{name}+={self.expression(node.arguments[1])};")
            else:
                texts.append(f"{name}={self.expression(node)};")
            changed.add(id(carry))
        for text in texts:
            self.line(text)

    def reads(self, node: Any) -> Iterator[int]:
        """The variables that the text of a number reads."""
        if isinstance(node, Variable):
            yield id(node)
        elif isinstance(node, Operation) and self.is_inline(node):
            for argument in node.arguments:
                yield from self.reads(argument)

    def buffer(self, buffer: Buffer) -> str:
        size = self.length(buffer.size) if buffer.size and not buffer.content else None
        if size is None:
            return buffer.name or self.head.name_of(buffer)
        return self.rooms.setdefault(id(buffer), (next(self.names), size))[0]

    def expression(self, node: Node, binds: int = 0) -> str:
        """A number where something that binds so strongly is around it."""
        if isinstance(node, Constant):
            length = None if isinstance(node.value, bool) else self.length_of(node.value)
            if length:
                return f"({length})" if binds > BINARY["mul"][0] else length
            text = text_of(node.value)
            return f"({text})" if text.startswith("-") and binds > UNARY_BINDS else text
        if not self.is_inline(node):
            return self.named(node)
        text, own = self.written(node)  # type: ignore[arg-type]
        return f"({text})" if own < binds else text

    def written(self, node: Operation) -> tuple[str, int]:
        """An operation, and how strongly it binds."""
        name, arguments = node.name, node.arguments
        if name in BINARY:
            own, sign = BINARY[name]
            left, right = self.expression(arguments[0], own), self.expression(arguments[1], own + 1)
            return f"{left}{sign}{' ' if right[0] == sign else ''}{right}", own
        if name in UNARY:
            inner = self.expression(arguments[0], UNARY_BINDS)
            return f"{UNARY[name]}{f'({inner})' if inner.startswith(UNARY[name]) else inner}", UNARY_BINDS
        if name == "select":
            condition, yes, no = arguments
            parts = self.expression(condition, CHOICE_BINDS + 1), self.expression(yes, CHOICE_BINDS)
            return f"{parts[0]}?{parts[1]}:{self.expression(no, CHOICE_BINDS)}", CHOICE_BINDS
        if name == "load":
            return f"{self.buffer(arguments[0])}[{self.expression(arguments[1])}]", CALL_BINDS
        if name in FORMULAS:
            return FORMULAS[name].format(self.expression(arguments[0], UNARY_BINDS + 1)), BINARY["div"][0]
        if name == "from_bits":
            name, arguments = "from_one_to_two", self.fraction_of(node)
        if name in HELPERS:
            self.head.helpers.add(name)
        elif name not in CALLS:
            raise NotImplementedError(name)
        return f"{CALLS.get(name, name)}({','.join(map(self.expression, arguments))})", CALL_BINDS

    def fraction_of(self, node: Operation) -> tuple:
        """Seed and place, where 52 random bits are made the fraction of a number from 1 to 2."""
        exponent = Constant(float(1023 << 52))
        match node.arguments:
            case [Operation(name="bits_or", arguments=[Operation(name="shifted", arguments=[bits, twelve]), one])]:
                if bits.name == "bits" and twelve.value == 12 and one.value == exponent.value:
                    return bits.arguments
        raise NotImplementedError("random bits that do not become a number from 1 to 2")
