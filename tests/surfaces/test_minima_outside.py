"""Minima that are there, but not in the picture: they are known, and no picture goes by them."""

import numpy as np
import pytest
from evaluation import defaults, grid, losses

from optviz import SURFACES, Scenario, plotly_figure, simulate
from optviz.engine.landscape import in_domain, landscape
from optviz.engine.stepping import ESCAPE_REACH
from optviz.picture.happened import ending

MOVABLE = [surface for surface in SURFACES.values() if surface.parameters]


def saddle(floor, *rules, **numbers):
    return simulate(Scenario(surface={"key": "plain_saddle", "floor": floor}, optimizers=list(rules), **numbers))


@pytest.mark.parametrize("floor", [0.159, 0.1, 0.01, 1e-3])
def test_a_low_floor_has_its_minima_far_out(floor):
    """Plain descent in one weight, written out, ends at the minimum that the page then knows."""
    y = 0.01
    for _ in range(3000):
        y -= 0.1 * (floor * y**3 - y)
    run = saddle(floor, {"key": "sgd", "learning_rate": 0.1}, num_steps=1000)
    below, above = run.minima
    assert above.point == pytest.approx((0.0, y))
    assert below.point == pytest.approx((0.0, -y))
    assert above.value == pytest.approx(floor * y**4 / 4 - y**2 / 2)
    assert run[0].metrics.distance == pytest.approx(0, abs=1e-6)
    assert run[0].metrics.steps_to_tolerance is not None


def test_beyond_what_runs_reach_none_is_known():
    low, high = SURFACES["plain_saddle"].domain[1]
    reach = ESCAPE_REACH * (high - low) / 2
    assert len(SURFACES["plain_saddle"].minima(floor=1.001 / reach**2)) == 2
    for floor in (0.999 / reach**2, 5e-324, 0.0):
        assert len(SURFACES["plain_saddle"].minima(floor=floor)) == 0


def test_the_picture_goes_by_what_is_in_it():
    run = saddle(0.1, "sgd", num_steps=5)
    shown = landscape(run.scenario.surface)
    assert shown.lowest == in_domain(shown).min()
    marks = [trace for trace in plotly_figure(run, view="space").data if trace.type == "scatter3d"]
    assert [len(trace.x) for trace in marks if trace.marker.symbol == "cross"] == [0]


@pytest.mark.parametrize("surface", MOVABLE, ids=lambda surface: surface.key)
def test_nothing_lower_lies_beyond_the_picture_wherever_the_sliders_stand(surface):
    random = np.random.default_rng(11)
    for _ in range(3):
        between = {p.key: random.uniform(p.low, p.high) for p in surface.parameters if not p.choices}
        numbers = defaults(surface) | between
        known = [minimum.value for minimum in surface.minima(**surface.given(numbers))]
        lowest = min(known, default=-np.inf)  # a network's minima are known where it was fitted
        for reach in (1.0, 3.0):
            assert losses(surface, grid(surface, reach), numbers).min() >= lowest - 1e-9, numbers


def test_a_run_that_ends_lower_has_not_arrived():
    """McCormick's troughs go on for ever, each lower by π than the one before; the lowest known is the first one."""
    start = (-0.547 - np.pi, -1.547 - np.pi)
    run = simulate(Scenario(surface="mccormick", start=start, optimizers=[{"key": "sgd"}], num_steps=200))
    first = min(minimum.value for minimum in run.minima)
    assert run[0].metrics.final_loss == pytest.approx(first - np.pi, abs=1e-4)
    assert run[0].metrics.steps_to_tolerance is None
    assert "went from a loss of" in str(ending(run))
