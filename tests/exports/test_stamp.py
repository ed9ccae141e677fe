import re
import zlib
from contextlib import suppress
from typing import Any

import pytest

from optviz import Scenario, export, simulate
from optviz.exports.base import ExportError
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario, stamp
from optviz.problems import Refusal, ScenarioError
from tests.exports.carriers import file_of, without_pictures


def small(kind: str) -> dict[str, Any]:
    """Options with which a file is soon made."""
    given = {"width": "300px", "curves": False, "seconds": 0.2, "frames": 3}
    return {option.key: given[option.key] for option in FORMATS[kind].options if option.key in given}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_file_gives_its_scenario_back(run, kind, tmp_path):
    path = export(run, tmp_path / f"a{FORMATS[kind].extension}", kind, **small(kind))
    assert read_scenario(path) == read_scenario(path.read_bytes()) == run.scenario


def test_a_stamp_has_no_character_that_a_format_would_escape(run):
    assert re.fullmatch(r"optviz/1\?[A-Za-z0-9._~%+=&*-]+#[0-9a-f]{8}", stamp(run.scenario))


def stamped(query: str, version: int = 1) -> bytes:
    return f"# optviz/{version}?{query}#{zlib.crc32(query.encode()):08x}".encode()


def test_words_that_begin_like_a_stamp_do_not_hide_it(run):
    words = b"made with optviz/ and optviz/12, not optviz/1?\n"
    assert read_scenario(words + stamp(run.scenario).encode()) == run.scenario


LIKE_A_LEAD = [
    '"scenario": "optviz/1?a=1#12345678',
    "/Subject (optviz/1?a=1#12345678",
    "<dc:source>optviz/1?a=1#12345678",
    "# optviz/1?a=1#12345678",
    "<!-- optviz/1?a=1#12345678",
]


@pytest.mark.parametrize("label", LIKE_A_LEAD)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_label_that_reads_like_a_stamp_is_none(kind, label, run, monkeypatch):
    without_pictures(monkeypatch)
    scenario = Scenario(surface="ravine", optimizers=["sgd", {"key": "adam", "label": label}], num_steps=5)
    labelled = simulate(scenario)
    assert read_scenario(file_of(kind, labelled, scenario)) == scenario


def comment(text):
    return b"\x21\xfe" + b"".join(bytes([len(part)]) + part for part in (text[:200], text[200:])) + b"\0"


GIF = b"GIF89a\1\0\1\0\xf7\0\0" + b"\x21\xfe\0" * 256
"""A GIF up to the end of its palette, whose colours read like comments."""


def test_a_gif_with_other_comments_before_ours_is_read(run):
    line = stamp(run.scenario).encode()
    others = comment(b"hi" * 120) + b"\x21\xfe\0" + b"\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0"
    assert read_scenario(GIF + others + comment(line)) == run.scenario


@pytest.mark.parametrize(
    "data",
    [b"optviz/1?\n" * 1000, GIF + b"\x21\xfe\x00" * 1000, b'{"scenario": "optviz/"' * 1000],
    ids=["lines", "blocks", "names"],
)
def test_a_file_made_to_keep_us_busy_is_given_up(data, run, monkeypatch):
    monkeypatch.setattr("optviz.exports.stamp.MOST_TRIED", 10)
    with pytest.raises(Refusal):
        read_scenario(data + comment(stamp(run.scenario).encode()))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_json_as_windows_writes_it_is_read(run, encoding):
    text = export(run, format="json").decode()
    assert "ü" in text
    assert read_scenario(text.encode(encoding)) == run.scenario
    assert Scenario.from_json(text.encode(encoding)) == run.scenario


def test_json_read_as_text_may_begin_with_a_mark(run):
    assert Scenario.from_json("\ufeff" + run.scenario.to_json()) == run.scenario


@pytest.mark.parametrize("kind", ["csv", "python", "markdown", "html", "svg", "plotly"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_that_an_editor_has_written_anew_is_read(kind, encoding, run, monkeypatch):
    without_pictures(monkeypatch)
    text = file_of(kind, run, run.scenario).decode()
    assert read_scenario(f"\r\n{text}".replace("\n", "\r\n").encode(encoding)) == run.scenario


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"a picture of a cat", "no Scenario inside"),
        (b"GIF89a", "is damaged"),
        (b"PK\x03\x04 and no more", "is damaged"),
        (stamped("surface=ravine", version=2), "newer optviz"),
        (stamped("surface=ravine")[:-3], "breaks off"),
        (stamped("surface=ravine").replace(b"ravine", b"saddle"), "does not match its checksum"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(data, message):
    with pytest.raises(ExportError, match=message):
        read_scenario(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"surface": "ravine"', "not JSON"),
        (b'{"surface": "ravin", "optimizers": ["sgd"]}', "did you mean 'ravine'"),
        (stamped("surface=ravine&num_steps=9999999"), "num_steps"),
        (b"{" + b" " * 9_000_000, "too many"),
    ],
)
def test_a_scenario_in_a_file_has_the_bounds_of_any_other(data, message):
    with pytest.raises(ScenarioError, match=message):
        read_scenario(data)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ExportError, match="No such file"):
        read_scenario(tmp_path / "a.png")
    with pytest.raises(ExportError, match="directory"):
        read_scenario(tmp_path)


def test_a_name_that_reads_like_an_entity_of_xml_comes_through():
    scenario = Scenario(surface="ravine", optimizers=[{"key": "sgd", "label": "&amp; &lt; <param>"}])
    assert read_scenario(export(scenario, format="svg", curves=False)) == scenario


@pytest.mark.parametrize("kind", ["png", "pdf", "npz"])
def test_damage_never_ends_in_anything_but_a_message(run, kind):
    data = export(run, format=kind, **small(kind))
    for share in range(1, 20):
        with suppress(ExportError):
            assert read_scenario(data[: len(data) * share // 20]) == run.scenario
