"""A wave through few examples: a faster one goes through them as well, until there are more."""

from typing import Any

import numpy as np
from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import squared_error
from ..data_space import Column, Data, Model
from ..either import Number, as_precise, functions_for, those
from ..examples import Table

COUNTS = (4, 8, 16)
TRAINED, HELD_OUT = COUNTS[-1], 16
PLACES = np.arange(TRAINED + HELD_OUT)
UNSEEN = np.where(PLACES < TRAINED, 0, np.random.default_rng(0).uniform(-1, 1, len(PLACES)).round(3))
FREQUENCY, PHASE, ROUNDING = 3.0, 0.8, 1e-12
OCTAVE = float(np.log(2))
SLOW = (float(np.log2(FREQUENCY)), PHASE)
FAST = (float(np.log2(COUNTS[0] * np.pi - FREQUENCY)), np.pi - PHASE)
FASTER = (float(np.log2(COUNTS[0] * np.pi + FREQUENCY)), PHASE)
"""Waves that have the same values at four places, half a unit apart."""
EXAMPLES = switch("examples", "examples", tuple(map(str, COUNTS)))


def wave(point: Any, inputs: Any, **others: Any) -> Any:
    xp = functions_for(point, inputs)
    return xp.sin(xp.exp(OCTAVE * point[0]) * inputs[:, 0] + point[1])


def made(*, examples: Number) -> Any:
    """As many places side by side, each as often as it takes to make sixteen rows; then those that are held out."""
    xp = functions_for(examples)
    count = COUNTS[0] * 2.0**examples
    places, unseen = as_precise((PLACES, UNSEEN), examples)
    regular = 2 / count * xp.floor(places * count / TRAINED) - 1
    inputs = xp.where(places < TRAINED, regular, unseen)
    return xp.stack([inputs, xp.sin(FREQUENCY * inputs + PHASE)], axis=1)


def wave_on_examples(point: Array, *, table: Table, examples: Array) -> Array:
    return squared_error(wave(point, table.inputs), table.targets)


def sampled_wave(point: Array, *, table: Table, examples: Array) -> Array:
    return table.mean(wave_on_examples(point, table=table, examples=examples))


def wave_minima(*, table: Table, examples: Number) -> list[Minimum]:
    """Those of the waves that go through all examples; others are known to nobody."""
    return those(
        *(
            (table.mean((wave(point, table.inputs) - table.targets) ** 2) < ROUNDING, point, 0.0)
            for point in (SLOW, FAST, FASTER)
        )
    )


MADE = Data(
    inputs=(Column("x"),),
    target=Column("y"),
    rows=made(examples=0.0),
    held_out=tuple(range(TRAINED, TRAINED + HELD_OUT)),
    source="Shannon (1949), Communication in the presence of noise, on such examples: each of 4 is there four times, "
    "each of 8 twice; 16 of them held out, at places drawn by NumPy with the seed 0",
    licence="Made for this page; free to use.",
)
SAMPLED_WAVE = Surface(
    key="sampled_wave",
    title="A wave through few examples",
    family="made data",
    function=sampled_wave,
    domain=((0.0, 4.2), (-1.5, 3.5)),
    start=(2.8, 2.0),
    minima=wave_minima,
    weights=("log₂ of the frequency", "phase"),
    formula=r"f(w, b) = \frac1{2n}\sum_{i=1}^n \left(\sin\left(2^w x_i + b\right) - y_i\right)^2, "
    r"\quad y_i = \sin\left(3 x_i + \frac45\right)",
    source=MADE.source,
    summary="Through four examples go faster waves too: narrow minima, useless on what is held out. With eight "
    "examples they are gone, and the wide one stays where it is.",
    parameters=(EXAMPLES,),
    on_examples=wave_on_examples,
    examples=TRAINED,
    licence=MADE.licence,
    model=Model(data=(MADE,), predict=wave, error=squared_error, made=made),
)
