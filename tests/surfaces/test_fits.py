"""Minima and curvatures of models on data, against scikit-learn and closed forms."""

import warnings
from itertools import product

import numpy as np
import pytest
from evaluation import defaults, evaluate, losses
from optviz.surfaces.data.exercise import EXERCISE
from optviz.surfaces.data.irises import IRISES
from optviz.surfaces.networks.moons_network import OFFSET, A, B, C
from said import minima
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier
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
    (found,) = minima(key, **numbers)
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


@on_each
@pytest.mark.parametrize(("l2", "l1"), [(0.01, 0.001), (0.01, 0.05), (0.1, 0.02), (0.03, 0.3)])
def test_logistic_regression_with_an_elastic_net(normalisation, l2, l1):
    strength = 1 / ((l2 + l1) * len(IRISES.training))
    theirs = LogisticRegression(
        C=strength,
        l1_ratio=l1 / (l1 + l2),
        solver="saga",
        fit_intercept=False,
        tol=1e-11,
        max_iter=10**5,
        random_state=0,
    )
    expected = theirs.fit(prepared(IRISES, normalisation), IRISES.training[:, -1]).coef_[0]
    found = minimum("logistic_irises", normalisation=normalisation, l2=l2, l1=l1)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    np.testing.assert_array_equal(found == 0, expected == 0)


@on_each
def test_the_minimum_with_an_elastic_net_is_one_wherever_it_lies(normalisation):
    """The slopes of what is lost are balanced by both penalties, at zero by less than all of the second."""
    inputs, kinds = prepared(IRISES, normalisation), IRISES.training[:, -1]
    for l2, l1 in product(np.geomspace(0.001, 1, 5), (0.0, 0.0003, 0.003, 0.03, 0.1, 0.3)):
        weights = minimum("logistic_irises", normalisation=normalisation, l2=float(l2), l1=l1)
        slopes = inputs.T @ (1 / (1 + np.exp(-inputs @ weights)) - kinds) / len(kinds) + l2 * weights
        rest = np.where(weights == 0, np.maximum(np.abs(slopes) - l1, 0), slopes + l1 * np.sign(weights))
        np.testing.assert_allclose(rest, 0, atol=1e-12)


@pytest.mark.parametrize(("shape", "spread", "l2"), [(0.0, 0.2, 0.01), (1.0, 0.2, 0.001), (1.0, 0.5, 0.1)])
def test_logistic_regression_on_moons_and_blobs(shape, spread, l2):
    data = SURFACES["moons_and_blobs"].model.data_at({"shape": shape, "spread": spread, "l2": l2})
    theirs = LogisticRegression(C=1 / (l2 * 48), fit_intercept=False, tol=1e-12, solver="newton-cholesky")
    expected = theirs.fit(data.training[:, :-1], data.training[:, -1]).coef_[0]
    np.testing.assert_allclose(minimum("moons_and_blobs", shape=shape, spread=spread, l2=l2), expected, atol=1e-6)


def test_the_network_is_fitted_as_scikit_learn_fits_it():
    """From the weights that the surface has it goes nowhere, and its loss is the one at their minimum."""
    (data,) = SURFACES["moons_network"].model.data
    inputs, kinds = data.training[:, :-1], data.training[:, -1]
    theirs = MLPClassifier(
        hidden_layer_sizes=(3,),
        activation="tanh",
        solver="lbfgs",
        alpha=0.001 * 48,
        warm_start=True,
        random_state=0,
        max_iter=1,
        tol=1e-12,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs.fit(inputs, kinds)
    units = np.array([A, B, C])
    weights = [units[:, :2].T.copy(), units[:, 3:].copy()], [units[:, 2].copy(), np.array([OFFSET])]
    theirs.coefs_, theirs.intercepts_ = ([one.copy() for one in part] for part in weights)
    theirs.set_params(max_iter=200).fit(inputs, kinds)
    for found, expected in zip((theirs.coefs_, theirs.intercepts_), weights, strict=True):
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-6)
    others = sum(np.sum(one**2) for one in weights[0]) - A[0] ** 2 - A[1] ** 2
    (best,) = minima("moons_network")
    assert theirs.loss_ == pytest.approx(best.value + 0.001 / 2 * others, abs=1e-9)


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
    assert losses(surface, [(0.0, 0.0)], numbers)[0] == pytest.approx(np.log(2), rel=1e-12)
    assert len(surface.model.data_at(numbers).classes) == 2
