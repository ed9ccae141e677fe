"""Twenty men in a fitness club: the more they weigh, the wider their waists, and either is to tell their chin-ups."""

import numpy as np

from ..data.table import columns
from ..data_space import Column, Data

WEIGHTS, WAISTS, CHIN_UPS, IS_HELD_OUT = columns("exercise") * np.array([[0.01], [0.1], [0.1], [1]])
"""In hundreds of pounds, tens of inches and tens of chin-ups, so that one picture holds the minima on all scales."""

EXERCISE = Data(
    inputs=(Column("weight", "100 lb"), Column("waist", "10 in")),
    target=Column("chin-ups", "tens"),
    rows=np.stack([WEIGHTS, WAISTS, CHIN_UPS], axis=1),
    held_out=tuple(np.flatnonzero(IS_HELD_OUT).tolist()),
    source="Tenenhaus (1998), La régression PLS: chin-ups (tens) by weight (100 lb) and waist (10 in) of 20 men, "
    "6 of them held out",
    licence="Numbers only, as in the book; scikit-learn has them as linnerud, under the BSD licence.",
)
"""The rows that are held out were drawn once, by NumPy with the seed 2, and are marked in the table."""
