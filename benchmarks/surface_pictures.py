"""Draws the small pictures of all surfaces anew: `python benchmarks/surface_pictures.py`, after a change of a surface.

They lie beside the player as numbers, which the browser paints in the colours of its theme. A surface of two weights is
a grid of tints, as coarse as it may be for a cubic to tell what lies between; one of one weight is its graph.
"""

import json
import math
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from optviz.surfaces.base import Surface

from optviz.catalogue import SURFACES
from optviz.engine.landscape import REACH, Landscape, interpolated, landscape
from optviz.picture.graph import graph_range
from optviz.picture.tint import tints
from optviz.player import assets
from optviz.player.payload import encode
from optviz.scenario.choices import SurfaceChoice

FILE = Path(assets.FOLDER) / "surfaces.bin"
SHAPE = 4 / 3
"""The width of a picture over its height."""
COLUMNS = (16, 20, 24, 32, 40, 48, 64, 80)
FINE = 145
"""Places on both axes by which a grid is judged."""
MOST = 255
NEAR = 0.02
"""How far a tint may be off in all but a fiftieth of the places, of the way from the lowest to the highest."""


def picture(surface: Surface) -> np.ndarray:
    """A surface as it comes, in bytes: a grid of tints, (y, x), from the lowest weights on, or a graph's heights."""
    shown = landscape(SurfaceChoice.model_validate(surface.key))
    return tints_of(shown, surface) if len(surface.domain) == 2 else heights_of(shown, surface)


def heights_of(shown: Landscape, surface: Surface) -> np.ndarray:
    places = np.linspace(*surface.domain[0], 2 * COLUMNS[-1])
    low, high = graph_range(shown)
    return in_bytes((np.interp(places, shown.axes[0], shown.losses) - low) / (high - low))


def tints_of(shown: Landscape, surface: Surface) -> np.ndarray:
    ranges = shown_of(surface)
    fine = on_grid(shown, ranges, FINE, FINE)
    for columns in COLUMNS:
        grid = in_bytes(on_grid(shown, ranges, columns, round(columns / SHAPE)))
        if np.quantile(np.abs(refined(refined(grid / MOST).T).T - fine), 0.98) < NEAR:
            break
    return grid


def refined(grid: np.ndarray) -> np.ndarray:
    """A grid at finer places along its first axis, as the page paints between them."""
    count = len(grid)
    return interpolated(grid, np.arange(count), np.linspace(0, count - 1, FINE))


def on_grid(shown: Landscape, ranges: list[tuple[float, float]], columns: int, rows: int) -> np.ndarray:
    axes = [np.linspace(*ends, count) for ends, count in zip(ranges, (columns, rows), strict=True)]
    return tints(shown, shown.shades_on(axes))


def in_bytes(shares: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(shares, 0, 1) * MOST).astype(np.uint8)


def shown_of(surface: Surface) -> list[tuple[float, float]]:
    """The domain, and on one axis more of it, so that a unit is as long on both, as far as the landscape reaches."""
    (left, right), (bottom, top) = surface.domain
    wider = SHAPE * (top - bottom) / (right - left)
    reaches = min(max(wider, 1), REACH), min(max(1 / wider, 1), REACH)
    return [
        ((low + high) / 2 - reach * (high - low) / 2, (low + high) / 2 + reach * (high - low) / 2)
        for (low, high), reach in zip(surface.domain, reaches, strict=True)
    ]


def stored() -> dict[str, np.ndarray]:
    """The pictures that are kept, by the surfaces' keys."""
    body = FILE.read_bytes()
    start = 4 + int.from_bytes(body[:4], "little")
    return {
        entry["name"]: np.frombuffer(body, entry["dtype"], math.prod(entry["shape"]), start + entry["offset"]).reshape(
            entry["shape"]
        )
        for entry in json.loads(body[4:start])["arrays"]
    }


def pictures() -> bytes:
    """The pictures of all surfaces, by their keys."""
    return encode({}, {key: picture(surface) for key, surface in SURFACES.items()})


if __name__ == "__main__":
    FILE.write_bytes(pictures())
