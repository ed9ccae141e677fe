"""The Python script that makes a run again with optax, of those rules whose path optax takes too."""

from typing import Any

from optviz.engine.simulate import Run
from optviz.exports.base import WITH_TABLE, Format, check_own_data
from optviz.exports.script import Script, own_start, tail, with_starts
from optviz.optimizers.counterpart import Counterpart
from optviz.optimizers.regularisation import DECAY_FORM
from optviz.scenario.choices import CONSTANT_SCHEDULE, OptimizerChoice

FOLLOW = '''
def follow(optimizer, point=lambda theta, state: theta, asks=lambda loss, theta: {}<given>):
    """The path of an optimizer of optax, (NUM_STEPS + 1, weights).

    Args:
        point: where the path is, if not at the theta that optax moves.
        asks: what the optimizer asks for besides the gradient.
    """

    @jax.jit
    def next_of(t, theta, state):
        met = loss_of_step(t)
        updates, state = optimizer.update(jax.grad(met)(theta), state, theta, **asks(met, theta))
        return optax.apply_updates(theta, updates), state

    theta, state = <start>, optimizer.init(<start>)
    points = [<start>]
    for t in range(NUM_STEPS):
        theta, state = next_of(t, theta, state)
        points.append(point(theta, state))
    return jnp.stack(points)
'''

FILTERED = '''def filtered(filters, gradient, theta):
    """A gradient as what stands in front of a rule leaves it."""
    return filters.update(gradient, filters.init(theta), theta)[0]'''

RELEASE = "0.2.8"
"""What the records say of optax, they say of this release."""
DECAYS_ANOTHER_POINT = "decoupled weight decay takes from x, and optax moves another point"


def write(run: Run, *, own: bool) -> bytes:
    check_own_data(run, own)
    script = Script(run)
    script.imports["import optax"] = None
    lines = [line for path in run for line in lines_of(script, path.label, path.choice)]
    return (
        script.head(f"optax, as far as it has the rules; compared with its release {RELEASE}")
        + "\n"
        + with_starts(FOLLOW, run)
        + "\n"
        + tail(lines)
    ).encode()


def lines_of(script: Script, label: str, choice: OptimizerChoice) -> list[str]:
    """The path of one optimizer, or a comment that says why there is none."""
    found = counterpart(choice)
    if isinstance(found, str):
        return [f"# {choice.record.title}: {found}. The script with nothing but JAX has it."]
    note = [f"# {choice.record.title}: {found.note}"] if found.note else []
    return [*note, *script.warning(label), f"{label!r}: {followed(script, choice, found)},"]


def counterpart(choice: OptimizerChoice) -> Counterpart | str:
    """What takes the same path in optax, or why nothing does."""
    for candidate in choice.record.optax:
        if candidate.holds(choice.numbers) and (candidate.with_schedule or choice.schedule == CONSTANT_SCHEDULE):
            return DECAYS_ANOTHER_POINT if candidate.point and decoupled_decay_of(choice) else candidate
    return choice.record.not_in_optax


def decoupled_decay_of(choice: OptimizerChoice) -> float:
    return 0.0 if is_l2(choice) else choice.numbers.get("weight_decay", 0.0)


def is_l2(choice: OptimizerChoice) -> bool:
    return choice.numbers.get("decay_form") == DECAY_FORM.choices.index("l2")


def followed(script: Script, choice: OptimizerChoice, found: Counterpart) -> str:
    """The call of `follow` for one optimizer."""
    numbers: dict[str, Any] = {name: repr(value) for name, value in choice.numbers.items()}
    factor = script.factor(choice)
    rate = numbers["learning_rate"] + (f" * {factor}" if factor else "")
    numbers |= {"rate": rate, "learning_rate": f"lambda t: {rate}" if factor else rate}
    before, after = filters(choice), []
    if decay := decoupled_decay_of(choice):
        amount = f"-{decay!r} * {rate}"
        after.append(f"optax.add_decayed_weights({f'lambda t: {amount}' if factor else amount})")
    chain = [*before, found.call.format(**numbers), *after]
    given = [f"optax.chain({', '.join(chain)})" if len(chain) > 1 else chain[0]]
    if found.point:
        state = f"state[{len(before)}]" if len(chain) > 1 else "state"
        given.append(f"point=lambda theta, state: {found.point.format(state=state, **numbers)}")
    if found.asks:
        gradient = "jax.grad(loss)(theta)"
        if before:
            script.definitions["filtered"] = FILTERED
            gradient = f"filtered(optax.chain({', '.join(before)}), {gradient}, theta)"
        given.append(f"asks=lambda loss, theta: {found.asks.format(gradient=gradient, **numbers)}")
    return f"follow({', '.join([*given, *own_start(choice)])})"


def filters(choice: OptimizerChoice) -> list[str]:
    """What the gradient goes through before the rule has it: clipping first, the L2 penalty after."""
    norm, decay = choice.numbers.get("clip_norm"), choice.numbers.get("weight_decay")
    clipping = [f"optax.clip_by_global_norm({norm!r})"] if norm else []
    return clipping + ([f"optax.add_decayed_weights({decay!r})"] if decay and is_l2(choice) else [])


OPTAX = Format(
    key="optax",
    title="Python script with optax",
    short="optax",
    group="code",
    summary="The same paths with optax, where it has the rules.",
    extension=".py",
    media_type="text/x-python",
    write=write,
    options=(WITH_TABLE,),
)
