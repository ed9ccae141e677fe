"""Where logistic regression with two weights and no intercept has its minimum, with penalties."""

from typing import Any

from ..base import Minimum
from ..either import Number, functions_for, repeated, those
from ..examples import Table

NEWTON_STEPS = 50


def newton_step(a: Any, b: Any, c: Any, slope: tuple[Any, Any]) -> tuple[Any, Any]:
    """What the inverse of a Hessian, of a, b and c, makes of a slope."""
    p, q = slope
    return (c * p - b * q) / (a * c - b**2), (a * q - b * p) / (a * c - b**2)


def logistic_minimum(table: Table, first: Any, second: Any, l2: Number, l1: Number = 0.0) -> list[Minimum]:
    """That of two columns (rows,), by Newton's method from zero; the loss is convex.

    A step that changes no example's score by more than δ is shortened by ln(1 + δ)/δ: the loss then never rises. With
    an L1 penalty it ends where a weight becomes zero, which stays so while its slope is less than the penalty.

    Bach (2010), Self-concordant analysis for logistic regression.
    """
    xp = functions_for(table.targets, first, l2, l1)
    mean, kinds = table.mean, table.targets

    def sign_of(weight: Any, slope: Any) -> Any:
        """Of a weight that is there, or leaves zero."""
        return xp.where(weight == 0, xp.where(abs(slope) > l1, -xp.sign(slope), 0.0), xp.sign(weight))

    def until_zero(weight: Any, step: Any) -> Any:
        """The share of a step after which a weight is zero; more than 1 if it does not come there."""
        return xp.where(l1 * weight * step > 0, weight / xp.where(step == 0, 1.0, step), 2.0)

    def one_step(weights: tuple[Any, ...]) -> tuple[Any, ...]:
        x, z = weights
        chance = 1 / (1 + xp.exp(-(x * first + z * second)))
        error, bend = chance - kinds, chance * (1 - chance)
        p, q = mean(error * first) + l2 * x, mean(error * second) + l2 * z
        sign, other = sign_of(x, p), sign_of(z, q)
        p, q = abs(sign) * (p + l1 * sign), abs(other) * (q + l1 * other)
        a, c = mean(bend * first**2) + l2, mean(bend * second**2) + l2
        b = mean(bend * first * second) * abs(sign * other)
        along, across = newton_step(a, b, c, (p, q))
        # A weight at zero that would leave it to the wrong side has to wait for the other one.
        waits, other_waits = (x == 0) & (sign * along > 0), (z == 0) & (other * across > 0)
        along, across = xp.where(other_waits, p / a, along), xp.where(waits, q / c, across)
        along, across = xp.where(waits, 0.0, along), xp.where(other_waits, 0.0, across)
        change = xp.max(abs(along * first + across * second) * table.counts)
        share = xp.log1p(change) / xp.where(change > 0, change, 1.0)
        end, other_end = until_zero(x, along), until_zero(z, across)
        share = xp.minimum(share, xp.minimum(end, other_end))
        return xp.where(end <= share, 0.0, x - share * along), xp.where(other_end <= share, 0.0, z - share * across)

    nothing = 0 * table.total(first)
    x, z = repeated(NEWTON_STEPS, one_step, (nothing, nothing))
    said = x * first + z * second
    lost = mean(xp.logaddexp(0, said) - kinds * said)
    return those((True, (x, z), lost + l2 / 2 * (x**2 + z**2) + l1 * (abs(x) + abs(z))))
