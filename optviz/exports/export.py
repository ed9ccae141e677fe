"""`export`: a Scenario or a Run in, a file out."""

import os
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, overload

import optviz.exports
from optviz.engine.maps import Map
from optviz.engine.simulate import Run, simulate
from optviz.exports.base import Format, OptionError
from optviz.exports.maps import export_maps
from optviz.exports.whole_files import check_place, write_whole
from optviz.problems import Problem
from optviz.registry import UnknownKey, collect, lookup
from optviz.scenario.scenario import Scenario
from optviz.texts.words import words

FORMATS = collect(optviz.exports, Format)
Shown = Scenario | Run | Map | Sequence[Map]


@overload
def export(what: Shown, path: None = None, format: str | None = None, **options: Any) -> bytes: ...
@overload
def export(what: Shown, path: str | os.PathLike, format: str | None = None, **options: Any) -> Path: ...
def export(
    what: Shown,
    path: str | os.PathLike | None = None,
    format: str | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    **options: Any,
) -> Path | bytes:
    """Writes a Scenario, or the Run of one, to a file: a figure, a clip, numbers or code; or maps.

    Args:
        what: a Scenario, or its Run where there is one already; a map of `sweep`, or those of `basins` side by side.
        path: the file to write; None gives its bytes instead.
        format: a key of `FORMATS`, or of `MAP_FORMATS` for maps; otherwise the ending of `path` tells.
        progress: called with the share done, 0 to 1, by formats that take long.
        options: those of the format, such as `width="120mm"` or `style="print"`.

    Returns:
        The path, or the bytes where none was given. The file is either complete or not there.

    Raises:
        OptionError: an unknown format or option, or a value that is not allowed.
        ExportError: a path that cannot be written.
    """
    if not isinstance(what, Scenario | Run):
        return export_maps([what] if isinstance(what, Map) else list(what), path, format, **options)
    kind = find_format(path, format)
    values = kind.parse(options)
    if path is not None:
        check_place(Path(path))
    run = what if isinstance(what, Run) else simulate(what)
    report = progress or (lambda share: None)
    data = kind.write(run, progress=report, **values) if kind.has_progress else kind.write(run, **values)
    return data if path is None else write_whole(Path(path), data)


def find_format(path: str | os.PathLike | None, key: str | None) -> Format:
    """The format with this key, or else the one of the path's ending.

    Raises:
        OptionError: there is none.
    """
    if key is not None:
        try:
            return lookup(FORMATS, key, "format")
        except UnknownKey as error:
            raise OptionError([Problem("format", *error.words)]) from None
    if path is None:
        raise OptionError.of("format", "format_missing", choices=list(FORMATS))
    name, extension = Path(path).name.lower(), Path(path).suffix.lower()
    ending_so = [kind for kind in FORMATS.values() if name.endswith(kind.extension) and name != kind.extension]
    if ending_so:
        return max(ending_so, key=lambda kind: len(kind.extension))  # the first of those that share an ending
    endings = list(dict.fromkeys(kind.extension for kind in FORMATS.values()))
    near = get_close_matches(extension, endings, n=1)
    hint = words("did_you_mean_first", name=near[0]) if near else words("no_hint")
    shown = repr(extension) if extension else words("nothing")
    raise OptionError.of(str(path), "no_format_ends_so", extension=shown, hint=hint, choices=endings)
