"""How XLA compiles what tests run: in two thirds of the time, as it need not become fast.

`make prove` compiles as for everybody, and so does what tests/engine/test_as_for_everybody.py compares with.
"""

import os

from optviz.engine.backend import HAS_TWO_GENERATORS
from tests.samples import WHOLE

FLAGS = "--xla_backend_optimization_level=0" + " --xla_cpu_use_fusion_emitters=false" * HAS_TWO_GENERATORS


def compile_quickly() -> None:
    """Says so to XLA, here and in the processes that are started from here. It has to come before JAX is used."""
    others = os.environ.get("XLA_FLAGS", "")
    if not WHOLE and FLAGS not in others:
        os.environ["XLA_FLAGS"] = f"{others} {FLAGS}".strip()
