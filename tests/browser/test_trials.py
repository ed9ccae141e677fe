"""The page of trials: searches, fans and races, each coarse first, by mouse and by keyboard; what is there stays."""

import re
from urllib.parse import urlsplit

import numpy as np
from patient import PATIENCE, SUBPAGE
from playwright.sync_api import expect

from optviz import OPTIMIZERS, Scenario, Search
from optviz.engine.searches import searched
from optviz.pages import fans, races, recipes
from optviz.pages.searches import FINEST, axis_of, scenario_of
from optviz.picture.recipes import titles
from optviz.picture.searches import said_of
from optviz.scenario.recipe import Recipe
from tests.web.test_map_route import decoded

FEW_AND_LONG = True
expect.set_options(timeout=PATIENCE)
COMING, FINER = "The picture is on its way.", "A finer picture is on its way."
FAN = "**/api/fan*"


def opened(still, asked):
    """The page of trials at what is asked for."""
    still.foreseen += (SUBPAGE,)
    still.page.goto(f"{still.address}/trials?{asked.to_url()}")
    still.page.locator(f".ov-trials[data-kind={asked.prefix.rstrip('.')}]").wait_for()
    return still.page


def come_to(still, section, kind):
    """The page of trials, come to from the playground, at a section."""
    still.show("surface=ravine&optimizers.0=sgd&num_steps=20")
    still.page.get_by_role("link", name="Trials", exact=True).click()
    still.page.get_by_role("radio", name=section).wait_for()
    if kind != "search":
        still.page.get_by_text(section, exact=True).click()
    still.page.locator(f".ov-trials[data-kind={kind}]").wait_for()
    return still.page


def done(page):
    """Waits until all stages are there."""
    expect(page.locator(".ov-charts")).to_be_visible()
    expect(page.locator(".ov-coming button")).to_be_hidden()


class Shown:
    """The map that the page has got: where runs are chaotic, it hangs on the last bit of the server's programs."""

    def __init__(self, body: bytes) -> None:
        _, arrays = decoded(body)
        self.x, self.y = arrays["x"], arrays["y"]
        self.shown = np.where(arrays["diverged_at"] >= 0, np.nan, arrays["losses"].astype(float))


def said_in_python(shown, **fields):
    scenario = scenario_of("rosenbrock", "adam", 150)
    keys = {"x": "optimizers.0.learning_rate", "y": "optimizers.0.epsilon"}
    axes = {name: axis_of(scenario, key, FINEST) for name, key in keys.items()}
    return " ".join(said_of(searched(Search(scenario=scenario, **axes, **fields), shown)))


