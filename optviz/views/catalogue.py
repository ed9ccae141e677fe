"""The views, by key: found where they are defined."""

from types import MappingProxyType

import optviz.views
from optviz.engine.simulate import Run
from optviz.engine.tables import holds_out
from optviz.picture.view import NotDrawable, View
from optviz.registry import collect

VIEWS = MappingProxyType(dict(sorted(collect(optviz.views, View).items(), key=lambda item: item[1].order)))
"""In the order of the page's menu."""


def view_of(key: str, run: Run) -> View:
    """The view of a run with this key.

    Raises:
        NotDrawable: it needs a surface of another kind.
    """
    view, record = VIEWS[key], run.scenario.surface.record
    weights, has_data = len(run.scenario.start), record.model is not None
    is_held = holds_out(run.scenario.surface)
    possible = [
        one
        for one in VIEWS.values()
        if one.weights in (None, weights) and one.needs_data <= has_data and one.needs_held_out <= is_held
    ]
    if view in possible:
        return view
    code = "needs_held_out" if view.needs_held_out else "needs_data" if view.needs_data else "needs_two_weights"
    raise NotDrawable.of("view", code, view=key, surface=record.title, choices=[one.key for one in possible])
