"""Every language has all that is said, and nothing else; and it is said in the language of whoever asks."""

import asyncio
import re
import threading
from collections import Counter

import pytest

from optviz import Scenario, export, simulate
from optviz.command_line.main import main
from optviz.exports.export import FORMATS
from optviz.figures import setting
from optviz.lessons.reading import languages as languages_of_lessons
from optviz.lessons.reading import words_of
from optviz.player.alone import whole_catalogue_alone
from optviz.player.catalogue import whole_catalogue
from optviz.texts.language import ENGLISH, FOLDER, language_of, languages, name_of, say, speaking, translation
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


ROOT = FOLDER.parents[2]
GLOSSARY = re.findall(
    r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]*?) ?\|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M
)


def test_terms_are_those_of_the_glossary():
    """No other word for a term is used: unless it is the term for something else."""
    terms = {term for _, terms, _ in GLOSSARY for term in terms.split("、")}
    others = {other for *_, other in GLOSSARY if HAN.match(other) and " " not in other} - terms
    assert len(terms) > 60
    assert others
    texts = [message.string for message in catalogue_of("zh")]
    texts += [file.read_text("utf-8") for file in (ROOT / "optviz" / "lessons" / "zh").iterdir()]
    texts.append((ROOT / "README.zh.md").read_text("utf-8"))
    assert [other for other in others if any(other in text for text in texts)] == []


CODE = re.compile(r"```[\s\S]*?```|`[^`]+`")
NUMBER = re.compile(r"(?<![A-Za-z])\d(?:[\d.,]*\d)?(?![A-Za-z])")  # not that of 3D


def test_the_chinese_readme_has_the_sections_of_the_english_one_with_their_code_and_numbers():
    """Only the figures of how fast it is stand in one place alone."""
    english, chinese = (
        re.split(r"^## .*$", (ROOT / name).read_text("utf-8"), flags=re.M) for name in ("README.md", "README.zh.md")
    )
    assert len(english) == len(chinese) > 7
    for section, translated in zip(english, chinese, strict=True):
        if "README.md#how-fast-it-is" in translated:
            assert "| figure | measured | limit |" in section
            continue
        assert Counter(CODE.findall(section)) == Counter(CODE.findall(translated))
        assert set(NUMBER.findall(CODE.sub("", section))) == set(NUMBER.findall(CODE.sub("", translated)))


def test_figures_are_drawn_in_letters_that_are_there():
    scenario = Scenario(surface="ravine", optimizers=["momentum"], num_steps=5)
    with speaking("zh"):
        can = not FORMATS["svg"].lacks_letters
    drawn = export(scenario, format="svg", language="zh").decode()
    assert ("动量" in drawn, "Momentum" in drawn) == (can, not can)
    assert "Momentum" in export(scenario, format="svg").decode()


def test_without_letters_a_figure_is_in_english_and_that_is_said(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(setting, "can_write", lambda language: False)
    file = tmp_path / "figure.svg"
    assert (
        main(["render", "surface=ravine&optimizers.0=momentum&num_steps=5", "-o", str(file), "--language", "zh"]) == 0
    )
    assert "Momentum" in file.read_text("utf-8")
    assert "Noto Sans CJK SC" in capsys.readouterr().err


def test_the_number_of_steps_has_a_name_and_a_step_is_its_unit():
    with speaking("zh"):
        settings = whole_catalogue_alone()["settings"]
    assert (settings["num_steps"]["title"], settings["num_steps"]["unit"]) == ("步数", "步")
