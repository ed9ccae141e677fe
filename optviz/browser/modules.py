"""Modules as a browser gets them: under a version that changes with what they are made of, compressed once."""

import gzip
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from threading import Lock

from optviz.browser import programs
from optviz.browser.programs import makers, makers_for_maps, names_with, text_of
from optviz.browser.translation import Untranslated
from optviz.catalogue import SURFACES
from optviz.engine.program_sources import checksum

SUFFIX = ".mjs"
TOGETHER = "with-"
"""What a module is called that holds all those that surfaces of some number of weights can go with; then comes it."""
MAKING = Lock()
"""A class that comes at once asks for the same; it is made once."""
EXPORT = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)


@cache
def version() -> str:
    """For the path under which browsers keep them for good: it changes with all that they are made of."""
    return hashlib.sha256(f"{checksum({__name__})} {programs.version()}".encode()).hexdigest()[:12]


def compressed(file: str) -> bytes:
    """A module, or what is fetched together, gzipped, by its name with `.mjs` behind it.

    Raises:
        FileNotFoundError: there is no such module.
        Untranslated: it stays on the server.
    """
    with MAKING:
        return made(file)


@cache
def made(file: str) -> bytes:
    name = file.removesuffix(SUFFIX)
    numbers = {len(surface.domain) for surface in SURFACES.values()}
    bundles = {f"{TOGETHER}{weights}": weights for weights in numbers}
    if file == name or name not in makers().keys() | makers_for_maps().keys() | bundles.keys():
        raise FileNotFoundError(file)
    text = together(names_with(bundles[name])) if name in bundles else text_of(name)
    return gzip.compress(text.encode(), mtime=0)


def together(names: Iterable[str]) -> str:
    """One module whose `modules` are these, by their names, but for those that stay on the server."""
    parts = []
    for name in names:
        try:
            text = text_of(name)
        except Untranslated:
            continue
        exports = ",".join(EXPORT.findall(text))
        parts.append(f'"{name}":(()=>{{\n{EXPORT.sub("", text)}return{{{exports}}};\n}})(),\n')
    return f"export const modules={{\n{''.join(parts)}}};\n"
