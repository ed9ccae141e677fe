"""The error of a numerical gradient over the length of its step: a V, whose bottom is the best step."""

from typing import Any

import jax.numpy as jnp
from jax import Array

from .base import Minimum, Parameter, Surface, switch
from .either import Number, functions_for, remembered, those

# The function whose slope is checked is ln(1 + eˣ) at x = 1: its value, and its first three derivatives.
PLACE = 1.0
VALUE, SLOPE, SECOND, THIRD = 1.3132616875182228, 0.7310585786300049, 0.19661193324148185, -0.09085774767294841
ROUNDINGS = (2.0**-24, 2.0**-53)
"""By how much a number may be off that is rounded to float32, and to float64, as a share of it."""
PRECISION = switch("precision", "numbers", ("float64", "float32"))
DIFFERENCE = switch("difference", "difference", ("central", "one-sided"))
MISTAKE = Parameter(
    key="mistake", title="mistake in the gradient", symbol=r"\delta", default=0.0, low=0.0, high=0.1, advanced=False
)


def rates(xp: Any, precision: Number, difference: Number) -> tuple[Any, Any, Any]:
    """Of the error in h: the power of h and its factor, cut off; and what is divided by h, rounding."""
    rounding = xp.where(precision > 0, ROUNDINGS[0], ROUNDINGS[1])
    power = xp.where(difference > 0, 1.0, 2.0)
    cut = xp.where(difference > 0, abs(SECOND) / 2, abs(THIRD) / 6)
    lost = xp.where(difference > 0, 2.0, 1.0) * rounding * VALUE
    return power, cut, lost


def gradient_check(point: Array, *, precision: Array, difference: Array, mistake: Array) -> Array:
    (exponent,) = point
    power, cut, lost = (jnp.asarray(one, point.dtype) for one in rates(jnp, precision, difference))
    up, down = jnp.exp(jnp.log(10.0) * power * exponent), jnp.exp(-jnp.log(10.0) * exponent)
    return jnp.log10((cut * up + lost * down) / SLOPE + mistake)


@remembered
def gradient_check_minima(*, precision: Number, difference: Number, mistake: Number) -> list[Minimum]:
    """Where both errors grow alike: h to the power of p + 1 is the one over p times the other."""
    xp = functions_for(precision, difference, mistake)
    power, cut, lost = rates(xp, precision, difference)
    step = (lost / (power * cut)) ** (1 / (power + 1))
    error = (cut * step**power + lost / step) / SLOPE + mistake
    return those((True, (xp.log10(step),), xp.log10(error)))


GRADIENT_CHECK = Surface(
    key="gradient_check",
    title="Gradient check: error over the step",
    family="curves",
    function=gradient_check,
    domain=((-12.0, 0.0),),
    start=(-0.5,),
    minima=gradient_check_minima,
    weights=("log₁₀ of the step h",),
    formula=r"f(x) = \log_{10}\left(\frac1{|g'|}\left(\frac{h^2}6 |g^{(3)}| + \frac{\varepsilon}h |g|\right) "
    r"+ \delta\right), \quad h = 10^x, \quad g = \ln\left(1 + e\right)",
    source="Dennis and Schnabel (1983), Numerical methods for unconstrained optimization, section 5.4",
    summary="Too long a step cuts off, too short a one loses digits: the relative error of a numerical gradient is a V "
    "with its bottom near h = 10⁻⁵, in float32 near 10⁻²; a mistake in the gradient is a floor above it.",
    parameters=(PRECISION, DIFFERENCE, MISTAKE),
    levels="linear",
)
