"""What goes on inside a method at a step, in space: arrows, the ellipse of its rates, what it and Taylor believe."""

from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from optviz.engine.landscape import Landscape
from optviz.engine.taylor import minimiser, models_along
from optviz.figures.arrows import CIRCLE, add_arrow, add_label, show_arrow, show_labels, show_or_hide, symbol_of
from optviz.figures.layout import Box
from optviz.figures.models import DASH
from optviz.figures.relief import Camera, Relief, View, height_at, is_seen, scene_of, turned
from optviz.figures.setting import Sheet, add_line, outline_of, window_of
from optviz.figures.tracks import last_row
from optviz.picture.inspector import inspect
from optviz.picture.patch import RULES, patch_of, places_of


class Scene(NamedTuple):
    """A relief, from where it is seen, what of it is in front, and the landscape whose shades are its heights."""

    relief: Relief
    camera: Camera
    view: View
    raised: Landscape

    def seen(self, places: np.ndarray) -> np.ndarray:
        """Places (n, 3), two weights and a height, as seen: to the right, upwards, towards the camera."""
        return turned(self.camera, scene_of(self.relief, places))

    @property
    def domain(self) -> np.ndarray:
        return np.column_stack([self.relief.low, self.relief.high])


class Lines:
    """Lines on the relief: fainter where they lie under the surface or behind it."""

    def __init__(self, axes: Axes, gid: str, scene: Scene, share: float, **properties: Any) -> None:
        self.scene = scene
        self.parts = (
            add_line(axes, gid=gid, alpha=share, **properties),
            add_line(axes, gid=f"{gid}-behind", alpha=RULES["behind"] * share, **properties),
        )

    def show(self, lines: list[np.ndarray] | None) -> None:
        if lines is None:
            for part in self.parts:
                part.set_visible(False)
            return
        seen = self.scene.seen(np.concatenate([np.append(line, np.full((1, 3), np.nan), axis=0) for line in lines]))
        is_there = np.isfinite(seen).all(axis=1)
        in_front = np.zeros(len(seen), bool)
        in_front[is_there] = is_seen(self.scene.view, seen[is_there])
        for part, here in zip(self.parts, (in_front, ~in_front), strict=True):
            show_or_hide(part, outline_of(np.where(here[:, None], seen[:, :2], np.nan)))


def draw_insides(sheet: Sheet, axes: Axes, box: Box, i: int, scene: Scene, scale: float) -> None:
    """The inspector of path `i`: arrows flat at the height of their foot, since they are steps of the weights."""
    path, window = sheet.run[i], window_of(axes, box)
    em, colour = sheet.em, sheet.style.colours[i]
    rates = Lines(axes, f"rates-{i}", scene, 0.8, edgecolor=sheet.theme.ink, linewidth=0.1 * em, zorder=4.4)
    belief = Lines(axes, f"belief-{i}", scene, 0.85, edgecolor=colour, linewidth=0.08 * em, zorder=4.3)
    kinds = [(arrow.kind, symbol_of(path, arrow)) for arrow in inspect(path, 0).arrows]
    drawn = [add_arrow(sheet, axes, f"{kind}-{i}-{k}", kind) for k, (kind, _) in enumerate(kinds)]
    labels = [add_label(sheet, axes, kind) for kind, _ in kinds]
    for part in (part for parts in drawn for part in parts):
        part.set_transform(axes.transAxes)

    def show(step: int) -> None:
        row = last_row(path, step)
        inspection, foot = inspect(path, row), foot_of(path.points[row], path.losses[row], scene)
        rates.show(None if inspection.rates is None else [ellipse_on(scene, path.points[row], inspection.rates)])
        inverse = path.state.get("inverse_hessian")
        hessian = None if inverse is None else inverted(inverse[row])
        belief.show(
            None if hessian is None else patch(scene, path.points[row], path.losses[row], path.gradients[row], hessian)
        )
        (at,) = window.place(scene.seen(foot[None])[:, :2])
        tips = [
            window.place(scene.seen((foot + np.append(scale * arrow.of, 0.0))[None])[0, :2])
            for arrow in inspection.arrows
        ]
        for parts, tip in zip(drawn, tips, strict=True):
            show_arrow(parts, window, at, tip, em)
        show_labels(labels, [symbol for _, symbol in kinds], window, at, tips, em)

    parts: list[PathPatch] = [*rates.parts, *belief.parts, *(part for parts in drawn for part in parts)]
    sheet.move((*parts, *labels), show)


def draw_models(sheet: Sheet, axes: Axes, i: int, scene: Scene) -> None:
    """The plane (dashed) and the quadratic that touch the loss where path `i` is; a cross at the latter's minimum."""
    path, surface, em = sheet.run[i], sheet.run.scenario.surface, sheet.em
    gradients, hessians = models_along(surface, path.points)
    properties: dict[str, Any] = {"edgecolor": sheet.style.colours[i], "linewidth": 0.08 * em, "zorder": 4.2}
    plane = Lines(axes, f"plane-{i}", scene, 0.85, dash=DASH, **properties)
    bowl = Lines(axes, f"bowl-{i}", scene, 0.85, **properties)
    cross = axes.plot([], [], "x", color=sheet.theme.ink, ms=0.7 * em, mew=0.14 * em, gid=f"lowest-{i}", zorder=4.2)[0]

    def show(step: int) -> None:
        row = last_row(path, step)
        at = path.points[row], float(path.losses[row]), gradients[row]
        plane.show(patch(scene, *at, None))
        bowl.show(patch(scene, *at, hessians[row]))
        lowest = minimiser(at[0], at[2], hessians[row])
        offset = None if lowest is None else (lowest - at[0])[None]
        place = (
            np.full((1, 3), np.nan)
            if offset is None
            else places_of(*at, hessians[row], offset, scene.raised, scene.domain)
        )
        cross.set_data(*scene.seen(place)[:, :2].T)

    sheet.move((*plane.parts, *bowl.parts, cross), show)


def foot_of(point: np.ndarray, loss: float, scene: Scene) -> np.ndarray:
    return np.append(point, min(float(scene.raised.shade(loss)), 1.0))


def inverted(matrix: np.ndarray) -> np.ndarray | None:
    """The inverse of a symmetric matrix, None where it is not positive definite."""
    return np.linalg.inv(matrix) if (np.linalg.eigvalsh(matrix) > 0).all() else None


def patch(
    scene: Scene, point: np.ndarray, loss: float, gradient: np.ndarray, hessian: np.ndarray | None
) -> list[np.ndarray]:
    return patch_of(point, float(loss), gradient, hessian, scene.raised, scene.domain, scene.relief.units[:2])


def ellipse_on(scene: Scene, point: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """The ellipse of the rates of each weight, laid on the surface; not a number beyond it."""
    axes = np.maximum(RULES["flattest"], RULES["ellipse"] * rates) / scene.relief.units[:2]
    corners = point + CIRCLE * axes
    inside = ((corners >= scene.relief.low) & (corners <= scene.relief.high)).all(axis=1)
    places = np.column_stack([corners, height_at(scene.relief, corners)])
    return np.where(inside[:, None], places, np.nan)
