"""What programs are handed of the data of a surface, and what is known of its minima with these."""

from functools import lru_cache

import numpy as np

from optviz.scenario.choices import SurfaceChoice
from optviz.surfaces.base import Minimum
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.surfaces.data_space import Data
from optviz.surfaces.examples import HEADER, filled_up

HELD = 128
NOTHING = np.zeros((0, 0))
"""The table of a surface without data."""


@lru_cache(maxsize=HELD)
def data_of(choice: SurfaceChoice) -> Data:
    """The table that a surface's parameters choose or make, or the reader's own, with its changes."""
    model, numbers = choice.record.model, choice.numbers
    assert model
    data = model.on_scale(choice.table.data, numbers) if choice.table else model.data_at(numbers)
    return choice.data.applied(data) if choice.data else data


@lru_cache(maxsize=HELD)
def table_of(choice: SurfaceChoice) -> np.ndarray:
    """The examples that a model is trained on as programs take them: filled up, and not numbers where the surface's own
    numbers make the rows; empty where there are no data.
    """
    if not choice.record.model:
        return NOTHING
    data = data_of(choice)
    matrix = filled_up(data.matrix)
    if choice.record.model.made:
        moved = [place for place, *_ in choice.data.moved] if choice.data else []
        is_made = (data.trained_places < len(choice.record.model.data[0].rows)) & ~np.isin(data.trained_places, moved)
        matrix[HEADER : HEADER + len(is_made)][is_made, :-1] = np.nan
    return matrix


@lru_cache(maxsize=HELD)
def held_out_of(choice: SurfaceChoice) -> np.ndarray:
    """The examples that are held out as programs take them; a table without any, where there are none."""
    matrix = data_of(choice).left_matrix
    return filled_up(matrix) if len(matrix) > HEADER else matrix


def holds_out(choice: SurfaceChoice) -> bool:
    """Whether there are examples on which nothing is trained."""
    return choice.record.model is not None and len(held_out_of(choice)) > HEADER


@lru_cache(maxsize=HELD)
def minima_of(choice: SurfaceChoice) -> tuple[Minimum | CurveOfMinima, ...]:
    """The known minima of a surface with its numbers and data; some have to be searched for."""
    matrix = data_of(choice).matrix if choice.record.model else None
    return tuple(choice.record.minima(**choice.record.given(choice.numbers, matrix)))
