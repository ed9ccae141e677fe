"""What the records of data say is what their tables hold, and a model's predictions make up the loss of its surface."""

import re

import numpy as np
import pytest
import sklearn.datasets
import sklearn.metrics
from evaluation import cases, losses, predictions, scattered
from optviz.surfaces.data.exercise import EXERCISE
from optviz.surfaces.data.irises import IRISES

from optviz.catalogue import SURFACES

FITTED = {key: surface for key, surface in SURFACES.items() if surface.model}
DATA = {f"{key}-{i}": data for key, surface in FITTED.items() for i, data in enumerate(surface.model.data)}
every_model = pytest.mark.parametrize("surface", FITTED.values(), ids=FITTED)


@pytest.mark.parametrize("data", [*DATA.values(), EXERCISE, IRISES], ids=[*DATA, "exercise", "irises"])
def test_a_table_is_described(data):
    assert len(data.inputs) in (1, 2)
    assert data.rows.shape == (len(data.training) + len(data.held_out), len(data.inputs) + 1)
    assert np.isfinite(data.rows).all()
    assert len({column.name for column in (*data.inputs, data.target)}) == len(data.inputs) + 1
    assert re.search(r"\((19|20)\d\d\)", data.source), "the source has no year"
    assert data.licence.endswith(".")
    if data.classes:
        assert set(data.training[:, -1]) == {0, 1}, "a class is missing"
        assert len(set(data.classes)) == 2
    if data.held_out:
        assert f"{len(data.held_out)} of them held out" in data.source
        assert len(data.left) == len(set(data.held_out)) >= len(data.rows) / 4


def test_every_loss_on_examples_has_its_model():
    assert set(FITTED) == {key for key, surface in SURFACES.items() if surface.examples}


@every_model
def test_a_surface_says_where_its_data_are_from(surface):
    for data in surface.model.data:
        assert (data.source, data.licence) == (surface.source, surface.licence)
        assert len(data.training) == surface.examples
    if switch := surface.model.choice:
        (parameter,) = (parameter for parameter in surface.parameters if parameter.key == switch)
        assert len(parameter.choices) == len(surface.model.data)


def test_exercise_and_irises_are_the_published_ones():
    club = sklearn.datasets.load_linnerud()
    expected = np.column_stack([club.target[:, 0] / 100, club.target[:, 1] / 10, club.data[:, 0] / 10])
    np.testing.assert_allclose(EXERCISE.rows, expected, rtol=1e-15)
    flowers = sklearn.datasets.load_iris()
    kept = flowers.target > 0
    expected = np.column_stack([flowers.data[kept, 2:], flowers.target[kept] - 1])
    np.testing.assert_array_equal(IRISES.rows, expected)
    assert IRISES.classes == tuple(flowers.target_names[1:])


@pytest.mark.parametrize(("data", "seed"), [(EXERCISE, 2), (IRISES, 0)])
def test_rows_are_held_out_by_lot(data, seed):
    drawn = np.random.default_rng(seed).permutation(len(data.rows))[: len(data.held_out)]
    assert set(data.held_out) == set(drawn.tolist())


def squared_error(predictions, targets):
    return np.mean((predictions - targets) ** 2) / 2


def log_loss(probabilities, targets):
    """Of the second class, in the natural logarithm."""
    right = np.where(targets > 0, probabilities, 1 - probabilities)
    return -np.mean(np.log(right))


def log_loss_of_scores(scores, targets):
    return log_loss(1 / (1 + np.exp(-scores)), targets)


MEASURES = {
    "squared_error": squared_error,
    "log_error": log_loss,
    "logistic_error": log_loss_of_scores,
    "hinge_error": lambda scores, targets: sklearn.metrics.hinge_loss(targets, scores),
}


def penalty(point, l2=0.0, l1=0.0, keep=1.0, scaling=0.0, **_):
    """What is added to the loss; dropout amounts to (1 − p) / p of L2 on the weights as they are at test time."""
    shrunk = keep if scaling else 1
    return (l2 + (1 - keep) / keep * shrunk**2) / 2 * np.sum(point**2) + l1 * np.sum(np.abs(point))


@every_model
def test_predictions_make_up_the_loss(surface):
    near = np.array(surface.start) + 0.1 * (scattered(surface, 5, seed=3) - surface.start)
    for numbers in cases(surface):
        data = surface.model.data_at(numbers)
        measure = MEASURES[surface.model.error.__name__]
        rows = data.scaled(data.training)  # as the model is given them
        said = predictions(surface, near, rows[:, :-1], numbers)
        assert said.shape == (5, surface.examples)
        errors = [measure(one, rows[:, -1]) for one in said]
        expected = [error + penalty(point, **numbers) for error, point in zip(errors, near, strict=True)]
        np.testing.assert_allclose(losses(surface, near, numbers), expected, rtol=1e-9)
