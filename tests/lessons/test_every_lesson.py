"""Every lesson of every language: what it says of its run holds there; its task can be done, and is not yet."""

import re
from dataclasses import replace

import numpy as np
import pytest

from optviz.engine.simulate import simulate
from optviz.lessons.catalogue import lessons
from optviz.lessons.comparisons import check, hold, value_of
from optviz.lessons.reading import FIRST, FOLDER, keys_in, languages, words_of
from optviz.lessons.sent import comparisons_of, display_of, sent
from optviz.lessons.text import sentence
from optviz.picture.display import display_of as options_of
from optviz.scenario.query import DISPLAY
from optviz.texts.language import languages as languages_of_the_page
from optviz.views.catalogue import VIEWS
from tests.lessons.on_the_page import found_on_the_page
from tests.samples import sample

HAN = re.compile(r"[\u4e00-\u9fff]")
LESSONS = lessons()
EACH = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS)
EACH_SENT = pytest.mark.parametrize(("key", "language"), [(key, one) for one in languages() for key in LESSONS])


@EACH
def test_exactly_one_answer_is_that_of_its_run(lesson):
    run = simulate(lesson.scenario)
    assert 2 <= len(lesson.answers) <= 4
    assert [hold(answer.when, run) for answer in lesson.answers].count(True) == 1


@EACH
def test_its_claims_hold_and_say_numbers_of_the_run(lesson):
    run = simulate(lesson.scenario)
    assert lesson.claims
    assert [claim.say for claim in lesson.claims if not hold(claim.holds, run)] == []
    assert all(sentence(claim.say)[1] for claim in lesson.claims)


@EACH
def test_each_of_its_claims_can_fail(lesson):
    """Each fails where all paths stay at their start, or jump to a minimum, or go apart."""
    run = simulate(lesson.scenario)
    others = [
        replace(run, paths=tuple(made(path, run, i) for i, path in enumerate(run))) for made in (still, done, apart)
    ]
    held = [claim.say for claim in lesson.claims if all(hold(claim.holds, other) for other in others)]
    assert held == []


def test_every_comparison_holds_on_the_page_as_in_python(tmp_path):
    """On the run of each lesson; in `make prove` on that of its task's solution as well."""
    asked = {}
    for key, lesson in LESSONS.items():
        for name in sample(["scenario"], ["scenario", "solution"]):
            run = simulate(lesson.scenario if name == "scenario" else lesson.task.solution)
            asked[f"{key}_{name}"] = run, [], [(one,) for one in comparisons_of(lesson)]
    page = found_on_the_page(asked, tmp_path)
    for name, (run, _, comparisons) in asked.items():
        assert page[name]["holds"] == [hold(all, run) for all in comparisons], name


def still(path, run, i):
    """A path that never leaves its start."""
    count = len(path.points)
    measured = {
        "steps_to_tolerance": None,
        "first_within_tolerance": None,
        "evaluations_to_tolerance": None,
        "path_length": 0.0,
    }
    return replace(
        path,
        points=path.points[:1].repeat(count, axis=0),
        losses=path.losses[:1].repeat(count),
        gradients=0 * path.gradients,
        learning_rates=0 * path.learning_rates,
        evaluations=0 * path.evaluations,
        diverged_at=None,
        metrics=replace(path.metrics, **measured, sign_changes=(0, 0), overshoot=(0.0, 0.0)),
    )


def done(path, run, i):
    """A path that is at the lowest minimum after one step, or where the loss is 0."""
    lowest = min(run.minima, key=lambda one: one.value, default=None)
    losses = np.full_like(path.losses, lowest.value if lowest else 0.0)
    points = path.points.copy()
    points[1:] = 0.0 if lowest is None else lowest.nearest(points[:1])
    losses[0] = path.losses[0]
    stands = still(path, run, i)
    measured = replace(stands.metrics, steps_to_tolerance=1, first_within_tolerance=1)
    return replace(stands, points=points, losses=losses, metrics=measured)


