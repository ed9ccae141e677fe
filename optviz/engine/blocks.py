"""Compiled functions of many rows, given a block of them at a time: two programs serve any number of rows."""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

FEW, MANY = 16, 256
"""The rows of a block where there are no more, and where there are: so no number of steps compiles anything."""


def in_blocks(program: Callable, rows: Sequence[np.ndarray], *others: Any) -> Any:
    """What a function gives for all rows, in double precision: as it returns it, with arrays of NumPy.

    Args:
        program: of arrays of a block's rows, and of the others; each row of what it gives depends on the same of theirs
            alone.
        rows: arrays (rows, ...), of as many rows each and of the types that the function takes. The last block is
            filled up with them from the first on.
    """
    count = len(rows[0])
    block = FEW if count <= FEW else MANY
    whole = max(-(-count // block), 1) * block
    full = [np.resize(array, (whole, *array.shape[1:])) for array in rows]
    with jax.enable_x64(True):
        found = [program(*(array[at : at + block] for array in full), *others) for at in range(0, whole, block)]
        return jax.tree.map(lambda *parts: np.concatenate(parts)[:count], *found)
