"""The player's files, as the browser gets them: by a version that changes with their content, compressed once."""

import gzip
import hashlib
import posixpath
import re
from functools import cache
from pathlib import Path

from optviz.views.catalogue import VIEWS

FOLDER = Path(__file__).parent
MEDIA_TYPES = {".mjs": "text/javascript", ".css": "text/css", ".bin": "application/octet-stream"}
IMPORT = re.compile(r'from "(\.[\w./-]+\.mjs)"')


@cache
def names() -> tuple[str, ...]:
    """Every file that the browser may ask for, relative to the player's folder."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in MEDIA_TYPES)
    return tuple(sorted(path.relative_to(FOLDER).as_posix() for path in files))


def path_of(name: str) -> Path | None:
    """Where a file that the browser asks for lies; None if there is no such file."""
    return FOLDER / name if name in names() else None


@cache
def version() -> str:
    """A hash of all files' content, for the path under which browsers keep them for good."""
    digest = hashlib.sha256()
    for name in names():
        digest.update(name.encode() + b"\0" + (FOLDER / name).read_bytes())
    return digest.hexdigest()[:12]


def read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def compressed(name: str) -> bytes:
    """A file's content, gzipped; the same bytes each time, even if the file is replaced by that of another version."""
    path = path_of(name)
    if path is None:
        raise FileNotFoundError(name)
    return gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)


def resolved(imported: str, name: str) -> str:
    """The file that a module's import such as `../core/run.mjs` means."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), imported))


@cache
def modules_in_order(entry: str, *, live: bool) -> tuple[str, ...]:
    """The module that a page begins with, its views, and all that they need, each after the ones it imports.

    This is the order in which a page can define them. `live` tells whether it has a server: one without has fewer
    views. What else is loaded by `import()` is not among them, since only a page with a server has a use for it.
    """
    ordered: list[str] = []

    def visit(name: str) -> None:
        if name not in ordered:
            for imported in IMPORT.findall(read(name)):
                visit(resolved(imported, name))
            ordered.append(name)

    for name in (entry, *(view.script for view in VIEWS.values() if live or view.offline)):
        visit(name)
    return tuple(ordered)
