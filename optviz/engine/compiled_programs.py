"""Compiled programs that outlive their process, found by what they are made of instead of by tracing them.

JAX can keep compiled programs as well, but has to trace and lower a program before it can look for it, which takes
twice as long as loading it. Here a program's name says all that it depends on: its records, the sources, JAX, the
machine.

Whoever can write to the folder can run code as its user, as with Python's `__pycache__`: it has to be the user's own.
"""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import jax
import jaxlib
from jax.errors import JaxRuntimeError
from jax.experimental.serialize_executable import deserialize_and_load, serialize

from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES
from optviz.engine.file_cache import FileCache, own_folder
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.schedules import Schedule
from optviz.surfaces import base
from optviz.surfaces.base import Surface

CATALOGUE = {Surface: SURFACES, Optimizer: OPTIMIZERS, Schedule: SCHEDULES, Noise: NOISES}
MOST_FILES = 2000
"""Of 5 to 250 kB each."""

file_cache: FileCache | None = None


def keep_compiled_programs(folder: Path) -> None:
    """Has the programs that are made from now on kept in `folder`, so that the next start need not compile them again.

    Nothing is kept where others could put something there, or where JAX keeps programs itself
    (`JAX_COMPILATION_CACHE_DIR`): XLA writes a program that it has read from there without some of its functions.
    """
    global file_cache
    file_cache = (
        FileCache(folder, MOST_FILES) if own_folder(folder) and not jax.config.jax_compilation_cache_dir else None
    )
    if file_cache:
        sources()  # as they were loaded, before anybody edits them


def cached(program: Callable, *parts: Any, results: Any = 0) -> Callable:
    """`program`, from its file where there is one. It is `program` itself while nothing is kept.

    Args:
        program: a jitted function of arrays, without keywords.
        parts: what it was made of, besides the sources: whole numbers, and records of the catalogue. A record that is
            not the catalogue's own is known by no name, and its program is not kept.
        results: how it returns its arrays, with a 0 for each: `0` alone, or a tuple.
    """
    names = [name_of(part) for part in parts]
    if file_cache is None or None in names:
        return program
    return CachedProgram(
        program, (program.__module__, program.__qualname__, *names), jax.tree.structure(results), file_cache
    )


def name_of(part: Any) -> str | None:
    """The name of something that a program is made of, or None if no name says what it is."""
    if isinstance(part, int):
        return str(part)
    return part.key if CATALOGUE.get(type(part), {}).get(part.key) is part else None


class CachedProgram:
    """A jitted function that is looked for on the file_cache, once for each set of shapes, before it is compiled."""

    def __init__(self, program: Callable, name: tuple[str, ...], results: Any, file_cache: FileCache):
        self.program, self.name, self.results, self.file_cache = program, name, results, file_cache
        self.ready: dict[tuple, Callable] = {}
        self.making = Lock()

    def __call__(self, *arguments):
        shapes = (jax.config.jax_enable_x64, *[(argument.shape, argument.dtype) for argument in arguments])
        run = self.ready.get(shapes) or self.make(shapes, arguments)
        return run(*arguments)

    def make(self, shapes: tuple, arguments: tuple) -> Callable:
        with self.making:
            if shapes not in self.ready:
                key = sha256(repr((self.name, shapes, surroundings())).encode()).hexdigest()
                self.ready[shapes] = self.found(key, arguments) or self.compiled(key, arguments)
            return self.ready[shapes]

    def found(self, key: str, arguments: tuple) -> Callable | None:
        data = self.file_cache.get(key)
        if data is None:
            return None
        taken = jax.tree.structure((arguments, {}))
        try:
            program = deserialize_and_load(data, taken, self.results, execution_devices=jax.devices()[:1])
            jax.block_until_ready(program(*arguments))  # XLA may notice only now that it lacks something
        except (JaxRuntimeError, ValueError):  # XLA, or JAX around it, cannot use the file here
            return None
        return program

    def compiled(self, key: str, arguments: tuple) -> Callable:
        lowered = self.program.lower(*arguments)
        program = lowered.compile()
        if "custom_call" not in lowered.as_text():  # it would call into a library that only tracing loads
            with suppress(JaxRuntimeError, ValueError, NotImplementedError):  # not every platform writes programs
                self.file_cache.put(key, serialize(program)[0])
        return program


@cache
def surroundings() -> tuple:
    """All that a compiled program depends on besides its own parts."""
    device, *others = jax.devices()
    return (
        sources(),
        (jax.__version__, jaxlib.__version__, platform.python_version()),
        (device.platform, device.client.platform_version, device.device_kind, len(others)),
        (platform.machine(), processor()),
        sorted((name, value) for name, value in os.environ.items() if name.startswith(("JAX_", "XLA_"))),
    )


@cache
def sources() -> str:
    """A checksum of everything that can flow into a program."""
    total = sha256()
    for file in source_files():
        content = file.read_bytes()
        total.update(f"{file.name} {len(content)} ".encode() + content)
    return total.hexdigest()


def source_files() -> Iterator[Path]:
    """The surfaces with their data, and of optviz all that is not page, player or file format."""
    ours, ground = Path(__file__).parents[1], Path(base.__file__).parent
    yield from sorted([*ours.glob("*.py"), *(ours / "scenario").glob("*.py"), *(ours / "engine").glob("*.py")])
    yield from sorted((ours / "optimizers").rglob("*.py"))
    yield from sorted(file for file in ground.rglob("*") if file.is_file() and file.parent.name != "__pycache__")


def processor() -> str:
    """What the processor can do: a program uses instructions that another one may not have."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:  # there is no such file but on Linux
        return platform.processor()
