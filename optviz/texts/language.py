"""In which language something is said: that of whoever asks, for as long as it is answered.

What is said stands in the code in English. A language is a folder of `locale/` with a catalogue of gettext's, from
English sentences to its own; a place such as `{name}` stands in both.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "locale"
DOMAIN = "optviz"
ENGLISH = "en"
spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """English, and each that has a folder."""
    return (ENGLISH, *sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


@cache
def translation(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; English has none."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=language == ENGLISH)


def language_of(wished: str | None) -> str:
    """The language of a browser's wish such as `zh-CN`, if there is a folder for it; else English."""
    base = (wished or "").partition("-")[0].lower()
    return base if base in languages() else ENGLISH


def name_of(language: str) -> str:
    """What a language is called by those who speak it: its catalogue's word for `English`."""
    return translation(language).gettext("English")


@contextmanager
def speaking(wished: str | None) -> Iterator[None]:
    """Has all that is said in here, in this thread, be in a language, if it is there, and else in English."""
    token = spoken.set(language_of(wished))
    try:
        yield
    finally:
        spoken.reset(token)


def say(text: str, **places: Any) -> str:
    """An English text in the language that is spoken, with its places filled."""
    said = translation(spoken.get()).gettext(text) if text else ""
    return said.format_map(places) if places else said
