"""What is wrong with an address, as a page says it."""

from collections.abc import Iterable

import streamlit as st

from optviz.problems import Problem
from optviz.texts.words import Words


def tell(problems: Iterable[Problem]) -> None:
    """A plain message for each problem, with the field that it is about."""
    for problem in problems:
        field = f"**{plain_text(problem.field)}**: " if problem.field else ""
        st.error(f"{field}{plain_text(problem.message)}")


def tell_left_aside(names: Words | None) -> None:
    """What an address has that is none of ours."""
    if names:
        st.toast(plain_text(str(names)), duration="long")


def plain_text(text: str) -> str:
    """Text from outside, so that Markdown shows it as it is."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|~$:&" else c for c in text)
