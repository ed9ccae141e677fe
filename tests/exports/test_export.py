import errno
import os
from pathlib import Path

import pytest

from optviz import export
from optviz.exports.base import ExportError, parse_length
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_has_what_the_page_and_the_command_line_need(kind):
    record = FORMATS[kind]
    assert record.extension.startswith(".")
    assert "/" in record.media_type
    assert len({option.key for option in record.options}) == len(record.options)
    for option in record.options:
        assert option.title
        assert option.allowed
        assert option.default is None or option.choices == () or option.default in option.choices


def test_a_scenario_and_its_run_give_the_same_file(run, tmp_path):
    assert export(run, tmp_path / "a.csv") == tmp_path / "a.csv"
    assert (tmp_path / "a.csv").read_bytes() == export(run.scenario, format="csv")


def test_the_format_can_be_named_whatever_the_ending(run, tmp_path):
    export(run, tmp_path / "numbers.txt", format="csv")
    assert read_scenario(tmp_path / "numbers.txt") == run.scenario


@pytest.mark.parametrize(
    ("path", "options", "message"),
    [
        ("a.pgn", {}, "did you mean .png"),
        ("a", {}, "no format ends in 'nothing'"),
        (None, {}, "format: missing"),
        ("a.csv", {"format": "svgg"}, "did you mean 'svg'"),
        ("a.csv", {"width": "3in"}, "width: CSV of the paths has no such option"),
        ("a.png", {"width": "wide"}, "width: 'wide' is not allowed; a length such as 120mm"),
        ("a.png", {"width": "9in; rm"}, "is not allowed"),
        ("a.png", {"width": "0.1in"}, "is not allowed"),
        ("a.png", {"width": True}, "is not allowed"),
        ("a.png", {"dpi": "nan"}, "dpi: 'nan' is not allowed; a number from 30 to 1200"),
        ("a.png", {"width": "50in", "dpi": 1200}, "width: 60000 pixels (at 1200 dots per inch) are too many"),
        ("a.gif", {"height": "5000px"}, "height: 5000 pixels"),
        ("a.mp4", {"fps": 60, "seconds": 60}, "seconds: 3600 frames are too many; at most 1800, so 30 seconds"),
        # 8,000,000,000 pixels are 964 frames of 3840 x 2160, and 1085 of 3840 x 1920
        (
            "a.mp4",
            {"width": "3840px", "fps": 20, "seconds": 60},
            "1200 frames of this size are too many; at most 964, so 48.2",
        ),
        ("a.gif", {"width": "3840px", "height": "1920px", "fps": 20, "seconds": 60}, "at most 1085, so 54.2 seconds"),
        ("a.png", {"step": 2.5}, "step: 2.5 is not allowed; a whole number"),
        ("a.png", {"style": "neon"}, "style: 'neon' is not allowed; one of light, dark, print"),
        (
            "a.png",
            {"view": "above"},
            "view: 'above' is not allowed; one of panels, overlaid, space, curves, data, held_out is",
        ),
        ("a.png", {"arrows": 2}, "arrows: 2 is not allowed; one of 0, 1, 3, 10 is"),
        (
            "a.png",
            {"curve": "speed"},
            "curve: 'speed' is not allowed; one of loss, held_out, losses, held_out_average,",
        ),
        ("a.png", {"curve": "state.second_moment"}, "curve: there is nothing to show of the second moment (norm)"),
        ("a.png", {"elevation": 95}, "elevation: 95 is not allowed; a number from 5 to 90 is"),
        ("a.png", {"title": "maybe"}, "title: 'maybe' is not allowed; yes or no"),
        ("missing/a.csv", {}, "cannot be written: No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(run, tmp_path, path, options, message):
    with pytest.raises(ExportError) as error:
        export(run, path and tmp_path / path, **options)
    assert message in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_file(run, tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("old")

    def full(*places):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ExportError, match="No space left on device"):
        export(run, path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="there is no device that is always full")
def test_a_device_is_written_to_and_may_be_full(run):
    with pytest.raises(ExportError, match="/dev/full: cannot be written: No space left on device"):
        export(run, "/dev/full", "csv")
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_not_written_over(run, tmp_path):
    with pytest.raises(ExportError, match="cannot be written: Is a directory"):
        export(run, tmp_path, "csv")


def test_a_link_stays_one(run, tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    export(run, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert read_scenario(tmp_path / "a.csv") == run.scenario


@pytest.mark.parametrize(
    ("text", "inches", "is_pixels"),
    [("25.4mm", 1, False), ("2.54 cm", 1, False), ("1in", 1, False), ("96px", 1, True), (192, 2, True)],
)
def test_lengths(text, inches, is_pixels):
    assert parse_length(text) == (pytest.approx(inches), is_pixels)


def test_only_what_takes_long_has_progress(run):
    assert all(record.media_type.startswith(("image", "video")) for record in FORMATS.values() if record.has_progress)
