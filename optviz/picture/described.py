"""A picture in sentences, for those who hear it: the surface with its minima, and where each path goes."""

import numpy as np

from optviz.engine.simulate import Path, Run
from optviz.picture.curves import Curves
from optviz.picture.minima import crosses
from optviz.picture.quantities import quantity_of
from optviz.picture.words import weight_names, written_point
from optviz.surfaces.curve_of_minima import CurveOfMinima
from optviz.texts.language import say
from optviz.texts.numbers import written
from optviz.texts.words import Words, words

LISTED = 4
"""Up to so many minima are listed; of more the lowest is."""


def ground_of(run: Run) -> list[Words]:
    """What all paths of a run lie on."""
    surface = run.scenario.surface.record
    ranges = [
        words("range", weight=weight, low=written(low), high=written(high))
        for weight, (low, high) in zip(weight_names(surface), surface.domain, strict=True)
    ]
    return [words("ground", surface=say(surface.title), ranges=ranges), minima_of(run)]


def minima_of(run: Run) -> Words:
    surface = run.scenario.surface.record
    if not run.minima:
        return words("no_minimum_known")
    lowest = min(run.minima, key=lambda minimum: minimum.value)
    if isinstance(lowest, CurveOfMinima):
        return words("curve_of_minima", loss=written(lowest.value))
    if len(run.minima) > LISTED:
        count = len(run.minima)
        return words(
            "lowest_minimum", count=count, place=written_point(lowest.point, surface), loss=written(lowest.value)
        )
    alone = crosses(run)
    listed = [words("a_minimum", place=written_point(m.point, surface), loss=written(m.value)) for m in alone]
    return words("known_minima", minima=listed)


def way_of(path: Path, run: Run) -> Words:
    """From where to where a path goes."""
    surface = run.scenario.surface.record
    start, end = (written_point(path.points[row], surface) for row in (0, -1))
    numbers = {"name": path.label, "start": start, "first": written(float(path.losses[0]))}
    if path.diverged_at is not None:
        return words("way_out", **numbers, step=path.diverged_at)
    return words("way", **numbers, end=end, loss=written(path.metrics.final_loss))


def curves_said(curves: Curves, run: Run) -> Words:
    """From where to where a quantity goes, of each path that has it."""
    ends = [
        way_along(curves, path, values, curves.beside[i] if curves.beside else None)
        for i, (path, values) in enumerate(zip(run, curves.values, strict=True))
        if values is not None
    ]
    if not ends:
        return words("curves_of_nothing", quantity=curves.title)
    return words("curves_said", quantity=curves.title, ways=ends)


def together_said(curves: Curves, run: Run) -> Words | None:
    """How several runs end together, and how each of them does alone; None where that is not what is plotted."""
    quantity = quantity_of(curves.key)
    together = [values for values in curves.values if values is not None]
    if not quantity.alone or len(together) < 2:
        return None
    each = [quantity_of(quantity.alone).of(path, run) for path in run]
    pairs = zip(each, curves.values, strict=True)
    ends = [float(alone[-1]) for alone, values in pairs if alone is not None and values is not None]
    numbers = {"together": float(together[-1][-1]), "best": min(ends), "mean": float(np.mean(ends))}
    return words("together_said", count=len(ends), **{name: written(number) for name, number in numbers.items()})


def way_along(curves: Curves, path: Path, values: np.ndarray, beside: np.ndarray | None) -> Words:
    """From where to where a path's values go, and those beside them."""
    told = {"first": written(float(values[0]) + curves.base), "last": end_of(curves, path, values)}
    if beside is None:
        return words("curve_way", name=path.label, **told)
    told |= {"first_beside": written(float(beside[0]) + curves.base), "last_beside": end_of(curves, path, beside)}
    return words("curve_way_beside", name=path.label, **told)


def end_of(curves: Curves, path: Path, values: np.ndarray) -> str:
    """The last value before a path diverges."""
    last = len(values) if path.diverged_at is None else max(1, path.diverged_at)
    return written(float(values[last - 1]) + curves.base)
