"""Taylor models at a step: what a rule of first order and one of second order believe the loss to be."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.path import Path as Outline

from optviz.engine.taylor import minimiser, models_along
from optviz.figures.arrows import contours_of, show_or_hide
from optviz.figures.layout import Box
from optviz.figures.setting import Sheet, add_line, outline_of
from optviz.figures.tracks import last_row
from optviz.picture.inspector import quadratic
from optviz.picture.legend import DRAWN

DASH = (4.0, 3.0)


def draw_models(sheet: Sheet, axes: Axes, box: Box, i: int) -> None:
    """The plane (dashed) and the quadratic that touch the loss where path `i` is; a cross at the latter's minimum."""
    path, surface, em = sheet.run[i], sheet.run.scenario.surface, sheet.em
    gradients, hessians = models_along(surface, path.points)
    properties = {"edgecolor": sheet.theme.ink, "linewidth": 0.09 * em, "zorder": 4.2}
    plane = add_line(axes, gid=f"plane-{i}", dash=DASH, **properties)
    bowl = add_line(axes, gid=f"bowl-{i}", **properties)
    cross = axes.plot([], [], "x", color=sheet.theme.ink, ms=0.7 * em, mew=0.14 * em, gid=f"lowest-{i}", zorder=4.2)[0]
    words = {"textcoords": "offset points", "xytext": (0.7 * em, 0.7 * em), "annotation_clip": True}
    note = axes.annotate(
        str(DRAWN["no_minimum"].word), (0, 0), color=sheet.theme.ink, fontsize=0.8 * em, zorder=6, **words
    )
    draw = on_contours if path.points.shape[1] == 2 else on_graph
    ends = np.array([axes.get_xlim(), axes.get_ylim()])

    def show(step: int) -> None:
        row = last_row(path, step)
        place = path.points[row] if path.points.shape[1] == 2 else np.array([path.points[row, 0], path.losses[row]])
        tangent, contours, lowest = draw(place, gradients[row], hessians[row], ends)
        show_or_hide(plane, tangent)
        show_or_hide(bowl, contours)
        cross.set_visible(lowest is not None)
        note.set_visible(lowest is None)
        note.xy = (float(place[0]), float(place[1]))
        if lowest is not None:
            cross.set_data(*lowest[:, None])

    sheet.move((plane, bowl, cross, note), show)


Drawn = tuple[Outline | None, Outline | None, np.ndarray | None]
"""The model of first order, contours of the one of second order, and its minimum; None where there is none."""


def on_contours(place: np.ndarray, gradient: np.ndarray, hessian: np.ndarray, ends: np.ndarray) -> Drawn:
    """The plane's contour through the place, contours of the quadratic, and its minimum; None for none."""
    along = np.array([-gradient[1], gradient[0]])
    length = float(np.hypot(*along))
    reach = 2 * np.ptp(ends, axis=1).sum() / length if length else 0.0
    tangent = outline_of(np.array([place - reach * along, place + reach * along])) if length else None
    lowest = minimiser(place, gradient, hessian)
    model = None if lowest is None else quadratic(gradient, np.linalg.inv(hessian))
    return tangent, None if model is None else contours_of(model, place), lowest


def on_graph(place: np.ndarray, gradient: np.ndarray, hessian: np.ndarray, ends: np.ndarray) -> Drawn:
    """For one weight the tangent, the parabola and its minimum."""
    slope, curvature = float(gradient[0]), float(hessian[0, 0])
    weights = np.linspace(ends[0, 0], ends[0, 1], 161)
    offsets = weights - place[0]
    line = place[1] + slope * offsets
    parabola = line + curvature / 2 * offsets**2
    lowest = place - np.array([slope / curvature, slope**2 / (2 * curvature)]) if curvature > 0 else None
    return graph(weights, line), graph(weights, parabola), lowest


def graph(weights: np.ndarray, losses: np.ndarray) -> Outline:
    return outline_of(np.column_stack([weights, losses]))
