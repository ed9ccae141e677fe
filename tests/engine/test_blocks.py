"""Many rows are asked a block at a time: each gets what it would get alone, whatever their number."""

import numpy as np
import pytest

from optviz.engine.blocks import FEW, MANY, in_blocks


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, MANY, MANY + 1, 3 * MANY, 1000])
def test_each_row_gets_its_own_and_only_two_sizes_are_asked_for(count):
    rows = [np.arange(2.0 * count).reshape(count, 2), np.arange(count)]
    asked = []

    def sums_and_products(points, weights, factor):
        asked.append((points.shape, weights.shape, points.dtype, weights.dtype))
        return factor * points.sum(axis=1), points * weights[:, None]

    sums, products = in_blocks(sums_and_products, rows, 3.0)
    np.testing.assert_array_equal(sums, 3 * rows[0].sum(axis=1))
    np.testing.assert_array_equal(products, rows[0] * rows[1][:, None])
    size = FEW if count <= FEW else MANY
    assert set(asked) == {((size, 2), (size,), np.dtype(float), np.dtype(int))}
    assert len(asked) == max(-(-count // size), 1)


def test_what_is_given_as_one_array_is_returned_as_one():
    found = in_blocks(lambda points: points + 1, [np.zeros((3, 2))])
    np.testing.assert_array_equal(found, np.ones((3, 2)))
