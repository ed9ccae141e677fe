"""The views, by key: found where they are defined."""

from types import MappingProxyType

import optviz.views
from optviz.engine.simulate import Run
from optviz.picture.view import NotDrawable, View
from optviz.registry import collect

VIEWS = MappingProxyType(dict(sorted(collect(optviz.views, View).items(), key=lambda item: item[1].order)))
"""In the order of the page's menu."""


def view_of(key: str, run: Run) -> View:
    """The view of a run with this key.

    Raises:
        NotDrawable: it needs a surface of another kind.
    """
    view, weights = VIEWS[key], len(run.scenario.start)
    if view.weights in (None, weights):
        return view
    surface = run.scenario.surface.record.title
    possible = [other.key for other in VIEWS.values() if other.weights in (None, weights)]
    raise NotDrawable.of("view", "needs_two_weights", view=key, surface=surface, choices=possible)
