"""The spread of activations in six layers of many neurons, by the scale of their random weights."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import Minimum, Surface
from ..data.errors import squared_error
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for, those
from ..examples import Table
from ..networks.activations import ACTIVATION, activated

LAYERS, HALF = 6, 3
GAINS = (1.0, 4.0, 2**0.5, (2 / 1.01) ** 0.5, 1.2452, 1.6**0.5)
"""The scale that suits each activation function: Xavier's for tanh; for those that are linear on either side, He's,
which keep the mean square; likewise for ELU at a mean square of 1; for the centred sigmoid, whose slope is ¼, four
times Xavier's.
"""
NODES = np.linspace(-6, 6, 49)
SHARES = np.exp(-(NODES**2) / 2) / np.exp(-(NODES**2) / 2).sum()
"""Sums of many independent terms are normally distributed: their values, and how often they come about."""
SMALL = 1e-12


def one_layer(size: Any, scale: Any, which: Any) -> tuple[Any, Any]:
    """The root of the mean square of a layer's activations, and their standard deviation, from that root of its inputs.

    A neuron sums up n inputs with independent weights of variance s²/n: the variance of the sum is s² times the inputs'
    mean square.
    """
    xp = functions_for(size, scale, which)
    shares = SHARES.astype(scale.dtype)
    values = activated(scale * size * NODES.astype(scale.dtype), which)
    mean, square = (shares * values).sum(), (shares * values**2).sum()
    return xp.sqrt(square + SMALL), xp.sqrt(xp.maximum(square - mean**2, 0) + SMALL)


def spreads(scales: Array, which: Array) -> Array:
    """The standard deviation of each layer's activations, for inputs of mean 0 and variance 1."""
    each = jnp.broadcast_to(scales[:, None], (len(scales), HALF)).ravel()
    _, found = jax.lax.scan(lambda size, scale: one_layer(size, scale, which), jnp.ones((), scales.dtype), each)
    return found


def with_one_scale(scale: float, which: int) -> list[float]:
    """The same where all layers have one scale, of numbers."""
    size, found = np.float64(1), []
    for _ in range(LAYERS):
        size, spread = one_layer(size, np.float64(scale), which)
        found.append(spread)
    return found


WANTED = np.array([with_one_scale(gain, which) for which, gain in enumerate(GAINS)])
"""(activations, layers): what is to be seen with the scale that suits."""


def between_layers(point: Array, inputs: Array, *, table: Table, activation: Array) -> Array:
    """The spread at layers (rows, 1), between two of them on a straight line."""
    places = jnp.clip(inputs[:, 0], 1, LAYERS)
    found = spreads(point, activation)
    near = jnp.maximum(1 - jnp.abs(places[:, None] - jnp.arange(1.0, LAYERS + 1, dtype=places.dtype)[None]), 0)
    return jnp.sum(near * found[None], axis=1)


def spread_on_examples(point: Array, *, table: Table, activation: Array) -> Array:
    return squared_error(between_layers(point, table.inputs, table=table, activation=activation), table.targets)


def spread(point: Array, *, table: Table, activation: Array) -> Array:
    return table.mean(spread_on_examples(point, table=table, activation=activation))


def spread_minima(*, table: Table, activation: Number) -> list[Minimum]:
    """At the scale that suits, unless a point is moved."""
    xp = functions_for(table.targets, activation)
    which = xp.asarray(activation, xp.int32)
    gain, wanted = xp.asarray(GAINS)[which], xp.asarray(WANTED)[which]
    places = xp.asarray(xp.clip(xp.round(table.inputs[:, 0]) - 1, 0, LAYERS - 1), xp.int32)
    apart = (table.targets - wanted[places]) ** 2 + (table.inputs[:, 0] - places - 1) ** 2
    return those((table.mean(apart) < SMALL, (gain, gain), 0.0 * gain))


def made(*, activation: Number) -> Any:
    xp = functions_for(activation)
    layers, wanted = as_precise((np.arange(1.0, LAYERS + 1), WANTED), activation)
    return xp.stack([layers, wanted[xp.asarray(activation, xp.int32)]], axis=1)


MADE = Data(
    inputs=(Column("layer"),),
    target=Column("spread of activations"),
    rows=np.stack([np.arange(1.0, LAYERS + 1), WANTED[0]], axis=1),
    source="Glorot and Bengio (2010), Understanding the difficulty of training deep feedforward neural networks; the "
    "points are the spreads with the scale that suits",
    licence="Made for this page; free to use.",
)
INITIALISATION = Surface(
    key="initialisation",
    title="Initialisation: the spread in six layers",
    family="networks",
    function=spread,
    domain=((0.05, 5.0), (0.05, 5.0)),
    start=(0.2, 0.2),
    minima=spread_minima,
    weights=("scale in layers 1 to 3", "scale in layers 4 to 6"),
    formula=r"f(s, t) = \frac1{12}\sum_{l=1}^6 \left(d_l - d_l^*\right)^2, "
    r"\quad d_l^2 = \operatorname{Var}\varphi(u_l), "
    r"\quad \operatorname{Var} u_{l+1} = s^2\, E\,\varphi(u_l)^2",
    source=MADE.source,
    summary="Where the scale is too small the spread dies out from layer to layer: a plateau. Where it is too large "
    "tanh saturates, another plateau, and ReLU explodes, a cliff. Xavier's and He's scales lie between.",
    parameters=(ACTIVATION,),
    has_creases=True,
    on_examples=spread_on_examples,
    examples=LAYERS,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=between_layers, error=squared_error, made=made),
)
