"""NPZ of every array, JSON of the Scenario, and a table of the numbers in Markdown."""

import io
import json
import zipfile
from collections.abc import Mapping

import numpy as np

from optviz.engine.simulate import Path, Run
from optviz.exports.base import WITH_TABLE, Format
from optviz.exports.containers.npz import MEMBER
from optviz.exports.stamp import stamp
from optviz.picture.happened import happened
from optviz.picture.minima import crosses, curve_lines
from optviz.picture.quantities import measured_along
from optviz.picture.table import COLUMNS
from optviz.texts.language import say
from optviz.texts.numbers import written

ARRAYS = ("points", "losses", "gradients", "learning_rates", "evaluations")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every member of an archive, so that the same Run gives the same bytes."""


def arrays_of(run: Run) -> dict[str, np.ndarray]:
    """Every array of a Run: `labels`, then for path 0 `0/points`, `0/state/velocity` …; -1 for "did not diverge".

    On data there is what is measured on them as well: `0/held_out` …

    `minima` has their weights and losses, `curve_of_minima/0` … the weights along a curve of them.
    """
    arrays = {MEMBER.removesuffix(".npy"): np.array(stamp(run.scenario).encode())}
    arrays["labels"] = np.array([path.label for path in run])
    arrays["diverged_at"] = np.array([-1 if path.diverged_at is None else path.diverged_at for path in run])
    arrays["minima"] = np.array([[*minimum.point, minimum.value] for minimum in crosses(run)])
    arrays |= {f"curve_of_minima/{i}": line for i, line in enumerate(curve_lines(run))}
    for i, path in enumerate(run):
        arrays |= {f"{i}/{name}": getattr(path, name) for name in ARRAYS}
        arrays |= {f"{i}/state/{name}": array for name, array in path.state.items()}
        arrays |= {f"{i}/{name}": array for name, array in measured_along(path, run).items()}
    return arrays


def write_npz(run: Run) -> bytes:
    return archive(arrays_of(run))


def archive(arrays: Mapping[str, np.ndarray]) -> bytes:
    """An NPZ of these arrays; the same arrays give the same bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            packed.writestr(zipfile.ZipInfo(f"{name}.npy", EPOCH), member.getvalue(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def outline_of_npz(data: bytes) -> str:
    """The name, the type and the shape of every array of an archive."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return "\n".join(f"{name:<28} {array.dtype.name:<10} {array.shape}" for name, array in archive.items())


def write_json(run: Run, *, own: bool) -> bytes:
    data = run.scenario.to_dict("whole" if own else "lacking")
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def escaped(text: str) -> str:
    """A text as Markdown shows it letter by letter, in one cell of a table."""
    flat = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+!|<>&~$" else letter for letter in flat)


def row(path: Path) -> list[str]:
    choice = path.choice.flat()
    said = {name: value for name, value in choice.items() if name not in ("key", "label", "schedule")}
    numbers = ", ".join(
        f"{name} {value if isinstance(value, str) else written(value, 4)}" for name, value in said.items()
    )
    return [escaped(path.label), escaped(numbers), *(column.cell(path) for column in COLUMNS)]


def write_markdown(run: Run) -> bytes:
    head = [say("Optimizer"), say("Numbers"), *(say(column.title) for column in COLUMNS)]
    lines = [head, ["---", "---", *["---:"] * len(COLUMNS)], *(row(path) for path in run)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    surface, steps = say(run.scenario.surface.record.title), run.scenario.num_steps
    caption = say("{surface}, {count} steps", surface=surface, count=steps)
    said = escaped(" ".join(map(str, happened(run))))
    return f"<!-- {stamp(run.scenario)} -->\n\n**{escaped(caption)}**\n\n{said}\n\n{table}\n".encode()


NPZ = Format(
    key="npz",
    title="NPZ of all arrays",
    group="data",
    summary="Every array of the run, with all digits: for NumPy.",
    extension=".npz",
    media_type="application/octet-stream",
    write=write_npz,
    outline=outline_of_npz,
)
JSON = Format(
    key="json",
    title="JSON of the Scenario",
    group="data",
    summary="What was run, without the results: for scripts and for the command line.",
    extension=".json",
    media_type="application/json",
    write=write_json,
    options=(WITH_TABLE,),
)
MARKDOWN = Format(
    key="markdown",
    title="Markdown table",
    group="data",
    summary="What came out, a row for each optimizer: for notes and issues.",
    extension=".md",
    media_type="text/markdown",
    write=write_markdown,
)
