"""The boxes that the sections of the page of trials share, and what is set by them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from optviz.catalogue import NOISES, OPTIMIZERS, SURFACES
from optviz.engine.demonstrations import offered_rate, take_starts_onto
from optviz.noise import NONE
from optviz.scenario.choices import NoiseChoice, SurfaceChoice
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Parameter
from optviz.texts.language import say


def surface_box(chosen: str, among: Sequence[str]) -> str:
    return st.selectbox(say("Surface"), among, among.index(chosen), format_func=lambda key: say(SURFACES[key].title))


def rule_box(chosen: str, among: Sequence[str]) -> str:
    return st.selectbox(
        say("Optimizer"), among, among.index(chosen), format_func=lambda key: say(OPTIMIZERS[key].title)
    )


def number_box(place: Any, parameter: Parameter, value: float, title: str = "", **more: Any) -> float:
    """A number within what its parameter allows, under its own title unless there is another one."""
    kind = int if parameter.integer else float
    low, high, begin = kind(parameter.low), kind(parameter.high), kind(value)
    return place.number_input(title or say(parameter.title), low, high, begin, **more)


def noise_box(given: NoiseChoice, surface: str, *, is_needed: bool) -> dict[str, Any]:
    """A noise that there can be on a surface, and its numbers."""
    usable = [
        key
        for key, noise in NOISES.items()
        if not (is_needed and noise is NONE) and (SURFACES[surface].examples or not noise.needs_examples)
    ]
    at = usable.index(given.key) if given.key in usable else 0
    noise = st.selectbox(say("Noise"), usable, at, format_func=lambda key: say(NOISES[key].title))
    values = given.numbers if noise == given.key else {p.key: p.default for p in NOISES[noise].parameters}
    numbers = {
        parameter.key: number_box(
            st, parameter, values[parameter.key], step=1 if parameter.integer else 0.1, key=f"{noise}-{parameter.key}"
        )
        for parameter in NOISES[noise].parameters
    }
    return {"key": noise, **numbers}


def offered(key: str, surface: SurfaceChoice) -> dict[str, Any]:
    """A rule as it comes on a surface: at the learning rate that suits."""
    return {"key": key, "learning_rate": offered_rate(OPTIMIZERS[key], surface)}


def on_surface(base: Scenario, surface: str) -> dict[str, Any]:
    """A scenario on a surface, from its own start if it is another one; as plain values."""
    data = base.to_dict()
    if surface == base.surface.key:
        return data
    take_starts_onto(data, base, SURFACES[surface])
    return data | {"surface": surface, "start": None, "noise": "none"}


def with_rule(base: Scenario, place: int, surface: str, optimizer: str) -> tuple[dict[str, Any], int]:
    """A scenario, as plain values, with another surface or another rule, and the place of the rule that it is about."""
    if (surface, optimizer) == (base.surface.key, base.optimizers[place].key):
        return base.to_dict(), place
    data = on_surface(base, surface)
    return data | {"optimizers": [offered(optimizer, SurfaceChoice.model_validate(data["surface"]))]}, 0
