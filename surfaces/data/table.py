"""Reading the tables, and the three scales on which their columns can enter a model."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from jax import Array

from ..base import switch
from ..either import Number, functions_for
from ..examples import Table

NORMALISATION = switch("normalisation", "data", ("raw", "centred", "scaled"))
SCALED = replace(NORMALISATION, default=2)


def columns(name: str) -> np.ndarray:
    """The columns of the table `name`, (columns, rows) float64."""
    return np.loadtxt(Path(__file__).parent / f"{name}.csv", delimiter=",", skiprows=1).T


def normalised(inputs: Any, table: Table, normalisation: Number, column: int = 0) -> Any:
    """Inputs (rows,) of a column on the scale chosen by the switch: raw, centred, scaled."""
    xp = functions_for(table.means, normalisation)
    shift = xp.where(normalisation > 0, table.means[column], 0)
    return (inputs - shift) / xp.where(normalisation > 1, table.deviations[column], 1)


def weighted_sum(point: Array, inputs: Array, table: Table, normalisation: Array) -> Array:
    """Of two columns, each on the scale chosen by the switch."""
    first, second = (normalised(inputs[:, i], table, normalisation, i) for i in range(2))
    return point[0] * first + point[1] * second
