"""What the sliders of a surface are called is what they move."""

from collections import defaultdict

import numpy as np
import pytest
from optviz.surfaces.made.normalised_channels import CHANNELS, COUNT, drawn, normalised
from optviz.surfaces.networks.activations import ACTIVATION, activated
from said import derivatives, eigenvalues, minima, values

from optviz import SURFACES

CLAIMS = defaultdict(list)
SHIFTS = ((CHANNELS, (1, CHANNELS, 1)), (COUNT, (COUNT, 1, 1)))


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


@moves("data", "linear_regression", "logistic_regression", "own_line")
def test_data_raw_centred_scaled(key):
    """At zero the Hessian is that of the inputs' moments, for the logistic loss a quarter of it."""
    share = 4 if key == "logistic_regression" else 1
    raw, centred, scaled = (share * derivatives(key, (0.0, 0.0), normalisation=k)[2][0] for k in (0.0, 1.0, 2.0))
    spread = raw[0, 0] - raw[0, 1] ** 2
    np.testing.assert_allclose(centred, np.diag([spread, 1]), atol=1e-9)
    np.testing.assert_allclose(scaled, np.eye(2), atol=1e-9)


@moves("data", "penalised_regression", "logistic_irises", "svm_irises", "own_logistic", "own_hinge", "own_plane")
def test_data_of_two_columns(key):
    """What is said where only one weight is 1: the column as it is, less its mean, and that over its deviation."""
    surface = SURFACES[key]
    (data,) = surface.model.data
    rows = data.scaled(data.training)
    given = [surface.model.on_scale(data, {"normalisation": kind}).scaled(data.training) for kind in (0, 1, 2)]
    others = {parameter.key: parameter.default for parameter in surface.parameters}

    def said(kind, point):
        numbers = surface.given(others | {"normalisation": float(kind)})
        return np.asarray(surface.model.predict(point, given[kind][:, :-1], **numbers))

    for i, weights in enumerate(np.eye(2)):
        raw, centred, scaled = (said(kind, weights) - said(kind, 0 * weights) for kind in (0, 1, 2))
        column = rows[:, i]
        np.testing.assert_allclose(raw, column, atol=1e-12)
        np.testing.assert_allclose(centred, column - column.mean(), atol=1e-12)
        np.testing.assert_allclose(scaled, (column - column.mean()) / column.std(), atol=1e-12)


PENALISED = ("penalised_regression", "logistic_irises", "svm_irises", "overfitting", "moons_and_blobs", "moons_network")


@moves("L2 penalty", *PENALISED, "own_logistic", "own_hinge")
def test_l2(key):
    """So many times half the square of the weights' length."""
    points = [(1.0, 2.0), (-0.5, 0.3)]
    risen = values(key, points, l2=0.7) - values(key, points, l2=0.2)
    np.testing.assert_allclose(risen, [0.5 * 5 / 2, 0.5 * 0.34 / 2], rtol=1e-9)


@moves("L1 penalty", "penalised_regression", "logistic_irises")
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
        np.asarray(surface.model.predict(point, sizes, **surface.given({"keep": keep, "scaling": float(scaling)})))
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
    offs = [SURFACES[key].model.made(noise=noise, distance=0.0) @ [-1, 1] - 0.5 for noise in (0.0, 0.1, 0.4)]
    np.testing.assert_allclose(offs[0], 0, atol=1e-15)
    np.testing.assert_allclose(offs[2], 4 * offs[1], atol=1e-12)
    assert 0.05 < offs[1].std() < 0.2


@moves("noise of the targets", "overfitting")
def test_noise_of_targets(key):
    """What the targets are off the mean of the inputs, in proportion."""
    rows = [SURFACES[key].model.made(noise=noise, l2=0.0) for noise in (0.0, 0.3, 1.2)]
    offs = [made[:, 2] - made[:, :2].mean(axis=1) for made in rows]
    np.testing.assert_allclose(offs[0], 0, atol=1e-15)
    np.testing.assert_allclose(offs[2], 4 * offs[1], atol=1e-12)
    assert 0.9 < offs[2].std() < 1.5


@moves("spread", "moons_and_blobs")
def test_spread(key):
    """How far points are off their moon or blob, in proportion."""
    rows = [SURFACES[key].model.made(shape=1.0, spread=spread)[:, :2] for spread in (0.0, 0.1, 0.4)]
    assert len(np.unique(rows[0], axis=0)) == 2
    np.testing.assert_allclose(rows[2] - rows[0], 4 * (rows[1] - rows[0]), atol=1e-12)
    assert 0.09 < (rows[1] - rows[0]).std() < 0.11


@moves("data", "moons_and_blobs")
def test_moons_or_blobs(key):
    """Half circles of radius 1, half a unit apart in height; or two points."""
    moons, blobs = (SURFACES[key].model.made(shape=float(shape), spread=0.0) for shape in range(2))
    for kind, middle in ((0, (-0.5, -0.25)), (1, (0.5, 0.25))):
        np.testing.assert_allclose(np.hypot(*(moons[moons[:, 2] == kind, :2] - middle).T), 1, atol=2e-3)
        assert len(np.unique(blobs[blobs[:, 2] == kind], axis=0)) == 1


@moves("examples", "sampled_wave")
def test_examples(key):
    """So many different ones, side by side, of those that are trained on."""
    surface = SURFACES[key]
    for place, count in enumerate((4, 8, 16)):
        assert surface.parameters[0].choices[place] == str(count)
        inputs, *_ = surface.model.data_at({"examples": float(place)}).training.T
        np.testing.assert_allclose(np.unique(inputs), np.arange(count) * 2 / count - 1)


