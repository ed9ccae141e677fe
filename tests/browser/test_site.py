"""The site that `optviz site` writes, from a plain web server and from a disk: choose, add, drag, link, lesson."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from patient import new_page

from optviz import Scenario, export
from optviz.exports.page import REST
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import words_of
from optviz.site import write_site
from tests.browser.conftest import LAPTOP, Screen
from tests.browser.test_taken_home import DRAWN, as_simulated


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("web")
    write_site(root / "course" / "optviz")
    return root


@pytest.fixture(scope="module", params=["http", "file"])
def address(request, folder):
    if request.param == "file":
        yield (folder / "course" / "optviz" / "index.html").as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/course/optviz/"
        server.shutdown()


@pytest.fixture(scope="module")
def tab(browser):
    page = new_page(browser, viewport=LAPTOP, reduced_motion="reduce")
    yield page
    page.context.close()


@pytest.fixture
def opened(tab, address):
    """Opens an address of the site; what its page complains of, or asks for besides itself, fails the test."""
    screen = Screen(tab, address)
    asked = []
    screen.listen("request", lambda request: asked.append(request.url))

    def at(query=""):
        tab.goto("about:blank")
        tab.goto(f"{address}?{query}" if query else address)
        tab.wait_for_function(DRAWN)
        return screen

    yield at
    assert screen.complaints == []
    assert {url.split("?")[0] for url in asked} - {address, address.split("/course")[0] + "/favicon.ico"} == set()
    screen.leave()


def test_choose_add_drag_and_hand_on_the_link(opened):
    screen = opened("surface=himmelblau&optimizers.0=sgd&optimizers.1=adamm&show.view=panels")
    page = screen.page
    assert "no optimizer is called 'adamm' (did you mean 'adam'?)" in page.locator(".ov-status").inner_text()
    assert as_simulated(screen).surface.key == "himmelblau"
    screen.choose_surface("beale")
    page.locator(".ov-picker-row canvas[data-painted]").first.wait_for(state="attached")
    chosen = as_simulated(screen)
    assert (chosen.surface.key, screen.has_ground_of_the_server()) == ("beale", True)
    assert page.locator("#optviz-surface h1").inner_text() == "Beale"
    page.get_by_role("button", name="Add optimizer").click()
    page.get_by_role("option", name="Lion", exact=True).click()
    page.keyboard.press("Escape")
    screen.drag(screen.slider(0, "learning_rate").locator(".."), [0.5, 0.45, 0.4])
    held = as_simulated(screen)
    assert not screen.read("player.session.isSettled")
    page.mouse.up()
    settled = as_simulated(screen)
    assert [choice.key for choice in settled.optimizers] == ["sgd", "lion"]
    assert settled == held
    link = screen.url
    assert link.endswith(f"?{settled.to_url()}")
    again = opened(link.partition("?")[2])
    assert as_simulated(again) == settled
    assert again.page.locator(".ov-status").inner_text() == ""


def test_lessons_with_the_way_from_one_to_the_next(opened):
    first, second = (lessons("zh")[key] for key in list(lessons())[:2])
    words = words_of("zh")
    screen = opened(f"lesson={first.key}&language=zh")
    page = screen.page
    page.get_by_role("button", name=words["skip"]).click()
    assert json.loads(json.dumps(screen.read("player.shownScenario"))) == json.loads(first.scenario.to_json())
    claims = page.locator(".ov-claims li")
    assert [claim.get_attribute("data-holds") for claim in claims.all()] == ["yes"] * len(first.claims)
    page.get_by_role("button", name=words["after"]).click()
    page.get_by_role("heading", name=second.title).wait_for()
    page.locator("#optviz-lessons").get_by_role("button", name="English").click()
    page.get_by_role("link", name=lessons()["taylor"].title).click()
    page.get_by_role("heading", name=lessons()["taylor"].title).wait_for()
    assert "lesson=taylor&language=en" in screen.url
    page.get_by_role("button", name=words_of("en")["skip"]).click()
    screen.wait("player.tracks[0].detail.taylor && player.stages.every((stage) => stage.isDrawn())")
    page.evaluate("localStorage.clear()")


def test_what_needs_the_app_is_not_there_and_is_said(opened):
    screen = opened("surface=recurrent_unit&optimizers.0=sgd&num_steps=20")
    page = screen.page
    assert page.get_by_role("button", name="Take home").count() == 0
    assert not page.locator(".ov-happened").is_visible()
    assert page.locator("#optviz-rest").inner_text() == REST
    cells = page.locator(".ov-table tbody tr").first.locator("td")
    assert "–" in cells.all_inner_texts()
    page.get_by_role("button", name="Menu of SGD").click()
    items = page.locator(".ov-menu:popover-open button").all_inner_texts()
    assert "Four rates" not in items
    assert "Duplicate" in items
    page.keyboard.press("Escape")


def test_the_whole_playground_in_one_file_begins_with_the_run_that_was_taken_home(tab, tmp_path):
    file = tmp_path / "run.html"
    export(Scenario(surface="himmelblau", optimizers=["sgd"], num_steps=40), file, playground="whole")
    screen = Screen(tab, "")
    tab.goto(file.as_uri())
    tab.wait_for_function(DRAWN)
    assert tab.locator(".ov-happened").is_visible()
    screen.choose_surface("dip_curve")
    screen.wait("player.surface.key === 'dip_curve' && player.stages.every((stage) => stage.isDrawn())")
    tab.get_by_role("button", name="Undo").click()
    screen.wait("player.surface.key === 'himmelblau' && player.stages.every((stage) => stage.isDrawn())")
    as_simulated(screen)
    assert tab.locator(".ov-happened").is_visible()
    assert screen.complaints == []
    screen.leave()
