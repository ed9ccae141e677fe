"""Whether a text means something: every name is known, every value is of a kind that its place takes.

A start of `0` may be a number, or a vector or a matrix of zeros: the first look at the steps tells which, the next
ones look with that, until nothing changes.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from optviz.pseudocode.bounds import MAX_NAMES, MAX_TURNS, MAX_WORK
from optviz.pseudocode.functions import FUNCTIONS
from optviz.pseudocode.kinds import (
    IN_WORDS,
    ITEM_OF,
    ITEMS,
    LISTS,
    Kind,
    either,
    matrix_product,
    product,
    quotient,
    spread,
    sum_of,
    truth_of,
)
from optviz.pseudocode.parser import COMPARISONS, parse
from optviz.pseudocode.problems import Place, TextError
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
    Rule,
    Truth,
    Unary,
)
from optviz.registry import nearest
from optviz.texts.words import Words, words

ARITHMETIC = {"+": sum_of, "-": sum_of, "*": product, "/": quotient, "@": matrix_product, "**": spread, "%": spread}
ASKED: dict[str, Kind] = {"f": "number", "grad": "vector", "hessian": "matrix"}
"""What the loss can be asked at a point."""
STEP, IDENTITY, WEIGHTS = "t", "I", "x"
RESERVED = frozenset({*FUNCTIONS, *ASKED, IDENTITY})
TRUTHS = ("truth", "truths")


class Program(NamedTuple):
    """A text that means something.

    Args:
        rule: its tree.
        numbers: the names of the rule's numbers.
        state: the kind of each name that has a start.
        kinds: of the names that each line of the step gives a value.
    """

    rule: Rule
    numbers: frozenset[str]
    state: Mapping[str, Kind]
    kinds: tuple[tuple[Kind, ...], ...]


def check(text: str, numbers: Iterable[str]) -> Program:
    """What a text means, with these names for the rule's numbers.

    Raises:
        TextError: it means nothing.
    """
    rule, known = parse(text), frozenset(numbers)
    state = kinds_at_start(rule, known)
    while (after := checked_step(rule, known, state).names) and (found := handed_on(rule, state, after)) != state:
        state = found
    settled: dict[str, Kind] = {name: "number" if kind == "any" else kind for name, kind in state.items()}
    kinds = checked_step(rule, known, settled).given
    return Program(rule, known, {name: kind for name, kind in settled.items() if name != WEIGHTS}, tuple(kinds))


def kinds_at_start(rule: Rule, numbers: frozenset[str]) -> dict[str, Kind]:
    """The kinds that the state seems to have, the weights among it."""
    checker = Checker({WEIGHTS: "vector", **dict.fromkeys(numbers, "number")}, RESERVED | numbers | {STEP, WEIGHTS})
    checker.define(rule.helpers)
    checker.may_ask = False
    for line in rule.starts:
        checker.assignment(line)
    names = [WEIGHTS, *(name for line in rule.starts for name in line.names)]
    return {name: "any" if checker.names[name] == "number" else checker.names[name] for name in names}


def checked_step(rule: Rule, numbers: frozenset[str], state: Mapping[str, Kind]) -> "Checker":
    """A checker that has gone through the step, from these kinds of the state on."""
    checker = Checker({**dict.fromkeys(numbers, "number"), **state, STEP: "number"}, RESERVED | numbers | {STEP})
    checker.define(rule.helpers)
    for line in rule.step:
        checker.assignment(line)
    if not any(WEIGHTS in line.names for line in rule.step):
        raise TextError(rule.step[-1].place, "given_no_weights")
    return checker


def handed_on(rule: Rule, before: Mapping[str, Kind], after: Mapping[str, Kind]) -> dict[str, Kind]:
    """The kinds of the state, such that they fit before a step and after it."""
    return {name: joined(name, kind, after[name], rule.place) for name, kind in before.items()}


def joined(name: str, before: Kind, after: Kind, place: Place) -> Kind:
    kind = either(before, after)
    if kind is None:
        raise TextError(place, "kind_changes", name=name, before=in_words(before), after=in_words(after))
    return kind


def in_words(kind: Kind) -> Words:
    return words(IN_WORDS[kind])


class Checker:
    """Goes through lines as they are run, with kinds in place of values.

    `names` are all that can be used, and `given` the kinds that each line has given to its names.
    """

    def __init__(self, names: Mapping[str, Kind], reserved: frozenset[str]) -> None:
        self.names: dict[str, Kind] = {IDENTITY: "matrix", **names}
        self.reserved = reserved
        self.helpers: dict[str, Helper] = {}
        self.given: list[tuple[Kind, ...]] = []
        self.work, self.times, self.may_ask = 0, 1, True

    def define(self, helpers: Iterable[Helper]) -> None:
        """Makes helpers known. What is inside one is looked at where it is called, with the kinds that it is given."""
        for helper in helpers:
            self.refuse_reserved(helper.name, helper.place)
            self.helpers[helper.name] = helper
            self.reserved |= {helper.name}

    def refuse_reserved(self, name: str, place: Place) -> None:
        if name in self.reserved:
            raise TextError(place, "name_is_taken", name=name)

    # statements

    def assignment(self, line: Assignment) -> None:
        kinds: list[Kind] = [self.kind(value) for value in line.values]
        for name, kind in zip(line.names, kinds, strict=True):
            self.give(name, kind, line.place)
        self.given.append(tuple(kinds))

    def give(self, name: str, kind: Kind, place: Place) -> None:
        self.refuse_reserved(name, place)
        self.names[name] = kind
        if len(self.names) > MAX_NAMES:
            raise TextError(place, "too_many_names", most=MAX_NAMES)

    def loop(self, loop: Loop) -> None:
        """Looks at the turns until the kinds of what they hand on no longer change."""
        self.needed(self.kind(loop.end), loop.place, "number", "any")
        self.refuse_reserved(loop.counter, loop.place)
        turns = int(min(loop.end.value, MAX_TURNS)) if isinstance(loop.end, Number) else MAX_TURNS
        outside: dict[str, Kind] = dict(self.names)
        times = self.times
        self.times *= max(turns, 1)
        while True:
            self.names = {**outside, loop.counter: "number"}
            for line in loop.body:
                if isinstance(line, Break):
                    self.needed(self.kind(line.condition), line.place, "truth")
                else:
                    self.assignment(line)
            after: dict[str, Kind] = {
                name: joined(name, outside[name], self.names[name], loop.place) for name in outside
            }
            if after == outside:
                break
            outside = after
        self.names, self.times = outside, times

    # expressions

    def kind(self, value: Expression) -> Kind:
        self.work += self.times
        if self.work > MAX_WORK:
            raise TextError(value.place, "too_much_work", most=MAX_WORK)
        match value:
            case Number():
                return "number"
            case Truth():
                return "truth"
            case Name():
                return self.named(value)
            case Unary(sign="-"):
                return self.needed(self.kind(value.operand), value.place, "number", "vector", "matrix", "any")
            case Unary():
                return self.needed(self.kind(value.operand), value.place, *TRUTHS)
            case Binary():
                return self.binary(value)
            case Choice():
                return self.choice(value)
            case Items():
                return self.items(value)
            case Item():
                self.needed(self.kind(value.at), value.place, "number", "any")
                return ITEM_OF[self.needed(self.kind(value.list), value.place, *LISTS)]
            case Ask():
                if not self.may_ask:
                    raise TextError(value.place, "start_asks", what=value.what)
                self.needed(self.kind(value.point), value.place, "vector", "any")
                return ASKED[value.what]
            case Call():
                return self.call(value)

    def needed(self, kind: Kind, place: Place, *allowed: Kind) -> Kind:
        if kind not in allowed:
            raise TextError(place, "wrong_kind", found=in_words(kind), needed=in_words(allowed[0]))
        return kind

    def named(self, value: Name) -> Kind:
        if value.name not in self.names:
            names = sorted(self.names)
            raise TextError(value.place, "unknown_name", name=value.name, hint=nearest(value.name, names), names=names)
        return self.names[value.name]

    def binary(self, value: Binary) -> Kind:
        left, right = self.kind(value.left), self.kind(value.right)
        if value.sign in ("and", "or"):
            fits = left in TRUTHS and right in TRUTHS
            kind = "truths" if fits and "truths" in (left, right) else "truth" if fits else None
        elif value.sign in COMPARISONS:
            kind = (both := spread(left, right)) and truth_of(both)
        elif value.sign == "+" and left in LISTS and right in LISTS:
            kind = either(left, right)
        else:
            kind = ARITHMETIC[value.sign](left, right)
        if kind is None:
            raise TextError(value.place, "wrong_kinds", sign=value.sign, left=in_words(left), right=in_words(right))
        return kind

    def choice(self, value: Choice) -> Kind:
        condition = self.needed(self.kind(value.condition), value.place, *TRUTHS)
        yes, no = self.kind(value.yes), self.kind(value.no)
        kind = either(yes, no)
        if kind is None or (condition == "truths" and kind not in ("number", "vector", "any", "truths")):
            raise TextError(value.place, "wrong_kinds", sign="if", left=in_words(yes), right=in_words(no))
        return "vector" if condition == "truths" and kind != "truths" else kind

    def items(self, value: Items) -> Kind:
        found: Kind = "nothing"
        for item in value.items:
            kind = self.kind(item)
            self.needed(kind, item.place, "number", "vector", "any")
            one = either(found, ITEMS[kind])
            if one is None:
                raise TextError(item.place, "wrong_kind", found=in_words(kind), needed=in_words(ITEM_OF[found]))
            found = one
        return found

    def call(self, value: Call) -> Kind:
        kinds: list[Kind] = [self.kind(argument) for argument in value.arguments]
        if value.function in self.helpers:
            return self.helper(value, kinds)
        function = FUNCTIONS.get(value.function)
        if function is None:
            names = [*ASKED, *FUNCTIONS, *self.helpers]
            hint = nearest(value.function, names)
            raise TextError(value.place, "unknown_function", name=value.function, hint=hint, names=names)
        least, most = function.counts
        takes = words(function.takes)
        if not least <= len(kinds) <= most:
            raise wrong_count(value, takes)
        kind = function.kind(*kinds)
        if kind is None:
            found = [in_words(one) for one in kinds]
            raise TextError(value.place, "wrong_arguments", name=value.function, takes=takes, found=found)
        return kind

    def helper(self, call: Call, kinds: list[Kind]) -> Kind:
        """The kind that a helper gives for these kinds. It sees those helpers only that stand before it."""
        helper = self.helpers[call.function]
        if len(kinds) != len(helper.parameters):
            raise wrong_count(call, words("takes_arguments", count=len(helper.parameters)))
        inside = Checker({}, RESERVED)
        inside.define(one for one in self.helpers.values() if one.place < helper.place)
        inside.work, inside.times, inside.may_ask = self.work, self.times, self.may_ask
        for name, kind in zip(helper.parameters, kinds, strict=True):
            inside.give(name, kind, helper.place)
        for line in helper.body:
            inside.loop(line) if isinstance(line, Loop) else inside.assignment(line)
        kind = inside.kind(helper.value)
        self.work = inside.work
        return kind


def wrong_count(call: Call, takes: Words) -> TextError:
    code = "wrong_number_of_arguments"
    return TextError(call.place, code, name=call.function, takes=takes, count=len(call.arguments))
