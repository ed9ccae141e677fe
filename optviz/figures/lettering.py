"""Words on a panel: the numbers of levels on their lines, and the names of paths at their heads."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.patheffects import Stroke
from matplotlib.text import Text

from optviz.figures.ground import Ground
from optviz.figures.layout import Box
from optviz.figures.setting import Sheet, Window, add_line, outline_of, points, window_of
from optviz.figures.text import width_of
from optviz.figures.tracks import places_of
from optviz.picture.colours import between
from optviz.picture.heads import spread
from optviz.picture.labels import Label, labels_of
from optviz.picture.looks import LETTERS
from optviz.picture.minima import curve_lines
from optviz.picture.names import RULES, cover_of, names_apart, place_names
from optviz.picture.tint import tints
from optviz.picture.words import axis_titles

PAPER = 0.3
"""How wide the paper around the letters of a name is, both sides together, in sizes of the type."""


def pixels_of(window: Window, pixel: float, places: np.ndarray) -> np.ndarray:
    """Weights as pixels of the page from the upper left corner of a panel."""
    return (window.place(places) / pixel - [0, window.size[1] / pixel]) * [1, -1]


def width_in(sheet: Sheet, text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels of the page, in which its size is too."""
    return points(width_of(text, size * sheet.pixel / 72, bold=bold)) / sheet.pixel


def labels_on(sheet: Sheet, ground: Ground, window: Window, minima: Sequence[tuple[float, ...]]) -> list[Label]:
    """The labels of all panels: they keep away from every path, and from minima."""
    run, size = sheet.run, window.size / sheet.pixel
    if len(run.scenario.start) == 1:
        return []
    paths = [pixels_of(window, sheet.pixel, places_of(path, len(path.losses) - 1)) for path in run]
    paths += [pixels_of(window, sheet.pixel, line[:, :2]) for line in curve_lines(run)]
    marks = np.array([*minima, *dict.fromkeys(run.scenario.starts)])
    return labels_of(
        ground.shown,
        ground.lines,
        run.scenario.surface.record.domain,
        (size[0], size[1]),
        paths,
        pixels_of(window, sheet.pixel, marks),
        LETTERS.label,
        lambda text: width_in(sheet, text, LETTERS.label),
    )


def draw_titles(sheet: Sheet, axes: Axes) -> None:
    """What the axes are, in the corners of a panel."""
    size, theme = 0.8 * sheet.em, sheet.theme
    ends = [((1, 0), (-1, 1), "right", "bottom"), ((0, 1), (1, -1), "left", "top")]
    for title, (corner, inwards, across, upwards) in zip(
        axis_titles(sheet.run.scenario.surface.record), ends, strict=True
    ):
        if not title:
            continue
        offset = (0.4 * size * inwards[0], 0.4 * size * inwards[1])
        properties = {"xycoords": "axes fraction", "textcoords": "offset points", "fontsize": size}
        halo = axes.annotate(title, corner, offset, ha=across, va=upwards, color=theme.paper, zorder=6, **properties)
        halo.set_path_effects([Stroke(linewidth=0.25 * size, foreground=theme.paper, joinstyle="round")])
        axes.annotate(title, corner, offset, ha=across, va=upwards, color=theme.label, zorder=6.1, **properties)


def draw_labels(sheet: Sheet, axes: Axes, ground: Ground, labels: list[Label]) -> None:
    """Numbers on their lines, on what of the ground is around them."""
    window, size = window_of(axes, sheet.layout.panels[0]), LETTERS.label * sheet.pixel
    if not labels:
        return
    shades = np.array([label.shade for label in labels])
    tinted = tints(ground.scale, shades)
    for k, (label, tint) in enumerate(zip(labels, tinted, strict=True)):
        shift = LETTERS.rise * LETTERS.label * np.array([-np.sin(label.angle), np.cos(label.angle)])
        place = np.array([label.x, label.y]) + shift
        x, y = window.weights((place * [1, -1] + [0, window.size[1] / sheet.pixel]) * sheet.pixel)
        turned = {"rotation": -np.degrees(label.angle), "rotation_mode": "anchor", "ha": "center", "va": "baseline"}
        properties = turned | {"size": size, "clip_on": True, "parse_math": False}
        halo = axes.text(x, y, label.text, color=between(sheet.theme.ramp, tint), zorder=1.1, **properties)
        halo.set_path_effects([Stroke(linewidth=size / 2, foreground=halo.get_color(), joinstyle="round")])
        name = f"{axes.get_gid()}-label-{k}"
        axes.text(x, y, label.text, color=sheet.theme.label, zorder=1.2, gid=name, **properties)