def apart(path, run, i):
    """Paths that zigzag ever further, each in another way."""
    growth = (1 + i) * np.arange(len(path.losses)) + 1.0
    signs = (-1.0) ** np.arange(len(path.losses))
    measured = replace(
        path.metrics,
        steps_to_tolerance=7 * (i + 1) % 5,
        first_within_tolerance=7 * (i + 1) % 5,
        path_length=float(growth.sum()),
        sign_changes=(10_000 + i,) * 2,
        overshoot=(10_000.0 + i,) * 2,
    )
    return replace(
        path,
        points=path.points * (signs * growth)[:, None],
        losses=path.losses[0] * growth * 10,
        gradients=path.gradients[:1] * growth[:, None] * 10,
        learning_rates=growth[1:],
        evaluations=(path.evaluations[:1] + growth[:, None] * 10).astype(int),
        diverged_at=1 + i,
        metrics=measured,
    )


@EACH
def test_its_task_is_not_done_and_can_be(lesson):
    assert lesson.task.goal
    assert lesson.task.hints
    assert not hold(lesson.task.goal, simulate(lesson.scenario))
    assert hold(lesson.task.goal, simulate(lesson.task.solution))


@EACH
def test_it_asks_only_for_what_its_run_has(lesson):
    for comparison in comparisons_of(lesson):
        for side in comparison.sides:
            if side.quantity:
                check(side.quantity, lesson.scenario)


@EACH
def test_how_it_is_shown_is_allowed(lesson):
    options = {option.key: option for option in options_of(VIEWS.values())}
    for name, value in display_of(lesson).items():
        choices = options[name.removeprefix(DISPLAY)].choices
        assert not choices or value in choices


@pytest.mark.parametrize("language", languages())
def test_each_language_has_all_of_it_and_nothing_else(language):
    assert keys_in(language) == keys_in(FIRST)
    assert words_of(language).keys() == words_of(FIRST).keys()
    places = {key: re.findall(r"\{\w+\}", text) for key, text in words_of(FIRST).items()}
    assert {key: re.findall(r"\{\w+\}", text) for key, text in words_of(language).items()} == places


@EACH_SENT
def test_a_translation_has_the_numbers_and_formulas_of_the_first(key, language):
    """In any order within a sentence; formulas of the text in the same order."""
    first, other = LESSONS[key], lessons(language)[key]
    for here, there in zip(spoken(first), spoken(other), strict=True):
        assert sorted(map(str, sentence(here)[1])) == sorted(map(str, sentence(there)[1]))
    assert re.findall(r"\$[^$]+\$", first.text) == re.findall(r"\$[^$]+\$", other.text)
    if language == "zh":
        assert all(HAN.search(text) for text in (other.title, other.summary, other.ask, other.text, other.notes))


def spoken(lesson):
    """All sentences of a lesson that may have numbers of its run."""
    claims = [claim.say for claim in lesson.claims]
    return [lesson.ask, *(answer.say for answer in lesson.answers), *claims, lesson.task.say, *lesson.task.hints]


@EACH_SENT
def test_what_is_sent_has_no_place_left_empty(key, language):
    data, run = sent(key, language), simulate(LESSONS[key].scenario)
    assert "{" not in data["text"]
    assert "$" not in data["text"]
    for text in spoken(lessons(language)[key]):
        for quantity in sentence(text)[1]:
            check(quantity, LESSONS[key].scenario)
            assert value_of(quantity, run) == value_of(quantity, run), f"{quantity} is not a number"
    assert len(data["text"]) < 12_000


def test_lessons_are_told_in_every_language_of_the_page_and_no_other():
    assert languages() == list(languages_of_the_page())


def test_the_order_is_that_of_the_lecture_without_a_gap():
    assert [lesson.order for lesson in LESSONS.values()] == sorted({lesson.order for lesson in LESSONS.values()})


def test_there_is_nothing_in_the_folder_that_is_no_lesson():
    for language in languages():
        names = {file.name for file in (FOLDER / language).iterdir()}
        assert names == {f"{key}.md" for key in LESSONS} | {"words.toml"}
