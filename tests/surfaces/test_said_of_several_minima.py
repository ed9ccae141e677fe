"""Each claim in the summaries of the classics with a few and with many minima, on what the page then shows."""

import numpy as np
import pytest
from said import derivatives, dips, eigenvalues, ends, minima, on_grid, says, shown, values

from optviz import SURFACES


def ended_at(run, path):
    """Which of the known minima a path ends at; None for none."""
    return next((i for i, minimum in enumerate(run.minima) if ends(path, minimum.point, 0.1)), None)


@says("himmelblau", "Four minima of the same depth: the start, the rule and its numbers decide which one is found.")
def test_himmelblau():
    assert {minimum.value for minimum in minima("himmelblau")} == {0}
    starts = ((3.0, 3.0), (-3.0, 3.0), (-3.0, -3.0), (3.0, -3.0))
    assert {ended_at(run := shown("himmelblau", "sgd", start=start), run[0]) for start in starts} == {0, 1, 2, 3}
    rules = shown("himmelblau", "sgd", "momentum", "rmsprop", "adam", "adagrad", "nesterov", "signum")
    assert len({ended_at(rules, path) for path in rules} - {None}) > 1
    rates = shown("himmelblau", *[{"key": "momentum", "learning_rate": rate} for rate in (0.002, 0.004, 0.008, 0.012)])
    assert len({ended_at(rates, path) for path in rates} - {None}) > 1


@says("goldstein_price", "Values from 3 to a million")
def test_goldstein_price_values():
    losses = on_grid("goldstein_price", 401)
    assert losses.min() == pytest.approx(3)
    assert losses.max() == pytest.approx(1e6, rel=0.05)


@says("goldstein_price", "only tiny learning rates, or rules that ignore the gradient's length, stay.")
def test_goldstein_price_rates():
    for key in ("sgd", "momentum"):
        assert shown("goldstein_price", key)[0].diverged_at is None
        assert shown("goldstein_price", {"key": key, "learning_rate": 1e-3})[0].diverged_at is not None
    for path in shown("goldstein_price", *({"key": key, "learning_rate": 0.1} for key in ("rmsprop", "adam", "lion"))):
        assert np.abs(path.points).max() < 2


@says("styblinski_tang", "Four basins, one deeper than the others by the tilt of each weight's double well.")
def test_styblinski_tang():
    depths = sorted(minimum.value for minimum in minima("styblinski_tang"))
    assert len(depths) == 4
    assert depths[1] == pytest.approx(depths[2])
    assert depths[1] - depths[0] == pytest.approx(depths[3] - depths[2])
    assert depths[1] - depths[0] > 10
    assert np.ptp([minimum.value for minimum in minima("styblinski_tang", tilt=0.0)]) < 1e-9


@says("six_hump_camel", "Six minima in three pairs: two are the lowest, and two hang high up on the humps.")
def test_six_hump_camel():
    depths = np.sort([minimum.value for minimum in minima("six_hump_camel")])
    assert dips(on_grid("six_hump_camel", 201)) == len(depths) == 6
    np.testing.assert_allclose(depths[::2], depths[1::2])
    assert depths[4] > 2 > 0 > depths[2] > depths[0]


@says("three_hump_camel", "A deep bowl between two shallow ones: momentum rolls on into the deep one.")
def test_three_hump_camel():
    deep, left, right = minima("three_hump_camel")
    assert left.point[0] < deep.point[0] < right.point[0]
    assert deep.value < left.value == right.value
    run = shown("three_hump_camel")
    assert ends(run["momentum"], deep.point)
    assert ends(run["sgd"], left.point)


@says("mccormick", "Waves down a trough: the first hollow holds the path, the lower one lies one wave further.")
def test_mccormick():
    lower, first = minima("mccormick")
    assert lower.value < first.value
    apart = np.sum(first.point) - np.sum(lower.point)
    assert apart == pytest.approx(2 * np.pi)  # the length of sin(x + y) in x + y
    for path in shown("mccormick"):
        assert ends(path, first.point, 0.1), path.label


@says("branin", "Three equal minima along one bent valley.")
def test_branin():
    assert len(minima("branin")) == 3
    assert np.ptp([minimum.value for minimum in minima("branin")]) == 0
    x = np.linspace(-np.pi, 3 * np.pi, 200)
    valley = 5.1 / (4 * np.pi**2) * x**2 - 5 / np.pi * x + 6
    assert values("branin", np.stack([x, valley], axis=1)).max() < 20 < 0.1 * on_grid("branin", 101).max()
    for minimum in minima("branin"):
        assert np.interp(minimum.point[0], x, valley) == pytest.approx(minimum.point[1], abs=0.01)


