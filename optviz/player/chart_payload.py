"""What comes of many runs as the page gets it: charts in shares of their sides, the ground, the cloud, and words."""

from typing import Any

import numpy as np

from optviz.engine.fans import Spread
from optviz.engine.landscape import landscape
from optviz.engine.races import Standings
from optviz.engine.tables import minima_of
from optviz.figures.ground import Contour, make_ground
from optviz.picture.chart import Chart, Scale
from optviz.picture.fans import colour_of, ends_of, losses_chart, name_of, said_of
from optviz.picture.looks import THEMES
from optviz.picture.races import HEAD, race_chart, table_of, tuning_chart
from optviz.picture.races import name_of as name_of_race
from optviz.picture.ticks import ticks
from optviz.picture.tint import tints
from optviz.player.payload import encode
from optviz.surfaces.base import Minimum
from optviz.texts.language import say

DIGITS = 4
"""Of shares: a ten-thousandth of a side is less than a pixel."""
PLACES = 128
"""Of the ground along each weight."""
DOTS = 500
"""So many runs at most are dots on the page."""
SIDE = 400.0
"""Of the plane on the page, about, in pixels: by it lines of levels are thinned out."""
MOST = 6
FINEST = 255


def fan_payload(found: Spread, style: str) -> bytes:
    """The body of a fan in a style, `light` or `dark`."""
    scenario = found.fan.scenario
    domain = scenario.surface.record.domain
    header = {
        "title": name_of(found.fan),
        "chart": chart_data(losses_chart(found, style)),
        "ends": ends_of(found),
        "said": said_of(found),
        "colour": colour_of(found.fan, style),
        "ink": THEMES[style].ink,
        "paper": THEMES[style].paper,
        "ramp": THEMES[style].ramp,
        "lines": lines_over(found, style),
        "minima": minima_on(found),
        "sides": [{"ticks": ticks_along(*side)} for side in sides_of(found)],
        "last": scenario.num_steps,
    }
    arrays = {"steps": found.cloud_steps.astype(np.int32), "cloud": cloud_of(found)}
    if len(domain) == 2:
        axes = [np.linspace(low, high, PLACES) for low, high in domain]
        shown = landscape(scenario.surface)
        shares = np.clip(tints(shown, shown.shades_on(axes)), 0, 1)
        arrays["ground"] = np.round(np.nan_to_num(shares, nan=1) * FINEST).astype(np.uint8)
    return encode(header, arrays)


def sides_of(found: Spread) -> list[tuple[float, float]]:
    """The ranges of the weights; under a single weight's cloud lies no ground."""
    return list(found.fan.scenario.surface.record.domain)


def lines_over(found: Spread, style: str) -> list[list[Any]]:
    """The lines of levels, each as an SVG path in shares of the plane from above, with its colour and its width."""
    scenario = found.fan.scenario
    ground = make_ground(scenario, THEMES[style], (SIDE, SIDE))
    low, high = np.array(sides_of(found)).T
    return [path_of(contour, low, high) for contour in ground.contours.values()]


def path_of(contour: Contour, low: np.ndarray, high: np.ndarray) -> list[Any]:
    places = (contour.outline.vertices - low) / (high - low)
    codes = contour.outline.codes
    begins = np.zeros(len(places), bool) if codes is None else np.equal(codes, contour.outline.MOVETO)
    begins[0] = True
    pairs = zip(begins.tolist(), np.round(places, DIGITS).tolist(), strict=True)
    drawn = "".join(f"{'M' if begin else 'L'}{x:g} {1 - y:.4g}" for begin, (x, y) in pairs)
    return [drawn, contour.colour, contour.width]


def cloud_of(found: Spread) -> np.ndarray:
    """(pictures, dots, 2) in shares of the plane, from below; of one weight spread over its height, one run a line."""
    cloud = found.cloud[:, :DOTS].astype(float)
    low, high = np.array(sides_of(found)).T
    shares = (cloud - low) / (high - low)
    if shares.shape[2] == 1:
        heights = np.broadcast_to(np.linspace(0.02, 0.98, shares.shape[1]), shares.shape[:2])
        shares = np.stack([shares[..., 0], heights], axis=-1)
    return shares.astype(np.float32)


def minima_on(found: Spread) -> list[list[float]]:
    """Where the known minima lie, in shares of the plane."""
    surface = found.fan.scenario.surface
    low, high = np.array(sides_of(found)).T
    points = [one.point for one in minima_of(surface) if isinstance(one, Minimum)]
    return [rounded((np.array(point) - low) / (high - low)) for point in points if len(point) == len(low) == 2]


def ticks_along(low: float, high: float) -> list[list[Any]]:
    return [[(tick.value - low) / (high - low), tick.text] for tick in ticks(low, high, MOST)]


def race_payload(found: Standings, style: str) -> bytes:
    """The body of a race in a style."""
    charts = [tuning_chart(found, style), race_chart(found, style)]
    header = {
        "title": name_of_race(found.race),
        "charts": [chart_data(chart) for chart in charts],
        "head": [say(text) for text in HEAD],
        "table": table_of(found),
        "colours": [chart_entry.colour for chart_entry in charts[0].key],
        "places": found.places,
        "ink": THEMES[style].ink,
        "paper": THEMES[style].paper,
        "query": found.scenario.to_url(),
    }
    return encode(header, {})


def chart_data(chart: Chart) -> dict[str, Any]:
    """A chart as plain values; what is not known is null."""
    return {
        "title": chart.title,
        "x": scale_data(chart.x),
        "y": scale_data(chart.y),
        "bands": [
            {
                "x": rounded(b.x),
                "low": rounded(b.low),
                "high": rounded(b.high),
                "colour": b.colour,
                "opacity": b.opacity,
            }
            for b in chart.bands
        ],
        "lines": [
            {
                "x": rounded(line.x),
                "y": rounded(line.y),
                "colour": line.colour,
                "width": line.width,
                "dash": line.dash,
                "stepped": line.is_stepped,
            }
            for line in chart.lines
        ],
        "dots": [[*rounded(np.array([dot.x, dot.y])), dot.colour] for dot in chart.dots],
        "key": chart.key,
    }


def scale_data(scale: Scale) -> dict[str, Any]:
    return {"title": scale.title, "ticks": scale.ticks, "low": scale.low, "high": scale.high, "log": scale.is_log}


def rounded(values: np.ndarray) -> list[Any]:
    return [None if value != value else value for value in np.round(values, DIGITS).tolist()]
