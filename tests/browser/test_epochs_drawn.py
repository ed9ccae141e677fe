"""Marks of epochs on the curves: on the page as in a figure, and under the hand that changes the batch size."""

import re

import numpy as np
import pytest
from PIL import ImageColor
from svg_file import Drawing

from optviz import Scenario, export, simulate
from optviz.picture.epochs import DASH, epochs_of
from optviz.picture.looks import THEMES

RULES = [{"key": "sgd", "learning_rate": 0.1}, "adam"]
STEPS = 60
CARS = {"surface": "linear_regression", "optimizers": RULES, "num_steps": STEPS}
MARKS = """(() => {
  const axes = document.querySelector(".ov-curves .ov-axes");
  const path = axes.querySelector(".ov-axes-over");
  const frame = axes.querySelector(".ov-axes-lines").getAttribute("d").match(/[\\d.]+/g).map(Number);
  const texts = [...axes.querySelectorAll("text")].map((text) => ({
    ...{ text: text.textContent, x: Number(text.getAttribute("x")), y: Number(text.getAttribute("y")) },
  }));
  const { stroke, strokeDasharray, strokeWidth } = getComputedStyle(path);
  return {
    lines: path.getAttribute("d").split("M").slice(1).map((one) => one.split(/[ V]/).map(Number)),
    ...{ frame, texts, stroke, dash: strokeDasharray, width: strokeWidth },
    said: document.querySelector(".ov-curves > .ov-unseen").textContent,
  };
})()"""
"""Lines (x, top, bottom), the plot's corners (left, top, bottom, right), all texts of the axes, and how lines look."""


def batches(batch_size, **more):
    return Scenario(**CARS | {"noise": {"key": "mini_batch", "batch_size": batch_size}} | more)


def shares(marks) -> list[float]:
    """How far across the plot lines stand."""
    left, _, _, right = marks["frame"]
    return [(x - left - 0.5) / (right - left - 0.5) for x, _, _ in marks["lines"]]


def over_the_plot(marks) -> list[str]:
    return [one["text"] for one in marks["texts"] if one["y"] < marks["frame"][1]]


def places_of(scenario, width, against="steps"):
    epochs = epochs_of(simulate(scenario), against)
    return epochs.marks(scenario.num_steps, width), epochs.note(scenario.num_steps, width)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_they_are_the_same_on_the_page_and_in_a_figure(open_screen, theme):
    scenario = batches(6)
    screen = open_screen(reduced_motion="reduce", color_scheme=theme)
    screen.show(scenario.to_url())
    marks = screen.read(MARKS)
    file = Drawing(export(simulate(scenario), format="svg", style=theme, width="1366px"))
    names = file.ids(r"epoch-\d+")
    assert [file.order[name] < min(file.order[f"curve-{i}"] for i in range(2)) for name in names] == [True] * 6
    texts = [words.text for i in range(len(names)) for words in file.words(f"epoch-label-{i}")]
    assert over_the_plot(marks) == texts == ["epoch 1", "2", "3", "4", "5", "6"]
    left, right = np.ptp(file.frame("curves")[:, 0]), file.frame("curves")[:, 0].min()
    lines = [file.line(name) for name in names]
    in_file = [(line.corners[0, 0] - right) / left for line in lines]
    np.testing.assert_allclose(in_file, [9 * k / STEPS for k in range(1, 7)], atol=1e-3)
    np.testing.assert_allclose(shares(marks), in_file, atol=2e-3)  # a pixel of the page
    assert {line.dash for line in lines} == {DASH}
    assert marks["dash"] == ", ".join(f"{length}px" for length in DASH)
    muted = ImageColor.getrgb(THEMES[theme].muted)
    assert marks["width"] == "1px"
    assert {ImageColor.getrgb(line.colour) for line in lines} == {muted}
    assert tuple(map(int, re.findall(r"\d+", marks["stroke"]))) == muted
    for _, top, bottom in marks["lines"]:
        assert 0 <= top < marks["frame"][1]
        assert bottom <= marks["frame"][2]  # over the ticks and their labels
    said = "step · an epoch is 9 steps"
    assert said in [one["text"] for one in marks["texts"]]
    assert said in [words.text for words in file.words("curves")]
    assert marks["said"].endswith("An epoch is 9 steps")


