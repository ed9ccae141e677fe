"""A text as tokens: words, numbers and signs with their places; indentation opens and closes blocks."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from optviz.pseudocode.bounds import MAX_CHARACTERS, MAX_LINES, MAX_NAME
from optviz.pseudocode.problems import Place, TextError

Sort = Literal["number", "name", "sign", "line end", "indent", "dedent", "end"]

LETTER = "A-Za-zΑ-Ωα-ω"
TOKEN = re.compile(
    rf"(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>[{LETTER}][{LETTER}0-9_₀-₉⁺⁻∞]*)"
    rf"|(?P<sign>\.\.\.|…|\*\*|<=|>=|==|!=|[-+*/@%<>=(),:\[\]])",
    re.ASCII,
)
KEYWORDS = {"if", "else", "and", "or", "not", "for", "in", "def", "return", "break", "true", "false"}
SPELLINGS = {"…": "...", "True": "true", "False": "false"}


class Token(NamedTuple):
    """A word, number or sign; `sign` also for keywords."""

    sort: Sort
    text: str
    place: Place


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a text.

    Raises:
        TextError: the text is too long, or a character or an indentation is not allowed.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextError(Place(1, 1), "text_too_long", count=len(text), most=MAX_CHARACTERS)
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise TextError(Place(MAX_LINES + 1, 1), "too_many_lines", count=len(lines), most=MAX_LINES)
    indents = [0]
    for number, line in enumerate(lines, start=1):
        code = line.partition("#")[0].rstrip()
        if not code:
            continue
        width = len(code) - len(code.lstrip(" "))
        if width > indents[-1]:
            indents.append(width)
            yield Token("indent", "", Place(number, width + 1))
        while width < indents[-1]:
            indents.pop()
            if width > indents[-1]:
                raise TextError(Place(number, width + 1), "bad_indentation", width=width)
            yield Token("dedent", "", Place(number, width + 1))
        yield from tokens_of_line(code, number, width)
        yield Token("line end", "", Place(number, len(code) + 1))
    last = Place(len(lines), len(lines[-1]) + 1)
    for _ in indents[1:]:
        yield Token("dedent", "", last)
    yield Token("end", "", last)


def tokens_of_line(code: str, number: int, start: int) -> Iterator[Token]:
    at = start
    while at < len(code):
        if code[at] == " ":
            at += 1
            continue
        place = Place(number, at + 1)
        found = TOKEN.match(code, at)
        if not found:
            raise TextError(place, "bad_character", character=repr(code[at]))
        word = SPELLINGS.get(found[0], found[0])
        if len(word) > MAX_NAME:
            raise TextError(place, "word_too_long", count=len(word), most=MAX_NAME)
        yield Token("sign" if word in KEYWORDS else sort_of(found), word, place)
        at = found.end()


def sort_of(found: re.Match) -> Sort:
    return "number" if found["number"] else "name" if found["name"] else "sign"
