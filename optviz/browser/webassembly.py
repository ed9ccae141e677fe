"""The binary form of WebAssembly, as far as it is needed: functions over one memory that count with pairs of numbers.

W3C (2025), WebAssembly Core Specification 2.0, chapter 5.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import groupby

I32, F64, PAIR = 0x7F, 0x7C, 0x7B
"""Types of locals: a whole number, a number, and a vector of two numbers or of two masks."""
GET, SET, SET_AND_GET, NUMBER, WHOLE = 0x20, 0x21, 0x22, 0x44, 0x41
NOTHING_SET = (-1, -1)
LOOP, AGAIN, END, WITHOUT_RESULT = 0x03, 0x0D, 0x0B, 0x40
OF_ONE = {
    "load": (0x2B, 3, 0),
    "store": (0x39, 3, 0),
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
    "less": (0x49,),
}
"""Instructions on numbers, with the alignment and the offset of those that read and write; `next` and `less` are about
whole numbers."""
OF_PAIRS = {
    "load": (0x00, 3),
    "splat": (0x14,),
    "lane": (0x21,),
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
"""Instructions on pairs. `smaller` and `larger` give the first of two where one is not a number, `without` is `and`
with what the second one is not; shifts, `whole_add` and `whole_sub` are about bits."""
OF_PAIRS_BEGINS = 0xFD


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


def binary(functions: Mapping[str, tuple[Code, int]]) -> bytes:
    """A module with functions from two numbers and a whole number to a number, and with a `memory`.

    Args:
        functions: by name, the code of each, and how many of its locals are arguments.
    """
    of_points = bytes([0x60]) + listed([bytes([F64]), bytes([F64]), bytes([I32])]) + listed([bytes([F64])])
    bodies = []
    for code, arguments in functions.values():
        alike = [(len(list(some)), one) for one, some in groupby(code.kinds[arguments:])]
        locals_ = listed([whole(count) + bytes([one]) for count, one in alike])
        body = locals_ + bytes(code.bytes) + bytes([END])
        bodies.append(whole(len(body)) + body)
    names = [name.encode() for name in functions]
    exports = [whole(len(name)) + name + bytes([0]) + whole(i) for i, name in enumerate(names)]
    exports.append(whole(6) + b"memory" + bytes([2, 0]))
    sections = {
        1: listed([of_points]),
        3: listed([whole(0)] * len(bodies)),
        5: listed([bytes([0]) + whole(1)]),
        7: listed(exports),
        10: listed(bodies),
    }
    return b"\0asm\1\0\0\0" + b"".join(section(number, content) for number, content in sections.items())
