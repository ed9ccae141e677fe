"""How programs are compiled that a test compares with: they run once, so that they need not be made fast."""

from typing import Any

QUICKLY: dict[str, Any] = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}
"""Options of `jax.jit`, with which XLA takes a third of the time."""
