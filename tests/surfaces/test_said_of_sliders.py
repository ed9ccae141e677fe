"""What the sliders of a surface are called is what they move."""

from collections import defaultdict

import numpy as np
import pytest
from said import derivatives, eigenvalues, minima, values

from optviz import SURFACES

CLAIMS = defaultdict(list)


def moves(titles, *keys):
    """Marks a test of what sliders of these titles move, on each of these surfaces."""

    def mark(test):
        for key in keys:
            CLAIMS[key] += titles.split(", ")
        return pytest.mark.parametrize("key", keys)(test)

    return mark


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_every_slider_is_held_by_a_test(surface):
    assert sorted(CLAIMS[surface.key]) == sorted(parameter.title for parameter in surface.parameters)


def place(key, *weights):
    """A point on the first axis, of a surface or of the curve along it."""
    return [weights[: len(SURFACES[key].domain)]] if len(SURFACES[key].domain) == 1 else [(*weights, 0.0)[:2]]


def value(key, *weights, **numbers):
    return values(key, place(key, *weights), **numbers)[0]


@moves("condition number", "ravine", "flat_bottom")
def test_condition_number(key):
    small, large = eigenvalues(key, (0.5, 0.5), condition_number=7.0)
    assert large / small == pytest.approx(7)


@moves("tilt", "ravine", "sharp_ravine")
def test_turned_by(key):
    """The flat direction, counted from the first axis in degrees."""
    axes = np.linalg.eigh(derivatives(key, (0.0, 0.0), tilt=30.0)[2][0])[1]
    assert np.rad2deg(np.arctan(axes[1, 0] / axes[0, 0])) == pytest.approx(30)


@moves("tilt", "styblinski_tang", "aluffi_pentini", "double_well_curve")
def test_tilted_by(key):
    """One well sinks below its mirror image, in proportion."""
    sunk = [value(key, 1.0, tilt=t) - value(key, -1.0, tilt=t) for t in (0.0, 0.1, 0.3)]
    assert sunk[0] == pytest.approx(0)
    assert sunk[2] == pytest.approx(3 * sunk[1])
    assert sunk[1] > 0


@moves("sharpness", "sharp_ravine")
def test_sharpness_of_a_floor(key):
    assert eigenvalues(key, (0.0, 0.0), sharpness=37.0)[1] == pytest.approx(37)


@moves("sharpness", "easom")
def test_sharpness_of_a_hole(key):
    """At a fixed distance from the middle less of the hole is left."""
    left = [values(key, [(np.pi + 0.8, np.pi)], sharpness=s)[0] for s in (0.2, 1.0, 2.0)]
    assert np.diff(left).min() > 0.1


@moves("floor", "plain_saddle", "monkey_saddle")
def test_floor(key):
    """Where the loss stops falling is higher."""
    usual = SURFACES[key].defaults["floor"]
    assert minima(key, floor=1.5 * usual)[0].value > minima(key)[0].value


@moves("weight decay", "linear_network")
def test_weight_decay(key):
    added = values(key, [(0.6, -2.0)], weight_decay=0.3) - values(key, [(0.6, -2.0)], weight_decay=0.1)
    assert added == pytest.approx((0.3 - 0.1) / 2 * (0.6**2 + 2.0**2))


@moves("steepness of the walls", "rosenbrock")
def test_steepness_of_walls(key):
    """Away from the valley's floor on y = x²."""
    climbs = [np.ptp(values(key, [(0.5, 0.25), (0.5, 0.45)], b=b)) for b in (10.0, 30.0)]
    assert climbs[1] == pytest.approx(3 * climbs[0])


@moves("steepness", "michalewicz")
def test_steepness_of_trenches(key):
    """A step off the trench at y = π/2 leaves it the more, the steeper it is."""
    places = [(0.1, np.pi / 2), (0.1, np.pi / 2 + 0.15)]
    climbs = [np.ptp(values(key, places, m=m)) for m in (2.0, 10.0, 20.0)]
    assert np.diff(climbs).min() > 0.05


@moves("steepness", "plateau_curve")
def test_steepness_of_a_well(key):
    slopes = [abs(derivatives(key, (1.0,), steepness=s)[1][0, 0]) for s in (2.0, 4.0, 8.0)]
    assert np.diff(slopes).min() > 0.4


@moves("depth of the funnel", "ackley")
def test_depth_of_a_funnel(key):
    """From far away, where the waves are at their foot."""
    assert values(key, [(40.0, 40.0)], a=13.0, b=1.0)[0] == pytest.approx(13)


@moves("steepness of the funnel", "ackley")
def test_steepness_of_a_funnel(key):
    climbs = [values(key, [(1.0, 0.0)], b=b)[0] for b in (0.02, 0.2, 1.0)]
    assert np.diff(climbs).min() > 2


