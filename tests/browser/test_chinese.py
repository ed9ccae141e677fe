"""The page in Chinese: by the browser's language, the switch or the address; all of it, while the hand moves too."""

import re
from urllib.parse import parse_qs, urlsplit

from optviz import Scenario, Sweep
from optviz.engine.simulate import simulate
from optviz.picture.happened import happened
from optviz.texts.language import say, speaking

PHONE = {"width": 390, "height": 844}
NAMES = {"SGD", "RMSProp", "Adam", "English", "Ctrl", "Shift", "Delete", "Escape", "DropConnect"}
HAN = re.compile(r"[\u4e00-\u9fff]")
MAP = Sweep(
    scenario=Scenario(surface="ravine", optimizers=["momentum"], num_steps=20),
    x={"key": "optimizers.0.learning_rate", "low": 1e-3, "high": 1, "cells": 16},
    y={"key": "optimizers.0.rho", "low": 0, "high": 0.99, "cells": 16},
)
PARTS = ".ov-toolbar, .ov-settings, .ov-panel, .ov-transport, .ov-told, .ov-curves, .ov-table, .ov-strip"
TEXTS = """(parts) => [...document.querySelectorAll(parts)].flatMap((part) => [part, ...part.querySelectorAll("*")])
  .filter((element) => !element.closest(".ov-stepper"))
  .flatMap((element) => [
    ...["aria-label", "title", "placeholder", "aria-valuetext"].map((name) => element.getAttribute(name)),
    ...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
  ]).filter((text) => text?.trim())"""


def chinese(text):
    with speaking("zh"):
        return say(text)


def english_words(screen):
    """The words of three letters or more that are no names, on all parts of the page."""
    texts = screen.page.evaluate(TEXTS, PARTS)
    assert sum(bool(HAN.search(text)) for text in texts) > 60
    return {word for text in texts for word in re.findall(r"[A-Za-z]{3,}", text)} - NAMES


def test_a_chinese_browser_gets_a_chinese_page_without_a_word_of_english(open_screen):
    screen = open_screen(locale="zh-CN", reduced_motion="reduce").open()
    page = screen.page
    assert page.evaluate("() => document.documentElement.lang") == "zh"
    assert "language" not in screen.page.url
    assert english_words(screen) == set()
    said = happened(simulate(Scenario.default()))
    with speaking("zh"):
        assert page.locator(".ov-sentence").first.inner_text().strip() == str(said[0])
    slider = page.get_by_role("slider", name=f"SGD：{chinese('learning rate η')}", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    screen.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate !== 0.19")
    assert english_words(screen) == set(), "the server is asked in Chinese as well"
    page.get_by_role("button", name=chinese("View"), exact=True).click()
    page.get_by_role("button", name=chinese("Keys (?)")).click()
    assert all(HAN.search(text) for text in page.locator(".ov-help dd").all_inner_texts())
    page.get_by_role("button", name=chinese("Close"), exact=True).click()


def test_the_switch_keeps_the_experiment_and_the_address_the_language(open_screen):
    screen = open_screen(reduced_motion="reduce", viewport=PHONE).open("surface=saddle&optimizers.0=adam")
    page = screen.page
    page.evaluate(
        "() => document.querySelector('.ov-languages button').click()"
    )  # in the sidebar, which is closed here
    page.wait_for_function("() => document.documentElement.lang === 'zh'")
    screen.ready()
    fields = parse_qs(urlsplit(page.url).query)
    assert fields["language"] == ["zh"]
    assert screen.scenario().surface.key == "saddle"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{screen.address}/maps?{MAP.to_url()}")  # remembered where no address says it
    page.get_by_text(chinese("Point at a cell to read it, click to see its run.")).wait_for()
    assert page.locator(".ov-map-title").inner_text() == chinese("Momentum")
    screen.complaints.clear()  # Streamlit looks for its files beside each page first
    page.goto(f"{screen.address}/?language=en")
    screen.ready()
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.get_by_text("Momentum", exact=True).count() > 0


def test_the_switch_takes_along_what_the_address_does_not_have_yet(open_screen):
    screen = open_screen(reduced_motion="reduce").open("surface=saddle&optimizers.0=adam")
    in_the_hand = "player.session.scenario.optimizers[0].learning_rate"
    before = screen.read(in_the_hand)
    screen.drag(screen.slider(0, "learning_rate"), [0.5, 0.3])
    screen.wait(f"{in_the_hand} !== {before}")
    rate = screen.read(in_the_hand)
    screen.page.evaluate("() => document.querySelector('.ov-languages button').click()")  # the hand is on the slider
    screen.page.wait_for_function("() => document.documentElement.lang === 'zh'")
    screen.page.mouse.up()
    screen.ready()
    assert screen.read("player.shownScenario.optimizers[0].learning_rate") == rate
