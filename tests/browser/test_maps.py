"""Maps beside the player: live, coarse first, linked; what the hand does with them, by mouse and by keyboard."""

import re
from base64 import b64decode
from io import BytesIO
from urllib.parse import urlsplit

import numpy as np
import pytest
from patient import SUBPAGE
from PIL import Image

from optviz import Scenario, Sweep, simulate, sweep
from optviz.picture.colours import parts_of
from optviz.picture.map_cells import PENDING, special
from optviz.scenario.query import SWEEP

FEW_AND_LONG = True
ASKED = "**/api/sweep*"
READABLE = "Point at a cell to read it, click to see its run."
RATE, RHO = "optimizers.1.learning_rate", "optimizers.1.rho"
SCENARIO = Scenario(surface="ravine", optimizers=["sgd", {"key": "momentum", "learning_rate": 0.04}], num_steps=60)
MAP = Sweep(
    scenario=SCENARIO,
    x={"key": RATE, "low": 1e-3, "high": 1, "cells": 128},
    y={"key": RHO, "low": 0, "high": 0.99, "cells": 128},
)
FOUND = "[...player.desk.views[arg].found.losses]"


def opened(still, asked=MAP):
    still.foreseen = (SUBPAGE,)
    still.page.goto(f"{still.address}/maps?{asked.to_url()}")
    return still.ready()


def finished(still, asked=MAP):
    """The page once its finest maps are there."""
    opened(still, asked)
    still.wait("player.desk.isFinished")
    return still.page


def here(still, i=0):
    """What the page has of map i: its losses and where it diverged."""
    losses, diverged, shape = still.read(
        f"((found) => [[...found.losses], [...found.diverged_at], found.shape])(player.desk.views[{i}].found)"
    )
    return np.reshape(losses, shape), np.reshape(diverged, shape)


def place(page, across, up, i=0):
    """A place of map i on the page, in shares of its sides from the lower left corner."""
    box = page.locator(".ov-map-hand").nth(i).bounding_box()
    return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]


def numbers_said(text):
    """Learning rate and momentum of the cell that is read."""
    return [float(number) for number in re.match(r"learning rate η ([\d.]+), momentum ρ ([\d.]+): ", text).groups()]


def check_said(text, scenario):
    """That what is said of a cell came of its run."""
    path = simulate(scenario)[1]
    numbers = scenario.optimizers[1].numbers
    assert numbers_said(text) == pytest.approx([numbers["learning_rate"], numbers["rho"]], rel=1e-3)
    if path.diverged_at is not None:
        assert f": diverged at step {path.diverged_at}" in text
        return
    said = float(re.search(r"final loss ([\d.e−]+)", text)[1].replace("−", "-"))
    assert said == pytest.approx(path.losses[-1], rel=0.02)


def test_a_map_comes_coarse_first_by_itself_and_fine_from_the_server(still):
    held = []
    still.page.route(ASKED, lambda route: held.append(route))
    with still.page.expect_request(ASKED) as asked:
        opened(still)
    assert "most=128" in asked.value.url
    still.wait("player.desk.views[0].found?.shape[1] === 64")  # without the server
    losses, diverged = here(still)
    expected = sweep(MAP.coarser(64), precision=64)
    assert (diverged == expected.diverged_at).mean() > 0.99
    good = (diverged < 0) & (expected.diverged_at < 0)
    assert np.isclose(losses[good], expected.losses[good], rtol=1e-6).mean() > 0.99
    still.page.get_by_text("A finer map is on its way.").wait_for()
    share = still.page.get_by_label("Share of the maps that is there", exact=True)
    assert share.evaluate("bar => [bar.position, bar.max, bar.title]") == [-1, 1, "0 %"]
    problem = '{"problems": [{"field": "x.low", "message": "is not a number"}]}'
    held[0].fulfill(status=422, body=problem, content_type="application/json")
    still.page.get_by_text("x.low: is not a number").wait_for()
    assert not share.is_visible()
    assert here(still)[0].shape == (64, 64)  # what was there stays
    said = still.page.locator(".ov-map-said")
    still.page.mouse.move(*place(still.page, 0.999, 0.999))
    corner, _, _ = said.inner_text().partition(": ")
    still.page.unroute(ASKED)
    still.page.get_by_label("Shown", exact=True).select_option("steps")
    still.wait("player.desk.views[0].found.shape[1] === 128")
    assert said.inner_text().startswith(f"{corner}: ")  # the cell that is pointed at is the same place
    still.page.mouse.move(1, 1)
    still.page.get_by_text(READABLE).wait_for()
    assert (here(still)[1] == sweep(MAP).diverged_at).all()
    still.complaints[:] = [one for one in still.complaints if not re.search("422|404", one)]


