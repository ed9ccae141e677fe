"""Activation functions, by the place of a switch."""

from typing import Any

from ..base import switch
from ..either import functions_for

LEAK = 0.1
"""The slope of a leaky ReLU below zero."""
SECOND_LINE = -0.5
"""The slope of maxout's second line; that of the first one is 1."""
ACTIVATION = switch(
    "activation", "activation", ("tanh", "sigmoid, centred", "ReLU", "leaky ReLU", "ELU", "maxout of z and −z/2")
)


def activated(z: Any, which: Any) -> Any:
    """What the chosen one makes of each element, of numbers or in JAX; a centred sigmoid is σ(z) − ½."""
    xp = functions_for(z, which)
    found = xp.tanh(z)
    others = (
        xp.tanh(z / 2) / 2,
        xp.maximum(z, 0),
        xp.maximum(z, LEAK * z),
        xp.where(z > 0, z, xp.expm1(xp.minimum(z, 0))),
        xp.maximum(z, SECOND_LINE * z),
    )
    for place, other in enumerate(others, start=1):
        found = xp.where(which == place, other, found)
    return found
