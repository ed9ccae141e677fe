"""Maps that the page colours itself: its looks are those of `cells_of`, its axes those of figures."""

import numpy as np
import pytest

from optviz import Scenario, Sweep
from optviz.engine.maps import Map
from optviz.picture.colours import mixed
from optviz.picture.map_axes import ticks_of
from optviz.picture.map_cells import cells_of, name_of
from optviz.picture.map_rules import RULES
from optviz.picture.ticks import RULES as TICK_RULES
from optviz.scenario.sweep import Axis
from tests.picture.test_twins import on_the_page

SCENARIO = Scenario(surface="himmelblau", optimizers=["momentum"], num_steps=60)
RATE, RHO = "optimizers.0.learning_rate", "optimizers.0.rho"


def some_map(outcome, seed):
    """Outcomes of all kinds, many of them alike, some not yet computed."""
    random = np.random.default_rng(seed)
    shape = (14, 22)
    asked = Sweep(
        scenario=SCENARIO, x={"key": RATE, "cells": shape[1]}, y={"key": RHO, "cells": shape[0]}, outcome=outcome
    )
    losses = np.round(10 ** random.uniform(-6, 4, shape), 3).astype(np.float32)
    is_pending = random.random(shape) < 0.02
    losses[is_pending] = np.nan
    diverged = np.where(random.random(shape) < 0.2, random.integers(1, 60, shape), -1).astype(np.int32)
    steps = np.where((diverged < 0) & (random.random(shape) < 0.6), random.integers(0, 60, shape), -1).astype(np.int32)
    minima = np.where((diverged < 0) & (random.random(shape) < 0.8), random.integers(0, 4, shape), -1).astype(np.int32)
    for places in (diverged, steps, minima):
        places[is_pending] = -1
    return Map(
        sweep=asked,
        x=asked.columns()[0],
        y=asked.columns()[1],
        points=np.zeros((*shape, 2), np.float32),
        losses=losses,
        first_losses=np.full(shape, 50, np.float32),
        steps=steps,
        diverged_at=diverged,
        distances=np.sqrt(losses).astype(float),
        minima=minima,
    )


def sent(found):
    """Its arrays as JSON has them: what is not a number is none there."""
    names = ("losses", "first_losses", "steps", "diverged_at", "distances", "minima")
    flat = {name: getattr(found, name).ravel().tolist() for name in names}
    finite = {name: [value if np.isfinite(value) else None for value in values] for name, values in flat.items()}
    return finite | {"shape": list(found.losses.shape)}


@pytest.mark.parametrize("outcome", ["final_loss", "steps", "distance", "divergence", "minimum"])
def test_the_page_gives_each_cell_the_look_that_a_figure_gives_it(outcome):
    maps = [some_map(outcome, seed) for seed in range(3)]
    minima = [name_of(one) for one in SCENARIO.surface.record.minima()]
    asked = {"rule": "maps", "outcome": outcome, "minima": minima, "rules": RULES}
    styles = ("light", "dark", "print")
    questions = [asked | {"found": sent(one), "style": style} for one, style in zip(maps, styles, strict=True)]
    for one, style, there in zip(maps, styles, on_the_page(*questions), strict=True):
        cells = cells_of(one, style)
        assert there["places"] == cells.places.ravel().tolist()
        assert there["bar"] == list(cells.bar)
        assert [tuple(mark) for mark in there["marks"]] == [tuple(mark) for mark in cells.marks]
        assert [tuple(entry) for entry in there["key"]] == [tuple(entry) for entry in cells.key]
        for (colour, pattern, ink), look in zip(there["looks"], cells.looks, strict=True):
            assert pattern == look.pattern
            pairs = [(colour, look.colour), *([(ink, look.ink)] if pattern else [])]
            for mine, theirs in pairs:
                parts = [[int(text[at : at + 2], 16) for at in (1, 3, 5)] for text in (mine, theirs)]
                assert np.abs(np.subtract(*parts)).max() <= 1, "a colour may be rounded otherwise"


AXES = [
    Axis(key="a", low=1e-4, high=3.0, scale="log", cells=64),
    Axis(key="a", low=0.011, high=0.053, scale="log", cells=9),
    Axis(key="a", low=-2.5, high=2.5, scale="linear", cells=2),
    Axis(key="a", low=0.0, high=180.0, scale="linear", cells=512),
    Axis(key="a", low=0.0, high=0.999, scale="complement", cells=64),
    Axis(key="a", low=0.5, high=0.995, scale="complement", cells=33),
]


def test_the_page_has_the_axes_of_figures():
    (there,) = on_the_page({"rule": "axes", "axes": [axis.model_dump() for axis in AXES], "rules": TICK_RULES})
    for axis, (values, ticks) in zip(AXES, there, strict=True):
        np.testing.assert_allclose(values, axis.values, rtol=1e-12, atol=1e-15)
        found = ticks_of(axis, 6)
        assert [tick["text"] for tick in ticks] == [tick.text for tick in found]
        np.testing.assert_allclose([tick["share"] for tick in ticks], [t.value / axis.cells for t in found], atol=1e-12)


def test_colours_mixed_as_the_eye_sees_it_are_between_both():
    assert mixed("#000000", "#ffffff", 0.5) == "#636363"
