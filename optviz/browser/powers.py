"""Powers of a rule's numbers, by the number of its step: they come again from run to run, and are kept, as
`helpers` has it for JavaScript.
"""

from optviz.browser.pairs import SIZE
from optviz.browser.straight import A_PAIR, TWO
from optviz.browser.webassembly import F64, I32, PAGE, Code

POWERS, EXPONENTS, BASES, BASES_APART = PAGE, 2048, 4, 61.0
"""Powers that come again, of some bases for each whole exponent below so many, the base before each; which of them a
base is depends on the whole part of so many times it."""
OF_EXPONENT = BASES * A_PAIR
END = POWERS + EXPONENTS * OF_EXPONENT
"""In the memory, in bytes."""


def power(imported: int) -> Code:
    """A power, which is kept if it is one of a number above zero by a whole exponent.

    Args:
        imported: the place of JavaScript's own power among the functions.
    """
    code, base, exponent = Code([*TWO.takes]), 0, 1
    asked = Code(code.kinds)
    asked.get(base, exponent)
    asked.call(imported)
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
    code.if_so(kept(code.kinds, whole, imported), asked, F64)
    return code


def kept(kinds: list[int], exponent: int, imported: int) -> Code:
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
    new.call(imported)
    new.set(power)
    for place, value in ((at, base), (there, power)):
        new.get(place, value)
        new.act("store")
    new.get(power)
    code.get(code.one("load", at), base)
    code.act("eq")
    code.if_so(known, new, F64)
    return code
