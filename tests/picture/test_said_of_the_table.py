"""What is said over a column of the table is what stands in it."""

from itertools import pairwise

import numpy as np
import pytest

from optviz import Scenario, simulate
from optviz.picture.table import COLUMNS
from optviz.texts.numbers import written

CLAIMS = {}
RUN = simulate(
    Scenario(
        surface="himmelblau",
        start=(0.5, 0.5),
        optimizers=[{"key": "momentum", "learning_rate": 0.005}, {"key": "rmsprop", "learning_rate": 0.2}, "newton"],
        num_steps=60,
        tolerance=0.05,
    )
)
MINIMA = np.array(
    [(3, 2), (-2.8051180869, 3.1313125182), (-3.7793102533, -3.2831859912), (3.5844283403, -1.8481265269)]
)


def says(title, hint):
    """Marks a test of the text that a column should have for a path."""

    def mark(text_of):
        CLAIMS[title] = (hint, text_of)
        return text_of

    return mark


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.title)
def test_every_column_has_what_it_says(column):
    hint, text_of = CLAIMS[column.title]
    assert column.hint == hint
    for path in RUN:
        assert column.cell(path) == text_of(path)


def loss(point):
    x, y = point
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def losses(path):
    return [loss(point) for point in path.points]


def nearest(path):
    return MINIMA[np.linalg.norm(MINIMA - path.points[-1], axis=1).argmin()]


@says("Final loss", "at the last step")
def final(path):
    return written(loss(path.points[-1]))


@says("Distance", "from the last point to the nearest known minimum, or to a curve of minima")
def distance(path):
    return written(float(np.linalg.norm(path.points[-1] - nearest(path))))


@says("Steps to tolerance", "from then on the loss stays within the tolerance of the lowest known minimum")
def arrival(path):
    within = [one <= 0.05 for one in losses(path)]
    stays = [k for k in range(61) if all(within[k:])]
    return str(stays[0]) if stays else "not for good" if any(within) else "not reached"


@says("First within tolerance", "the first step whose loss is within the tolerance, whether or not it stays there")
def touch(path):
    return next((str(k) for k, one in enumerate(losses(path)) if one <= 0.05), "not reached")


@says("Gradients", "taken in all")
def gradients(path):
    return "60"


@says("Path length", "the sum of the lengths of the steps")
def length(path):
    return written(float(np.hypot(*np.diff(path.points, axis=0).T).sum()))


@says("Losses, gradients, Hessians", "taken in all")
def evaluations(path):
    return "0, 60, 60" if path.choice.key == "newton" else "0, 60, 0"


@says("Turns of each weight", "how often its step changed direction")
def turns(path):
    steps = np.diff(path.points, axis=0)
    count = []
    for i in range(2):
        rounding = 1e-14 * np.abs(path.points[1:]).max(axis=1)
        moved = steps[:, i][np.abs(steps[:, i]) > rounding]
        count.append(sum(bool(a * b < 0) for a, b in pairwise(np.sign(moved))))
    return ", ".join(map(str, count))


@says("Overshoot", "how far each weight went beyond the minimum nearest to the end")
def overshoot(path):
    beyond = []
    for i, goal in enumerate(nearest(path)):
        side = np.sign(goal - path.points[0, i])
        beyond.append(max(0.0, float((side * (path.points[:, i] - goal)).max())))
    return ", ".join(map(written, beyond))
