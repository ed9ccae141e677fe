"""Files of recipes. They open with the best numbers that were found."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from optviz.engine.recipes import LONG, QUICK, RATES, Walk, recipe
from optviz.exports.results import Trial, files_of, rows_as_csv
from optviz.picture.recipes import name_of
from optviz.scenario.recipe import Recipe

HEAD = ("step", "grid", "steps", "learning_rate", "weight_decay", "loss", "accuracy", "held_out", "held_out_accuracy")
ARRAYS = ("rates", "decays", "losses", "held_out", "accuracy")


def rows_of(found: Walk) -> Iterator[list[Any]]:
    """A row for each run as it ended: which step and grid it belongs to, how many steps it took, at which numbers, and
    what it came to; of the run with the best numbers one for each epoch. What was not measured is empty."""
    (path,) = found.by_heart
    rate = found.rule["learning_rate"]
    yield [1, "", 0, "", "", found.first_loss, "", "", ""]
    yield [2, "", LONG, rate, 0, path.losses[-1].item(), found.accuracy[-1].item(), "", ""]
    for tried, path in zip(RATES, found.falls, strict=True):
        yield [3, "", QUICK, tried, 0, np.inf if path.diverged_at else path.losses[-1].item(), "", "", ""]
    for k, grid in enumerate(found.grids):
        steps = grid.sweep.scenario.num_steps
        for row, decay in enumerate(grid.decays.tolist()):
            for column, tried in enumerate(grid.rates.tolist()):
                own = (grid.losses, grid.held_out, grid.accuracy)
                loss, held_out, right = (one[row, column].item() for one in own)
                yield [4 if k == 0 else 5, k, steps, tried, decay, loss, "", held_out, right]
    best, curves = found.grids[-1], found.curves
    for epoch, (loss, held_out, right) in enumerate(np.column_stack(curves).tolist()):
        yield [6, "", epoch * found.steps_an_epoch, best.rate, best.decay, loss, "", held_out, right]


def table_of(found: Walk) -> str:
    return rows_as_csv(list(HEAD), rows_of(found))


def arrays_of(found: Walk) -> dict[str, np.ndarray]:
    """For each step what it measured; for grid 0, the coarse one, `0/rates`, `0/held_out` …"""
    arrays = {
        "recipe": np.array(found.recipe.to_json("lacking")),
        "reached": np.array(found.reached),
        "first_loss": np.array(found.first_loss),
        "few_losses": found.by_heart[0].losses,
        "few_accuracy": found.accuracy,
        "rates": np.array(RATES),
        "falls": np.stack([path.losses for path in found.falls]),
        "left": np.array(found.left),
        **found.curves._asdict(),
    }
    for k, grid in enumerate(found.grids):
        arrays |= {f"{k}/{name}": getattr(grid, name) for name in ARRAYS}
    return arrays


def draw(found: Walk, **options: Any) -> Any:
    from optviz.figures.recipes import draw_recipe  # with matplotlib, which takes its time

    return draw_recipe(found, **options)


RECIPES = Trial(
    key="recipe",
    record=Recipe,
    run=recipe,
    found=Walk,
    files=files_of(
        lambda found: found.recipe,
        title="a recipe",
        scenario=lambda found: found.best,
        name=name_of,
        table=table_of,
        arrays=arrays_of,
        draw=draw,
    ),
)
