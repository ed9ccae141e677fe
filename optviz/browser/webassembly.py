"""The binary form of WebAssembly, as far as it is needed: functions over one memory that count with pairs of numbers.

W3C (2025), WebAssembly Core Specification 2.0, chapter 5.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

I32, F64, PAIR = 0x7F, 0x7C, 0x7B
"""Types of locals: a whole number, a number, and a vector of two numbers or of two masks."""
GET, SET, SET_AND_GET, NUMBER, WHOLE = 0x20, 0x21, 0x22, 0x44, 0x41
NOTHING_SET = (-1, -1)
LOOP, AGAIN, IF, ELSE, END, RETURN, CALL, WITHOUT_RESULT = 0x03, 0x0D, 0x04, 0x05, 0x0B, 0x0F, 0x10, 0x40
PAGE = 65_536
"""Bytes of memory that come together."""
OF_ONE = {
    "load": (0x2B, 3, 0),
    "store": (0x39, 3, 0),
    "eq": (0x61,),
    "lt": (0x63,),
    "gt": (0x64,),
    "le": (0x65,),
    "ge": (0x66,),
    "abs": (0x99,),
    "neg": (0x9A,),
    "sqrt": (0x9F,),
    "add": (0xA0,),
    "sub": (0xA1,),
    "mul": (0xA2,),
    "div": (0xA3,),
    "min": (0xA4,),
    "max": (0xA5,),
    "next": (0x6A,),
    "minus": (0x6B,),
    "times": (0x6C,),
    "bits_and": (0x71,),
    "bits_or": (0x72,),
    "up": (0x74,),
    "less": (0x49,),
    "as_number": (0xB8,),
}
"""Instructions on numbers, with the alignment and the offset of those that read and write; from `next` on about whole
numbers that are not negative. `up` is a shift."""
OF_PAIRS = {
    "load": (0x00, 3),
    "load_one": (0x0A, 3),
    "store": (0x0B, 3),
    "splat": (0x14,),
    "lane": (0x21,),
    "with_lane": (0x22,),
    "eq": (0x47,),
    "ne": (0x48,),
    "lt": (0x49,),
    "gt": (0x4A,),
    "le": (0x4B,),
    "ge": (0x4C,),
    "not": (0x4D,),
    "and": (0x4E,),
    "without": (0x4F,),
    "or": (0x50,),
    "select": (0x52,),
    "any": (0x53,),
    "all": (0xC3,),
    "shifted_left": (0xCB,),
    "shifted_right": (0xCD,),
    "whole_add": (0xCE,),
    "whole_sub": (0xD1,),
    "abs": (0xEC,),
    "neg": (0xED,),
    "sqrt": (0xEF,),
    "add": (0xF0,),
    "sub": (0xF1,),
    "mul": (0xF2,),
    "div": (0xF3,),
    "min": (0xF4,),
    "max": (0xF5,),
    "smaller": (0xF6,),
    "larger": (0xF7,),
}
"""Instructions on pairs. `load_one` reads a number for both, `any` is whether a bit is set, `all` whether one is set in
each of them, `smaller` and `larger` give the first of two where one is not a number, `without` is `and` with what the
second one is not; shifts, `whole_add` and `whole_sub` are about bits."""
OF_PAIRS_BEGINS, PAIR_IS = 0xFD, 0x0C
TO_WHOLE = (0xFC, 0x03)
"""A number without its fraction, or the nearest whole number that is not negative and has 32 bits."""


@dataclass(frozen=True)
class Signature:
    """Of a function: the types of what it takes and gives."""

    takes: tuple[int, ...]
    gives: tuple[int, ...]

    @property
    def bytes(self) -> bytes:
        return (
            bytes([0x60]) + listed([bytes([one]) for one in self.takes]) + listed([bytes([one]) for one in self.gives])
        )


@dataclass(frozen=True)
class Imported:
    """A function that a module is given: by which module, and its name."""

    module: str
    name: str
    signature: Signature


def whole(number: int) -> bytes:
    """A whole number that is not negative, in as many bytes as it needs."""
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def signed(number: int) -> bytes:
    """A whole number."""
    found = bytearray()
    while not -0x40 <= number < 0x40:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number & 0x7F])


def listed(items: Sequence[bytes]) -> bytes:
    return whole(len(items)) + b"".join(items)


def section(number: int, content: bytes) -> bytes:
    return bytes([number]) + whole(len(content)) + content


class Code:
    """Instructions while they are written; every number has a local of its own.

    Args:
        kinds: the types of the locals, those of the arguments first; shared with what is written into these
            instructions later.
    """

    def __init__(self, kinds: list[int]) -> None:
        self.kinds, self.bytes = kinds, bytearray()
        self.just_set = NOTHING_SET  # a local, and where the instruction ends that sets it

    def local(self, kind: int) -> int:
        self.kinds.append(kind)
        return len(self.kinds) - 1

    def get(self, *locals_: int) -> None:
        for local in locals_:
            if self.just_set == (local, len(self.bytes)):
                self.bytes[-1 - len(whole(local))] = SET_AND_GET
                self.just_set = NOTHING_SET
            else:
                self.bytes += bytes([GET]) + whole(local)

    def set(self, local: int) -> int:
        self.bytes += bytes([SET]) + whole(local)
        self.just_set = local, len(self.bytes)
        return local

    def number(self, value: float) -> int:
        self.bytes += bytes([NUMBER]) + struct.pack("<d", value)
        return self.set(self.local(F64))

    def whole(self, value: int) -> None:
        self.bytes += bytes([WHOLE]) + signed(value)

    def act(self, name: str, *more: int) -> None:
        """One of `OF_ONE` on what was got before."""
        self.bytes += bytes([OF_ONE[name][0]]) + b"".join(map(whole, (*OF_ONE[name][1:], *more)))

    def act_on_pairs(self, name: str, *more: int) -> None:
        """One of `OF_PAIRS` on what was got before."""
        self.bytes += bytes([OF_PAIRS_BEGINS]) + b"".join(map(whole, (*OF_PAIRS[name], *more)))

    def to_whole(self) -> None:
        """A whole number of what was got before."""
        self.bytes += bytes(TO_WHOLE)

    def constant_pair(self, value: float) -> int:
        self.bytes += bytes([OF_PAIRS_BEGINS, PAIR_IS]) + struct.pack("<dd", value, value)
        return self.set(self.local(PAIR))

    def call(self, function: int) -> None:
        """A function, by its place, of what was got before."""
        self.bytes += bytes([CALL]) + whole(function)

    def give_back(self) -> None:
        """What was got before is what the function gives."""
        self.bytes += bytes([RETURN])

    def if_so(self, yes: "Code", no: "Code | None" = None, gives: int = WITHOUT_RESULT) -> None:
        """One of two instructions by the whole number that was got before; they share the locals of this one."""
        self.bytes += bytes([IF, gives]) + yes.bytes
        if no:
            self.bytes += bytes([ELSE]) + no.bytes
        self.bytes += bytes([END])

    def place(self, name: str, first: int, second: int) -> int:
        """What one of `OF_ONE` makes of a local that has a whole number and of another whole number."""
        self.get(first)
        self.whole(second)
        self.act(name)
        return self.set(self.local(I32))

    def one(self, name: str, *locals_: int) -> int:
        """The number that an instruction makes of numbers."""
        self.get(*locals_)
        self.act(name)
        return self.set(self.local(F64))

    def pair(self, name: str, *locals_: int, more: Sequence[int] = ()) -> int:
        """The pair that an instruction makes of what is in these locals."""
        self.get(*locals_)
        self.act_on_pairs(name, *more)
        return self.set(self.local(PAIR))

    def lane(self, lane: int, pair: int) -> int:
        """The first or the second number of a pair."""
        self.get(pair)
        self.act_on_pairs("lane", lane)
        return self.set(self.local(F64))

    def joined(self, first: int, second: int) -> int:
        """The pair of two numbers."""
        self.get(first)
        self.act_on_pairs("splat")
        self.get(second)
        self.act_on_pairs("with_lane", 1)
        return self.set(self.local(PAIR))

    def of_each(self, function: int, *pairs: int) -> int:
        """What a function of numbers, by its place, gives of the first ones of pairs, and of the second ones."""
        each = []
        for lane in (0, 1):
            self.get(*(self.lane(lane, pair) for pair in pairs))
            self.call(function)
            each.append(self.set(self.local(F64)))
        return self.joined(*each)

    def power(self, function: int, base: int, exponent: int) -> int:
        """The same of JavaScript's own power, but that a power of 1 is 1, by what is not a number as well."""
        found, one = self.of_each(function, base, exponent), self.constant_pair(1.0)
        return self.pair("select", one, found, self.pair("eq", base, one))

    def shifted(self, name: str, local: int, bits: int) -> int:
        self.get(local)
        self.whole(bits)
        self.act_on_pairs(name)
        return self.set(self.local(PAIR))

    def loop(self, body: "Code", at: int, step: int, end: int) -> None:
        """Goes through `body` while `at`, which grows by `step`, is less than `end`: once at least."""
        self.bytes += bytes([LOOP, WITHOUT_RESULT]) + body.bytes
        self.get(at)
        self.whole(step)
        self.act("next")
        self.set(at)
        self.get(at, end)
        self.act("less")
        self.bytes += bytes([AGAIN, 0, END])


