"""The examples of a table as programs are handed them: one matrix, and what its parts are.

The first two rows of the matrix say how its columns lie: their means and deviations. Then comes a row for each example,
with how often it counts: not at all if it has been taken away, or only fills up.
"""

from typing import Any, NamedTuple, Self

import numpy as np

HEADER = 2
"""Rows before the first example."""
SHORTEST = 64
"""The fewest rows that a matrix is filled up to; from there on their number doubles."""


class Table(NamedTuple):
    """The parts of such a matrix, of NumPy or of JAX.

    Args:
        inputs: (rows, inputs) in the units of the columns.
        targets: (rows,).
        counts: (rows,) 1 for an example, 0 for a row that is none.
        means, deviations: (inputs + 1,) of the examples' columns, the target last; no deviation is 0.
        examples: how many there are.
    """

    inputs: Any
    targets: Any
    counts: Any
    means: Any
    deviations: Any
    examples: Any

    @classmethod
    def of(cls, matrix: Any) -> Self:
        rows = matrix[HEADER:]
        return cls(rows[:, :-2], rows[:, -2], rows[:, -1], matrix[0, :-1], matrix[1, :-1], matrix[0, -1])

    def mean(self, values: Any) -> Any:
        """The mean of a number (rows,) over the examples."""
        return (values * self.counts).sum() / self.examples

    def total(self, values: Any) -> Any:
        """The sum of a number (rows,) over the examples."""
        return (values * self.counts).sum()


def packed(rows: np.ndarray, counts: np.ndarray, known: np.ndarray | None = None) -> np.ndarray:
    """The matrix (rows + 2, columns + 1) of rows (rows, columns) that count so often (rows,).

    Means and deviations are those of these rows, or of those that are `known`.
    """
    known = rows[counts > 0] if known is None else known
    means, deviations = np.array([moments(column) for column in np.ascontiguousarray(known.T)]).T
    matrix = np.zeros((HEADER + len(rows), rows.shape[1] + 1))
    matrix[0] = [*means, counts.sum()]
    matrix[1, :-1] = np.where(deviations > 0, deviations, 1)
    matrix[HEADER:, :-1], matrix[HEADER:, -1] = rows, counts
    return matrix


def moments(column: np.ndarray) -> tuple[float, float]:
    """Mean and deviation of numbers; of those that are all the same that number, to the last digit, and 0."""
    is_same = column.min() == column.max()
    return (float(column[0]), 0.0) if is_same else (float(np.mean(column)), float(np.std(column)))


def table_from(rows: np.ndarray, counts: np.ndarray) -> Table:
    """The parts of the matrix of rows that count so often, filled up."""
    return Table.of(filled_up(packed(rows, counts)))


def length_for(rows: int) -> int:
    """How many rows a matrix is filled up to, so that a few programs serve any number of examples."""
    return max(SHORTEST, 1 << max(rows - 1, 0).bit_length())


def filled_up(matrix: np.ndarray) -> np.ndarray:
    """The same with rows behind it that do not count: like the first one, so that they can be computed with."""
    missing = length_for(len(matrix) - HEADER) - (len(matrix) - HEADER)
    filling = np.repeat(matrix[HEADER : HEADER + 1], missing, axis=0)
    filling[:, -1] = 0
    return np.concatenate([matrix, filling])
