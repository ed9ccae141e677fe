"""Draws what `inspect` sees: arrows to scale, the ellipse of the rates, and the quadratic of a second-order method."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from optviz.engine.simulate import Path
from optviz.figures.layout import Box
from optviz.figures.setting import Sheet, Window, add_line, outline_of, window_of
from optviz.figures.tracks import last_row
from optviz.picture.inspector import Arrow, Quadratic, inspect

SHAFT, HALO, HEAD, ELLIPSE = 0.17, 0.4, 0.62, 1.8
"""Widths of an arrow's line and halo, its head's length, and the longer half-axis of the ellipse, in em."""
SHORTEST, FARTHEST = 0.15, 1e4
"""Of arrows that are drawn, in em."""
NEAR = 0.9
"""Tips that are nearer to each other than this, in em, share one label."""
SHARES = (1.0, 2 / 3, 1 / 3)
ROUND = np.linspace(0, 2 * np.pi, 65)
CIRCLE = np.column_stack([np.cos(ROUND), np.sin(ROUND)])


class ArrowParts(NamedTuple):
    halo: PathPatch
    shaft: PathPatch
    head: PathPatch


def draw_arrows(sheet: Sheet, axes: Axes, box: Box, i: int, scale: float) -> None:
    """The inspector of path `i` at the step that the figure shows; displacements are magnified by `scale`."""
    path, window = sheet.run[i], window_of(axes, box)
    em, colour = sheet.em, sheet.style.colours[i]
    rates = add_line(axes, gid=f"rates-{i}", edgecolor=sheet.theme.ink, linewidth=0.09 * em, alpha=0.6, zorder=4.4)
    belief = add_line(axes, gid=f"belief-{i}", edgecolor=colour, linewidth=0.08 * em, alpha=0.75, zorder=4.3)
    kinds = [(arrow.kind, symbol_of(path, arrow)) for arrow in inspect(path, 0).arrows]
    drawn = [add_arrow(sheet, axes, f"{kind}-{i}-{k}", kind) for k, (kind, _) in enumerate(kinds)]
    labels = [add_label(sheet, axes, kind) for kind, _ in kinds]
    for part in (rates, *(part for parts in drawn for part in parts)):
        part.set_transform(axes.transAxes)

    def show(step: int) -> None:
        row = last_row(path, step)
        seen, at = inspect(path, row), window.place(path.points[row])
        show_or_hide(rates, None if seen.rates is None else window.outline(at + CIRCLE * half_axes(seen.rates, em)))
        show_or_hide(belief, None if seen.belief is None else contours_of(seen.belief, path.points[row]))
        tips = [at + scale * arrow.of * window.unit for arrow in seen.arrows]
        for parts, tip in zip(drawn, tips, strict=True):
            show_arrow(parts, window, at, tip, em)
        show_labels(labels, [symbol for _, symbol in kinds], window, at, tips, em)

    sheet.move((rates, belief, *(part for parts in drawn for part in parts), *labels), show)


def symbol_of(path: Path, arrow: Arrow) -> str:
    """What stands at an arrow's tip, in the mathematics that matplotlib reads."""
    symbols = {"gradient": "g", "step": r"\Delta"}
    return f"${symbols.get(arrow.kind) or path.choice.record.symbols[arrow.field]}$"


def add_arrow(sheet: Sheet, axes: Axes, gid: str, kind: str) -> ArrowParts:
    colour, em = getattr(sheet.theme, kind), sheet.em
    halo = add_line(axes, edgecolor=sheet.theme.paper, linewidth=HALO * em, zorder=4.5)
    shaft = add_line(axes, gid=gid, edgecolor=colour, linewidth=SHAFT * em, zorder=4.6)
    head = PathPatch(outline_of(np.zeros((1, 2))), facecolor=colour, edgecolor="none", zorder=4.6)
    axes.add_artist(head)
    return ArrowParts(halo, shaft, head)


def add_label(sheet: Sheet, axes: Axes, kind: str) -> Text:
    properties = {"color": getattr(sheet.theme, kind), "fontsize": 0.95 * sheet.em, "zorder": 6, "clip_on": True}
    box = {"boxstyle": "round,pad=0.08", "facecolor": sheet.theme.paper, "edgecolor": "none", "alpha": 0.75}
    return axes.text(0, 0, "", ha="center", va="center", transform=axes.transAxes, bbox=box, **properties)


def show_or_hide(part: PathPatch, outline: Outline | None) -> None:
    part.set_visible(outline is not None)
    if outline is not None:
        part.set_path(outline)


def half_axes(rates: np.ndarray, em: float) -> np.ndarray:
    return np.maximum(0.1 * em, ELLIPSE * em * rates)


def contours_of(belief: Quadratic, point: np.ndarray) -> Outline:
    """Three contours of a quadratic, in weights."""
    turn = np.array([[np.cos(belief.angle), -np.sin(belief.angle)], [np.sin(belief.angle), np.cos(belief.angle)]])
    ellipse = (CIRCLE * belief.axes) @ turn.T
    return Outline.make_compound_path(*(outline_of(point + belief.centre + share * ellipse) for share in SHARES))


def show_arrow(parts: ArrowParts, window: Window, at: np.ndarray, tip: np.ndarray, em: float) -> None:
    along = tip - at
    length = float(np.hypot(*along))
    is_drawn = SHORTEST * em <= length <= FARTHEST * em
    for part in parts:
        part.set_visible(is_drawn)
    if not is_drawn:
        return
    ahead = along / length
    aside = np.array([-ahead[1], ahead[0]])
    head = min(HEAD * em, 0.6 * length)
    line = window.outline(np.array([at, tip - 0.7 * head * ahead]))
    parts.halo.set_path(line)
    parts.shaft.set_path(line)
    corners = [tip, tip - head * ahead + 0.5 * head * aside, tip - head * ahead - 0.5 * head * aside, tip]
    parts.head.set_path(window.outline(np.array(corners)))


def show_labels(
    labels: list[Text], symbols: list[str], window: Window, at: np.ndarray, tips: list[np.ndarray], em: float
) -> None:
    """The symbols behind the tips; those of tips that meet stand together."""
    places = []
    for text, symbol, tip in zip(labels, symbols, tips, strict=True):
        length = float(np.hypot(*(tip - at)))
        text.set_visible(False)
        if not SHORTEST * em <= length <= FARTHEST * em:
            continue
        place = tip + 0.85 * em * (tip - at) / length
        for other, there in places:
            if np.hypot(*(place - there)) < NEAR * em:
                other.set_text(f"{other.get_text()}$,$ {symbol}")
                break
        else:
            text.set(
                text=symbol, position=place / window.size, visible=bool(((place > 0) & (place < window.size)).all())
            )
            places.append((text, place))
