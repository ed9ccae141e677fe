"""The player's files, as the browser gets them: by a version that changes with their content, compressed once."""

import gzip
import hashlib
from functools import cache

from optviz.player.joining import FOLDER, bare_style, joined, joined_behind

MEDIA_TYPES = {".mjs": "text/javascript", ".css": "text/css", ".bin": "application/octet-stream"}
MODULES = "joined.mjs"
"""All modules in one, which exports them as `modules`, by their names."""
TRIALS = "trials-joined.mjs"
"""Likewise those of the page of trials, which has no player."""
BEHIND = "behind.mjs"
"""What a page of a server asks for later than for these."""
STYLE = "player.css"
WORKER = "worker.mjs"
"""Who sweeps beside the page."""


@cache
def names() -> tuple[str, ...]:
    """Every file that the browser may ask for."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in (".css", ".bin"))
    return (MODULES, BEHIND, TRIALS, WORKER, *sorted(path.relative_to(FOLDER).as_posix() for path in files))


@cache
def content(name: str) -> bytes:
    """A file, scripts and styles without what is there for those who read them; the same bytes each time, even if it is
    replaced by that of another version.

    Raises:
        FileNotFoundError: the browser may not ask for such a file.
    """
    if name not in names():
        raise FileNotFoundError(name)
    if name in (MODULES, TRIALS):
        page = "live" if name == MODULES else "trials"
        return "\n".join([joined(page), "export { modules };", ""]).encode()
    if name == BEHIND:
        return joined_behind("live").encode()
    if name == WORKER:
        return "\n".join([joined("worker"), 'modules["map-worker.mjs"].listen(self);', ""]).encode()
    if name.endswith(".css"):
        return bare_style((FOLDER / name).read_text(encoding="utf-8")).encode()
    return (FOLDER / name).read_bytes()


@cache
def version() -> str:
    """A hash of all files' content, for the path under which browsers keep them for good."""
    digest = hashlib.sha256()
    for name in names():
        digest.update(name.encode() + b"\0" + content(name))
    return digest.hexdigest()[:12]


@cache
def compressed(name: str) -> bytes:
    """A file's content, gzipped.

    Raises:
        FileNotFoundError: as `content` does.
    """
    return gzip.compress(content(name), mtime=0)