@moves("amplitude of the waves", "rastrigin", "rastrigin_curve")
def test_amplitude_of_waves(key):
    """From its foot to its crest a wave is two amplitudes high."""
    assert value(key, 0.5, amplitude=7.0) - 0.5**2 == pytest.approx(2 * 7)


@moves("strength of the ripples", "bohachevsky")
def test_strength_of_ripples(key):
    bowl, *rippled = (values(key, [(0.3, 0.2)], waves=c)[0] for c in (0.0, 0.5, 1.5))
    assert rippled[1] - bowl == pytest.approx(3 * (rippled[0] - bowl))


@moves("depth of the dip", "local_minimum", "dip_curve")
def test_depth_of_a_dip(key):
    assert value(key, 1.4, depth=0.0) - value(key, 1.4, depth=0.7) == pytest.approx(0.7)


@moves("width of the dip", "local_minimum", "dip_curve")
def test_width_of_a_dip(key):
    """The standard deviation of its Gaussian."""
    dug = [value(key, x, depth=0.0) - value(key, x, depth=1.0, width=0.5) for x in (1.4, 1.9)]
    assert dug[1] / dug[0] == pytest.approx(np.exp(-0.5))


@moves("width of the narrow basin, width of the wide basin", "narrow_and_wide", "narrow_and_wide_curve")
def test_widths_of_basins(key):
    """The curvature at the bottom of a Gaussian is its depth over the square of its width."""
    for name, width, centre in (("narrow_width", 0.1, -1.3), ("wide_width", 0.55, 1.1)):
        curvature = derivatives(key, *place(key, centre), **{name: width, "extra_depth": 0.0})[2][0, 0, 0]
        assert curvature == pytest.approx(1 / width**2, rel=0.05)


@moves("narrow deeper by", "narrow_and_wide", "narrow_and_wide_curve")
def test_narrow_deeper_by(key):
    for deeper in (-0.3, 0.0, 0.4):
        narrow, wide = minima(key, extra_depth=deeper)
        assert wide.value - narrow.value == pytest.approx(deeper, abs=2e-3)


@moves("height of the cliff", "cliff", "cliff_curve")
def test_height_of_a_cliff(key):
    step = [value(key, x, height=2.5) - value(key, x, height=0.0) for x in (0.5, 1.5)]
    np.testing.assert_allclose(step, [0, 2.5], atol=1e-9)


@moves("steepness of the cliff", "cliff", "cliff_curve")
def test_steepness_of_a_cliff(key):
    slopes = [derivatives(key, *place(key, 1.0), height=1.0, steepness=s)[1][0, 0] for s in (0.0, 20.0, 60.0)]
    assert slopes[2] - slopes[0] == pytest.approx(3 * (slopes[1] - slopes[0]))


@moves("width of the well", "plateau")
def test_width_of_a_well(key):
    assert values(key, [(0.5, 0.0)], width=0.5)[0] == pytest.approx(1 - np.exp(-0.5))


@moves("target", "saturated_neuron", "recurrent_unit")
def test_target(key):
    """With no weight the output is the sigmoid of the bias; half of the neuron's answers are to be the other way."""
    outputs = np.array([0.2, 0.6, 0.85])
    losses = values(key, [(0.0, np.log(p / (1 - p))) for p in outputs], target=0.6)
    mirrored = (outputs - 0.4) ** 2
    ours = (outputs - 0.6) ** 2
    np.testing.assert_allclose(losses, (ours + mirrored) / 2 if key == "saturated_neuron" else ours, atol=1e-12)


@moves("steepness of the shoulder", "shoulder_curve")
def test_steepness_of_a_shoulder(key):
    slopes = [derivatives(key, (1.5,), slope=s)[1][0, 0] for s in (0.0, 0.01, 0.02)]
    assert slopes[0] == pytest.approx(0)
    assert slopes[2] == pytest.approx(2 * slopes[1])


@moves("curvature", "bowl_curve")
def test_curvature(key):
    assert derivatives(key, (1.0,), curvature=3.5)[2][0, 0, 0] == pytest.approx(3.5)


@moves("data", "linear_regression", "logistic_regression")
def test_data_raw_centred_scaled(key):
    """At zero the Hessian is that of the inputs' moments, for the logistic loss a quarter of it."""
    share = 4 if key == "logistic_regression" else 1
    raw, centred, scaled = (share * derivatives(key, (0.0, 0.0), normalisation=k)[2][0] for k in (0.0, 1.0, 2.0))
    spread = raw[0, 0] - raw[0, 1] ** 2
    np.testing.assert_allclose(centred, np.diag([spread, 1]), atol=1e-9)
    np.testing.assert_allclose(scaled, np.eye(2), atol=1e-9)