@says(
    "aluffi_pentini", "Two wells, the nearer one shallower by the tilt: without momentum or noise the path stays in it."
)
def test_aluffi_pentini():
    deep, near = minima("aluffi_pentini")
    assert deep.point[0] < 0 < near.point[0] < SURFACES["aluffi_pentini"].start[0]
    assert near.value - deep.value == pytest.approx(2 * 0.1, rel=0.01)
    run = shown("aluffi_pentini")
    assert ends(run["momentum"], deep.point)
    assert ends(run["sgd"], near.point)
    assert ends(run["rmsprop"], near.point, 0.2)
    crossed = [with_noise("aluffi_pentini", 1.5, seed) for seed in range(8)]
    assert sum(crossed) >= 6


def with_noise(key, scale, seed):
    """Whether plain descent gets over the hill at 0 with so much noise."""
    path = shown(key, "sgd", noise={"key": "gaussian", "scale": scale}, seed=seed)["sgd"]
    return bool((path.points[:, 0] < -0.5).any())


@says("michalewicz", "Two narrow trenches that cross on a flat plain: off them the slope tells nothing.")
def test_michalewicz():
    ((x, y), _), *_ = minima("michalewicz")
    gradients = derivatives("michalewicz", (0.5, 0.5), (1.0, 0.8), (0.8, 2.4), (3.0, 0.8))[1]
    assert np.abs(gradients).max() < 0.01
    along = values("michalewicz", [(x, 0.5), (x, 3.0), (0.5, y), (3.0, y)])
    assert along.max() < -0.75
    beside = values("michalewicz", [(x + 0.5, 0.5), (x - 0.5, 0.5), (0.5, y + 0.5), (0.5, y - 0.5)])
    assert beside.min() > -0.1


@says("easom", "A hole in a plain: from a little further away plain descent does not move at all.")
def test_easom():
    hole = np.array(minima("easom")[0].point)
    near = shown("easom", "sgd")["sgd"]
    assert ends(near, hole)
    further = hole - 1.5 * (hole - near.points[0])
    far = shown("easom", "sgd", start=further.tolist())["sgd"]
    assert np.linalg.norm(far.points[-1] - further) < 0.05
    assert np.linalg.norm(shown("easom", "sgd", start=(0.0, 0.0))["sgd"].points[-1]) < 1e-4


@says("bird", "Two deep pits of equal depth among gentle hollows that catch half of the paths.")
def test_bird():
    pits = minima("bird")
    assert pits[0].value == pytest.approx(pits[1].value)
    starts = [(x, y) for x in np.linspace(-6, 6, 7) for y in np.linspace(-6, 6, 7)]
    caught = [not any(ends(shown("bird", "sgd", start=start)[0], pit.point, 0.5) for pit in pits) for start in starts]
    assert 0.4 < np.mean(caught) < 0.6
    assert dips(on_grid("bird", 301)) > len(pits)


@says(
    "ackley", "A funnel with a pointed bottom in a corrugated plain: it flattens with the distance, the waves do not."
)
def test_ackley():
    bottom = derivatives("ackley", (1e-6, 0.0), (1e-3, 0.0))[1][:, 0]
    np.testing.assert_allclose(bottom, 20 * 0.2 / np.sqrt(2), rtol=0.02)
    whole = values("ackley", [(float(k), 0.0) for k in range(1, 6)])  # at whole numbers the waves are at their lowest
    assert (np.diff(whole, 2) < 0).all()
    heights = values("ackley", [(k + 0.5, 0.0) for k in range(1, 5)]) - (whole[1:] + whole[:-1]) / 2
    np.testing.assert_allclose(heights, heights.mean(), rtol=0.1)


@says("rastrigin", "A bowl under a regular lattice of dips: lower the waves to see the bowl come out.")
def test_rastrigin():
    assert dips(on_grid("rastrigin", 401)) == 11 * 11
    points = np.random.default_rng(1).uniform(-5, 5, (20, 2))
    np.testing.assert_allclose(values("rastrigin", points, amplitude=0.0), (points**2).sum(axis=1), rtol=1e-12)


@says(
    "griewank",
    "Up close all dips look alike: the bowl that tells them apart is a thousand times flatter than the waves.",
)
def test_griewank():
    smallest, largest = eigenvalues("griewank", (0.0, 0.0))
    assert 1000 <= smallest / (2 / 4000) < largest / (2 / 4000) < 2100
    other = eigenvalues("griewank", (2 * np.pi, 0.0))
    np.testing.assert_allclose(other, (smallest, largest), rtol=1e-3)


