"""How programs are compiled: what XLA is told about each of them, and about nobody else's."""

import re
from collections.abc import Callable
from typing import Any

import jax
from jax.experimental.xla_metadata import set_xla_metadata

ONE_FUNCTION = {"xla_cpu_small_call": "true", "inlineable": "false"}
"""Has XLA compile what is called on the CPU as one function, instead of operation by operation: 2 ms become 0.1.
By itself it does so for very small loops only."""

HAS_TWO_GENERATORS = jax.__version_info__ < (0, 11, 1)
SMALL_LOOPS: dict[str, Any] = {"xla_cpu_use_fusion_emitters": False} if HAS_TWO_GENERATORS else {}
"""Options of `jax.jit` for programs that are one small loop: XLA's older code generator compiles them a sixth faster,
and they run as fast. Later releases have the newer one only, and do not know the option."""

WIDE: dict[str, Any] = {"xla_cpu_prefer_vector_width": 512}
"""Options of `jax.jit` for programs of many runs side by side: twice as fast where the processor has room for it."""

NOT_IN_ONE_FUNCTION = re.compile(
    r"\b(?:stablehlo|chlo)\.(?:custom_call|fft|sort|top_k|cholesky|triangular_solve|select_and_scatter"
    r"|infeed|outfeed|send|recv|all_\w+|collective_\w+|partition_id|replica_id)\b"
)
"""Operations for which XLA needs more than one function."""

SCATTER = re.compile(r'"stablehlo\.scatter".*?\}\) : \(tensor<[^>]*>(?:, tensor<[^>]*>)*?, tensor<([^>]*)i\d+>', re.S)
"""With the shape of its places: `1x` for one place, which is a slice that is written; more of them need a sort."""


def as_one_function(function: Callable) -> Callable:
    """A function that JAX traces to a call of `function` which XLA compiles as one function, where it can."""
    inner = jax.jit(function)

    def whole(*arguments: Any) -> Any:
        return set_xla_metadata(inner(*arguments), **ONE_FUNCTION)

    return whole


def fits_one_function(program: str) -> bool:
    """Whether XLA can compile a lowered program as one function. It does so on the CPU only.

    Args:
        program: its text, as in `Lowered.as_text()`.
    """
    return (
        jax.default_backend() == "cpu"
        and not NOT_IN_ONE_FUNCTION.search(program)
        and all(places.count("x") <= 1 for places in SCATTER.findall(program))
    )
