"""Every language has all that is said, and nothing else; and it is said in the language of whoever asks."""

import asyncio
import re
import threading

import pytest

from optviz import Scenario, export, simulate
from optviz.lessons.reading import languages as languages_of_lessons
from optviz.lessons.reading import words_of
from optviz.player.catalogue import whole_catalogue
from optviz.texts.language import ENGLISH, language_of, languages, name_of, say, speaking, translation
from optviz.texts.numbers import written
from tests.texts.messages import all_messages, catalogue_of, file_of

OTHERS = languages()[1:]
EACH = pytest.mark.parametrize("language", OTHERS)
HAN = re.compile(r"[\u4e00-\u9fff]")
FIGURES = re.compile(r"\d+(?:[.,]\d+)*(?:e-?\d+)?")


@EACH
def test_everything_is_translated_and_nothing_else(language):
    catalogue = catalogue_of(language)
    assert {message.id for message in catalogue if message.id} == all_messages(), "python -m tests.texts.messages"
    assert [message.id for message in catalogue if message.id and not message.string] == []


@EACH
def test_places_and_figures_are_those_of_the_english(language):
    for message in catalogue_of(language):
        if message.id:
            assert places(message.string) == places(message.id)
            assert set(FIGURES.findall(message.id.replace("3D", ""))) <= set(FIGURES.findall(message.string))


def places(text):
    return sorted(re.findall(r"\{[^}]*\}", text))


@EACH
def test_what_is_compiled_is_what_is_written(language):
    catalogue, compiled = catalogue_of(language), translation(language)
    assert file_of(language).with_suffix(".mo").exists()
    for message in catalogue:
        if message.id:
            assert compiled.gettext(message.id) == message.string


def test_lessons_and_sentences_are_in_the_same_languages():
    assert set(languages()) == set(languages_of_lessons())
    for language in languages():
        assert name_of(language) == words_of(language)["language"]


@pytest.mark.parametrize(
    ("wished", "language"), [("zh-CN", "zh"), ("ZH", "zh"), ("en-GB", "en"), ("xx", "en"), ("", "en"), (None, "en")]
)
def test_a_browser_gets_its_language_or_english(wished, language):
    assert language_of(wished) == language


def test_what_is_said_follows_who_asks_and_ends_with_the_answer():
    with speaking("zh-Hans"):
        assert say("Momentum") == "动量"
        assert say("{count} steps", count=3) == "3 步"
        assert written(float("nan")) == "不是数"
        with speaking("en"):
            assert say("Momentum") == "Momentum"
        assert simulate(SCENARIO)[1].label == "动量"
    assert (say("Momentum"), written(float("nan"))) == ("Momentum", "not a number")
    assert simulate(SCENARIO)[1].label == "Momentum"


SCENARIO = Scenario(surface="ravine", optimizers=["sgd", "momentum"], num_steps=20)


def test_two_who_ask_at_once_do_not_hear_each_other():
    async def ask(language):
        with speaking(language):
            await asyncio.sleep(0)
            return say("surface")

    async def both():
        return await asyncio.gather(ask("zh"), ask("en"))

    assert asyncio.run(both()) == ["曲面", "surface"]
    heard = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: heard.append(say("surface")))
        thread.start()
        thread.join()
    assert heard == ["surface"]


@EACH
def test_a_catalogue_has_the_keys_and_numbers_of_the_english_one(language):
    english = whole_catalogue()
    with speaking(language):
        other = whole_catalogue()
    assert whole_catalogue()["language"] == ENGLISH
    assert other["language"] == language
    assert english["said"] == {}
    differences = list(different(english | {"said": {}}, other | {"said": {}, "language": ENGLISH}))
    assert len(differences) > 500
    assert [found for found in differences if not HAN.search(found[1]) or HAN.search(found[0])] == []


def different(one, other):
    """The pairs of texts that differ at the same place; all else is the same."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        pairs = [(one[key], other[key]) for key in one]
    elif isinstance(one, list | tuple):
        pairs = list(zip(one, other, strict=True))
    elif isinstance(one, str):
        if one != other:
            yield one, other
        return
    else:
        assert one == other
        return
    for pair in pairs:
        yield from different(*pair)


def test_an_export_is_in_the_language_that_is_asked_for():
    run = simulate(SCENARIO)
    page = export(run, format="markdown", language="zh").decode()
    assert "动量" in page
    assert HAN.search(page)
    assert not HAN.search(export(run, format="markdown").decode())
