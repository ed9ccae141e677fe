"""What any first-order rule can take on top: weight decay and gradient clipping. Off unless asked for."""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
from jax import Array

from optviz.optimizers.vectors import length
from optviz.surfaces.base import Loss, Parameter, switch

WEIGHT_DECAY = Parameter(key="weight_decay", title="weight decay", default=0.0, low=0.0, high=1.0, advanced=True)
DECAY_FORM = switch("decay_form", "decay form", ("decoupled", "l2"), titles=("decoupled", "L2"), advanced=True)
CLIP_NORM = Parameter(
    key="clip_norm", title="clip norm", default=0.0, low=0.0, high=100.0, unit="(0: off)", advanced=True
)
REGULARISATION = (WEIGHT_DECAY, DECAY_FORM, CLIP_NORM)


def regularised(loss: Loss, *, weight_decay: Array, decay_form: Array, clip_norm: Array) -> Loss:
    """`loss` as the rule meets it: its gradient clipped to `clip_norm` first, the L2 penalty added after.

    The order is that of training loops (clip, then step with weight decay). A `clip_norm` of 0 clips nothing.
    """
    l2 = jnp.where(decay_form == DECAY_FORM.choices.index("l2"), weight_decay, 0.0)

    def regularised_loss(theta: Array) -> Array:
        here = jax.lax.stop_gradient(theta)
        value, gradient = jax.value_and_grad(loss)(here)
        norm = length(gradient)
        allowed = jnp.where(clip_norm > 0, clip_norm, jnp.inf)
        clipped = gradient * jnp.where(norm > allowed, allowed / norm, 1.0)
        return value + jnp.dot(clipped, theta - here) + l2 / 2 * jnp.sum(theta**2)

    return regularised_loss


def is_decoupled(numbers: Mapping[str, float]) -> bool:
    """Whether these numbers of a rule have a weight decay that stands beside its step."""
    form = numbers.get(DECAY_FORM.key, 0.0)
    return numbers.get(WEIGHT_DECAY.key, 0.0) > 0 and form == DECAY_FORM.choices.index("decoupled")


def decoupled_decay(
    theta: Array, *, learning_rate: Array, weight_decay: Array, decay_form: Array, clip_norm: Array
) -> Array:
    """What decoupled weight decay takes off in one step, from the weights before it."""
    decoupled = decay_form == DECAY_FORM.choices.index("decoupled")
    return jnp.where(decoupled, learning_rate * weight_decay, 0.0) * theta
