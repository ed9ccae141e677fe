"""Lessons in a real browser: first the question, then the run, then the reader's own hand; from lesson to lesson."""

from urllib.parse import parse_qs

import pytest
from test_access import PHONE, violations

from optviz.engine.simulate import simulate
from optviz.lessons.catalogue import lessons
from optviz.lessons.comparisons import hold, value_of
from optviz.lessons.reading import words_of
from optviz.lessons.text import sentence
from optviz.texts.language import say, speaking
from optviz.texts.numbers import written
from tests.samples import sample

FEW_AND_LONG = True
CUT = """[...document.querySelectorAll(".ov-root *, .ov-lesson *, .ov-desk *")].filter((one) => {
  const { overflow } = getComputedStyle(one);
  const isPlace = one.clientWidth && !one.closest(".ov-unseen, svg, math") && !/auto|scroll/.test(overflow);
  if (!isPlace || !one.checkVisibility({ visibilityProperty: true })) return false;
  const hides = overflow !== "visible";
  const isNamed = hides || one.matches("button, a, summary, label, th, td span");
  return (isNamed && one.scrollWidth > one.clientWidth + 1) || (hides && one.scrollHeight > one.clientHeight + 2);
}).map((one) => `${one.className || one.tagName} ${one.textContent}`)"""
"""Names, labels and buttons that are cut, or that are wider than their place."""
WORDS = words_of("en")
LESSON = lessons()["momentum"]
RUN = simulate(LESSON.scenario)
RIGHT = next(i for i, answer in enumerate(LESSON.answers) if hold(answer.when, RUN))


def query(screen):
    return parse_qs(screen.page.evaluate("() => location.search.slice(1)"))


def test_the_picture_is_covered_until_one_answers_by_keyboard(still):
    page = still.page
    still.open("lesson=momentum")
    assert not page.locator(".ov-toolbar").is_visible()
    assert still.read("player.root.inert && player.playhead.step === 0")
    first = page.get_by_role("group", name=WORDS["question"]).get_by_role("button").first
    first.focus()
    for _ in range(RIGHT):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    still.wait("!player.root.inert && player.playhead.step === player.numSteps")
    page.get_by_text(WORDS["right"]).wait_for()
    assert page.evaluate("() => document.activeElement.textContent") == WORDS["right"]
    claims = page.locator(".ov-claims li")
    for claim, shown in zip(LESSON.claims, claims.all(), strict=True):
        assert shown.get_attribute("data-holds") == "yes"
        values = [written(value_of(quantity, RUN)) for quantity in sentence(claim.say)[1]]
        assert [v for v in shown.locator("output").all_inner_texts() if v != WORDS["never"]] == [
            v for v in values if v != "infinity"
        ]
    page.keyboard.press("f")
    still.wait("document.fullscreenElement === player.host && player.display.large === 'on'")
    assert first.is_visible()  # in a hall too
    assert first.is_disabled()
    page.keyboard.press("h")
    still.wait("player.root.inert && player.playhead.step === 0")
    assert first.is_enabled()
    assert page.locator('.ov-answer[data-right="yes"]').count() == 0
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0  # it would be covered
    page.keyboard.press("f")
    still.wait("document.fullscreenElement === null && player.display.large === 'off'")

    page.get_by_role("button", name=WORDS["skip"]).click()
    restore = page.get_by_role("button", name=WORDS["as_it_was"])
    assert not restore.is_visible()
    still.type("Momentum: momentum ρ, exact number", "0")
    page.get_by_text(WORDS["fails"]).first.wait_for()
    page.locator(".ov-panel").first.get_by_role("button", name="Menu of SGD").click()
    page.get_by_role("button", name="Remove").click()
    page.get_by_text(WORDS["missing"]).first.wait_for()
    restore.click()
    still.wait("player.link.idle && player.tracks.length === 2")
    assert page.get_by_text(WORDS["fails"]).count() == 0
    hints = page.locator(".ov-lesson-hints li")
    for hint in (WORDS["hint"], WORDS["next_hint"]):
        page.get_by_role("button", name=hint, exact=True).click()
    assert hints.count() == len(LESSON.task.hints) == 2
    assert page.locator(".ov-lesson-done").inner_text() == ""
    still.type("Momentum: momentum ρ, exact number", str(LESSON.task.solution.optimizers[1].numbers["rho"]))
    page.get_by_text(WORDS["done"], exact=True).wait_for()
    page.get_by_role("button", name=WORDS["playground"]).click()
    still.wait("!player.root.inert && player.display.sidebar === 'on'")
    assert "lesson" not in query(still)
    assert not page.locator(".ov-lesson").is_visible()


def chinese(text):
    with speaking("zh"):
        return say(text)


