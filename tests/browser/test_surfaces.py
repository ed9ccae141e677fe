"""Surfaces are found: in the list by keyboard, mouse and finger, on their page, and from one to the other."""

import numpy as np

from optviz import SURFACES

FEW_AND_LONG = True
PHONE = {"width": 390, "height": 844}
LOW = {"width": 1366, "height": 650}
MARKED = """() => {
  const search = document.activeElement;
  const row = document.getElementById(search.getAttribute("aria-activedescendant"));
  return row && [search.getAttribute("role"), row.dataset.key, row.getAttribute("aria-selected")];
}"""
LIGHTNESS = """([key, places]) => {
  const canvas = document.querySelector(`.ov-surfaces canvas[data-surface="${key}"]`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return places.map(([x, y]) => {
    const at = 4 * (Math.round((1 - y) * (canvas.height - 1)) * canvas.width + Math.round(x * (canvas.width - 1)));
    return data[at] + data[at + 1] + data[at + 2];
  });
}"""
PAINTED = "[...document.querySelectorAll('.ov-surfaces canvas')].every(({ dataset }) => 'painted' in dataset)"


def shown(screen, key: str) -> None:
    screen.wait("player.shownScenario.surface.key === arg && player.link.idle", key)


def titles_found(page) -> list[str]:
    return page.locator(".ov-surfaces .ov-picker-row:visible .ov-picker-title").all_text_contents()


def test_a_surface_is_chosen_by_the_keyboard_alone(still):
    page = still.page
    asked: list[str] = []
    still.listen("request", lambda request: asked.append(request.url))
    still.open()
    assert not [url for url in asked if url.endswith("surfaces.bin")], "nothing of the list comes with the page"
    still.opener.focus()
    page.keyboard.press("Enter")
    assert page.evaluate(MARKED) == ["combobox", "ravine", "true"]
    assert len(titles_found(page)) == len(SURFACES)
    page.keyboard.press("End")
    assert page.evaluate(MARKED) == ["combobox", list(SURFACES)[-1], "false"]
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert page.evaluate(MARKED)[1] == "sharp_ravine"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(MARKED)[1] == "booth"  # under it, in the next family
    page.keyboard.press("ArrowUp")
    assert page.evaluate(MARKED)[1] == "sharp_ravine"
    page.keyboard.type("MULLER saddle")
    assert titles_found(page) == ["Müller–Brown"]
    assert page.locator(".ov-surfaces [role=status]").inner_text() == f"1 of {len(SURFACES)}"
    page.keyboard.type("x")
    assert titles_found(page) == []
    assert page.evaluate(MARKED) is None
    page.keyboard.press("Enter")  # there is nothing to choose
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    shown(still, "mueller_brown")
    assert still.opener.evaluate("(button) => button === document.activeElement")
    assert still.opener.inner_text() == "Surface\nMüller–Brown"
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.locator(".ov-surfaces").wait_for(state="hidden")
    assert still.opener.evaluate("(button) => button === document.activeElement")
    assert still.scenario().surface.key == "mueller_brown"
    assert len([url for url in asked if url.endswith("surfaces.bin")]) == 1


def test_the_pictures_show_the_surfaces_in_the_colours_of_the_theme(open_screen):
    """Himmelblau's published minima, and its hill between them; its picture shows [−6.67, 6.67] × [−5, 5]."""
    minima = np.array([[3.0, 2.0], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]])
    hill = np.array([[-0.270845, -0.923039]])
    places = (np.concatenate([minima, hill]) / [20 / 3, 5] + 1) / 2
    for scheme, sign in (("light", 1), ("dark", -1)):
        screen = open_screen(color_scheme=scheme, reduced_motion="reduce").show()
        screen.opener.click()
        screen.page.wait_for_function(f"() => {PAINTED}")
        *valleys, top = screen.page.evaluate(LIGHTNESS, ["himmelblau", places.tolist()])
        assert all(sign * (valley - top) > 20 for valley in valleys), scheme  # paper is where the loss is low


