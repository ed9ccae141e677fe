"""The picture of data: made ones in the ranges of what is made with these switches, on a curve with zero."""

from itertools import product

import numpy as np
import pytest

from optviz.catalogue import SURFACES
from optviz.engine.data_space import MARGIN, space_of
from optviz.engine.tables import data_of
from optviz.scenario.choices import SurfaceChoice

MADE = [key for key, surface in SURFACES.items() if surface.model and surface.model.made]


def ends_of(key):
    """The numbers of a surface with each slider at either end, each switch in each of its places."""
    parameters = SURFACES[key].parameters
    ends = [p.choices or (p.low, p.high) for p in parameters]
    return [dict(zip([p.key for p in parameters], corner, strict=True)) for corner in product(*ends)]


@pytest.mark.parametrize("key", MADE)
def test_whatever_is_made_is_in_the_picture_and_fills_it(key):
    switches = [p.key for p in SURFACES[key].parameters if p.choices]
    reached = {}
    for numbers in ends_of(key):
        choice = SurfaceChoice.model_validate({"key": key} | numbers)
        rows = data_of(choice).rows[:, :2]
        if not space_of(choice).is_plane:
            rows = np.append(rows, [(rows[0, 0], 0.0)], axis=0)
        (left, bottom), (right, top) = np.transpose(space_of(choice).ranges)
        shares = (rows - [left, bottom]) / [right - left, top - bottom]
        reached.setdefault(tuple(numbers[name] for name in switches), []).append(shares)
    for shares in map(np.concatenate, reached.values()):
        room = MARGIN / (1 + 2 * MARGIN)
        np.testing.assert_allclose([shares.min(axis=0), 1 - shares.max(axis=0)], room, rtol=1e-6)


def test_moving_a_slider_does_not_move_the_axes():
    plain = [SurfaceChoice.model_validate({"key": "deep_chain", "depth": depth}) for depth in (1, 10)]
    assert space_of(plain[0]) is space_of(plain[1])
    targets = data_of(plain[0]).rows[:, 1]
    low, high = space_of(plain[0]).ranges[1]
    assert np.ptp(targets) > 0.8 * (high - low)
