"""What later releases of JAX write otherwise, held here beside what it means: the installed one may be older."""

from operator import add, mul, sub
from types import SimpleNamespace

import numpy as np
import pytest

from optviz.browser.elementwise import ELEMENTWISE
from optviz.browser.nodes import Constant
from optviz.browser.translation import parts_of_scan
from optviz.engine.lanes import ELEMENTWISE as IN_LANES

ARITHMETIC = {"add": add, "sub": sub, "mul": mul}


def value_of(one):
    return one.value if isinstance(one, Constant) else one


form = SimpleNamespace(operation=lambda name, *arguments: ARITHMETIC[name](*map(value_of, arguments)))


@pytest.mark.parametrize("x", [-0.3, 0.0, 1e-9, 0.9999999999, 2.5])
def test_primitives_that_came_later(x):
    assert ELEMENTWISE["one_minus_square"](form, x) == pytest.approx((1 - x) * (1 + x), rel=1e-15)
    coefficients = [0.5, -2.0, 0.0, 3.0]
    expected = np.polyval(coefficients[::-1], x)
    assert ELEMENTWISE["polynomial"](form, x, *coefficients) == pytest.approx(expected, rel=1e-14)
    assert {"one_minus_square", "polynomial"} <= IN_LANES


class Tree:
    """A scan's arguments as JAX groups them since 0.11."""

    def update(self, values):
        self.values = iter(values)
        return self

    def unpack(self):
        return tuple((next(self.values) for _ in range(count)) for count in (1, 2, 1))


def test_a_scan_says_by_two_numbers_or_by_a_tree_which_its_parts_are():
    arrays = ["constant", "carried", "too", "row by row"]
    parts = ["constant"], ["carried", "too"], ["row by row"]
    assert parts_of_scan(arrays, num_consts=1, num_carry=2, linear=()) == parts
    assert [list(part) for part in parts_of_scan(arrays, ft_in=Tree(), ft_out=None)] == list(map(list, parts))
