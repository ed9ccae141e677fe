"""Files of maps, one or several side by side."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from optviz.engine.maps import Map
from optviz.engine.simulate import simulate
from optviz.exports.html import HTML, THEME
from optviz.exports.html import write as write_page
from optviz.exports.results import Result, rows_as_csv
from optviz.picture.map_axes import name_of

MOST_HERE = 128
ARRAYS = ("x", "y", "points", "losses", "first_losses", "steps", "diverged_at", "distances", "minima")


def weights_of(found: Map) -> list[str]:
    return ["x", "y"][: found.points.shape[-1]]


def rows_of(place: int, found: Map) -> Iterator[list[Any]]:
    """A row for each cell: the values of its axes, where its run ended, and what came of it; nothing where it never
    did."""
    columns, rows = np.meshgrid(found.x, found.y)
    for at in np.ndindex(found.losses.shape):
        axes = [columns[at].item(), *([rows[at].item()] if found.sweep.y else [])]
        numbers = (found.steps[at], found.diverged_at[at], found.minima[at])
        ends = [*found.points[at].tolist(), found.losses[at].item(), found.distances[at].item()]
        yield [place, *axes, *ends, *("" if number < 0 else int(number) for number in numbers)]


def table_of(maps: Sequence[Map]) -> str:
    """A row for each cell of each map."""
    keys = [axis.key for axis in maps[0].sweep.axes]
    ends = [f"end_{weight}" for weight in weights_of(maps[0])]
    head = ["map", *keys, *ends, "final_loss", "distance", "steps", "diverged_at", "minimum"]
    return rows_as_csv(head, (row for place, found in enumerate(maps) for row in rows_of(place, found)))


def arrays_of(maps: Sequence[Map]) -> dict[str, np.ndarray]:
    """For map 0 `0/x`, `0/y`, `0/losses` …, with -1 for what never came about, `0/sweep`, its JSON, and `0/precision`,
    the bits that its runs had."""
    arrays: dict[str, np.ndarray] = {}
    for i, found in enumerate(maps):
        arrays[f"{i}/sweep"] = np.array(found.sweep.to_json("lacking"))
        arrays[f"{i}/precision"] = np.array(found.precision)
        arrays |= {f"{i}/{name}": getattr(found, name) for name in ARRAYS}
    return arrays


def draw(maps: Sequence[Map], **options: Any) -> Any:
    from optviz.figures.maps import draw_maps  # with matplotlib, which takes its time

    return draw_maps(maps, **options)


def page(maps: Sequence[Map], *, theme: str) -> bytes:
    """The player with the maps beside it, which a browser makes anew by itself: at most `MOST_HERE` cells a side."""
    asked = maps[0].sweep.coarser(MOST_HERE)
    view = HTML.parse({})["view"]
    return write_page(simulate(asked.scenario), view=view, theme=theme, maps=asked)


MAPS = Result(
    title="a map",
    scenario=lambda maps: maps[0].sweep.scenario,
    asked=lambda maps: [found.sweep.to_json("lacking") for found in maps],
    url=lambda maps: maps[0].sweep.to_url(),
    name=lambda maps: "; ".join(name_of(found.sweep) for found in maps),
    remarks=lambda maps: [f"precision: {maps[0].precision} bits"],
    table=table_of,
    arrays=arrays_of,
    draw=draw,
    page=page,
    page_options=(THEME,),
)
