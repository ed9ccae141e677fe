"""How JAX is set up: the one place where its compiler is tuned."""

import os
import sys
from pathlib import Path

import jax

WHOLE_LOOPS = "--xla_backend_extra_options=xla_cpu_small_while_loop_byte_threshold=1000000000"
"""Has XLA compile a loop on the CPU as one function instead of calling it operation by operation: 2 ms become 0.1.
By default it does so for small loop bodies only. Read when JAX's first program compiles; other platforms ignore it."""

SMALL_LOOPS = {"xla_cpu_use_fusion_emitters": False}
"""Options of `jax.jit` for programs that are one small loop: XLA's older code generator compiles them a sixth faster,
and they run as fast."""

PROGRAMS_KEPT = 512
"""How many programs of one kind a process holds."""


def set_up_compiler() -> None:
    """Adds `WHOLE_LOOPS` to XLA's flags, unless the environment has set such options itself.

    Programs do without the places in the source that they come from: noting these takes a third of the time that JAX
    needs to make a program of Python.
    """
    jax.config.update("jax_traceback_in_locations_limit", 0)
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_backend_extra_options" not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} {WHOLE_LOOPS}".strip()


def cache_folder() -> Path:
    """Where this user's programs keep what can be made again; `OPTVIZ_CACHE` names another place."""
    if named := os.environ.get("OPTVIZ_CACHE"):
        return Path(named)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "optviz"
