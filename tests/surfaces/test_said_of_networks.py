"""What networks, normalisation and the gradient check say of themselves, against NumPy alone."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from evaluation import predictions
from optviz.surfaces.examples import packed
from optviz.surfaces.made.normalised_channels import CHANNELS, LENGTH, SEEN, drawn, normalised
from said import condition, derivatives, minima, says, shown, values

from optviz import SURFACES

KINDS = SURFACES["normalised_channels"].parameters[0].choices
TANH, SIGMOID, RELU, LEAKY, ELU, MAXOUT = map(float, range(6))


def by_pytorch(values, kind):
    """BatchNorm1d, LayerNorm, InstanceNorm1d and GroupNorm(2) as PyTorch documents them, element by element."""
    trained, found = values[:24], np.empty_like(values)
    for i, j, k in np.ndindex(values.shape):
        shared = {
            "batch": trained[:, j],
            "layer": values[i],
            "instance": values[i, j],
            "group": values[i, 2 * (j // 2) : 2 * (j // 2) + 2],
        }[kind]
        found[i, j, k] = (values[i, j, k] - shared.mean()) / np.sqrt(shared.var(ddof=0) + 1e-5)
    return found


@pytest.mark.parametrize("kind", KINDS[1:])
def test_normalisations_are_those_of_pytorch(kind):
    raw = drawn()
    assert raw.shape == (36, CHANNELS, LENGTH)
    expected = by_pytorch(raw, kind)[:, SEEN, -1]
    rows = SURFACES["normalised_channels"].model.data_at({"normalisation": KINDS.index(kind)}).rows
    np.testing.assert_allclose(rows[:, :-1], expected, rtol=1e-5, atol=1e-6)
    for normalisation, name in enumerate(KINDS):
        (best,) = minima("normalised_channels", normalisation=float(normalisation))
        rows = (by_pytorch(raw, name) if name != "none" else raw)[:24, SEEN, -1]
        fitted, *_ = np.linalg.lstsq(rows, np.arange(24) % 2 - 0.5)
        assert best.point == pytest.approx(tuple(fitted), rel=1e-6)


def test_the_elements_that_share_a_mean_are_those_whose_change_moves_the_first_one():
    raw, sharing = drawn(), SURFACES["normalised_channels"].model.sharing
    assert sharing.switch == "normalisation"
    for mask, kind in zip(sharing.masks, KINDS, strict=True):
        expected = np.zeros_like(mask)
        for place in np.ndindex(mask.shape):
            changed = raw.copy()
            changed[place] += 1
            first = [normalised(one, kind)[0, 0, 0] for one in (raw, changed)]
            expected[place] = kind != "none" and abs(first[1] - first[0]) > 1e-4
        np.testing.assert_array_equal(mask, expected)


def condition_with(kind):
    return condition("normalised_channels", (0.0, 0.0), normalisation=float(KINDS.index(kind)))


@says("normalised_channels", "Raw channels with means and scales of their own make a ravine")
def test_raw_channels():
    raw = drawn()[:24, SEEN, -1]
    (first, second), (scale, other) = raw.mean(axis=0), raw.std(axis=0)
    assert first > 2 * second > 1
    assert scale > 2 * other
    assert condition_with("none") > 35


@says("normalised_channels", "normalised over the batch, or each by itself, they make a round bowl")
def test_over_the_batch():
    assert max(condition_with("batch"), condition_with("instance")) < 1.4


@says("normalised_channels", "which forgives a larger rate")
def test_a_larger_rate():
    """Just above what the raw channels stand, and many times that."""
    largest = np.linalg.eigvalsh(derivatives("normalised_channels", (0.0, 0.0))[2][0])[1]
    for factor, kind, diverges in ((1.1, "none", True), (0.9, "none", False), (6, "batch", False)):
        sgd = {"key": "sgd", "learning_rate": factor * 2 / largest}
        (path,) = shown("normalised_channels", numbers={"normalisation": kind}, optimizers=[sgd])
        assert (path.losses[-1] > path.losses[0]) == diverges


@says("normalised_channels", "over the whole layer the ravine stays.")
def test_over_the_layer():
    assert condition_with("layer") > 25


def network(weights, inputs, activation, depth, link):
    functions = {
        TANH: np.tanh,
        SIGMOID: lambda z: 1 / (1 + np.exp(-z)) - 0.5,
        RELU: lambda z: np.maximum(z, 0),
        LEAKY: lambda z: np.where(z > 0, z, 0.1 * z),
        ELU: lambda z: np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1),
        MAXOUT: lambda z: np.maximum(z, -z / 2),
    }
    through = functions[activation]
    signal = through(weights[0] * inputs + weights[1])
    for _ in range(depth - 1):
        signal = signal + through(signal) / depth if link else through(signal)
    return signal


@pytest.mark.parametrize("activation", range(6))
@pytest.mark.parametrize(("depth", "link"), [(1, 0), (4, 0), (7, 1), (10, 1)])
def test_a_chain_is_what_it_says(activation, depth, link):
    inputs, weights = np.linspace(-1, 1, 9), np.array([-0.7, 0.3])
    numbers = {"activation": float(activation), "depth": float(depth), "link": float(link)}
    outputs, targets = (network(one, inputs, float(activation), depth, link) for one in (weights, (1.2, 0.4)))
    (loss,) = values("deep_chain", [weights], **numbers)
    assert loss == pytest.approx(np.mean((outputs - targets) ** 2) / 2, rel=1e-9)
    assert SURFACES["deep_chain"].model.data_at(numbers).rows[:, 1] == pytest.approx(targets)


@jax.jit
def slopes_of_chain(activation, link):
    """The lengths of the gradients where runs start, of 1 to 10 layers."""
    surface = SURFACES["deep_chain"]
    made_anew = packed(np.full((9, 2), np.nan), np.ones(9))

    def slope(depth):
        numbers = {"activation": activation, "depth": depth, "link": link}
        given = surface.given(numbers, made_anew)
        gradient = jax.grad(surface.function)(jnp.array(surface.start), **given)
        return jnp.hypot(*gradient)

    return jax.vmap(slope)(jnp.arange(1.0, 11))


@says(
    "deep_chain",
    "With each layer more of centred sigmoids the first layer's gradient is less than a tenth of what it was",
)
def test_sigmoids_take_the_slope():
    slopes = slopes_of_chain(SIGMOID, 0.0)
    assert (slopes[1:] < 0.1 * slopes[:-1]).all()
    assert (slopes > 0).all()
    tanh = slopes_of_chain(TANH, 0.0)
    assert tanh[9] < 0.5 * tanh[0]


@says("deep_chain", "with residual connections it does not shrink.")
@pytest.mark.parametrize("activation", range(6))
def test_residual_connections_keep_it(activation):
    slopes = slopes_of_chain(float(activation), 1.0)
    assert (slopes[1:] >= slopes[:-1]).all()


@says("deep_chain", "Where ReLU lets no example through it is exactly zero.")
def test_a_dead_unit():
    dead = (0.3, -0.5)
    assert (0.3 * np.linspace(-1, 1, 9) - 0.5 < 0).all()
    for activation, dies in ((RELU, True), (LEAKY, False), (ELU, False), (MAXOUT, False)):
        for depth in (1.0, 3.0):
            gradient = derivatives("deep_chain", dead, activation=activation, depth=depth)[1][0]
            assert (gradient == 0).all() == dies


def spreads(scales, function, seed=0):
    """Measured in a network of 600 neurons a layer, on 200 examples."""
    random, found = np.random.default_rng(seed), []
    signal = random.normal(size=(200, 600))
    for scale in scales:
        signal = function(signal @ random.normal(size=(600, 600)) * scale / np.sqrt(600))
        found.append(signal.std())
    return found


LECTURE = {0.64: (0.49, 0.29, 0.18, 0.11, 0.07, 0.05), 1.0: (0.63, 0.49, 0.41, 0.36, 0.32, 0.30)}
"""Of six layers of tanh with 4096 neurons: weights of 0.01 times a normal number, and of Xavier's scale."""


