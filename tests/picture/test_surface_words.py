"""What is said of surfaces, against sentences that were written by hand."""

import pytest
from optviz.surfaces.base import Minimum, Parameter, switch

from optviz import SURFACES
from optviz.picture.surface_words import minima_in_short, minimum_said, point_said, range_said, weights_said


@pytest.mark.parametrize(
    ("minima", "said"),
    [
        ([], "no known minimum"),
        ([Minimum((1.0, 3.0), 0.0)], "minimum 0 at (1, 3)"),
        ([Minimum((0.000233,), -7.48e-6)], "minimum 0 at 0"),
        ([Minimum((3.0, 2.0), 0.0), Minimum((-2.8, 3.1), 1e-12)], "2 minima of 0"),
        ([Minimum((1.0,), 0.5), Minimum((-1.05,), -0.3523861)], "2 minima, the lowest −0.352 at −1.05"),
    ],
)
def test_minima_in_short(minima, said):
    assert minima_in_short(minima) == said


def test_a_minimum_has_its_digits():
    assert minimum_said(Minimum((-2.805118, 3.131312), 0.0)) == "loss 0 at (−2.80512, 3.13131)"
    assert point_said((4.0,)) == "4"


def test_a_curve_of_minima_is_called_one():
    (curve,) = SURFACES["recurrent_unit"].minima(target=0.7)
    assert minima_in_short([curve]) == "a curve of minima, of 0"
    assert minimum_said(curve) == "a curve of minima: loss 0 on it"


def test_weights_are_called_what_they_are():
    assert weights_said(SURFACES["linear_regression"]) == ["slope from −2 to 8", "intercept from −4 to 8"]
    assert weights_said(SURFACES["bowl_curve"])[0].startswith("x from ")


def test_parameters_have_their_ranges():
    tilt = Parameter(key="tilt", title="tilt", default=0.0, low=-90.0, high=90.0, unit="°")
    assert range_said(tilt) == "0°, from −90 to 90"
    assert range_said(switch("data", "data", ("raw", "centred", "scaled"))) == "raw, centred or scaled"