def binary(
    functions: Mapping[str, tuple[Code, Signature]],
    imported: Sequence[Imported] = (),
    *,
    pages: int = 1,
    memory_of: str = "",
) -> bytes:
    """A module with functions over one memory, which is called `memory`.

    Args:
        functions: by name, the code of each, whose first locals are what it takes.
        imported: functions that come from elsewhere; their places are before those of the others.
        pages: how large the memory is at least.
        memory_of: the module that has the memory; empty if it is this one.
    """
    signatures = [*(one.signature for one in imported), *(signature for _, signature in functions.values())]
    types = list(dict.fromkeys(signatures))
    place = {one: whole(types.index(one)) for one in types}
    size = bytes([0]) + whole(pages)
    imports = [named(one.module) + named(one.name) + bytes([0]) + place[one.signature] for one in imported]
    exports = [named(name) + bytes([0]) + whole(i + len(imported)) for i, name in enumerate(functions)]
    if memory_of:
        imports.append(named(memory_of) + named("memory") + bytes([2]) + size)
    else:
        exports.append(named("memory") + bytes([2, 0]))
    sections = {
        1: listed([one.bytes for one in types]),
        2: listed(imports),
        3: listed([place[signature] for _, signature in functions.values()]),
        5: listed([] if memory_of else [size]),
        7: listed(exports),
        10: listed([body(code, signature) for code, signature in functions.values()]),
    }
    return b"\0asm\1\0\0\0" + b"".join(section(*one) for one in sections.items() if one[1] != listed([]))


def named(name: str) -> bytes:
    return whole(len(name)) + name.encode()


def body(code: Code, signature: Signature) -> bytes:
    alike = [(len(list(some)), one) for one, some in groupby(code.kinds[len(signature.takes) :])]
    found = listed([whole(count) + bytes([one]) for count, one in alike]) + bytes(code.bytes) + bytes([END])
    return whole(len(found)) + found
