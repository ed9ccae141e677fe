"""The landscape in three dimensions, with all paths lying on it."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from optviz.engine.landscape import Landscape, landscape
from optviz.figures.insides_in_space import Scene, draw_insides, draw_models
from optviz.figures.lettering import draw_names
from optviz.figures.panels import draw_curve_of_minima, draw_minimum, draw_start
from optviz.figures.relief import (
    Band,
    Camera,
    Laid,
    Light,
    Relief,
    View,
    corners_of,
    height_at,
    is_seen,
    lay_on,
    picture_of,
    relief_of,
    scene_of,
    turned,
    view_of,
)
from optviz.figures.setting import Sheet, add_line, outline_of
from optviz.figures.tracks import draw_heads, draw_track, last_row
from optviz.picture.colours import between
from optviz.picture.levels import levels_of, lines_of
from optviz.picture.looks import STROKES
from optviz.picture.minima import crosses_inside, curves_in_space
from optviz.picture.scene import AZIMUTHS, ELEVATION, FLOOR, NEARLY, loss_ticks, loss_title, raised, weight_ticks
from optviz.picture.ticks import Tick
from optviz.picture.tint import tints
from optviz.picture.view import Shown
from optviz.picture.words import weight_names

SHAPE = 1.1
LABELS = np.array([[3.4, 2.9], [3.0, 0.8]])
"""The room for numbers and titles left and below, right and above, in em."""
COARSE, FINEST = 96, 1300
"""How many pixels wide the surface is where it is only looked at whether the paths can be seen, and at most."""
FINER = 2
"""How many pixels there are along one of the figure, so that edges are smooth."""
SHADES = 1025
"""Heights at which the ramp is known: where the loss is spaced otherwise than the tints, these go fast at the foot."""
APART = 0.9
"""How far numbers on the upright edge are from each other, in em."""


def draw_space(sheet: Sheet, how: Shown) -> None:
    """The surface as a picture, the axes around it, and the paths on it; fainter where they lie behind a hill."""
    run, box = sheet.run, sheet.layout.panels[0]
    ground = landscape(run.scenario.surface)
    shown = raised(ground, how.heights)
    relief = relief_of(shown, run.scenario.surface.record.domain)
    laid = [lay_on(relief, path.points, np.minimum(shown.shade(path.losses), 1)) for path in run]
    elevation = ELEVATION if how.elevation is None else how.elevation
    camera = Camera(best_azimuth(relief, laid, elevation) if how.azimuth is None else how.azimuth, elevation)
    axes = sheet.add_axes(box)
    axes.set_gid("space")
    axes.axis("off")
    columns = set_window(axes, sheet, relief, camera)
    view = view_of(relief, camera, FINER * columns)
    draw_frame(axes, sheet, relief, camera, shown)
    draw_surface(axes, sheet, ground, shown, camera, view)
    for i, line in enumerate(curves_in_space(run, shown)):
        at = turned(camera, scene_of(relief, line))
        hidden = ~is_seen(view, np.nan_to_num(at))
        draw_curve_of_minima(axes, sheet, np.where(hidden[:, None], np.nan, at[:, :2]), i)
    for i, minimum in enumerate(crosses_inside(run)):
        place = np.append(minimum.point, height_at(relief, np.array(minimum.point)))
        draw_minimum(axes, sheet, turned(camera, scene_of(relief, place))[:2].tolist(), i)
    for i, start in enumerate(dict.fromkeys(run.scenario.starts)):
        place = np.append(start, height_at(relief, np.array(start)))
        draw_start(axes, sheet, turned(camera, scene_of(relief, place))[:2].tolist(), i)
    ends = {i: draw_laid(axes, sheet, i, one, relief, camera, view) for i, one in enumerate(laid)}
    scene = Scene(relief, camera, view, shown)
    for i in ends:
        if how.taylor:
            draw_models(sheet, axes, i, scene)
        if how.arrows:
            draw_insides(sheet, axes, box, i, scene, how.arrows)
    draw_heads(sheet, axes, box, ends)
    if len(ends) > 1:
        draw_names(sheet, axes, box, ends)


def best_azimuth(relief: Relief, laid: list[Laid], elevation: float) -> float:
    """From where most of the paths can be seen."""
    shares = []
    for azimuth in AZIMUTHS:
        camera = Camera(azimuth, elevation)
        view = view_of(relief, camera, COARSE)
        shares.append(np.mean([is_seen(view, seen_of(one, relief, camera)).mean() for one in laid]))
    return next(azimuth for azimuth, share in zip(AZIMUTHS, shares, strict=True) if share > max(shares) - NEARLY)


def seen_of(laid: Laid, relief: Relief, camera: Camera) -> np.ndarray:
    return turned(camera, scene_of(relief, laid.places))


def set_window(axes: Axes, sheet: Sheet, relief: Relief, camera: Camera) -> int:
    """Has the scene fill the axes but for the room of the labels; returns how many pixels it is wide."""
    box, em = sheet.layout.panels[0], sheet.layout.em
    corners = turned(camera, scene_of(relief, corners_of(relief)))[:, :2]
    low, high = corners.min(axis=0), corners.max(axis=0)
    room = np.array([box.width, box.height]) - em * LABELS.sum(axis=0)
    inch = ((high - low) / np.maximum(room, em)).max()
    spare = (room - (high - low) / inch) / 2
    left, bottom = low - inch * (em * LABELS[0] + spare)
    axes.set_xlim(left, left + inch * box.width)
    axes.set_ylim(bottom, bottom + inch * box.height)
    return min(max(round((high - low)[0] / inch * sheet.dpi), 2), FINEST)


def draw_surface(axes: Axes, sheet: Sheet, ground: Landscape, shown: Landscape, camera: Camera, view: View) -> None:
    """The surface in the tints of `ground` and with its levels, at the heights of `shown`."""
    theme = sheet.theme
    heights = np.linspace(0, 1, SHADES)
    table = tints(ground, ground.shade(shown.loss(heights)))
    ramp = np.array([to_rgb(between(theme.ramp, tint)) for tint in table])
    drawn = [line.level for line in lines_of(levels_of(ground)) if line.level.shade <= 1]
    lines = [
        Band(
            float(shown.shade(level.loss)),
            np.array(to_rgb(between(getattr(theme, level.kind), tint))),
            getattr(STROKES, level.kind),
        )
        for level, tint in zip(drawn, tints(ground, np.array([level.shade for level in drawn])), strict=True)
    ]
    light = Light(np.array(to_rgb(theme.shadow)), np.array(to_rgb(theme.highlight)))
    picture = picture_of(view, camera, ramp, lines, sheet.dpi / 72 * sheet.pixel * FINER, light)
    rows, columns = (size // FINER * FINER for size in view.heights.shape)
    right, top = view.left + columns * view.pixel, view.bottom + rows * view.pixel
    extent = (view.left, right, view.bottom, top)
    limits = axes.get_xlim(), axes.get_ylim()
    axes.imshow(smooth(picture[:rows, :columns]), origin="lower", extent=extent, aspect="auto", zorder=1)
    axes.set(xlim=limits[0], ylim=limits[1])


def smooth(picture: np.ndarray) -> np.ndarray:
    """A picture with one pixel for `FINER` in each direction; clear pixels lend no colour."""
    rows, columns = picture.shape[0] // FINER, picture.shape[1] // FINER
    parts = picture.reshape(rows, FINER, columns, FINER, 4)
    cover = parts[..., 3:].sum(axis=(1, 3))
    colour = (parts[..., :3] * parts[..., 3:]).sum(axis=(1, 3)) / np.maximum(cover, 1)
    return np.concatenate([colour, cover / FINER**2], axis=-1)


def draw_laid(
    axes: Axes, sheet: Sheet, i: int, laid: Laid, relief: Relief, camera: Camera, view: View
) -> Callable[[int], np.ndarray]:
    """A path on the relief; gives its place at a step."""
    path, seen = sheet.run[i], seen_of(laid, relief, camera)
    on_floor = laid.places[:, :2]
    inside = np.all((relief.low <= on_floor) & (on_floor <= relief.high), axis=1)
    places = np.where(inside[:, None], seen[:, :2], np.nan)
    in_front = np.where(is_seen(view, seen)[:, None], places, np.nan)
    colour, width = sheet.style.colours[i], 0.1 * sheet.em
    behind = add_line(axes, gid=f"behind-{i}", edgecolor=colour, linewidth=width, alpha=0.4, zorder=2, dash=(2, 1.5))

    def up_to(step: int) -> int:
        return int(np.searchsorted(laid.rows, last_row(path, step), side="right"))

    sheet.move(behind, lambda step: behind.set_path(outline_of(places[: up_to(step)])))
    draw_track(sheet, axes, i, line=lambda step: in_front[: up_to(step)], is_dashed=True, width=STROKES.walked)
    return lambda step: places[up_to(step) - 1]


def draw_frame(axes: Axes, sheet: Sheet, relief: Relief, camera: Camera, shown: Landscape) -> None:
    """The floor and the two walls behind with their grids, and numbers at the edges that are in front."""
    properties = {"color": sheet.theme.grid, "linewidth": 0.05 * sheet.em, "zorder": 0}
    low, high = relief.low, relief.high
    around = np.radians(camera.azimuth)
    front = np.where(np.array([np.cos(around), np.sin(around)]) > 0, high, low)
    back = np.where(front == high, low, high)
    ticks, losses = weight_ticks(sheet.run.scenario.surface.record.domain), loss_ticks(shown)
    levels = [float(shown.shade(tick.value)) for tick in losses]

    def line(*ends: np.ndarray) -> None:
        axes.plot(*turned(camera, scene_of(relief, np.array(ends)))[:, :2].T, **properties)

    for k in (0, 1):
        for tick in [*(tick.value for tick in ticks[k]), low[k], high[k]]:
            floor = [np.array([low[0], low[1], FLOOR]), np.array([high[0], high[1], FLOOR])]
            for end in floor:
                end[k] = tick
            line(*floor)
            wall = np.append(back, FLOOR)
            wall[k] = tick
            line(wall, np.append(wall[:2], 1.0))
    for level in [*levels, 1.0]:
        for k in (0, 1):
            ends = np.array([np.append(back, level)] * 2)
            ends[:, k] = low[k], high[k]
            line(*ends)
    put_numbers(axes, sheet, relief, camera, front, ticks, losses, levels, loss_title(shown))


def put_numbers(
    axes: Axes,
    sheet: Sheet,
    relief: Relief,
    camera: Camera,
    front: np.ndarray,
    ticks: Sequence[Sequence[Tick]],
    losses: Sequence[Tick],
    levels: Sequence[float],
    title: str,
) -> None:
    """Numbers and a title at the front edges of the floor, and at the upright edge that is farthest to the left."""
    middle = turned(camera, np.zeros(3))[:2]
    for k, name in enumerate(weight_names(sheet.run.scenario.surface.record)):
        ends = np.array([np.append(front, FLOOR)] * 2)
        ends[:, k] = relief.low[k], relief.high[k]
        edge = turned(camera, scene_of(relief, ends))[:, :2]
        outwards = outward(edge, middle)
        for tick in ticks[k]:
            place = np.append(front, FLOOR)
            place[k] = tick.value
            put(axes, sheet, turned(camera, scene_of(relief, place))[:2], tick.text, outwards, 0.5)
        put(axes, sheet, edge.mean(axis=0), name, outwards, 2.0)
    corners = [np.array([x, y]) for x in (relief.low[0], relief.high[0]) for y in (relief.low[1], relief.high[1])]
    upright = min(corners, key=lambda corner: turned(camera, scene_of(relief, np.append(corner, 0.0)))[0])
    ends = turned(camera, scene_of(relief, np.array([np.append(upright, FLOOR), np.append(upright, 1.0)])))[:, :2]
    axes.plot(*ends.T, color=sheet.theme.grid, linewidth=0.06 * sheet.em, zorder=0)
    left = np.array([-1.0, 0.0])
    rise = (ends[1] - ends[0]) / (1 - FLOOR)
    inch = (axes.get_ylim()[1] - axes.get_ylim()[0]) / sheet.layout.panels[0].height
    below = -np.inf
    for loss, level in zip(losses, levels, strict=True):
        if (level - below) * rise[1] < APART * sheet.layout.em * inch:
            continue
        below = level
        put(axes, sheet, ends[0] + (level - FLOOR) * rise, loss.text, left, 0.5)
    put(axes, sheet, ends[1], title, np.array([-0.4, 0.9]), 0.6)


def outward(edge: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """The direction, across an edge, that leads away from the middle."""
    along = edge[1] - edge[0]
    across = np.array([-along[1], along[0]]) / np.hypot(*along)
    return across if across @ (edge.mean(axis=0) - middle) > 0 else -across


def put(axes: Axes, sheet: Sheet, place: np.ndarray, text: str, outwards: np.ndarray, distance: float) -> None:
    """A text beside a place."""
    sides = {-1: "right", 0: "center", 1: "left"}
    heights = {-1: "top", 0: "center", 1: "bottom"}
    across, upwards = (int(np.sign(part)) if abs(part) > 0.35 else 0 for part in outwards)
    axes.annotate(
        text,
        (place[0], place[1]),
        tuple(distance * sheet.em * outwards),
        textcoords="offset points",
        ha=sides[across],
        va=heights[upwards],
        color=sheet.theme.muted,
        fontsize=0.8 * sheet.em,
        annotation_clip=False,
    )