def canvas(page):
    """The pixels of the map as they are drawn, (height, width, 3), and those of each sample of the key, by its text."""

    def pixels(found):
        _, _, encoded = found.evaluate("(canvas) => canvas.toDataURL()").partition(",")
        return np.asarray(Image.open(BytesIO(b64decode(encoded))).convert("RGB"))

    entries = page.locator(".ov-map-entry").all()
    return pixels(page.locator("canvas.ov-map:not(.ov-still)")), {
        one.inner_text(): pixels(one.locator("canvas").first) for one in entries
    }


def test_what_is_not_yet_computed_looks_so_and_says_so(still):
    page = still.page
    for never in (ASKED, "**/worker.mjs", "**/programs/**"):
        page.route(never, lambda route: None)
    opened(still)
    still.wait("player.desk.views[0].found")
    check_pending(page, "light")
    page.mouse.move(*place(page, 0.5, 0.5))
    assert page.locator(".ov-map-said").inner_text().endswith(": not yet computed")
    page.emulate_media(forced_colors="active")
    check_pending(page, "light")
    page.emulate_media(color_scheme="dark", forced_colors="none")
    still.wait("player.desk.element.dataset.theme === 'dark'")
    check_pending(page, "dark")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    check_pending(page, "print")


def check_pending(page, style):
    """That the whole map, and the one sample of its key, have the look of what is not yet computed."""
    pixels, samples = canvas(page)
    assert list(samples) == ["not yet computed"]
    look = special(style)[PENDING]
    paper, ink = (np.round(255 * np.array(parts_of(colour))) for colour in (look.colour, look.ink))
    is_inked = (pixels == ink).all(axis=-1)
    assert (is_inked | (pixels == paper).all(axis=-1)).all()
    assert 0.12 < is_inked.mean() < 0.13  # an eighth
    assert 0.1 < (samples["not yet computed"] == ink).all(axis=-1).mean() < 0.2


def test_a_map_that_is_stopped_half_way_shows_which_cells_are_not_yet_computed(still):
    page = still.page
    page.route(ASKED, lambda route: None)
    opened(still)
    still.wait("player.desk.views[0].found?.losses.length === 64 * 64")
    before, samples = canvas(page)
    assert "not yet computed" not in samples
    page.get_by_role("button", name="Stop").click()
    page.get_by_text("Stopped.").wait_for()
    after, samples = canvas(page)
    assert "not yet computed" in samples
    changed = (before != after).any(axis=-1)
    height, width = changed.shape
    run = np.round(np.arange(64) / 63 * 127).astype(int)  # of 128 cells along each side those that 64 have
    row = np.isin(np.floor((height - np.arange(height) - 0.5) / height * 128), run)
    column = np.isin(np.floor((np.arange(width) + 0.5) / width * 128), run)
    is_run = row[:, None] & column
    assert not changed[is_run].any()
    assert 0.15 < changed[~is_run].mean() < 0.3  # two of eight pixels, but for those that have the colour anyway
    page.mouse.move(*place(page, 0.3, 0.3))
    assert "; the cells around it are not yet computed" in page.locator(".ov-map-said").inner_text()
    page.unroute(ASKED)
    page.get_by_label("Shown", exact=True).select_option("steps")  # it begins anew
    still.wait("player.desk.isFinished")
    assert "not yet computed" not in canvas(page)[1]