def test_one_goes_from_lesson_to_lesson_and_a_cut_line_is_said(still):
    page, order = still.page, list(lessons())
    still.open("lesson=zigzag&optimizers.0=adam&surface=saddle")
    page.get_by_role("button", name=WORDS["skip"]).click()
    still.wait("player.link.idle")
    assert still.read("player.shownScenario.surface.key") == "saddle", "a link shows what it was copied at"
    page.keyboard.press("n")
    page.get_by_role("heading", name=lessons()[order[1]].title).wait_for()
    still.wait("player.link.idle && player.root.inert")
    assert still.scenario() == lessons()[order[1]].scenario
    still.page.wait_for_function("(key) => location.search.startsWith(`?lesson=${key}&language=en&`)", arg=order[1])
    page.get_by_role("button", name=WORDS["before"]).click()
    page.get_by_role("heading", name=lessons()[order[0]].title).wait_for()
    page.get_by_role("button", name="中文").click()
    page.get_by_role("heading", name=lessons("zh")[order[0]].title).wait_for()
    page.locator(".ov-lesson").get_by_text(words_of("zh")["lessons"], exact=True).click()
    page.get_by_role("heading", name=chinese("Lessons")).wait_for()
    still.page.wait_for_function("() => !window.optvizPlayer && location.pathname === '/lessons'")
    page.get_by_text(words_of("zh")["begun"]).wait_for()
    page.get_by_role("link", name=lessons("zh")["momentum"].title).click()
    page.get_by_role("heading", name=lessons("zh")["momentum"].title).wait_for()
    still.wait("player?.link.idle && player.shownScenario.optimizers.length === 2")
    page.route("**/api/lessons/**", lambda route: route.abort())
    page.get_by_role("button", name=words_of("zh")["before"]).click()
    page.get_by_role("button", name=words_of("zh")["skip"]).click()
    page.get_by_text(chinese("The lesson could not be fetched; the server does not answer.")).wait_for()
    page.unroute("**/api/lessons/**")
    still.complaints.clear()  # the browser's own, of what could not be fetched


def test_a_lesson_that_there_is_not_is_named_and_the_playground_opens(still):
    still.open("lesson=zigzg")
    assert "did you mean 'zigzag'" in still.page.locator('[data-testid="stAlert"]').inner_text()
    assert not still.page.locator(".ov-lesson").is_visible()


def few_of_each_kind() -> list[str]:
    """The first lesson of all, that in the view of held-out examples, one with a model of the loss, one with maps."""
    kinds = [
        lambda lesson: True,
        lambda lesson: lesson.show.get("view") == "held_out" and "curve" in lesson.show,
        lambda lesson: "taylor" in lesson.show,
        lambda lesson: lesson.sweep and lesson.show.get("view") == "overlaid",
    ]
    return [next(key for key, lesson in lessons().items() if is_one(lesson)) for is_one in kinds]


ON_ALL = [("en", None, few_of_each_kind()), ("zh", PHONE, [*lessons()][:2]), ("en", PHONE, []), ("zh", None, [])]


@pytest.mark.parametrize(("language", "size", "some"), sample(ON_ALL[:2], ON_ALL))
def test_every_lesson_opens_and_shows_its_run_and_axe_finds_nothing(open_screen, language, size, some):
    """Axe looks at one that is covered, at one, at one with maps, and at the list of all.

    `make test` opens some of them: words, claims and tasks are held without a browser.
    """
    screen = open_screen(reduced_motion="reduce", **({"viewport": size} if size else {}))
    page, all_of_it, words = screen.page, lessons(language), words_of(language)
    order, before, found = [*all_of_it], -1, {}
    for key in sample(some, order):
        i, lesson = order.index(key), all_of_it[key]
        if i and i == before + 1:
            page.keyboard.press("n")
        else:
            screen.open(f"lesson={key}&language={language}")
        if not i:
            found["covered"] = violations(page)
        before = i
        page.get_by_role("heading", name=lesson.title).wait_for()
        skip = page.get_by_role("button", name=words["skip"])
        assert i or skip.bounding_box()["y"] < page.viewport_size["height"]  # without scrolling, on a phone as well
        skip.click()
        is_its = "JSON.stringify(player.shownScenario) === JSON.stringify(arg)"
        screen.wait(f"player.link.idle && {is_its}", lesson.scenario.to_dict())
        screen.wait("player.stages.every((stage) => stage.isDrawn())")
        assert page.locator('.ov-claims li:not([data-holds="yes"])').count() == 0, lesson.key
        assert page.locator('.ov-answer[data-right="yes"]').count() == 1, lesson.key
        width = "document.documentElement.scrollWidth <= innerWidth && document.querySelector('.ov-lesson-rest')"
        assert page.evaluate(f"() => {width}.scrollWidth <= innerWidth"), lesson.key
        assert page.evaluate(CUT) == [], lesson.key
        maps = screen.read("player.desk?.views.map((view) => view.others.length) ?? []")
        assert maps == ([len(lesson.scenario.optimizers) - 1] if lesson.sweep else []), lesson.key
        if lesson.key in ("zigzag", "grid_and_random"):
            found[lesson.key] = violations(page, ".ov-lesson, .ov-desk")
    page.locator(".ov-lesson").get_by_text(words["lessons"], exact=True).click()
    page.get_by_text(words["course"]).wait_for()
    found["all of them"] = violations(page)
    assert {name: one for name, one in found.items() if one} == {}
