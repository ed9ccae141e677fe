"""`export` for maps: CSV and NPZ of their numbers, PNG, SVG and PDF of their pictures.

Each file carries the map's own Scenario, as every file does, and the whole sweep beside it.
"""

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from optviz.engine.maps import Map
from optviz.exports.base import Length, Option, OptionError, choice, flag, length, parsed
from optviz.exports.figure import DPI, STYLES, check_image, resolution, with_fonts
from optviz.exports.numbers import archive
from optviz.exports.stamp import stamp
from optviz.exports.whole_files import check_place, write_whole
from optviz.picture.map_axes import name_of
from optviz.problems import Problem
from optviz.registry import UnknownKey, lookup
from optviz.texts.words import words

ARRAYS = ("x", "y", "points", "losses", "first_losses", "steps", "diverged_at", "distances", "minima")


@dataclass(frozen=True, eq=False, kw_only=True)
class MapFormat:
    """A kind of file of maps.

    Args:
        key: its name in Python and on the command line.
        extension: of its files, with the dot.
        write: `write(maps, **options) -> bytes`.
        options: what can be chosen.
        check: looks at all of them together, before anything is run.
    """

    key: str
    extension: str
    write: Callable[..., bytes]
    options: tuple[Option, ...] = ()
    check: Callable[[Mapping[str, Any]], None] | None = None

    @property
    def title(self) -> str:
        return f"{self.key.upper()} of a map"

    def parse(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each option: what was given, checked, or the default.

        Raises:
            OptionError: an option that it has not, or a value that is not allowed.
        """
        values = parsed(self.title, self.options, given)
        if self.check:
            self.check(values)
        return values


def weights_of(found: Map) -> list[str]:
    return ["x", "y"][: found.points.shape[-1]]


def rows_of(place: int, found: Map) -> Iterator[list[Any]]:
    """A row for each cell: the values of its axes, where its run ended, and what came of it; nothing where it never
    did."""
    columns, rows = np.meshgrid(found.x, found.y)
    for at in np.ndindex(found.losses.shape):
        axes = [columns[at].item(), *([rows[at].item()] if found.sweep.y else [])]
        numbers = (found.steps[at], found.diverged_at[at], found.minima[at])
        distance = found.distances[at].item()
        yield [
            place,
            *axes,
            *found.points[at].tolist(),
            found.losses[at].item(),
            "" if np.isnan(distance) else distance,
            *("" if number < 0 else int(number) for number in numbers),
        ]


def write_csv(maps: Sequence[Map]) -> bytes:
    """The sweeps in comment lines, then a row for each cell of each map."""
    text = io.StringIO()
    text.write(f"# {stamp(maps[0].sweep.scenario)}\n")
    for found in maps:
        text.write(f"# {found.sweep.to_json()}\n")
    text.write('# pandas.read_csv(FILE, comment="#") reads this table\n')
    keys = [axis.key for axis in maps[0].sweep.axes]
    ends = [f"end_{weight}" for weight in weights_of(maps[0])]
    names = ["map", *keys, *ends, "final_loss", "distance", "steps", "diverged_at", "minimum"]
    table = csv.writer(text, lineterminator="\n")
    table.writerow(names)
    for place, found in enumerate(maps):
        table.writerows(rows_of(place, found))
    return text.getvalue().encode()


def write_npz(maps: Sequence[Map]) -> bytes:
    """For map 0 `0/x`, `0/y`, `0/losses` …, with -1 for what never came about, and `0/sweep`, its JSON."""
    arrays: dict[str, np.ndarray] = {"scenario": np.array(stamp(maps[0].sweep.scenario).encode())}
    for i, found in enumerate(maps):
        arrays[f"{i}/sweep"] = np.array(found.sweep.to_json())
        arrays |= {f"{i}/{name}": getattr(found, name) for name in ARRAYS}
    return archive(arrays)


def picture(maps: Sequence[Map], kind: str, metadata: dict, dpi: float, **options: Any) -> bytes:
    file = io.BytesIO()
    with with_fonts():
        from optviz.figures.maps import draw_maps

        figure = draw_maps(maps, dpi=dpi, **options)
        figure.savefig(file, format=kind, dpi=dpi, metadata=metadata)
    return file.getvalue()


def title_of(maps: Sequence[Map]) -> str:
    return "; ".join(name_of(found.sweep) for found in maps)


def write_png(maps: Sequence[Map], *, width: Length, dpi: float | None, **options: Any) -> bytes:
    scenario = stamp(maps[0].sweep.scenario)
    metadata = {"Title": title_of(maps), "Scenario": scenario, "Sweep": maps[0].sweep.to_url(), "Software": "optviz"}
    return picture(maps, "png", metadata, resolution(width, dpi), width=width, **options)


def write_svg(maps: Sequence[Map], **options: Any) -> bytes:
    metadata = {"Title": title_of(maps), "Source": stamp(maps[0].sweep.scenario), "Creator": "optviz", "Date": None}
    return picture(maps, "svg", metadata, IMAGE_DPI, **options)


def write_pdf(maps: Sequence[Map], **options: Any) -> bytes:
    subject = stamp(maps[0].sweep.scenario)
    metadata = {"Title": title_of(maps), "Subject": subject, "Creator": "optviz", "CreationDate": None}
    return picture(maps, "pdf", metadata, IMAGE_DPI, **options)


IMAGE_DPI = 200.0
"""Of the cells in a drawing, which are pixels there too."""
COMMON = (length("height", "height", None), choice("style", "style", STYLES), flag("title", "title", True))
MAP_FORMATS = {
    kind.key: kind
    for kind in (
        MapFormat(key="csv", extension=".csv", write=write_csv),
        MapFormat(key="npz", extension=".npz", write=write_npz),
        MapFormat(
            key="png",
            extension=".png",
            write=write_png,
            options=(length("width", "width", "1280px"), *COMMON, DPI),
            check=check_image,
        ),
        MapFormat(key="svg", extension=".svg", write=write_svg, options=(length("width", "width", "1280px"), *COMMON)),
        MapFormat(key="pdf", extension=".pdf", write=write_pdf, options=(length("width", "width", "254mm"), *COMMON)),
    )
}


def find_map_format(path: str | os.PathLike | None, key: str | None) -> MapFormat:
    """The format with this key, or else the one of the path's ending.

    Raises:
        OptionError: there is none.
    """
    if key is not None:
        try:
            return lookup(MAP_FORMATS, key, "format")
        except UnknownKey as error:
            raise OptionError([Problem("format", *error.words)]) from None
    if path is None:
        raise OptionError.of("format", "format_missing", choices=list(MAP_FORMATS))
    extension = Path(path).suffix.lower()
    for kind in MAP_FORMATS.values():
        if kind.extension == extension:
            return kind
    shown = repr(extension) if extension else words("nothing")
    endings = [kind.extension for kind in MAP_FORMATS.values()]
    raise OptionError.of(str(path), "no_format_ends_so", extension=shown, hint=words("no_hint"), choices=endings)


def export_maps(
    maps: Sequence[Map], path: str | os.PathLike | None = None, format: str | None = None, **options: Any
) -> Path | bytes:
    """Writes maps side by side, as `export` does.

    Raises:
        OptionError: an unknown format or option, or a value that is not allowed.
        ExportError: a path that cannot be written.
    """
    kind = find_map_format(path, format)
    values = kind.parse(options)
    if path is not None:
        check_place(Path(path))
    data = kind.write(maps, **values)
    return data if path is None else write_whole(Path(path), data)
