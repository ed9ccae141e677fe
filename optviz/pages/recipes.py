"""Six steps towards good hyperparameters, in a section of the page of trials."""

import streamlit as st

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.pages.boxes import offered, rule_box, surface_box, with_rule
from optviz.player.component import tried
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.recipe import Recipe, has_decay, has_recipe
from optviz.scenario.scenario import Scenario
from optviz.texts.language import say

KIND = "recipe"
SURFACE, OPTIMIZER = "logistic_irises", "adam"
SHOWN = Recipe(
    scenario=Scenario(surface=SURFACE, optimizers=[offered(OPTIMIZER, SurfaceChoice.model_validate(SURFACE))])
)


def section(given: Recipe) -> Recipe:
    st.markdown(
        say(
            "Six steps lead to a good learning rate and weight decay. Each is done here, and says whether its goal "
            "is reached."
        )
    )
    controls, picture = st.columns([1, 3], gap="medium")
    with controls:
        asked = chosen(given)
    with picture:
        tried(KIND, asked.to_dict(), [0], key=KIND, query=asked.to_url())
    return asked


def chosen(given: Recipe) -> Recipe:
    """The recipe that is set: the one given, where nobody has set anything else."""
    base = given.scenario
    surface = surface_box(base.surface.key, [key for key, one in SURFACES.items() if has_recipe(one)])
    optimizer = rule_box(base.optimizers[0].key, [key for key, one in OPTIMIZERS.items() if has_decay(one)])
    data, _ = with_rule(base, 0, surface, optimizer)
    return Recipe.of(Scenario.from_dict(data), {**given.own_fields()})
