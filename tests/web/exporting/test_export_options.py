"""What the page offers, what files are called, and what their previews show."""

import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from optviz.engine.simulate import simulate
from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario
from optviz.scenario.scenario import Scenario
from optviz.web.exporting import preview as previews
from optviz.web.exporting.export_options import as_text, file_name, offered
from optviz.web.exporting.preview import preview


def test_every_format_is_offered_in_plain_values_with_a_word_on_it():
    formats = json.loads(json.dumps(offered()))
    assert {entry["key"] for entry in formats} == set(FORMATS)
    groups = [entry["group"] for entry in formats]
    assert list(dict.fromkeys(groups)) == ["figure", "clip", "page", "data", "code"]
    assert groups == sorted(groups, key=list(dict.fromkeys(groups)).index)
    assert all(entry["summary"].endswith(".") and entry["short"] for entry in formats)


@pytest.mark.parametrize("kind", FORMATS.values(), ids=list(FORMATS))
def test_a_default_as_text_means_the_default(kind):
    texts = {option.key: as_text(option.default) for option in kind.options}
    assert kind.parse({key: text for key, text in texts.items() if text}) == kind.parse({})


@pytest.mark.parametrize(
    ("optimizers", "kind", "options", "name"),
    [
        (["sgd", "momentum", "adam"], "gif", {}, "ravine-sgd-momentum-adam.gif"),
        (["sgd"] * 8, "pdf", {}, "ravine-sgd.pdf"),
        (["sgd", "momentum", "adam", "rmsprop", "nesterov", "sgd"], "pdf", {}, "ravine-6-optimizers.pdf"),
        (["sgd"], "png", {"view": "curves", "step": "57"}, "ravine-sgd-curves-step-57.png"),
        (["sgd"], "png", {"view": "panels"}, "ravine-sgd.png"),
        (["sgd"], "jax", {}, "ravine-sgd-jax.py"),
        (["sgd"], "python", {}, "ravine-sgd.py"),
        (["schedule_free_sgd"], "csv", {}, "ravine-schedule-free-sgd.csv"),
    ],
)
def test_a_file_name_says_what_it_holds(optimizers, kind, options, name):
    assert file_name(Scenario(surface="ravine", optimizers=optimizers), FORMATS[kind], options) == name


@pytest.mark.parametrize("kind", FORMATS.values(), ids=list(FORMATS))
def test_a_file_name_is_short_and_plain_on_every_system(kind):
    four = ["full_matrix_adagrad", "conjugate_gradient", "gradient_descent_backtracking", "schedule_free_adamw"]
    name = file_name(Scenario(surface="styblinski_tang", optimizers=four), kind)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{1,78}[a-z0-9](\.[a-z0-9]+){1,2}", name)


@pytest.fixture(scope="module")
def run():
    return simulate(Scenario(surface="ravine", optimizers=["sgd", "adam"], num_steps=30))


def test_the_preview_of_a_figure_has_its_shape_and_few_pixels(run):
    seen = preview(run, FORMATS["pdf"], {"width": "200mm", "height": "80mm", "style": "dark"})
    image = Image.open(io.BytesIO(seen.data))
    assert seen.media_type == "image/png"
    assert abs(image.width - previews.PIXELS) <= 2
    assert abs(image.height / image.width - 0.4) < 0.01
    assert np.asarray(image.convert("L"))[0, 0] < 60
    assert read_scenario(seen.data) == run.scenario


@pytest.mark.parametrize(
    "kind", [kind for kind in FORMATS.values() if kind.group in ("data", "code")], ids=lambda k: k.key
)
def test_the_preview_of_a_text_is_the_text(run, kind):
    seen = preview(run, kind, {})
    assert seen.media_type == "text/plain"
    assert seen.is_whole == (kind.outline is None)
    if seen.is_whole:
        assert seen.data == kind.write(run, **kind.parse({}))


def test_the_preview_of_an_archive_lists_its_arrays(run):
    lines = preview(run, FORMATS["npz"], {}).data.decode().splitlines()
    assert [line.split() for line in lines if line.startswith("1/points")] == [["1/points", "float64", "(31,", "2)"]]


def test_of_a_long_text_the_first_lines_are_shown(run, monkeypatch):
    whole = FORMATS["csv"].write(run)
    monkeypatch.setattr(previews, "MOST_BYTES", 1000)
    seen = preview(run, FORMATS["csv"], {})
    shown = seen.data.decode().removesuffix("\n…").encode()
    assert not seen.is_whole
    assert len(shown) <= 1000
    assert whole.startswith(shown + b"\n")
