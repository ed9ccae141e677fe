"""Maps: what comes of every value of two numbers, or of every start; each cell leads to its experiment."""

from typing import Any

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.engine.demonstrations import offered_rate
from optviz.player.component import mapped
from optviz.scenario.numbers import parameters_of
from optviz.scenario.scenario import NUM_STEPS, Scenario
from optviz.scenario.sweep import OUTCOMES, Sweep

SIZES = (64, 128, 256)
NUMBERS, STARTS = "two numbers", "all starts"
DECADES = 2
"""How far a map of learning rates reaches from the one that suits, on both sides, in powers of ten."""


def page() -> None:
    st.title("Maps", anchor=False)
    st.markdown(
        "A path is one run. A map is a run for each of its cells; a click on a cell opens it in the playground."
    )
    controls, picture = st.columns([1, 2], gap="medium")
    with controls:
        surface = st.selectbox("Surface", list(SURFACES), format_func=lambda key: SURFACES[key].title)
        optimizer = st.selectbox("Optimizer", list(OPTIMIZERS), format_func=lambda key: OPTIMIZERS[key].title, index=1)
        kind = st.segmented_control("Map of", [NUMBERS, STARTS], default=NUMBERS, required=True)
        sides = st.columns(2)
        steps = sides[0].number_input("Steps", int(NUM_STEPS.low), int(NUM_STEPS.high), int(NUM_STEPS.default))
        cells = sides[1].selectbox("Cells along each side", SIZES, index=1)
        scenario = scenario_of(surface, optimizer, int(steps))
        asked = Sweep.of_starts(scenario, cells=cells) if kind == STARTS else of_numbers(scenario, cells)
    with picture:
        mapped([{"sweep": asked.to_dict(), "query": scenario.to_url()}], key="maps")


def scenario_of(surface: str, optimizer: str, steps: int) -> Scenario:
    """The experiment around a map, at the learning rate that suits."""
    alone = Scenario(surface=surface, optimizers=[optimizer])
    rate = offered_rate(OPTIMIZERS[optimizer], alone.surface)
    chosen = {"key": optimizer, "learning_rate": rate}
    return Scenario(surface=surface, optimizers=[chosen], num_steps=steps)


def of_numbers(scenario: Scenario, cells: int) -> Sweep:
    """The map of the two numbers that are chosen; of one where there is no other."""
    titles = numbers_of(scenario)
    x = st.selectbox("Across", list(titles), format_func=titles.__getitem__)
    rest = [key for key in titles if key != x]
    y = st.selectbox("Upwards", rest, format_func=titles.__getitem__)
    outcomes = [key for key in OUTCOMES if key != "minimum"]
    outcome = st.selectbox("Shown", outcomes, format_func=OUTCOMES.__getitem__)
    upwards = axis_of(scenario, y, cells) if y else None
    return Sweep(scenario=scenario, x=axis_of(scenario, x, cells), y=upwards, outcome=outcome)


def numbers_of(scenario: Scenario) -> dict[str, str]:
    """The titles of the numbers that a map can have, by their paths: the rule's, then the surface's."""
    parameters = parameters_of(scenario, 0)
    chosen = [key for key, parameter in parameters.items() if not parameter.choices]
    own = [key for key in chosen if key.startswith("optimizers.") and ".schedule." not in key]
    return {key: parameters[key].title for key in (*own, *(key for key in chosen if key.startswith("surface.")))}


def axis_of(scenario: Scenario, key: str, cells: int) -> dict[str, Any]:
    """An axis over all that is allowed; of a learning rate, around the one that suits."""
    if key != "optimizers.0.learning_rate":
        return {"key": key, "cells": cells}
    parameter, rate = parameters_of(scenario, 0)[key], scenario.optimizers[0].numbers["learning_rate"]
    low, high = rate / 10**DECADES, rate * 10**DECADES
    return {"key": key, "low": max(low, parameter.low), "high": min(high, parameter.high), "cells": cells}
