"""Searches: grid, random and coarse to fine on one map, in a section of the page of trials."""

from typing import Any

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.pages.boxes import number_box, offered, rule_box, surface_box, with_rule
from optviz.picture.looks import THEMES
from optviz.picture.map_axes import ticks_of, title_of
from optviz.picture.map_rules import RULES as LOOKS
from optviz.picture.searches import colours, name_of
from optviz.picture.ticks import RULES
from optviz.player.component import tried
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.numbers import parameters_of
from optviz.scenario.scenario import NUM_STEPS, Scenario
from optviz.scenario.search import Search
from optviz.scenario.sweep import OUTCOMES, Sweep
from optviz.texts.language import say

KIND = "search"
COARSE, FINEST = 32, 128
"""How many cells a side the first map has, and the last one."""
DECADES = 2
"""How far a map of learning rates reaches from the one that suits, on both sides, in powers of ten."""
MOST_TICKS = 6


def section(given: Search) -> Search:
    st.markdown(
        say(
            "Each cell of the map is a run. Which one is best has to be found with few tries: three ways to spend them."
        )
    )
    controls, picture = st.columns([1, 3], gap="medium")
    with controls:
        asked = chosen(given)
    with picture:
        looks = {style: look_of(style) for style in ("light", "dark")}
        axes = [
            [title_of(asked, axis), [[tick.value / axis.cells, tick.text] for tick in ticks_of(axis, MOST_TICKS)]]
            for axis in asked.axes
        ]
        more = {"looks": looks, "axes": axes, "rules": LOOKS, "ticks": RULES, "outcome": say(OUTCOMES[asked.outcome])}
        own = {key: getattr(asked, key) for key in ("tries", "spacing", "repeats", "seed")}
        tried(
            KIND,
            map_of(asked),
            stages_of(asked),
            key=KIND,
            settings=own,
            title=name_of(asked),
            query=asked.to_url(),
            **more,
        )
    return asked


def map_of(asked: Search) -> dict[str, Any]:
    """The map that is searched, as plain values."""
    return {name: value for name, value in asked.to_dict().items() if name in Sweep.model_fields}


def stages_of(asked: Search) -> list[int]:
    """How many cells a side the maps have that come one after the other."""
    finest = max(axis.cells for axis in asked.axes)
    return sorted({min(COARSE, finest), finest})


def look_of(style: str) -> dict[str, Any]:
    theme = THEMES[style]
    return {"colours": colours(style), "ink": theme.ink, "muted": theme.muted, "paper": theme.paper}


def chosen(given: Search) -> Search:
    """The search that is set: the one given, where nobody has set anything else."""
    base = given.scenario
    surface = surface_box(base.surface.key, list(SURFACES))
    optimizer = rule_box(base.optimizers[given.optimizer].key, list(OPTIMIZERS))
    data, place = with_rule(base, given.optimizer, surface, optimizer)
    data["num_steps"] = number_box(st, NUM_STEPS, base.num_steps, say("Steps"))
    scenario = Scenario.from_dict(data)
    is_same = (surface, optimizer) == (base.surface.key, base.optimizers[given.optimizer].key)
    there = {axis.key: axis for axis in given.axes} if is_same else {}
    parameters = parameters_of(scenario, place)
    titles = numbers_of(scenario, place) | {key: say(parameters[key].title) for key in there}
    keys = list(titles)
    x = axis_box(say("Across"), keys, titles, given.x.key if given.x.key in there else keys[0])
    rest = [key for key in keys if key != x]
    y = axis_box(say("Upwards"), rest, titles, next((key for key in reversed(there) if key in rest), rest[0]))
    axes = {
        name: there[key].to_dict() if key in there else axis_of(scenario, key, FINEST)
        for name, key in (("x", x), ("y", y))
    }
    return Search.of(scenario, {**given.own_fields(), "optimizer": place, **axes})


def axis_box(title: str, keys: list[str], titles: dict[str, str], chosen: str) -> str:
    return st.selectbox(title, keys, keys.index(chosen), format_func=titles.__getitem__)


def scenario_of(surface: str, optimizer: str, steps: int) -> Scenario:
    """The experiment around the map, at the learning rate that suits."""
    return Scenario(
        surface=surface, optimizers=[offered(optimizer, SurfaceChoice.model_validate(surface))], num_steps=steps
    )


def numbers_of(scenario: Scenario, place: int = 0) -> dict[str, str]:
    """The titles of the numbers that can be searched for, by their paths: the rule's, then the surface's."""
    parameters = parameters_of(scenario, place)
    chosen = [key for key, parameter in parameters.items() if not parameter.choices]
    own = [key for key in chosen if key.startswith("optimizers.") and ".schedule." not in key]
    return {key: say(parameters[key].title) for key in (*own, *(key for key in chosen if key.startswith("surface.")))}


def axis_of(scenario: Scenario, key: str, cells: int) -> dict[str, Any]:
    """An axis over all that is allowed; of a learning rate, around the one that suits."""
    owner, *path = key.split(".")
    if owner != "optimizers" or path[1:] != ["learning_rate"]:
        return {"key": key, "cells": cells}
    place = int(path[0])
    parameter, rate = parameters_of(scenario, place)[key], scenario.optimizers[place].numbers["learning_rate"]
    low, high = rate / 10**DECADES, rate * 10**DECADES
    return {"key": key, "low": max(low, parameter.low), "high": min(high, parameter.high), "cells": cells}


def shown() -> Search:
    """Of the two numbers here the learning rate alone matters: all that differs between the cells is due to it."""
    scenario = scenario_of("rosenbrock", "adam", 150)
    keys = {"x": "optimizers.0.learning_rate", "y": "optimizers.0.epsilon"}
    return Search.of(scenario, {name: axis_of(scenario, key, FINEST) for name, key in keys.items()})


SHOWN = shown()
