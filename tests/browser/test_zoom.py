"""Clicks, boxes and axes under a real pointer, and the ticks that are drawn, by what is on the page."""

import time

import numpy as np
import pytest

from optviz import Scenario
from optviz.picture.ticks import logarithmic_ticks, ticks
from tests.samples import sample

SCENARIO = Scenario(
    surface="himmelblau",
    start=(-1.0, -3.0),
    optimizers=[{"key": "sgd", "learning_rate": 0.004}, {"key": "momentum", "learning_rate": 0.002}],
    num_steps=60,
)
NEAR = [[-1.5, 1.5], [-1.0, 1.6]]
RANGES = "player.stages.map((stage) => stage.view.ranges)"
LABELS = """(svg) => [...svg.querySelectorAll(".ov-axes-labels > text")].map((label) => {
  const [box, stage] = [label.getBoundingClientRect(), svg.getBoundingClientRect()];
  const place = [box.left - stage.left, box.top - stage.top, box.right - stage.left, box.bottom - stage.top];
  return { text: label.textContent, anchor: label.getAttribute("text-anchor"), place };
})"""


@pytest.fixture
def still(open_screen):
    return open_screen(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")


class Hand:
    """A pointer whose events are made when the test says, however long the page takes to hear of them."""

    def __init__(self, screen, pointer="mouse"):
        self.session = screen.page.context.new_cdp_session(screen.page)
        self.pointer, self.began = pointer, time.time()

    def act(self, kind: str, x: float, y: float, seconds: float) -> None:
        held = 0 if kind == "Moved" and not self.is_down else 1
        self.session.send(
            "Input.dispatchMouseEvent",
            {
                "type": f"mouse{kind}",
                "x": x,
                "y": y,
                "button": "left" if held else "none",
                "buttons": 0 if kind == "Released" else held,
                "clickCount": 1,
                "pointerType": self.pointer,
                "timestamp": self.began + seconds,
            },
        )

    is_down = False

    def press(self, x: float, y: float, seconds: float = 0.0) -> None:
        self.act("Pressed", x, y, seconds)
        self.is_down = True

    def move(self, x: float, y: float, seconds: float = 0.0) -> None:
        self.act("Moved", x, y, seconds)

    def release(self, x: float, y: float, seconds: float = 0.0) -> None:
        self.act("Released", x, y, seconds)
        self.is_down = False

    def click(self, x: float, y: float, seconds: float) -> None:
        self.press(x, y, seconds)
        self.release(x, y, seconds + 0.02)


def on_stage(screen, i: int, x: float, y: float) -> tuple[float, float]:
    box = screen.page.locator(".ov-stage").nth(i).bounding_box()
    return box["x"] + x, box["y"] + y


def zoomed(screen) -> list:
    """Opens the scenario and zooms in; returns the ranges before."""
    screen.show(SCENARIO.to_url())
    home = screen.read(RANGES)
    screen.page.evaluate("(ranges) => window.optvizPlayer.zoom(ranges)", NEAR)
    assert screen.read(RANGES) == [NEAR, NEAR]
    return home


def busy(screen, milliseconds: int) -> None:
    """Keeps the page from hearing of anything."""
    screen.page.evaluate(
        "(ms) => { const end = performance.now() + ms; while (performance.now() < end); }", milliseconds
    )


def test_a_double_click_counts_though_its_first_click_has_put_the_start_under_the_pointer(still):
    home = zoomed(still)
    hand, place = Hand(still), on_stage(still, 1, 90, 60)
    hand.click(*place, 0.0)
    still.wait("player.link.idle && player.history.past.length === 2")  # the ring is there now
    assert still.page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", list(place)) == "ov-start"
    busy(still, 600)
    hand.click(*place, 0.2)
    still.wait("player.link.idle && player.stages.every(({ view }, i) => view.ranges[0][0] === arg[i][0][0])", home)
    assert still.read(RANGES) == home
    assert still.scenario() == SCENARIO


def test_a_zoom_stays_when_the_window_changes_its_size(open_screen):
    screen = open_screen(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    zoomed(screen)
    before = screen.read("player.stages[0].view.width")
    screen.page.set_viewport_size({"width": 1100, "height": 640})
    screen.wait("player.stages[0].view.width !== arg && player.stages.every((stage) => stage.isDrawn())", before)
    for ranges in screen.read(RANGES):
        for (low, high), (near_low, near_high) in zip(ranges, NEAR, strict=True):
            assert low <= near_low + 1e-9
            assert near_high - 1e-9 <= high
            assert high - low < 1.6 * (near_high - near_low)
    screen.page.evaluate("() => window.optvizPlayer.zoom(null)")
    assert screen.read("player.stages[0].view.ranges === player.stages[0].home")


def test_two_clicks_that_were_made_slowly_are_two_however_soon_they_are_heard(still):
    zoomed(still)
    hand, place = Hand(still), on_stage(still, 1, 90, 60)
    hand.click(*place, 0.0)
    hand.click(*place, 0.9)
    still.wait("player.link.idle && player.history.past.length === 2")
    assert still.read(RANGES) == [NEAR, NEAR]
    assert still.scenario() != SCENARIO


@pytest.mark.parametrize("before", ["click", "drag"])
def test_what_was_done_elsewhere_just_before_is_no_first_click(still, before):
    home = zoomed(still)
    hand = Hand(still)
    hand.press(*on_stage(still, 0, 200, 150), 0.0)
    if before == "drag":
        hand.move(*on_stage(still, 0, 230, 170), 0.05)
        hand.move(*on_stage(still, 0, 90, 60), 0.1)
        hand.release(*on_stage(still, 0, 90, 60), 0.1)
    else:
        hand.release(*on_stage(still, 0, 200, 150), 0.1)
    still.wait("player.link.idle")
    start = still.scenario().start
    for seconds in (0.2, 0.4):
        hand.click(*on_stage(still, 0, 90, 60), seconds)
    still.wait("player.link.idle && player.stages[1].view.ranges[0][0] === arg", home[1][0][0])
    assert still.read(RANGES) == home
    assert still.scenario().start == start


def test_escape_breaks_a_drag_off(still):
    home = zoomed(still)
    hand = Hand(still)
    for grip, far in (((90, 60), (190, 140)), ((150, -8), (190, -8))):  # a box, an axis
        height = still.page.locator(".ov-stage").first.bounding_box()["height"]
        places = [on_stage(still, 0, x, y % height) for x, y in (grip, far)]
        hand.press(*places[0])
        hand.move(*np.mean(places, axis=0))
        hand.move(*places[1])
        if grip[1] > 0:
            still.page.locator(".ov-zoom").first.wait_for()
        else:
            still.wait("player.stages[1].view.ranges[0][0] !== arg", NEAR[0][0])  # all panels follow at once
        still.page.keyboard.press("Escape")
        assert still.page.locator(".ov-zoom").first.is_hidden()
        hand.move(*places[0])
        hand.release(*places[0])
        assert still.read(RANGES) == [NEAR, NEAR]
    assert still.scenario() == SCENARIO
    assert home != [NEAR, NEAR]


@pytest.mark.parametrize("pointer", ["mouse", "pen"])
def test_a_box_ends_where_it_is_let_go_even_outside(open_screen, pointer):
    still = open_screen(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    zoomed(still)
    hand, begin = Hand(still, pointer), on_stage(still, 0, 100, 50)
    view = still.read("player.stages[0].view")
    hand.press(*begin)
    hand.move(*on_stage(still, 0, 160, 90))
    hand.move(*on_stage(still, 1, 40, 2))  # on another panel, above the plot
    hand.release(*on_stage(still, 1, 40, 2))
    (x0, x1), (y0, y1) = NEAR
    left = x0 + (100 - view["margin"]["l"]) / view["width"] * (x1 - x0)
    bottom = y1 - (50 - view["margin"]["t"]) / view["height"] * (y1 - y0)
    ranges = still.read(RANGES)
    assert ranges[0] == ranges[1]
    assert ranges[0][0][0] == pytest.approx(left, abs=2 * (x1 - x0) / view["width"])
    assert ranges[0][1][0] == pytest.approx(bottom, abs=2 * (y1 - y0) / view["height"])
    shape = (x1 - x0) / (y1 - y0)
    assert np.ptp(ranges[0][0]) / np.ptp(ranges[0][1]) == pytest.approx(shape)
    hand.move(*on_stage(still, 0, 200, 200))  # nothing holds it any more
    assert still.read(RANGES) == ranges
    assert still.scenario() == SCENARIO


def test_a_flat_box_is_for_one_axis_where_scales_are_free(still):
    still.show("surface=double_well_curve&optimizers.0=sgd")
    (home,) = still.read(RANGES)
    hand = Hand(still)
    hand.press(*on_stage(still, 0, 100, 50))
    hand.move(*on_stage(still, 0, 160, 55))
    hand.move(*on_stage(still, 0, 220, 56))
    hand.release(*on_stage(still, 0, 220, 56))
    (ranges,) = still.read(RANGES)
    assert ranges[1] == pytest.approx(home[1])
    assert np.ptp(ranges[0]) < 0.5 * np.ptp(home[0])


def test_a_finger_scrolls_and_does_not_zoom(open_screen):
    screen = open_screen(
        viewport={"width": 390, "height": 600}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    screen.show(SCENARIO.to_url())
    home, session = screen.read(RANGES), screen.page.context.new_cdp_session(screen.page)
    x, y = on_stage(screen, 0, 150, 150)
    where = "document.querySelector('.ov-stage').getBoundingClientRect().top"
    before = screen.read(where)
    for kind, way in (("Start", 0), *(("Move", 10 * step) for step in range(1, 13)), ("End", None)):
        points = [] if way is None else [{"x": x, "y": y - way}]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    screen.wait(f"{where} < arg - 60", before)
    assert screen.read(RANGES) == home
    assert screen.scenario() == SCENARIO


def test_a_stage_that_goes_takes_its_listeners_along(still):
    zoomed(still)
    hand = Hand(still)
    hand.press(*on_stage(still, 0, 100, 50))
    hand.move(*on_stage(still, 0, 160, 90))
    still.page.evaluate("() => { window.gone = window.optvizPlayer.stages[0]; window.gone.destroy(); }")
    hand.move(*on_stage(still, 0, 200, 120))
    hand.release(*on_stage(still, 0, 200, 120))
    assert still.read(RANGES) == [NEAR, NEAR]


def drawn(screen, i: int = 0) -> tuple[list, list]:
    """The labels of the axes across and upwards of the i-th picture with axes: text, and box in pixels."""
    screen.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    labels = screen.page.locator(".ov-axes").nth(i).evaluate(LABELS)
    return tuple([(one["text"], one["place"]) for one in labels if one["anchor"] == kind] for kind in ("middle", "end"))


def assert_apart(labels) -> None:
    boxes = [box for _, box in labels]
    for j, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[j + 1 :]:
            assert right < other[0] or other[2] < left or bottom <= other[1] + 3 or other[3] <= top + 3, labels


ZOOMS = [
    None,
    NEAR,
    [[-1.0001, -0.9999], [-3.0001, -2.99993]],
    [[-250.0, 250.0], [-210.0, 213.0]],
    [[0, 3e-5], [0, 2e-5]],
    [[-1.0000014, -0.9999986], [-3.0000014, -2.9999986]],
]


@pytest.mark.parametrize(("width", "ratio"), sample([(390, 1), (1366, 1)], [(390, 3), (1366, 1), (1920, 1.5)]))
def test_ticks_stand_where_python_puts_them_and_labels_have_room(open_screen, width, ratio):
    screen = open_screen(viewport={"width": width, "height": 900}, device_scale_factor=ratio, reduced_motion="reduce")
    narrow = Scenario(surface="himmelblau", optimizers=["sgd"] * 8, num_steps=5)
    screen.show(narrow.to_url())
    for zoom in sample(ZOOMS if width < 400 else ZOOMS[:2], ZOOMS):  # which ticks there are tests in node hold
        screen.page.evaluate("(ranges) => window.optvizPlayer.zoom(ranges)", zoom)
        across, upwards = drawn(screen)
        view = screen.read("player.stages[0].view")
        margin, (x, y) = view["margin"], view["ranges"]
        assert_apart(across + upwards)
        for labels, (low, high), length, place in (
            (across, x, view["width"], lambda box, left=margin["l"]: (box[0] + box[2]) / 2 - left),
            (upwards, y, view["height"], lambda box, end=margin["t"] + view["height"]: end - (box[1] + box[3]) / 2),
        ):
            texts = [text for text, _ in labels]
            lists = [ticks(low, high, most) for most in range(1, 7)]
            found = [one for one in lists if texts and set(texts) <= {tick.text for tick in one}]
            assert found, (texts, low, high)  # a list of Python's, but for a label in the corner or at the edge
            assert len(found[0]) - len(texts) <= 2
            values = {tick.text: tick.value for tick in found[0]}
            for text, box in labels:
                expected = (values[text] - low) / (high - low) * length
                assert place(box) == pytest.approx(expected, abs=2.5)


def test_the_curves_have_their_ticks_too_and_grow_with_the_type(still):
    still.show(SCENARIO.to_url())
    last = still.read("[...document.querySelectorAll('.ov-axes')].findIndex((one) => one.closest('.ov-curves'))")
    for scale, make in (("log", logarithmic_ticks), ("linear", ticks)):
        still.choose(scale=scale)
        across, upwards = drawn(still, last)
        low, high = still.read("[player.curves.range.low, player.curves.range.high]")
        assert [text for text, _ in across if text != "step"] == [tick.text for tick in ticks(0, 60, 12)]
        assert [text for text, _ in upwards] in [[tick.text for tick in make(low, high, most)] for most in range(2, 7)]
        assert_apart(across + upwards)
    height = upwards[0][1][3] - upwards[0][1][1]
    still.choose(large="on")
    _, upwards = drawn(still, last)
    assert upwards[0][1][3] - upwards[0][1][1] > 1.2 * height
