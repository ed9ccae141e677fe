"""Files of searches."""

from typing import Any

import numpy as np

from optviz.engine.searches import WAYS, Tries, search
from optviz.exports.results import Trial, files_of, rows_as_csv
from optviz.picture.searches import name_of
from optviz.scenario.search import Search

ARRAYS = ("values", "cells", "best", "levels", "quantiles", "medians")


def table_of(found: Tries) -> str:
    """A row for each try of each way, of the first repeat: its numbers and its value; the best so far, and the
    quantiles of the best so far over all repeats."""
    levels = [f"best_{level:g}" for level in found.levels]
    keys = [axis.key for axis in found.search.axes]
    rows = [
        [
            way,
            k + 1,
            found.map.x[column].item(),
            found.map.y[row].item(),
            found.values[row, column].item(),
            found.best[i, 0, k].item(),
            *found.quantiles[i, :, k].tolist(),
        ]
        for i, way in enumerate(WAYS)
        for k, (row, column) in enumerate(found.cells[i, 0].tolist())
    ]
    return rows_as_csv(["way", "try", *keys, found.search.outcome, "best", *levels], rows)


def arrays_of(found: Tries) -> dict[str, np.ndarray]:
    own = {"search": np.array(found.search.to_json("lacking")), "ways": np.array(list(WAYS))}
    return own | {"x": found.map.x, "y": found.map.y} | {name: getattr(found, name) for name in ARRAYS}


def draw(found: Tries, **options: Any) -> Any:
    from optviz.figures.searches import draw_search  # with matplotlib, which takes its time

    return draw_search(found, **options)


SEARCHES = Trial(
    key="search",
    record=Search,
    run=search,
    found=Tries,
    files=files_of(
        lambda found: found.search,
        title="a search",
        scenario=lambda found: found.search.scenario,
        name=name_of,
        table=table_of,
        arrays=arrays_of,
        draw=draw,
    ),
)
