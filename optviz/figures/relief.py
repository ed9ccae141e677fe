"""A landscape in relief, seen from above: a picture of its surface, and what of a path on it can be seen.

The heights are those of the player's 3D view. The projection is parallel and the vertical stays upright, so that each
column of the picture is a section through the landscape: what lies in front of what is one running maximum.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from optviz.engine.landscape import Landscape
from optviz.picture.scene import HEIGHT, LIGHT, SLIVER, WIDTH

LIFT = 0.03
"""How far behind the surface a point may lie and still be seen, in units of the scene."""
FINEST = 0.02
"""The longest piece of a path that is not bent over the surface, as a share of the domain."""
MOST_PIECES = 200
UNDERSIDE = 0.12
"""How much shadow the surface has seen from below."""


class Camera(NamedTuple):
    """Where somebody far away looks from: degrees around the vertical, from the x axis, and above the floor."""

    azimuth: float
    elevation: float


class Relief(NamedTuple):
    """The scene: heights on a grid, and the domain that is shown of it.

    Args:
        axes: the weights' values along the grid.
        heights: (y, x), 0 to 1, not finite where the loss is not.
        low, high: (2,) corners of the domain.
        units: (3,) the scene's lengths of 1 along x, y and the height.
    """

    axes: tuple[np.ndarray, ...]
    heights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    units: np.ndarray


def relief_of(shown: Landscape, domain: Sequence[tuple[float, float]]) -> Relief:
    low, high = np.array(domain).T
    spans = high - low
    sides = WIDTH * np.maximum(SLIVER, spans / spans.max())
    heights = np.where(np.isfinite(shown.shades), np.clip(shown.shades, 0, 1), np.nan).astype(np.float32)
    return Relief(shown.axes, heights, low, high, np.append(sides / spans, HEIGHT))


def height_at(relief: Relief, places: np.ndarray) -> np.ndarray:
    """The heights at places (..., 2), between the nodes of the grid; beyond them those of the nearest edge."""
    cells, shares = [], []
    for k, axis in enumerate(relief.axes):
        place = np.clip((places[..., k] - axis[0]) / (axis[1] - axis[0]), 0, len(axis) - 1)
        cell = np.minimum(place.astype(np.int32), len(axis) - 2)
        cells.append(cell)
        shares.append((place - cell).astype(np.float32))
    at, across = cells[1] * relief.heights.shape[1] + cells[0], relief.heights.shape[1]
    flat = relief.heights.ravel()
    lower = flat[at] + shares[0] * (flat[at + 1] - flat[at])
    upper = flat[at + across] + shares[0] * (flat[at + across + 1] - flat[at + across])
    return lower + shares[1] * (upper - lower)


def scene_of(relief: Relief, places: np.ndarray) -> np.ndarray:
    """Places (..., 3), two weights and a height, in the scene: its middle on the floor is the origin."""
    middle = np.append((relief.low + relief.high) / 2, 0.0)
    return (places - middle) * relief.units


def turned(camera: Camera, places: np.ndarray) -> np.ndarray:
    """Places of the scene (..., 3) as seen: to the right, upwards, towards the camera."""
    around, above = np.radians(camera)
    right = np.array([-np.sin(around), np.cos(around), 0.0])
    front = np.array([np.cos(around), np.sin(around), 0.0])
    up = np.array([0.0, 0.0, 1.0])
    axes = [right, np.cos(above) * up - np.sin(above) * front, np.sin(above) * up + np.cos(above) * front]
    return places @ np.stack(axes, axis=-1)


class View(NamedTuple):
    """What of a relief is in front, for each pixel; rows from the lowest.

    Args:
        left, bottom, pixel: the corner of the picture and the side of a pixel, in units of the scene.
        heights: (rows, columns); not finite where the surface is not met.
        near: (rows, columns) how near to the camera it is met.
        below: (rows, columns) whether it is met from below.
    """

    left: float
    bottom: float
    pixel: float
    heights: np.ndarray
    near: np.ndarray
    below: np.ndarray


def view_of(relief: Relief, camera: Camera, columns: int) -> View:
    """The view of a relief in a picture of so many columns."""
    corners = corners_of(relief)
    seen = turned(camera, scene_of(relief, corners))
    (left, bottom), (right, top) = seen[:, :2].min(axis=0), seen[:, :2].max(axis=0)
    pixel = (right - left) / columns
    rows = max(int(np.ceil((top - bottom) / pixel)), 1)
    around, above = np.radians(camera)
    rights = (left + pixel * (np.arange(columns) + 0.5)).astype(np.float32)
    heights = np.full((rows, columns), np.nan, np.float32)
    near, below = heights.copy(), np.zeros((rows, columns), bool)
    levels = (bottom + pixel * (np.arange(rows) + 0.5)).astype(np.float32)
    fronts, section = section_across(relief, around, rights, max(rows, 200))
    upwards = np.cos(above) * HEIGHT * section - np.sin(above) * fronts
    towards = np.sin(above) * HEIGHT * section + np.cos(above) * fronts
    for j in range(columns):
        inside = np.flatnonzero(np.isfinite(section[j]))
        if len(inside) < 2:
            continue
        up = upwards[j, inside]
        first, count = up[0], len(inside)
        met = np.searchsorted(np.maximum.accumulate(up), levels)
        under = np.searchsorted(-np.minimum.accumulate(up), -levels)
        is_below = levels < first
        met = np.where(is_below, under, met)
        here = met < count
        after = met[here]
        before = np.maximum(after - 1, 0)
        rise = up[after] - up[before]
        share = np.where(rise != 0, (levels[here] - up[before]) / np.where(rise != 0, rise, 1), 1.0).clip(0, 1)
        for target, source in ((heights, section), (near, towards)):
            line = source[j, inside]
            target[here, j] = line[before] + share * (line[after] - line[before])
        below[here, j] = is_below[here]
    return View(left, bottom, pixel, heights, near, below)


def corners_of(relief: Relief) -> np.ndarray:
    """(8, 3) the corners of the box that the surface stands in."""
    ends = [(relief.low[0], relief.high[0]), (relief.low[1], relief.high[1]), (0.0, 1.0)]
    return np.array(np.meshgrid(*ends)).reshape(3, -1).T


def section_across(relief: Relief, around: float, rights: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """`count` places of the floor for each of `rights`, from the domain's edge in front to the one behind.

    Returns:
        How far in front of the middle they are, and their heights, both (rights, count).
    """
    units = relief.units[:2]
    half = units * (relief.high - relief.low) / 2
    aside, ahead = np.array([-np.sin(around), np.cos(around)]), np.array([np.cos(around), np.sin(around)])
    ahead = np.where(np.abs(ahead) < 1e-9, 1e-9, ahead)
    ends = (np.array([-half, half])[:, None] - rights[:, None] * aside) / ahead
    front, behind = ends.max(axis=0).min(axis=1), ends.min(axis=0).max(axis=1)
    shares = np.linspace(0, 1, count, dtype=np.float32)
    fronts = front[:, None].astype(np.float32) + shares * (np.minimum(behind, front) - front)[:, None].astype(
        np.float32
    )
    middle = (relief.low + relief.high) / 2
    places = [middle[k] + (aside[k] * rights[:, None] + ahead[k] * fronts) / units[k] for k in (0, 1)]
    return fronts, height_at(relief, np.stack(places, axis=-1))


def is_seen(view: View, seen: np.ndarray) -> np.ndarray:
    """Whether points, as `turned` gives them (n, 3), are not behind the surface."""
    rows, columns = view.heights.shape
    row = np.clip(((seen[:, 1] - view.bottom) / view.pixel).astype(int), 0, rows - 1)
    column = np.clip(((seen[:, 0] - view.left) / view.pixel).astype(int), 0, columns - 1)
    near = view.near[row, column]
    return ~(near > seen[:, 2] + LIFT)


class Laid(NamedTuple):
    """A path on a relief: vertices (n, 3), two weights and a height, and the row of the path at each, whole or not."""

    places: np.ndarray
    rows: np.ndarray


def lay_on(relief: Relief, points: np.ndarray, heights: np.ndarray) -> Laid:
    """A path on a relief: its rows at their own heights, and between rows that are far apart the surface."""
    lengths = np.abs(np.diff(points, axis=0) / (relief.high - relief.low)).max(axis=1, initial=0)
    pieces = np.ceil(np.clip(lengths / FINEST, 1, MOST_PIECES)).astype(int)
    shares = [np.arange(count) / count for count in pieces]
    rows = np.concatenate([*(i + share for i, share in enumerate(shares)), [len(points) - 1.0]])
    whole = np.floor(rows).astype(int)
    after = np.minimum(whole + 1, len(points) - 1)
    share = (rows - whole)[:, None]
    flat = points[whole] + share * (points[after] - points[whole])
    upright = np.where(rows == whole, heights[whole], height_at(relief, flat))
    return Laid(np.column_stack([flat, upright]), rows)


class Band(NamedTuple):
    """A line at a height: its colour, (3,), and its width in pixels of the page."""

    height: float
    colour: np.ndarray
    width: float


class Light(NamedTuple):
    """The colours, (3,), of a slope that the light only grazes, and of one that faces it."""

    shadow: np.ndarray
    highlight: np.ndarray


def picture_of(
    view: View, camera: Camera, ramp: np.ndarray, lines: Sequence[Band], pixel: float, light: Light
) -> np.ndarray:
    """(rows, columns, 4) float colours: the ramp with lines at the levels, lit, clear where there is no surface.

    Args:
        ramp: (n, 3) colours from the lowest height to the highest.
        lines: ascending.
        pixel: a pixel of the page, in pixels of the picture.
    """
    there = np.isfinite(view.heights)
    heights = np.where(there, view.heights, 0)
    stops = np.linspace(0, 1, len(ramp))
    picture = np.empty((*there.shape, 4), np.float32)
    for k in range(3):
        picture[..., k] = np.interp(heights, stops, ramp[:, k])
    if lines:
        number, share = lines_at(heights, lines, pixel)
        inks = np.array([line.colour for line in lines], np.float32)[number]
        picture[..., :3] += share[..., None] * (inks - picture[..., :3])
    shadow, highlight = shares_of_light(view, camera)
    for share, colour in ((shadow, light.shadow), (highlight, light.highlight)):
        picture[..., :3] += share[..., None] * (colour.astype(np.float32) - picture[..., :3])
    picture[..., :3] = picture[..., :3].clip(0, 1)
    picture[..., 3] = there
    return picture


def shares_of_light(view: View, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """How much shadow and highlight each pixel has, from the slopes of what is seen in it; none where it is flat."""
    upwards, across = np.gradient(view.near, np.float32(view.pixel))
    around, above = np.radians(camera.azimuth - LIGHT["left"]), np.radians(LIGHT["above"])
    light = np.array([np.cos(above) * np.cos(around), np.cos(above) * np.sin(around), np.sin(above)])
    x, y, z = turned(camera, light).astype(np.float32)
    facing = (z - x * across - y * upwards) / np.sqrt(1 + across**2 + upwards**2)
    lit = np.where(view.below, -facing, facing) - np.float32(light[2])
    lit = np.where(np.isfinite(lit), lit, np.float32(0))
    shadow = LIGHT["shadow"] * (-lit / np.float32(light[2])).clip(0, 1)
    return shadow + np.where(view.below, UNDERSIDE * (1 - shadow), 0), LIGHT["highlight"] * (
        lit / np.float32(1 - light[2])
    ).clip(0, 1)


def lines_at(heights: np.ndarray, lines: Sequence[Band], pixel: float) -> tuple[np.ndarray, np.ndarray]:
    """The number of the line nearest to each pixel, and how much of the pixel it covers."""
    levels = np.array([line.height for line in lines], np.float32)
    number = np.searchsorted((levels[1:] + levels[:-1]) / 2, heights)
    slope = np.hypot(*np.gradient(heights))
    away = np.abs(heights - levels[number]) / np.maximum(slope, np.float32(1e-6))
    half = pixel * np.array([line.width for line in lines], np.float32)[number] / 2
    return number, (0.5 + half - away).clip(0, 1)
