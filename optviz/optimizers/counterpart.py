"""What optax calls a rule, so that a script with optax takes the same path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


def always(numbers: Mapping[str, float]) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Counterpart:
    """An expression of optax whose path is that of a rule.

    The texts have places for hyperparameters, by their keys (`{epsilon}`), and for `{rate}`: the learning rate at
    step `t`, for use within `lambda t:`. `{learning_rate}` is a number, or such a function of t where it is scheduled.

    Args:
        call: the expression, a `GradientTransformation`.
        holds: whether the paths are the same for these hyperparameters; for all unless given.
        with_schedule: whether they are the same under a schedule of the learning rate, too.
        point: where the path is, if not at the `theta` that optax moves: an expression of `theta` and `{state}`.
        asks: what `update` needs besides the gradient at `theta`: a dictionary, an expression of `loss`, `theta` and
            `{gradient}`, the gradient of the loss at a further `theta`.
        note: what there is to say of the expression, as a sentence.
    """

    call: str
    holds: Callable[[Mapping[str, float]], bool] = always
    with_schedule: bool = True
    point: str = ""
    asks: str = ""
    note: str = ""
