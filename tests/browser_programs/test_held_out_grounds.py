"""The ground of the loss on held-out examples as the browser makes it, beside the server's."""

import numpy as np
import pytest

from optviz import SURFACES
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.grounds import Ground, grounds, moved
from tests.samples import sample

HELD = [key for key, one in SURFACES.items() if one.model and one.model.holds_out]
EDITED = {"key": "overfitting", "data": {"removed": [9, 20], "moved": [[3, 1.5, -0.5, 2.0], [30, -1.0, 0.0, 1.0]]}}
APART = {"key": "moons_and_blobs", "shape": "blobs", "spread": 0.0}
"""Rows of both kinds that were moved or taken away; classes that lie apart, so that there is no minimum."""


def test_it_is_that_of_the_server_wherever_the_sliders_stand():
    random = np.random.default_rng(7)
    usual, others = sample((HELD[::2], HELD[1::2]), (HELD, HELD))
    choices = [SurfaceChoice(key=key) for key in usual] + [moved(key, random.uniform) for key in others]
    choices += [SurfaceChoice.model_validate(one) for one in (EDITED, APART)]
    all_minima = []
    for one in grounds(choices, beside=True):
        assert list(one.differences()) == [], one.choice
        all_minima.append(one.found[0]["held_out"]["minima"])
    assert all_minima[-1] == []
    assert all(all_minima[: len(usual)])


@pytest.mark.parametrize("near", [1e-7, 1e-5])
def test_a_minimum_that_is_looked_for_may_be_a_little_elsewhere(near):
    """And no more than that, which the comparison itself has to see."""
    told = {"held_out": {"minima": [{"point": [0.5, 0.25], "value": 1.0}]}}
    found = {"held_out": {"minima": [{"point": [0.5 + near, 0.25], "value": 1.0}]}}
    differs = list(Ground(SurfaceChoice(key="overfitting"), (found, {}), (told, {})).differences())
    assert bool(differs) == (near > 1e-6)