def test_on_a_phone_there_are_fewer_and_no_text_touches_another(open_screen):
    screen = open_screen(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    scenario = batches(2, num_steps=1500)
    screen.show(scenario.to_url())
    marks = screen.read(MARKS)
    expected, note = places_of(scenario, 23.5)
    assert over_the_plot(marks) == [mark.text for mark in expected]
    assert 2 <= len(expected) < len(places_of(scenario, 100)[0])
    assert f"step · {note}" in [one["text"] for one in marks["texts"]]
    boxes = """[...document.querySelectorAll(".ov-curves .ov-axes text")].map((text) => {
      const { left, right, top, bottom } = text.getBoundingClientRect();
      return [left, top, right, bottom];
    })"""
    boxes = np.array(screen.read(boxes))
    assert boxes[:, 0].min() >= 0
    assert boxes[:, 2].max() <= 390
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = np.maximum(one[:2] - other[2:], other[:2] - one[2:]).max()
            assert apart > -3, "only the empty rims of their lines of text"


WATCH = """() => {
  window.seen = [];
  const look = () => {
    const { noise } = window.optvizPlayer.shownScenario;
    const title = document.querySelector(".ov-curves .ov-axes").textContent.match(/an epoch is (\\d+) steps/);
    window.seen.push([noise.batch_size, title ? Number(title[1]) : 1]);
    window.looking = requestAnimationFrame(look);
  };
  look();
}"""


def test_they_follow_the_hand_on_the_batch_size_without_the_server(open_screen):
    screen = open_screen(with_line=True, reduced_motion="reduce")
    screen.runs_by_itself()
    line = screen.line
    screen.show(batches(6).to_url())
    screen.wait("player.link.idle && player.runner.isReady")
    line.cut()
    screen.page.evaluate(WATCH)
    slider = screen.page.locator(".ov-settings .ov-slider[data-parameter=batch_size]")
    screen.drag(slider, [0.2, 0.3, 0.4, 0.5])
    screen.wait("player.runner.runs > 0 && player.shownScenario.noise.batch_size !== 6")
    moved = screen.scenario()
    expected, _ = places_of(moved, 40)
    marks = screen.read(MARKS)
    np.testing.assert_allclose(shares(marks), [mark.across / STEPS for mark in expected], atol=2e-3)
    assert over_the_plot(marks) == [mark.text for mark in expected]
    box = slider.bounding_box()
    screen.page.mouse.move(box["x"] + box["width"], box["y"] + box["height"] / 2)
    screen.wait("player.shownScenario.noise.batch_size === 64")
    marks = screen.read(MARKS)
    assert marks["lines"] == over_the_plot(marks) == []  # every step is taken on all examples
    screen.page.evaluate("() => cancelAnimationFrame(window.looking)")
    seen = screen.page.evaluate("() => window.seen")
    assert len({size for size, _ in seen}) >= 3
    assert all(steps == -(-50 // size) for size, steps in seen), "in the same frame as the curves"
    assert not screen.read("player.session.isSettled")
    screen.page.mouse.up()
    line.dead = False
    screen.wait("player.link.idle && player.session.isSettled")
    assert screen.read(MARKS)["lines"] == []


def test_the_pointer_and_the_legend_say_what_they_are(still):
    still.show(batches(6).to_url())
    stage = still.page.locator(".ov-curves-stage")
    marks, box = still.read(MARKS), stage.bounding_box()
    x, *_ = marks["lines"][1]
    still.page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
    tip = stage.locator(".ov-tip")
    assert tip.text_content().split("\n")[:2] == ["step 18", "epoch 3, batch 1 of 9"]
    legend = still.page.get_by_role("button", name="Legend")
    legend.click()
    word = still.page.locator(".ov-legend").get_by_text("End of an epoch", exact=True)
    assert word.is_visible()
    legend.click()
    still.choose(against="gradients")
    assert over_the_plot(still.read(MARKS)) == over_the_plot(marks)  # one a step
    still.show(batches(64).to_url())
    legend.click()
    assert word.count() == 0
