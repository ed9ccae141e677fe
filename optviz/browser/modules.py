"""Modules as a browser gets them: under a version that changes with what they are made of, compressed once."""

import gzip
import hashlib
from functools import cache
from importlib.metadata import version as release

from optviz.browser.programs import makers, text_of
from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.program_sources import checksum

SUFFIX = ".mjs"


@cache
def version() -> str:
    """A hash of all sources that flow into the modules, for the path under which browsers keep them for good."""
    functions = [surface.function for surface in SURFACES.values()]
    functions += [rule.step for rule in OPTIMIZERS.values()]
    functions += [schedule.function for schedule in SCHEDULES.values()]
    functions += [noise.noisy for noise in NOISES.values()]
    sources = checksum({__name__, *(function.__module__ for function in functions)})
    return hashlib.sha256(f"{sources} {release('jax')}".encode()).hexdigest()[:12]


@cache
def compressed(file: str) -> bytes:
    """A module, gzipped, by its name with `.mjs` behind it.

    Raises:
        FileNotFoundError: there is no such module.
        Untranslated: it stays on the server.
    """
    name = file.removesuffix(SUFFIX)
    if file == name or name not in makers():
        raise FileNotFoundError(file)
    return gzip.compress(text_of(name).encode(), mtime=0)
