"""Files of fans."""

from typing import Any

import numpy as np

from optviz.engine.fans import Spread, fan
from optviz.exports.results import Trial, files_of, rows_as_csv
from optviz.picture.fans import name_of
from optviz.scenario.fan import Fan

ARRAYS = ("seeds", "levels", "losses", "mean_losses", "means", "variances", "good", "points", "final_losses", "steps")
ARRAYS += ("diverged_at", "nearest", "minima", "cloud_steps", "cloud")


def table_of(found: Spread) -> str:
    """A row for each step: the quantiles of the losses, their mean, mean and variance of each weight, and the share of
    runs that have not diverged."""
    weights = ["x", "y"][: found.means.shape[1]]
    columns = {
        "step": np.arange(len(found.good)),
        **{f"loss_{level:g}": values for level, values in zip(found.levels, found.losses, strict=True)},
        "mean_loss": found.mean_losses,
        **{f"mean_{weight}": found.means[:, i] for i, weight in enumerate(weights)},
        **{f"variance_{weight}": found.variances[:, i] for i, weight in enumerate(weights)},
        "good": found.good,
    }
    return rows_as_csv(list(columns), zip(*(column.tolist() for column in columns.values()), strict=True))


def arrays_of(found: Spread) -> dict[str, np.ndarray]:
    return {"fan": np.array(found.fan.to_json("lacking"))} | {name: getattr(found, name) for name in ARRAYS}


def draw(found: Spread, **options: Any) -> Any:
    from optviz.figures.fans import draw_fan  # with matplotlib, which takes its time

    return draw_fan(found, **options)


FANS = Trial(
    key="fan",
    record=Fan,
    run=fan,
    found=Spread,
    files=files_of(
        lambda found: found.fan,
        title="a fan",
        scenario=lambda found: found.fan.scenario,
        name=name_of,
        table=table_of,
        arrays=arrays_of,
        draw=draw,
    ),
)
