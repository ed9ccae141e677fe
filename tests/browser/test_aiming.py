"""Sliders by mouse, finger and keyboard, the boxes beside them, what they show; and that all can be seen and hit."""

import io
import time

import numpy as np
import pytest
from PIL import Image

from optviz.engine.demonstrations import offered_rate
from optviz.scenario.choices import SurfaceChoice

LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
QUERY = "surface=ravine&num_steps=100&optimizers.0=sgd&optimizers.1=momentum&optimizers.2=adam"
HOME = (0.03, 3.0)
"""The ends of the track of SGD's learning rate on the ravine, as tests/picture/test_sliders.py has them."""


FRAME = """() => {
  const element = document.activeElement;
  const { outlineStyle, boxShadow } = getComputedStyle(element);
  return [element.dataset.testid ?? element.className, outlineStyle, boxShadow];
}"""


@pytest.fixture
def laptop(open_screen):
    return open_screen(viewport=LAPTOP, reduced_motion="reduce").show(QUERY)


def rate(screen, i=0):
    return screen.scenario().optimizers[i].numbers["learning_rate"]


def box_of(screen, panel=0, key="learning_rate"):
    """The middle of a track and its width between the places of the middle of its thumb, in pixels of the page."""
    screen.slider(panel, key).evaluate("slider => (window.aimed = slider).scrollIntoView({ block: 'center' })")
    screen.steady("window.aimed.getBoundingClientRect()")  # and whoever takes touches knows where it is
    box = screen.slider(panel, key).bounding_box()
    thumb = screen.slider(panel, key).evaluate(
        "one => parseFloat(getComputedStyle(one).getPropertyValue('--ov-thumb'))"
    )
    return box["x"] + thumb / 2, box["y"] + box["height"] / 2, box["width"] - thumb


def x_of(value, left, width, home=HOME):
    low, high = home
    return left + width * np.log(value / low) / np.log(high / low)


def settled(screen, count):
    screen.wait("player.link.idle && player.history.past.length === arg", count)


def test_a_mouse_moves_it_finely_with_shift_or_from_afar_and_takes_the_track_along(laptop):
    mouse, (left, y, width) = laptop.page.mouse, box_of(laptop)
    home = offered_rate(laptop.scenario().optimizers[0].record, SurfaceChoice.model_validate("ravine"))
    assert rate(laptop) == home == 0.19
    start = x_of(home, left, width)
    decade = np.log(HOME[1] / HOME[0]) / width  # of the logarithm, a pixel
    mouse.move(start, y)
    mouse.down()
    mouse.move(start + 20, y)
    assert laptop.page.evaluate(FRAME)[1] == "none", "a hand needs no frame"
    laptop.page.keyboard.down("Shift")
    mouse.move(start + 20, y)
    mouse.move(start + 40, y)
    laptop.page.keyboard.up("Shift")
    laptop.wait("player.link.idle")
    assert rate(laptop) == pytest.approx(home * np.exp(22 * decade), rel=2e-3)
    mouse.move(start + 40, y + 200)
    mouse.move(start + 30, y + 200)
    laptop.wait("player.link.idle")
    assert rate(laptop) == pytest.approx(home * np.exp(21 * decade), rel=2e-3)
    mouse.move(start + 30, y)
    mouse.move(left + width + 14 + 9, y)  # over the end by the slack, and a little more
    mouse.up()
    settled(laptop, 2)
    assert rate(laptop) == pytest.approx(HOME[1] * np.exp((23 - 14 - 9) * decade), rel=2e-2)


def test_a_drag_beyond_the_end_makes_the_track_grow(laptop):
    mouse, (left, y, width) = laptop.page.mouse, box_of(laptop)
    mouse.move(x_of(0.19, left, width), y)
    mouse.down()
    mouse.move(left - 14 - width / 4, y)
    mouse.up()
    settled(laptop, 2)
    assert rate(laptop) == pytest.approx(HOME[0] / np.sqrt(10), rel=0.02)  # a quarter of two decades on
    place = int(laptop.slider(0, "learning_rate").input_value()) / 1000
    assert place == pytest.approx(np.log(rate(laptop) / 0.003) / np.log(3 / 0.003), abs=1e-3)
    mouse.move(left + place * width, y)
    mouse.down()
    mouse.move(left + place * width + 50, y)
    laptop.page.keyboard.press("Escape")  # the movement is taken back
    mouse.up()
    laptop.wait("player.link.idle")
    assert rate(laptop) == pytest.approx(HOME[0] / np.sqrt(10), rel=0.02)
    laptop.click(left + place * width, y, times=2)
    settled(laptop, 3)
    assert rate(laptop) == 0.19


