"""Every sentence that a surface says of itself is a claim, and a test holds it."""

import importlib
import re
from pathlib import Path

import pytest
from said import CLAIMS

from optviz import SURFACES, Scenario
from optviz.engine.demonstrations import shown_on

for file in sorted(Path(__file__).parent.glob("test_said_of_*.py")):
    importlib.import_module(file.stem)


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_every_claim_is_held_by_a_test(surface):
    rest = surface.summary
    for claim in CLAIMS[surface.key]:
        rest = rest.replace(claim, "", 1)
    assert not re.search(r"\w", rest), f"nothing tests: {rest}"


@pytest.mark.parametrize("key", [key for key, surface in SURFACES.items() if surface.demonstration.rates])
def test_a_demonstration_is_what_the_page_shows(key):
    rates = SURFACES[key].demonstration.rates
    chosen = shown_on(Scenario(surface="ravine", optimizers=list(rates)), key)
    assert {choice.key: choice.numbers["learning_rate"] for choice in chosen.optimizers} == rates
