"""Losses of one weight: the graph of the loss, with a ball on it."""

from collections.abc import Sequence

import jax
from jax import Array
from jax import numpy as jnp

from .base import Demonstration, Family, Minimum, Parameter, Surface
from .classic_few_minima import aluffi_pentini, aluffi_pentini_minima
from .classic_many_minima import RASTRIGIN_AMPLITUDE
from .either import Number, functions_for, those
from .local_minima import (
    DEPTH,
    EXTRA_DEPTH,
    NARROW_WIDTH,
    WIDE_WIDTH,
    WIDTH,
    dip,
    dip_minima,
    narrow_and_wide,
    narrow_and_wide_minima,
)
from .plateaus import CLIFF_HEIGHT, CLIFF_STEEPNESS, cliff, cliff_minima

FAMILY = Family(key="curves", place=3)


def on_axis(point: Array) -> Array:
    """The point of a surface of two weights whose second weight is 0."""
    return jnp.stack([point[0], jnp.zeros_like(point[0])])


def first_weight(minima: Sequence[Minimum]) -> list[Minimum]:
    """The minima of a surface that all lie on its first axis, as minima of the curve along it."""
    return [Minimum(minimum.point[:1], minimum.value) for minimum in minima]


def bowl_curve(point: Array, *, curvature: Array) -> Array:
    return curvature / 2 * point[0] ** 2


BOWL_CURVE = Surface(
    key="bowl_curve",
    title="Bowl",
    family="curves",
    function=bowl_curve,
    domain=((-3.0, 3.0),),
    start=(-2.5,),
    minima=lambda **parameters: [Minimum((0.0,), 0.0)],
    formula=r"f(w) = \tfrac c2 w^2",
    source="The quadratic model of every introduction to gradient descent; Cauchy (1847)",
    summary="Gradient descent jumps to the bottom at the learning rate 1/c, converges below 2/c, and diverges above.",
    parameters=(
        Parameter(key="curvature", title="curvature", symbol="c", default=1.0, low=0.1, high=20.0, scale="log"),
    ),
    levels="linear",
)


def double_well_curve(point: Array, *, tilt: Array) -> Array:
    return aluffi_pentini(on_axis(point), tilt=tilt)


DOUBLE_WELL_CURVE = Surface(
    key="double_well_curve",
    title="Double well",
    family="curves",
    function=double_well_curve,
    domain=((-2.0, 2.0),),
    start=(1.8,),
    minima=lambda **parameters: first_weight(aluffi_pentini_minima(**parameters)),
    formula=r"f(w) = \tfrac14 w^4 - \tfrac12 w^2 + tw",
    source="Kramers (1940), Brownian motion in a field of force and the diffusion model of chemical reactions",
    summary="The nearer well is the shallower one: speed or noise carries the ball over the hill between them.",
    parameters=(Parameter(key="tilt", title="tilt", symbol="t", default=0.1, low=0.0, high=0.35),),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.2, "momentum": 0.05}),
)


def dip_curve(point: Array, *, depth: Array, width: Array) -> Array:
    return dip(on_axis(point), depth=depth, width=width)


DIP_CURVE = Surface(
    key="dip_curve",
    title="Dip in a bowl",
    family="curves",
    function=dip_curve,
    domain=((-2.0, 3.0),),
    start=(2.6,),
    minima=lambda **parameters: first_weight(dip_minima(**parameters)),
    formula=r"f(x) = \tfrac14 x^2 - d\, e^{-(x - 1.4)^2 / 2w^2}",
    source="A parabola with a Gaussian dip, after the figure of CS231n (2017), lecture 7",
    summary="A ball with momentum rolls through the dip, one without stays in it.",
    parameters=(DEPTH, WIDTH),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.16, "momentum": 0.04, "nesterov": 0.04, "rmsprop": 0.02, "adam": 0.15}),
)


SHOULDER_PLACE = 1.5


def shoulder_curve(point: Array, *, slope: Array) -> Array:
    w = point[0]
    return w**4 / 4 - 2 * SHOULDER_PLACE * w**3 / 3 + (SHOULDER_PLACE**2 + slope) * w**2 / 2


SHOULDER_CURVE = Surface(
    key="shoulder_curve",
    title="Flat shoulder",
    family="curves",
    function=shoulder_curve,
    domain=((-1.5, 3.0),),
    start=(2.6,),
    minima=lambda **parameters: [Minimum((0.0,), 0.0)],
    formula=r"f'(w) = w\left((w - 1.5)^2 + s\right), \quad f(0) = 0",
    source="The saddle of one weight, after the figure of CS231n (2017), lecture 7",
    summary="On the shoulder the slope is nearly zero, and plain descent creeps; with s = 0 only a leap gets past it.",
    parameters=(
        Parameter(key="slope", title="steepness of the shoulder", symbol="s", default=0.01, low=0.0, high=0.5),
    ),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.1}),
)


def plateau_curve(point: Array, *, steepness: Array) -> Array:
    w = point[0]
    return 1 + jax.nn.sigmoid(steepness * (w - 1)) - jax.nn.sigmoid(steepness * (w + 1))


def plateau_curve_minima(*, steepness: Number) -> list[Minimum]:
    return those((True, (0.0,), 1 - functions_for(steepness).tanh(steepness / 2)))


