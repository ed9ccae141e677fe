"""Maps as pictures: colours by rank, looks of their own for what is special, cells of one colour, ticks, theory."""

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from optviz import Scenario, basins, sweep
from optviz.engine.map_theory import theory_of
from optviz.engine.tables import minima_of
from optviz.picture.colours import lab_of
from optviz.picture.map_axes import name_of, places_of, ticks_of, title_of
from optviz.picture.map_cells import (
    FIRST,
    GROWN,
    LOOKS,
    PATTERNS,
    PENDING,
    RAMPS,
    REPEAT,
    TINTS,
    Cells,
    Entry,
    Look,
    Ranks,
    cells_of,
    painted,
    special,
)
from optviz.scenario.sweep import Axis, Sweep

STYLES = ("light", "dark", "print")
RATE, RHO = "optimizers.0.learning_rate", "optimizers.0.rho"


@cache
def momentum(outcome="final_loss", **changes):
    scenario = Scenario(surface="ravine", optimizers=["momentum"], num_steps=60)
    x = {"key": RATE, "low": 1e-3, "high": 1, "cells": 40}
    y = {"key": RHO, "low": 0, "high": 0.99, "cells": 30}
    return sweep(scenario, x=x, y=y, outcome=outcome)


@cache
def himmelblau():
    scenario = Scenario(surface="himmelblau", optimizers=[{"key": "sgd", "learning_rate": 0.01}], num_steps=150)
    return basins(scenario, cells=40)[0]


def test_ranks_are_as_even_as_the_values_are_different():
    values = 10.0 ** np.random.default_rng(0).uniform(-9, 3, 6400)
    found = Ranks.of(values).classes(TINTS)
    assert np.bincount(found).std() < 10
    assert (np.diff(found[np.argsort(values)]) >= 0).all()
    assert Ranks.of(np.array([3.0, 1, 1, 1, 7])).classes(5).tolist() == [3, 0, 0, 0, 4]
    assert Ranks.of(np.array([0.0, 1, 1, 1, 7, 7])).classes(5).tolist() == [0, 2, 2, 2, 4, 4]
    assert Ranks.of(np.full(3, 2.5)).classes(5).tolist() == [0, 0, 0]
    assert Ranks.of(np.zeros(0)).classes(5).tolist() == []


def test_what_differs_by_rounding_alone_looks_alike():
    """Runs that have all arrived in a minimum whose loss is not 0: their last bits would be stripes of many colours."""
    values = np.array([0.25, 0.25 * (1 + 3e-15), 0.25 * (1 + 8e-15), -1, -1 - 5e-15, 0, 1e-300])
    assert Ranks.of(values, 7e-15).middles.tolist() == [4.5, 4.5, 6, 0.5, 0.5, 2, 3]
    noisy = set()
    for surface, rule, precision in itertools.product(("trid", "own_line"), ("sgd", "adam"), (32, 64)):
        scenario = Scenario(surface=surface, optimizers=[rule], num_steps=500)
        found = sweep(scenario, x={"key": RATE, "low": 0.05, "high": 0.2, "cells": 60}, precision=precision)
        lowest = min(minimum.value for minimum in minima_of(scenario.surface))
        has_arrived = np.abs(found.losses / lowest - 1) <= 2 * np.finfo(found.losses.dtype).eps
        noisy |= {precision} if np.unique(found.losses[has_arrived]).size > 1 else set()
        places = cells_of(found, "light").places[has_arrived]
        assert set(places.tolist()) == {FIRST}, (surface, rule, precision)
    assert noisy == {32, 64}, "there are such cells"


@pytest.mark.parametrize("precision", [32, 64])
def test_distances_that_differ_by_the_rounding_of_places_look_alike(precision):
    assert Ranks.of(np.array([0, 1e-17, 3e-17, 2]), 0.0, 1e-6).middles.tolist() == [1, 1, 1, 3]
    scenario = Scenario(surface="trid", optimizers=["sgd"], num_steps=200)
    x = {"key": RATE, "low": 0.01, "high": 0.6, "cells": 60}
    found = sweep(scenario, x=x, outcome="distance", precision=precision)
    has_arrived = (found.diverged_at < 0) & (found.distances < 1e-6)
    assert np.unique(found.distances[has_arrived]).size > 3
    assert set(cells_of(found, "light").places[has_arrived].tolist()) == {FIRST}


