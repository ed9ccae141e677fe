"""What the page finds of a run is what Python finds: every quantity, and whether each comparison holds."""

import math
from functools import cache

import pytest

from optviz.engine.simulate import simulate
from optviz.lessons.comparisons import (
    AT_ROWS,
    OF_WHOLE,
    STEPS,
    Quantity,
    Unclear,
    hold,
    parse_comparison,
    value_of,
)
from optviz.picture.quantities import MEASURED, TOGETHER
from optviz.scenario.scenario import Scenario
from optviz.texts.numbers import written
from tests.lessons.on_the_page import Asked, found_on_the_page

SCENARIOS = {
    "fast": "surface=ravine&optimizers.0=sgd&optimizers.0.learning_rate=0.5&optimizers.1=momentum&num_steps=60",
    "many_minima": "surface=himmelblau&optimizers.0=adam&optimizers.1=sgd&optimizers.2=adam&optimizers.2.beta_1=0.5",
    "one_weight": "surface=dip_curve&optimizers.0=sgd&optimizers.1=lbfgs&optimizers.2=momentum&num_steps=80",
    "no_minimum": "surface=monkey_saddle&optimizers.0=sgd&optimizers.1=rmsprop&noise=gaussian&num_steps=40",
    "classes": "surface=logistic_irises&optimizers.0=sgd&optimizers.1=adam&num_steps=50",
    "held_out": "surface=penalised_regression&optimizers.0=momentum&optimizers.1=adam&num_steps=70",
    "scheduled": "surface=beale&optimizers.0=rmsprop&optimizers.0.schedule=cosine&optimizers.1=bfgs&num_steps=90",
}
COMPARISONS = [
    "sgd.loss < 1",
    "adam.steps ~ adam.steps",
    "1 < 2 * sgd.x@3 <= 4",
    "sgd.steps > momentum.steps",
    "sgd.diverged < 60",
    "surface.condition_number ~ 100",
]


def quantities_of(scenario: Scenario) -> list[Quantity]:
    """All that there is to ask of a run, and what it has not."""
    rows = (None, 0, 1, 7, scenario.num_steps, scenario.num_steps + 1)
    names = [(name, row) for name in AT_ROWS for row in rows] + [(name, None) for name in OF_WHOLE]
    paths = [(choice.key, place) for choice in scenario.optimizers for place in (0, 1)]
    asked = [Quantity(key, place, name, row) for key, place in paths for name, row in names]
    numbers = [Quantity(c.key, 0, name, None) for c in scenario.optimizers for name in c.numbers]
    surface = [Quantity("surface", 0, name, None) for name in (*scenario.surface.numbers, "nothing")]
    return [*asked, *numbers, *surface, Quantity("nadam", 0, "loss", None)]


@cache
def asked() -> dict[str, Asked]:
    found = {}
    for name, query in SCENARIOS.items():
        scenario = Scenario.from_url(query)
        comparisons = [(parse_comparison(text),) for text in COMPARISONS]
        found[name] = simulate(scenario), quantities_of(scenario), comparisons
    return found


@pytest.fixture(scope="module")
def on_the_page(tmp_path_factory):
    return found_on_the_page(asked(), tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_quantity_is_that_of_python(name, on_the_page):
    run, quantities, _ = asked()[name]
    page = on_the_page[name]
    for quantity, value, text in zip(quantities, page["values"], page["said"], strict=True):
        expected = value_of(quantity, run)
        found = {"NaN": math.nan, "Infinity": math.inf}.get(value) or float(value)
        is_narrow = quantity.name in ("slope", "rate", *MEASURED, *TOGETHER)  # they are sent as float32
        assert found == pytest.approx(expected, rel=2e-6 if is_narrow else 1e-12, abs=1e-300, nan_ok=True), quantity
        is_never = quantity.name in STEPS and expected == math.inf
        assert is_narrow or text == ("never" if is_never else written(expected)), quantity


def test_every_comparison_holds_as_in_python(on_the_page):
    for name, (run, _, comparisons) in asked().items():
        assert on_the_page[name]["holds"] == [hold(all, run) for all in comparisons], name
    assert True in on_the_page["fast"]["holds"]
    assert False in on_the_page["fast"]["holds"]


@pytest.mark.parametrize(
    "text", ["sgd.loss", "sgd < 1", "1 <> 2", "a b.c < 1", "sgd.loss@x < 1", " < 1", "2 ** sgd.loss < 1"]
)
def test_what_is_no_comparison_is_refused(text):
    with pytest.raises(Unclear, match=r"is no|has no sign"):
        parse_comparison(text)
