"""The shades and levels of surfaces, the range of graphs, and the axes of the scene, against their definitions."""

import numpy as np
import pytest

from optviz import SURFACES, Scenario
from optviz.engine.landscape import landscape
from optviz.picture.graph import graph_range
from optviz.picture.levels import levels_of
from optviz.picture.scene import APART, loss_ticks, loss_title, weight_ticks

SHOWN = {key: landscape(Scenario(surface=key, optimizers=["sgd"]).surface) for key in SURFACES}


@pytest.mark.parametrize("key", SURFACES)
def test_shades_and_losses_are_each_other_s_inverse(key):
    shown = SHOWN[key]
    assert shown.shade(np.array([shown.lowest, shown.highest])) == pytest.approx([0, 1], abs=1e-12)
    shades = np.linspace(0.01, 1, 40)
    np.testing.assert_allclose(shown.shade(shown.loss(shades)), shades, rtol=1e-6)
    assert (np.diff(shown.loss(shades)) > 0).all()


@pytest.mark.parametrize("key", SURFACES)
def test_levels_ascend_to_the_highest_loss_and_are_where_they_say(key):
    shown, levels = SHOWN[key], levels_of(SHOWN[key])
    losses, shades = np.array(levels).T
    assert (np.diff(losses) > 0).all()
    assert (np.diff(shades) > 0).all()
    np.testing.assert_allclose(shown.shade(losses), shades, rtol=1e-9)
    np.testing.assert_allclose(losses[-1], shown.highest, atol=1e-12)
    assert losses[0] > shown.lowest


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if len(surface.domain) == 1])
def test_a_graph_stands_inside_its_range(key):
    shown = SHOWN[key]
    low, high = graph_range(shown)
    inside = shown.losses[(shown.axes[0] >= SURFACES[key].domain[0][0]) & (shown.axes[0] <= SURFACES[key].domain[0][1])]
    assert low < inside.min()
    assert inside.max() < high


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if len(surface.domain) == 2])
def test_the_scene_s_axes(key):
    shown, domain = SHOWN[key], SURFACES[key].domain
    for ticks, (low, high) in zip(weight_ticks(domain), domain, strict=True):
        assert 2 <= len(ticks) <= 6
        assert all(low - 1e-9 <= tick.value <= high + 1e-9 for tick in ticks)
    heights = [float(shown.shade(tick.value)) for tick in loss_ticks(shown)]
    assert heights
    assert (np.diff([0.0, *heights]) >= APART).all()
    assert max(heights) <= 1 + 1e-9
    assert loss_title(shown) == ("loss" if SURFACES[key].levels == "linear" else "loss, log")
