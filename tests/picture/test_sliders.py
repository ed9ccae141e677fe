"""What the tracks of learning rates show: where they begin, and marks that are true of the run as it is set."""

from itertools import product

import numpy as np
import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.engine.demonstrations import offered_rate
from optviz.engine.suited_rates import measured_rates
from optviz.picture.sliders import home_of, marks_of
from optviz.scenario.choices import SurfaceChoice


def marks(i=0, *, settled=True, **changes):
    run = simulate(Scenario(**({"surface": "ravine", "optimizers": ["sgd"]} | changes)))
    return {mark.kind: mark for mark in marks_of(run, i, settled=settled)}


def test_every_track_holds_two_decades_and_the_rate_that_suits():
    for surface, record in product(SURFACES, OPTIMIZERS.values()):
        choice, parameter = SurfaceChoice.model_validate(surface), record.hyperparameters[0]
        home = home_of(record, choice)
        if home is None:
            assert parameter.scale == "linear"
            continue
        low, high = home
        assert parameter.low <= low <= offered_rate(record, choice) <= high <= parameter.high
        assert high / low == pytest.approx(100)
        assert f"{low:.0e}"[0] in "13"


def test_on_a_quadratic_the_books_are_shown():
    found = marks()
    assert found["diverges"].low == pytest.approx(2 / 10, rel=1e-6)
    assert found["diverges"].high is None
    assert found["diverges"].text == "diverges beyond 0.2 (2/L)"
    assert found["best"].text == "best in the long run at 0.198 (a step leaves 0.98 of the distance)"
    momentum = marks(optimizers=["momentum"])
    assert momentum["diverges"].text == "diverges beyond 0.38 (2(1 + ρ)/L)"
    assert momentum["best"].text == "best in the long run from 0.0263 to 0.38 (a step leaves 0.949 of the distance)"


RULES = [
    {"key": "sgd"},
    {"key": "momentum", "rho": 0.5},
    {"key": "nesterov", "rho": 0.8},
    {"key": "nesterov_shifted"},
    {"key": "momentum", "convention": "average"},
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["key"])
@pytest.mark.parametrize("surface", [{"key": "ravine", "condition_number": 10, "tilt": 30}, "booth"])
def test_runs_keep_to_the_limit_of_the_books(rule, surface):
    scenario = {"surface": surface, "num_steps": 2000}
    limit = marks(**scenario, optimizers=[rule])["diverges"].low
    below, above = simulate(
        Scenario(**scenario, optimizers=[rule | {"learning_rate": limit * by} for by in (0.97, 1.03)])
    )
    assert above.diverged_at is not None
    assert below.diverged_at is None
    assert below.losses[-1] < below.losses[0] * 1e-6


def test_the_best_rate_of_the_books_is_fastest_in_the_long_run():
    best = marks(optimizers=["nesterov"])["best"].low
    tried = [{"key": "nesterov", "learning_rate": best * by} for by in (0.5, 1, 1.01)]
    run = simulate(Scenario(surface="ravine", optimizers=tried, num_steps=300))
    slower, fastest, faster = (np.log(path.losses[240:].max() / path.losses[40:100].max()) for path in run)
    assert fastest < min(slower, faster)
    assert fastest == pytest.approx(400 * np.log(0.942), rel=0.02)  # the loss goes with the square of the distance


def test_what_depends_on_numbers_follows_them():
    assert marks(surface={"key": "ravine", "condition_number": 2})["best"].low == pytest.approx(2 / 15, rel=1e-4)
    assert marks(start=(-2.0, 0.0))["diverges"].low == pytest.approx(2 / 0.1, rel=1e-6), "it stays on the floor"


@pytest.mark.parametrize(
    "change",
    [
        {"noise": "gaussian"},
        {"optimizers": [{"key": "sgd", "schedule": "cosine"}]},
        {"optimizers": [{"key": "sgd", "weight_decay": 0.1}]},
        {"optimizers": [{"key": "sgd", "clip_norm": 1.0}]},
    ],
    ids=["noise", "schedule", "decay", "clipping"],
)
def test_the_books_are_silent_where_they_do_not_hold(change):
    assert marks(**change, settled=False) == {}
    assert all("tried" in mark.text for mark in marks(**change).values())


def test_the_table_is_quoted_only_as_it_was_measured():
    rate = measured_rates()["rosenbrock", "adam"]
    as_measured = {"surface": "rosenbrock", "optimizers": ["adam"]}
    assert marks(**as_measured)["best"][1:] == (rate, rate, f"the loss falls soonest at {rate} (measured)")
    assert marks(**as_measured | {"optimizers": [{"key": "adam", "learning_rate": 3.0}]})["best"].low == rate
    for change in (
        {"start": (0.5, 0.5)},
        {"num_steps": 199},
        {"noise": "gaussian"},
        {"surface": {"key": "rosenbrock", "b": 50}},
        {"optimizers": [{"key": "adam", "beta_1": 0.8}]},
        {"optimizers": [{"key": "adam", "schedule": "linear"}]},
    ):
        assert "best" not in marks(**as_measured | change), change


def test_rates_are_tried_only_while_no_hand_is_on_the_run():
    scenario = {"surface": "rosenbrock", "optimizers": ["sgd"]}
    assert set(marks(**scenario)) == {"best", "diverges"}
    assert set(marks(**scenario, settled=False)) == {"best"}


def steps_won_nothing(losses):
    """The mean of two areas under a curve of losses, whose lowest is 0: a linear one, and one of four decades."""
    share = losses / losses[0]
    return (np.clip(share, 0, 1).mean() + (np.log10(np.clip(share, 1e-4, 1)) / 4 + 1).mean()) / 2


@pytest.mark.parametrize(("surface", "key"), [("ravine", "rmsprop"), ("ravine", "adam"), ("beale", "adam")])
def test_the_loss_falls_soonest_where_the_table_says(surface, key):
    """Sooner than at a third or three times of it, in the mean over rates near by: none that is used is exact."""
    best = marks(surface=surface, optimizers=[key])["best"]
    assert "the loss falls soonest" in best.text

    def effort(rate):
        near = [{"key": key, "learning_rate": rate * by} for by in np.geomspace(2 / 3, 1.5, 5)]
        return np.mean(
            [steps_won_nothing(path.losses) for path in simulate(Scenario(surface=surface, optimizers=near))]
        )

    at, below, above = (effort(best.low * by) for by in (1, 1 / 3, 3))
    assert at < min(below, above)
