"""Powers of a rule's numbers, by the number of its step: they are the same in each run that has the same numbers, and
are kept beside them.

For each pair of runs and each of the numbers there is a table with an entry for each exponent; nothing is in it as long
as it is zero.
"""

from optviz.browser.webassembly import I32, PAGE, PAIR, Code, Signature

EXPONENTS, AN_ENTRY = 2048, 16
"""How many, a power of two; the bytes of a pair."""
TABLE = EXPONENTS * AN_ENTRY
MOST = 6
"""So many of a rule's numbers have tables."""
POWERS, END = PAGE, PAGE + MOST * 2 * TABLE
"""Where the tables are, in bytes: two for each number."""
POWER = Signature((PAIR, PAIR, I32, PAIR), (PAIR,))
"""Of bases and exponents; where the entry is, and the mask of those exponents that it is for."""


def looked_up(code: Code, base: int, exponent: int, runs: int, number: int, power: int) -> int:
    """Writes what finds a power, or asks for it.

    Args:
        code: it is written here.
        base, exponent, runs: the locals of two numbers, of their exponents, and of how many bytes of `TABLE` there are
            before the tables of these runs.
        number: the place of the base among those with tables.
        power: the place of the function that makes what is not there.
    """
    zero = code.constant_pair(0.0)
    code.get(code.lane(0, exponent))
    code.to_whole()
    whole = code.place("bits_and", code.set(code.local(I32)), EXPONENTS - 1)
    code.get(code.place("times", whole, AN_ENTRY), runs)
    code.act("next")
    at = code.place("next", code.set(code.local(I32)), POWERS + 2 * TABLE * number)
    kept = code.pair("load", at, more=[0])
    code.get(whole)
    code.act("as_number")
    code.act_on_pairs("splat")
    is_it = code.pair("eq", code.set(code.local(PAIR)), exponent)
    code.get(code.pair("and", is_it, code.pair("ne", kept, zero)))
    code.act_on_pairs("all")
    there, new = Code(code.kinds), Code(code.kinds)
    there.get(kept)
    new.get(base, exponent, at, is_it)
    new.call(power)
    code.if_so(there, new, PAIR)
    return code.set(code.local(PAIR))


def new_power(of_each: int) -> Code:
    """The function that makes powers, and keeps those that are of an entry; `of_each` is JavaScript's own function."""
    code, base, exponent, at, is_it = Code([*POWER.takes]), *range(4)
    power = code.power(of_each, base, exponent)
    keep = Code(code.kinds)
    keep.get(at, power)
    keep.act_on_pairs("store", 0)
    code.get(is_it)
    code.act_on_pairs("all")
    code.if_so(keep)
    code.get(power)
    return code