def said(scales, activation=TANH):
    layers = np.arange(1.0, 7)[:, None]
    surface = SURFACES["initialisation"]
    return predictions(surface, [scales], layers, {"activation": activation})[0]


def test_the_spread_is_the_one_that_the_lecture_and_numpy_measure():
    for scale, published in LECTURE.items():
        np.testing.assert_allclose(said((scale, scale)), published, atol=0.006)
    mixed = said((1.5, 0.5))
    np.testing.assert_allclose(mixed, spreads([1.5] * 3 + [0.5] * 3, np.tanh), rtol=0.03)
    relu = said((1.2, 1.2), RELU)
    np.testing.assert_allclose(relu, spreads([1.2] * 6, lambda z: np.maximum(z, 0)), rtol=0.15)
    loss = np.mean((mixed - said((1.0, 1.0))) ** 2) / 2
    assert values("initialisation", [(1.5, 0.5)])[0] == pytest.approx(loss, rel=1e-9)


def slope_of_spread(scale, activation):
    return np.hypot(*derivatives("initialisation", (scale, scale), activation=activation)[1][0])


@says("initialisation", "Where the scale is too small the spread dies out from layer to layer: a plateau.")
def test_too_small():
    assert SURFACES["initialisation"].start == (0.2, 0.2)
    for activation in (TANH, RELU):
        spread = said((0.2, 0.2), activation)
        assert (spread[1:] < 0.3 * spread[:-1]).all()
        later = derivatives("initialisation", (0.2, 0.2), activation=activation)[1][0, 1]
        assert abs(later) < 0.05 * slope_of_spread(2.5, activation)


