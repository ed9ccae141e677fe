"""CSV: one tidy table of all paths, a row for each step of each optimizer."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from optviz.engine.simulate import Path, Run
from optviz.exports.base import Format
from optviz.exports.stamp import stamp
from optviz.picture.quantities import measured_along

WEIGHTS = ("x", "y")
FORMULAS = tuple("=+-@\t\r＝＋－＠")
"""How a cell begins that a spreadsheet would work out."""
READING = 'pandas.read_csv(FILE, comment="#") reads this table'
APOSTROPHE = "An apostrophe stands before a label that begins like a formula, so that spreadsheets take it as text"


def write(run: Run) -> bytes:
    """The Scenario in comment lines, then the table. Numbers have all their digits.

    The learning rate is that of the step which leaves the row's point, so the last row has none. A run that diverged
    ends with its last good row. Labels are quoted, as they may have a # in them. On data there are columns for what is
    measured on them as well.
    """
    weights = WEIGHTS[: len(run.scenario.start)]
    text = io.StringIO()
    text.write(f"# {stamp(run.scenario)}\n# {run.scenario.to_json('lacking')}\n# {READING}. {APOSTROPHE}.\n")
    names = ["label", "step", *weights, "loss", "learning_rate", *(f"gradient_{weight}" for weight in weights)]
    text.write(f"{','.join([*names, *measured_along(run[0], run)])}\n")
    table = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    for path in run:
        table.writerows(rows(path, run))
    return text.getvalue().encode()


def rows(path: Path, run: Run) -> Iterator[list[Any]]:
    count = len(path.points) if path.diverged_at is None else max(path.diverged_at, 1)
    label = f"'{path.label}" if path.label.startswith(FORMULAS) else path.label
    rates = [*path.learning_rates.tolist(), ""]
    losses, points, gradients = path.losses.tolist(), path.points.tolist(), path.gradients.tolist()
    measured = measured_along(path, run)
    for step in range(count):
        others = [values[step].item() for values in measured.values()]
        yield [label, step, *points[step], losses[step], rates[step], *gradients[step], *others]


CSV = Format(
    key="csv",
    title="CSV of the paths",
    group="data",
    summary="A row for the start and for each step of each path: for spreadsheets and statistics.",
    extension=".csv",
    media_type="text/csv",
    write=write,
)