@pytest.mark.parametrize("style", STYLES)
def test_what_is_special_looks_so_and_is_in_the_key(style):
    for outcome in ("final_loss", "steps", "divergence"):
        found = momentum(outcome)
        cells = cells_of(found, style)
        never = np.isnan(found.shown) & (found.diverged_at < 0)
        diverged = (found.diverged_at >= 0) & np.isnan(found.shown)
        kinds = {0: diverged, 1: never} if outcome != "divergence" else {1: found.diverged_at < 0}
        for look, where in kinds.items():
            assert np.array_equal(cells.places == look, where)
            assert (look in [entry.look for entry in cells.key]) == where.any()
        apart, plain = cells.looks[:FIRST], [cells.looks[i] for i in cells.bar]
        assert all(look.pattern for look in apart)
        assert not any(look.pattern for look in plain)
        assert len(set(apart)) == FIRST


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("outcome", ["final_loss", "steps", "divergence", "minimum"])
def test_what_is_not_yet_computed_is_drawn_so_and_is_in_the_key(outcome, style):
    whole = himmelblau() if outcome == "minimum" else momentum(outcome)
    is_pending = np.zeros(whole.losses.shape, bool)
    is_pending[10:] = True
    losses = np.where(is_pending, np.nan, whole.losses)
    others = {name: np.where(is_pending, -1, getattr(whole, name)) for name in ("steps", "diverged_at", "minima")}
    cells = cells_of(replace(whole, losses=losses, distances=losses, **others), style)
    assert np.array_equal(cells.places == PENDING, is_pending)
    assert Entry(PENDING, "not yet computed") in cells.key
    assert PENDING not in [entry.look for entry in cells_of(whole, style).key]


@pytest.mark.parametrize("style", STYLES)
def test_what_is_special_is_told_apart_without_colour(style):
    drawn = []
    for place in range(FIRST):
        cells = Cells(np.full((1, 1), place), special(style), (), (), ())
        grey = painted(cells, 96, 96, unit=2).mean(axis=-1)
        lines = np.abs(np.fft.fft2(grey - grey.mean()))
        drawn.append(lines / np.linalg.norm(lines))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert (drawn[i] * drawn[j]).sum() < 0.5, "they repeat in other directions or at other distances"


@pytest.mark.parametrize("style", STYLES)
def test_there_is_a_gap_at_the_border_of_stability(style):
    found = momentum()
    cells = cells_of(found, style)
    grown = (found.losses > found.first_losses) & (found.diverged_at < 0)
    assert grown.any()
    assert np.array_equal(cells.places >= FIRST + TINTS, grown)
    last, first = cells.looks[FIRST + TINTS - 1], cells.looks[FIRST + TINTS]
    assert np.linalg.norm(lab_of(last.colour) - lab_of(first.colour)) > 0.03 or first.pattern
    assert GROWN[style][0] not in RAMPS[style]
    better = found.losses[found.diverged_at < 0] < np.median(found.losses[found.diverged_at < 0])
    assert cells.places[found.diverged_at < 0][better].max() <= FIRST + TINTS // 2 + 2


def test_the_bar_is_marked_with_the_losses_that_its_colours_stand_for():
    """What is lower than a mark has the colours before it, what is higher those behind it."""
    found = momentum("steps")
    cells, known = cells_of(found, "light"), found.steps >= 0
    assert [share for share, _ in cells.marks] == [0, 0.25, 0.5, 0.75, 1]
    for share, text in cells.marks:
        place, mark = FIRST + share * (TINTS - 1), float(text)
        assert cells.places[known & (found.steps < mark)].max(initial=FIRST) <= place + 1
        assert cells.places[known & (found.steps > mark)].min(initial=FIRST + TINTS) >= place - 1
        assert mark in found.steps[known]
    steps = found.steps[known]
    assert [float(cells.marks[i][1]) for i in (0, -1)] == [steps.min(), steps.max()]
    assert {*cells.places[known][steps == steps.min()], *cells.places[known][steps == steps.max()]} == {
        FIRST,
        FIRST + TINTS - 1,
    }


@pytest.mark.parametrize("style", STYLES)
def test_a_minimum_has_a_colour_and_its_steps_are_the_shade(style):
    found = himmelblau()
    cells = cells_of(found, style)
    minima = np.unique(found.minima[found.minima >= 0])
    assert len(minima) == 4
    patterns, middles = [], []
    for i in minima:
        here = found.minima == i
        looks = [cells.looks[place] for place in cells.places[here]]
        paper = lab_of("#0f1216" if style == "dark" else "#ffffff")
        distance = [np.linalg.norm(lab_of(look.colour) - paper) for look in looks]
        order = np.argsort(found.steps[here], kind="stable")
        assert (np.diff(np.array(distance)[order]) <= 0.01).all()
        patterns.append({look.pattern for look in looks})
        middles.append(looks[0].colour)
    if style == "print":
        assert len({pattern for found in patterns for pattern in found}) == 4
    else:
        assert [entry.look for entry in cells.key if entry.look >= FIRST] == [
            FIRST + TINTS // 4 + TINTS * i for i in range(4)
        ]
        assert getattr(LOOKS[minima[0]], style) in [look.colour for look in cells.looks]
    assert "(3, 2)" in [entry.text for entry in cells.key]


