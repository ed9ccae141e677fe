"""What a page without a server has to know to go over to any surface, and to read any address: what Python knows
elsewhere, as data. It comes with the catalogue of such a page, and with no other."""

from functools import cache
from typing import Any

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.engine.demonstrations import noise_choice, offered_rate
from optviz.engine.tables import minima_of
from optviz.player.catalogue import display_fields, mathml, whole_catalogue
from optviz.player.said import said_by_scripts, sentences_of_runs
from optviz.scenario.address import MOST_NAMED, MOST_ROUNDS
from optviz.scenario.bounds import MAX_CHARACTERS, MAX_FIELDS
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.query import DEEPEST
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Surface
from optviz.texts.english import SENTENCES
from optviz.texts.language import say, spoken
from optviz.views.catalogue import VIEWS

SAID_OF_ADDRESSES = (
    *("a_number", "a_whole_number", "one_of", "optimizers_allowed", "one_such_as", "did_you_mean", "no_hint", "none"),
    *("surface", "optimizer", "schedule", "noise", "lesson", "not_allowed", "unknown_key", "unknown_key_of_many"),
    *("where_each_surface", "where_each_optimizer", "where_each_schedule", "where_each_noise", "where_each_lesson"),
    *("no_such_field", "missing", "bad_label", "bad_start", "wrong_number_of_optimizers", "noise_needs_data"),
    *("label_given_twice", "too_many_fields", "too_many_characters", "given_twice", "no_such_path", "gap_in_a_list"),
    *("left_aside", "left_aside_name"),
    *("no_data_to_change", "no_edits", "no_such_change", "no_rows", "no_such_row", "row_of_another_length", "bad_cell"),
    *("too_many_changes", "too_few_rows", "data_not_in_link", "takes_no_table", "table_not_here", "table_is_lacking"),
)
"""The codes of all that can be said of an address."""


def whole_catalogue_alone() -> dict[str, Any]:
    """Everything that can be chosen without a server, in the language that is spoken."""
    return catalogue_alone_in(spoken.get())


@cache
def catalogue_alone_in(language: str) -> dict[str, Any]:
    """The same in the language that is spoken, which is this."""
    whole = whole_catalogue()
    views = [view for view in VIEWS.values() if view.offline]
    return whole | {
        "views": [view for view in whole["views"] if VIEWS[view["key"]].offline],
        "display": display_fields(views, offline=True),
        "surfaces": {
            key: told | {"formula": mathml(SURFACES[key].formula), "source": say(SURFACES[key].source)}
            for key, told in whole["surfaces"].items()
        },
        "said": said_by_scripts("whole"),
        "told": sentences_of_runs(),
        "suited": {surface.key: suited_on(surface) for surface in SURFACES.values()},
        "inverse_curvature": [key for key, rule in OPTIMIZERS.items() if rule.rate_unit == "inverse curvature"],
        "address": {
            "default": Scenario.default().to_dict(),
            "sentences": {code: say(SENTENCES[code]) for code in SAID_OF_ADDRESSES},
            "most_characters": MAX_CHARACTERS,
            "most_fields": MAX_FIELDS,
            "most_named": MOST_NAMED,
            "most_rounds": MOST_ROUNDS,
            "deepest": DEEPEST,
        },
    }


def suited_on(surface: Surface) -> dict[str, Any]:
    """The learning rate of each rule on a surface as it comes, in their order, the noise of its demonstration, and the
    loss at its known minima, where only NumPy finds them: it is the same wherever they are."""
    choice = SurfaceChoice.model_validate(surface.key)
    noise = surface.demonstration.noise
    return {
        "rates": [offered_rate(rule, choice) for rule in OPTIMIZERS.values()],
        "lowest": min(one.value for one in minima_of(choice)) if surface.minima_by_numpy else None,
        "noise": noise and noise_choice(noise).model_dump(),
    }
