"""Maps that the page makes itself while the hand moves: cell by cell those of JAX, but on the border."""

import numpy as np
import pytest

from optviz import Scenario, Sweep, sweep
from optviz.browser.programs import names_of, text_of
from optviz.engine.divergence import quadratic_of
from optviz.engine.map_theory import theory_of
from optviz.player.catalogue import whole_catalogue
from tests.browser_programs.beside import put, told_by

CELLS = 24
RATE = "optimizers.0.learning_rate"
RAVINE = {"key": "ravine", "condition_number": 30}


def axes(x, y=None):
    whole = {"x": {"cells": CELLS, **x}}
    return whole | ({"y": {"cells": CELLS, **y}} if y else {})


OWN = {"columns": ["x", "y"], "rows": [[1, 10], [2, 30], [4, 20], [8, 50]]}
SWEEPS = {
    "the rate and ρ of momentum": Sweep(
        scenario=Scenario(surface=RAVINE, optimizers=["sgd", "momentum"], num_steps=60),
        **axes(
            {"key": "optimizers.1.learning_rate", "low": 1e-3, "high": 1}, {"key": "optimizers.1.rho", "high": 0.99}
        ),
    ),
    "the rate and β₁ of Adam, whose powers come again from cell to cell": Sweep(
        scenario=Scenario(surface="beale", optimizers=["adam"], num_steps=60),
        **axes({"key": "optimizers.0.beta_1", "low": 0, "high": 0.99}, {"key": RATE, "low": 1e-3, "high": 1}),
    ),
    "all starts, of minima of one loss": Sweep(
        scenario=Scenario(
            surface="himmelblau", optimizers=[{"key": "sgd", "learning_rate": 0.01}], num_steps=120, tolerance=0.1
        ),
        **axes({"key": "start.0"}, {"key": "start.1"}),
        outcome="minimum",
    ),
    "all starts, of minima of several losses, with a schedule and weight decay": Sweep(
        scenario=Scenario(
            surface="six_hump_camel",
            optimizers=[
                {"key": "adamw", "learning_rate": 0.05, "weight_decay": 1e-3, "schedule": {"key": "cosine"}},
            ],
            num_steps=80,
            tolerance=0.01,
        ),
        **axes({"key": "start.0"}, {"key": "start.1"}),
        outcome="minimum",
    ),
    "the surface's number and the rate": Sweep(
        scenario=Scenario(surface=RAVINE, optimizers=["sgd"], num_steps=50),
        **axes({"key": RATE, "low": 1e-3, "high": 1}, {"key": "surface.condition_number", "low": 2, "high": 50}),
    ),
    "noise, its scale and a schedule's number": Sweep(
        scenario=Scenario(
            surface="rosenbrock",
            optimizers=[{"key": "nesterov", "learning_rate": 1e-3, "schedule": {"key": "step", "every": 10}}],
            noise={"key": "gaussian", "scale": 0.1},
            seed=5,
            num_steps=40,
        ),
        **axes(
            {"key": "noise.scale", "low": 0, "high": 1}, {"key": "optimizers.0.schedule.every", "low": 2, "high": 40}
        ),
    ),
    "weight decay, which is off in the scenario; one row": Sweep(
        scenario=Scenario(surface="beale", optimizers=[{"key": "sgd", "learning_rate": 1e-3}], num_steps=40),
        **axes({"key": "optimizers.0.weight_decay", "low": 0, "high": 0.5}),
    ),
    "data, and their table": Sweep(
        scenario=Scenario(surface="linear_regression", optimizers=["momentum"], num_steps=40),
        **axes({"key": RATE, "low": 1e-3, "high": 1}, {"key": "start.0"}),
    ),
    "a table of the reader's own": Sweep(
        scenario=Scenario(surface={"key": "own_line", "table": OWN}, optimizers=["sgd"], num_steps=40),
        **axes({"key": RATE, "low": 1e-2, "high": 3}, {"key": "start.0"}),
    ),
    "one weight": Sweep(
        scenario=Scenario(surface="narrow_and_wide", optimizers=["momentum"], num_steps=60),
        **axes({"key": RATE, "low": 1e-3, "high": 1}, {"key": "start.0"}),
    ),
}


RHO = {"key": "optimizers.0.rho", "low": 0, "high": 0.99, "cells": 64}
RATES = {"key": RATE, "low": 1e-3, "high": 3, "cells": 64}
THEORIES = [
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=["momentum"]), x=RATES, y=RHO),
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=["nesterov"]), x=RHO, y=RATES),
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=["momentum"]), x=RATES | {"low": 0.3}, y=RHO | {"low": 0.8}),
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=[{"key": "momentum", "weight_decay": 0.1}]), x=RATES, y=RHO),
    Sweep(scenario=Scenario(surface="himmelblau", optimizers=["momentum"]), x=RATES, y=RHO),
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=["adam"]), x=RATES, y="optimizers.0.beta_1"),
    Sweep(scenario=Scenario(surface=RAVINE, optimizers=["momentum"]), x=RATES, y="surface.condition_number"),
]


@pytest.fixture(scope="module")
def answered():
    for asked in [*SWEEPS.values(), *THEORIES]:
        for name in [*names_of(asked.scenario), f"minima/{asked.scenario.surface.key}"]:
            put(name, text_of(name))
    quadratics = [quadratic_of(asked.scenario.surface) for asked in THEORIES]
    theories = [
        {"sweep": asked.to_dict(), "quadratic": found and {"curvatures": found[0].tolist()}}
        for asked, found in zip(THEORIES, quadratics, strict=True)
    ]
    task = {
        "catalogue": whole_catalogue(),
        "sweeps": [asked.to_dict("key") for asked in SWEEPS.values()],
        "tables": {
            table.key: {"classes": []} | table.flat()
            for asked in SWEEPS.values()
            if (table := asked.scenario.surface.table)
        },
        "theories": theories,
    }
    return told_by("sweeps.mjs", task)


@pytest.fixture(scope="module")
def found(answered):
    return dict(zip(SWEEPS, answered["answers"], strict=True))


def test_theory_is_that_of_files(answered):
    kinds = []
    for asked, there in zip(THEORIES, answered["theories"], strict=True):
        here = theory_of(asked)
        kinds.append((len(there["border"]) > 0, len(there["optimum"])))
        if here is None:
            assert there == {"border": [], "optimum": []}
            continue
        np.testing.assert_allclose(there["border"], here.border, rtol=1e-9)
        np.testing.assert_allclose(there["optimum"], [here.optimum] if here.optimum else [], rtol=1e-4)
    assert kinds == [(True, 1), (True, 1), (True, 0), *[(False, 0)] * 4]


@pytest.mark.parametrize("name", SWEEPS)
def test_each_cell_is_that_of_jax(found, name):
    there, here = found[name], sweep(SWEEPS[name], precision=64)
    shape = here.losses.shape
    np.testing.assert_allclose(there["x"], here.x, rtol=1e-12)
    for whole in ("diverged_at", "minima", "steps"):
        alike = np.reshape(there[whole], shape) == getattr(here, whole)
        assert alike.mean() > 0.99, whole
    good = (here.diverged_at < 0) & (np.reshape(there["diverged_at"], shape) < 0)
    for numbers in ("losses", "first_losses", "distances"):
        values = np.array(there[numbers], float).reshape(shape)[good]
        close = np.isclose(values, getattr(here, numbers)[good], rtol=1e-6, atol=1e-9, equal_nan=True)
        assert close.mean() > 0.99, numbers
