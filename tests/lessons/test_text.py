"""Texts of lessons as HTML."""

from optviz.lessons.text import paragraphs


def test_the_mark_behind_a_formula_stays_with_it():
    html = paragraphs("Where $g = 0$, and $h$ too; $x$ alone.\n\n若 $h > 0$，则为 $x$。")
    kept = html.split('<span class="ov-whole">')[1:]
    assert html.count("<math") == 5
    assert [part.split("</math></span>")[1].partition("</span>")[0] for part in kept] == [",", "，", "。"]
