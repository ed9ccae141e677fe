"""A chain of layers, of which the first one's weight and bias are learned: with and without residual connections."""

from typing import Any

import jax
import numpy as np
from jax import Array

from ..base import Minimum, Parameter, Surface, switch
from ..data.errors import squared_error
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for, repeated, those
from ..examples import Table
from ..networks.activations import ACTIVATION, activated

COUNT, DEEPEST, ROUNDING = 9, 10, 1e-12
INPUTS = np.linspace(-1, 1, COUNT)
TRUE_WEIGHTS = (1.2, 0.4)
"""Those of the network that made the targets: where the loss is zero."""
DEPTH = Parameter(key="depth", title="layers", symbol="L", default=6, low=1, high=DEEPEST, integer=True)
LINK = switch("link", "connections", ("plain", "residual"))


def chain(
    point: Array, inputs: Array, *, activation: Number, depth: Number, link: Number, table: Table | None = None
) -> Any:
    """What the last layer says of inputs (rows, 1), of numbers or in JAX."""
    xp = functions_for(point, inputs, activation, depth, link)

    def one_layer(carried: tuple[Any, ...]) -> tuple[Any, ...]:
        signal, layer = carried
        through = activated(signal, activation)
        further = xp.where(link > 0, signal + through / xp.asarray(depth, signal.dtype), through)
        return xp.where(layer < depth, further, signal), layer + 1

    def one_example(of: Any) -> Any:
        first = activated(point[0] * of + point[1], activation)
        return repeated(DEEPEST - 1, one_layer, (first, 1))[0]

    return one_example(inputs[:, 0]) if xp is np else jax.lax.map(one_example, inputs[:, 0])


def made(**parameters: Any) -> Any:
    xp = functions_for(*parameters.values())
    inputs, weights = as_precise((INPUTS, TRUE_WEIGHTS), *parameters.values())
    return xp.stack([inputs, chain(weights, inputs[:, None], **parameters)], axis=1)


def chain_on_examples(point: Array, *, table: Table, **parameters: Array) -> Array:
    return squared_error(chain(point, table.inputs, table=table, **parameters), table.targets)


def deep_chain(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(chain_on_examples(point, table=table, **parameters))


def chain_minima(*, table: Table, **parameters: Any) -> list[Minimum]:
    """Where the targets come from, unless one of them is moved."""
    xp = functions_for(table.inputs, *parameters.values())
    said = chain(xp.asarray(TRUE_WEIGHTS), table.inputs, **parameters)
    return those((table.mean((said - table.targets) ** 2) < ROUNDING, TRUE_WEIGHTS, 0.0))


MADE = Data(
    inputs=(Column("x"),),
    target=Column("y"),
    rows=made(activation=0.0, depth=DEPTH.default, link=0.0),
    source="He et al. (2016), Deep residual learning for image recognition, as a chain of one neuron a layer",
    licence="Made for this page; free to use.",
)
DEEP_CHAIN = Surface(
    key="deep_chain",
    title="A chain of layers, plain and residual",
    family="networks",
    function=deep_chain,
    domain=((-3.0, 3.0), (-2.5, 2.5)),
    start=(-1.5, -1.0),
    minima=chain_minima,
    weights=("first weight", "first bias"),
    formula=r"f(w, b) = \frac1{2n}\sum_{i=1}^n \left(x_{iL} - y_i\right)^2, \quad x_{i1} = \varphi(w x_i + b), \quad "
    r"x_{i,l+1} = \varphi(x_{il}) \ \text{or}\ x_{il} + \tfrac1L \varphi(x_{il})",
    source=MADE.source,
    summary="With each layer more of centred sigmoids the first layer's gradient is less than a tenth of what it was; "
    "with residual connections it does not shrink. Where ReLU lets no example through it is exactly zero.",
    parameters=(ACTIVATION, DEPTH, LINK),
    has_creases=True,
    on_examples=chain_on_examples,
    examples=COUNT,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=chain, error=squared_error, made=made),
)
