"""Texts of programs are made once for all processes that share a file cache, and anew for other sources."""

import pytest

from optviz.browser import programs
from optviz.engine import compiled_programs
from optviz.engine.file_cache import FileCache


@pytest.fixture
def made(monkeypatch):
    """How often a text was made, by programs of which there is one."""
    times = []
    monkeypatch.setattr(programs, "makers", lambda: {"one": lambda: times.append(1) or f"π {len(times)}"})
    programs.text_of.cache_clear()
    yield times
    programs.text_of.cache_clear()


def text_in_a_new_process():
    programs.text_of.cache_clear()
    return programs.text_of("one")


def test_a_text_is_made_once_and_anew_for_other_sources(made, tmp_path, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", FileCache(tmp_path, most=20))
    assert [text_in_a_new_process() for _ in range(3)] == ["π 1"] * 3
    monkeypatch.setattr(programs, "version", lambda: "of other sources")
    assert [text_in_a_new_process() for _ in range(2)] == ["π 2"] * 2
    for file in tmp_path.iterdir():
        file.write_bytes(b"damaged")
    assert text_in_a_new_process() == "π 3"


def test_without_a_file_cache_a_text_is_made_by_each(made, monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)
    assert [text_in_a_new_process() for _ in range(2)] == ["π 1", "π 2"]


def test_an_edit_of_any_record_or_of_the_translator_is_another_version(monkeypatch):
    before, read = programs.version(), programs.checksum
    asked = []
    monkeypatch.setattr(programs, "checksum", lambda modules: asked.append(set(modules)) or read(modules))
    programs.version.cache_clear()
    assert programs.version() == before
    records = [one for every in (programs.SURFACES, programs.OPTIMIZERS) for one in every.values()]
    assert {programs.place_of(record)[0] for record in records} <= asked[0]
    assert "optviz.browser.programs" in asked[0]
