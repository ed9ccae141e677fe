"""Each claim in the summaries of saddles, local minima, plateaus, curves and data, on what the page then shows."""

import numpy as np
import pytest
from said import derivatives, dips, eigenvalues, ends, minima, on_grid, says, shown, values

from optviz import SURFACES


@says("saddle", "A start on the ridge x = 0 runs into the saddle at the origin")
def test_saddle_ridge():
    for path in shown("saddle"):
        assert (path.points[:, 0] == 0).all()
        assert abs(path.points[-1, 1]) < 0.1, path.label


@says("saddle", "the smallest push off it decides the side.")
def test_saddle_push():
    for side in (-1, 1):
        for path in shown("saddle", start=(side * 1e-9, 1.2)):
            assert ends(path, (side, 0), 0.1), path.label


@says(
    "plain_saddle",
    "A start a hair off the ridge: near the saddle the gradient is small, not zero, and descent leaves late.",
)
def test_plain_saddle():
    run = shown("plain_saddle")
    assert run["sgd"].points[0, 1] == pytest.approx(0.01)
    norms = np.linalg.norm(run["sgd"].gradients[:100], axis=1)
    assert 0.01 < norms.min() < 0.2
    late = [int(np.argmax(np.abs(path.points[:, 1]) > 1)) for path in run]
    assert late[0] > 80
    assert all(0 < step < late[0] for step in late[1:])


@says("monkey_saddle", "Two valleys for the legs and one for the tail: at the centre the Hessian vanishes too.")
def test_monkey_saddle():
    assert len(minima("monkey_saddle")) == 3
    _, gradients, hessians = derivatives("monkey_saddle", (0.0, 0.0))
    assert np.abs(gradients).max() == np.abs(hessians).max() == 0
    around = np.linspace(0, 2 * np.pi, 361)[:-1]
    losses = values("monkey_saddle", 0.3 * np.stack([np.cos(around), np.sin(around)], axis=1))
    assert int((np.diff(np.sign(losses - losses.mean())) < 0).sum()) == 3


@says(
    "linear_network",
    "The smallest deep network: a saddle where both weights vanish, and two bent valleys of good weights.",
)
def test_linear_network():
    smallest, largest = eigenvalues("linear_network", (0.0, 0.0))
    assert smallest < 0 < largest
    weights = np.linspace(0.6, 1.7, 12)
    for side in (-1, 1):
        assert values("linear_network", side * np.stack([weights, 1 / weights], axis=1)).max() < 0.05
    assert values("linear_network", [(1.7, 1.7), (-1.7, -1.7), (0.0, 0.0)]).min() > 0.4


@pytest.mark.parametrize("key", ["local_minimum", "dip_curve"])
def test_the_dip_is_no_minimum_of_the_bowl(key):
    deep, dip = minima(key)
    assert deep.value < dip.value


@says("local_minimum", "A dip in the wall of a bowl: who has momentum crosses it, who has none stays.")
def test_local_minimum():
    crosses_or_stays("local_minimum")


@says("dip_curve", "A ball with momentum rolls through the dip, one without stays in it.")
def test_dip_curve():
    crosses_or_stays("dip_curve")


def crosses_or_stays(key):
    deep, dip = minima(key)
    run = shown(key, "sgd", "momentum", "nesterov", "rmsprop", "adam")
    for path in run:
        remembers = bool(path.choice.record.arrows)
        assert ends(path, (deep if remembers else dip).point, 0.05), path.label


@says("narrow_and_wide", "The deepest basin is the narrow one: a large learning rate throws the path out of it")
def test_narrow_and_wide_rate():
    thrown_out("narrow_and_wide")


@says("narrow_and_wide", "noise does in time.")
def test_narrow_and_wide_noise():
    small = {"key": "sgd", "learning_rate": 0.05}
    assert ends(shown("narrow_and_wide", small, num_steps=2000)[0], minima("narrow_and_wide")[0].point)
    noise = {"key": "gaussian", "scale": 3}
    runs = [shown("narrow_and_wide", small, num_steps=2000, noise=noise, seed=seed)[0] for seed in range(5)]
    assert all((path.points[:, 0] > 0).any() for path in runs)


