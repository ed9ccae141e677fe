"""What the player has to know once: everything that can be chosen, what is said about it, and how pictures look."""

from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from typing import Any

from latex2mathml.converter import convert

from optviz.browser import modules
from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SETS, SURFACES
from optviz.engine.held_out import has_both_grounds
from optviz.engine.history import gradients_a_step
from optviz.engine.line_by_line import DECAY, program_of
from optviz.engine.tables import minima_of
from optviz.noise import NONE
from optviz.optimizers.base import Optimizer
from optviz.picture.crowding import RULES as CROWDING_RULES
from optviz.picture.curves import AGAINST
from optviz.picture.display import display_of
from optviz.picture.heads import RULES as HEAD_RULES
from optviz.picture.labels import RULES as LABEL_RULES
from optviz.picture.legend import DRAWN, QUANTITIES_SAID, STATE_SAID
from optviz.picture.levels import RULES as LEVEL_RULES
from optviz.picture.looks import DIVERGED, LETTERS, LOOKS, MARKS, SHARES, STROKES, THEMES
from optviz.picture.map_rules import RULES as MAP_RULES
from optviz.picture.names import RULES as NAME_RULES
from optviz.picture.quantities import QUANTITIES, named
from optviz.picture.scene import SCENE
from optviz.picture.surface_words import minima_in_short
from optviz.picture.table import COLUMNS
from optviz.picture.ticks import RULES
from optviz.picture.view import View
from optviz.picture.words import axis_titles, weight_names
from optviz.player.ground_rules import RULES as GROUND_RULES
from optviz.player.own_tables import told_of_tables
from optviz.player.said import said_by_scripts, sentences_of_runs
from optviz.pseudocode.symbols import name_of as symbol_name
from optviz.scenario.bounds import FEWEST_ROWS, MAX_EDITS, MAX_LABEL, MAX_OPTIMIZERS, START_REACH
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.edits import columns_of
from optviz.scenario.scenario import NUM_STEPS, SEED, TOLERANCE, Scenario
from optviz.scenario.sweep import OUTCOMES
from optviz.surfaces.base import Parameter, Surface
from optviz.texts.language import languages, name_of, say, spoken
from optviz.views.catalogue import VIEWS

LINES = {
    "strokes": STROKES._asdict(),
    "shares": SHARES._asdict(),
    "marks": {name: mark._asdict() for name, mark in MARKS.items()},
    "diverged": DIVERGED,
    "unit": 1.0,
    "type": LETTERS._asdict(),
}
"""What is the same in all themes."""


def whole_catalogue() -> dict[str, Any]:
    """Everything that can be chosen, with what the player says about it, in the language that is spoken."""
    return catalogue_in(spoken.get())


@cache
def catalogue_in(language: str) -> dict[str, Any]:
    """The same in the language that is spoken, which is this."""
    return {
        "language": language,
        "languages": {one: name_of(one) for one in languages()},
        "said": said_by_scripts(),
        "programs": modules.version(),
        "max_optimizers": MAX_OPTIMIZERS,
        "max_label": MAX_LABEL,
        "start_reach": START_REACH,
        "edits": {"most": MAX_EDITS, "fewest_rows": FEWEST_ROWS},
        "tables": told_of_tables(),
        "settings": {parameter.key: spec(parameter) for parameter in (NUM_STEPS, SEED, TOLERANCE)},
        "themes": {name: theme._asdict() | LINES for name, theme in THEMES.items()},
        "looks": [look._asdict() for look in LOOKS],
        "scene": SCENE,
        "quantities": {key: named(key) for key in QUANTITIES},
        "quantities_said": {key: str(said) for key, said in QUANTITIES_SAID.items()},
        "state_said": str(STATE_SAID),
        "drawn": {key: {"word": str(named.word), "said": str(named.said)} for key, named in DRAWN.items()},
        "against": {key: say(title) for key, title in AGAINST.items()},
        "columns": [{"title": say(column.title), "hint": say(column.hint)} for column in COLUMNS if column.on_page],
        "display": display_fields(VIEWS.values()),
        "views": [
            {
                "key": view.key,
                "title": say(view.title),
                "place": view.place,
                "weights": view.weights,
                "needs_data": view.needs_data,
                "needs_held_out": view.needs_held_out,
                "script": view.script,
            }
            for view in VIEWS.values()
        ],
        "ticks": RULES,
        "outcomes": {key: say(title) for key, title in OUTCOMES.items()},
        "ground": GROUND_RULES,
        "drawing": {
            "levels": LEVEL_RULES,
            "labels": LABEL_RULES,
            "crowding": CROWDING_RULES,
            "heads": HEAD_RULES,
            "names": NAME_RULES,
            "maps": MAP_RULES,
        },
        "surfaces": {
            s.key: {
                "title": say(s.title),
                "family": say(s.family),
                "summary": say(s.summary),
                "domain": s.domain,
                "start": s.start,
                "num_steps": s.demonstration.num_steps or NUM_STEPS.default,
                "titles": axis_titles(s),
                "weights": weight_names(s),
                "minima": minima_in_short(minima_of(SurfaceChoice.model_validate(s.key))),
                "has_ground": not s.minima_by_numpy,  # the page can make it
                "spacing": s.levels,
                "has_examples": s.examples > 0,
                "data": s.model and data_drawn(s),
                "parameters": specs(s.parameters),
            }
            for s in SURFACES.values()
        },
        "noises": {
            n.key: {
                "title": say(n.title),
                "draws_batch": n.draws_batch,
                "needs_examples": n.needs_examples,
                "parameters": specs(n.parameters),
            }
            for n in NOISES.values()
        },
        "schedules": {
            s.key: {"title": say(s.title), "parameters": specs(s.parameters), "formula": mathml(s.formula)}
            for s in SCHEDULES.values()
        },
        "sets": [
            {"title": say(one.title), "optimizers": [key for key, rule in OPTIMIZERS.items() if one.holds(rule)]}
            for one in SETS.values()
        ],
        "optimizers": {
            o.key: {
                "title": say(o.title),
                "family": say(o.family),
                "lecture": o.lecture,
                "is_rated": o.is_rated,
                "parameters": specs(o.parameters),
                "switch": o.switch and o.switch.key,
                "forms": {form: form_of(o, form) for form in o.choices},
                "helpers": o.helpers,
                "colour": o.colour,
                "arrows": o.arrows,
                "accumulator": o.accumulator,
                "updates": o.updates,
                "gradients_a_step": gradients_a_step(o),
                "has_lines": o.text_state is None,  # its text runs on the page
                "differs": say(o.differs),
                "source": say(o.source),
            }
            for o in OPTIMIZERS.values()
        },
        "decay": [line._asdict() for line in DECAY],
    }


