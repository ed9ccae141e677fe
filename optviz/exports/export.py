"""`export`: a Scenario or a Run in, a file out."""

import errno
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, overload

import optviz.exports
from optviz.engine.simulate import Run, simulate
from optviz.exports.base import ExportError, Format, OptionError
from optviz.problems import Problem
from optviz.registry import UnknownKey, collect, lookup, short
from optviz.scenario.scenario import Scenario
from optviz.texts.language import ENGLISH, languages, speaking, spoken
from optviz.texts.words import words

FORMATS = collect(optviz.exports, Format)


@overload
def export(what: Scenario | Run, path: None = None, format: str | None = None, **options: Any) -> bytes: ...
@overload
def export(what: Scenario | Run, path: str | os.PathLike, format: str | None = None, **options: Any) -> Path: ...
def export(
    what: Scenario | Run,
    path: str | os.PathLike | None = None,
    format: str | None = None,
    *,
    progress: Callable[[float], None] | None = None,
    language: str | None = None,
    **options: Any,
) -> Path | bytes:
    """Writes a Scenario, or the Run of one, to a file: a figure, a clip, numbers or code.

    Args:
        what: a Scenario, or its Run where there is one already.
        path: the file to write; None gives its bytes instead.
        format: a key of `FORMATS`; otherwise the ending of `path` tells.
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
        kind = find_format(path, format)
        return said_by(what, kind, path, progress, options)


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


def check_place(path: Path) -> None:
    """Refuses, before any work, what cannot become a file.

    Raises:
        ExportError: there is no such folder, it may not be written, or the path is a folder itself.
    """
    folder = path.resolve().parent
    if path.is_dir():
        code = errno.EISDIR
    elif not folder.is_dir():
        code = errno.ENOENT if not folder.exists() else errno.ENOTDIR
    elif not os.access(folder, os.W_OK) and (path.is_file() or not path.exists()):
        code = errno.EACCES
    else:
        return
    raise ExportError.of(str(path), "cannot_be_written", reason=os.strerror(code))


def write_whole(path: Path, data: bytes) -> Path:
    """Writes beside, then renames: whoever looks sees the old file or the new one, never half of one.

    A link stays one, and what is no file (a pipe, a device) is written to.

    Raises:
        ExportError: the folder is not there, may not be written, or is full.
    """
    target = path.resolve()
    beside = target.with_name(f".{target.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return path
        beside.write_bytes(data)
        os.replace(beside, target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise ExportError.of(str(path), "cannot_be_written", reason=error.strerror or str(error)) from None
    return path
