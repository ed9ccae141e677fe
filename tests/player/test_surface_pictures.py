"""The small pictures of all surfaces. That they are what the surfaces are now, tests/picture/test_tint.py holds."""

import numpy as np
import pytest

from benchmarks.surface_pictures import shown_of, stored
from optviz import SURFACES
from optviz.player import assets

STORED = stored()


def test_all_of_them_together_are_small():
    assert STORED.keys() == SURFACES.keys()
    assert len(assets.compressed("surfaces.bin")) < 60_000
    assert sum(grid.nbytes for grid in STORED.values()) < 100_000


@pytest.mark.parametrize("key", ["ravine", "booth", "trid", "beale", "easom", "ackley", "levy", "trefethen"])
def test_the_lowest_tint_is_at_the_published_minimum(key):
    surface, grid = SURFACES[key], STORED[key]
    (minimum,) = surface.minima(**surface.given(surface.defaults))
    place = np.array(np.unravel_index(grid.argmin(), grid.shape))[::-1] / (np.array(grid.shape)[::-1] - 1)
    ranges = np.array(shown_of(surface))
    there = ranges[:, 0] + place * np.ptp(ranges, axis=1)
    cell = np.ptp(ranges, axis=1) / (np.array(grid.shape)[::-1] - 1)
    assert (np.abs(there - minimum.point) <= 1.5 * cell).all()