def test_a_finger_finds_it_on_a_phone_one_tap_away(open_screen):
    screen = open_screen(viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce").show()
    screen.opener.tap()
    sheet = screen.page.locator(".ov-surfaces").bounding_box()
    assert sheet == {"x": 0, "y": 0, **PHONE}
    assert screen.page.evaluate("() => document.activeElement.textContent") == "Close"  # no keyboard over the list
    screen.page.locator('.ov-picker-row[data-key="himmelblau"]').tap()
    shown(screen, "himmelblau")
    screen.opener.tap()
    screen.page.get_by_role("button", name="Close", exact=True).tap()
    screen.page.locator(".ov-surfaces").wait_for(state="hidden")


def test_it_can_be_reached_in_full_screen_and_without_the_sidebar(open_screen):
    screen = open_screen(reduced_motion="reduce").show()
    page = screen.page
    assert page.locator(".ov-settings .ov-own .ov-slider").count() == 2
    page.keyboard.press("f")
    screen.wait("document.fullscreenElement === player.root && !player.root.querySelector('.ov-strip').hidden")
    assert page.locator(".ov-strip .ov-own .ov-slider").count() == 2
    screen.choose_surface("himmelblau")
    shown(screen, "himmelblau")
    page.keyboard.press("f")
    screen.wait("document.fullscreenElement === null && player.root.querySelector('.ov-strip').hidden")
    screen.choose(sidebar="off")
    screen.wait("!player.root.querySelector('.ov-strip').hidden")
    screen.choose_surface("linear_regression")
    shown(screen, "linear_regression")
    names = page.locator(".ov-settings .ov-line-name").all_text_contents()
    assert [name for name in names if name.startswith("Start")] == ["Start slope", "Start intercept"]


PLACES = """[...player.root.querySelectorAll(".ov-stage, .ov-transport, .ov-curves")]
  .map((element) => JSON.stringify(element.getBoundingClientRect()))"""


def test_panels_stay_where_they_are_whatever_a_surface_or_a_noise_brings(open_screen):
    screen = open_screen(viewport=LOW, reduced_motion="reduce").show("surface=himmelblau&num_steps=40")
    before = screen.steady(PLACES)
    curves = screen.page.locator(".ov-curves").bounding_box()
    assert curves["y"] + curves["height"] <= LOW["height"], "the curves are in view"
    screen.choose_surface("narrow_and_wide")
    shown(screen, "narrow_and_wide")
    screen.page.get_by_label("Gradient noise", exact=True).select_option("gaussian")
    screen.wait("player.shownScenario.noise.key === 'gaussian' && player.link.idle")
    assert screen.page.locator(".ov-settings .ov-own .ov-slider").count() == 4
    assert screen.steady(PLACES) == before
    scale, noise = (
        screen.page.locator(".ov-settings [data-parameter=scale]"),
        screen.page.get_by_label("Gradient noise", exact=True),
    )
    assert 0 < scale.bounding_box()["y"] - noise.bounding_box()["y"] < 80, "its scale is beside it"


def test_the_page_of_the_surfaces_is_a_link_away_and_leads_back(still):
    page, held = still.page, []
    still.open("surface=himmelblau&optimizers.0=sgd&num_steps=123")
    page.evaluate("() => (window.isTheSamePage = true)")

    page.route("**/surfaces.bin", lambda route: held.append(route))
    page.get_by_role("link", name="Surfaces", exact=True).click()
    page.locator(".ov-page[data-theme]").wait_for()
    while not held:
        still.next_frame()
    with page.expect_response("**/surfaces.bin"):  # who leaves before the pictures are there leaves nothing behind
        page.get_by_role("link", name="Playground", exact=True).click()
        page.wait_for_function("() => window.optvizPlayer && !document.querySelector('.ov-page')")
        held[0].continue_()
    still.ready()
    still.next_frame()
    page.unroute("**/surfaces.bin")

    still.opener.click()
    page.keyboard.type("shubert")
    page.get_by_role("link", name="Formula, minima and source of Shubert").click()
    page.locator(".ov-page[data-theme]").wait_for()
    page.wait_for_function("() => Math.abs(document.getElementById('shubert').getBoundingClientRect().top) < 40")
    page.get_by_role("link", name="Open Beale in the playground").click()
    page.locator(".ov-root").wait_for()
    shown(still, "beale")
    assert still.scenario().start == SURFACES["beale"].start
    assert still.scenario().num_steps == 123  # as if it had been chosen in the list
    page.get_by_label("Undo (Ctrl+Z)", exact=True).click()
    shown(still, "himmelblau")
    assert page.evaluate("() => window.isTheSamePage")
