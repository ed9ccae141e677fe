"""The site that `optviz site` writes, from a plain web server and from a disk: choose, add, drag, link, lesson."""

import io
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pandas
import pytest
from patient import new_page
from PIL import Image

from optviz import Scenario, Sweep, export, simulate, sweep
from optviz.exports.stamp import read_scenario
from optviz.lessons.catalogue import lessons
from optviz.lessons.reading import words_of
from optviz.site import write_site
from optviz.texts.english import SENTENCES
from optviz.texts.language import say, speaking
from tests.browser.conftest import LAPTOP, Screen
from tests.browser.test_taken_home import DRAWN, as_simulated, told_of
from tests.samples import sample

FEW_AND_LONG = True


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("web")
    write_site(root / "course" / "optviz")
    return root


@pytest.fixture(scope="module")
def address(request, folder):
    """From a disk, unless a test asks for more than that."""
    if getattr(request, "param", "file") == "file":
        yield (folder / "course" / "optviz" / "index.html").as_uri()
        return
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/course/optviz/"
        server.shutdown()


from_a_server_too = pytest.mark.parametrize("address", sample(["http"], ["http", "file"]), indirect=True)


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
    screen.listen("request", lambda request: request.is_navigation_request() or asked.append(request.url))

    def at(query=""):
        tab.goto("about:blank")
        tab.goto(f"{address}?{query}" if query else address)
        tab.wait_for_function(DRAWN)
        return screen

    yield at
    assert screen.complaints == []
    assert set(asked) - {address.split("/course")[0] + "/favicon.ico"} == set()
    screen.leave()


@from_a_server_too
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


def test_a_small_map_is_made_and_opened_by_its_address(opened):
    scenario = Scenario(surface="ravine", optimizers=["sgd", "momentum"], num_steps=60)
    axes = {
        "x": {"key": "optimizers.1.learning_rate", "low": 1e-3, "high": 1, "cells": 64},
        "y": {"key": "optimizers.1.rho", "low": 0, "high": 0.99, "cells": 64},
    }
    asked = Sweep(scenario=scenario, **axes)
    screen = opened(asked.to_url())
    screen.wait("player.desk?.isFinished")
    diverged = np.reshape(screen.read("[...player.desk.views[0].found.diverged_at]"), (64, 64))
    assert (diverged == sweep(asked, precision=64).diverged_at).mean() > 0.99
    again = opened(asked.to_url().replace("sweep.x.cells=64", "sweep.x.cells=1"))
    assert again.page.locator(".ov-desk").count() == 0
    assert "The maps of the address are none that this experiment has." in again.page.locator(".ov-status").inner_text()


LONG = """() => new Promise((resolve) => {
  const player = window.optvizPlayer;
  let frames = 0;
  const look = () => {
    frames += 1;
    if (player.session.isSettled) resolve(frames);
    else requestAnimationFrame(look);
  };
  const searching = [0.4, 0.5, 0.6, 0.7].map((factor) => ({ key: "gradient_descent_backtracking", factor }));
  player.session.change({ ...player.scenario, num_steps: 1500, optimizers: searching }, true);
  look();
})"""
"""Four line searches, of which none goes like another, over a loss of 50 recurrences; the number of frames until they
are there."""


def test_frames_come_while_a_long_run_is_under_way(opened):
    screen = opened("surface=recurrent_unit&optimizers.0=sgd&num_steps=20")
    assert screen.page.evaluate(LONG) > 3
    settled = screen.read("player.shownScenario")
    assert (settled["num_steps"], len(settled["optimizers"])) == (1500, 4)


@from_a_server_too
def test_each_language_has_its_page_and_the_experiment_goes_along(opened):
    screen = opened("surface=beale&optimizers.0=adam&num_steps=30&show.view=overlaid&language=zh")
    page = screen.page
    assert "index.zh.html?" in screen.url
    assert page.locator("html").get_attribute("lang") == "zh"
    with speaking("zh"):
        assert page.locator("#optviz-rest").inner_text() == say(SENTENCES["needs_the_app"])
        assert page.get_by_role("button", name=say("Take home")).count() == 1
        told = told_of(simulate(as_simulated(screen)))
    assert page.locator(".ov-happened").text_content().strip() == told
    chosen = as_simulated(screen)
    page.locator(".ov-drawer-button").click()
    page.locator(".ov-languages").get_by_role("button", name="English").click()
    page.wait_for_url("**/index.html?*")
    page.wait_for_function(DRAWN)
    assert as_simulated(screen) == chosen
    assert screen.read("player.display.view") == "overlaid"
    assert page.get_by_role("button", name="Take home").count() == 1
    page.evaluate("localStorage.clear()")


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


