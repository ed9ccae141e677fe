"""Ravines: surfaces that are steep across and flat along."""

import jax.numpy as jnp
from jax import Array

from .base import Demonstration, Family, Minimum, Parameter, Surface

FAMILY = Family(key="ravines", place=1)

LARGEST_CURVATURE = 10.0
TILT = Parameter(key="tilt", title="tilt", symbol=r"\theta", default=0.0, low=-90.0, high=90.0, unit="°")


def ravine(point: Array, *, condition_number: Array, tilt: Array) -> Array:
    angle = jnp.deg2rad(tilt)
    along = jnp.cos(angle) * point[0] + jnp.sin(angle) * point[1]
    across = jnp.cos(angle) * point[1] - jnp.sin(angle) * point[0]
    return LARGEST_CURVATURE / 2 * (along**2 / condition_number + across**2)


RAVINE = Surface(
    key="ravine",
    title="Ravine",
    family="ravines",
    function=ravine,
    domain=((-2.5, 2.5), (-2.0, 2.0)),
    start=(-2.0, 1.0),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x) = \tfrac{10}{2}\left(\tfrac{u^2}{\kappa} + v^2\right),\quad (u, v) = x \text{ turned by } \theta",
    source="The quadratic model of every introduction to gradient descent; Polyak (1964)",
    summary="Steep across, flat along: one learning rate cannot suit both directions.",
    parameters=(
        Parameter(
            key="condition_number",
            title="condition number",
            symbol=r"\kappa",
            default=100.0,
            low=1.0,
            high=1000.0,
            scale="log",
        ),
        TILT,
    ),
    demonstration=Demonstration(rates={"sgd": 0.19, "momentum": 0.04, "rmsprop": 0.02, "adam": 0.06}),
)


def sharp_ravine(point: Array, *, sharpness: Array, tilt: Array) -> Array:
    angle = jnp.deg2rad(tilt)
    along = jnp.cos(angle) * point[0] + jnp.sin(angle) * point[1]
    across = jnp.cos(angle) * point[1] - jnp.sin(angle) * point[0]
    return along**2 / 8 + jnp.sqrt(across**2 + 1 / sharpness**2) - 1 / sharpness


SHARP_RAVINE = Surface(
    key="sharp_ravine",
    title="Ravine with a sharp floor",
    family="ravines",
    function=sharp_ravine,
    domain=((-2.5, 2.5), (-2.0, 2.0)),
    start=(-2.0, 1.0),
    minima=lambda **parameters: [Minimum((0.0, 0.0), 0.0)],
    formula=r"f(x) = \tfrac18 u^2 + \sqrt{v^2 + s^{-2}} - s^{-1},\quad (u, v) = x \text{ turned by } \theta",
    source="An absolute value with a rounded tip; Shor (1985), Minimization Methods for Non-Differentiable Functions",
    summary="The walls are as steep near the floor as far from it: beyond the rate 2/s plain descent bounces for ever.",
    parameters=(
        Parameter(key="sharpness", title="sharpness", symbol="s", default=20.0, low=1.0, high=200.0, scale="log"),
        TILT,
    ),
    demonstration=Demonstration(rates={"sgd": 0.2}),
)
