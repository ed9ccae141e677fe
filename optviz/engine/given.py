"""What the functions of a surface are given, for all programs that ask them."""

from typing import Any

import jax
import jax.numpy as jnp

from optviz.surfaces.base import Surface


def given(surface: Surface, values: jax.Array, table: jax.Array) -> dict[str, Any]:
    """What the functions of a surface are given besides a point: the values of its parameters, by key, and the table of
    its examples, which is empty where it has no data.
    """
    numbers = {parameter.key: values[i] for i, parameter in enumerate(surface.parameters)}
    return surface.given(numbers, jnp.asarray(table, values.dtype))
