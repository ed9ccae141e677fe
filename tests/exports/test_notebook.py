import re
from html import unescape

import pytest

from optviz import Scenario, export, simulate
from optviz.exports.html import joined_modules
from optviz.player import assets


def test_a_run_shows_itself_as_its_page_in_a_frame_of_its_own(run):
    shown = run._repr_mimebundle_()["text/html"]
    page = unescape(re.search(r'srcdoc="([^"]*)"', shown)[1])
    assert page == export(run, format="html").decode()
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown


def test_and_in_words(run):
    words = run._repr_mimebundle_()["text/plain"]
    assert words.startswith("<Run on Ravine, 30 steps: SGD loss ")
    assert "\n" not in words


@pytest.mark.parametrize(
    ("include", "exclude", "kinds"),
    [
        (None, None, {"text/plain", "text/html"}),
        ({"text/plain"}, None, {"text/plain"}),
        (None, {"text/html"}, {"text/plain"}),
        ({"image/png"}, None, set()),
    ],
)
def test_only_what_is_wanted(run, include, exclude, kinds):
    assert set(run._repr_mimebundle_(include=include, exclude=exclude)) == kinds


def test_a_cell_stays_small():
    """Of eight optimizers with a thousand steps, as the page; a notebook is read as a whole."""
    run = simulate(Scenario(surface="ravine", optimizers=["sgd", "adam"] * 4, num_steps=1000))
    assert len(run._repr_mimebundle_()["text/html"]) < 1_000_000


def test_all_modules_are_joined():
    joined = joined_modules()
    assert not re.findall(r"^(?:import|export) .*", joined, re.MULTILINE)
    assert all(f'modules["{name}"] = ' in joined for name in assets.modules_in_order("offline.mjs", live=False))