def form_of(rule: Optimizer, form: str) -> dict[str, Any]:
    """What is said of a rule in one of its forms.

    `kinds` are those of the values that the lines of its step give, and `limit` is the learning rate beyond which it
    diverges on a quadratic, in words, if it is known.
    """
    text, known = rule.pseudocode_of(form), rule.on_quadratics
    numbers = {parameter.key: parameter.default for parameter in rule.hyperparameters}
    if rule.switch:
        numbers[rule.switch.key] = rule.choices.index(form)
    return {
        "formula": mathml(rule.formula_of(form)),
        "pseudocode": text,
        "kinds": program_of(rule, text).kinds,
        "limit": known and known.why(numbers),
    }


def data_drawn(surface: Surface) -> dict[str, Any]:
    """What is drawn of data, as far as the legend has to know, and what may be changed of them."""
    assert surface.model
    first = surface.model.data[0]
    return {
        "columns": specs(columns_of(surface)),
        "rows": len(first.rows),
        "held": first.held_out,
        "is_plane": len(first.inputs) == 2,
        "has_classes": bool(first.classes),
        "holds_out": bool(first.held_out),
        "takes_tables": surface.model.takes_tables,
    }


def display_fields(views: Iterable[View], *, offline: bool = False) -> list[dict[str, Any]]:
    """What can be chosen about how a picture is shown, where there are these views."""
    return [
        {
            "key": option.key,
            "title": say(option.title),
            "default": option.default,
            "choices": {value: say(text) for value, text in option.choices.items()},
            "group": option.group,
            "resizes": option.resizes,
            "former": dict(option.former),
            "bounds": option.bounds,
        }
        for option in display_of(views)
        if option.offline or not offline
    ]


def used_catalogue(scenario: Scenario) -> dict[str, Any]:
    """Of the catalogue only what this scenario can use without a server, whatever its numbers, under every schedule."""
    used = {
        "surfaces": {scenario.surface.key},
        "noises": {NONE.key, scenario.noise.key},
        "optimizers": {choice.key for choice in scenario.optimizers},
    }
    whole = whole_catalogue()
    kept = {name: {key: whole[name][key] for key in whole[name] if key in keys} for name, keys in used.items()}
    is_held = has_both_grounds(scenario.surface)
    views = [view for view in VIEWS.values() if view.offline and view.needs_held_out <= is_held]
    return whole | {
        "sets": [],
        "views": [view for view in whole["views"] if VIEWS[view["key"]] in views],
        "display": display_fields(views, offline=True),
        "said": said_by_scripts("offline"),
        "told": sentences_of_runs(),
        "tables": None,  # a page for one picture reads none
        **kept,
    }


def specs(parameters: tuple[Parameter, ...]) -> list[dict[str, Any]]:
    return [spec(parameter) for parameter in parameters]


def spec(parameter: Parameter) -> dict[str, Any]:
    """A parameter as the player knows it: with the name that its symbol has in plain characters."""
    fields = asdict(parameter)
    symbol, _ = fields.pop("symbol"), fields.pop("titles")
    title, unit = say(parameter.title), say(parameter.unit)
    said = {"title": title, "unit": unit, "choices_said": list(map(say, parameter.called))}
    return fields | said | {"name": symbol_name(symbol) if symbol else ""}


def mathml(formula: str, display: str = "block") -> str:
    """LaTeX of a record as MathML, which browsers draw by themselves."""
    return convert(formula, display=display)
