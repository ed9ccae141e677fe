"""How the marks of a table's rows look."""

import numpy as np
import pytest

from optviz import Scenario
from optviz.picture.examples import examples_of
from optviz.picture.looks import STROKES
from optviz.scenario.own_table import OwnTable


@pytest.mark.parametrize(("count", "share"), [(3, 1.0), (300, 1.0), (1200, 0.5), (19_000, 0.3)])
def test_more_marks_are_smaller_so_that_as_much_ink_covers_the_picture(count, share):
    """`node/drawing.test.mjs` has the same of the page."""
    rows = np.column_stack([np.arange(count), np.arange(count) % 7]).astype(float)
    table = OwnTable(name="", columns=("x", "y"), rows=rows, classes=())
    marks = examples_of(Scenario(surface={"key": "own_line", "table": table}, optimizers=["sgd"]).surface)
    assert {(mark.reach, mark.outline) for mark in marks} == {(STROKES.example_reach * share, STROKES.example * share)}
    assert len(marks) == count