def test_a_cell_is_read_and_sent_to_the_player_by_mouse_and_by_keyboard(still):
    page = finished(still)
    said, hand = page.locator(".ov-map-said"), page.locator(".ov-map-hand")
    assert said.inner_text() == READABLE
    assert hand.get_attribute("aria-label").startswith("Momentum. Arrow keys move from cell to cell")
    for across, up in ((0.3, 0.3), (0.97, 0.5)):
        page.mouse.move(*place(page, across, up))
        text = said.inner_text()
        still.click(*place(page, across, up))
        still.wait("player.session.isSettled && player.session.isCurrent")
        check_said(text, still.scenario())
    assert "diverged" in text
    before = still.scenario().optimizers[1].numbers
    hand.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowDown")
    text = said.inner_text()
    page.keyboard.press("Enter")
    still.wait("player.session.isSettled && player.session.isCurrent")
    check_said(text, still.scenario())
    after = still.scenario().optimizers[1].numbers
    assert before["learning_rate"] / after["learning_rate"] == pytest.approx(1e3 ** (1 / 127), rel=1e-4)
    assert after["rho"] < before["rho"]
    own = still.read("player.desk.views[0].own")
    assert own == [after["learning_rate"], after["rho"]]  # the mark is there
    asked = Sweep.from_url(urlsplit(still.url).query)
    assert (asked.x, asked.y, asked.outcome) == (MAP.x, MAP.y, MAP.outcome)
    assert asked.scenario == still.scenario()
    assert SWEEP in urlsplit(still.url).query


def test_basins_are_linked_and_follow_the_hand(still):
    scenario = Scenario(
        surface="himmelblau",
        optimizers=[{"key": "sgd", "learning_rate": 0.01}, {"key": "momentum", "learning_rate": 0.002}],
        num_steps=60,
    )
    page = finished(still, Sweep.of_starts(scenario, cells=32))
    assert page.locator(".ov-map-view").count() == 2
    expected = sweep(Sweep.of_starts(scenario, 1, cells=32))
    minima = np.reshape(still.read("[...player.desk.views[1].found.minima]"), (32, 32))
    assert (minima == expected.minima).mean() > 0.99
    page.mouse.move(*place(page, 0.2, 0.7))
    one, other = [text.split(": ")[0] for text in page.locator(".ov-map-said").all_inner_texts()]
    assert one == other
    asked = []
    page.on("request", lambda request: "/api/sweep" in request.url and asked.append(request.url))
    before = here(still, 1)[0]
    still.drag(still.slider(1, "learning_rate"), [0.5, 0.4, 0.3])
    rate = still.read("player.session.scenario.optimizers[1].learning_rate")
    still.wait("player.desk.views[1].found.losses[0] !== arg", before[0, 0])
    still.wait("player.desk.views[1].found.shape[1] === 32")
    assert not asked  # the hand is still on it
    page.mouse.up()
    still.wait("player.session.isSettled && player.session.isCurrent")
    moved = Scenario.from_json(still.scenario().to_json())
    assert moved.optimizers[1].numbers["learning_rate"] == rate
    still.click(*place(page, 8.5 / 32, 24.5 / 32))
    still.wait("player.session.isSettled && player.session.isCurrent")
    start = still.scenario().start
    assert start == pytest.approx((10 * 8 / 31 - 5, 10 * 24 / 31 - 5), abs=1e-4)
    page.mouse.move(*place(page, 0.5, 0.5))
    page.locator(".ov-map-hand").first.focus()
    page.keyboard.press("+")
    still.wait("player.desk.views.every(({ axes }) => axes[0].high - axes[0].low < 6)")
    page.keyboard.press("0")
    still.wait("player.desk.views.every(({ axes }) => axes[0].high - axes[0].low === 10)")


