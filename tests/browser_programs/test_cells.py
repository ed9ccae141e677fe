"""Four cells of a map at once: each run is that of one cell alone, to the last bit."""

from itertools import cycle

import pytest

from optviz import OPTIMIZERS, SURFACES, Scenario, Sweep
from optviz.browser import cells, powers
from optviz.browser.programs import makers_for_maps, text_of
from optviz.player.catalogue import whole_catalogue
from tests.browser_programs.beside import put, told_by
from tests.samples import sample

SEARCHING = {"newton", "bfgs", "lbfgs", "sophia"} | {
    "gradient_descent_line_search",
    "gradient_descent_backtracking",
    "conjugate_gradient",
}
"""Rules that look further than the gradient at places that they know, or whose steps differ from run to run."""
HERE_TOO = [key for key, surface in SURFACES.items() if not surface.minima_by_numpy]
"""Surfaces whose maps a page makes itself: of the others only the server knows the minima."""
WITH_LOOPS = {key for key in HERE_TOO if SURFACES[key].model} | {"jennrich_sampson"}
"""Those that go over a table, or over terms."""
RATE, CELLS, STEPS = "optimizers.0.learning_rate", (9, 5), 40
KNOWN = {"minima", "losses", "steps", "diverged_at"}


def axis(key, low, high, cells=CELLS[0], scale="log"):
    return {"key": key, "low": low, "high": high, "cells": cells, "scale": scale}


def rates_of(rule, surface, **numbers):
    """Rates from low ones to those by which runs end, from starts along the first weight."""
    scenario = Scenario(surface=surface, optimizers=[{"key": rule, **numbers}], num_steps=STEPS)
    ends = SURFACES[scenario.surface.key].domain[0]
    high = next(one.high for one in OPTIMIZERS[rule].parameters if one.key == "learning_rate")
    return Sweep(scenario=scenario, x=axis(RATE, 1e-3, min(10.0, high)), y=axis("start.0", *ends, CELLS[1], "linear"))


PAIRS = sample(
    [
        *zip(OPTIMIZERS, cycle(("himmelblau", "rosenbrock"))),
        *zip(cycle(("momentum", "adam")), HERE_TOO),
    ],
    [(rule, surface) for rule in OPTIMIZERS for surface in HERE_TOO],
)
OTHERS = {
    "two numbers whose powers come again": Sweep(
        scenario=Scenario(surface="beale", optimizers=["adam"], num_steps=60),
        x=axis("optimizers.0.beta_1", 0, 0.99, 10, "linear"),
        y=axis("optimizers.0.beta_2", 0, 0.9999, 6, "linear"),
    ),
    "a number of the surface": Sweep(
        scenario=Scenario(surface="ravine", optimizers=["nadam"], num_steps=60),
        x=axis("surface.condition_number", 2, 50, 11),
        y=axis(RATE, 1e-3, 3, 4),
    ),
    "a schedule": Sweep(
        scenario=Scenario(
            surface="ackley",
            optimizers=[{"key": "rmsprop", "learning_rate": 0.1, "schedule": {"key": "cosine", "warm_up": 5}}],
            num_steps=60,
        ),
        x=axis("start.0", -5, 5, 7, "linear"),
        y=axis("start.1", -5, 5, 3, "linear"),
    ),
    "one weight, one row": Sweep(
        scenario=Scenario(surface="narrow_and_wide", optimizers=["momentum"], num_steps=60),
        x=axis(RATE, 1e-3, 1, 6),
    ),
    "the most steps": Sweep(
        scenario=Scenario(surface="beale", optimizers=["adamax"], num_steps=2000),
        x=axis(RATE, 1e-3, 1, 3),
    ),
}
ONE_BY_ONE = {
    "a number of the schedule": Sweep(
        scenario=Scenario(
            surface="beale", optimizers=[{"key": "sgd", "schedule": {"key": "step", "every": 10}}], num_steps=40
        ),
        x=axis("optimizers.0.schedule.every", 2, 40, 5, "linear"),
    ),
    "noise": Sweep(
        scenario=Scenario(
            surface="beale", optimizers=["sgd"], noise={"key": "gaussian", "scale": 0.1}, num_steps=STEPS
        ),
        x=axis(RATE, 1e-4, 1e-2, 5),
    ),
    "weight decay": rates_of("sgd", "beale", weight_decay=0.1),
}


@pytest.fixture(scope="module")
def answers():
    asked = {pair: rates_of(*pair) for pair in PAIRS} | OTHERS | ONE_BY_ONE
    for one in asked.values():
        surface, rule = one.scenario.surface.record, one.scenario.optimizers[0].key
        weights = len(surface.domain)
        noise = "" if one.scenario.noise.key == "none" else f"noises/{one.scenario.noise.key}-{weights}"
        schedule = one.scenario.optimizers[0].schedule.key
        names = [f"surfaces/{surface.key}", f"cells/{surface.key}", f"minima/{surface.key}", noise]
        names += [f"optimizers/{rule}-{weights}", f"cells/{rule}-{weights}", f"schedules/{schedule}"]
        for name in [*names, f"noises/none-{weights}", f"regularisation/{weights}", f"models/{surface.key}"]:
            if name and (not name.startswith("models/") or surface.model):
                put(name, text_of(name))
    task = {"catalogue": whole_catalogue(), "sweeps": [one.to_dict("key") for one in asked.values()]}
    return dict(zip(asked, told_by("cells.mjs", task), strict=True))


def test_all_bits_are_those_of_one_cell_after_the_other(answers):
    assert {key: one["others"] for key, one in answers.items() if one["others"]} == {}


def test_which_ones_go_by_fours(answers):
    by_four = {key for key, one in answers.items() if one["four"]}
    plain = {(rule, surface) for rule, surface in PAIRS if rule not in SEARCHING and surface not in WITH_LOOPS}
    assert by_four == plain | OTHERS.keys()


def test_runs_end_among_others_that_go_on(answers):
    """Of four cells some end, at steps of their own: else nothing is said of that."""
    mixed = [pair for pair in PAIRS if answers[pair]["four"] and 0 < answers[pair]["ended"] < 1]
    assert len(mixed) > 20, len(mixed)


def test_what_cannot_be_written_says_so():
    texts = {name: makers_for_maps()[name]() for name in ("cells/newton-2", "cells/overfitting", "cells/adam-2")}
    assert [("code=null" in text) for text in texts.values()] == [True, True, False]


def test_memory_has_room_for_every_row_and_every_step():
    from optviz.scenario.bounds import MAX_STEPS

    assert cells.FACTORS + cells.SIZE * (MAX_STEPS + 1) <= powers.POWERS
    assert cells.OF_RUNS * (powers.TABLE // cells.OF_RUNS) == powers.TABLE
    assert powers.EXPONENTS > MAX_STEPS
    most = max(len(rule.hyperparameters) for rule in OPTIMIZERS.values())
    assert cells.OF_RULE + cells.A_PAIR * (most + 3) <= cells.ANSWER
    assert cells.A_PAIR * max(len(surface.parameters) for surface in SURFACES.values()) <= cells.OF_RULE
