"""Minima and curvatures of models on data, against scikit-learn and closed forms."""

import numpy as np
import pytest
from evaluation import defaults, evaluate
from optviz.surfaces.data.exercise import EXERCISE
from optviz.surfaces.data.irises import IRISES
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.svm import LinearSVC

from optviz.catalogue import SURFACES

RAW, CENTRED, SCALED = 0.0, 1.0, 2.0
NORMALISATIONS = {"raw": RAW, "centred": CENTRED, "scaled": SCALED}
on_each = pytest.mark.parametrize("normalisation", NORMALISATIONS.values(), ids=NORMALISATIONS)


def prepared(data, normalisation):
    """The inputs on which a model is trained, on a scale, by NumPy alone."""
    inputs = data.training[:, :-1]
    centre = np.zeros(2) if normalisation == RAW else inputs.mean(axis=0)
    scale = inputs.std(axis=0) if normalisation == SCALED else np.ones(2)
    return (inputs - centre) / scale


def minimum(key, **numbers):
    (found,) = SURFACES[key].minima(**defaults(SURFACES[key]) | numbers)
    return np.array(found.point)


def elastic_net(l2, l1):
    """That of scikit-learn whose penalties are these."""
    if l2 == l1 == 0:
        return LinearRegression(fit_intercept=False)
    if l1 == 0:
        return Ridge(l2 * len(EXERCISE.training), fit_intercept=False, tol=1e-12)
    if l2 == 0:
        return Lasso(l1, fit_intercept=False, tol=1e-14, max_iter=10**6)
    return ElasticNet(l2 + l1, l1_ratio=l1 / (l2 + l1), fit_intercept=False, tol=1e-14, max_iter=10**6)


@on_each
@pytest.mark.parametrize(
    ("l2", "l1"), [(0, 0), (0.03, 0), (1, 0), (0, 0.01), (0, 0.05), (0, 0.3), (0.1, 0.02), (1, 0.3)]
)
def test_least_squares_ridge_lasso_and_elastic_net(normalisation, l2, l1):
    targets = EXERCISE.training[:, -1]
    if normalisation != RAW:
        targets = targets - targets.mean()
    expected = elastic_net(l2, l1).fit(prepared(EXERCISE, normalisation), targets).coef_
    found = minimum("penalised_regression", normalisation=normalisation, l2=float(l2), l1=float(l1))
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_array_equal(found == 0, expected == 0)


@on_each
@pytest.mark.parametrize("l2", [0.001, 0.0056, 0.03, 1.0])
@pytest.mark.parametrize("key", ["logistic_irises", "svm_irises"])
def test_logistic_regression_and_support_vector_machine(key, normalisation, l2):
    strength = 1 / (l2 * len(IRISES.training))
    theirs = {
        "logistic_irises": LogisticRegression(
            C=strength, fit_intercept=False, tol=1e-12, solver="newton-cholesky", max_iter=10**4
        ),
        "svm_irises": LinearSVC(
            loss="hinge", C=strength, fit_intercept=False, tol=1e-12, max_iter=10**7, random_state=0
        ),
    }
    expected = theirs[key].fit(prepared(IRISES, normalisation), IRISES.training[:, -1]).coef_[0]
    np.testing.assert_allclose(minimum(key, normalisation=normalisation, l2=l2), expected, atol=1e-6)


def test_the_minimum_of_the_hinge_is_one_wherever_its_corner_lies():
    """The slopes on all sides of a corner have the zero between them."""
    for normalisation in NORMALISATIONS.values():
        pulls = prepared(IRISES, normalisation) * (2 * IRISES.training[:, -1:] - 1)
        for l2 in np.geomspace(0.001, 1, 31):
            weights = minimum("svm_irises", normalisation=normalisation, l2=float(l2))
            short = 1 - pulls @ weights
            rest = l2 * weights - pulls[short > 1e-9].sum(axis=0) / len(pulls)
            corner = pulls[np.abs(short) <= 1e-9]
            for way in (np.array([np.cos(a), np.sin(a)]) for a in np.linspace(0, 2 * np.pi, 24)):
                rise = rest @ way + np.maximum(-corner @ way, 0).sum() / len(pulls)
                assert rise >= -1e-12, (normalisation, l2)


def test_two_scaled_inputs_have_the_condition_number_of_their_correlation():
    """(1 + |r|) / (1 − |r|)."""
    r = np.corrcoef(EXERCISE.training[:, :2].T)[0, 1]
    hessian = evaluate(SURFACES["penalised_regression"], [(0.3, 0.2)], defaults(SURFACES["penalised_regression"]))[2][0]
    assert np.linalg.cond(hessian) == pytest.approx((1 + abs(r)) / (1 - abs(r)), rel=1e-12)
    assert r > 0.85


@pytest.mark.parametrize("key", ["logistic_irises", "logistic_regression"])
def test_a_classifier_that_knows_nothing_loses_the_logarithm_of_the_number_of_classes(key):
    surface = SURFACES[key]
    numbers = defaults(surface)
    assert evaluate(surface, [(0.0, 0.0)], numbers)[0][0] == pytest.approx(np.log(2), rel=1e-12)
    assert len(surface.model.data_at(numbers).classes) == 2
