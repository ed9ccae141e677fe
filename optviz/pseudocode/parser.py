"""A text as a tree, by precedence climbing (Pratt, 1973)."""

from collections.abc import Callable
from itertools import groupby
from typing import TypeVar

from optviz.pseudocode.bounds import MAX_DEPTH, MAX_WORDS
from optviz.pseudocode.problems import TextError
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
from optviz.pseudocode.tokens import Token, tokens_of
from optviz.texts.words import Words, words

T = TypeVar("T")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
BINDING = {
    "if": 1,
    "or": 2,
    "and": 3,
    **dict.fromkeys(COMPARISONS, 5),
    **dict.fromkeys(("+", "-"), 6),
    **dict.fromkeys(("*", "/", "%", "@"), 7),
    "**": 9,
}
"""How strongly a sign between two values binds; what binds more strongly is done first, `**` from the right."""
NOT, MINUS = 4, 8
"""How strongly the signs before a value bind."""


NAME, INDENT, END_OF_LINE = words("needs_name"), words("needs_indent"), words("needs_end_of_line")
FOUND = {"line end": END_OF_LINE, "indent": INDENT, "dedent": words("end_of_block"), "end": words("end_of_text")}
"""What is said of tokens that have no text."""


def parse(text: str) -> Rule:
    """The tree of a text.

    Raises:
        TextError: it is not in the language.
    """
    return Parser(text).rule()