@says(
    "narrow_and_wide_curve",
    "A learning rate beyond 2 over the curvature cannot stay in the narrow minimum, but in the wide one.",
)
def test_narrow_and_wide_curve():
    thrown_out("narrow_and_wide_curve")
    narrow, wide = (minimum.point for minimum in minima("narrow_and_wide_curve"))
    sharp, mild = derivatives("narrow_and_wide_curve", narrow, wide)[2].ravel()
    assert sharp > 10 * mild
    for factor, stays in ((0.95, True), (1.1, False)):
        rule = {"key": "sgd", "learning_rate": factor * 2 / sharp}
        path = shown("narrow_and_wide_curve", rule, start=(narrow[0] + 1e-3,), num_steps=2000)[0]
        assert ends(path, narrow, 1e-3) == stays
        assert ends(shown("narrow_and_wide_curve", rule, start=(wide[0] + 0.1,))[0], wide)


def thrown_out(key):
    narrow, wide = minima(key)
    assert narrow.value < wide.value
    run = shown(key)
    assert ends(run["sgd"], wide.point)
    assert ends(run["momentum"], narrow.point)
    assert ends(shown(key, {"key": "sgd", "learning_rate": 0.05})[0], narrow.point)


@says("mueller_brown", "Three basins behind one another in a bent trough, with a saddle between each two.")
def test_mueller_brown():
    first, last, middle = (np.array(minimum.point) for minimum in minima("mueller_brown"))
    assert np.linalg.norm(first - last) > max(np.linalg.norm(first - middle), np.linalg.norm(last - middle))
    published = (-0.822, 0.6243), (0.2125, 0.2930)
    _, gradients, hessians = derivatives("mueller_brown", *published)
    assert np.abs(gradients).max() < 1e-3
    for hessian in hessians:
        smallest, largest = np.linalg.eigvalsh(hessian)
        assert smallest < 0 < largest


@says(
    "plateau",
    "Far from the well the slope vanishes: steps in proportion to it hardly move, steps of set length arrive.",
)
def test_plateau():
    run = shown("plateau", "sgd", "momentum", "rmsprop", "adam", "signum")
    assert np.linalg.norm(run["sgd"].gradients[0]) < 1e-3
    for path in run:
        if path.choice.record.rate_unit == "length":
            assert ends(path, (0, 0), 0.2), path.label
        else:
            assert np.linalg.norm(path.points[-1] - path.points[0]) < 0.2, path.label
    assert ends(shown("plateau", "sgd", start=(1.0, 0.5))["sgd"], (0, 0))  # the rate is one that suits the well


@says("cliff", "One gradient taken on the cliff throws plain descent across the whole bowl, unless it is clipped.")
def test_cliff():
    thrown_by_the_cliff("cliff")


@says(
    "cliff_curve",
    "One step taken on the cliff lands on the other side of the whole bowl, unless the gradient is clipped.",
)
def test_cliff_curve():
    thrown_by_the_cliff("cliff_curve")


def thrown_by_the_cliff(key):
    run = shown(key, "sgd", {"key": "sgd", "clip_norm": 1, "learning_rate": SURFACES[key].demonstration.rates["sgd"]})
    low, high = SURFACES[key].domain[0]
    free, clipped = (path.points[:, 0] for path in run)
    assert np.abs(np.diff(free)).max() > 0.8 * (high - low)
    assert free.min() < low
    assert np.abs(np.diff(clipped)).max() < 0.3
    assert clipped.min() > low / 2


@says(
    "saturated_neuron",
    "Large weights saturate the sigmoid: four plateaus where descent hardly moves, however wrong the answer.",
)
def test_saturated_neuron():
    corners = [(7.0, 0.0), (-7.0, 0.0), (0.0, 7.0), (0.0, -7.0)]
    losses, gradients, _ = derivatives("saturated_neuron", *corners)
    assert np.abs(gradients).max() < 2e-3
    assert np.ptp(losses) > 0.5
    run = shown("saturated_neuron")
    for key in ("sgd", "momentum"):
        assert run[key].losses[-1] > 0.3
        assert np.linalg.norm(run[key].points[-1] - run[key].points[0]) < 1
    assert run["rmsprop"].losses[-1] < 0.05


