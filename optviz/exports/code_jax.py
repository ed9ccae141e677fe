"""The Python script that makes a run again with nothing but JAX: every rule and every surface written out."""

from typing import Any

from optviz.engine.backend import ONE_FUNCTION
from optviz.engine.simulate import Run
from optviz.exports.base import WITH_TABLE, Format, check_own_data
from optviz.exports.script import Script, own_start, tail, with_starts
from optviz.optimizers.regularisation import decoupled_decay, regularised
from optviz.scenario.choices import OptimizerChoice

FOLLOW = '''
def follow(init, step, learning_rate, numbers, factor=lambda t: 1.0, regularisation=None<given>):
    """The path of a rule, (NUM_STEPS + 1, weights): its learning rate times the factor of a schedule, its numbers.

    Where it has diverged, it is not a number. All that optviz keeps of a step is kept here too: a line search in noise
    turns on the last digit, and what else a compiled loop computes decides how that is rounded.
    """
    row = (<start>, jnp.zeros(()), <start>, jnp.zeros(()), jax.eval_shape(init, <start>))

    def next_of(carry, learning_rate, numbers, surface_numbers):
        true_loss = partial(loss, numbers=surface_numbers)
        t, _, theta, state, rows = carry
        rate = learning_rate * factor(t)
        met = loss_of_step(t, surface_numbers)
        met = jax.jit(met if regularisation is None else regularised(met, **regularisation))
        value, gradient = jax.value_and_grad(met)(theta)
        row = (theta, value if regularisation is None else true_loss(theta), gradient, rate, state)
        rows = jax.tree.map(lambda rows, leaf: rows.at[t].set(leaf), rows, row)
        moved, state = step(met, theta, state, learning_rate=rate, **numbers)
        if regularisation is not None:
            moved = moved - decoupled_decay(theta, learning_rate=rate, **regularisation)
        good = reduce(operator.and_, (jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(row)))
        return t + 1, good, moved, state, rows

    @jax.jit
    def run(start, *numbers):
        rows = jax.tree.map(lambda leaf: jnp.zeros((NUM_STEPS + 1, *leaf.shape), leaf.dtype), row)
        taken, good, _, _, rows = jax.lax.while_loop(
            lambda carry: carry[1] & (carry[0] <= NUM_STEPS),
            lambda carry: next_of(carry, *numbers),
            (jnp.zeros((), jnp.int32), jnp.ones((), bool), start, init(start), rows),
        )
        return rows, jnp.where(good, taken, taken - 1)

    @jax.jit
    def in_one_function(*numbers):
        return set_xla_metadata(run(*numbers), **ONE_FUNCTION)

    numbers = jax.tree.map(lambda value: jnp.array(value, float), (learning_rate, numbers, SURFACE))
    rows, good = in_one_function(<start>, *numbers)
    return jnp.where(jnp.arange(NUM_STEPS + 1)[:, None] < good, rows[0], jnp.nan)
'''

IMPORTS = (
    "import operator",
    "from functools import reduce",
    "from jax.experimental.xla_metadata import set_xla_metadata",
)

IN_ONE_FUNCTION = f"""
# On the CPU a loop is compiled as one function, as in optviz: that decides how its numbers are rounded.
ONE_FUNCTION = {ONE_FUNCTION} if jax.default_backend() == "cpu" else {{}}
"""


def write(run: Run, *, own: bool) -> bytes:
    check_own_data(run, own)
    script = Script(run)
    lines = []
    for path in run:
        lines += [*script.warning(path.label), f"{path.label!r}: {followed(script, path.choice)},"]
    script.imports |= dict.fromkeys(IMPORTS)
    return (
        script.head("nothing but JAX", IN_ONE_FUNCTION) + "\n" + with_starts(FOLLOW, run) + "\n" + tail(lines)
    ).encode()


def followed(script: Script, choice: OptimizerChoice) -> str:
    """The call of `follow` for one optimizer."""
    record, numbers = choice.record, choice.numbers
    rule = script.function(f"{record.key}_rule", record.init, record.step)
    own = {parameter.key: numbers.pop(parameter.key) for parameter in record.hyperparameters}
    given: list[Any] = [f"*{rule}", repr(own.pop("learning_rate")), repr(own)]
    if factor := script.factor(choice):
        given.append(f"factor=lambda t: {factor}")
    if choice.has_regularisation:
        script.function("regularisation", regularised, decoupled_decay, called="regularised, decoupled_decay")
        given.append(f"regularisation={numbers!r}")
    return f"follow({', '.join([*given, *own_start(choice)])})"


JAX = Format(
    key="jax",
    title="Python script with nothing but JAX",
    short="JAX",
    group="code",
    summary="The surface and the rules written out, to read and to change.",
    extension=".py",
    media_type="text/x-python",
    write=write,
    options=(WITH_TABLE,),
)
