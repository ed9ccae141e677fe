"""What a page makes itself of the scenarios that the hand comes upon, beside what the server answers to the same."""

import json
import re
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest

from optviz import OPTIMIZERS, Scenario, simulate
from optviz.browser.programs import names_of
from optviz.player.catalogue import used_catalogue, whole_catalogue
from optviz.player.payload import payload
from tests.browser_programs.beside import Question, all_answered, answered
from tests.browser_programs.proof import modules_of
from tests.player.test_payload import decode

SERVERS_ALONE = ("marks",)
"""Of a path only the server says this, once the hand has let go; of its marks, it alone measures and tries some."""


@dataclass(frozen=True)
class Hand:
    """Scenarios on one surface, the first of which the server has answered, and what is looked at meanwhile."""

    scenarios: tuple[dict, ...]
    curve: str
    taylor: bool = False


RAVINE = {"surface": "ravine", "num_steps": 20}
HANDS = {
    "a rate, among copies, until it diverges": Hand(
        tuple(
            RAVINE | {"optimizers": [{"key": "sgd", "learning_rate": rate}, "momentum", "sgd"]}
            for rate in (0.1, 0.15, 0.2, 0.201234, 5.0)
        ),
        "loss",
    ),
    "the start, with models of the loss": Hand(
        tuple(
            {"surface": "himmelblau", "optimizers": ["adam", "lbfgs", "newton"], "num_steps": 6, "start": start}
            for start in ([-2.0, 1.0], [-1.5, 1.25], [3.0, 3.0])
        ),
        "distance",
        taylor=True,
    ),
    "noise, its seed, a schedule and the steps": Hand(
        tuple(
            {
                "surface": "rosenbrock",
                "optimizers": [
                    {"key": "adamw", "weight_decay": decay, "schedule": {"key": "cosine", "final": final}},
                    "nesterov",
                ],
                "noise": {"key": "gaussian", "scale": scale},
                "seed": seed,
                "num_steps": num_steps,
            }
            for decay, final, scale, seed, num_steps in (
                (0.1, 0, 0.5, 3, 50),
                (0.2, 0.1, 0.7, 4, 40),
                (0.2, 0.1, 0, 4, 90),
            )
        ),
        "state.first_moment",
    ),
    "momentum on a quadratic that is turned, with what theory tells of its rate": Hand(
        tuple(
            {
                "surface": {"key": "ravine", "tilt": 30.0},
                "optimizers": [
                    {"key": "momentum", "rho": rho, "convention": "average"},
                    {"key": "nesterov", "rho": rho},
                ],
                "num_steps": 20,
                "start": start,
            }
            for rho, start in ((0.9, [-2.0, 1.0]), (0.5, [-2.0, 1.0]), (0.0, [-2.0, 1.0]), (0.7, [0.0, 1.0]))
        ),
        "loss",
    ),
    "the numbers of a quadratic surface": Hand(
        tuple(
            {
                "surface": {"key": "ravine", "tilt": tilt, "condition_number": condition_number},
                "optimizers": ["momentum", {"key": "sgd", "learning_rate": 0.19}],
                "num_steps": 20,
            }
            for tilt, condition_number in ((0, 100), (30, 100), (30, 7), (-90, 7), (0, 1))
        ),
        "loss",
    ),
    "a dip until it vanishes": Hand(
        tuple(
            {"surface": {"key": "local_minimum", "depth": depth}, "optimizers": ["adam", "sgd"], "num_steps": 30}
            for depth in (0.4, 0.6, 0.05, 0.0)
        ),
        "distance",
        taylor=True,
    ),
    "another data set": Hand(
        tuple(
            {
                "surface": {"key": "anscombe", "data_set": data_set},
                "optimizers": ["adam"],
                "noise": {"key": "mini_batch"},
                "num_steps": 10,
            }
            for data_set in ("I", "IV")
        ),
        "loss",
    ),
    "the start that is shared, then one's own, which comes and goes": Hand(
        tuple(
            {
                "surface": "himmelblau",
                "optimizers": ["adam", {"key": "momentum"} | ({"start": own} if own else {}), "momentum"],
                "num_steps": 6,
                "start": start,
            }
            for start, own in (
                ([-2.0, 1.0], [1.0, 0.5]),
                ([-1.5, 1.25], [1.0, 0.5]),
                ([-1.5, 1.25], [1.5, -3.0]),
                ([-1.5, 1.25], None),
                ([-1.5, 1.25], [-1.5, 1.25]),
            )
        ),
        "distance",
        taylor=True,
    ),
    "one weight, and the tolerance": Hand(
        tuple(
            {"surface": "double_well_curve", "optimizers": ["rmsprop", "bfgs"], "num_steps": 4, "tolerance": tolerance}
            for tolerance in (1e-3, 1e-1, 10.0)
        ),
        "step_length",
    ),
    "rules that come, go, change places and names": Hand(
        tuple(
            {"surface": "himmelblau", "optimizers": optimizers, "num_steps": 6}
            for optimizers in (
                ["adam", "lbfgs"],
                ["lbfgs"],
                ["newton", "lbfgs"],
                ["lbfgs", {"key": "adam", "learning_rate": 0.3}, "newton", "adam", "adam"],
                ["adam", {"key": "adam", "learning_rate": 0.3, "label": "Mine"}],
                [{"key": "adamw", "weight_decay": 0.5}],
            )
        ),
        "gradient_norm",
        taylor=True,
    ),
}