def test_the_keyboard_moves_it_by_digits_and_back(laptop):
    slider = laptop.slider(0, "learning_rate")
    slider.focus()
    laptop.page.keyboard.press("Shift")
    assert laptop.page.evaluate(FRAME)[1] == "solid"
    count = 1
    for key, value in (
        ("ArrowRight", 0.191),
        ("Shift+ArrowRight", 0.1911),
        ("PageUp", 0.201),
        ("Home", 0.03),
        ("End", 3),
        ("Delete", 0.19),
    ):
        slider.press(key)
        count += 1
        settled(laptop, count)
        assert rate(laptop) == value, key
    laptop.page.keyboard.press("Control+z")
    laptop.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === 3")
    slider.focus()
    for _ in range(3):
        laptop.page.keyboard.down("ArrowLeft")
    laptop.page.keyboard.up("ArrowLeft")
    laptop.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === 2.97")
    assert laptop.read("[player.history.past.length, player.history.future.length]") == [count, 0]  # one key, one step
    decay = laptop.slider(2, "beta_2")
    assert float(decay.input_value()) / 1000 == pytest.approx(0.75)
    decay.press("ArrowRight")
    laptop.wait("player.link.idle && player.shownScenario.optimizers[2].beta_2 === 0.99901")
    start = laptop.page.locator(".ov-start").first
    for key, place in (
        ("ArrowRight", [-1.9, 1]),
        ("PageDown", [-1.9, 0]),
        ("Shift+ArrowUp", [-1.9, 0.01]),
        ("Delete", [-2, 1]),
    ):
        start.press(key)
        laptop.wait("player.link.idle && player.shownScenario.start.join() === arg.join()", place)
    scrub = laptop.page.get_by_label("Step", exact=True)
    for key, step in (
        ("ArrowRight", 1),
        ("Shift+ArrowRight", 11),
        ("PageUp", 21),
        ("ArrowUp", 22),
        ("End", 100),
        ("Home", 0),
    ):
        scrub.press(key)
        assert laptop.read("player.playhead.step") == step
    scrub.press(" ")
    assert laptop.read("player.playhead.playing")


def test_marks_are_named_for_everyone(laptop):
    slider = laptop.slider(0, "learning_rate")
    marks = laptop.page.locator(".ov-panel").first.locator(".ov-mark")
    titles = marks.evaluate_all("all => all.map(({ title }) => title)")
    assert titles == ["best in the long run at 0.198 (a step leaves 0.98 of the distance)", "diverges beyond 0.2 (2/L)"]
    described = slider.evaluate("one => document.getElementById(one.getAttribute('aria-describedby')).textContent")
    assert described.split("; ")[:2] == titles  # the strip's own words follow, once it is there
    left, _, width = box_of(laptop)
    box = marks.nth(1).bounding_box()
    assert box["x"] == pytest.approx(x_of(0.2, left, width), abs=1)
    hit = laptop.page.evaluate("([x, y]) => document.elementFromPoint(x, y).title", [box["x"] + 40, box["y"] + 8])
    assert hit == titles[1]
    assert slider.get_attribute("aria-valuetext") == "0.19"
    slider.press("PageUp")
    laptop.wait("player.link.idle")
    slider.press("PageUp")
    laptop.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === 0.21")
    assert slider.get_attribute("aria-valuetext") == "0.21, diverges"
    laptop.page.locator('.ov-settings .ov-slider[data-parameter="condition_number"]').press("Home")
    laptop.wait("player.link.idle && player.shownScenario.surface.condition_number === 1")
    assert "best in the long run at 0.1 " in marks.first.get_attribute("title")


def test_marks_that_were_tried_stay_while_the_rate_moves_and_go_while_the_start_does(open_screen):
    screen = open_screen(viewport=LAPTOP, reduced_motion="reduce").show("surface=rosenbrock&optimizers.0=sgd")
    kinds = "player.panels[0].path.marks.map(({ kind }) => kind).join()"
    assert screen.read(kinds) == "best,diverges"
    screen.drag(screen.slider(0, "learning_rate"), [0.3, 0.4, 0.5])
    screen.wait("player.link.idle")
    assert screen.read(kinds) == "best,diverges"
    screen.page.mouse.up()
    settled(screen, 2)
    ring = screen.page.locator(".ov-start").first.bounding_box()
    screen.page.mouse.move(ring["x"] + 14, ring["y"] + 14)
    screen.page.mouse.down()
    screen.page.mouse.move(ring["x"] + 34, ring["y"] + 24)
    screen.page.mouse.move(ring["x"] + 44, ring["y"] + 34)
    screen.wait(f"player.link.idle && {kinds} === ''")
    screen.page.mouse.up()
    screen.wait(f"player.link.idle && {kinds} === 'diverges'")