@says("recurrent_unit", "A wall where the slope explodes beside plains where it vanishes")
def test_recurrent_unit_wall():
    places = [(weight, bias) for weight in np.linspace(4, 7, 40) for bias in np.linspace(-3.5, -1, 40)]
    slopes = np.linalg.norm(derivatives("recurrent_unit", *places)[1], axis=1)
    assert slopes.max() > 10
    assert np.linalg.norm(derivatives("recurrent_unit", (6.0, -3.8), (6.5, 0.5))[1], axis=1).max() < 0.05


@says("recurrent_unit", "a whole curve of weights has no loss.")
def test_recurrent_unit_curve():
    (curve,) = minima("recurrent_unit")
    low, high = np.array(SURFACES["recurrent_unit"].domain).T
    across = np.linspace(-1.6, 5.0, 400)
    places = curve.nearest(np.column_stack([across, 0.85 - 0.7 * across]))
    assert ((places > low) & (places < high)).all()
    assert np.abs(np.diff(places[:, 0])).max() < 0.05  # it is one line from the upper edge to far behind the bend
    assert values("recurrent_unit", places).max() < 1e-18
    assert curve.value == 0


@says("flat_bottom", "The curvature vanishes at the minimum: steps die out on the way, and Newton's gain a third each.")
def test_flat_bottom():
    assert np.abs(derivatives("flat_bottom", (0.0, 0.0))[2]).max() == 0
    run = shown("flat_bottom", "sgd", "newton")
    steps = np.linalg.norm(np.diff(run["sgd"].points, axis=0), axis=1)
    assert (np.diff(steps[1:]) < 0).all()
    assert steps[-1] < 0.01 * np.linalg.norm(run["sgd"].points[-1])
    np.testing.assert_allclose(run["newton"].points[1:20], 2 / 3 * run["newton"].points[:19], rtol=1e-9)


@says(
    "bowl_curve",
    "Gradient descent jumps to the bottom at the learning rate 1/c, converges below 2/c, and diverges above.",
)
def test_bowl_curve():
    curvature = 4.0
    rates = [factor / curvature for factor in (1, 1.95, 2.05)]
    rules = [{"key": "sgd", "learning_rate": rate} for rate in rates]
    jumps, converges, leaves = shown("bowl_curve", *rules, numbers={"curvature": curvature}, num_steps=400)
    assert jumps.points[1] == 0
    assert abs(converges.points[-1, 0]) < 1e-6
    assert leaves.diverged_at is not None


@says(
    "double_well_curve",
    "The nearer well is the shallower one: speed or noise carries the ball over the hill between them.",
)
def test_double_well_curve():
    deep, near = minima("double_well_curve")
    assert deep.value < near.value
    assert deep.point[0] < 0 < near.point[0] < SURFACES["double_well_curve"].start[0]
    run = shown("double_well_curve")
    assert ends(run["momentum"], deep.point)
    assert ends(run["sgd"], near.point)
    noisy = [shown("double_well_curve", "sgd", noise={"key": "gaussian", "scale": 1.5}, seed=seed) for seed in range(8)]
    assert sum((path.points[:, 0] < -0.5).any() for (path,) in noisy) >= 6


@says("shoulder_curve", "On the shoulder the slope is nearly zero, and plain descent creeps")
def test_shoulder_curve():
    slope = derivatives("shoulder_curve", (1.5,))[1][0, 0]
    assert slope == pytest.approx(1.5 * 0.01)
    w = shown("shoulder_curve")["sgd"].points[:, 0]
    assert (np.abs(w - 1.5) < 0.3).sum() > 100


@says("shoulder_curve", "with s = 0 only a leap gets past it.")
def test_shoulder_curve_without_slope():
    rates = (0.05, 0.1, 0.2, 0.3, 0.34, 0.36, 0.5)
    run = shown("shoulder_curve", *[{"key": "sgd", "learning_rate": rate} for rate in rates], numbers={"slope": 0})
    assert [path.points[-1, 0] < 1.5 for path in run] == [False] * 5 + [True] * 2
    assert run[5].points[1, 0] < 1.5 < run[4].points[-1, 0]  # it leaps in its first step


@says("plateau_curve", "A saturated sigmoid has no slope: the steeper the wall, the flatter the plateau above it.")
def test_plateau_curve():
    above, wall = np.transpose(
        [derivatives("plateau_curve", (2.5,), (1.0,), steepness=s)[1].ravel() for s in (2, 4, 8)]
    )
    assert (np.diff(wall) > 0).all()
    assert (np.diff(above) < 0).all()
    assert above[-1] < 1e-4


