"""`export`: a Scenario or a Run in, a file out."""

import os
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, overload

import optviz.exports
from optviz.engine.fans import Spread
from optviz.engine.maps import Map
from optviz.engine.races import Standings
from optviz.engine.recipes import Walk
from optviz.engine.searches import Tries
from optviz.engine.simulate import Run, simulate
from optviz.exports.base import Format, OptionError
from optviz.exports.maps import MAPS
from optviz.exports.results import Trial
from optviz.exports.whole_files import check_place, write_whole
from optviz.problems import Problem
from optviz.registry import UnknownKey, collect, lookup, short
from optviz.scenario.scenario import Scenario
from optviz.texts.language import ENGLISH, languages, speaking, spoken
from optviz.texts.words import words

FORMATS = collect(optviz.exports, Format)
Shown = Scenario | Run | Map | Sequence[Map] | Spread | Tries | Standings | Walk
TRIALS = collect(optviz.exports, Trial)
"""What comes of many runs, besides maps, which are written side by side."""


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
    language: str | None = None,
    **options: Any,
) -> Path | bytes:
    """Writes a Scenario, or the Run of one, to a file: a figure, a clip, numbers or code; or maps.

    Args:
        what: a Scenario, or its Run where there is one already; a map of `sweep`, or those of `basins` side by side;
            what `fan`, `search`, `race` or `recipe` found.
        path: the file to write; None gives its bytes instead.
        format: a key of `FORMATS`; of what comes of many runs `csv`, `npz`, `png`, `svg` or `pdf`; otherwise the ending
            of `path` tells.
        progress: called with the share done, 0 to 1, by formats that take long.
        language: of what is said in it, such as `zh`; English unless told otherwise.
        options: those of the format, such as `width="120mm"` or `style="print"`.

    Returns:
        The path, or the bytes where none was given. The file is either complete or not there.

    Raises:
        OptionError: an unknown format or option, or a value that is not allowed.
        ExportError: a path that cannot be written.
    """
    with speaking(spoken.get() if language is None else known(language)):
        if isinstance(what, Scenario | Run):
            return said_by(what, find_format(path, format), path, progress, options)
        if isinstance(what, Map | Sequence):
            return MAPS.export([what] if isinstance(what, Map) else list(what), path, format, **options)
        trial = next(one for one in TRIALS.values() if isinstance(what, one.found))
        return trial.files.export(what, path, format, **options)


def said_by(
    what: Scenario | Run,
    kind: Format,
    path: str | os.PathLike | None,
    progress: Callable[[float], None] | None,
    options: Mapping[str, Any],
) -> Path | bytes:
    """The same in the language that is spoken; in English, where letters are drawn that are not installed."""
    with speaking(ENGLISH if kind.lacks_letters else spoken.get()):
        values = kind.parse(options)
        if path is not None:
            check_place(Path(path))
        run = what.named_anew() if isinstance(what, Run) else simulate(what)
        report = progress or (lambda share: None)
        data = kind.write(run, progress=report, **values) if kind.has_progress else kind.write(run, **values)
        return data if path is None else write_whole(Path(path), data)


def known(language: str) -> str:
    """A language that there is.

    Raises:
        OptionError: there is none of this name.
    """
    if language not in languages():
        allowed = words("one_of", choices=list(languages()))
        raise OptionError.of("language", "not_allowed", value=short(language), allowed=allowed)
    return language


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
