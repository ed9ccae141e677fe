"""The order of the rules, what each is a change of, and the sets that are put side by side in one click."""

import numpy as np
import pytest

from optviz import OPTIMIZERS, Scenario, simulate
from optviz.catalogue import SETS
from optviz.optimizers.telling import year_of
from optviz.scenario.bounds import MAX_OPTIMIZERS

LECTURE = [
    *("sgd", "momentum", "nesterov", "nesterov_shifted", "adagrad", "rmsprop", "adam_uncorrected", "adam", "newton"),
    *("bfgs", "lbfgs", "full_matrix_adagrad"),
]
SIX = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]


def members(chosen):
    return [key for key, rule in OPTIMIZERS.items() if chosen.holds(rule)]


def test_the_lecture_comes_first_as_it_is_told():
    assert list(OPTIMIZERS)[: len(LECTURE)] == LECTURE


def test_the_rest_comes_family_by_family_and_the_older_rule_first():
    rest = list(OPTIMIZERS.values())[len(LECTURE) :]
    families = [rule.family for rule in rest]
    assert families == sorted(families, key=families.index)
    for family in set(families):
        years = [year_of(rule) for rule in rest if rule.family == family]
        assert years == sorted(years)
    known = ["rprop", "adadelta", "nadam", "adamw", "adan", "cautious_adam"]  # 1993, 2012, 2016, 2019, 2022, 2024
    assert [rule.key for rule in rest if rule.key in known] == known


def test_every_rule_is_told_after_another_and_all_lead_back_to_the_first():
    first = next(iter(OPTIMIZERS))
    for key in OPTIMIZERS:
        chain = [key]
        while after := OPTIMIZERS[chain[-1]].after:
            chain.append(after)
            assert len(chain) == len(set(chain)) <= len(OPTIMIZERS)
        assert chain[-1] == first
    told = list(OPTIMIZERS)
    assert all(told.index(OPTIMIZERS[key].after) < told.index(key) for key in LECTURE[1:])
    assert (OPTIMIZERS["adam"].after, OPTIMIZERS["nesterov"].after) == ("rmsprop", "momentum")


def test_the_lectures_six():
    assert members(SETS["compared"]) == SIX


@pytest.mark.parametrize("chosen", SETS.values(), ids=SETS)
def test_every_set_fits_into_a_picture_and_runs(chosen):
    keys = members(chosen)
    assert 2 <= len(keys) <= MAX_OPTIMIZERS
    run = simulate(Scenario(surface="ravine", optimizers=keys, num_steps=5))
    assert [path.choice.key for path in run] == keys
    for path in run:
        assert np.isfinite(path.points).all()
        assert path.losses[-1] < path.losses[0]
