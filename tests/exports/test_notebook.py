import re
from base64 import b64decode
from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from optviz import Scenario, export, show, simulate
from optviz.exports.base import OptionError


@pytest.fixture(scope="module")
def bundle(run):
    return run._repr_mimebundle_()


def test_a_run_shows_itself_as_its_page_in_a_frame_of_its_own(run, bundle):
    shown = bundle["text/html"]
    page = unescape(re.search(r'srcdoc="([^"]*)"', shown)[1])
    assert page == export(run, format="html").decode()
    assert "\n" not in shown  # in Markdown an empty line would end it
    assert 'sandbox="allow-scripts' in shown
    assert "allow-same-origin" not in shown


def test_and_in_words(bundle):
    words = bundle["text/plain"]
    assert words.startswith("<Run on Ravine, 30 steps: SGD loss ")
    assert "\n" not in words
    assert bundle.keys() == {"text/plain", "text/html", "image/png"}


@pytest.mark.parametrize(
    ("include", "exclude", "kinds"),
    [
        ({"text/plain"}, None, {"text/plain"}),
        (None, {"text/html", "image/png"}, {"text/plain"}),
        ({"image/svg+xml"}, None, set()),
    ],
)
def test_only_what_is_wanted(run, include, exclude, kinds):
    assert set(run._repr_mimebundle_(include=include, exclude=exclude)) == kinds


def test_a_cell_stays_small():
    """Of eight optimizers with a thousand steps, as the page; a notebook is read as a whole."""
    run = simulate(Scenario(surface="ravine", optimizers=["sgd", "adam"] * 4, num_steps=1000))
    assert len(run._repr_mimebundle_({"text/html"})["text/html"]) < 1_000_000


def test_what_is_printed_of_a_run_and_a_path_is_a_line(run, bundle):
    assert repr(run) == bundle["text/plain"]
    assert repr(run[0]) == f"<Path of SGD loss {run[0].losses[-1]:.3g}>"
    far = simulate(Scenario(surface="ravine", optimizers=[{"key": "sgd", "learning_rate": 5.0}]))
    assert f"SGD diverged at step {far[0].diverged_at}" in repr(far)


def test_a_notebook_that_is_not_trusted_keeps_picture_and_sentence(bundle):
    """Its cleaner takes the frame away, and leaves what is inside."""
    shown = bundle["text/html"]
    inside = re.search(r"<iframe[^>]*>(.*)</iframe>", shown)[1]
    picture = re.search(r'<img alt="Ravine, 30 steps: SGD [^"]*" src="data:image/png;base64,([^"]*)">', inside)[1]
    assert Image.open(BytesIO(b64decode(picture))).width == 900
    assert "it plays where the notebook is trusted" in inside


def test_height_theme_and_view_can_be_chosen(run):
    shown = show(run, view="overlaid", theme="dark", height=420)._repr_mimebundle_({"text/html"})["text/html"]
    assert "height: 420px" in shown
    assert "color-scheme: dark" in re.search(r'style="([^"]*)"', shown)[1]
    page = unescape(re.search(r'srcdoc="([^"]*)"', shown)[1])
    assert page == export(run, format="html", view="overlaid", theme="dark").decode()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"height": 20}, "height: 20 is not allowed; a whole number from 200 to 4000 is"),
        ({"theme": "blue"}, "theme: 'blue' is not allowed; one of auto, light, dark is"),
        ({"view": "curves"}, "view: 'curves' is not allowed; one of panels, overlaid, space, held_out is"),
        ({"width": 3}, "width: a notebook's player has no such option"),
    ],
)
def test_what_cannot_be_chosen_is_said(run, options, said):
    with pytest.raises(OptionError, match=re.escape(said)):
        show(run, **options)