STEPS = 3
"""So few that no rule is at a minimum yet, where nothing but rounding is left of the distance."""


def with_all_rules(surface: str, keys: list[str]) -> Hand:
    """From one rule to many, in the other order and in their other forms, and half of them away again."""
    rules = [OPTIMIZERS[key] for key in keys]
    others = [{"key": r.key} | ({r.switch.key: r.choices[-1]} if r.switch else {}) for r in reversed(rules)]
    lists = (keys[:1], keys, others, others[::2])
    return Hand(tuple({"surface": surface, "optimizers": some, "num_steps": STEPS} for some in lists), "loss")


GROUNDS = ("ravine", "rosenbrock", "rastrigin_curve", "logistic_regression")
HANDS |= {f"all rules, on {ground}": with_all_rules(ground, list(OPTIMIZERS)[i::4]) for i, ground in enumerate(GROUNDS)}
"""Each rule on one of them."""


@pytest.fixture(scope="module")
def shown():
    """By hand: what the page shows of its scenarios."""
    return dict(zip(HANDS, all_answered(map(asked_of, HANDS.values())), strict=True))


def asked_of(hand: Hand) -> Question:
    first, *others = map(Scenario.from_dict, hand.scenarios)
    begun = payload(simulate(first), taylor=hand.taylor, curves=(hand.curve,), catalogue=whole_catalogue())
    return Question(
        "hand",
        set.union(*map(modules_of, others)),
        {"first": np.frombuffer(begun, np.uint8)},
        {
            "scenarios": [scenario.to_dict() for scenario in others],
            "curve": hand.curve,
            "taylor": hand.taylor,
        },
    )


@pytest.mark.parametrize("name", HANDS)
def test_the_page_shows_what_the_server_would(shown, name):
    hand = HANDS[name]
    for i, scenario in enumerate(map(Scenario.from_dict, hand.scenarios[1:])):
        beside(shown[name], str(i), scenario, hand)