def test_what_is_typed_is_taken_or_refused_where_it_stands(laptop):
    box = laptop.page.get_by_label("SGD: learning rate η, exact number", exact=True)
    for typed, value in (("0,15", 0.15), ("1·10^-1", 0.1), ("2E−2", 0.02)):
        box.fill(typed)
        box.press("Enter")
        laptop.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === arg", value)
    count = laptop.read("player.history.past.length")
    box.fill("20")
    box.press("Enter")
    assert laptop.page.evaluate("() => document.activeElement.value") == "20", "it stays, to be put right"
    said = "learning rate η: 20 is not allowed; a number from 0.000001 to 10 is"
    assert box.evaluate("one => one.validationMessage") == laptop.page.locator(".ov-status").inner_text() == said
    box.press("Escape")
    assert box.input_value() == "0.02"
    assert laptop.page.evaluate("() => document.activeElement === document.body")
    box.focus()
    box.press("ArrowUp")
    laptop.wait("player.link.idle && player.shownScenario.optimizers[0].learning_rate === 0.0201")
    assert box.input_value() == "0.0201"
    steps = laptop.page.get_by_label("Steps, exact number", exact=True)
    steps.fill("1.000")
    steps.press("Tab")
    laptop.wait("player.link.idle && player.shownScenario.num_steps === 1000")
    assert laptop.read("player.history.past.length") == count + 2


SIZES = """() => [...document.querySelectorAll(
  "button, select, input:not(.ov-slider), summary, .ov-track, a:not(p a)"
)].filter((one) =>
  one.closest(".ov-root, .ov-settings") && one.checkVisibility() && !one.closest("[popover], dialog")
).map((one) => [one.className || one.tagName, one.getBoundingClientRect().width, one.getBoundingClientRect().height])"""


@pytest.mark.parametrize(("viewport", "least"), [(LAPTOP, 24), (PHONE, 44)], ids=["mouse", "finger"])
def test_everything_can_be_hit(open_screen, viewport, least):
    touch = {"has_touch": True, "is_mobile": True} if least == 44 else {}
    screen = open_screen(viewport=viewport, reduced_motion="reduce", **touch).show(QUERY + "&noise=gaussian")
    for view in ("panels", "overlaid"):
        screen.choose(view=view)
        screen.page.evaluate("() => document.querySelectorAll('.ov-more').forEach((one) => (one.open = true))")
        sizes = screen.page.evaluate(SIZES)
        assert len(sizes) > 30
        assert [one for one in sizes if one[2] < least or one[1] < 24] == []


def tap(screen, x, y, times=1):
    """Taps of a finger, a tenth of a second apart by their own times, however long the page takes over one."""
    now = time.time()
    for _ in range(times):
        for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
            now += 0.05
            event = {"type": kind, "touchPoints": points, "timestamp": now}
            screen.devtools.send("Input.dispatchTouchEvent", event)