@says("initialisation", "Where it is too large tanh saturates, another plateau")
def test_too_large():
    np.testing.assert_allclose(said((5.0, 5.0)), 0.9, atol=0.03)
    assert slope_of_spread(4.9, TANH) < 0.2 * slope_of_spread(1.5, TANH)


@says("initialisation", "and ReLU explodes, a cliff.")
def test_explodes():
    assert said((5.0, 5.0), RELU)[-1] > 1000
    assert slope_of_spread(4.9, RELU) > 1000 * slope_of_spread(2.0, RELU)


@says("initialisation", "Xavier's and He's scales lie between.")
def test_between():
    (xavier,), (he,) = minima("initialisation"), minima("initialisation", activation=RELU)
    assert (xavier.point, he.point) == ((1.0, 1.0), pytest.approx((2**0.5, 2**0.5)))
    np.testing.assert_allclose(np.diff(said(he.point, RELU)), 0, atol=1e-6)


def difference(h, kind, dtype):
    """The relative error of a difference of ln(1 + eˣ) at 1; h is a power of two, so that x ± h is exact."""
    one, h = dtype(1), dtype(h)
    f = lambda x: np.log(one + np.exp(x, dtype=dtype), dtype=dtype)  # noqa: E731
    found = (f(one + h) - f(one - h)) / (2 * h) if kind == "central" else (f(one + h) - f(one)) / h
    exact = 1 / (1 + np.exp(-1.0))
    return abs(float(found) - exact) / exact


@pytest.mark.parametrize("kind", ["central", "one-sided"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_error_of_a_difference_is_what_the_curve_says(kind, dtype):
    """It is a bound: what is measured lies below, and near it where the step is cut off. Rounding is by lot."""
    numbers = {"precision": float(dtype == np.float32), "difference": float(kind != "central")}
    exponents = np.arange(-36 if dtype == np.float64 else -18, -1)
    measured = np.array([difference(2.0**k, kind, dtype) for k in exponents])
    expected = 10 ** values("gradient_check", np.log10(2.0**exponents)[:, None], **numbers)
    assert (measured <= 3 * expected).all()
    (best,) = minima("gradient_check", **numbers)
    long = np.log10(2.0**exponents) > best.point[0] + 1
    np.testing.assert_allclose(measured[long], expected[long], rtol=0.2)
    short = np.log10(2.0**exponents) < best.point[0] - 1
    assert np.median(measured[short] / expected[short]) > 0.03


@says("gradient_check", "Too long a step cuts off, too short a one loses digits")
@says("gradient_check", "the relative error of a numerical gradient is a V")
def test_a_v():
    for numbers in ({}, {"precision": 1.0}, {"difference": 1.0}):
        (best,) = minima("gradient_check", **numbers)
        around = values("gradient_check", [(best.point[0] + k,) for k in (-4, -3, 0, 1, 1.5)], **numbers)
        left, right = around[0] - around[1], (around[4] - around[3]) / 0.5
        assert left == pytest.approx(1, abs=0.02)
        assert right == pytest.approx(2 - numbers.get("difference", 0), abs=0.1)
        (value,) = values("gradient_check", [best.point], **numbers)
        assert value == pytest.approx(best.value, rel=1e-12)


@says("gradient_check", "with its bottom near h = 10⁻⁵, in float32 near 10⁻²")
def test_bottoms():
    places = [minima("gradient_check", precision=precision)[0].point[0] for precision in (0.0, 1.0)]
    np.testing.assert_allclose(places, [-5, -2], atol=0.3)


@says("gradient_check", "a mistake in the gradient is a floor above it.")
def test_a_mistake():
    steps = np.linspace(-12, 0, 200)[:, None]
    assert values("gradient_check", steps, mistake=0.02).min() == pytest.approx(np.log10(0.02), abs=1e-6)
    assert values("gradient_check", steps).min() < -10
