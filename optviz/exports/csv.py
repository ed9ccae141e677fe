"""CSV: one tidy table of all paths, a row for each step of each optimizer."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from optviz.engine.simulate import Path, Run
from optviz.exports.base import Format
from optviz.exports.stamp import stamp

WEIGHTS = ("x", "y")


def write(run: Run) -> bytes:
    """The Scenario in comment lines, then the table. Numbers have all their digits.

    The learning rate is that of the step which leaves the row's point, so the last row has none. A run that diverged
    ends with its last good row.
    """
    weights = WEIGHTS[: len(run.scenario.start)]
    text = io.StringIO()
    text.write(f"# {stamp(run.scenario)}\n# {run.scenario.to_json()}\n")
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["label", "step", *weights, "loss", "learning_rate", *(f"gradient_{w}" for w in weights)])
    for path in run:
        table.writerows(rows(path))
    return text.getvalue().encode()


def rows(path: Path) -> Iterator[list[Any]]:
    count = len(path.points) if path.diverged_at is None else max(path.diverged_at, 1)
    rates = [*path.learning_rates.tolist(), ""]
    losses, points, gradients = path.losses.tolist(), path.points.tolist(), path.gradients.tolist()
    for step in range(count):
        yield [path.label, step, *points[step], losses[step], rates[step], *gradients[step]]


CSV = Format(
    key="csv",
    title="CSV of the paths",
    group="data",
    summary="A row for each step of each path: for spreadsheets and statistics.",
    extension=".csv",
    media_type="text/csv",
    write=write,
)