@moves("task", "transfer")
def test_task(key):
    """Least squares on one without noise finds its weights; on the few examples of the other something else."""
    for task, weights in ((1.0, (1.1, -0.1)), (0.0, (1.3, 0.1))):
        rows = SURFACES[key].model.made(task=task)
        off = rows[:, 2] - rows[:, :2] @ weights
        assert off.std() == pytest.approx(0.0 if task else 0.7, abs=0.1)
        (best,) = minima(key, task=task)
        fitted, *_ = np.linalg.lstsq(rows[:8, :2], rows[:8, 2])
        assert best.point == pytest.approx(tuple(fitted), abs=1e-9)


@moves("weights", "moons_network")
def test_two_of_the_weights(key):
    """What the other weights are, the slopes of the score tell: in a weight of the output it is straight."""
    surface = SURFACES[key]
    assert surface.parameters[0].choices == ("both of a neuron", "two of the output", "one of either")
    inputs = surface.model.data[0].training[:, :-1]
    for pair, straight in enumerate(((False, False), (True, True), (False, True))):
        given = surface.given({"pair": float(pair), "l2": 0.001})
        said = [[surface.model.predict(1 + k * axis, inputs, **given) for k in range(3)] for axis in np.eye(2)]
        bends = [np.abs(np.asarray(one[0] - 2 * one[1] + one[2])).max() for one in said]
        assert [bend < 1e-9 for bend in bends] == list(straight)


@moves("outliers' distance", "line_with_outliers")
def test_distance(key):
    offs = SURFACES[key].model.made(noise=0.0, distance=2.5) @ [-1, 1] - 0.5
    np.testing.assert_allclose(np.sort(offs), [-2.5] * 3 + [0] * 17, atol=1e-15)


@moves("data set", "anscombe")
def test_the_four_data_sets(key):
    """Anscombe (1973), the table: the sums of y, the first of them, and how many inputs there are."""
    surface = SURFACES[key]
    published = [(82.51, 8.04, 11), (82.51, 9.14, 11), (82.5, 7.46, 11), (82.51, 6.58, 2)]
    for which, (total, first, inputs) in enumerate(published):
        flat, up, plus, minus = (
            np.asarray(surface.on_examples(np.array(line), **surface.given({"data_set": float(which)})))
            for line in ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (-1.0, 0.0))
        )
        targets = 0.5 - (up - flat)  # ((1 - y)² - y²) / 2
        assert (targets.sum(), targets[0]) == (pytest.approx(total), pytest.approx(first))
        assert len(set(np.round((minus - plus) / (2 * targets), 6))) == inputs  # 2xy / 2y


@moves("normalisation", "normalised_channels")
def test_which_elements_share_a_mean(key):
    """Nothing is left of a shift that all elements share: of each channel by itself, or of each example."""
    raw = drawn()
    of_channel, of_example = (np.ones_like(raw) * np.reshape(range(size), shape) for size, shape in SHIFTS)
    choices = SURFACES[key].parameters[0].choices
    for kind, forgets in zip(choices, ("", "channel", "example", "channel example", "example"), strict=True):
        for name, shift in (("channel", of_channel), ("example", of_example)):
            same = np.allclose(normalised(raw, kind)[:24], normalised(raw + shift, kind)[:24], atol=1e-4)
            assert same == (name in forgets), (kind, name)


@moves("activation", "deep_chain", "initialisation")
def test_activation_functions(key):
    """Slopes far to the left and to the right of one layer, in the order of the choices."""
    values_at = [np.asarray(activated(np.array([-9.0, -8.0, 8.0, 9.0]), float(k))) for k in range(6)]
    left, right = (np.round([value[k + 1] - value[k] for value in values_at], 3) for k in (0, 2))
    np.testing.assert_allclose(left, [0, 0, 0, 0.1, 0, -0.5], atol=1e-3)
    np.testing.assert_allclose(right, [0, 0, 1, 1, 1, 1], atol=1e-3)
    np.testing.assert_allclose([value[-1] for value in values_at], [1, 0.5, 9, 9, 9, 9], atol=1e-3)
    assert SURFACES[key].parameters[0].choices == ACTIVATION.choices


@moves("layers", "deep_chain")
def test_layers(key):
    """A network of so many layers, whose tanh is applied once each."""
    signal, (weight, bias) = np.linspace(-1, 1, 9), (1.2, 0.4)
    signal = weight * signal + bias
    for depth in range(1, 6):
        signal = np.tanh(signal)
        rows = SURFACES[key].model.data_at({"activation": 0.0, "depth": float(depth), "link": 0.0}).rows
        np.testing.assert_allclose(rows[:, 1], signal, rtol=1e-12)


@moves("connections", "deep_chain")
def test_connections(key):
    rows = [
        SURFACES[key].model.data_at({"activation": 2.0, "depth": 2.0, "link": link}).rows[:, 1] for link in (0.0, 1.0)
    ]
    np.testing.assert_allclose(rows[1], rows[0] * 1.5)  # x + x / 2, where ReLU lets x through twice


@moves("numbers, difference, mistake in the gradient", "gradient_check")
def test_what_a_difference_is_made_of(key):
    """Far to the left rounding alone counts, 2²⁹ times as much in float32; far to the right what is cut off."""
    assert value(key, -11.0, precision=1.0) - value(key, -11.0) == pytest.approx(29 * np.log10(2), abs=1e-6)
    assert value(key, -11.0, difference=1.0) - value(key, -11.0) == pytest.approx(np.log10(2), abs=1e-6)
    one_sided = value(key, -1.0, difference=1.0) - value(key, -2.0, difference=1.0)
    assert (value(key, -1.0) - value(key, -2.0), one_sided) == (pytest.approx(2, abs=1e-6), pytest.approx(1, abs=1e-6))
    assert 10 ** value(key, -4.8, mistake=0.05) == pytest.approx(0.05, abs=1e-9)
