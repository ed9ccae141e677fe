"""A network of three tanh neurons on two moons, along two of its weights; the others are fitted, and stay."""

from dataclasses import replace
from typing import Any

from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import logistic_error
from ..data.penalties import SOME_L2, ridge
from ..data_space import Column, Data, Model
from ..either import Number, functions_for, those
from ..examples import Table
from ..made import moons

FITTED_L2, ROUNDING = 0.001, 1e-12
A = (3.6158187508806034, -1.2961800289603127, 3.4953122467255473, 5.2158665839210085)
B = (3.097475418443312, -2.2963692703338947, -2.743569502897412, 4.939276963692538)
C = (3.7045589366074507, 2.253154000941056, -0.10992727690004193, -4.958403619041383)
"""Of each neuron the weights of x and z, its bias, and its weight in the output: all thirteen numbers were fitted to
the mean loss and an L2 penalty of a thousandth on all weights; a test fits them again."""
OFFSET = -0.3740951336756961
PAIRS = ((A[0], A[1]), (A[3], B[3]), (A[0], A[3]))
PAIR = switch("pair", "weights", ("both of a neuron", "two of the output", "one of either"))


def score(point: Any, inputs: Any, *, pair: Number, **others: Any) -> Any:
    """The logarithm of the ratio of both kinds' probabilities, of numbers or in JAX."""
    xp = functions_for(point, inputs, pair)
    one, other = point[0], point[1]
    x, z = inputs[:, 0], inputs[:, 1]
    first = xp.tanh(xp.where(pair == 1, A[0], one) * x + xp.where(pair == 0, other, A[1]) * z + A[2])
    second, third = (xp.tanh(a * x + b * z + c) for a, b, c, _ in (B, C))
    output = xp.where(pair == 0, A[3], xp.where(pair == 1, one, other))
    return output * first + xp.where(pair == 1, other, B[3]) * second + C[3] * third + OFFSET


def network_on_examples(point: Array, *, table: Table, pair: Array, l2: Array) -> Array:
    return logistic_error(score(point, table.inputs, pair=pair), table.targets) + ridge(point, l2)


def network(point: Array, *, table: Table, **parameters: Array) -> Array:
    return table.mean(network_on_examples(point, table=table, **parameters))


def network_loss(point: Any, table: Table, pair: Any, l2: Number) -> Any:
    """The same, of numbers or in JAX."""
    xp = functions_for(table.inputs, pair, l2)
    said = score(point, table.inputs, pair=pair)
    return table.mean(xp.logaddexp(0, said) - table.targets * said) + l2 / 2 * (point[0] ** 2 + point[1] ** 2)


def network_minima(*, table: Table, pair: Number, l2: Number) -> list[Minimum]:
    """At the fitted weights, with the data and the penalty they were fitted to; there is no other in the picture."""
    xp = functions_for(table.inputs, pair, l2)
    chosen = xp.asarray(PAIRS)[xp.asarray(pair, xp.int32)]
    point = chosen[0], chosen[1]
    loss = network_loss(point, table, pair, l2)
    fitted = FITTED_LOSS + FITTED_L2 / 2 * (point[0] ** 2 + point[1] ** 2)
    return those((abs(loss - fitted) < ROUNDING, point, loss))


MADE = Data(
    inputs=(Column("x"), Column("z")),
    target=Column("kind"),
    rows=moons.made(shape=0.0, spread=0.2).round(3),
    classes=moons.MADE.classes,
    held_out=moons.HELD_OUT,
    source="Rumelhart, Hinton and Williams (1986), Learning representations by back-propagating errors, on two moons "
    f"of 72 points drawn by NumPy with the seed {moons.SEED}, {len(moons.HELD_OUT)} of them held out",
    licence="Made for this page; free to use.",
)
FITTED_LOSS = float(network_loss(PAIRS[0], Table.of(MADE.matrix), 0, 0.0))
MOONS_NETWORK = Surface(
    key="moons_network",
    title="A small network on two moons",
    family="networks",
    function=network,
    domain=((-6.0, 8.0), (-6.0, 8.0)),
    start=(-3.0, 2.0),
    minima=network_minima,
    weights=("first weight", "second weight"),
    formula=r"f(a, b) = \frac1n\sum_{i=1}^n \ln\left(1 + e^{s_i}\right) - y_i s_i "
    r"+ \frac{\lambda_2}2 \left(a^2 + b^2\right), \quad "
    r"s_i = \sum_{j=1}^3 v_j \tanh\left(u_j x_i + w_j z_i + c_j\right) + d",
    source=MADE.source,
    summary="Three neurons tell two moons apart. Along two weights of the output the loss is a bowl; along weights of "
    "a neuron it has plateaus, where that is saturated and says nothing.",
    parameters=(PAIR, replace(SOME_L2, default=FITTED_L2)),
    on_examples=network_on_examples,
    examples=moons.COUNT - len(moons.HELD_OUT),
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=score, error=logistic_error, borders=(0.0,)),
)