PLATEAU_CURVE = Surface(
    key="plateau_curve",
    title="Well between plateaus",
    family="curves",
    function=plateau_curve,
    domain=((-4.0, 4.0),),
    start=(2.5,),
    minima=plateau_curve_minima,
    formula=r"f(w) = 1 + \sigma(s(w - 1)) - \sigma(s(w + 1))",
    source="Sigmoid slopes; vanishing gradients after Bengio, Simard and Frasconi (1994)",
    summary="A saturated sigmoid has no slope: the steeper the wall, the flatter the plateau above it.",
    parameters=(Parameter(key="steepness", title="steepness", symbol="s", default=4.0, low=1.0, high=10.0),),
    levels="linear",
)


def cliff_curve(point: Array, *, height: Array, steepness: Array) -> Array:
    return cliff(on_axis(point), height=height, steepness=steepness)


CLIFF_CURVE = Surface(
    key="cliff_curve",
    title="Cliff, one weight",
    family="curves",
    function=cliff_curve,
    domain=((-3.0, 3.0),),
    start=(2.5,),
    minima=lambda **parameters: first_weight(cliff_minima(**parameters)),
    formula=r"f(w) = \tfrac1{10}\left(w + \tfrac12\right)^2 + h\,\sigma\left(s (w - 1)\right)",
    source="A parabola with a sigmoid step, after Goodfellow, Bengio and Courville (2016), Deep Learning, 8.2.4",
    summary="One step taken on the cliff lands on the other side of the whole bowl, unless the gradient is clipped.",
    parameters=(CLIFF_HEIGHT, CLIFF_STEEPNESS),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.27}),
)


def narrow_and_wide_curve(point: Array, *, narrow_width: Array, wide_width: Array, extra_depth: Array) -> Array:
    return narrow_and_wide(on_axis(point), narrow_width=narrow_width, wide_width=wide_width, extra_depth=extra_depth)


NARROW_AND_WIDE_CURVE = Surface(
    key="narrow_and_wide_curve",
    title="Narrow and wide minimum",
    family="curves",
    function=narrow_and_wide_curve,
    domain=((-3.0, 3.0),),
    start=(-2.2,),
    minima=lambda **parameters: first_weight(narrow_and_wide_minima(**parameters)),
    formula=r"f(x) = \tfrac1{20} x^2 - (1 + \delta)\, e^{-(x + 1.3)^2 / 2n^2} - e^{-(x - 1.1)^2 / 2w^2}",
    source="Two Gaussian basins; the question is that of Hochreiter and Schmidhuber (1997), Flat minima",
    summary="A learning rate beyond 2 over the curvature cannot stay in the narrow minimum, but in the wide one.",
    parameters=(NARROW_WIDTH, WIDE_WIDTH, EXTRA_DEPTH),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.2, "momentum": 0.01}),
)


def rastrigin_curve(point: Array, *, amplitude: Array) -> Array:
    return point[0] ** 2 + amplitude * (1 - jnp.cos(2 * jnp.pi * point[0]))


RASTRIGIN_CURVE = Surface(
    key="rastrigin_curve",
    title="Rastrigin, one weight",
    family="curves",
    function=rastrigin_curve,
    domain=((-5.12, 5.12),),
    start=(3.4,),
    minima=lambda **parameters: [Minimum((0.0,), 0.0)],
    formula=r"f(w) = w^2 + A\left(1 - \cos 2\pi w\right)",
    source="Rastrigin (1974), Systems of Extremal Control",
    summary="A dip at every whole number: lower the waves until the ball rolls through.",
    parameters=(RASTRIGIN_AMPLITUDE,),
    levels="linear",
    demonstration=Demonstration(rates={"sgd": 0.002, "momentum": 0.003}),
)


def gramacy_lee(point: Array) -> Array:
    w = point[0]
    # sin(10πw) / 2w, written so that w = 0 divides nothing by nothing
    return 5 * jnp.pi * jnp.sinc(10 * w) + (w - 1) ** 4


GRAMACY_LEE = Surface(
    key="gramacy_lee",
    title="Gramacy–Lee",
    family="curves",
    function=gramacy_lee,
    domain=((0.5, 2.5),),
    start=(2.3,),
    minima=lambda **parameters: [Minimum((0.5485634445276052,), -0.8690111349894998)],
    formula=r"f(w) = \frac{\sin 10\pi w}{2w} + (w - 1)^4",
    source="Gramacy and Lee (2012), Cases for the nugget in modeling computer experiments",
    summary="Waves that grow towards the lowest of nine dips, at the far end from the start.",
    levels="linear",
)


def forrester(point: Array) -> Array:
    w = point[0]
    return (6 * w - 2) ** 2 * jnp.sin(12 * w - 4)


FORRESTER = Surface(
    key="forrester",
    title="Forrester",
    family="curves",
    function=forrester,
    domain=((0.0, 1.0),),
    start=(0.45,),
    minima=lambda **parameters: [
        Minimum((0.7572487578418559,), -6.0207400557670825),
        Minimum((0.14258918932471631,), -0.9863254063210813),
    ],
    formula=r"f(w) = (6w - 2)^2 \sin(12w - 4)",
    source="Forrester, Sóbester and Keane (2008), Engineering Design via Surrogate Modelling",
    summary="A shallow minimum, a shoulder, and a deep minimum next to a wall.",
    levels="linear",
)
