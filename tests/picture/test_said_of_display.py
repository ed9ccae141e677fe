"""What the choices of how a picture is shown are called is what they do."""

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.engine.landscape import landscape
from optviz.picture import display
from optviz.picture.curves import across_of, curves_of
from optviz.picture.display import display_of
from optviz.picture.scene import raised
from optviz.views.catalogue import VIEWS
from tests.claims import exists

CLAIMS = {}
VIEWS_TESTED, DATA_TESTED = "browser/test_views.py", "browser/test_data_beside.py"
SWITCHES = {
    "step by step": (VIEWS_TESTED, "test_step_by_step_lights_the_line_and_puts_the_numbers_in"),
    "Taylor models": (
        VIEWS_TESTED,
        "test_the_ellipse_shows_the_rates_and_the_quadratic_the_curvature_that_the_method_sees",
    ),
    "large type": (VIEWS_TESTED, "test_keys_do_what_the_sheet_says"),
    "sidebar": (VIEWS_TESTED, "test_parts_are_hidden_by_keys_and_by_the_url"),
    "sliders": (VIEWS_TESTED, "test_parts_are_hidden_by_keys_and_by_the_url"),
    "curves": (VIEWS_TESTED, "test_parts_are_hidden_by_keys_and_by_the_url"),
    "table": (VIEWS_TESTED, "test_parts_are_hidden_by_keys_and_by_the_url"),
    "data": (DATA_TESTED, "test_the_data_stand_beside_the_loss_where_there_are_some"),
    "residuals": (DATA_TESTED, "test_the_data_stand_beside_the_loss_where_there_are_some"),
    "camera": ("browser/test_space.py", "test_the_hand_turns_and_tips_the_scene_and_it_stays_where_it_was_put"),
    "quantity": (VIEWS_TESTED, "test_every_curve_is_the_quantity_that_it_says_against_steps_and_gradients"),
}
"""What is on or off, or has no names for its values: which test holds it."""


def says(title, *choices):
    """Marks a test of what an option's choices of these names do."""
    CLAIMS[title] = choices
    return lambda test: test


def test_every_name_is_held_by_a_test():
    options = display_of(VIEWS.values())
    named = {option.title: tuple(option.choices.values()) for option in options}
    assert {title: choices for title, choices in named.items() if title not in SWITCHES} == CLAIMS
    assert {choices for title, choices in named.items() if title in SWITCHES} == {(), ("on", "off")}


@pytest.mark.parametrize("place", sorted(set(SWITCHES.values())))
def test_the_test_is_there(place):
    assert exists(*place)


@says("panels", "side by side", "overlaid", "3D", "training and held-out")
def test_views():
    """One stage for each optimizer, or one for all; the last for surfaces of two weights, whose loss is the third."""
    places = {view.title: (view.place, view.weights) for view in VIEWS.values()}
    assert places["side by side"][0] == "panels"
    assert places["overlaid"] == ("shared", None)
    assert places["3D"] == ("shared", 2)
    assert places["training and held-out"] == ("shared", 2)
    assert [view.title for view in VIEWS.values() if view.needs_held_out] == ["training and held-out"]


@says("arrows", "off", "to scale", "three times", "ten times")
def test_arrows():
    times = {"off": 0, "to scale": 1, "three times": 3, "ten times": 10}
    assert {said: int(key) for key, said in display.ARROWS.choices.items()} == times


@says("loss in 3D", "as its contours", "logarithmic", "linear")
@pytest.mark.parametrize(("surface", "is_log"), [("rosenbrock", True), ("saddle", False)])
def test_heights(surface, is_log):
    """Equal losses rise by equal heights, unless it is logarithmic."""
    shown = landscape(Scenario(surface=surface, optimizers=["sgd"]).surface)
    losses = shown.lowest + np.array([0, 0.25, 0.5]) * (shown.highest - shown.lowest)
    rises = {key: np.diff(raised(shown, key).shade(losses)) for key in display.HEIGHTS.choices}
    assert rises["linear"] == pytest.approx([0.25, 0.25])
    assert rises["log"][0] > 3 * rises["log"][1]
    np.testing.assert_array_equal(rises["auto"], rises["log" if is_log else "linear"])


RUN = simulate(Scenario(surface="ravine", optimizers=["gradient_descent_line_search"], num_steps=4))


@says("against", "against steps", "against gradients")
def test_against():
    assert across_of(RUN, "steps")[0].tolist() == [0, 1, 2, 3, 4]
    assert across_of(RUN, "gradients")[0].tolist() == RUN[0].evaluations[:, 1].tolist()


@says("scale", "logarithmic", "linear")
def test_scale():
    ranges = curves_of(RUN, "loss").ranges
    assert {display.SCALE.choices[key]: found.logarithmic for key, found in ranges.items()} == {
        "logarithmic": True,
        "linear": False,
    }
