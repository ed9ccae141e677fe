"""Least squares with two weights and no intercept, in closed form."""

from typing import Any

from ..base import Minimum
from ..either import functions_for, those
from ..examples import Table

ROUNDING = 1e-12


def plane_minimum(table: Table, targets: Any, l2: Any = 0) -> list[Minimum]:
    """That of the two inputs of a table, for targets (rows,), with an L2 penalty; there is none that stands alone where
    one input is a multiple of the other.
    """
    mean, first, second = table.mean, table.inputs[:, 0], table.inputs[:, 1]
    a, b, c = mean(first**2) + l2, mean(first * second), mean(second**2) + l2
    p, q = mean(first * targets), mean(second * targets)
    determinant = a * c - b**2
    is_one = determinant > ROUNDING * a * c
    divisor = functions_for(determinant).where(is_one, determinant, 1)
    x, z = (c * p - b * q) / divisor, (a * q - b * p) / divisor
    loss = (mean((x * first + z * second - targets) ** 2) + l2 * (x**2 + z**2)) / 2
    return those((is_one, (x, z), loss))