def test_two_fingers_zoom_a_map_and_pick_nothing(open_screen):
    screen = open_screen(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = finished(screen)
    before = screen.scenario()
    page.locator(".ov-map-hand").scroll_into_view_if_needed()
    still, moving, there = place(page, 0.25, 0.5), place(page, 0.5, 0.5), place(page, 0.75, 0.5)
    scrolled = page.get_by_test_id("stMain").evaluate("main => main.scrollTop")
    screen.touch("touchStart", still)
    screen.touch("touchStart", still, moving)
    screen.touch("touchMove", still, there)
    screen.touch("touchEnd", still)
    screen.touch("touchEnd")
    low, high = screen.read("((axis) => [axis.low, axis.high])(player.desk.views[0].axes[0])")
    at = np.log10(
        [1e-3, 1e-3 * 1e3**0.25, 1]
    )  # what was under the fingers still is: a quarter, and what was the middle
    assert np.log10([low, high]) == pytest.approx(at[1] + np.array([-0.25, 0.75]) * 1.5, abs=0.05)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") == scrolled
    screen.wait("player.session.isSettled && player.session.isCurrent")
    assert screen.scenario() == before
    asked = Sweep.from_url(urlsplit(screen.url).query)
    assert (asked.x.low, asked.x.high) == (low, high)
    screen.wait("player.desk.isFinished")  # the cell of a coarse map becomes one of a finer one
    screen.touch("touchStart", moving)
    screen.touch("touchEnd")
    screen.wait("player.session.isSettled && player.session.isCurrent")
    said = page.locator(".ov-map-said").inner_text()  # a tap is read too
    numbers = screen.scenario().optimizers[1].numbers
    assert numbers_said(said) == pytest.approx([numbers["learning_rate"], numbers["rho"]], rel=1e-3)


def test_the_track_of_a_learning_rate_shows_its_strip_of_the_map(still):
    scenario = Scenario(surface="ravine", optimizers=["momentum", "newton"], num_steps=60)
    still.open(scenario.to_url())
    still.page.locator(".ov-strip-map").wait_for()
    track = still.page.locator(".ov-track", has=still.page.locator(".ov-strip-map"))
    assert track.locator("input").get_attribute("data-parameter") == "learning_rate"
    low, high = still.read("player.surface.homes.momentum")
    x = {"key": "optimizers.0.learning_rate", "low": low, "high": high, "cells": 72}
    found = sweep(Sweep(scenario=scenario, x=x), precision=64)
    best = found.x[np.where(found.diverged_at[0] < 0, found.losses[0], np.inf).argmin()]
    text = track.get_attribute("title")
    assert text in still.page.locator(f"#{track.locator('input').get_attribute('aria-describedby')}").inner_text()
    assert float(text.rpartition("lowest at ")[2]) == pytest.approx(best, rel=0.05)
    colours = np.array(
        track.locator("canvas").evaluate(
            "(canvas) => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, 1).data]"
        )
    ).reshape(-1, 4)[::2]
    assert ((colours[:, 3] == 0) == (found.diverged_at[0] >= 0)).all()
    dark = colours[:, :3].sum(axis=1)
    good = np.flatnonzero((found.diverged_at[0] < 0) & (found.losses[0] <= found.first_losses[0]))
    ranks = found.losses[0][good].argsort().argsort()
    assert (np.diff(dark[good][ranks.argsort()].astype(int)) >= 0).all()
    before = text
    # A run that seems to take long is looked at again: the machine may only have been busy.
    still.page.evaluate("""() => {
      const { local } = window.optvizPlayer.runner;
      const expected = local.expectedOfPaths.bind(local);
      let looks = 0;
      local.expectedOfPaths = (one) => (one.optimizers.length === 1 && looks++ < 1 ? 1000 : expected(one));
    }""")
    still.drag(still.slider(0, "rho"), [0.5, 0.3])
    assert still.page.locator(".ov-strip-map").count() == 0  # it was that of another momentum
    still.page.mouse.up()
    still.page.locator(".ov-strip-map").wait_for()
    assert track.get_attribute("title") != before


def test_a_small_map_behind_the_sliders_of_the_playground(still):
    still.open(SCENARIO.to_url())
    still.page.get_by_label("Menu of Momentum", exact=True).click()
    still.page.get_by_role("button", name="Map", exact=True).click()
    still.wait("player.desk?.isFinished")
    titles = still.read("player.desk.views.map(({ titles }) => titles)")
    assert titles == [["learning rate η", "momentum ρ"]]
    still.click(*place(still.page, 0.5, 0.2))
    still.wait("player.session.isSettled && player.session.isCurrent")
    asked = Sweep.from_url(urlsplit(still.url).query)
    assert asked.optimizer == 1
    x, y = still.read("player.desk.views[0].own")
    numbers = still.scenario().optimizers[1].numbers
    assert (x, y) == (numbers["learning_rate"], numbers["rho"])
    (border,) = still.read("player.desk.views.map(({ theory }) => theory.border)")
    assert all(rate == pytest.approx(2 * (1 + rho) / 10, rel=1e-6) for rate, rho in border)
    still.page.get_by_role("button", name="Close the map").click()
    assert still.page.locator(".ov-desk").count() == 0
    assert SWEEP not in urlsplit(still.url).query
