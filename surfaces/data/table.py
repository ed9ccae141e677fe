"""Reading the tables, and the three scales on which their first column can enter a model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import Array

from ..base import switch
from ..either import Number, functions_for

NORMALISATION = switch("normalisation", "data", ("raw", "centred", "scaled"))


def columns(name: str) -> np.ndarray:
    """The columns of the table `name`, (columns, rows) float64."""
    return np.loadtxt(Path(__file__).parent / f"{name}.csv", delimiter=",", skiprows=1).T


def shift_and_scale(inputs: np.ndarray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """What is subtracted from `inputs`, and what they are then divided by: raw, centred, scaled."""
    mean, deviation = float(inputs.mean()), float(inputs.std())
    return (0.0, mean, mean), (1.0, 1.0, deviation)


def normalised(
    inputs: Array, shifts: Sequence[float] | np.ndarray, scales: Sequence[float] | np.ndarray, normalisation: Array
) -> Array:
    """`inputs` on the scale chosen by the switch, in their own dtype."""
    which = jnp.asarray(normalisation, jnp.int32)
    return (inputs - jnp.asarray(shifts, inputs.dtype)[which]) / jnp.asarray(scales, inputs.dtype)[which]


def rescaled(
    inputs: np.ndarray,
    shifts: Sequence[float] | np.ndarray,
    scales: Sequence[float] | np.ndarray,
    normalisation: Number,
) -> Any:
    """The same for what is known of minima, where the switch is a number or is traced."""
    xp = functions_for(normalisation)
    which = xp.asarray(normalisation, xp.int32)
    return (inputs - xp.asarray(shifts)[which]) / xp.asarray(scales)[which]


def column_shifts_and_scales(inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for columns of their own, from inputs (rows, columns): (3, columns) each."""
    mean, deviation, none = inputs.mean(axis=0), inputs.std(axis=0), np.zeros(inputs.shape[1])
    return np.stack([none, mean, mean]), np.stack([none + 1, none + 1, deviation])


def weighted_sum(point: Array, inputs: Array, shifts: np.ndarray, scales: np.ndarray, normalisation: Array) -> Array:
    """Of two columns, each on the scale chosen by the switch."""
    columns = [normalised(inputs[:, i], shifts[:, i], scales[:, i], normalisation) for i in range(2)]
    return point[0] * columns[0] + point[1] * columns[1]
