"""The lists of all lessons, one in each language, as HTML: a page shows one of them."""

from functools import cache
from html import escape
from urllib.parse import urlencode

from optviz.lessons.base import Lesson
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import languages, words_of
from optviz.scenario.query import LANGUAGE, LESSON


@cache
def listed() -> str:
    """A button for each language, and its list."""
    buttons = "".join(
        f'<button type="button" class="ov-button" data-language="{one}" lang="{one}" aria-pressed="false">'
        f"{escape(words_of(one)['language'])}</button>"
        for one in languages()
    )
    lists = "".join(map(list_in, languages()))
    return f'<article class="ov-page"><div role="group" aria-label="Language">{buttons}</div>{lists}</article>'


def list_in(language: str) -> str:
    items = "".join(item(lesson, language) for lesson in lessons(language).values())
    words = {key: escape(text, quote=True) for key, text in words_of(language).items()}
    data = f'data-language="{language}" data-done="{words["done"]}" data-begun="{words["begun"]}"'
    return f'<section {data} lang="{language}" hidden><p>{words["course"]}</p><ol>{items}</ol></section>'


def item(lesson: Lesson, language: str) -> str:
    address = escape(urlencode({LESSON: lesson.key, LANGUAGE: language}))
    return (
        f'<li><a class="ov-link" href="./?{address}" data-lesson="{lesson.key}" hreflang="{language}">'
        f"{escape(lesson.title)}</a> <span data-done></span><p>{escape(lesson.summary)}</p></li>"
    )
