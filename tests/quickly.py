"""How XLA compiles what tests run: in half the time, as it need not become fast.

`make prove` compiles as for everybody, and so does what tests/engine/test_as_for_everybody.py compares with.
"""

import os

import jax

from optviz.engine.backend import HAS_TWO_GENERATORS
from tests.samples import WHOLE

OF_KNOWN_RELEASES = " --xla_cpu_use_fusion_emitters=false --xla_cpu_parallel_codegen_split_count=1"
"""XLA ends a process whose flags it does not know. To split a program, so that several cores compile it at once, costs
half as much again; and each of them has other programs to compile."""
FLAGS = "--xla_backend_optimization_level=0" + OF_KNOWN_RELEASES * HAS_TWO_GENERATORS
FRAMES = "JAX_TRACEBACK_IN_LOCATIONS_LIMIT"
"""How many frames of Python JAX writes down with each operation, for profiles that no test looks at."""


def compile_quickly() -> None:
    """Says so to XLA, here and in the processes that are started from here. It has to come before JAX is used."""
    others = os.environ.get("XLA_FLAGS", "")
    if not WHOLE and FLAGS not in others:
        os.environ["XLA_FLAGS"] = f"{others} {FLAGS}".strip()
        os.environ[FRAMES] = "0"
        jax.config.update(FRAMES.lower(), 0)
