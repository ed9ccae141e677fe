"""What copies of a rule are called: by the numbers in which they differ."""

import pytest

from optviz import Scenario


def labels(*optimizers):
    return Scenario(surface="ravine", optimizers=optimizers).labels


def sgd(rate, **more):
    return {"key": "sgd", "learning_rate": rate} | more


@pytest.mark.parametrize(
    ("optimizers", "expected"),
    [
        (["sgd", "adam"], ["SGD", "Adam"]),
        (["sgd", "sgd", "sgd"], ["SGD", "SGD 2", "SGD 3"]),
        ([sgd(0.01), sgd(0.1), sgd(1), "adam"], ["SGD η = 0.01", "SGD η = 0.1", "SGD η = 1", "Adam"]),
        ([sgd(0.01), sgd(0.1), sgd(0.1)], ["SGD η = 0.01", "SGD η = 0.1", "SGD η = 0.1 (2)"]),
        ([sgd(0.123456), sgd(0.123457)], ["SGD", "SGD 2"]),  # four digits do not tell them apart
        ([sgd(1e-5), sgd(1e-6)], ["SGD η = 1e−5", "SGD η = 1e−6"]),
        ([sgd(0.1), sgd(0.1, clip_norm=2)], ["SGD", "SGD clip norm = 2"]),
        ([sgd(0.1), sgd(0.2, label="mine")], ["SGD", "mine"]),  # nothing is left to tell apart
        ([sgd(0.1, label="SGD η = 0.2"), sgd(0.2), sgd(0.3)], ["SGD η = 0.2", "SGD η = 0.2 (2)", "SGD η = 0.3"]),
        (
            [
                "adam",
                {"key": "adam", "schedule": "cosine"},
                {"key": "adam", "schedule": {"key": "cosine", "final": 0.5}},
            ],
            ["Adam", "Adam cosine", "Adam cosine, f = 0.5"],
        ),
        (
            [sgd(0.1), sgd(0.2), sgd(0.2, weight_decay=1), sgd(0.2, schedule={"key": "constant", "warm_up": 20})],
            ["SGD η = 0.1", "SGD η = 0.2", "SGD η = 0.2, weight decay = 1", "SGD η = 0.2, warm-up = 20"],
        ),
        (["momentum", {"key": "momentum", "convention": "average"}], ["Momentum sum", "Momentum average"]),
        (
            [{"key": "momentum", "rho": rho, "learning_rate": rate} for rho in (0.5, 0.9) for rate in (0.1, 0.2)],
            [f"Momentum η = {rate}, ρ = {rho}" for rho in (0.5, 0.9) for rate in (0.1, 0.2)],
        ),
        (  # of several numbers that tell them apart, the first
            [sgd(0.1, weight_decay=0.1), sgd(0.2, weight_decay=0.2)],
            ["SGD η = 0.1", "SGD η = 0.2"],
        ),
    ],
)
def test_copies_are_called_by_the_first_numbers_that_tell_them_apart(optimizers, expected):
    assert list(labels(*optimizers)) == expected
