"""Searches: grids are grids, and random search finds what order statistics say."""

from functools import cache

import numpy as np
import pytest

from optviz import Scenario, Search, search, sweep
from optviz.engine.maps import Map
from optviz.engine.searches import LEVELS, SHRUNK, WAYS, mixed, rounds, searched, uniforms

RATE, BETA = "optimizers.0.learning_rate", "optimizers.0.beta_2"
ADAM = Scenario(surface="ravine", optimizers=["adam"], num_steps=60)
X = {"key": RATE, "low": 1e-3, "high": 1, "cells": 48}
Y = {"key": BETA, "low": 0.5, "high": 0.999, "cells": 32}
GRID, RANDOM, FINE = range(3)


@cache
def true_map():
    return sweep(ADAM, x=X, y=Y)


def found(**fields):
    asked = Search(scenario=ADAM, x=X, y=Y, **fields)
    return searched(asked, true_map())


@pytest.mark.parametrize("side", [2, 3, 5, 10])
def test_the_tries_of_a_grid_are_the_grid(side):
    tries = found(tries=side**2, repeats=7)
    rows, columns = ([(2 * i + 1) * cells // (2 * side) for i in range(side)] for cells in tries.values.shape)
    for cells in tries.cells[GRID]:
        assert sorted(map(tuple, cells.tolist())) == [(row, column) for row in rows for column in columns]
    assert len({tuple(order.ravel()) for order in tries.cells[GRID]}) > 1


def test_random_tries_find_what_order_statistics_say():
    """Of n values drawn from N cells the least lies at or above the i-th cell with the chance ((N − i) / N)ⁿ: so its
    expectation is a sum over the cells."""
    repeats = 10_000
    tries = found(tries=16, repeats=repeats)
    values = np.sort(tries.values.ravel())
    assert np.isfinite(values).all()
    count = len(values)
    for n in (1, 2, 5, 16):
        above = ((count - np.arange(count + 1)) / count) ** n
        odds = above[:-1] - above[1:]
        mean = (values * odds).sum()
        spread = np.sqrt((values**2 * odds).sum() - mean**2)
        assert tries.best[RANDOM, :, n - 1].mean() == pytest.approx(mean, abs=4 * spread / np.sqrt(repeats))
        ranks = np.searchsorted(values, tries.best[RANDOM, :, n - 1], side="right") / count
        assert ranks.mean() == pytest.approx(1 / (n + 1), abs=0.01)
        assert (tries.best[RANDOM, :, n - 1] <= tries.medians[n - 1]).mean() == pytest.approx(0.5, abs=0.02)


def test_linear_spacing_draws_values_evenly_and_its_closed_form_knows():
    tries = found(tries=16, repeats=10_000, spacing="linear")
    rates = tries.map.x[tries.cells[RANDOM, ..., 1]]
    assert (rates > 0.1).mean() == pytest.approx(0.9, abs=0.02)
    assert (found(tries=16, repeats=1000).map.x[found(tries=16).cells[RANDOM, ..., 1]] > 0.1).mean() < 0.4
    for n in (1, 4, 16):
        assert (tries.best[RANDOM, :, n - 1] <= tries.medians[n - 1]).mean() == pytest.approx(0.5, abs=0.02)
    columns = np.unique(tries.cells[GRID][..., 1])
    assert tries.map.x[columns] == pytest.approx(
        [0.001 + 0.999 * share for share in (1 / 8, 3 / 8, 5 / 8, 7 / 8)], rel=0.08
    )


def test_from_coarse_to_fine_the_box_shrinks_around_the_best():
    tries = found(tries=36, repeats=50)
    first, second, third, end = rounds(36)
    assert (first, second, third, end) == (0, 12, 24, 36)
    for cells in tries.cells[FINE]:
        for i, (begin, stop) in enumerate([(second, third), (third, end)], start=1):
            seen = tries.values[cells[:begin, 0], cells[:begin, 1]]
            best, drawn = cells[seen.argmin()], cells[begin:stop]
            for axis, size in enumerate(tries.values.shape):
                reach = SHRUNK**i * size
                assert np.ptp(drawn[:, axis]) <= reach
                low, high = max(best[axis] - reach / 2, 0), min(best[axis] + reach / 2, size - 1)
                inside = (drawn[:, axis] >= low - reach / 2 - 1) & (drawn[:, axis] <= high + reach / 2 + 1)
                assert inside.all()


def test_all_ways_begin_alike_and_what_is_best_never_gets_worse():
    tries = found(tries=9, repeats=300)
    assert (tries.cells[RANDOM, :, :3] == tries.cells[FINE, :, :3]).all()
    assert (np.diff(tries.best, axis=-1) <= 0).all()
    values = tries.values[tries.cells[..., 0], tries.cells[..., 1]]
    assert (tries.best[..., -1] == values.min(axis=-1)).all()
    middle = LEVELS.index(0.5)
    assert tries.quantiles[:, middle] == pytest.approx(np.quantile(tries.best, 0.5, axis=1, method="inverted_cdf"))
    assert len(WAYS) == len(tries.cells)


def test_where_one_number_matters_little_random_finds_more_than_a_grid():
    """A cell's value is that of its column; a grid of 9 sees 3 columns, random tries up to 9."""
    flat = true_map()
    columns = np.abs(np.arange(48) - 30.0)
    blank = {name: getattr(flat, name) for name in Map.__dataclass_fields__}
    made = Map(**blank | {"losses": np.broadcast_to(columns, (32, 48)), "diverged_at": np.full((32, 48), -1)})
    tries = searched(Search(scenario=ADAM, x=X, y=Y, tries=9, repeats=10_000), made)
    assert tries.best[GRID, :, -1].max() == 6  # the middles of three parts of 48 are 8, 24 and 40
    closer = ((48 - 11) / 48) ** 9  # none of the eleven columns within 5
    assert (tries.best[RANDOM, :, -1] < 6).mean() == pytest.approx(1 - closer, abs=0.02)


def test_the_same_search_finds_the_same_and_another_seed_something_else():
    one, same, other = (search(ADAM, x=X, y=Y, repeats=5, seed=seed) for seed in (1, 1, 2))
    assert (one.cells == same.cells).all()
    assert (one.cells[RANDOM] != other.cells[RANDOM]).any()


def test_draws_are_even_and_the_hash_is_one_to_one():
    drawn = uniforms(0, 200, 100)
    counts, _ = np.histogram(drawn, bins=50, range=(0, 1))
    expected = drawn.size / 50
    assert (((counts - expected) ** 2) / expected).sum() < 86  # the 0.999 quantile of χ² with 49 degrees of freedom
    assert abs(np.corrcoef(drawn[..., 0].ravel(), drawn[..., 1].ravel())[0, 1]) < 0.03
    assert len(np.unique(mixed(np.arange(100_000)))) == 100_000