class Words:
    """Letters and the halo under them."""

    def __init__(self, halo: Text, letters: Text) -> None:
        self.parts = (halo, letters)

    def set(self, **properties) -> None:
        for part in self.parts:
            part.set(**properties)


def draw_names(
    sheet: Sheet,
    axes: Axes,
    box: Box,
    ends: Mapping[int, Callable[[int], np.ndarray]],
    tracks: Sequence[np.ndarray] = (),
) -> None:
    """The names of paths at their heads, with a short line where they stand away from them.

    Args:
        ends: for each path, by its number, its place at a step; not a number where it has none.
        tracks: the places of all paths, which the names keep off.
    """
    size, pixel = LETTERS.name, sheet.pixel
    called = names_apart([path.label for path in sheet.run])
    widths = [width_in(sheet, called[i], size, bold=True) for i in ends]
    names = {i: name_of(sheet, axes, i, called[i]) for i in ends}
    leaders = {i: leader_of(sheet, axes, i) for i in ends}
    whole = window_of(axes, box)
    cover = cover_of([pixels_of(whole, pixel, track) for track in tracks], tuple(whole.size / pixel), 1.0)

    def show(step: int) -> None:
        window = window_of(axes, box)
        heads, _ = spread(window.place(np.array([end(step) for end in ends.values()])), pixel)
        height = window.size[1] / pixel
        heads = (heads / pixel - [0, height]) * [1, -1]
        places = place_names(heads, widths, (window.size[0] / pixel, height), size, 1.0, cover)
        for i, head, width, place in zip(ends, heads, widths, places, strict=True):
            place = place if np.isfinite(head).all() else None
            names[i].set(visible=place is not None)
            for line in leaders[i]:
                line.set_visible(False)
            if place is None:
                continue
            left, middle = place
            foot = np.array([left, middle + LETTERS.rise * size])
            names[i].set(position=window.weights((foot * [1, -1] + [0, height]) * pixel))
            edge = np.array(
                [np.clip(head[0], left, left + width), np.clip(head[1], middle - size / 2, middle + size / 2)]
            )
            if np.hypot(*(edge - head)) > 1.5 * RULES["head"]:
                corners = window.weights((np.array([head, edge]) * [1, -1] + [0, height]) * pixel)
                for line in leaders[i]:
                    line.set_path(outline_of(corners))
                    line.set_visible(True)

    parts = [part for words in names.values() for part in words.parts]
    sheet.move([*parts, *(line for pair in leaders.values() for line in pair)], show)


def name_of(sheet: Sheet, axes: Axes, i: int, label: str) -> Words:
    properties = {"ha": "left", "va": "baseline", "weight": "bold", "size": LETTERS.name * sheet.pixel}
    around = PAPER * LETTERS.name * sheet.pixel
    halo = axes.text(0, 0, label, color=sheet.theme.paper, zorder=4.8, parse_math=False, **properties)
    halo.set_path_effects([Stroke(linewidth=around, foreground=sheet.theme.paper, joinstyle="round")])
    colour = sheet.style.colours[i]
    return Words(
        halo, axes.text(0, 0, label, color=colour, zorder=4.9, gid=f"name-{i}", parse_math=False, **properties)
    )


def leader_of(sheet: Sheet, axes: Axes, i: int) -> list[PathPatch]:
    looks = [(sheet.theme.paper, 3.0, 4.7), (sheet.style.colours[i], 1.0, 4.75)]
    return [
        add_line(axes, edgecolor=colour, linewidth=width * sheet.pixel, zorder=order) for colour, width, order in looks
    ]