@says("rastrigin_curve", "A dip at every whole number: lower the waves until the ball rolls through.")
def test_rastrigin_curve():
    losses, places = on_grid("rastrigin_curve", 4001), np.linspace(-5.12, 5.12, 4001)
    bottoms = places[1:-1][(losses[1:-1] < losses[:-2]) & (losses[1:-1] < losses[2:])]
    np.testing.assert_allclose(bottoms, np.arange(-5, 6), atol=0.06)
    assert abs(shown("rastrigin_curve")["momentum"].points[-1, 0]) > 1.5
    lowered = shown("rastrigin_curve", numbers={"amplitude": 1.0})
    assert ends(lowered["momentum"], (0,))


@says("gramacy_lee", "Waves that grow towards the lowest of nine dips, at the far end from the start.")
def test_gramacy_lee():
    losses, places = on_grid("gramacy_lee", 4001), np.linspace(0.5, 2.5, 4001)
    assert dips(losses) == 9
    bowl = (places - 1) ** 4
    heights = [np.abs(losses - bowl)[(places > k) & (places < k + 0.2)].max() for k in np.arange(0.5, 2.4, 0.2)]
    assert (np.diff(heights) < 0).all()
    assert places[losses.argmin()] == pytest.approx(0.5486, abs=1e-3)
    assert SURFACES["gramacy_lee"].start[0] > 2.2


@says("forrester", "A shallow minimum, a shoulder, and a deep minimum next to a wall.")
def test_forrester():
    deep, shallow = minima("forrester")
    assert shallow.point[0] < 1 / 3 < deep.point[0]
    assert deep.value < 5 * shallow.value
    assert abs(derivatives("forrester", (1 / 3,))[1][0, 0]) < 1e-9
    assert values("forrester", [(1.0,)])[0] > 15


@says(
    "linear_regression",
    "Raw speeds make a ravine, since slope and intercept make up for each other; scaled ones a round bowl.",
)
def test_linear_regression():
    (hessian,) = derivatives("linear_regression", (0.0, 0.0), normalisation=0.0)[2]
    flat = np.linalg.eigh(hessian)[1][:, 0]
    assert flat[0] * flat[1] < 0  # a steeper line with a lower intercept is all but as good
    raw, scaled = (eigenvalues("linear_regression", (0.0, 0.0), normalisation=kind) for kind in (0.0, 2.0))
    assert raw[1] / raw[0] > 40
    assert scaled[1] / scaled[0] == pytest.approx(1)


@says("anscombe", "Four data sets that look nothing alike have the same loss surface")
def test_anscombe_surfaces():
    points = [(a, b) for a in np.linspace(-1, 11, 7) for b in np.linspace(-3, 9, 7)]
    losses = np.array([values("anscombe", points, data_set=float(which)) for which in range(4)])
    np.testing.assert_allclose(losses - losses[0], 0, atol=3e-3 * np.ptp(losses[0]))


@says("anscombe", "their mini-batches tell them apart.")
def test_anscombe_batches():
    noise = {"key": "mini_batch", "batch_size": 1}
    last = [
        shown("anscombe", "sgd", numbers={"data_set": which}, noise=noise)[0].points[-1]
        for which in ("I", "II", "III", "IV")
    ]
    calm = [
        shown("anscombe", "sgd", numbers={"data_set": which}, noise="none")[0].points[-1]
        for which in ("I", "II", "III", "IV")
    ]
    assert np.ptp(calm, axis=0).max() < 0.05
    assert np.ptp(last, axis=0).max() > 0.5


@says(
    "logistic_regression",
    "On raw temperatures a small turn of the line breaks the fit; centred and scaled, the loss is a bowl.",
)
def test_logistic_regression():
    raw, scaled = (
        eigenvalues(
            "logistic_regression", minima("logistic_regression", normalisation=kind)[0].point, normalisation=kind
        )
        for kind in (0.0, 2.0)
    )
    assert raw[1] / raw[0] > 40
    assert scaled[1] / scaled[0] < 2.5
    (best,) = minima("logistic_regression", normalisation=0.0)
    turned = values("logistic_regression", [(best.point[0] * 0.7, best.point[1])], normalisation=0.0)[0]
    assert turned > 1.5 * best.value
