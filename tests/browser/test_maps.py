"""The page of the maps: a map comes coarse first; its cells are read and opened, by mouse and by keyboard."""

import re
from urllib.parse import urlsplit

import pytest

from optviz import Scenario, simulate

ASKED = "**/api/sweep*"
READABLE = "Point at a cell to read it, click to open it."


def opened(still):
    """The page of the maps, come to from the playground."""
    still.open()
    still.page.get_by_role("link", name="Maps", exact=True).click()
    return still.page


def of_link(page):
    """The scenario that the link under the map opens."""
    href = page.get_by_role("link", name="Open this cell in the playground").get_attribute("href")
    return Scenario.from_url(href.removeprefix("./?"))


def check_said(text, scenario):
    """That what is said of a cell came of its run."""
    (path,) = simulate(scenario)
    numbers = scenario.optimizers[0].numbers
    rate, rho = map(float, re.match(r"learning rate η ([\d.]+), momentum ρ ([\d.]+): ", text).groups())
    assert (rate, rho) == (pytest.approx(numbers["learning_rate"], rel=1e-3), pytest.approx(numbers["rho"], rel=1e-3))
    if path.diverged_at is not None:
        assert f": diverged at step {path.diverged_at}" in text
        return
    assert float(re.search(r"final loss ([\d.e−]+)", text)[1].replace("−", "-")) == pytest.approx(
        path.losses[-1], rel=0.02
    )


def test_a_map_comes_coarse_first_and_what_is_wrong_is_said(still):
    held = []
    still.page.route(ASKED, lambda route: held.append(route))
    with still.page.expect_request(ASKED):
        page = opened(still)
    said = page.locator(".ov-map-said")
    assert said.inner_text() == "The map is on its way."
    for most, told in (("32", "A finer map is on its way."), ("64", "A finer map is on its way."), ("128", READABLE)):
        route = held.pop(0)
        assert f"most={most}" in route.request.url
        if most == "128":
            route.continue_()
        else:
            with page.expect_request(ASKED):
                route.continue_()
        page.get_by_text(told).wait_for()
    page.unroute(ASKED)
    problem = '{"problems": [{"field": "x.low", "message": "is not a number"}]}'
    page.route(ASKED, lambda route: route.fulfill(status=422, body=problem, content_type="application/json"))
    page.get_by_text("all starts").click()
    page.get_by_text("x.low: is not a number").wait_for()
    page.unroute(ASKED)
    still.complaints[:] = [one for one in still.complaints if "422" not in one]


def test_a_cell_is_read_and_opened_by_mouse_and_by_keyboard(still):
    page = opened(still)
    page.get_by_text(READABLE).wait_for()
    canvas, said = page.locator(".ov-map"), page.locator(".ov-map-said")
    assert canvas.get_attribute("aria-label") == (
        "Momentum on Ravine: final loss. Arrow keys move from cell to cell, Enter opens one."
    )
    box = canvas.bounding_box()
    for across, down in ((0.3, 0.7), (0.95, 0.5)):
        page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        check_said(said.inner_text(), of_link(page))
    assert "diverged" in said.inner_text()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
    before = of_link(page).optimizers[0].numbers
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    there = of_link(page)
    after = there.optimizers[0].numbers
    assert after["learning_rate"] / before["learning_rate"] == pytest.approx(1e4 ** (1 / 127))
    assert after["rho"] < before["rho"]
    check_said(said.inner_text(), there)
    page.keyboard.press("Enter")
    still.ready()
    assert still.scenario() == there
    assert Scenario.from_url(urlsplit(page.url).query) == there
