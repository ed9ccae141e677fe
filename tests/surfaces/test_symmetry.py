"""Where a surface has to look the same: mirrored, turned, with its weights swapped, or one period on."""

import numpy as np
import pytest
from evaluation import cases, defaults, evaluate, losses, scattered

from optviz.catalogue import SURFACES


def turn(degrees):
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


FLIP_X = np.diag([-1.0, 1.0])
FLIP_Y = np.diag([1.0, -1.0])
SWAP = np.array([[0.0, 1.0], [1.0, 0.0]])
HALF_TURN = turn(180)
SQUARE = (FLIP_X, FLIP_Y, SWAP)
FLIP = np.array([[-1.0]])

SYMMETRIES = {
    "ravine": (HALF_TURN,),
    "sharp_ravine": (HALF_TURN,),
    "saddle": (FLIP_X, FLIP_Y),
    "plain_saddle": (FLIP_X, FLIP_Y),
    "monkey_saddle": (FLIP_Y, turn(120)),
    "linear_network": (SWAP, HALF_TURN),
    "local_minimum": (FLIP_Y,),
    "narrow_and_wide": (FLIP_Y,),
    "plateau": (*SQUARE, turn(17)),
    "cliff": (FLIP_Y,),
    "saturated_neuron": (FLIP_Y,),
    "flat_bottom": (FLIP_X, FLIP_Y),
    "sphere": (*SQUARE, turn(17)),
    "matyas": (SWAP, HALF_TURN),
    "trid": (SWAP,),
    "dixon_price": (FLIP_Y,),
    "jennrich_sampson": (SWAP,),
    "styblinski_tang": (SWAP,),
    "six_hump_camel": (HALF_TURN,),
    "three_hump_camel": (HALF_TURN,),
    "aluffi_pentini": (FLIP_Y,),
    "easom": (SWAP,),
    "ackley": SQUARE,
    "rastrigin": SQUARE,
    "griewank": (FLIP_X, FLIP_Y),
    "schwefel": (SWAP,),
    "bohachevsky": (FLIP_X, FLIP_Y),
    "egg_crate": SQUARE,
    "shubert": (SWAP,),
    "drop_wave": (*SQUARE, turn(17)),
    "schaffer": SQUARE,
    "bowl_curve": (FLIP,),
    "plateau_curve": (FLIP,),
    "rastrigin_curve": (FLIP,),
}
PERIODS = {"shubert": (2 * np.pi, 0.0)}


@pytest.mark.parametrize("key", SYMMETRIES)
def test_looks_the_same(key):
    surface = SURFACES[key]
    points = scattered(surface, 60, seed=5)
    for numbers in cases(surface):
        values = losses(surface, points, numbers)
        for symmetry in SYMMETRIES[key]:
            image = losses(surface, points @ symmetry.T, numbers)
            np.testing.assert_allclose(image, values, rtol=1e-9, atol=1e-10 * np.abs(values).max())


@pytest.mark.parametrize("key", PERIODS)
def test_repeats_itself(key):
    surface = SURFACES[key]
    points = scattered(surface, 60, seed=6)
    values, next_period = (losses(surface, points + shift, defaults(surface)) for shift in (0.0, PERIODS[key]))
    np.testing.assert_allclose(next_period, values, rtol=1e-9, atol=1e-10 * np.abs(values).max())


@pytest.mark.parametrize("key", ["ravine", "sharp_ravine"])
def test_tilt_turns_the_ravine(key):
    surface = SURFACES[key]
    points = scattered(surface, 60, seed=7)
    straight = losses(surface, points, defaults(surface) | {"tilt": 0.0})
    tilted = losses(surface, points @ turn(35).T, defaults(surface) | {"tilt": 35.0})
    np.testing.assert_allclose(tilted, straight, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("condition_number", [1.0, 30.0, 1000.0])
def test_condition_number_is_that_of_the_hessian(condition_number):
    surface = SURFACES["ravine"]
    numbers = {"condition_number": condition_number, "tilt": 20.0}
    hessian = evaluate(surface, [surface.start], numbers)[2][0]
    assert np.linalg.cond(hessian) == pytest.approx(condition_number, rel=1e-9)


@pytest.mark.parametrize(
    ("of_one", "of_two"),
    [
        ("cliff_curve", "cliff"),
        ("dip_curve", "local_minimum"),
        ("double_well_curve", "aluffi_pentini"),
        ("narrow_and_wide_curve", "narrow_and_wide"),
    ],
)
def test_curve_is_the_surface_cut_along_its_first_weight(of_one, of_two):
    curve, surface = SURFACES[of_one], SURFACES[of_two]
    weights = scattered(curve, 60, seed=8)
    for numbers in cases(curve):
        cut = losses(surface, np.hstack([weights, 0 * weights]), numbers)
        np.testing.assert_allclose(losses(curve, weights, numbers), cut, rtol=1e-12, atol=1e-14)
