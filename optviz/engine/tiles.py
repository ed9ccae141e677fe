"""The compiled loop of many runs of one rule, of which only the outcome is kept: one for each (surface, rule, schedule,
noise) and choice of the numbers that differ from run to run.

Runs go side by side in tiles that stay in the cache, so that the memory does not grow with their number or their steps.
To look at each step at all that a run is, whether it is still finite, takes as long as the step itself. So the point
and the loss are looked at, all else after a block of steps; and the block in which a run diverged is gone through once
more, step by step.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import and_
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from optviz.engine.backend import as_one_function
from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.engine.found_once import with_its_gradient
from optviz.engine.lanes import Lanes, apart, elements, flat, in_lanes, in_one_loop, is_arithmetic, restored, spread
from optviz.engine.stepping import ESCAPE_REACH, one_run
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.scenario.bounds import MAX_STEPS
from optviz.schedules import Schedule
from optviz.surfaces.base import Surface

WIDTH = 128
"""How many runs go side by side."""
TILES = 128
"""How many tiles a program goes through at most, one after the other."""
BLOCK = 32
"""How many steps are looked at together."""
NEVER, BAD = -1, MAX_STEPS + 1
"""Instead of the last step outside the tolerance: there was none; the run has diverged."""


class Runs:
    """The step of many runs side by side, on flat lists of arrays: the point's components, then the state's.

    Args:
        numbers: those that all runs share, or (lanes,).
    """

    def __init__(
        self,
        parts: tuple[Surface, Optimizer, Schedule, Noise, bool],
        numbers: Sequence[Any],
        table: Any,
        draws: Any,
        num_steps: Any,
    ) -> None:
        surface, optimizer, *_ = parts
        self.weights, self.num_steps = len(surface.domain), num_steps
        self.width = next(one.shape[0] for one in numbers if one.ndim)
        self.dtype = dtype = numbers[0].dtype
        self.given: list[Lanes] = [
            *(apart(one, has_lanes=bool(one.ndim)) for one in numbers),
            apart(table, has_lanes=False),
            apart(draws, has_lanes=False),
            apart(num_steps, has_lanes=False),
        ]
        low, high = np.array(surface.domain).T
        self.centre, self.reach = ((low + high) / 2).astype(dtype), (ESCAPE_REACH * (high - low) / 2).astype(dtype)
        scalar, whole = jax.ShapeDtypeStruct((), dtype), jax.ShapeDtypeStruct((), jnp.int32)
        point = jax.ShapeDtypeStruct((self.weights,), dtype)
        state = jax.eval_shape(optimizer.init, point)
        self.shapes, self.tree = jax.tree.flatten((point, state))
        run_of = one_run(*parts, prepared=with_its_gradient)

        def step(*given: Any) -> list[Any]:
            *numbers, table, draws, num_steps, t = given[: len(self.given) + 1]
            theta, state = jax.tree.unflatten(self.tree, given[len(self.given) + 1 :])
            _, step_from = run_of(jnp.stack(numbers), table, draws, num_steps)
            row, moved, state = step_from(t, theta, state)
            return [row.loss, row.gradient, row.learning_rate, *jax.tree.leaves((moved, state))]

        self.init = jax.make_jaxpr(lambda theta: jax.tree.leaves((theta, optimizer.init(theta))))(point)
        self.step = jax.make_jaxpr(step)(*[scalar] * len(numbers), table, draws, num_steps, whole, *self.shapes)
        is_on_cpu = jax.default_backend() == "cpu"  # elsewhere a condition would wait for the device
        self.is_arithmetic = is_on_cpu and is_arithmetic(self.step.jaxpr)
        several = sum(like.size >= self.weights for like in self.shapes) > 2  # arrays into which the gradient goes
        self.finds_once = is_on_cpu and several and not self.is_arithmetic

    def begin(self, start: Sequence[Any]) -> list[Any]:
        """The carries at the start: each () where it is the same for all runs at all times."""
        carries = flat(in_lanes(self.init, [elements((len(start),), start)], self.width))
        while True:
            shapes = jax.eval_shape(lambda carries: self.go(jnp.int32(0), carries)[0], carries)
            wider = [
                one if one.ndim == len(then.shape) else self.widened(one)
                for one, then in zip(carries, shapes, strict=True)
            ]
            if all(a is b for a, b in zip(wider, carries, strict=True)):
                return carries
            carries = wider

    def widened(self, array: Any) -> Any:
        return lax.broadcast_in_dim(array, (*array.shape, self.width), tuple(range(array.ndim)))

    def go(self, t: Any, carries: Sequence[Any]) -> tuple[list[Any], Any, list[Any]]:
        """One step: the next carries, the loss, and all else that the step has met."""
        given = [*self.given, apart(t, has_lanes=bool(t.ndim)), *restored(self.shapes, carries)]
        always = t >= 0 if self.finds_once and not t.ndim else None
        loss, gradient, rate, *after = in_lanes(self.step, given, self.width, always)
        return flat(after), flat([loss])[0], flat([gradient, rate])

    def near(self, carries: Sequence[Any]) -> Any:
        """Which runs have not left the domain by far."""
        point = zip(carries[: self.weights], self.centre, self.reach, strict=True)
        return reduce(and_, [jnp.abs(x - centre) <= reach for x, centre, reach in point])

    def finite(self, arrays: Sequence[Any]) -> Any:
        """Which runs have only finite numbers in all these arrays."""
        return reduce(and_, [is_finite(one, self.width) for one in arrays])


def is_finite(array: Any, width: int) -> Any:
    if not jnp.issubdtype(array.dtype, jnp.floating):
        return jnp.ones((), bool)
    good = jnp.isfinite(array)
    return good.all(axis=tuple(range(array.ndim - 1))) if array.ndim and array.shape[-1] == width else good.all()


@made_once
def tiles_program(
    surface: Surface,
    optimizer: Optimizer,
    schedule: Schedule,
    noise: Noise,
    with_regularisation: bool,
    *varied: int,
) -> CompiledProgram:
    """The compiled loop of many runs.

    A function of what is traced: the numbers of one run, as `one_run` has them; `columns` (varied, runs), the values of
    those at the places `varied`; `levels` (runs,), the losses that count as arrived; the tolerance; the surface's
    table; the noise's draws; the number of steps; and for each device how many tiles it has of the runs, which are
    shared out evenly, at most `TILES`. It returns the components of the points, the losses there and at the starts, and
    for each run the step from which on its loss stays within the tolerance of its level, and the step at which it
    diverged; or `NEVER`.
    """
    parts = (surface, optimizer, schedule, noise, with_regularisation)
    weights = len(surface.domain)

    def run(
        numbers: jax.Array,
        columns: jax.Array,
        levels: jax.Array,
        tolerance: jax.Array,
        table: jax.Array,
        draws: jax.Array,
        num_steps: jax.Array,
        tiles: jax.Array,
    ) -> tuple:
        count = levels.shape[0]

        def tile(i: jax.Array, kept: tuple) -> tuple:
            def own(values: jax.Array) -> jax.Array:
                return lax.dynamic_slice(values, (i * WIDTH,), (WIDTH,))

            each: list[Any] = [lax.index_in_dim(numbers, k, keepdims=False) for k in range(numbers.shape[0])]
            for k, place in enumerate(varied):
                each[place] = own(columns[k])
            runs = Runs(parts, each, table, draws, num_steps)
            start = [spread(one, WIDTH) for one in each[:weights]]
            found = outcome(runs, start, own(levels), tolerance)
            return tuple(
                lax.dynamic_update_slice(all_of_it, one, (i * WIDTH,))
                for all_of_it, one in zip(kept, found, strict=True)
            )

        numbers_kept, steps_kept = jnp.zeros((count,), numbers.dtype), jnp.zeros((count,), jnp.int32)
        return lax.fori_loop(0, tiles[0], tile, (*[numbers_kept] * (weights + 2), steps_kept, steps_kept))

    results = (0,) * (weights + 4)
    if jax.device_count() > 1:
        return CompiledProgram(shared_out(run, len(results)), *parts, *varied, results=results, is_wide=True)
    return CompiledProgram(run, *parts, *varied, results=results, is_loop=True, is_wide=True)


SPLIT, WHOLE = PartitionSpec("runs"), PartitionSpec()
TAKEN = (WHOLE, PartitionSpec(None, "runs"), SPLIT, WHOLE, WHOLE, WHOLE, WHOLE, SPLIT)
"""How the arguments of a program of tiles are shared out."""


def all_devices() -> Mesh:
    return Mesh(np.array(jax.devices()), ("runs",))


def shared_out(run: Callable, results: int) -> Callable:
    """The same with the runs shared out to all devices."""
    how = {"mesh": all_devices(), "in_specs": TAKEN, "out_specs": (SPLIT,) * results}
    return jax.shard_map(as_one_function(run), check_vma=False, **how)


def handed_out(arguments: Sequence[Any]) -> list[Any]:
    """The arguments as several processes share them (`jax.distributed`): each has all of them, and gives its devices
    their part."""
    mesh = all_devices()

    def shared(array: np.ndarray, spec: PartitionSpec) -> jax.Array:
        return jax.make_array_from_callback(array.shape, NamedSharding(mesh, spec), array.__getitem__)

    return [shared(np.asarray(one), spec) for one, spec in zip(arguments, TAKEN, strict=True)]


def outcome(runs: Runs, start: list[Any], level: Any, tolerance: Any) -> tuple:
    """What becomes of the runs of a tile: the point, the loss there and at the start, `settled` and `diverged`."""
    num_steps = runs.num_steps

    def block(carry: tuple) -> tuple:
        t, _, _, carries, last, saved = carry

        def step(inner: tuple) -> tuple:
            t, carries, last = inner
            after, loss, _ = runs.go(t, carries)
            is_good = runs.near(carries) & (0 * loss == 0)
            now = jnp.where(is_good, jnp.where(jnp.abs(loss - level) <= tolerance, NEVER, t), BAD)
            last = jnp.maximum(last, now)  # steps rise, and nothing is above `BAD`
            if runs.is_arithmetic:
                *after, last = in_one_loop([*after, last], runs.width)
            return t + 1, after, last

        inner = (t, carries, last)
        end = jnp.minimum(t + BLOCK, num_steps)
        if runs.is_arithmetic:  # with two steps a turn nothing has to be copied back to where it came from
            inner = lax.while_loop(lambda inner: inner[0] + 1 < end, lambda inner: step(step(inner)), inner)
        end, after, then = lax.while_loop(lambda inner: inner[0] < end, step, inner)
        then = jnp.where(runs.finite(after) & runs.near(after), then, BAD)
        return end, t, carries, after, then, saved.at_the_turn(last, then, t, carries)

    begin = runs.begin(start)
    zero, never = jnp.zeros((), jnp.int32), jnp.full((runs.width,), NEVER, jnp.int32)
    saved = Saved(never, [one if one.ndim else runs.widened(one) for one in begin])
    carry = (zero, zero, begin, begin, never, saved)
    _, t, before, carries, last, saved = lax.while_loop(lambda carry: carry[0] < num_steps, block, carry)
    _, loss, met = runs.go(num_steps, carries)
    is_good = runs.near(carries) & runs.finite([*carries, loss, *met])
    then = jnp.where((last != BAD) & is_good, jnp.where(jnp.abs(loss - level) <= tolerance, last, num_steps), BAD)
    ended = ending(runs, saved.at_the_turn(last, then, t, before))
    settled = jnp.where((then == BAD) | (then == num_steps), NEVER, then + 1)
    point = [jnp.where(then == BAD, x, own) for x, own in zip(ended.point, carries[: runs.weights], strict=True)]
    _, first, _ = runs.go(zero, begin)
    first = spread(first, runs.width)
    return (*point, jnp.where(then == BAD, ended.loss, loss), first, settled, ended.diverged)


class Saved(NamedTuple):
    """What runs that diverge were at the beginning of the block in which they did: the step, or `NEVER`, and the
    carries, all with a value for each run."""

    at: Any
    carries: list[Any]

    def at_the_turn(self, last: Any, then: Any, t: Any, carries: list[Any]) -> "Saved":
        """With those runs that were good before a block that began at t, and are not after it."""
        has_turned = (then == BAD) & (last != BAD)
        kept = [jnp.where(has_turned, now, before) for now, before in zip(carries, self.carries, strict=True)]
        return Saved(jnp.where(has_turned, t, self.at), kept)


class Ended(NamedTuple):
    """Where runs that diverged were last good, and at which step they diverged; or `NEVER`."""

    point: list[Any]
    loss: Any
    diverged: Any


def ending(runs: Runs, saved: Saved) -> Ended:
    """Goes once more, step by step, from where runs that diverge were saved to where they do."""

    def step(carry: tuple) -> tuple:
        t, carries, ended = carry
        after, loss, met = runs.go(t, carries)
        is_under_way = (saved.at != NEVER) & (ended.diverged == NEVER)
        is_good = runs.near(carries) & runs.finite([*carries, loss, *met])
        holds = is_under_way & is_good
        point = zip(carries[: runs.weights], ended.point, strict=True)
        return (
            t + 1,
            after,
            Ended(
                [jnp.where(holds, now, before) for now, before in point],
                jnp.where(holds, loss, ended.loss),
                jnp.where(is_under_way & ~is_good, t, ended.diverged),
            ),
        )

    def goes_on(carry: tuple) -> Any:
        t, _, ended = carry
        return ((saved.at != NEVER) & (ended.diverged == NEVER) & (t <= runs.num_steps)).any()

    never = jnp.full((runs.width,), NEVER, jnp.int32)
    infinite = jnp.full((runs.width,), jnp.inf, runs.dtype)
    begin = (saved.at, saved.carries, Ended(saved.carries[: runs.weights], infinite, never))
    return lax.while_loop(goes_on, step, begin)[2]
