"""A thousand random Scenarios go round through the place where each format keeps its own."""

import pytest

from optviz.exports.export import FORMATS
from optviz.exports.stamp import read_scenario
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.exports.carriers import file_of, scenarios, without_pictures


@pytest.fixture(scope="module")
def thousand():
    found = scenarios(1000)
    assert len(found) == 1000
    assert max(len(scenario.optimizers) for scenario in found) == MAX_OPTIMIZERS
    return found


@pytest.mark.parametrize("kind", FORMATS)
def test_a_thousand_scenarios_go_round(kind, run, thousand, monkeypatch):
    without_pictures(monkeypatch)
    lost = [scenario for scenario in thousand if read_scenario(file_of(kind, run, scenario)) != scenario]
    assert lost == []
