"""A loss of which nothing is known but that it can be differentiated twice.

A rule that is traced with it asks for values, gradients and Hessians by name, whatever surface it will run on. The
derivative of each of these primitives is the next one times the tangent.
"""

from typing import Any

import jax
import jax.numpy as jnp
from jax.core import ShapedArray
from jax.extend.core import Primitive
from jax.interpreters import ad

VALUE, GRADIENT, HESSIAN = (Primitive(f"loss_{name}") for name in ("value", "gradient", "hessian"))

VALUE.def_abstract_eval(lambda point: ShapedArray((), point.dtype))
GRADIENT.def_abstract_eval(lambda point: ShapedArray(point.shape, point.dtype))
HESSIAN.def_abstract_eval(lambda point: ShapedArray(point.shape * 2, point.dtype))


def loss(theta: jax.Array) -> Any:
    """The loss at a point (weights,), while a rule is traced. It has no numbers."""
    return VALUE.bind(theta)


def follows(primitive: Primitive, derivative: Primitive) -> None:
    """Has `derivative` be that of `primitive`, for tangents that are not known to be zero."""

    def along(primals: tuple, tangents: tuple) -> tuple:
        (point,), (tangent,) = primals, tangents
        found = primitive.bind(point)
        if type(tangent) is ad.Zero:
            return found, ad.Zero(ShapedArray(found.shape, found.dtype))
        return found, jnp.dot(derivative.bind(point), tangent)

    ad.primitive_jvps[primitive] = along


follows(VALUE, GRADIENT)
follows(GRADIENT, HESSIAN)
