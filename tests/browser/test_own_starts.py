"""Starts of an optimizer's own: dragged, typed, given and taken back in a panel's menu, and one rule from several."""

import numpy as np

from optviz import Scenario, from_starts

OWN = (
    "surface=ravine&num_steps=40&optimizers.0=sgd&optimizers.1=adam&optimizers.2=momentum"
    "&optimizers.1.start.0=1&optimizers.1.start.1=0.5"
)
STARTS = "player.shownScenario.optimizers.map(({ start }) => start ?? null)"


def dragged(screen, handle, by):
    """The hand has the handle, and has moved it so far."""
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    screen.page.mouse.move(x, y)
    screen.page.mouse.down()
    screen.page.mouse.move(x + by[0] / 2, y + by[1] / 2)
    screen.page.mouse.move(x + by[0], y + by[1])


def menu(screen, name, item):
    screen.page.get_by_label(f"Menu of {name}", exact=True).click()
    screen.page.get_by_role("button", name=item, exact=True).locator("visible=true").click()


def assert_drawn(screen, count):
    settled = screen.scenario()
    for i in range(count):
        screen.assert_drawn(i, settled)


def test_a_ring_moves_what_begins_there_and_nothing_else(still):
    still.show(OWN)
    first = still.scenario()
    handles = still.page.locator(".ov-panel .ov-start")
    names = [handles.nth(i).get_attribute("aria-label") for i in range(3)]
    assert names == [
        "Start point: drag it, or use the arrow keys",
        "Start point of Adam: drag it, or use the arrow keys",
        "Start point: drag it, or use the arrow keys",
    ]
    dragged(still, handles.nth(1), (-40, 30))
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] < 0.9")
    assert still.scenario().starts[::2] == first.starts[::2]
    assert_drawn(still, 3)
    still.page.mouse.up()
    still.wait("player.link.idle && !location.search.includes('optimizers.1.start.0=1&')")
    moved = still.scenario()
    assert moved.start == first.start
    assert Scenario.from_url(still.url).starts == moved.starts

    dragged(still, handles.nth(2), (30, 20))
    still.page.mouse.up()
    still.wait("player.link.idle && player.history.past.length === 3")
    assert still.scenario().starts[1] == moved.starts[1]
    assert still.scenario().start != first.start
    assert_drawn(still, 3)

    still.page.keyboard.press("Control+z")
    still.page.keyboard.press("Control+z")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] === 1")
    assert still.scenario() == first
    still.page.keyboard.press("Control+Shift+z")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] !== 1")
    assert still.scenario() == moved


def test_a_click_on_a_panel_moves_the_start_of_its_own(still):
    still.show(OWN)
    first = still.scenario()
    still.click_in(still.page.locator(".ov-stage").nth(1), 150, 60)
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] !== 1")
    assert still.scenario().start == first.start
    still.page.locator(".ov-start").nth(1).press("Delete")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] === player.shownScenario.start[0]")
    assert still.scenario().starts == (first.start,) * 3


def test_all_paths_on_one_picture_have_a_ring_for_each_start(still):
    still.show(OWN)
    still.choose(view="overlaid")
    handles = still.page.locator(".ov-shared .ov-start")
    assert handles.count() == 2
    assert still.read("player.overlay.startPixels.length") == 2
    dragged(still, handles.nth(1), (-50, 0))
    still.page.mouse.up()
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] < 0.9")
    dragged(still, handles.nth(0), (40, 0))
    still.page.mouse.up()
    still.wait("player.link.idle && player.shownScenario.start[0] > -1.95")
    ends = still.read("player.overlay.tracks.map(({ pixels }) => [...pixels.slice(0, 2)])")
    shared, own = still.read("player.overlay.startPixels")
    np.testing.assert_allclose(ends, [shared, own, shared], atol=0.01)


def test_a_start_of_ones_own_is_given_typed_refused_and_taken_back_by_keyboard(still):
    page = still.page
    still.show("surface=ravine&num_steps=40&optimizers.0=sgd&optimizers.1=adam")

    def choose(item):
        page.get_by_label("Menu of Adam", exact=True).press("Enter")
        page.get_by_role("button", name=item, exact=True).locator("visible=true").press("Enter")

    choose("Own start point")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start?.join() === '-2,1'")
    panel = page.locator(".ov-panel").nth(1)
    assert "start (−2, 1)" in panel.locator(".ov-trace").text_content()
    panel.locator("summary").press("Enter")
    still.type("Adam: start x, exact number", "0.75")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start[0] === 0.75")
    assert still.scenario().starts == ((-2, 1), (0.75, 1))
    assert "optimizers.1.start.0=0.75" in still.url
    box = panel.get_by_label("Adam: start y, exact number", exact=True)
    box.fill("1e9")
    box.press("Enter")
    page.get_by_role("status").filter(has_text="4").first.wait_for()
    assert still.read(STARTS) == [None, [0.75, 1]]
    assert still.scenario().starts == ((-2, 1), (0.75, 1))

    choose("Shared start point")
    still.wait("player.link.idle && !player.shownScenario.optimizers[1].start")
    assert "optimizers.1.start" not in still.url
    assert panel.get_by_label("Adam: start x, exact number", exact=True).count() == 0
    page.keyboard.press("Control+z")
    still.wait("player.link.idle && player.shownScenario.optimizers[1].start?.[0] === 0.75")


def test_an_ensemble_is_one_click_and_says_how_it_does_beside_its_members(still):
    query = "surface=sampled_wave&num_steps=300&optimizers.0=sgd&optimizers.1=adam&optimizers.1.learning_rate=0.1"
    still.show(query)
    first = still.scenario()
    menu(still, "Adam", "Alone from 5 starts")
    still.wait("player.panels.length === 5 && player.link.idle && player.display.curve === 'held_out_together'")
    assert still.scenario() == from_starts(first, 1, 5)
    still.wait("player.data.header.curves.held_out_together?.told")
    said = still.read("player.data.header.curves.held_out_together.told")
    assert said.startswith("In the end the mean of what these 5 runs say has 0.152; the best of them alone has ")
    still.page.get_by_text(said).first.wait_for()
    still.page.keyboard.press("Control+z")
    still.wait("player.panels.length === 2 && player.link.idle")
    assert still.scenario() == first
