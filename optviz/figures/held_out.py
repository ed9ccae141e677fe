"""The loss on training examples and that on held-out ones, side by side, all paths on both."""

from matplotlib.axes import Axes

from optviz.engine.held_out import held_out_minima
from optviz.figures.ground import ground_on
from optviz.figures.layout import Box
from optviz.figures.lettering import draw_labels, draw_titles, labels_on
from optviz.figures.panels import add_panel, draw_minima, draw_minimum, draw_paths, seen_minima, stage_paths
from optviz.figures.setting import Sheet, points
from optviz.figures.text import shortened, width_of, write_text
from optviz.picture.levels import grounds_of
from optviz.picture.words import ground_titles

ABOVE, SMALLEST = 0.5, 0.75
"""From a plot to the letters of its title, and the smallest that these become before it is cut off, in em."""


def draw_both(sheet: Sheet, *, arrows: float, taylor: bool) -> None:
    """Taylor models are drawn on the first alone: they are those of the loss that is trained on.

    What is drawn on the second has the names of that on the first, behind its own.
    """
    run, boxes = sheet.run, sheet.layout.panels
    surface, everybody = run.scenario.surface, list(range(len(run)))
    training, held_out, scale = grounds_of(surface)
    size = points(boxes[0].width) / sheet.pixel, points(boxes[0].height) / sheet.pixel
    own = [minimum.point for minimum in held_out_minima(surface)]
    for i, (shown, box, title) in enumerate(
        zip((training, held_out), boxes, ground_titles(surface.record), strict=True)
    ):
        ground = ground_on(shown, scale, run.scenario, sheet.theme, size)
        axes = add_panel(sheet, i, ground)
        draw_minima(axes, sheet) if i == 0 else draw_held_out_minima(axes, sheet, own)
        window = stage_paths(axes, sheet, box, everybody)
        minima = seen_minima(run) + (own if i else [])
        draw_labels(sheet, axes, ground, labels_on(sheet, ground, window, minima))
        draw_titles(sheet, axes)
        draw_title_over(sheet, box, title)
        draw_paths(axes, sheet, box, everybody, is_dashed=True, arrows=arrows, taylor=taylor and i == 0)
        if i:
            name_apart(axes)


def draw_held_out_minima(axes: Axes, sheet: Sheet, own: list[tuple[float, ...]]) -> None:
    """Its own, and faintly those of the loss that is trained on."""
    for k, place in enumerate(seen_minima(sheet.run)):
        draw_minimum(axes, sheet, place, k, name="other-minimum", colour=sheet.theme.muted)
    for k, place in enumerate(own):
        draw_minimum(axes, sheet, place, k)


def draw_title_over(sheet: Sheet, box: Box, title: str) -> None:
    em, text = sheet.layout.em, title[:1].upper() + title[1:]
    size = em * min(1.0, max(SMALLEST, box.width / width_of(text, em, bold=True)))
    shown = shortened(text, box.width, size, bold=True)
    write_text(sheet, box.left, box.top + ABOVE * em, shown, size=size, colour=sheet.theme.ink, weight="bold")


def name_apart(axes: Axes) -> None:
    """Has what is drawn on a plot called after it: two things of one name would be one for whoever reads an SVG."""
    own = axes.get_gid()
    for artist in axes.get_children():
        name = artist.get_gid()
        if name and own and not name.startswith(own):
            artist.set_gid(f"{own}-{name}")