def test_three_ways_of_searching_are_those_of_python(still):
    with still.page.expect_request(re.compile(rf"api/sweep.*most={FINEST}")) as asked:
        page = come_to(still, "Search", "search")
    done(page)
    url, question = asked.value.url.replace("&progress=lines", ""), asked.value.post_data
    shown = Shown(page.request.post(url, data=question).body())  # what is told on its way no tool shows
    said = page.locator(".ov-trials .ov-map-said")
    expect(said).to_have_text(said_in_python(shown))
    best = page.locator(".ov-tries-best")
    assert all(re.fullmatch(r"best so far: [\d.]+", text) for text in best.all_inner_texts())
    assert page.locator(".ov-chart-title").all_inner_texts() == [
        "grid",
        "random",
        "coarse to fine",
        "Best so far, 1000 repeats",
    ]
    key = page.locator(".ov-chart-key li").all_inner_texts()
    assert key == ["grid", "random", "coarse to fine", "half of the repeats", "random, by its closed form"]
    page.get_by_label("Tries of each way", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(said_in_python(shown, tries=16))
    page.get_by_role("combobox", name="Tries are spread", exact=True).select_option("linear")
    expect(said).to_have_text(said_in_python(shown, tries=16, spacing="linear"))
    page.get_by_role("button", name="Other draws").click()
    expect(said).to_have_text(said_in_python(shown, tries=16, spacing="linear", seed=1))
    page.locator(".ov-search-controls select").last.select_option("100")
    expect(said).to_have_text(said_in_python(shown, tries=16, spacing="linear", seed=1, repeats=100))
    linked = Search.from_url(urlsplit(still.url).query)
    assert (linked.tries, linked.spacing, linked.seed, linked.repeats) == (16, "linear", 1, 100)
    assert page.locator(".ov-trials .ov-map-key .ov-map-bar").count() == 1
    tries = page.get_by_label("tries", exact=True)
    tries.focus()
    page.keyboard.press("Home")
    assert set(best.all_inner_texts()) == {"no try yet"}
    page.get_by_role("button", name="Play").click()
    expect(tries).to_have_value("16")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    dots = page.locator(".ov-tries circle")
    assert dots.count() == 3 * 2 * 16  # two circles for each try
    assert page.locator(".ov-tries path").count() == 2  # a box in its casing
    width, height = dots.first.evaluate("(dot) => ((box) => [box.width, box.height])(dot.getBoundingClientRect())")
    assert width == height
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_a_fan_comes_coarse_first_can_be_stopped_and_stays_where_something_is_wrong(still):
    held = []
    still.page.route(FAN, lambda route: held.append(route))
    with still.page.expect_request(FAN):
        page = opened(still, fans.SHOWN.fewer(200))
    expect(page.get_by_text(COMING)).to_be_visible()
    share = page.get_by_label("Share of the picture that is there", exact=True)
    assert share.evaluate("bar => [bar.position, bar.max]") == [-1, 2]
    with page.expect_request(FAN):
        held.pop().continue_()
    expect(page.get_by_text(FINER)).to_be_visible()
    assert share.evaluate("bar => [bar.value, bar.max]") == [1, 2]
    expect(page.locator(".ov-map-title")).to_have_text("Momentum on Himmelblau, 100 seeds")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped; what is here stays.")).to_be_visible()
    expect(share).to_be_hidden()
    assert len(page.locator(".ov-fan-ends li").all()) == 4
    assert page.locator(".ov-chart-title").all_inner_texts() == ["The runs at this step", "Loss of all runs"]
    assert page.locator(".ov-plane-lines path").count() > 10
    playhead = page.locator(".ov-chart-playhead")
    step = page.get_by_label("step", exact=True)
    step.focus()
    page.keyboard.press("Home")
    assert playhead.evaluate("element => element.style.left") == "0%"
    page.keyboard.press("End")
    assert playhead.evaluate("element => element.style.left") == "100%"
    page.unroute(FAN)
    problem = '{"problems": [{"field": "seeds", "message": "are too many"}]}'
    page.route(FAN, lambda route: route.fulfill(status=422, body=problem, content_type="application/json"))
    still.foreseen += ("422",)
    page.get_by_label("Steps", exact=True).fill("50")
    page.keyboard.press("Enter")
    expect(page.get_by_text("seeds: are too many")).to_be_visible()
    expect(page.locator(".ov-map-title")).to_have_text("Momentum on Himmelblau, 100 seeds")
    page.unroute(FAN)


def test_six_steps_are_gone_one_by_one_back_and_again_and_the_address_has_the_step(still):
    page = opened(still, recipes.SHOWN)
    name, found = page.locator(".ov-recipe-name"), page.locator(".ov-recipe-found")
    mark = page.locator(".ov-recipe-mark")
    expect(name).to_have_text("1. Look at the loss at the start")
    expect(found).to_have_text("The loss is 0.6931; the logarithm of 2 is 0.6931.")
    expect(mark).to_have_text("Goal reached:")
    following = page.get_by_role("button", name="Next")
    for step, text in enumerate(titles()[1:], 2):
        following.click()
        expect(name).to_have_text(f"{step}. {text}")
        asked = Recipe.from_url(urlsplit(still.url).query)
        assert (asked.step, asked.scenario) == (step, recipes.SHOWN.scenario)
        expect(page.locator(".ov-coming button")).to_be_hidden()
        expect(mark).to_have_text("Goal not reached:" if step == 5 else "Goal reached:")
        if step in (4, 5):
            assert page.locator(".ov-recipe-table td").count() == 36
            best = page.locator(".ov-recipe-best").inner_text()
            assert f"held-out examples is {best}," in found.inner_text()
    again = page.get_by_role("button", name="Again, around the best")
    assert again.evaluate("element => element === document.activeElement")  # the one before it is gone
    again.click()
    expect(name).to_have_text("5. A finer grid, for longer")
    expect(page.get_by_text("40 epochs each")).to_be_visible()
    address = still.url
    page.get_by_role("button", name="Back").click()
    expect(name).to_have_text(f"4. {titles()[3]}")
    page.locator(".ov-recipe-steps button").first.click()
    expect(name).to_have_text(f"1. {titles()[0]}")
    page.goto(address)
    expect(name).to_have_text("5. A finer grid, for longer")
    expect(page.get_by_text("40 epochs each")).to_be_visible()


def test_a_race_is_told_and_goes_on_in_the_playground(still):
    page = opened(still, races.SHOWN)
    done(page)
    rows = [row.inner_text().split("\t") for row in page.locator(".ov-race-table tbody tr").all()]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.suggested_filename == "optviz-race.csv"
    link = page.get_by_role("link", name="Race them in the playground")
    scenario = Scenario.from_url(link.get_attribute("href").removeprefix("./?"))
    rates = {OPTIMIZERS[one.key].title: one.numbers["learning_rate"] for one in scenario.optimizers}
    assert {row[1].strip(): float(row[2]) for row in rows} == rates
    assert scenario.num_steps == 200
    link.click()
    still.ready()
    assert still.scenario() == scenario


def test_on_a_phone_nothing_of_a_search_is_wider_than_the_page(open_screen):
    screen = open_screen(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    screen.foreseen = (SUBPAGE,)
    screen.page.goto(f"{screen.address}/trials")
    done(screen.page)
    frames = screen.page.locator(":is(.ov-chart-frame, .ov-map-frame)")
    expect(frames).to_have_count(4)
    for box in frames.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().toJSON())"):
        assert box["left"] >= 0
        assert box["right"] <= 390


def test_in_colours_of_the_readers_own_what_is_chosen_is_seen(still):
    page = opened(still, recipes.SHOWN)
    page.emulate_media(forced_colors="active")
    page.locator(".ov-recipe-steps button").first.wait_for()

    def looks(others, *properties):
        read = "(all, names) => all.map((one) => names.map((name) => getComputedStyle(one)[name]).join())"
        return page.locator(others).evaluate_all(read, list(properties))

    *rest, chosen = looks("[data-testid=stMain] [role=radio]", "backgroundColor")
    assert chosen not in rest
    first, *rest = looks(".ov-recipe-steps button", "borderColor")
    assert first not in rest
    words = looks("[data-testid=stMain] [role=radio][aria-checked=true] *", "color")
    assert chosen not in words
    links = "[data-testid=stSidebarNavLink]"
    assert len(set(looks(links, "backgroundColor"))) == 2
