"""Random Scenarios go round through the place where each format keeps its own: 40, in `make prove` a thousand."""

import pytest

from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.exports.carriers import file_of, scenarios, without_pictures
from tests.samples import sample


@pytest.fixture(scope="module")
def many():
    count = sample(40, 1000)
    found = scenarios(count)
    assert len(found) == count
    assert max(len(scenario.optimizers) for scenario in found) > MAX_OPTIMIZERS // 2
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_random_scenarios_go_round(kind, run, many, monkeypatch):
    without_pictures(monkeypatch)
    lost = [scenario for scenario in many if read_scenario(file_of(kind, run, scenario)) != scenario]
    assert lost == []
