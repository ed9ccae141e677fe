"""The help of the command line in each language: of whoever asks for it, else of the machine."""

import re

import pytest

from optviz.command_line.main import main, make_parser
from optviz.texts.command_help import broken, columns_of, language_asked, texts_of, translated
from optviz.texts.language import languages, say, speaking

HAN = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = ["render", "run", "sweep", "site", "list", "lessons", "serve"]


@pytest.mark.parametrize("command", [[], *([one] for one in COMMANDS)], ids=["alone", *COMMANDS])
def test_all_of_the_help_is_in_chinese(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit, match="0"):
        main(["--language", "zh", *command, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("用法：optviz")
    english = [text for text in texts_of(make_parser()) if len(text) > 12]
    assert len(english) > 25
    assert [text for text in english if text in shown] == []
    told = [line for line in shown.splitlines() if line.startswith("                        ")]
    assert all(columns_of(line) <= 100 for line in told if HAN.search(line))


def test_english_help_is_as_argparse_has_it():
    with speaking("en"):
        assert translated(make_parser()).format_help() == make_parser().format_help()
    assert {say(text) for text in texts_of(make_parser())} == texts_of(make_parser())
    assert len(languages()) > 1


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["list", "--language", "zh"], {}, "zh"),
        (["--language=zh", "list"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["--language"], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "zh.utf8", "LC_MESSAGES": ""}, "zh"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en"),
        ([], {}, "en"),
    ],
)
def test_the_language_is_that_which_is_asked_for_or_the_machines(arguments, environment, language):
    assert language_asked(arguments, environment) == language


@pytest.mark.parametrize("words", [["--language", "zh", "list", "noise"], ["list", "noise", "--language", "zh"]])
def test_the_language_stands_before_or_behind_the_command(words, capsys, monkeypatch):
    assert main(words) == 0
    assert "小批量" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["list", "noise"]) == 0
    assert "mini-batches" in capsys.readouterr().out  # what comes out is not the machine's business


def test_lines_end_at_blanks_and_behind_wide_letters_but_not_before_marks():
    assert broken("one two  three", 8) == ["one two", "three"]
    assert broken("梯度下降，和动量", 8) == ["梯度下", "降，和动", "量"]
    assert broken("用 --format 选", 8) == ["用", "--format", "选"]
    assert broken("", 8) == [""]
