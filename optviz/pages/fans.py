"""Fans of noise: many seeds of one run, in a section of the page of trials."""

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.pages.boxes import noise_box, number_box, rule_box, surface_box, with_rule
from optviz.player.component import tried
from optviz.scenario.fan import Fan
from optviz.scenario.scenario import NUM_STEPS, Scenario
from optviz.texts.language import say

KIND = "fan"
SEEDS = (100, 1000, 10_000)
FIRST = 100
"""So many seeds come at first."""
SHOWN = Fan(
    scenario=Scenario(
        surface="himmelblau",
        start=(-0.3, -0.9),
        optimizers=[{"key": "momentum", "learning_rate": 0.005}],
        noise={"key": "gaussian", "scale": 5},
        num_steps=100,
    )
)
"""From the hilltop between four minima, chance decides which one it will be."""


def section(given: Fan) -> Fan:
    st.markdown(say("One run in noise is an anecdote. A fan is many: the same run with other seeds of its noise."))
    controls, picture = st.columns([1, 3], gap="medium")
    with controls:
        asked = chosen(given)
    with picture:
        tried(KIND, asked.to_dict(), sorted({min(FIRST, asked.seeds), asked.seeds}), key=KIND, query=asked.to_url())
    return asked


def chosen(given: Fan) -> Fan:
    """The fan that is set: the one given, where nobody has set anything else."""
    base = given.scenario
    surface = surface_box(base.surface.key, list(SURFACES))
    optimizer = rule_box(base.optimizers[given.optimizer].key, list(OPTIMIZERS))
    data, place = with_rule(base, given.optimizer, surface, optimizer)
    data["noise"] = noise_box(base.noise, surface, is_needed=True)
    sides = st.columns(2)
    data["num_steps"] = number_box(sides[0], NUM_STEPS, base.num_steps, say("Steps"))
    sizes = sorted({*SEEDS, given.seeds})
    seeds = sides[1].selectbox(say("Seeds"), sizes, sizes.index(given.seeds))
    return Fan.of(Scenario.from_dict(data), {"optimizer": place, "seeds": seeds})
