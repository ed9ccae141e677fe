"""On a phone: nothing lies over the picture, and every slider can be dragged by a finger."""

import itertools

import pytest

from tests.samples import sample

PHONE = {"width": 390, "height": 844}
QUERY = (
    "surface=rosenbrock&noise=gaussian&num_steps=40"
    "&optimizers.0=sgd&optimizers.1=momentum&optimizers.2=adam&optimizers.3=bfgs"
)
TOUCH = """(slider) => {
  const { left, top, width, height } = slider.getBoundingClientRect();
  const share = slider.value / slider.max;
  const [x, y] = [left + 11 + share * (width - 22), top + height / 2];
  const to = left + (share > 0.5 ? 0.25 : 0.75) * width;
  return { x, y, to, hit: document.elementFromPoint(x, y).closest(".ov-track") === slider.parentElement };
}"""

BOXES = """() => Array.from(document.querySelectorAll(".ov-transport > :not(.ov-track)"),
  (one) => one.getBoundingClientRect().toJSON())"""


@pytest.fixture
def phone(open_screen):
    return open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").show(QUERY)


def test_every_slider_is_dragged_by_a_finger(phone):
    touch = phone.touch
    for summary in phone.page.locator(".ov-more summary").all():
        summary.tap()
    sliders = phone.page.locator(".ov-root .ov-slider:visible").all()
    assert len(sliders) > 10
    for slider in sample(sliders[::3], sliders):
        slider.scroll_into_view_if_needed()
        before = slider.input_value()
        place = slider.evaluate(TOUCH)
        assert place["hit"], slider.get_attribute("aria-label")
        touch("touchStart", (place["x"], place["y"]))
        for share in (0.3, 0.7, 1):
            touch("touchMove", (place["x"] + share * (place["to"] - place["x"]), place["y"]))
        touch("touchEnd")
        phone.page.wait_for_function("([one, before]) => one.value !== before", arg=[slider.element_handle(), before])
        phone.wait("player.link.idle")


def test_what_plays_has_room_beside_each_other(phone):
    phone.page.evaluate(
        "() => window.optvizPlayer.session.change({ ...player.scenario, num_steps: 1000 }, true)".replace(
            "player.s", "window.optvizPlayer.s"
        )
    )
    phone.wait("player.link.idle && player.numSteps === 1000")
    phone.seek(1000)
    for width in (390, 360):
        phone.page.set_viewport_size({**PHONE, "width": width})
        phone.wait("window.innerWidth === arg", width)
        boxes = phone.page.evaluate(BOXES)
        assert phone.read("document.querySelector('.ov-step').textContent") == "1000 / 1000"
        for left, right in itertools.pairwise(boxes):
            assert left["right"] <= right["left"]
        assert boxes[-1]["right"] <= width
        step = phone.page.locator(".ov-step")
        assert step.evaluate("(step) => step.scrollWidth <= step.clientWidth")


def test_nothing_lies_over_the_panels_while_one_scrolls(phone):
    main = phone.page.get_by_test_id("stMain")
    button = phone.page.get_by_test_id("stExpandSidebarButton").bounding_box()
    for share in (0, 0.2, 0.5, 1):
        main.evaluate("(main, share) => (main.scrollTop = share * main.scrollHeight)", share)
        frame = main.bounding_box()
        assert button["y"] + button["height"] <= frame["y"] + 3
        transport = phone.page.locator(".ov-transport").bounding_box()
        assert transport["y"] + transport["height"] <= PHONE["height"] + 1
    assert phone.page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
