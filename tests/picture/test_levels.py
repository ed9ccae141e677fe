"""The shades and levels of surfaces, the range of graphs, and the axes of the scene, against their definitions."""

from functools import cache

import numpy as np
import pytest

from optviz import SURFACES, Scenario
from optviz.engine.landscape import CELLS, EXAMPLES, in_domain, landscape, losses_on
from optviz.picture.graph import graph_range
from optviz.picture.levels import Level, Line, calm, levels_of, lines_of, strengths
from optviz.picture.scene import APART, loss_ticks, loss_title, weight_ticks
from optviz.texts.numbers import written


@cache
def shown_of(key):
    return landscape(Scenario(surface=key, optimizers=["sgd"]).surface)


@pytest.mark.parametrize("key", SURFACES)
def test_shades_and_losses_are_each_other_s_inverse(key):
    shown = shown_of(key)
    assert shown.shade(np.array([shown.lowest, shown.highest])) == pytest.approx([0, 1], abs=1e-12)
    shades = np.linspace(0.01, 1, 40)
    np.testing.assert_allclose(shown.shade(shown.loss(shades)), shades, rtol=1e-6)
    assert (np.diff(shown.loss(shades)) > 0).all()


FLAT = [key for key, surface in SURFACES.items() if len(surface.domain) == 2]


@pytest.mark.parametrize("dense", [False, True])
@pytest.mark.parametrize("key", FLAT)
def test_levels_ascend_are_where_they_say_and_reach_over_the_domain(key, dense):
    shown = shown_of(key)
    levels = levels_of(shown, dense=dense)
    losses, shades, areas = (np.array([getattr(level, name) for level in levels]) for name in ("loss", "shade", "area"))
    assert (np.diff(losses) > 0).all()
    assert (np.diff(shades) > 0).all()
    np.testing.assert_allclose(shown.shade(losses), shades, rtol=1e-9)
    assert losses[0] > shown.lowest
    assert (np.diff(areas) >= 0).all()
    inside = in_domain(shown)
    for level in levels:
        if level.area > 0.1:
            assert level.area == pytest.approx(np.mean(inside < level.loss), abs=1e-9)


@pytest.mark.parametrize("key", FLAT)
def test_strong_levels_have_numbers_that_people_say(key):
    shown = shown_of(key)
    strong = [level for level in levels_of(shown) if level.kind == "index"]
    assert strong
    for level in strong:
        assert level.text == written(level.loss, 9)
        assert float(level.text.replace("−", "-")) == pytest.approx(level.loss, rel=1e-9, abs=1e-12)
        assert level.area < 0.02 or len(level.text.strip("−0.").replace(".", "").rstrip("0")) <= 3
    assert not [level for level in levels_of(shown) if level.kind != "index" and level.text]


@pytest.mark.parametrize(("dense", "parts"), [(False, 5), (True, 10)])
def test_ratios_are_equal_between_powers_of_ten(dense, parts):
    losses = [level.loss for level in levels_of(shown_of("himmelblau"), dense=dense) if 1 <= level.loss <= 1000]
    np.testing.assert_allclose(np.diff(np.log10(losses)), 1 / parts, atol=1e-9)
    assert {1.0, 10.0, 100.0, 1000.0} <= set(losses)


def test_steps_are_equal_and_every_fifth_is_strong():
    levels = [level for level in levels_of(shown_of("rastrigin")) if level.shade <= 1]
    np.testing.assert_allclose([level.loss for level in levels], 5.0 * np.arange(1, len(levels) + 1))
    assert [level.text for level in levels if level.kind == "index"] == ["25", "50", "75"]


def test_where_the_lowest_loss_is_no_round_number_strong_levels_are():
    """Styblinski and Tang's lowest is −78.332."""
    texts = [level.text for level in levels_of(shown_of("styblinski_tang")) if level.text and level.area > 0.02]
    assert texts == ["−70", "0", "1000"]


def test_small_rings_are_left_out_and_lines_know_their_neighbours():
    lines = lines_of(levels_of(shown_of("himmelblau")))
    assert min(line.level.area for line in lines) >= 0.02
    for line in lines:
        same = [one for one in lines if one is not line and (line.level.kind == "thin" or one.level.kind == "index")]
        assert line.gap == pytest.approx(min(abs(one.level.shade - line.level.shade) for one in same))


def test_thin_lines_come_in_between_two_distances():
    line = Line(Level(1.0, 0.5, "thin", "", 0.5), gap=0.1)
    np.testing.assert_allclose(strengths(line, 0.1 / np.array([1.0, 2.5, 4.0, 5.5, 9.0])), [0, 0, 0.5, 1, 1], atol=1e-9)


def test_many_lines_are_fainter():
    """Lines ten pixels apart cover a fifth of a slope, lines fifty apart next to nothing."""
    shades = np.tile((np.arange(2000) + 0.5) / 2000, (3, 1))
    slopes = np.full_like(shades, 1 / 2000)
    for apart, expected in ((10, 0.8), (50, 1.0), (6, 0.5)):
        places = np.arange(apart, 2000, apart) / 2000
        lines = [Line(Level(0.0, place, "index", "", 1.0), apart / 2000) for place in places]
        assert calm(lines, shades, slopes) == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("key", FLAT)
def test_losses_between_the_places_of_the_grid(key):
    """Shades off the grid are those of the surface itself, or near enough that no line is seen to move."""
    scenario, shown = Scenario(surface=key, optimizers=["sgd"]), shown_of(key)
    count = CELLS // EXAMPLES["every"][0] + 1 if SURFACES[key].examples else CELLS + 1  # compiled for the landscape
    axes = tuple(low + (high - low) * np.linspace(0.013, 0.987, count) for low, high in SURFACES[key].domain)
    exact, found = shown.shade(losses_on(scenario.surface, axes)), shown.shades_on(axes)
    away = np.abs(exact - found)
    assert np.median(away) < 1e-3
    if key in ("himmelblau", "ravine", "booth", "matyas"):  # polynomials that a cubic nearly has
        assert away.max() < 2e-3


def test_shades_of_a_quadratic_are_exact_and_so_its_rings_are_smooth():
    shown = shown_of("booth")
    axes = tuple(low + (high - low) * np.linspace(0.01, 0.99, 77) for low, high in SURFACES["booth"].domain)
    x, y = np.meshgrid(*axes)
    exact = shown.shade((x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2)
    np.testing.assert_allclose(shown.shades_on(axes), exact, atol=1e-9)


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if len(surface.domain) == 1])
def test_a_graph_stands_inside_its_range(key):
    shown = shown_of(key)
    low, high = graph_range(shown)
    inside = shown.losses[(shown.axes[0] >= SURFACES[key].domain[0][0]) & (shown.axes[0] <= SURFACES[key].domain[0][1])]
    assert low < inside.min()
    assert inside.max() < high


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if len(surface.domain) == 2])
def test_the_scene_s_axes(key):
    shown, domain = shown_of(key), SURFACES[key].domain
    for ticks, (low, high) in zip(weight_ticks(domain), domain, strict=True):
        assert 2 <= len(ticks) <= 6
        assert all(low - 1e-9 <= tick.value <= high + 1e-9 for tick in ticks)
    heights = [float(shown.shade(tick.value)) for tick in loss_ticks(shown)]
    assert heights
    assert (np.diff([0.0, *heights]) >= APART).all()
    assert max(heights) <= 1 + 1e-9
    assert loss_title(shown) == ("loss" if SURFACES[key].levels == "linear" else "loss, log")
