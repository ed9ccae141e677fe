"""Draws a fan with matplotlib: the cloud of its last points on the ground, and the bands of its losses."""

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch

from optviz.engine.fans import Spread
from optviz.engine.tables import minima_of
from optviz.figures.charts import ChartSheet
from optviz.figures.ground import make_ground
from optviz.figures.layout import Length
from optviz.figures.setting import points
from optviz.picture.fans import colour_of, losses_chart, name_of, said_of
from optviz.picture.looks import STROKES
from optviz.picture.ticks import RULES, ticks
from optviz.surfaces.base import Minimum
from optviz.texts.language import say


def draw_fan(found: Spread, *, width: Length, height: Length | None, style: str, title: bool, dpi: float) -> Figure:
    """The figure of a fan. Has to be called, and what it returns to be written, in `matplotlib_as_shipped`."""
    options = {"width": width, "height": height, "style": style, "title": title}
    sheet = ChartSheet(2, key=2, said=said_of(found), **options)
    draw_cloud(sheet, found)
    sheet.draw(1, losses_chart(found, style), "losses")
    return sheet.figure


def draw_cloud(sheet: ChartSheet, found: Spread) -> None:
    """The last points of the runs: over the ground, or over the graph of one weight."""
    scenario, theme = found.fan.scenario, sheet.theme
    axes = sheet.axes(0, "cloud")
    ground = make_ground(scenario, theme, (points(sheet.side) / sheet.pixel, points(sheet.upright) / sheet.pixel))
    domain = scenario.surface.record.domain
    good = found.points[found.diverged_at < 0]
    dots = {"color": colour_of(found.fan, sheet.style), "markersize": 2.4 * sheet.pixel, "markeredgewidth": 0}
    if len(domain) == 2:
        ramp = LinearSegmentedColormap.from_list("ground", theme.ramp)
        extent = (*domain[0], *domain[1])
        axes.imshow(ground.values, extent=extent, origin="lower", cmap=ramp, aspect="auto", vmin=0, vmax=1)
        for contour in ground.contours.values():
            width = contour.width * sheet.pixel
            axes.add_patch(PathPatch(contour.outline, fill=False, edgecolor=contour.colour, linewidth=width))
        axes.plot(good[:, 0], good[:, 1], "o", alpha=0.45, gid="cloud-dots", **dots)
        axes.set(xlim=domain[0], ylim=domain[1])
        draw_minima(axes, sheet, found)
    else:
        axes.plot(ground.axes[0], ground.values, color=theme.muted, linewidth=STROKES.graph * sheet.pixel)
        losses = found.final_losses[found.diverged_at < 0]
        axes.plot(good[:, 0], losses, "o", alpha=0.45, gid="cloud-dots", **dots)
        axes.set_xlim(*domain[0])
    for (low, high), set_them in ((axes.get_xlim(), axes.set_xticks), (axes.get_ylim(), axes.set_yticks)):
        found_there = ticks(low, high, RULES["most"]["panel"])
        set_them([tick.value for tick in found_there], [tick.text for tick in found_there])
    sheet.name(0, name_of(found.fan))
    left, bottom = sheet.corner(0)
    told = say("after {steps} steps", steps=scenario.num_steps)
    sheet.write(left, bottom + sheet.upright + 0.4 * sheet.em, told, color=theme.muted)


def draw_minima(axes: Axes, sheet: ChartSheet, found: Spread) -> None:
    surface = found.fan.scenario.surface
    for one in minima_of(surface):
        if isinstance(one, Minimum):
            for colour, width in ((sheet.theme.paper, 3.6), (sheet.theme.ink, STROKES.minimum)):
                look = {"color": colour, "markeredgewidth": width * sheet.pixel, "zorder": 5}
                axes.plot(*one.point, "x", markersize=2 * STROKES.minimum_reach * sheet.pixel, **look)