@says("levy", "Deep parallel troughs across one weight, ripples far lower across the other.")
def test_levy():
    losses = on_grid("levy", 401)
    along_x, along_y = highest_barrier(losses[:, 220]), highest_barrier(losses[220])
    assert dips(losses[:, 220]) >= 4
    assert 0 < along_y < along_x / 5


def highest_barrier(losses):
    """The largest rise from a local minimum to the next local maximum."""
    turns = losses[1:-1][np.diff(np.sign(np.diff(losses))) != 0]
    return np.abs(np.diff(turns)).max()


@says("schwefel", "The best basin lies in a corner, the next best far from it")
def test_schwefel_basins():
    losses = on_grid("schwefel", 401)
    axis = np.linspace(-5, 5, 401)
    best = np.unravel_index(losses.argmin(), losses.shape)
    assert axis[best[0]] > 4
    assert axis[best[1]] > 4
    away = np.hypot(*np.meshgrid(axis - axis[best[0]], axis - axis[best[1]], indexing="ij")) > 1.5
    following = np.unravel_index(np.where(away, losses, np.inf).argmin(), losses.shape)
    assert np.hypot(axis[following[0]] - axis[best[0]], axis[following[1]] - axis[best[1]]) > 7


@says("schwefel", "going downhill leads away from both.")
def test_schwefel_downhill():
    best, next_best = np.array([4.21, 4.21]), np.array([[4.21, -3.03], [-3.03, 4.21]])
    for path in shown("schwefel"):
        for place in (best, *next_best):
            assert np.linalg.norm(path.points[-1] - place) > 1, path.label


@says(
    "bohachevsky",
    "A bowl with ripples, published with c = 1: momentum rolls over them, plain descent stops at the first.",
)
def test_bohachevsky():
    assert SURFACES["bohachevsky"].parameters[0].default == 1
    run = shown("bohachevsky")
    assert ends(run["momentum"], (0, 0))
    moved = run["sgd"].points[-1] - run["sgd"].points[0]
    assert np.abs(moved).max() < 1 / 2  # no further than a ripple is long: 2/3 in x, 1/2 in y
    assert np.abs(run["sgd"].gradients[-1]).max() < 1e-9


@says("egg_crate", "Nine cups in a bowl, the lowest in the middle.")
def test_egg_crate():
    losses = on_grid("egg_crate", 201)
    assert dips(losses) == 9
    assert np.unravel_index(losses.argmin(), losses.shape) == (100, 100)


@says("shubert", "in clusters, the lowest of them in pairs beside each other.")
def test_shubert_pairs():
    points = np.array([minimum.point for minimum in minima("shubert")])
    swapped = points[:, ::-1] + 2 * np.pi * np.round((points - points[:, ::-1]) / (2 * np.pi))
    np.testing.assert_allclose(values("shubert", swapped), values("shubert", points), rtol=1e-12)
    assert (np.linalg.norm(swapped - points, axis=1) < 1).all()


@says("shubert", "Two hundred minima")
def test_shubert_minima():
    assert dips(on_grid("shubert", 401)) == 200


@says("drop_wave", "Rings round the minimum: every one of them is a moat that has to be crossed.")
def test_drop_wave():
    radii = np.linspace(0, 2, 801)
    for angle in (0.0, 0.7, 2.0):
        along = values("drop_wave", np.stack([radii * np.cos(angle), radii * np.sin(angle)], axis=1))
        bottoms = radii[1:-1][(along[1:-1] < along[:-2]) & (along[1:-1] < along[2:])]
        np.testing.assert_allclose(bottoms, np.arange(1, 4) * np.pi / 6, atol=0.05)


@says("schaffer", "Waves that narrow with the distance: along the two diagonals the valley floor is all but level.")
def test_schaffer():
    x = np.linspace(0, 3, 1201)
    along = values("schaffer", np.stack([x, np.zeros_like(x)], axis=1))
    tops = x[1:-1][(along[1:-1] > along[:-2]) & (along[1:-1] > along[2:])]
    assert (np.diff(tops, 2) < 0).all()
    for sign in (1, -1):
        assert np.ptp(values("schaffer", np.stack([x, sign * x], axis=1))) < 0.02 * np.ptp(along)


@says(
    "trefethen", "Waves of five lengths on top of each other: a few steps decide which of a hundred dips is the last."
)
def test_trefethen():
    assert 90 < dips(on_grid("trefethen", 401)) < 110
    start = np.array(SURFACES["trefethen"].start)
    last = [shown("trefethen", "sgd", start=(start + shift).tolist())[0].points[-1] for shift in (0, 0.02, 0.04, 0.06)]
    distances = [np.linalg.norm(a - b) for a in last for b in last if a is not b]
    assert max(distances) > 0.05
