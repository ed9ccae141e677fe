"""Two channels of a small network's layer, raw or normalised: over the batch, the layer, each channel, a group."""

import numpy as np
from jax import Array

from ..base import Minimum, Surface, switch
from ..data.errors import squared_error
from ..data.planes import plane_minimum
from ..data_space import Column, Data, Model, Sharing
from ..either import Number
from ..examples import Table

SEED, COUNT, CHANNELS, LENGTH = 2, 36, 4, 6
OFFSETS, SCALES, SIGNALS = (3.0, 0.0, 1.0, 0.0), (1.0, 1.0, 0.25, 1.0), (0.8, 0.0, 0.8, 0.0)
CONTRAST = 0.25
SEEN = (0, 2)
"""The channels whose last values the two weights multiply; they lie in different groups."""
LEVEL = 0.5
SMALL = 1e-5
"""What is added to variances, as in PyTorch."""
HELD_OUT = tuple(range(24, COUNT))
CLASSES = np.arange(COUNT) % 2
NORMALISATION = switch("normalisation", "normalisation", ("none", "batch", "layer", "instance", "group"))
GROUPS = 2


def drawn() -> np.ndarray:
    """(examples, channels, positions): noise, and at the last position what tells the classes apart. Each channel has a
    mean and a scale of its own, and each example a contrast.
    """
    random = np.random.default_rng(SEED)
    values = random.normal(size=(COUNT, CHANNELS, LENGTH))
    contrast = np.exp(CONTRAST * random.normal(size=(COUNT, 1, 1)))
    values[:, :, -1] += (2 * CLASSES - 1)[:, None] * np.array(SIGNALS)
    return np.array(OFFSETS)[:, None] + np.array(SCALES)[:, None] * contrast * values


def standardised(values: np.ndarray, axes: tuple[int, ...], known: np.ndarray | None = None) -> np.ndarray:
    """Minus the mean, over the deviation, of all elements along these axes, or of those that are `known`."""
    known = values if known is None else known
    mean, variance = known.mean(axis=axes, keepdims=True), known.var(axis=axes, keepdims=True)
    return (values - mean) / np.sqrt(variance + SMALL)


def normalised(values: np.ndarray, kind: str) -> np.ndarray:
    """A layer's values (examples, channels, positions). A batch is all examples that are trained on, and what is held
    out is normalised by their numbers.
    """
    if kind == "batch":
        return standardised(values, (0, 2), np.delete(values, HELD_OUT, axis=0))
    if kind == "layer":
        return standardised(values, (1, 2))
    if kind == "instance":
        return standardised(values, (2,))
    if kind == "group":
        groups = values.reshape(len(values), GROUPS, CHANNELS // GROUPS, LENGTH)
        return standardised(groups, (2, 3)).reshape(values.shape)
    return values


def shared() -> np.ndarray:
    """(kinds, 3, channels, positions): 1 for the elements of three examples that share a mean with the first one."""
    masks = np.zeros((len(NORMALISATION.choices), 3, CHANNELS, LENGTH), int)
    _, batch, layer, instance, group = masks
    batch[:, 0] = layer[0] = instance[0, 0] = group[0, : CHANNELS // GROUPS] = 1
    return masks


def tables() -> np.ndarray:
    """(kinds, examples, 3): the last values of both channels, and the class."""
    values = drawn()
    seen = [normalised(values, kind)[:, SEEN, -1] for kind in NORMALISATION.choices]
    return np.stack([np.column_stack([one, CLASSES]) for one in seen])


TABLES = tables()


def score(point: Array, inputs: Array, *, table: Table, normalisation: Array) -> Array:
    return point[0] * inputs[:, 0] + point[1] * inputs[:, 1] + LEVEL


def channels_on_examples(point: Array, *, table: Table, normalisation: Array) -> Array:
    return squared_error(score(point, table.inputs, table=table, normalisation=normalisation), table.targets)


def channels(point: Array, *, table: Table, normalisation: Array) -> Array:
    return table.mean(channels_on_examples(point, table=table, normalisation=normalisation))


def channels_minima(*, table: Table, normalisation: Number) -> list[Minimum]:
    return plane_minimum(table, table.targets - LEVEL)


MADE = tuple(
    Data(
        inputs=(Column("channel 1"), Column("channel 3")),
        target=Column("kind"),
        rows=rows,
        classes=("falling", "rising"),
        held_out=HELD_OUT,
        source="Wu and He (2018), Group normalization, on made channels: 36 examples of 4 channels and 6 positions, "
        f"drawn by NumPy with the seed {SEED}, {len(HELD_OUT)} of them held out",
        licence="Made for this page; free to use.",
    )
    for rows in TABLES
)
NORMALISED_CHANNELS = Surface(
    key="normalised_channels",
    title="Batch, layer, instance and group normalisation",
    family="made data",
    function=channels,
    domain=((-1.0, 1.5), (-0.75, 1.25)),
    start=(1.0, 1.0),
    minima=channels_minima,
    weights=("weight of channel 1", "weight of channel 3"),
    formula=r"f(a, b) = \frac1{2n}\sum_{i=1}^n \left(a \hat h_{i1} + b \hat h_{i3} + \tfrac12 - y_i\right)^2, \quad "
    r"\hat h = \frac{h - \mu}{\sqrt{\sigma^2 + 10^{-5}}}",
    source=MADE[0].source,
    summary="Raw channels with means and scales of their own make a ravine; normalised over the batch, or each by "
    "itself, they make a round bowl, which forgives a larger rate; over the whole layer the ravine stays.",
    parameters=(NORMALISATION,),
    on_examples=channels_on_examples,
    examples=COUNT - len(HELD_OUT),
    licence=MADE[0].licence,
    model=Model(
        data=MADE,
        predict=score,
        error=squared_error,
        choice=NORMALISATION.key,
        borders=(LEVEL,),
        sharing=Sharing("normalisation", shared()),
    ),
)
