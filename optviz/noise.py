"""Gradient noise: transforms of the loss whose gradient is the true one plus a draw, while its value stays exact.

The draw belongs to the step, not to the point: whoever asks for several gradients in one step meets the same draw,
as with a mini-batch, and every optimizer of a scenario meets the same draws.
"""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp

from surfaces.base import Parameter

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
        noisy: `noisy(loss, key, **parameters) -> loss` for one step; `key` is the step's own random key.
        parameters: the numbers of `noisy` that a slider can move.
        needs_examples: whether `noisy` draws from the examples of a surface with data: `loss.examples` of them, with
            the losses `loss.on_examples(theta, indices)`.
    """

    key: str
    title: str
    noisy: Callable[..., Callable]
    parameters: tuple[Parameter, ...] = ()
    needs_examples: bool = False


def with_gradient_draw(loss, draw):
    """`loss` with `draw(theta)` added to its gradient, and nothing to its value or its Hessian."""

    def noisy_loss(theta):
        return loss(theta) + jnp.dot(draw(theta), theta - jax.lax.stop_gradient(theta))

    return noisy_loss


def no_noise(loss, key):
    return loss


def uniform_noise(loss, key, *, scale):
    return with_gradient_draw(
        loss, lambda theta: scale * jax.random.uniform(key, theta.shape, theta.dtype, minval=-1, maxval=1)
    )


def gaussian_noise(loss, key, *, scale):
    return with_gradient_draw(loss, lambda theta: scale * jax.random.normal(key, theta.shape, theta.dtype))


def mini_batch(loss, key, *, batch_size):
    """The gradient (and Hessian) of a batch drawn with replacement, on top of the value of the whole loss."""
    # the remainder of 32 bits: half the work of randint, and uneven by less than one in ten million
    indices = jax.random.bits(key, (LARGEST_BATCH,), jnp.uint32) % loss.examples
    drawn = jnp.arange(LARGEST_BATCH) < batch_size

    def noisy_loss(theta):
        batch = jnp.sum(jnp.where(drawn, loss.on_examples(theta, indices), 0)) / batch_size
        return jax.lax.stop_gradient(loss(theta)) + (batch - jax.lax.stop_gradient(batch))

    return noisy_loss


NONE = Noise(key="none", title="none", noisy=no_noise)
UNIFORM = Noise(key="uniform", title="uniform in ±σ", noisy=uniform_noise, parameters=(SCALE,))
GAUSSIAN = Noise(key="gaussian", title="Gaussian", noisy=gaussian_noise, parameters=(SCALE,))
MINI_BATCH = Noise(
    key="mini_batch", title="mini-batches", noisy=mini_batch, parameters=(BATCH_SIZE,), needs_examples=True
)
