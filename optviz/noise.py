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


def own_row(draws: Array, t: Array, **parameters: Array) -> Array:
    return jax.lax.dynamic_index_in_dim(draws, t, keepdims=False)


@dataclass(frozen=True, eq=False, kw_only=True)
class Noise:
    """A noise in the gradient.

    Args:
        key, title: its name in JSON and URLs, and on the page.
        draw: `draw(key, shape, dtype) -> Array`, the draws of all steps at once, in `shape` (steps, weights), or
            (steps, examples) where it needs them. Drawing them one by one inside the loop takes longer than the loop.
        noisy: `noisy(loss, draw, **parameters) -> loss` for one step, with the step's own draw.
        of_step: `of_step(draws, t, **parameters) -> draw`, what step t has of all draws: unless told otherwise its row.
        parameters: the numbers of `noisy` and `of_step` that a slider can move.
        needs_examples: whether `noisy` draws from the examples of a surface with data: `loss.examples` of them, with
            the losses `loss.on_examples(theta, indices)`.
    """

    key: str
    title: str
    draw: Callable[..., Array]
    noisy: Callable[..., Loss]
    of_step: Callable[..., Array] = own_row
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


def gaussian_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """To 2⁻²⁴: the last bits of a logarithm differ from machine to machine, and with them would the draws of a seed."""
    return jnp.round(jax.random.normal(key, shape, dtype) * 2**24) / 2**24


def gradient_noise(loss: Loss, draw: Array, *, scale: Array) -> Loss:
    """`loss` with `scale * draw` added to its gradient, and nothing to its value or its Hessian."""

    def noisy_loss(theta: Array) -> Array:
        return loss(theta) + jnp.dot(scale * draw, theta - jax.lax.stop_gradient(theta))

    return noisy_loss


def order_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    """For each epoch, of which there are no more than steps, the place of each example in its random order."""
    draws = jax.random.uniform(key, shape, dtype)
    return jnp.sum(draws[:, :, None] > draws[:, None, :], axis=2).astype(dtype)


def batch_of_step(draws: Array, t: Array, *, batch_size: Array) -> Array:
    """Which examples are in the batch of step t, (examples,): 1 or 0.

    An epoch goes through all examples once, in an order of its own, without replacement. If the batch size does not
    divide them, its last batch is smaller, as that of PyTorch's loader. A batch as large as the data is all of them.
    """
    examples = draws.shape[1]
    size = jnp.minimum(jnp.asarray(batch_size, jnp.int32), examples)
    batches = (examples + size - 1) // size
    epoch = t // batches
    places = own_row(draws, epoch) - (t - epoch * batches) * size
    return ((places >= 0) & (places < size)).astype(draws.dtype)


def mini_batch(loss: LossOnExamples, draw: Array, *, batch_size: Array) -> Loss:
    """The gradient (and Hessian) of the mean over a batch, on top of the value of the whole loss."""

    def noisy_loss(theta: Array) -> Array:
        each = loss.on_examples(theta, jnp.arange(loss.examples))
        batch = jnp.sum(jnp.where(draw > 0, each, 0)) / jnp.sum(draw)
        return jax.lax.stop_gradient(loss(theta)) + (batch - jax.lax.stop_gradient(batch))

    return noisy_loss


NONE = Noise(key="none", title="none", draw=no_draw, noisy=no_noise)
UNIFORM = Noise(key="uniform", title="uniform in ±σ", draw=uniform_draw, noisy=gradient_noise, parameters=(SCALE,))
GAUSSIAN = Noise(key="gaussian", title="Gaussian", draw=gaussian_draw, noisy=gradient_noise, parameters=(SCALE,))
MINI_BATCH = Noise(
    key="mini_batch",
    title="mini-batches",
    draw=order_draw,
    noisy=mini_batch,
    of_step=batch_of_step,
    parameters=(BATCH_SIZE,),
    needs_examples=True,
)