def taken_home(page, title, folder):
    page.get_by_role("button", name="Take home").click()
    with page.expect_download() as started:
        page.locator(".ov-made-here button", has_text=title).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def test_files_that_the_browser_makes_carry_their_experiment(opened, tmp_path):
    screen = opened("surface=himmelblau&optimizers.0=sgd&optimizers.1=adam&num_steps=40&show.view=overlaid")
    page = screen.page
    screen.seek(7)
    kinds = {"(PNG)": ".png", "(CSV)": ".csv", "(JSON)": ".json", "(HTML)": ".html"}
    files = {ending: taken_home(page, title, tmp_path) for title, ending in kinds.items()}
    shown = as_simulated(screen)
    run = simulate(shown)
    assert [read_scenario(file) for file in files.values()] == [shown] * len(files)
    assert [file.name for file in files.values()] == [
        "himmelblau-sgd-adam-overlaid-step-7.png",
        *(f"himmelblau-sgd-adam{ending}" for ending in (".csv", ".json", ".html")),
    ]
    assert files[".json"].read_bytes() == export(run, format="json")
    table, expected = (
        pandas.read_csv(file, comment="#") for file in (files[".csv"], io.BytesIO(export(run, format="csv")))
    )
    pandas.testing.assert_frame_equal(table, expected, rtol=1e-9)
    # what is on the page is in the image, which is twice as sharp: the colour of a path where it has come to
    pixels = np.array(Image.open(files[".png"]).convert("RGB")).astype(int)
    stage = page.locator(".ov-shared").bounding_box()
    assert pixels.shape[1] >= 2 * stage["width"]
    for colour in screen.read("player.stages[0].tracks.map(({ colour }) => colour)"):
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert (abs(pixels - wanted).sum(axis=2) < 12).sum() > 100, colour
    ratio = page.evaluate("devicePixelRatio")
    assert screen.read("player.stages[0].ground.width") == round(ratio * screen.read("player.stages[0].view.width"))
    page.goto(files[".html"].as_uri())
    page.wait_for_function(DRAWN)
    assert as_simulated(screen) == shown
    assert screen.read("player.display.view") == "overlaid"
    assert page.locator(".ov-root").count() == 1


def test_what_needs_the_app_is_not_there_and_is_said(opened):
    screen = opened("surface=recurrent_unit&optimizers.0=sgd&num_steps=20")
    page = screen.page
    page.get_by_role("button", name="Take home").click()
    said = page.locator(".ov-made-here .ov-source").inner_text()
    assert all(name in said for name in ("SVG", "PDF", "clips", "scripts", "python -m pip install . and then optviz"))
    page.keyboard.press("Escape")
    assert not page.locator(".ov-happened").is_visible()
    assert page.locator("#optviz-rest").inner_text() == SENTENCES["needs_the_app"]
    cells = page.locator(".ov-table tbody tr").first.locator("td")
    assert "–" in cells.all_inner_texts()
    page.get_by_role("button", name="Menu of SGD").click()
    items = page.locator(".ov-menu:popover-open button").all_inner_texts()
    assert "Duplicate" in items
    page.keyboard.press("Escape")


def test_what_happened_and_four_rates_are_found_by_the_page_itself(opened):
    screen = opened("surface=ravine&optimizers.0=momentum&optimizers.0.learning_rate=0.02&num_steps=60")
    page = screen.page
    assert page.locator(".ov-happened").text_content().strip() == told_of(simulate(as_simulated(screen)))
    page.get_by_role("button", name="Menu of Momentum").click()
    page.get_by_role("button", name="Four rates").click()
    screen.wait("player.session.isSettled && player.tracks.length === 4")  # they are searched for first
    four = as_simulated(screen)
    rates = [choice.numbers["learning_rate"] for choice in four.optimizers]
    assert rates == sorted(rates, reverse=True)
    assert page.locator(".ov-happened").text_content().strip() == told_of(simulate(four))
    heard = page.locator(".ov-stage > .ov-unseen").all_text_contents()
    assert len(heard) == 4
    assert all(heard)


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


def test_a_table_of_ones_own_is_read_and_goes_only_into_the_file_that_says_so(opened):
    screen = opened("surface=own_line&optimizers.0=sgd&optimizers.1=adam&num_steps=30")
    page = screen.page
    page.locator(".ov-data").get_by_role("button", name="Your own data…").click()
    page.locator(".ov-own-text").fill("x;y\n1;8123,4375\n2;30\n4;20\n5;-7\n")
    page.get_by_role("button", name="Use these data").click()
    screen.wait("player.session.isSettled && 'table' in player.shownScenario.surface")
    rows = [[1, 8123.4375], [2, 30], [4, 20], [5, -7]]
    own = {"name": "", "columns": ["x", "y"], "rows": rows}
    settled = screen.read("player.shownScenario")
    expected = Scenario.from_dict(settled | {"surface": {"key": "own_line", "table": own}})
    for i, path in enumerate(simulate(expected)):
        np.testing.assert_allclose(screen.read(f"[...player.tracks[{i}].points]"), path.points.ravel(), rtol=1e-9)
    assert screen.url.partition("?")[2] == expected.to_url()
    files = {"The experiment alone (JSON)": {"needed": 4}, "The experiment with your own data (JSON)": own}
    for title, table in files.items():
        page.get_by_role("button", name="Take home").click()
        with page.expect_download() as coming:
            page.get_by_role("button", name=title).click()
        file = json.loads(coming.value.path().read_text(encoding="utf-8"))
        assert file["surface"] == {"key": "own_line", "normalisation": "scaled", "table": table}
    again = opened(expected.to_url())
    said = "surface.table.needed: the data are the reader's own ('4' rows) and are not in here"
    assert said in again.page.locator(".ov-status").inner_text()
