"""Fair races: all optimizers tuned with equal means, in a section of the page of trials."""

from typing import Any

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.noise import NONE
from optviz.pages.boxes import noise_box, number_box, offered, on_surface, surface_box
from optviz.player.component import tried
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.race import BUDGET, GRADIENTS, HESSIANS, LOSSES, SEEDS, Race
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Parameter
from optviz.texts.language import say

KIND = "race"
SURFACE, RACERS, SPENT = "rosenbrock", ["sgd", "momentum", "rmsprop", "adam", "lbfgs"], 200
COSTS = {"Loss": LOSSES, "Gradient": GRADIENTS, "Hessian": HESSIANS}
CHEAPEST = 0.1
COARSE = 9
"""So many learning rates are tried at first."""


def racing(surface: str, racers: list[str]) -> Scenario:
    """These rules on a surface, each at the rate that suits it."""
    return Scenario(surface=surface, optimizers=[offered(key, SurfaceChoice.model_validate(surface)) for key in racers])


SHOWN = Race(scenario=racing(SURFACE, RACERS), budget=SPENT)


def section(given: Race) -> Race:
    st.markdown(
        say(
            "Who is fastest depends on who was tuned best. Here all are tried at equally many learning rates, each run "
            "may spend the same, and then they race."
        )
    )
    controls, picture = st.columns([1, 3], gap="medium")
    with controls:
        asked = chosen(given)
    with picture:
        if asked is None:
            st.info(say("Choose at least one optimizer."))
        else:
            stages = sorted({min(COARSE, asked.rates), asked.rates})
            tried(KIND, asked.to_dict(), stages, key=KIND, query=asked.to_url())
    return asked or given


def chosen(given: Race) -> Race | None:
    """The race that is set: the one given, where nobody has set anything else; None without racers."""
    base = given.scenario
    surface = surface_box(base.surface.key, list(SURFACES))
    there = list(dict.fromkeys(one.key for one in base.optimizers))
    racers = st.multiselect(
        say("Optimizers"),
        list(OPTIMIZERS),
        there,
        format_func=lambda key: say(OPTIMIZERS[key].title),
        max_selections=MAX_OPTIMIZERS,
    )
    data = on_surface(base, surface)
    data["noise"] = noise_box(base.noise, surface, is_needed=False)
    own: dict[str, Any] = {name: value for name, value in given.own_fields().items() if name != "seeds"}
    own["seeds"] = (
        given.seeds if data["noise"]["key"] == NONE.key else int(number_box(st, SEEDS, given.seeds, say("Seeds")))
    )
    own["budget"] = number_box(st, BUDGET, given.budget, say("Budget of each run"))
    st.caption(say("What one of each costs:"))
    priced = zip(st.columns(3), COSTS.items(), given.costs, strict=True)
    own |= {one.key: price(place, title, one, value) for place, (title, one), value in priced}
    if not racers:
        return None
    if (surface, racers) != (base.surface.key, there):
        data["optimizers"] = entered(base, surface, racers)
    return Race.of(Scenario.from_dict(data), own)


def entered(base: Scenario, surface: str, racers: list[str]) -> list[dict[str, Any]]:
    """The racers: those that are there already on this surface as they are, the others as they come."""
    there = [one for one in base.optimizers if surface == base.surface.key]
    found = []
    for key in racers:
        own = [one.flat() for one in there if one.key == key]
        choice = base.surface if there else SurfaceChoice.model_validate(surface)
        found += own or [offered(key, choice)]
    return found[:MAX_OPTIMIZERS]


def price(place: Any, title: str, parameter: Parameter, value: float) -> float:
    """What one of them costs. A gradient is never free: there would be no end of steps."""
    low = min(CHEAPEST, value) if parameter is GRADIENTS else parameter.low
    return place.number_input(say(title), low, parameter.high, value, step=0.5)
