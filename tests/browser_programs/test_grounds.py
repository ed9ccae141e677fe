"""A sample of what `make prove` proves of all: grounds that the browser makes, beside those of the server's payload."""

import numpy as np
import pytest
from optviz.surfaces.curve_of_minima import CurveOfMinima

from optviz import SURFACES
from optviz.player.catalogue import whole_catalogue
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.grounds import Ground, grounds, made_here, moved
from tests.browser_programs.proof import LEFT

SAMPLE = ["bowl_curve", "ravine", "dip_curve", "plain_saddle", "styblinski_tang", "levy", "anscombe"]
SAMPLE += ["logistic_irises", "logistic_regression", "svm_irises", "sampled_wave"]
"""One weight and two, even shades and logarithmic ones, quadratics and others, minima that come and go, a switch;
losses of examples that are found at few places, at more, and at all."""


def test_grounds_that_the_server_makes_are_these():
    left = SURFACES.keys() - set(made_here())
    print(f"grounds that only the server makes: {', '.join(sorted(left)) or 'none'}")
    assert {f"minima/{key}" for key in left} == {name for name in LEFT if name.startswith("minima/")}
    curved = {
        k for k, s in SURFACES.items() if any(isinstance(one, CurveOfMinima) for one in s.minima(**s.given(s.defaults)))
    }
    assert curved <= left


def test_a_ground_is_that_of_the_server():
    random = np.random.default_rng(5)
    choices = [SurfaceChoice(key=key) for key in SAMPLE] + [moved(key, random.uniform) for key in SAMPLE]
    for one in grounds(choices):
        assert list(one.differences()) == [], one.choice


@pytest.mark.parametrize("floor", [0.0, 1.59e-5, 1.61e-5])
def test_a_minimum_that_no_run_reaches_is_none(floor):
    (one,) = grounds([SurfaceChoice.model_validate({"key": "plain_saddle", "floor": floor})])
    assert len(one.found[0]["minima"]) == (2 if floor > 1.6e-5 else 0)


def test_what_differs_is_told():
    """The comparison itself: a number, a word, an array and what is missing."""
    told, arrays = {"minima": [{"value": 1.0}], "text": "0.1", "quadratic": None}, {"graph": np.ones(2, np.float32)}
    choice = SurfaceChoice(key="sphere")

    def differences(said, numbers=arrays):
        return list(Ground(choice, (said, numbers), (told, arrays)).differences())

    assert differences(told) == []
    assert differences(told | {"minima": [{"value": 1.00001}]}) == [".minima.0.value: 1.00001 instead of 1.0"]
    assert differences(told | {"minima": []}) == [".minima: [] instead of [{'value': 1.0}]"]
    assert differences(told | {"text": "0.10"}) == [".text: 0.10 instead of 0.1"]
    assert differences({"minima": told["minima"], "text": "0.1"}) == [".quadratic: nothing instead of None"]
    assert differences(told, {"graph": np.float32([1, 1.00001])}) == ["graph float32"]
    assert differences(told, {"graph": np.ones(2)}) == ["graph float64"]


def test_all_surfaces_say_how_their_shades_are_spaced():
    assert {key: surface["spacing"] for key, surface in whole_catalogue()["surfaces"].items()} == {
        key: surface.levels for key, surface in SURFACES.items()
    }
