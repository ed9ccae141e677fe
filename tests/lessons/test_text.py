"""Texts of lessons as HTML."""

import re
from pathlib import Path

import pytest

import optviz.lessons
from optviz.lessons.catalogue import lessons
from optviz.lessons.text import paragraphs
from optviz.texts.language import languages, say, speaking

TEXTS = sorted(Path(optviz.lessons.__file__).parent.glob("*/*.md"))


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_rule_has_one_name_which_its_panel_has(file):
    assert not re.search(r"SGD (\+|with|plus) momentum|带动量的 ?SGD|SGD [+加]", file.read_text(encoding="utf-8"))


def test_a_lesson_on_momentum_calls_it_as_the_panel_does():
    for language in languages():
        with speaking(language):
            assert say("Momentum") in [answer.say for answer in lessons(language)["momentum"].answers]


def test_tries_of_a_grid_and_random_ones_have_short_names_that_the_question_tells():
    for language in languages():
        lesson = lessons(language)["grid_and_random"]
        labels = [choice.label for choice in lesson.scenario.optimizers]
        assert labels == [f"{kind}{i}" for kind in "GR" for i in range(1, 7)]
        assert re.search("G1.*G6.*R1.*R6", lesson.ask)


def test_the_mark_behind_a_formula_stays_with_it():
    html = paragraphs("Where $g = 0$, and $h$ too; $x$ alone.\n\n若 $h > 0$，则为 $x$。")
    kept = html.split('<span class="ov-whole">')[1:]
    assert html.count("<math") == 5
    assert [part.split("</math></span>")[1].partition("</span>")[0] for part in kept] == [",", "，", "。"]
