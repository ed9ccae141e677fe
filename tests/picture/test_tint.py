"""The tints of shades, against their definition."""

from functools import cache

import numpy as np
import pytest

from benchmarks.surface_pictures import picture, stored
from optviz import SURFACES, Scenario
from optviz.engine.landscape import Landscape, in_domain, landscape
from optviz.picture.tint import BY_AREA, STEEPEST, tint_table, tints

TWO_WEIGHTS = [key for key, surface in SURFACES.items() if len(surface.domain) == 2]


@cache
def shown_of(key: str) -> Landscape:
    return landscape(Scenario(surface=key, optimizers=["sgd"]).surface)


@pytest.mark.parametrize("key", TWO_WEIGHTS)
def test_tints_go_from_the_paper_to_the_end_of_the_ramp_and_never_leap(key):
    table = np.array(tint_table(shown_of(key)))
    assert (table[0], table[-1]) == pytest.approx((0, 1), abs=1e-4)
    steps = np.diff(table) * (len(table) - 1)
    assert steps.min() >= 0
    assert steps.max() <= STEEPEST + 1e-2


def share_used(shades: np.ndarray) -> float:
    """Of the ramp, by the middle four fifths of the area."""
    return float(np.ptp(np.quantile(shades, [0.1, 0.9])))


def test_what_is_frequent_gets_more_of_the_ramp():
    """The study's figures: .51 to .61 on Himmelblau, .47 to .59 on Rastrigin, .57 to .65 in the middle of all."""
    before, after = {}, {}
    for key in TWO_WEIGHTS:
        shown = shown_of(key)
        shades = shown.shade(in_domain(shown)).clip(0, 1)
        before[key], after[key] = share_used(shades), share_used(tints(shown, shades))
    assert (before["himmelblau"], after["himmelblau"]) == pytest.approx((0.51, 0.61), abs=0.015)
    assert (before["rastrigin"], after["rastrigin"]) == pytest.approx((0.47, 0.59), abs=0.015)
    assert np.median(list(after.values())) > np.median(list(before.values())) + 0.05


def test_a_plateau_stays_flat():
    shown = shown_of("easom")
    assert share_used(tints(shown, shown.shade(in_domain(shown)))) < 0.02


def test_between_steep_places_the_table_is_the_mixture():
    shown = shown_of("ravine")
    shades = shown.shade(in_domain(shown)).ravel()
    for shade in (0.25, 0.5, 0.75):
        expected = (1 - BY_AREA) * shade + BY_AREA * np.mean(shades < shade)
        assert tints(shown, np.array(shade)) == pytest.approx(expected, abs=0.01)


def test_the_small_pictures_that_are_kept_are_those_of_the_surfaces():
    """If they are not: `python benchmarks/surface_pictures.py` draws them anew."""
    drawn, kept = {key: picture(surface) for key, surface in SURFACES.items()}, stored()
    assert {key: grid.shape for key, grid in drawn.items()} == {key: grid.shape for key, grid in kept.items()}
    for key, grid in drawn.items():
        assert np.abs(grid.astype(int) - kept[key]).max() <= 1, key  # rounding differs from machine to machine