ALONE = Hand(
    tuple(
        {
            "surface": "rosenbrock",
            "start": [-1.5, 1.0],
            "optimizers": [
                {"key": "momentum", "learning_rate": 0.001} | momentum,
                {"key": "newton"} | newton,
                {"key": "adamw", "label": "W", "learning_rate": 0.1} | adamw,
            ],
            "noise": noise,
            "num_steps": 30,
        }
        for momentum, newton, adamw, noise in (
            ({}, {}, {}, {"key": "uniform"}),
            ({"convention": "average"}, {"form": "saddle-free"}, {"weight_decay": 0.5}, {"key": "uniform"}),
            ({"schedule": {"key": "one_cycle"}}, {}, {"decay_form": "l2", "weight_decay": 0.5}, {"key": "none"}),
            ({"schedule": {"key": "constant"}, "clip_norm": 2}, {}, {"weight_decay": 0}, {"key": "none"}),
        )
    ),
    "loss",
)
"""As the hand leaves them: with words of other lines, what is off, and without what is as it comes."""


def test_a_page_alone_has_all_that_its_hand_needs_and_says_what_the_server_would():
    first, *others = map(Scenario.from_dict, ALONE.scenarios)
    names, catalogue = names_of(first), used_catalogue(first)
    begun = payload(simulate(first), curves=(ALONE.curve,), catalogue=catalogue)
    found = answered(
        "hand",
        names,
        {"first": np.frombuffer(begun, np.uint8)},
        scenarios=[first.to_dict() | data | {"surface": first.to_dict()["surface"]} for data in ALONE.scenarios[1:]],
        curve=ALONE.curve,
        taylor=False,
        alone=names,
    )
    for i, scenario in enumerate(others):
        assert json.loads(found[f"{i}.said"].tobytes())["scenario"] == json.loads(scenario.to_json())
        beside(found, str(i), scenario, ALONE, settled=True)


def beside(found: dict[str, np.ndarray], place: str, scenario: Scenario, hand: Hand, *, settled: bool = False) -> None:
    run = simulate(scenario)
    header, arrays = decode(payload(run, taylor=hand.taylor, curves=(hand.curve,), settled=settled))
    said = json.loads(found[f"{place}.said"].tobytes())
    assert flat(said["curves"]) == pytest.approx(flat(header["curves"]), rel=1e-9)
    assert said["offered"] == header["offered"]
    for k, (shown, expected) in enumerate(zip(said["paths"], header["paths"], strict=True)):
        ours, theirs = (by_theory(path["marks"]) for path in (shown, expected))
        assert flat(ours) == pytest.approx(flat(theirs), rel=1e-9)
        assert {key: shown[key] for key in expected if key not in SERVERS_ALONE} == {
            key: value for key, value in expected.items() if key not in SERVERS_ALONE
        }
        named = {
            **{name: arrays[name][k] for name in ("points", "losses", "gradients", "learning_rates", "evaluations")},
            **{name: arrays[f"taylor_{name}"][k] for name in ("hessians",) if hand.taylor},
            **{name.replace(f".{k}", ""): array for name, array in arrays.items() if name.startswith(f"state.{k}.")},
        }
        named["taken"] = run[k].evaluations[:, 1]
        if k not in header["curves"][hand.curve]["absent"]:
            named["curve"] = arrays[f"curve.{hand.curve}"][k]
        for name, array in named.items():
            shown = found[f"{place}.{k}.{name}"]
            np.testing.assert_allclose(
                shown.ravel(), array.ravel(), rtol=2e-6, atol=1e-9, err_msg=f"{place} {k} {name}"
            )


def by_theory(marks: list[dict]) -> dict:
    return dict(enumerate(mark for mark in marks if not re.search(r"\((measured|tried)\)$", mark["text"])))


def flat(record: dict, place: str = "") -> dict:
    """A record of records as one, in which numbers stand by their places and words in them."""
    found = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found |= flat(value, f"{place}{key}.")
        else:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            found |= {f"{place}{key}": value} if is_number else {f"{place}{key}: {value}": 0}
    return found


def test_the_hands_move_something():
    for hand in HANDS.values():
        for one, other in pairwise(hand.scenarios):
            assert Scenario.from_dict(one) != Scenario.from_dict(other)
