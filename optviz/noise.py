"""Gradient noise: transforms of the loss whose gradient is the true one plus a draw, while its value stays exact.

The draw belongs to the step, not to the point: whoever asks for several gradients in one step meets the same draw,
as with a mini-batch, and every optimizer of a scenario meets the same draws.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import DTypeLike

from optviz.surfaces.base import Loss, Parameter

SCALE = Parameter(key="scale", title="noise scale", symbol=r"\sigma", default=0.5, low=0.0, high=10.0)

LARGEST_BATCH = 64
BATCH_SIZE = Parameter(
    key="batch_size", title="batch size", symbol="B", default=4, low=1, high=LARGEST_BATCH, integer=True
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Noise:
    """A noise in the gradient.

    Args:
        key, title: its name in JSON and URLs, and on the page.
        draw: `draw(key, shape, dtype) -> Array`, the draws of all steps at once, in `shape` (steps, weights). Drawing
            them one by one inside the loop takes longer than the loop.
        noisy: `noisy(loss, draw, **parameters) -> loss` for one step, with the step's own draw.
        parameters: the numbers of `noisy` that a slider can move.
        needs_examples: whether `noisy` draws from the examples of a surface with data: `loss.examples` of them, with
            the losses `loss.on_examples(theta, indices)`.
    """

    key: str
    title: str
    draw: Callable[..., Array]
    noisy: Callable[..., Loss]
    parameters: tuple[Parameter, ...] = ()
    needs_examples: bool = False


class LossOnExamples(Protocol):
    """A loss that is a mean over examples, which can be asked for as well."""

    examples: int
    on_examples: Callable[[Array, Array], Array]

    def __call__(self, theta: Array) -> Array: ...


def no_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    return jnp.zeros((shape[0], 0), dtype)


def no_noise(loss: Loss, draw: Array) -> Loss:
    return loss


def uniform_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    return jax.random.uniform(key, shape, dtype, minval=-1, maxval=1)


def gradient_noise(loss: Loss, draw: Array, *, scale: Array) -> Loss:
    """`loss` with `scale * draw` added to its gradient, and nothing to its value or its Hessian."""

    def noisy_loss(theta: Array) -> Array:
        return loss(theta) + jnp.dot(scale * draw, theta - jax.lax.stop_gradient(theta))

    return noisy_loss


def batch_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """For each step, as many places among the examples, 0 to 1, as the largest batch has."""
    return jax.random.uniform(key, (shape[0], LARGEST_BATCH), dtype)


def mini_batch(loss: LossOnExamples, draw: Array, *, batch_size: Array) -> Loss:
    """The gradient (and Hessian) of a batch drawn with replacement, on top of the value of the whole loss."""
    indices = jnp.minimum((draw * loss.examples).astype(jnp.int32), loss.examples - 1)
    drawn = jnp.arange(LARGEST_BATCH) < batch_size

    def noisy_loss(theta: Array) -> Array:
        batch = jnp.sum(jnp.where(drawn, loss.on_examples(theta, indices), 0)) / batch_size
        return jax.lax.stop_gradient(loss(theta)) + (batch - jax.lax.stop_gradient(batch))

    return noisy_loss


NONE = Noise(key="none", title="none", draw=no_draw, noisy=no_noise)
UNIFORM = Noise(key="uniform", title="uniform in ±σ", draw=uniform_draw, noisy=gradient_noise, parameters=(SCALE,))
GAUSSIAN = Noise(key="gaussian", title="Gaussian", draw=jax.random.normal, noisy=gradient_noise, parameters=(SCALE,))
MINI_BATCH = Noise(
    key="mini_batch",
    title="mini-batches",
    draw=batch_draw,
    noisy=mini_batch,
    parameters=(BATCH_SIZE,),
    needs_examples=True,
)
