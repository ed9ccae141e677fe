"""Gradient noise: transforms of the loss whose gradient is the true one plus a draw, while its value stays exact.

The draw belongs to the step, not to the point: whoever asks for several gradients in one step meets the same draw,
as with a mini-batch, and every optimizer of a scenario meets the same draws.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

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

KEEP = Parameter(key="keep", title="keep probability", symbol="p", default=0.5, low=0.2, high=1.0)


def step_itself(t: Any, width: int, **parameters: Any) -> Any:
    return t


def own_row(draws: Array, t: Array, **parameters: Array) -> Array:
    return jax.lax.dynamic_index_in_dim(draws, t, keepdims=False)


def rows_in_turn(draws: Array, t: Array, **parameters: Array) -> Array:
    """The row of step t; after the last one, where there are fewer than steps, they come again."""
    return own_row(draws, t % draws.shape[0])


@dataclass(frozen=True, eq=False, kw_only=True)
class Noise:
    """A noise in the gradient.

    Args:
        key, title: its name in JSON and URLs, and on the page.
        draw: `draw(key, shape, dtype) -> Array`, the draws of all steps at once, in `shape` (steps, weights); where it
            needs examples (epochs, rows), and it is also given which rows count. Drawing them one by one inside the
            loop takes longer than the loop.
        noisy: `noisy(loss, draw, **parameters) -> loss` for one step, with the step's own draw.
        of_step: `of_step(draws, t, **parameters) -> draw`, what step t has of all draws: unless told otherwise its row.
        row_of: `row_of(t, width, **parameters)`, which row that is of all draws, of so many weights or examples.
        parameters: the numbers of `noisy` and `of_step` that a slider can move.
        draws_batch: whether a draw says on which examples its step is taken.
        needs_examples: whether `noisy` draws from the examples of a surface with data, with the losses
            `loss.on_examples(theta)`, one for each row of its table.
    """

    key: str
    title: str
    draw: Callable[..., Array]
    noisy: Callable[..., Loss]
    of_step: Callable[..., Array] = own_row
    row_of: Callable[..., Any] = step_itself
    parameters: tuple[Parameter, ...] = ()
    draws_batch: bool = False
    needs_examples: bool = False


class LossOnExamples(Protocol):
    """A loss that is a mean over examples, which can be asked for as well."""

    on_examples: Callable[[Array], Array]

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


def order_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike, counts: Array) -> Array:
    """For each epoch the place of each example in its random order; infinite for rows that do not count."""
    draws = jax.random.uniform(key, shape, dtype)
    is_behind = jnp.where(counts > 0, draws[:, :, None] > draws[:, None, :], 0)
    return jnp.where(counts > 0, jnp.sum(is_behind, axis=2), jnp.inf).astype(dtype)


def batches_of(examples: Any, batch_size: Any) -> tuple[Any, Any]:
    """The size of a batch, and how many make an epoch."""
    size = jnp.minimum(jnp.asarray(batch_size, jnp.int32), examples)
    return size, (examples + size - 1) // size


def epoch_of_step(t: Any, examples: int, *, batch_size: Any) -> Any:
    return t // batches_of(examples, batch_size)[1]


def batch_of_step(draws: Array, t: Array, *, batch_size: Array) -> Array:
    """Which rows are in the batch of step t, (rows,): 1 or 0.

    An epoch goes through all examples once, in an order of its own, without replacement. If the batch size does not
    divide them, its last batch is smaller, as that of PyTorch's loader. A batch as large as the data is all of them.
    """
    examples = jnp.sum(own_row(draws, jnp.zeros_like(t)) < jnp.inf, dtype=jnp.int32)
    size, batches = batches_of(examples, batch_size)
    epoch = t // batches
    places = own_row(draws, epoch) - (t - epoch * batches) * size
    return ((places >= 0) & (places < size)).astype(draws.dtype)


def mini_batch(loss: LossOnExamples, draw: Array, *, batch_size: Array) -> Loss:
    """The gradient (and Hessian) of the mean over a batch, on top of the value of the whole loss."""

    def noisy_loss(theta: Array) -> Array:
        each = loss.on_examples(theta)
        batch = jnp.sum(jnp.where(draw > 0, each, 0)) / jnp.sum(draw)
        return jax.lax.stop_gradient(loss(theta)) + (batch - jax.lax.stop_gradient(batch))

    return noisy_loss


def share_draw(key: Array, shape: tuple[int, ...], dtype: DTypeLike) -> Array:
    return jax.random.uniform(key, shape, dtype)


def share_draw_for_examples(key: Array, shape: tuple[int, ...], dtype: DTypeLike, counts: Array) -> Array:
    return jnp.where(counts > 0, share_draw(key, shape, dtype), jnp.inf)


def drop_connect(loss: Loss, draw: Array, *, keep: Array) -> Loss:
    """The gradient with each weight kept by lot and divided by `keep`, or 0, on top of the value with all of them."""

    def noisy_loss(theta: Array) -> Array:
        masked = loss(theta * jnp.where(draw < keep, 1 / keep, 0))
        return jax.lax.stop_gradient(loss(theta)) + (masked - jax.lax.stop_gradient(masked))

    return noisy_loss


def dropout(loss: LossOnExamples, draw: Array, *, keep: Array) -> Loss:
    """The same with a mask of its own for each example, of what the two weights multiply in it.

    One number in [0, 1) an example, infinite for a row that is none, tells which of the four masks it has: either half
    is kept with the same probability, whether or not the other one is.
    """
    counts = draw < jnp.inf
    kept = (draw < keep, (draw < keep**2) | ((draw >= keep) & (draw < keep * (2 - keep))))

    def noisy_loss(theta: Array) -> Array:
        total = jnp.zeros((), theta.dtype)
        for mask in ((0, 0), (0, 1), (1, 0), (1, 1)):
            lost = loss.on_examples(theta * jnp.array(mask, theta.dtype) / keep)
            total = total + jnp.sum(jnp.where(counts & (kept[0] == mask[0]) & (kept[1] == mask[1]), lost, 0))
        masked = total / jnp.sum(counts)
        return jax.lax.stop_gradient(loss(theta)) + (masked - jax.lax.stop_gradient(masked))

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
    row_of=epoch_of_step,
    parameters=(BATCH_SIZE,),
    draws_batch=True,
    needs_examples=True,
)
DROP_CONNECT = Noise(key="drop_connect", title="DropConnect", draw=share_draw, noisy=drop_connect, parameters=(KEEP,))
DROPOUT = Noise(
    key="dropout",
    title="dropout, a mask for each example",
    draw=share_draw_for_examples,
    noisy=dropout,
    of_step=rows_in_turn,
    parameters=(KEEP,),
    needs_examples=True,
)