def test_a_pixel_belongs_to_one_cell_and_the_first_row_is_at_the_bottom():
    looks = (Look("#ff0000"), Look("#00ff00"), Look("#0000ff"), Look("#ffffff"))
    cells = Cells(np.array([[0, 1], [2, 3]]), looks, (), (), ())
    pixels = painted(cells, 7, 5)
    assert pixels.shape == (5, 7, 3)
    assert {tuple(pixel) for pixel in pixels.reshape(-1, 3).tolist()} == {
        (255, 0, 0),
        (0, 255, 0),
        (0, 0, 255),
        (255, 255, 255),
    }
    assert pixels[-1, 0].tolist() == [255, 0, 0]
    assert pixels[0, -1].tolist() == [255, 255, 255]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_drawn_in_its_ink_and_leaves_most_of_the_ground(pattern):
    cells = Cells(np.zeros((1, 1), int), (Look("#204060", pattern, "#ffffff"),), (), (), ())
    inked = (painted(cells, 80, 80) == 255).all(axis=-1).mean()
    assert 0.03 < inked < 0.4
    x, y = np.meshgrid(np.arange(0, REPEAT, 0.25), np.arange(0, REPEAT, 0.25))
    for dx, dy in ((REPEAT, 0), (0, REPEAT)):
        assert np.array_equal(PATTERNS[pattern](x, y), PATTERNS[pattern](x + dx, y + dy))


def test_ticks_stand_at_the_cells_of_their_values():
    rate = Axis(key=RATE, low=0.001, high=1, scale="log", cells=4)
    assert [(tick.text, tick.value) for tick in ticks_of(rate, 6)] == [
        ("10⁻³", 0.5),
        ("10⁻²", pytest.approx(1.5)),
        ("10⁻¹", pytest.approx(2.5)),
        ("10⁰", 3.5),
    ]
    rho = Axis(key=RHO, low=0, high=0.99, scale="complement", cells=65)
    assert [tick.text for tick in ticks_of(rho, 6)] == ["0", "0.5", "0.9", "0.95", "0.99"]
    assert [tick.text for tick in ticks_of(rho, 7)] == ["0", "0.5", "0.8", "0.9", "0.95", "0.98", "0.99"]
    for axis in (rate, rho, Axis(key="start.0", low=-2, high=2, scale="linear", cells=9)):
        assert places_of(axis, axis.values) == pytest.approx(np.arange(axis.cells) + 0.5)


def test_titles():
    asked = momentum().sweep
    assert name_of(asked) == "Momentum on Ravine: final loss"
    assert [title_of(asked, axis) for axis in asked.axes] == ["learning rate η", "momentum ρ"]
    starts = himmelblau().sweep
    assert [title_of(starts, axis) for axis in starts.axes] == ["start, x", "start, y"]


def test_theory_over_momentum_on_a_quadratic():
    asked = momentum().sweep
    theory = theory_of(asked)
    assert len(theory.border) > 90
    assert theory.border[:, 0] == pytest.approx(2 * (1 + theory.border[:, 1]) / 10, rel=1e-6)
    root = np.sqrt(100)  # of the ravine's condition number; its largest curvature is 10
    assert theory.optimum[0] == pytest.approx(4 / (np.sqrt(10) + np.sqrt(0.1)) ** 2, rel=2e-3)
    assert theory.optimum[1] == pytest.approx(((root - 1) / (root + 1)) ** 2, abs=2e-3)
    turned = Sweep(scenario=asked.scenario, x=asked.y, y=asked.x)
    assert theory_of(turned).border == pytest.approx(theory.border[:, ::-1])
    assert theory_of(turned).optimum == theory.optimum[::-1]


@pytest.mark.parametrize(
    ("surface", "optimizer", "y"),
    [
        ("beale", "momentum", RHO),
        ("ravine", {"key": "momentum", "schedule": "cosine"}, RHO),
        ("ravine", {"key": "momentum", "weight_decay": 0.1}, RHO),
        ("ravine", "momentum", "surface.tilt"),
        ("ravine", "adam", "optimizers.0.beta_1"),
        ("ravine", "momentum", None),
    ],
)
def test_no_theory_where_none_is_known(surface, optimizer, y):
    assert theory_of(Sweep(scenario=Scenario(surface=surface, optimizers=[optimizer]), x=RATE, y=y)) is None
