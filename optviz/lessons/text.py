"""The texts of lessons as HTML: Markdown, formulas as MathML, and places for the numbers of a run."""

import re
from functools import cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from optviz.lessons.comparisons import Quantity, parse_quantity

VALUE = re.compile(r"\{([^{}]+)\}")
BETWEEN_CHARACTERS = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\n(?=[\u2e80-\u9fff\uff00-\uffef])")
"""An end of a line between two Chinese characters, where no blank belongs."""
WITH_WHAT_FOLLOWS = re.compile(
    r"(<span class=\"math inline\">(?:(?!</span>).)*</span>[,.:;!?)，。、：；！？）”]+)", re.DOTALL
)
"""A formula and the marks behind it, before which browsers would end a line."""
MARK = "\ue000"
"""Stands around the place of a number while Markdown is read; nobody writes it."""


@cache
def markdown() -> MarkdownIt:
    """The reader. What looks like HTML stays text."""
    reader = MarkdownIt("commonmark", {"html": False})
    return reader.use(dollarmath_plugin, double_inline=True, renderer=formula)


def formula(latex: str, how: dict) -> str:
    return convert(latex, display="block" if how["display_mode"] else "inline")


def paragraphs(text: str) -> str:
    """Several paragraphs."""
    return kept_whole(markdown().render(BETWEEN_CHARACTERS.sub("", text)))


def kept_whole(html: str) -> str:
    """No line begins with the mark behind a formula."""
    return WITH_WHAT_FOLLOWS.sub(r'<span class="ov-whole">\1</span>', html)


def sentence(text: str) -> tuple[str, list[Quantity]]:
    """One sentence, and the quantities of the run whose numbers belong into its places, in their order."""
    found: list[Quantity] = []

    def place(match: re.Match) -> str:
        found.append(parse_quantity(match[1]))
        return f"{MARK}{len(found) - 1}{MARK}"

    # Formulas have braces of their own.
    parts = re.split(r"(\$[^$]*\$)", text)
    marked = "".join(part if part.startswith("$") else VALUE.sub(place, part) for part in parts)
    html = kept_whole(markdown().renderInline(marked))
    return re.sub(rf"{MARK}(\d+){MARK}", r'<output data-value="\1"></output>', html), found
