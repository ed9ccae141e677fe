"""The pages' scripts, without a browser."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

import optviz
from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario

MAIN = Path(optviz.__file__).parent / "pages" / "main.py"


def run_app(query: str = "") -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in parse_qsl(query):
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def test_the_playground_opens_with_the_default_scenario():
    app = run_app()
    assert app.session_state.scenario == Scenario.default()
    assert app.session_state.revision == 1
    assert not app.error


def test_the_playground_opens_a_url():
    scenario = Scenario(surface="saddle", optimizers=["adam", "adam"], num_steps=321, seed=9, noise="uniform")
    app = run_app(scenario.to_url())
    assert app.session_state.scenario == scenario
    assert app.selectbox(key="surface:0").value == "saddle"
    assert app.number_input(key="num_steps:0").value == 321
    assert app.number_input(key="seed:0").value == 9


def test_a_control_makes_a_new_scenario_and_a_new_revision():
    app = run_app()
    app.number_input(key="num_steps:0").set_value(50).run()
    assert app.session_state.scenario.num_steps == 50
    assert app.session_state.revision == 2
    app.number_input(key="start.0:0").set_value(0.5).run()
    assert app.session_state.scenario.start == (0.5, 1.0)
    app.selectbox(key="noise:0").set_value("gaussian").run()
    assert app.session_state.scenario.noise.numbers == {"scale": 0.5}
    assert not app.exception


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if len(surface.domain) == 2][:3])
def test_a_new_surface_brings_its_start(key):
    app = run_app("start.0=1&start.1=1")
    app.selectbox(key="surface:0").set_value(key).run()
    assert app.session_state.scenario.surface.key == key
    assert app.session_state.scenario.start == SURFACES[key].start


def test_a_bad_url_is_said_in_plain_words_and_the_default_is_shown():
    app = run_app("num_steps=1000000000&surface=<b>x</b>")
    text = " ".join(error.value for error in app.error)
    assert "num\\_steps" in text
    assert "<b>" not in text  # escaped: nothing of it is markup
    assert app.session_state.scenario == Scenario.default()


def test_the_player_is_there():
    app = run_app()
    kinds = [element.type for element in app.main]
    assert any("bidi" in kind for kind in kinds), kinds


def test_the_methods_page_has_every_rule_and_schedule():
    page = AppTest.from_string("from optviz.pages import methods\nmethods.page()", default_timeout=60).run()
    assert not page.exception
    titles = {heading.value for heading in page.subheader}
    assert {optimizer.title for optimizer in OPTIMIZERS.values()} <= titles
    assert {schedule.title.capitalize() for schedule in SCHEDULES.values()} <= titles
