"""All lessons in the order of the lecture, and the way to them."""

from functools import cache
from html import escape
from urllib.parse import urlencode

import streamlit as st

from optviz.lessons.base import Lesson
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import words_of
from optviz.player.component import course
from optviz.scenario.query import LANGUAGE, LESSON
from optviz.texts.language import say, spoken


def page() -> None:
    st.title(say("Lessons"), anchor=False)
    course(content(spoken.get()), key="lessons")


@cache
def content(language: str) -> str:
    """The list of a language."""
    return f'<article class="ov-page">{list_in(language)}</article>'


def list_in(language: str) -> str:
    items = "".join(item(lesson, language) for lesson in lessons(language).values())
    words = {key: escape(text, quote=True) for key, text in words_of(language).items()}
    data = f'data-done="{words["done"]}" data-begun="{words["begun"]}"'
    return f'<section {data} lang="{language}"><p>{words["course"]}</p><ol>{items}</ol></section>'


def item(lesson: Lesson, language: str) -> str:
    address = escape(urlencode({LESSON: lesson.key, LANGUAGE: language}))
    return (
        f'<li><a class="ov-link" href="./?{address}" data-lesson="{lesson.key}" hreflang="{language}">'
        f"{escape(lesson.title)}</a> <span data-done></span><p>{escape(lesson.summary)}</p></li>"
    )