def test_fingers_drag_sideways_scroll_along_and_tap(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").show(QUERY)
    left, y, width = box_of(screen)
    main = screen.page.get_by_test_id("stMain")
    before = main.evaluate("main => main.scrollTop")
    x = x_of(0.19, left, width)
    screen.touch("touchStart", (x, y))
    for dx in (4, 20, 40):
        screen.touch("touchMove", (x + dx, y + dx / 10))
    screen.touch("touchMove", (x + 40, y - 120))  # far away it moves finely, and the page stays
    screen.touch("touchMove", (x + 60, y - 120))
    screen.touch("touchEnd")
    settled(screen, 2)
    assert rate(screen) == pytest.approx(0.19 * np.exp(42 * np.log(100) / width), rel=0.01)
    assert main.evaluate("main => main.scrollTop") == before
    moved = rate(screen)
    screen.touch("touchStart", (x, y))
    for dy in (10, 40, 80, 120):
        screen.touch("touchMove", (x, y - dy))
    screen.page.wait_for_function(
        "([main, before]) => main.scrollTop > before + 20", arg=[main.element_handle(), before]
    )
    screen.touch("touchEnd")
    screen.next_frame()
    assert screen.read("player.scenario.optimizers[0].learning_rate") == moved
    screen.steady("document.querySelector('[data-testid=stMain]').scrollTop")
    left, y, width = box_of(screen)
    x = x_of(moved, left, width)
    tap(screen, x, y, times=2)
    settled(screen, 3)
    assert rate(screen) == 0.19, "a double tap is the way back"
    tap(screen, left + width / 2, y)
    settled(screen, 4)
    assert rate(screen) == pytest.approx(0.3, rel=0.02)


def test_a_finger_goes_on_when_the_mark_that_it_lies_on_is_drawn_anew(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").show(QUERY)
    left, y, width = box_of(screen)
    x = x_of(0.19, left, width)
    marks = screen.page.locator(".ov-panel .ov-marks").first
    screen.touch("touchStart", (x, y))
    screen.touch("touchMove", (x + 20, y))
    marks.evaluate("(marks) => marks.replaceChildren(...[...marks.children].map((mark) => mark.cloneNode(true)))")
    screen.touch("touchMove", (x + 40, y - 120))  # off the track
    screen.touch("touchEnd")
    settled(screen, 2)
    assert rate(screen) == pytest.approx(0.19 * np.exp(40 * np.log(100) / width), rel=0.01)


def test_the_phone_has_its_scrubber_across_and_its_tools_in_two_rows(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").show(QUERY)
    page = screen.page
    track = page.locator(".ov-transport .ov-track").bounding_box()
    assert track["width"] >= 0.92 * PHONE["width"]
    tools = [one.bounding_box() for one in page.locator(".ov-toolbar > button:visible").all()]
    assert len(tools) == 7
    assert len({box["y"] for box in tools}) == 2
    bottom = page.locator(".ov-transport").bounding_box()
    assert bottom["y"] + bottom["height"] <= PHONE["height"] + 1
    for control in page.locator(".ov-transport > :visible").all():
        box = control.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


def ink(screen, locator) -> int:
    """How many colours an element shows on more than some specks."""
    locator.scroll_into_view_if_needed()
    picture = np.asarray(Image.open(io.BytesIO(locator.screenshot())).convert("RGB")).reshape(-1, 3)
    _, counts = np.unique(picture // 32, axis=0, return_counts=True)
    return int((counts > 40).sum())


def test_sliders_are_seen_in_the_colours_of_the_reader(open_screen):
    screen = open_screen(viewport=LAPTOP, reduced_motion="reduce")
    screen.page.emulate_media(forced_colors="active")
    try:
        screen.show(QUERY)
        for track in (screen.slider(0, "learning_rate"), screen.slider(1, "rho"), screen.page.locator(".ov-scrub")):
            assert ink(screen, track.locator("..")) >= 3, "ground, track and thumb"
        screen.wait("player.strips.isDone")  # they are drawn with the marks
        box = screen.page.locator(".ov-panel .ov-mark[data-kind=diverges]").first
        assert ink(screen, box) >= 2
    finally:
        screen.page.emulate_media(forced_colors="none")


def test_a_click_and_then_a_key_frames_no_region(laptop):
    page = laptop.page
    curves, heading = page.locator(".ov-curves > * > .ov-curves-legend"), page.locator(".ov-table th").first
    for place in (page.locator(".ov-status"), curves, heading):
        place.scroll_into_view_if_needed()
        box = place.bounding_box()
        laptop.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.keyboard.press("l")
        assert page.evaluate(FRAME)[1:] == ["none", "none"]
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.matches(':focus-visible')")
    page.get_by_label("Undo (Ctrl+Z)", exact=True).evaluate(
        "one => one.ownerDocument.querySelector('[data-testid=stMain]').focus()"
    )
    assert page.evaluate(FRAME)[2] != "none", "by the keyboard it is shown"


FIRST_AND_LATER = """async (button) => {
  const menu = document.getElementById(button.getAttribute("popovertarget"));
  const entries = () => [...menu.querySelectorAll("button, a, select, input")];
  const focused = [];
  for (const i of [null, 2]) {
    const opened = new Promise((done) => menu.addEventListener("toggle", done, { once: true }));
    button.click();
    entries()[i]?.focus();
    await opened;
    focused.push(entries().indexOf(document.activeElement));
    const closed = new Promise((done) => menu.addEventListener("toggle", done, { once: true }));
    menu.hidePopover();
    await closed;
  }
  return focused;
}"""
"""Which entry of a menu has the focus once the browser has told that it is open: by itself, and where it was given
to the third one before that."""


def test_a_menu_takes_the_focus_from_none_of_its_entries(laptop):
    """A quick hand was on its entry already, and its Enter went to the first one."""
    assert laptop.page.get_by_label("Menu of Adam", exact=True).evaluate(FIRST_AND_LATER) == [0, 2]