class Parser:
    """Reads the tokens of one text from the first to the last."""

    def __init__(self, text: str) -> None:
        self.tokens = list(tokens_of(text))
        self.at = self.depth = 0
        for _, line in groupby(self.tokens, lambda token: token.place.line):
            words = list(line)
            if len(words) > MAX_WORDS:
                raise TextError(words[0].place, "line_too_long", most=MAX_WORDS)

    # tokens

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += token.sort != "end"
        return token

    def is_next(self, *texts: str) -> bool:
        return self.next.sort == "sign" and self.next.text in texts

    def accept(self, text: str) -> bool:
        found = self.is_next(text)
        if found:
            self.take()
        return found

    def expect(self, *texts: str) -> None:
        for text in texts:
            if not self.accept(text):
                raise self.wrong(f"`{text}`")

    def expect_sort(self, sort: str, needed: str | Words) -> Token:
        if self.next.sort != sort:
            raise self.wrong(needed)
        return self.take()

    def wrong(self, needed: str | Words) -> TextError:
        found = f"`{self.next.text}`" if self.next.text else FOUND[self.next.sort]
        return TextError(self.next.place, "unexpected", found=found, needed=needed)

    # statements

    def rule(self) -> Rule:
        """Helpers, starts, and the loop over the steps, which is the last."""
        place, helpers, starts = self.next.place, [], []
        while not self.is_next("for"):
            if self.is_next("def"):
                helpers.append(self.helper())
            elif self.next.sort == "name":
                starts.append(self.assignment())
            else:
                raise self.wrong(words("needs_start"))
        self.expect("for")
        counter = self.expect_sort("name", "`t`")
        if counter.text != "t":
            raise TextError(counter.place, "unexpected", found=f"`{counter.text}`", needed="`t`")
        self.expect("in")
        self.expect_number(1)
        self.expect(",")
        self.expect_number(2)
        self.expect(",", "...", ":")
        step = self.block(self.assignment, words("needs_assignment"))
        self.expect_sort("end", words("needs_end"))
        return Rule(place, tuple(helpers), tuple(starts), tuple(step))

    def expect_number(self, value: int) -> None:
        if self.next.text != str(value):
            raise self.wrong(f"`{value}`")
        self.take()

    def block(self, statement: Callable[[], T], needed: Words, *keywords: str) -> list[T]:
        """The indented lines under a header, one at least, each of which begins with a name or one of the keywords."""
        self.expect_sort("line end", END_OF_LINE)
        self.expect_sort("indent", INDENT)
        found = []
        while self.next.sort == "name" or self.is_next(*keywords):
            found.append(statement())
        if not found:
            raise self.wrong(needed)
        self.expect_sort("dedent", needed)
        return found

    def assignment(self) -> Assignment:
        place = self.next.place
        names = self.listed(lambda: self.expect_sort("name", NAME).text)
        self.expect("=")
        values = self.listed(self.expression)
        if len(names) != len(values):
            raise TextError(place, "unequal_sides", names=len(names), values=len(values))
        self.expect_sort("line end", END_OF_LINE)
        return Assignment(place, tuple(names), tuple(values))

    def listed(self, one: Callable[[], T]) -> list[T]:
        found = [one()]
        while self.accept(","):
            found.append(one())
        return found

    def helper(self) -> Helper:
        place = self.next.place
        self.expect("def")
        name = self.expect_sort("name", NAME).text
        self.expect("(")
        parameters = self.listed(lambda: self.expect_sort("name", NAME).text)
        self.expect(")", ":")
        self.expect_sort("line end", END_OF_LINE)
        self.expect_sort("indent", INDENT)
        body = []
        while not self.accept("return"):
            if not self.is_next("for") and self.next.sort != "name":
                raise self.wrong(words("needs_helper_line"))
            body.append(self.loop() if self.is_next("for") else self.assignment())
        value = self.expression()
        self.expect_sort("line end", END_OF_LINE)
        self.expect_sort("dedent", words("needs_end_of_helper"))
        return Helper(place, name, tuple(parameters), tuple(body), value)

    def loop(self) -> Loop:
        place = self.next.place
        self.expect("for")
        counter = self.expect_sort("name", NAME).text
        self.expect("in")
        first = self.expression()
        self.expect(",", "...", ",")
        last = self.expression()
        self.expect(":")
        if not any(isinstance(end, Number) and end.value == 1 for end in (first, last)):
            raise TextError(place, "loop_without_one")
        downwards = not (isinstance(first, Number) and first.value == 1)
        body = self.block(self.turn, words("needs_turn"), "if")
        return Loop(place, counter, first if downwards else last, downwards, tuple(body))

    def turn(self) -> Assignment | Break:
        if not self.is_next("if"):
            return self.assignment()
        place = self.take().place
        condition = self.expression()
        self.expect(":", "break")
        self.expect_sort("line end", END_OF_LINE)
        return Break(place, condition)

    # expressions

    def expression(self, binding: int = 0) -> Expression:
        """A value, with all that follows and binds more strongly than `binding`."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TextError(self.next.place, "too_deep", most=MAX_DEPTH)
        left = self.beginning()
        while self.next.sort == "sign" and BINDING.get(self.next.text, 0) > binding:
            left = self.continued(left)
        self.depth -= 1
        return left

    def continued(self, left: Expression) -> Expression:
        sign, place = self.next.text, self.take().place
        if sign == "if":
            condition = self.expression(BINDING["if"])
            self.expect("else")
            return Choice(place, left, condition, self.expression())
        right = self.expression(BINDING[sign] - 1 if sign == "**" else BINDING[sign])
        if sign in COMPARISONS and self.is_next(*COMPARISONS):
            raise TextError(self.next.place, "two_comparisons")
        return Binary(place, sign, left, right)

    def beginning(self) -> Expression:
        token = self.take()
        if token.sort == "number":
            return Number(token.place, float(token.text))
        if token.sort == "name":
            return self.named(token)
        if token.sort == "sign":
            match token.text:
                case "true" | "false":
                    return Truth(token.place, token.text == "true")
                case "-":
                    return Unary(token.place, "-", self.expression(MINUS))
                case "not":
                    return Unary(token.place, "not", self.expression(NOT))
                case "(":
                    inside = self.expression()
                    self.expect(")")
                    return self.indexed(inside)
                case "[":
                    items = () if self.is_next("]") else tuple(self.listed(self.expression))
                    self.expect("]")
                    return self.indexed(Items(token.place, items))
        self.at -= token.sort != "end"
        raise self.wrong(words("needs_value"))

    def named(self, token: Token) -> Expression:
        """What begins with a name: the value of it, a call, or a question to the loss."""
        if not self.accept("("):
            return self.indexed(Name(token.place, token.text))
        if token.text in ("f", "grad", "hessian"):
            if token.text != "f":
                self.expect_loss()
            point = self.expression()
            self.expect(")")
            return Ask(token.place, token.text, point)
        arguments = () if self.is_next(")") else tuple(self.listed(self.expression))
        self.expect(")")
        return self.indexed(Call(token.place, token.text, arguments))

    def expect_loss(self) -> None:
        if self.next.text != "f":
            raise self.wrong("`f`")
        self.take()
        self.expect(",")

    def indexed(self, value: Expression) -> Expression:
        if not self.is_next("["):
            return value
        place = self.take().place
        at = self.expression()
        self.expect("]")
        return Item(place, value, at)
