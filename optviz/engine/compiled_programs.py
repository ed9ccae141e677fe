"""Compiled programs: each made once, and kept on disk, found by what it is made of instead of by tracing it.

JAX can keep compiled programs as well, but has to trace and lower a program before it can look for it, which takes
twice as long as loading it. Here a program's name says all that it depends on: its records, the sources that flow into
it, JAX, the machine.

Whoever can write to the folder can run code as its user, as with Python's `__pycache__`: it has to be the user's own.
"""

import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import IntEnum
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import jax
import jaxlib
from jax.errors import JaxRuntimeError
from jax.experimental.serialize_executable import deserialize_and_load, serialize

from optviz.engine import program_sources
from optviz.engine.backend import SMALL_LOOPS, WIDE, as_one_function, fits_one_function
from optviz.engine.file_cache import FileCache, own_folder

SETTINGS: Any = jax.config
"""Its options are attributes that JAX's types do not know."""
PROGRAMS_HELD = 88
"""How many programs of one kind a process holds, of 2 to 4 MB each; the others are loaded again, in 10 ms."""
MOST_FILES = 2000
"""Of 5 to 250 kB each."""

file_cache: FileCache | None = None


class Means(IntEnum):
    """How a program may be come by, from the quickest on: it is held, in 10 ms from a file, or in up to seconds."""

    HELD = 0
    LOADED = 1
    COMPILED = 2


allowed: ContextVar[Means] = ContextVar("allowed", default=Means.COMPILED)


class NotAtHand(Exception):
    """A program would take longer to come by than is allowed here."""


@contextmanager
def at_most(means: Means) -> Iterator[None]:
    """Has programs come by in no slower way: what needs one raises `NotAtHand`."""
    before = allowed.set(means)
    try:
        yield
    finally:
        allowed.reset(before)


def keep_compiled_programs(folder: Path) -> None:
    """Has the programs that are made from now on kept in `folder`, so that the next start need not compile them again.

    Nothing is kept where others could put something there, or where JAX keeps programs itself
    (`JAX_COMPILATION_CACHE_DIR`): XLA writes a program that it has read from there without some of its functions.
    """
    global file_cache
    file_cache = (
        FileCache(folder, MOST_FILES) if own_folder(folder) and not SETTINGS.jax_compilation_cache_dir else None
    )
    if file_cache:
        program_sources.take_in()  # as they were loaded, before anybody edits them


def made_once(maker: Callable) -> Callable:
    """A maker of programs that gives the same one for the same parts, to all threads: `lru_cache` may make two."""
    held = lru_cache(maxsize=PROGRAMS_HELD)(maker)
    making = Lock()

    def program(*parts: Any) -> Any:
        with making:
            return held(*parts)

    program.cache_clear = held.cache_clear  # type: ignore[attr-defined]
    return program


class CompiledProgram:
    """A function of arrays that is compiled once for each set of shapes, or loaded where it was compiled before.

    Args:
        function: of arrays, without keywords.
        parts: what it was made of, besides the sources: whole numbers, and records of the catalogue. A record that no
            module of ours defines is known by no name, and its program is not kept.
        results: how it returns its arrays, with a 0 for each: `0` alone, or a tuple.
        is_loop: whether it is one small loop, which is compiled as one function.
        is_wide: whether it goes over many runs side by side, on all devices.
    """

    def __init__(
        self, function: Callable, *parts: Any, results: Any = 0, is_loop: bool = False, is_wide: bool = False
    ) -> None:
        self.function, self.parts, self.is_loop, self.is_wide = function, parts, is_loop, is_wide
        self.results = jax.tree.structure(results)
        self.ready: dict[tuple, Callable] = {}
        self.making = Lock()
        self.trial: tuple[float, tuple] | None = None  # how many seconds it ran when it was loaded, and on what

    def __call__(self, *arguments: Any) -> Any:
        if SETTINGS.jax_disable_jit:
            return self.function(*arguments)
        shapes = (SETTINGS.jax_enable_x64, *[(argument.shape, argument.dtype) for argument in arguments])
        run = self.ready.get(shapes) or self.make(shapes, arguments)
        return run(*arguments)

    def make(self, shapes: tuple, arguments: tuple) -> Callable:
        if allowed.get() < Means.LOADED:
            raise NotAtHand
        with self.making:
            if shapes not in self.ready:
                key = self.key(shapes) if file_cache else None
                program = self.found(key, arguments)
                if program is None:
                    if allowed.get() < Means.COMPILED:
                        raise NotAtHand
                    program = self.compiled(key, arguments)
                self.ready[shapes] = program
            return self.ready[shapes]

    def key(self, shapes: tuple) -> str | None:
        """What it is called on disk, or None if no name says what it is."""
        places = [part if isinstance(part, int) else program_sources.place_of(part) for part in self.parts]
        if None in places:
            return None
        modules = [self.function.__module__, *(place[0] for place in places if isinstance(place, tuple))]
        sources = program_sources.checksum(modules)
        name = (self.function.__qualname__, places, shapes, sources, sorted(self.options.items()), surroundings())
        return sha256(repr(name).encode()).hexdigest()

    def found(self, key: str | None, arguments: tuple) -> Callable | None:
        data = file_cache.get(key) if file_cache and key else None
        if data is None:
            return None
        taken = jax.tree.structure((arguments, {}))
        try:
            program = deserialize_and_load(data, taken, self.results, execution_devices=self.devices)
            began = time.perf_counter()
            jax.block_until_ready(program(*arguments))  # XLA may notice only now that it lacks something
            self.trial = (time.perf_counter() - began, arguments)
        except (JaxRuntimeError, ValueError):  # XLA, or JAX around it, cannot use the file here
            return None
        return program

    @property
    def devices(self) -> list[Any]:
        """Where it runs."""
        return jax.devices() if self.is_wide else jax.devices()[:1]

    @property
    def options(self) -> dict[str, Any]:
        """What XLA is told about it."""
        return (SMALL_LOOPS if self.is_loop else {}) | (WIDE if self.is_wide else {})

    def compiled(self, key: str | None, arguments: tuple) -> Callable:
        if self.is_loop:
            loop = jax.jit(as_one_function(self.function), compiler_options=self.options).lower(*arguments)
            if fits_one_function(loop.as_text()):
                with suppress(JaxRuntimeError):  # XLA finds out late that it needs a library
                    return self.kept(key, loop)
        return self.kept(key, jax.jit(self.function, compiler_options=self.options).lower(*arguments))

    def kept(self, key: str | None, lowered: jax.stages.Lowered) -> Callable:
        program = lowered.compile()
        if file_cache and key and "custom_call" not in lowered.as_text():  # it calls what only tracing loads
            with suppress(JaxRuntimeError, ValueError, NotImplementedError):  # not every platform writes programs
                file_cache.put(key, serialize(program)[0])
        return program


@cache
def surroundings() -> tuple:
    """All that a compiled program depends on besides its own parts and sources."""
    device, *others = jax.devices()
    return (
        (jax.__version__, jaxlib.__version__, platform.python_version()),  # pyright: ignore[reportPrivateImportUsage]
        (device.platform, device.client.platform_version, device.device_kind, len(others)),
        (platform.machine(), processor()),
        sorted((name, value) for name, value in os.environ.items() if name.startswith(("JAX_", "XLA_"))),
    )


def processor() -> str:
    """What the processor can do: a program uses instructions that another one may not have."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
            return next((line for line in lines if line.startswith(("flags", "Features"))), "")
    except OSError:  # there is no such file but on Linux
        return platform.processor()
