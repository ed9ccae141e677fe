"""A lesson as the page gets it."""

from functools import cache
from typing import Any

from optviz.lessons.base import Lesson
from optviz.lessons.catalogue import lesson_of, lessons
from optviz.lessons.comparisons import Comparison, Quantity, as_data, curves_needed
from optviz.lessons.reading import languages, words_of
from optviz.lessons.text import paragraphs, sentence
from optviz.scenario.query import DISPLAY


@cache
def sent(key: str, language: str) -> dict[str, Any]:
    """All that the page says and checks of a lesson.

    Raises:
        ScenarioError: there is no such lesson.
    """
    lesson = lesson_of(key, language)
    order = list(lessons(language))
    place = order.index(key)
    neighbours = {"before": order[place - 1] if place else None, "after": (order[place + 1 :] or [None])[0]}
    return {
        "key": key,
        "language": language,
        "title": lesson.title,
        "place": place + 1,
        "count": len(order),
        **neighbours,
        "scenario": lesson.scenario.to_dict(),
        "display": display_of(lesson),
        "sweep": lesson.sweep and lesson.sweep.own_fields(),
        "ask": said(lesson.ask),
        "answers": [said(answer.say) | {"when": as_data(answer.when)} for answer in lesson.answers],
        "text": paragraphs(lesson.text),
        "claims": [said(claim.say) | {"holds": as_data(claim.holds)} for claim in lesson.claims],
        "task": said(lesson.task.say)
        | {"goal": as_data(lesson.task.goal), "hints": [said(hint) for hint in lesson.task.hints]},
        "notes": paragraphs(lesson.notes),
        "curves": curves_needed(comparisons_of(lesson), told_of(lesson)),
        "words": words_of(language),
        "languages": {one: words_of(one)["language"] for one in languages()},
    }


def sent_alone(key: str, language: str) -> dict[str, Any]:
    """The same for a page that has no other lesson to go to."""
    return sent(key, language) | {"before": None, "after": None, "languages": {}}


def display_of(lesson: Lesson) -> dict[str, str]:
    """How a lesson is shown, as fields of an address."""
    shown = {"sidebar": "off"} | dict(lesson.show)
    return {f"{DISPLAY}{name}": value for name, value in shown.items()}


def said(text: str) -> dict[str, Any]:
    html, values = sentence(text)
    return {"html": html, "values": [vars(value) for value in values]}


def told_of(lesson: Lesson) -> list[Quantity]:
    """All quantities whose numbers stand in a lesson's sentences."""
    said = [lesson.ask, lesson.task.say, *lesson.task.hints, *(one.say for one in (*lesson.answers, *lesson.claims))]
    return [quantity for text in said for quantity in sentence(text)[1]]


def comparisons_of(lesson: Lesson) -> list[Comparison]:
    """All that a lesson compares."""
    answers = [one for answer in lesson.answers for one in answer.when]
    return [*answers, *(one for claim in lesson.claims for one in claim.holds), *lesson.task.goal]
