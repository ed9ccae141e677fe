"""A language more is a folder more: of sentences, and of lessons."""

import shutil

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from optviz.command_line.main import make_parser
from optviz.lessons import reading, sent
from optviz.player import catalogue
from optviz.texts import language
from optviz.texts.language import language_of, languages, say, speaking

CACHES = (languages, language.translation, catalogue.catalogue_in, sent.sent)
FRENCH = {"English": "Français", "surface": "surface de perte", "{count} steps": "{count} pas"}


@pytest.fixture
def french(tmp_path, monkeypatch):
    """Folders with a language of which there are three sentences, and the words around lessons."""
    sentences, told = tmp_path / "locale", tmp_path / "lessons"
    shutil.copytree(language.FOLDER, sentences)
    (sentences / "fr" / "LC_MESSAGES").mkdir(parents=True)
    found = Catalog(locale="fr")
    for text, translation in FRENCH.items():
        found.add(text, translation)
    with (sentences / "fr" / "LC_MESSAGES" / f"{language.DOMAIN}.mo").open("wb") as file:
        write_mo(file, found)
    shutil.copytree(str(reading.FOLDER), told, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    words = (told / reading.FIRST / reading.WORDS).read_text(encoding="utf-8").replace("English", FRENCH["English"])
    (told / "fr").mkdir()
    (told / "fr" / reading.WORDS).write_text(words, encoding="utf-8")
    monkeypatch.setattr(language, "FOLDER", sentences)
    monkeypatch.setattr(reading, "FOLDER", told)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget():
    for cached in CACHES:
        cached.cache_clear()


def test_it_is_offered_and_spoken_with_english_where_it_has_no_words(french):
    assert languages() == ("en", "fr", "zh")
    assert language_of("fr-CA") == "fr"
    with speaking("fr"):
        assert say("{count} steps", count=3) == "3 pas"
        assert say("seed") == "seed"
        assert catalogue.whole_catalogue()["languages"] == {"en": "English", "fr": "Français", "zh": "中文"}
    assert make_parser().parse_args(["--language", "fr", "list", "noise"]).language == "fr"
    lesson = sent.sent("momentum", "fr")
    assert lesson["languages"]["fr"] == "Français"
    assert lesson["title"] == sent.sent("momentum", "en")["title"]


def test_it_is_gone_with_its_folder():
    assert "fr" not in languages()
    assert "fr" not in catalogue.whole_catalogue()["languages"]
