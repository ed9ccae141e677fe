"""The pages' scripts, without a browser."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import optviz
from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, Sweep
from optviz.engine.suited_rates import suited_rate
from optviz.pages import maps, playground, surfaces
from optviz.scenario.bounds import MAX_OPTIMIZERS

MAIN = Path(optviz.__file__).parent / "pages" / "main.py"


def run_app(query: str = "") -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in parse_qsl(query, keep_blank_values=True):
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_the_playground_opens_with_the_default_scenario():
    app = run_app()
    assert app.session_state.scenario == Scenario.default()
    assert not app.error


def test_the_playground_opens_a_url():
    scenario = Scenario(surface="saddle", optimizers=["adam", "adam"], num_steps=321, seed=9, noise="uniform")
    app = run_app(scenario.to_url())
    assert app.session_state.scenario == scenario


def test_a_bad_url_is_said_in_plain_words_and_the_default_is_shown():
    app = run_app("num_steps=1000000000&surface=<b>x</b>")
    text = " ".join(error.value for error in app.error)
    assert "num\\_steps" in text
    assert "<b>" not in text  # escaped: nothing of it is markup
    assert app.session_state.scenario == Scenario.default()


class Session(dict):
    """Streamlit's session as a page uses it: by name and as attributes."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


FORGED = [
    None,
    7,
    "x",
    [],
    {},
    {"scenario": None},
    {"scenario": {"surface": "saddle"}},
    {"scenario": "{"},
    {"number": 1},
]


@pytest.mark.parametrize("settled", FORGED)
def test_what_a_stranger_hands_on_in_the_players_name_changes_nothing(monkeypatch, settled):
    scenario = Scenario.default()
    session = Session(scenario=scenario, settled=None, problems=[], player={"settled": settled})
    monkeypatch.setattr(playground.st, "session_state", session)
    playground.take_settled()
    assert session.scenario == scenario
    other = Scenario(surface="saddle", optimizers=["adam"])
    session.player = {"settled": {"number": 2, "scenario": other.to_json()}}
    playground.take_settled()
    assert session.scenario == other
    assert session.problems == []


def test_a_link_that_was_tagged_on_its_way_opens_its_experiment():
    scenario = Scenario(surface="saddle", optimizers=["adam"], num_steps=321)
    app = run_app(f"fbclid=IwAR2_x&{scenario.to_url()}&utm_source=mail&utm_medium=<b>x</b>&gclid=&ref=a.b")
    assert app.session_state.scenario == scenario
    assert not app.error
    (word,) = app.toast
    assert word.value.startswith("The address has names that no experiment has")
    assert "fbclid, utm\\_source" in word.value


def test_one_bad_field_of_a_link_leaves_the_good_ones():
    good = "surface=saddle&optimizers.0=adam&optimizers.0.learning_rate=0.06&num_steps=17"
    app = run_app(f"{good}&optimizers.1=sdg&seed=-1")
    assert app.session_state.scenario == Scenario(surface="saddle", optimizers=["adam"], num_steps=17)
    assert [error.value.partition(":")[0] for error in app.error] == ["**optimizers\\.1**", "**seed**"]
    assert not app.toast


@pytest.mark.parametrize(
    "query",
    [
        "show.view=%ff%00&show.curve=state.%ed%a0%80&show.x=1&show.=",
        "show.curve=state.velocity&show.view=space&surface=himmelblau",
        "show.curve=state.nothing&show.curve=loss",
        "surface=%00&optimizers.0=%ff&%ff=%ff&=&&=1&...=.",
        "num_steps=" + "9" * 5000,
        "optimizers.0=sgd&optimizers.0.learning_rate=nan&start.0=inf&start.1=-inf&tolerance=1e999",
        "optimizers.0=adam&optimizers.0.label=%F0%9F%98%80%E2%80%AE&seed=1_0&num_steps=%EF%BC%91",
    ],
)
def test_no_address_breaks_the_page(query):
    app = run_app(query)
    assert isinstance(app.session_state.scenario, Scenario)


def test_the_player_and_its_settings_are_there():
    app = run_app()
    for place in (app.main, app.sidebar):
        kinds = [element.type for element in place]
        assert any("bidi" in kind for kind in kinds), kinds


METHODS = """
import streamlit as st
from optviz.pages import methods

playground = st.Page(lambda: None, title="Playground", url_path="playground")
st.navigation([st.Page(lambda: methods.page(playground), title="Methods", default=True), playground]).run()
"""


@pytest.fixture
def methods():
    page = AppTest.from_string(METHODS, default_timeout=60).run()
    assert not page.exception
    return page


def test_the_methods_page_has_every_rule_and_schedule(methods):
    titles = {heading.value for heading in methods.subheader}
    assert {optimizer.title for optimizer in OPTIMIZERS.values()} <= titles
    assert {schedule.title[:1].upper() + schedule.title[1:] for schedule in SCHEDULES.values()} <= titles


def html_of(page):
    return [element.proto.body for element in page.get("html")]


def test_the_contents_lead_to_every_heading(methods):
    (contents,) = [body for body in html_of(methods) if "<nav" in body]
    linked = re.findall(r'href="#([^"]+)"', contents)
    anchors = [heading.proto.anchor for heading in [*methods.header, *methods.subheader]]
    assert sorted(linked) == sorted(set(anchors) - {"changes"})
    assert len(anchors) == len(set(anchors))