@moves("data", "penalised_regression", "logistic_irises", "svm_irises")
def test_data_of_two_columns(key):
    """What is said where only one weight is 1: the column as it is, less its mean, and that over its deviation."""
    surface = SURFACES[key]
    (data,) = surface.model.data
    others = {parameter.key: parameter.default for parameter in surface.parameters}
    for i, weights in enumerate(np.eye(2)):
        raw, centred, scaled = (
            np.asarray(surface.model.predict(point, data.training[:, :-1], **others | {"normalisation": kind}))
            - np.asarray(surface.model.predict(0 * point, data.training[:, :-1], **others | {"normalisation": kind}))
            for kind, point in zip((0.0, 1.0, 2.0), [weights] * 3, strict=True)
        )
        column = data.training[:, i]
        np.testing.assert_allclose(raw, column, atol=1e-12)
        np.testing.assert_allclose(centred, column - column.mean(), atol=1e-12)
        np.testing.assert_allclose(scaled, (column - column.mean()) / column.std(), atol=1e-12)


@moves("L2 penalty", "penalised_regression", "logistic_irises", "svm_irises")
def test_l2(key):
    """So many times half the square of the weights' length."""
    points = [(1.0, 2.0), (-0.5, 0.3)]
    risen = values(key, points, l2=0.7) - values(key, points, l2=0.2)
    np.testing.assert_allclose(risen, [0.5 * 5 / 2, 0.5 * 0.34 / 2], rtol=1e-9)


@moves("L1 penalty", "penalised_regression")
def test_l1(key):
    """So many times the sum of the weights' sizes."""
    points = [(1.0, 2.0), (-0.5, 0.3)]
    risen = values(key, points, l1=0.25) - values(key, points, l1=0.05)
    np.testing.assert_allclose(risen, [0.2 * 3, 0.2 * 0.8], rtol=1e-9)


@moves("keep probability", "dropout")
def test_keep(key):
    """At p = 1 nothing is dropped; the curvature along a weight is 1 / p, as scaled inputs have a mean square of 1."""
    for keep in (0.2, 0.5, 1.0):
        assert np.diag(derivatives(key, (0.3, 0.1), keep=keep)[2][0]) == pytest.approx([1 / keep, 1 / keep])


@moves("scaled by p", "dropout")
def test_scaling(key):
    """Inverted in training, or at test time: the same neuron then, from weights that are 1 / p as large."""
    surface, keep = SURFACES[key], 0.4
    sizes, weights = surface.model.data[0].training[:, :-1], np.array([0.3, -0.4])
    inverted, later = (
        np.asarray(surface.model.predict(point, sizes, keep=keep, scaling=float(scaling)))
        for scaling, point in ((0, weights), (1, weights / keep))
    )
    np.testing.assert_allclose(inverted, later, rtol=1e-12)
    assert values(key, [weights], keep=keep, scaling=0.0) == pytest.approx(
        values(key, [weights / keep], keep=keep, scaling=1.0), rel=1e-12
    )


@moves("correlation", "collinear_columns")
def test_correlation(key):
    """The second derivative across both weights, and that of either is 1."""
    for correlation in (-0.4, 0.8):
        hessian = derivatives(key, (0.0, 0.0), correlation=correlation)[2][0]
        np.testing.assert_allclose(hessian, [[1, correlation], [correlation, 1]], atol=1e-12)


@moves("noise", "line_with_outliers")
def test_noise(key):
    """What points are off the line, but for the outliers, in proportion."""
    offs = [SURFACES[key].model.rows_at(noise=noise, distance=0.0) @ [-1, 1] - 0.5 for noise in (0.0, 0.1, 0.4)]
    np.testing.assert_allclose(offs[0], 0, atol=1e-15)
    np.testing.assert_allclose(offs[2], 4 * offs[1], atol=1e-12)
    assert 0.05 < offs[1].std() < 0.2


@moves("outliers' distance", "line_with_outliers")
def test_distance(key):
    offs = SURFACES[key].model.rows_at(noise=0.0, distance=2.5) @ [-1, 1] - 0.5
    np.testing.assert_allclose(np.sort(offs), [-2.5] * 3 + [0] * 17, atol=1e-15)


@moves("data set", "anscombe")
def test_the_four_data_sets(key):
    """Anscombe (1973), the table: the sums of y, the first of them, and how many inputs there are."""
    surface, every = SURFACES[key], np.arange(SURFACES[key].examples)
    published = [(82.51, 8.04, 11), (82.51, 9.14, 11), (82.5, 7.46, 11), (82.51, 6.58, 2)]
    for which, (total, first, inputs) in enumerate(published):
        flat, up, plus, minus = (
            np.asarray(surface.on_examples(np.array(line), every, data_set=float(which)))
            for line in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0))
        )
        targets = 0.5 - (up - flat)  # ((1 - y)² - y²) / 2
        assert (targets.sum(), targets[0]) == (pytest.approx(total), pytest.approx(first))
        assert len(set(np.round((minus - plus) / (2 * targets), 6))) == inputs  # 2xy / 2y
