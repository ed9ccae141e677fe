"""`export` for what comes of many runs: CSV and NPZ of the numbers, PNG, SVG and PDF of the picture.

Each file carries a Scenario, as every file does, and all that was asked for beside it.
"""

import csv
import io
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from optviz.exports.base import Length, Option, OptionError, choice, flag, length, parsed
from optviz.exports.figure import DPI, STYLES, check_image, resolution, with_fonts
from optviz.exports.numbers import archive
from optviz.exports.stamp import stamp
from optviz.exports.whole_files import check_place, write_whole
from optviz.problems import Problem
from optviz.registry import UnknownKey, lookup
from optviz.scenario.asked import Asked
from optviz.scenario.scenario import Scenario
from optviz.texts.words import words

IMAGE_DPI = 200.0
"""Of the cells in a drawing, which are pixels there too."""
COMMON = (length("height", "height", None), choice("style", "style", STYLES), flag("title", "title", True))


@dataclass(frozen=True, eq=False, kw_only=True)
class ResultFormat:
    """A kind of file of a result.

    Args:
        key: its name in Python and on the command line.
        media_type: of its files.
        write: `write(result, **options) -> bytes`.
        of: what it is a file of.
        options: what can be chosen.
        check: looks at all of them together, before anything is run.
    """

    key: str
    media_type: str
    write: Callable[..., bytes]
    of: str
    options: tuple[Option, ...] = ()
    check: Callable[[Mapping[str, Any]], None] | None = None

    @property
    def extension(self) -> str:
        """Of its files, with the dot."""
        return f".{self.key}"

    @property
    def title(self) -> str:
        return f"{self.key.upper()} of {self.of}"

    def parse(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each option: what was given, checked, or the default.

        Raises:
            OptionError: an option that it has not, or a value that is not allowed.
        """
        values = parsed(self.title, self.options, given)
        if self.check:
            self.check(values)
        return values


def no_remarks(result: Any) -> list[str]:
    return []


@dataclass(frozen=True, eq=False, kw_only=True)
class Result:
    """A kind of result, and how its files are made.

    Args:
        title: what it is, with its article.
        scenario: of a result: that which its files open.
        asked: of a result: what was asked for, as lines of JSON.
        url: of a result: the same as the query of a URL.
        name: of a result: what a picture of it is called.
        table: of a result: the text of a CSV file, behind its comments.
        arrays: of a result: the arrays of an NPZ file, by name.
        draw: `draw(result, *, width, height, style, title, dpi) -> Figure`, called with matplotlib set up.
        page: how a page is made of it that plays offline, if there is one: `page(result, **options) -> bytes`.
        remarks: of a result: what else a CSV file says of it in its comments, line by line.
        page_options: what can be chosen of that.
    """

    title: str
    scenario: Callable[[Any], Scenario]
    asked: Callable[[Any], list[str]]
    url: Callable[[Any], str]
    name: Callable[[Any], str]
    table: Callable[[Any], str]
    arrays: Callable[[Any], Mapping[str, np.ndarray]]
    draw: Callable[..., Any]
    page: Callable[..., bytes] | None = None
    page_options: tuple[Option, ...] = ()
    remarks: Callable[[Any], list[str]] = no_remarks

    @cached_property
    def formats(self) -> dict[str, ResultFormat]:
        make = partial(ResultFormat, of=self.title)
        wide, on_paper = length("width", "width", "1280px"), length("width", "width", "254mm")
        png = {"options": (wide, *COMMON, DPI), "check": check_image}
        kinds = (
            make(key="csv", media_type="text/csv", write=self.write_csv),
            make(key="npz", media_type="application/zip", write=self.write_npz),
            make(key="png", media_type="image/png", write=self.write_png, **png),
            make(key="svg", media_type="image/svg+xml", write=self.write_svg, options=(wide, *COMMON)),
            make(key="pdf", media_type="application/pdf", write=self.write_pdf, options=(on_paper, *COMMON)),
        )
        page = {"media_type": "text/html", "write": self.page, "options": self.page_options}
        pages = [make(key="html", **page)] if self.page else []
        return {kind.key: kind for kind in (*kinds, *pages)}

    def stamp(self, result: Any) -> str:
        return stamp(self.scenario(result))

    def write_csv(self, result: Any) -> bytes:
        """What was asked for in comment lines, then the table."""
        asked = "".join(f"# {line}\n" for line in [*self.asked(result), *self.remarks(result)])
        hint = '# pandas.read_csv(FILE, comment="#") reads this table\n'
        return f"# {self.stamp(result)}\n{asked}{hint}{self.table(result)}".encode()

    def write_npz(self, result: Any) -> bytes:
        return archive({"scenario": np.array(self.stamp(result).encode()), **self.arrays(result)})

    def picture(self, result: Any, kind: str, metadata: dict, dpi: float, **options: Any) -> bytes:
        file = io.BytesIO()
        with with_fonts():
            figure = self.draw(result, dpi=dpi, **options)
            figure.savefig(file, format=kind, dpi=dpi, metadata=metadata)
        return file.getvalue()

    def write_png(self, result: Any, *, width: Length, dpi: float | None, **options: Any) -> bytes:
        metadata = {
            "Title": self.name(result),
            "Scenario": self.stamp(result),
            "Sweep": self.url(result),
            "Software": "optviz",
        }
        return self.picture(result, "png", metadata, resolution(width, dpi), width=width, **options)

    def write_svg(self, result: Any, **options: Any) -> bytes:
        metadata = {"Title": self.name(result), "Source": self.stamp(result), "Creator": "optviz", "Date": None}
        return self.picture(result, "svg", metadata, IMAGE_DPI, **options)

    def write_pdf(self, result: Any, **options: Any) -> bytes:
        made = {"Creator": "optviz", "CreationDate": None}
        metadata = {"Title": self.name(result), "Subject": self.stamp(result), **made}
        return self.picture(result, "pdf", metadata, IMAGE_DPI, **options)

    def find(self, path: str | os.PathLike | None, key: str | None) -> ResultFormat:
        """The format with this key, or else the one of the path's ending.

        Raises:
            OptionError: there is none.
        """
        if key is not None:
            try:
                return lookup(self.formats, key, "format")
            except UnknownKey as error:
                raise OptionError([Problem("format", *error.words)]) from None
        if path is None:
            raise OptionError.of("format", "format_missing", choices=list(self.formats))
        extension = Path(path).suffix.lower()
        for kind in self.formats.values():
            if kind.extension == extension:
                return kind
        shown = repr(extension) if extension else words("nothing")
        endings = [kind.extension for kind in self.formats.values()]
        raise OptionError.of(str(path), "no_format_ends_so", extension=shown, hint=words("no_hint"), choices=endings)

    def export(
        self, result: Any, path: str | os.PathLike | None = None, format: str | None = None, **options: Any
    ) -> Path | bytes:
        """Writes a result, as `export` does.

        Raises:
            OptionError: an unknown format or option, or a value that is not allowed.
            ExportError: a path that cannot be written.
        """
        kind = self.find(path, format)
        values = kind.parse(options)
        if path is not None:
            check_place(Path(path))
        data = kind.write(result, **values)
        return data if path is None else write_whole(Path(path), data)


def files_of(asked_of: Callable[[Any], Asked], *, name: Callable[[Any], str], **how: Any) -> Result:
    """The files of a result that knows what was asked for.

    Args:
        asked_of: of a result: that.
        name: of what was asked for: what a picture is called.
        how: the other fields of a `Result`.
    """
    return Result(
        asked=lambda found: [asked_of(found).to_json("lacking")],
        url=lambda found: asked_of(found).to_url(),
        name=lambda found: name(asked_of(found)),
        **how,
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Trial:
    """What there is besides maps: how many runs of a scenario are asked for, run and written. Found by this record.

    Args:
        key: its name on the command line and in addresses of files.
        record: what is asked for.
        run: `run(asked, *, progress=None)`, called with the share done.
        found: the type of what it gives.
        files: how its files are made.
    """

    key: str
    record: type[Asked]
    run: Callable[..., Any]
    found: type
    files: Result


def rows_as_csv(head: list[str], rows: Any) -> str:
    """A table as the text of a CSV file; what is not a number or infinite is left empty."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(head)
    table.writerows([["" if isinstance(x, float) and not np.isfinite(x) else x for x in row] for row in rows])
    return text.getvalue()
