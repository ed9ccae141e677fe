"""Two kinds of iris that overlap: fifty flowers of each."""

import numpy as np

from ..data.table import columns
from ..data_space import Column, Data

LENGTHS, WIDTHS, IS_VIRGINICA, IS_HELD_OUT = columns("irises")

IRISES = Data(
    inputs=(Column("petal length", "cm"), Column("petal width", "cm")),
    target=Column("kind"),
    rows=np.stack([LENGTHS, WIDTHS, IS_VIRGINICA], axis=1),
    classes=("versicolor", "virginica"),
    held_out=tuple(np.flatnonzero(IS_HELD_OUT).tolist()),
    source="Fisher (1936), The use of multiple measurements in taxonomic problems: 100 irises of two kinds by petal "
    "length and width (cm), 40 of them held out",
    licence="Numbers only, as in the paper; the UCI repository has them under CC BY 4.0, scikit-learn under BSD.",
)
"""The rows that are held out were drawn once, by NumPy with the seed 0, and are marked in the table."""
