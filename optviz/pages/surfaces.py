"""Every surface with its picture, formula, minima and source, and the way to it."""

from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import groupby

import streamlit as st

from optviz.catalogue import SURFACES
from optviz.engine.demonstrations import shown_on
from optviz.engine.tables import minima_of
from optviz.picture.surface_words import minima_in_short, minimum_said, point_said, range_said, weights_said
from optviz.player.catalogue import mathml
from optviz.player.component import illustrated
from optviz.scenario.choices import SurfaceChoice
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Parameter, Surface
from optviz.texts.language import say, spoken

MOST_MINIMA = 6
"""Of more than these only the number is said."""


def page() -> None:
    st.title(say("Surfaces"), anchor=False)
    illustrated(content(spoken.get()), key="surfaces")


@cache
def content(language: str) -> str:
    """All that is on the page, as HTML, in the language that is spoken, which is this: contents, then each family."""
    families = [
        (say(name).capitalize(), list(found)) for name, found in groupby(SURFACES.values(), lambda one: one.family)
    ]
    contents = [(name, say(", ").join(link_to(surface) for surface in found)) for name, found in families]
    sections = "".join(
        f"<section><h2>{escape(name)}</h2><div>{''.join(map(entry, found))}</div></section>" for name, found in families
    )
    label = escape(say("Contents"))
    return f'<article class="ov-page"><nav aria-label="{label}">{described(contents)}</nav>{sections}</article>'


def link_to(surface: Surface) -> str:
    return f'<a class="ov-link" href="#{surface.key}">{escape(say(surface.title))}</a>'


def entry(surface: Surface) -> str:
    """What there is to know of a surface, and the way to it."""
    key, title = surface.key, escape(say(surface.title))
    minima = minima_of(SurfaceChoice.model_validate(surface.key))
    said = map(minimum_said, minima) if 0 < len(minima) <= MOST_MINIMA else [minima_in_short(minima)]
    facts = [
        (say("Weights"), lines(map(escape, weights_said(surface)))),
        (say("Parameters"), lines(map(parameter_said, surface.parameters))),
        (say("Known minima"), lines(map(escape, said))),
        (say("Start"), escape(point_said(surface.start))),
        (say("Source"), escape(say(surface.source))),
        (say("Data"), escape(say(surface.licence))),
    ]
    address = escape(shown_on(Scenario.default(), key).to_url())
    return (
        f'<section class="ov-entry" id="{key}" aria-labelledby="{key}-title">'
        f'<canvas class="ov-small-picture" data-surface="{key}" aria-hidden="true"></canvas>'
        f'<h3 id="{key}-title">{title}</h3><p>{escape(say(surface.summary))}</p>'
        f'<div class="ov-math" role="group" aria-label="{escape(say("Formula"))}">{mathml(surface.formula)}</div>'
        f"{described((name, text) for name, text in facts if text)}"
        f'<p><a class="ov-link" data-surface="{key}" href="./?{address}">'
        f"{say('Open {title} in the playground', title=title)}</a></p></section>"
    )


def parameter_said(parameter: Parameter) -> str:
    symbol = f" {mathml(parameter.symbol, 'inline')}" if parameter.symbol else ""
    return f"{escape(say(parameter.title))}{symbol}{say(': ')}{escape(range_said(parameter))}"


def lines(texts: Iterable[str]) -> str:
    return "<br>".join(texts)


def described(rows: Iterable[tuple[str, str]]) -> str:
    """A list of terms and what is said of them."""
    return f"<dl>{''.join(f'<dt>{term}</dt><dd>{text}</dd>' for term, text in rows)}</dl>"
