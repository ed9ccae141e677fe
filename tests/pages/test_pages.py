"""The pages' scripts, without a browser."""

import gzip
import json
import re
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import optviz
from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Fan, Race, Scenario, Search, Sweep
from optviz.engine.suited_rates import suited_rate
from optviz.pages import fans, playground, races, searches, surfaces
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.recipe import Recipe

MAIN = Path(optviz.__file__).parent / "pages" / "main.py"


@pytest.fixture(scope="module", autouse=True)
def packages_are_looked_through_once():
    """Each run of a page begins with a server of its own, which reads what all installed packages say of themselves."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


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
    text = surfaces.content("en")
    shown = unescape(re.sub("<[^>]+>", " ", text))
    for surface in SURFACES.values():
        for said in (surface.title, surface.summary, surface.source, surface.licence):
            assert said in shown
    assert "condition number" in shown
    assert "slope from −2 to 8" in shown
    assert "loss 3 at (0, −1)" in shown  # Goldstein and Price


def test_each_surface_has_a_place_on_the_page_and_a_way_into_the_playground():
    page = Links(surfaces.content("en"))
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


def test_an_address_of_maps_has_the_experiment_and_the_sweep():
    scenario = Scenario(surface="himmelblau", optimizers=["momentum", "adam"], num_steps=60)
    asked = Sweep(scenario=scenario, x="optimizers.1.learning_rate", y={"key": "start.1", "low": -2, "high": 3.5})
    app = run_app(asked.to_url())
    assert app.session_state.scenario == scenario
    assert json.loads(app.session_state.maps["sweep"]) == asked.own_fields()
    assert header_of(app.session_state.payload)["sweep"] == asked.own_fields()
    assert not app.error
    assert not app.toast


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("sweep.x=optimizers.0.beta", "**sweep\\.x**"),
        ("sweep.x=start.0&sweep.x.low=3&sweep.x.high=1", "**sweep\\.x\\.high**"),
        ("sweep.x=start.0&sweep.x.cells=1000000", "**sweep\\.x\\.cells**"),
        ("sweep.outcome=warmth&sweep.x=start.0", "**sweep\\.outcome**"),
    ],
)
def test_what_is_wrong_with_the_maps_of_an_address_is_named_and_the_experiment_opens(fields, said):
    app = run_app(f"surface=saddle&optimizers.0=adam&{fields}")
    assert [error.value.partition(":")[0] for error in app.error] == [said]
    assert app.session_state.scenario.surface.key == "saddle"
    assert app.session_state.maps == {}


def header_of(payload):
    body = gzip.decompress(payload)
    return json.loads(body[4 : 4 + int.from_bytes(body[:4], "little")])


def trial(section):
    """What the page asks for in a section that nobody has set anything in."""
    text = f"from optviz.pages import {section}\n{section}.section({section}.SHOWN)"
    page = AppTest.from_string(text, default_timeout=60).run()
    assert not page.exception
    return page


def mounted_in(page):
    """What the one component of the page's middle is given."""
    (mounted,) = [element for element in page.main if "bidi" in element.type]
    return json.loads(mounted.proto.json)


def boxes(page):
    return {box.label: box for box in [*page.selectbox, *page.number_input]}


def test_the_fan_that_nobody_has_set_is_the_one_that_shows_most_and_another_surface_has_its_own():
    page = trial("fans")
    data = mounted_in(page)
    assert Fan.from_dict(data["asked"]) == fans.SHOWN
    assert Fan.from_url(data["query"]) == fans.SHOWN
    assert data["stages"] == [100, 1000] == [100, fans.SHOWN.seeds]
    boxes(page)["Surface"].select("logistic_irises")
    page.run()
    boxes(page)["Noise"].select("mini_batch")
    boxes(page)["Seeds"].select(100)
    page.run()
    assert not page.exception
    data = mounted_in(page)
    asked = Fan.from_dict(data["asked"])
    assert asked.scenario.start == SURFACES["logistic_irises"].start
    assert asked.scenario.noise.key == "mini_batch"
    assert data["stages"] == [100]
    assert asked.scenario.optimizers[0].numbers["learning_rate"] == suited_rate(
        OPTIMIZERS["momentum"], asked.scenario.surface
    )


def test_searches_begin_where_one_number_alone_matters():
    page = trial("searches")
    data = mounted_in(page)
    asked = Sweep.from_dict(data["asked"])
    assert [axis.key for axis in asked.axes] == ["optimizers.0.learning_rate", "optimizers.0.epsilon"]
    assert [title for title, _ in data["axes"]] == ["learning rate η", "ε"]
    boxes(page)["Optimizer"].select("momentum")
    page.run()
    assert not page.exception
    asked = Sweep.from_dict(mounted_in(page)["asked"])
    assert [axis.key for axis in asked.axes] == ["optimizers.0.learning_rate", "optimizers.0.rho"]


@pytest.mark.parametrize("optimizer", ["newton", "sgd", "lbfgs", "shampoo"])
def test_every_rule_has_two_numbers_to_search_for(optimizer):
    assert len(searches.numbers_of(searches.scenario_of("bowl_curve", optimizer, 50))) >= 2