def test_two_rules_are_compared(methods):
    lines = {"- s = 0", "+ m, s = 0, 0"}  # RMSProp has no mean of the gradients

    def compared(page):
        return re.sub(r"<[^>]+>", "", next(body for body in html_of(page) if "optviz-changes" in body)).splitlines()

    assert {line.replace("−", "-") for line in compared(methods)} >= lines
    page = methods.selectbox(key="changed_to").select("nesterov").run()
    assert not page.exception
    assert page.selectbox(key="changed_from").value == "momentum"
    assert "+     g = grad(f, x + ρ * v)" in compared(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("add=adam", ["sgd", "adam"]),
        ("alone=adam", ["adam"]),
        ("alone=sgd", ["sgd"]),
        ("add=adm", ["sgd"]),
    ],
)
def test_a_link_to_a_rule_changes_the_experiment_that_one_is_at(query, expected):
    scenario = Scenario(surface="saddle", optimizers=[{"key": "sgd", "learning_rate": 0.0123}], num_steps=77)
    app = run_app(f"{scenario.to_url()}&{query}")
    found = app.session_state.scenario
    assert [optimizer.key for optimizer in found.optimizers] == expected
    assert found.num_steps == 77
    for optimizer in found.optimizers:
        rate = optimizer.numbers["learning_rate"]
        assert rate == (0.0123 if optimizer.key == "sgd" else suited_rate(OPTIMIZERS["adam"], found.surface))
    assert len(app.error) == (query == "add=adm")


def test_no_more_rules_are_added_than_are_allowed():
    scenario = Scenario(surface="saddle", optimizers=["sgd"] * MAX_OPTIMIZERS)
    app = run_app(f"{scenario.to_url()}&add=adam")
    assert app.session_state.scenario == scenario
    assert len(app.error) == 1


class Links(HTMLParser):
    """The elements of a page by their ids, and its links with what they say of themselves."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found] if tag == "a" else []


def test_the_page_of_the_surfaces_says_of_each_what_its_record_says():
    text = surfaces.content()
    shown = unescape(re.sub("<[^>]+>", " ", text))
    for surface in SURFACES.values():
        for said in (surface.title, surface.summary, surface.source, surface.licence):
            assert said in shown
    assert "condition number" in shown
    assert "slope from −2 to 8" in shown
    assert "loss 3 at (0, −1)" in shown  # Goldstein and Price


def test_each_surface_has_a_place_on_the_page_and_a_way_into_the_playground():
    page = Links(surfaces.content())
    assert len(page.ids) == len(set(page.ids))
    contents = [link["href"] for link in page.links if link["href"].startswith("#")]
    assert contents == [f"#{key}" for key in SURFACES]
    assert {href[1:] for href in contents} <= set(page.ids)
    opened = {link["data-surface"]: link["href"] for link in page.links if "data-surface" in link}
    assert list(opened) == list(SURFACES)
    for key, href in opened.items():
        scenario = Scenario.from_url(href.removeprefix("./?"))
        assert scenario.surface.key == key
        assert scenario.start == SURFACES[key].start
    rates = Scenario.from_url(opened["sharp_ravine"].removeprefix("./?")).optimizers[0].numbers
    assert rates["learning_rate"] == 0.2  # that of the demonstration, not the record's default


def test_the_page_of_the_surfaces_is_mounted():
    page = AppTest.from_string("from optviz.pages import surfaces\nsurfaces.page()", default_timeout=60).run()
    assert not page.exception
    assert [title.value for title in page.title] == ["Surfaces"]
    assert any("bidi" in element.type for element in page.main)


MAPS = "from optviz.pages import maps\nmaps.page()"


def sweeps_asked(page):
    (mounted,) = [element for element in page.main if "bidi" in element.type]
    data = json.loads(mounted.proto.json)
    return [(Sweep.from_dict(one["sweep"]), Scenario.from_url(one["query"])) for one in data["maps"]]


def test_the_page_of_the_maps_asks_for_what_is_chosen():
    page = AppTest.from_string(MAPS, default_timeout=60).run()
    assert not page.exception
    ((asked, around),) = sweeps_asked(page)
    assert [axis.key for axis in asked.axes] == ["optimizers.0.learning_rate", "optimizers.0.rho"]
    assert asked.scenario == around
    assert asked.shape == (128, 128)
    rate = Scenario.default().optimizers[1].numbers["learning_rate"]  # which suits the page that opens first
    assert (asked.x.low, asked.x.high) == (pytest.approx(rate / 100), pytest.approx(100 * rate))

    by_label = {box.label: box for box in page.selectbox}
    by_label["Surface"].select("himmelblau")
    by_label["Optimizer"].select("adam")
    by_label["Cells along each side"].select(64)
    page.run()
    assert not page.exception
    ((asked, around),) = sweeps_asked(page)
    assert (around.surface.key, around.optimizers[0].key) == ("himmelblau", "adam")
    assert asked.x.cells == 64
    page.button_group[0].set_value(maps.STARTS).run()
    assert not page.exception
    ((asked, _),) = sweeps_asked(page)
    assert asked == Sweep.of_starts(around, cells=64)


@pytest.mark.parametrize("optimizer", ["newton", "sgd", "lbfgs", "shampoo"])
def test_every_rule_has_two_numbers_for_a_map(optimizer):
    scenario = maps.scenario_of("bowl_curve", optimizer, 50)
    assert len(maps.numbers_of(scenario)) >= 2