def test_races_need_somebody_to_race_and_may_have_noise():
    page = trial("races")
    assert [one.key for one in Race.from_dict(mounted_in(page)["asked"]).scenario.optimizers] == races.RACERS
    assert "Seeds" not in boxes(page)
    boxes(page)["Noise"].select("gaussian").run()
    boxes(page)["Seeds"].set_value(3).run()
    asked = Race.from_dict(mounted_in(page)["asked"])
    assert (asked.scenario.noise.key, asked.seeds) == ("gaussian", 3)
    page.multiselect[0].set_value(["adam", "newton"]).run()
    asked = Race.from_dict(mounted_in(page)["asked"])
    assert [one.key for one in asked.scenario.optimizers] == ["adam", "newton"]
    assert asked.scenario.noise.key == "gaussian"
    page.multiselect[0].set_value([]).run()
    assert not page.exception
    assert [info.value for info in page.info] == ["Choose at least one optimizer."]


TRIALS = "from optviz.pages import trials\ntrials.page()"


def trials_at(query):
    """The page of trials, opened at an address."""
    page = AppTest.from_string(TRIALS, default_timeout=60)
    page.session_state.address = parse_qsl(query, keep_blank_values=True)
    page.run()
    assert not page.exception
    return page


def test_the_page_of_trials_has_its_sections_which_keep_what_was_set():
    page = trials_at("")
    kinds = {"Fair race": "race", "Fans of noise": "fan", "Six steps": "recipe", "Search": "search"}
    for section, kind in kinds.items():
        page.button_group[0].set_value(section).run()
        assert not page.exception
        assert mounted_in(page)["kind"] == kind
    boxes(page)["Steps"].set_value(77).run()
    before = mounted_in(page)["query"]
    for section in ("Fair race", "Search"):
        page.button_group[0].set_value(section).run()
    assert mounted_in(page)["query"] == before
    assert Search.from_url(before).scenario.num_steps == 77


FIVE = Scenario(
    surface={"key": "ravine", "condition_number": 30},
    start=(-1.0, 1.5),
    optimizers=["sgd", {"key": "momentum", "rho": 0.7}, {"key": "momentum", "learning_rate": 0.01}],
    noise={"key": "gaussian", "scale": 0.25},
    num_steps=40,
    seed=5,
    tolerance=0.01,
)
LINKED = [
    Fan(scenario=FIVE, optimizer=1, seeds=333),
    Race(scenario=FIVE, budget=77, losses=0.5, gradients=2, hessians=3, rates=5, decades=1.5, seeds=3),
    Search(
        scenario=FIVE,
        optimizer=2,
        x={"key": "optimizers.2.rho", "low": 0.2, "high": 0.8, "cells": 20},
        y={"key": "start.0", "cells": 17},
        outcome="distance",
        tries=16,
        spacing="linear",
        repeats=300,
        seed=9,
    ),
    Recipe(scenario={"surface": "svm_irises", "optimizers": [{"key": "sgd", "learning_rate": 0.3}]}, step=4, rounds=2),
]


@pytest.mark.parametrize("asked", LINKED, ids=lambda asked: type(asked).__name__)
def test_a_link_to_trials_opens_what_it_was_made_of(asked):
    page = trials_at(f"{asked.to_url()}&language=en")
    assert not page.error
    data = mounted_in(page)
    assert data["kind"] == asked.prefix[:-1]
    assert type(asked).from_url(data["query"]) == asked
    whole = json.loads(asked.to_json())
    assert whole | data["asked"] == whole


def test_a_number_that_is_changed_leaves_the_others_of_a_link():
    page = trials_at(LINKED[0].to_url())
    boxes(page)["Steps"].set_value(50).run()
    assert Fan.from_url(mounted_in(page)["query"]).scenario == FIVE.model_copy(update={"num_steps": 50})
    page = trials_at("race.budget=55&race.gradients=4")
    asked = Race.from_url(mounted_in(page)["query"])
    assert (asked.budget, asked.gradients, asked.scenario) == (55, 4, races.SHOWN.scenario)


@pytest.mark.parametrize(
    ("query", "kind", "said"),
    [
        ("surface=beale&optimizers.0=sgd&race.budget=1e9", "race", "**race\\.budget**"),
        ("race.budget=-1", "race", "**race\\.budget**"),
        ("surface=beale&optimizers.0=sgd&fan.seeds=10", "fan", "**fan\\.scenario\\.noise**"),
        ("surface=beale&optimizers.0=sgd&search.tries=9", "search", "**search\\.x**"),
        ("recipe.step=7", "recipe", "**recipe\\.step**"),
        ("surface=beale&optimizers.0=sgd&recipe.step=2", "recipe", "**recipe\\.scenario\\.surface**"),
        ("surface=logistic_irises&optimizers.0=bfgs&recipe.step=2", "recipe", "**recipe\\.scenario\\.optimizers\\.0**"),
        ("surface=bele&optimizers.0=sgd&race.budget=9", "race", "**surface**"),
    ],
)
def test_what_is_wrong_with_the_address_of_trials_is_named_and_the_section_opens(query, kind, said):
    page = trials_at(query)
    assert page.error[0].value.partition(":")[0] == said
    assert mounted_in(page)["kind"] == kind
    page.button_group[0].set_value("Fans of noise" if kind != "fan" else "Search").run()
    assert not page.error


def test_weights_that_make_steps_free_are_told_and_what_was_set_stays():
    page = trials_at("race.gradients=0&race.losses=1&race.hessians=1")
    assert [error.value.partition(":")[0] for error in page.error] == ["**race\\.gradients**"]
    boxes(page)["Gradient"].set_value(0.5).run()
    assert Race.from_url(mounted_in(page)["query"]).gradients == 0.5


def test_the_address_of_trials_is_that_of_an_experiment_too():
    app = run_app(LINKED[0].to_url())
    assert app.session_state.scenario == FIVE
    assert not app.error
    assert not app.toast
