"""Python scripts that make a run again: with optviz, with nothing but JAX, and with optax where it has the rule."""

import json
from collections.abc import Callable
from textwrap import indent
from typing import Any

import jax

from optviz.engine.backend import ONE_FUNCTION
from optviz.engine.simulate import Run
from optviz.exports.base import Format
from optviz.exports.sources import NoSource, source_of
from optviz.exports.stamp import stamp
from optviz.optimizers.regularisation import decoupled_decay, regularised
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.choices import OptimizerChoice
from optviz.scenario.scenario import Scenario

WITH_OPTVIZ = '''# {stamp}
"""{title}: the same run, with optviz."""

from optviz import Scenario, simulate

run = simulate(
    Scenario(
{fields}
    )
)
paths = {{path.label: path.points for path in run}}

if __name__ == "__main__":
    for path in run:
        print(f"{{path.label}}: loss {{path.losses[-1]:.6g}} at {{path.points[-1].tolist()}}")
'''

HEAD = '''# {stamp}
"""{title}: the same run, with {library}."""

{imports}

jax.config.update("jax_enable_x64", True)
{settings}
NUM_STEPS = {num_steps}
START = jnp.array({start})


{definitions}


SURFACE = {surface_numbers}


def loss(theta, numbers=SURFACE):
    """The true loss."""
    return {surface}(theta, **numbers)


def loss_of_step(t, numbers=SURFACE):
    """The loss as step t meets it: with noise in its gradient, where there is any."""
    return {loss_of_step}
'''

FOLLOW_WITH_JAX = '''
def follow(init, step, learning_rate, numbers, factor=lambda t: 1.0, regularisation=None):
    """The path of a rule, (NUM_STEPS + 1, weights): its learning rate times the factor of a schedule, its numbers.

    Where it has diverged, it is not a number. All that optviz keeps of a step is kept here too: a line search in noise
    turns on the last digit, and what else a compiled loop computes decides how that is rounded.
    """
    row = (START, jnp.zeros(()), START, jnp.zeros(()), jax.eval_shape(init, START))

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
    rows, good = in_one_function(START, *numbers)
    return jnp.where(jnp.arange(NUM_STEPS + 1)[:, None] < good, rows[0], jnp.nan)
'''

FOLLOW_WITH_OPTAX = '''
def follow(optimizer):
    """The path of an optimizer of optax, (NUM_STEPS + 1, weights)."""

    @jax.jit
    def next_of(t, theta, state):
        updates, state = optimizer.update(jax.grad(loss_of_step(t))(theta), state, theta)
        return optax.apply_updates(theta, updates), state

    theta, state, points = START, optimizer.init(START), [START]
    for t in range(NUM_STEPS):
        theta, state = next_of(t, theta, state)
        points.append(theta)
    return jnp.stack(points)
'''

IMPORTS_WITH_JAX = (
    "import operator",
    "from functools import reduce",
    "from jax.experimental.xla_metadata import set_xla_metadata",
)

TAIL = """
paths = {{
{paths}
}}

if __name__ == "__main__":
    for label, points in paths.items():
        print(f"{{label}}: loss {{loss(points[-1]):.6g}} at {{points[-1].tolist()}}")
"""

FACTOR = '''def scheduled(function, t, *, warm_up, **numbers):
    """What the learning rate is multiplied by at step t: a linear warm-up, then the schedule from its beginning."""
    t, left = jnp.asarray(t, float), jnp.maximum(jnp.asarray(NUM_STEPS - warm_up, float), 1)
    factor = function(jnp.maximum(t - warm_up, 0), left, **numbers)
    return jnp.where(t < warm_up, (t + 1) / jnp.maximum(warm_up, 1), factor)'''

IN_ONE_FUNCTION = f"""
# On the CPU a loop is compiled as one function, as in optviz: that decides how its numbers are rounded.
ONE_FUNCTION = {ONE_FUNCTION} if jax.default_backend() == "cpu" else {{}}
"""

OF_OPTVIZ = "from optviz.catalogue import NOISES, OPTIMIZERS, SCHEDULES, SURFACES"
REGULARISATION_OF_OPTVIZ = (
    "(regularisation.regularised, regularisation.decoupled_decay)",
    "from optviz.optimizers import regularisation",
)
OPTAX = {
    "sgd": "optax.sgd({learning_rate})",
    "momentum": "optax.sgd({learning_rate}, momentum={rho})",
    "rmsprop": "optax.rmsprop({learning_rate}, decay={beta}, eps={epsilon}, eps_in_sqrt=False)",
    "adam": "optax.adam({learning_rate}, b1={beta_1}, b2={beta_2}, eps={epsilon})",
}
"""What optax calls the rules that it has in exactly this form; others it has in its own, whose paths differ."""


def write_python(run: Run) -> bytes:
    data = json.loads(run.scenario.to_json())
    optimizers = "".join(f"    {optimizer!r},\n" for optimizer in data.pop("optimizers"))
    fields = "\n".join([f"optimizers=[\n{optimizers}],", *(f"{name}={value!r}," for name, value in data.items())])
    return WITH_OPTVIZ.format(
        stamp=stamp(run.scenario), title=title(run.scenario), fields=indent(fields, " " * 8)
    ).encode()


def title(scenario: Scenario) -> str:
    """Surface and rules by their own titles: labels are the user's words, which are no program text."""
    names = dict.fromkeys(choice.record.title for choice in scenario.optimizers)
    return f"{scenario.surface.record.title}: {', '.join(names)}"


class Script:
    """A script under way: its imports, and its definitions by the name that they are called by."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.imports = {"import jax": None, "import jax.numpy as jnp": None}
        self.definitions: dict[str, str] = {}

    def function(self, name: str, functions: tuple[Callable, ...], otherwise: str, where: str = OF_OPTVIZ) -> str:
        """The name by which one of our functions (or a pair) can be used, with its source in the script.

        Where the source cannot stand alone, it is `otherwise`, an expression on what the line `where` imports.
        """
        try:
            source = source_of(*functions)
        except NoSource:
            self.imports[where] = None
            self.definitions[name] = f"{name} = {otherwise}"
            return name
        self.imports |= dict.fromkeys(source.imports)
        results = ", ".join(function.__name__ for function in functions)
        body = indent(f"{source.text}\n\nreturn {results}", "    ")
        self.definitions[name] = f"def make_{name}():\n{body}\n\n\n{name} = make_{name}()"
        return name

    def head(self, library: str, settings: str = "") -> str:
        scenario = self.scenario
        numbers = scenario.surface.numbers
        surface = self.function(
            "surface", (scenario.surface.record.function,), f"SURFACES[{scenario.surface.key!r}].function"
        )
        met = self.noisy_loss()
        if any(line.startswith("from optviz") for line in self.imports):
            library += ", and what cannot stand alone from optviz"
        return HEAD.format(
            stamp=stamp(scenario),
            title=title(scenario),
            library=library,
            imports="\n".join(sorted(self.imports, key=lambda line: (line.split()[1], line))),
            num_steps=scenario.num_steps,
            start=[float(x) for x in scenario.start],
            definitions="\n\n\n".join(self.definitions.values()),
            surface=surface,
            settings=settings,
            surface_numbers=repr(numbers),
            loss_of_step=met,
        )

    def noisy_loss(self) -> str:
        noise, key = self.scenario.noise, self.scenario.noise.key
        loss = "partial(loss, numbers=numbers)"
        self.imports["from functools import partial"] = None
        if key == "none":
            return loss
        if noise.record.needs_examples:
            self.imports |= dict.fromkeys([OF_OPTVIZ, "from optviz.engine.stepping import TrueLoss"])
            loss = f"TrueLoss(SURFACES[{self.scenario.surface.key!r}], numbers)"
        draw = noise.record.draw
        drawn = f"jax.random.{draw.__name__}" if getattr(jax.random, draw.__name__, None) is draw else None
        drawn = drawn or self.function("draw", (draw,), f"NOISES[{key!r}].draw")
        noisy = self.function("noisy", (noise.record.noisy,), f"NOISES[{key!r}].noisy")
        of_step = self.function("of_step", (noise.record.of_step,), f"NOISES[{key!r}].of_step")
        examples = self.scenario.surface.record.examples if noise.record.needs_examples else 0
        shape = (MAX_STEPS + 1, examples or len(self.scenario.start))
        self.definitions["DRAWS"] = f"DRAWS = {drawn}(jax.random.key({self.scenario.seed}), {shape}, float)"
        numbers = arguments(noise.numbers)
        return f"{noisy}({loss}, {of_step}(DRAWS, t, {numbers}), {numbers})"

    def factor(self, choice: OptimizerChoice) -> str | None:
        """The factor of a schedule as a function of the step; None where there is none."""
        schedule = choice.schedule
        if schedule.key == "constant" and not schedule.numbers["warm_up"]:
            return None
        self.definitions["scheduled"] = FACTOR
        name = self.function(
            f"{schedule.key}_schedule", (schedule.record.function,), f"SCHEDULES[{schedule.key!r}].function"
        )
        return f"lambda t: scheduled({name}, t, {arguments(schedule.numbers)})"


def arguments(numbers: dict[str, float]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in numbers.items())


def write_jax(run: Run) -> bytes:
    script = Script(run.scenario)
    lines = [f"{json.dumps(path.label)}: {followed(script, path.choice)}," for path in run]
    script.imports |= dict.fromkeys(IMPORTS_WITH_JAX)
    return (script.head("nothing but JAX", IN_ONE_FUNCTION) + "\n" + FOLLOW_WITH_JAX + "\n" + tail(lines)).encode()


def followed(script: Script, choice: OptimizerChoice) -> str:
    """The call of `follow` for one optimizer."""
    record, numbers = choice.record, choice.numbers
    rule = script.function(
        f"{record.key}_rule",
        (record.init, record.step),
        f"(OPTIMIZERS[{record.key!r}].init, OPTIMIZERS[{record.key!r}].step)",
    )
    own = {parameter.key: numbers.pop(parameter.key) for parameter in record.hyperparameters}
    given: list[Any] = [f"*{rule}", repr(own.pop("learning_rate")), repr(own)]
    if factor := script.factor(choice):
        given.append(f"factor={factor}")
    if choice.has_regularisation:
        name = script.function("regularisation_of_rules", (regularised, decoupled_decay), *REGULARISATION_OF_OPTVIZ)
        script.definitions["regularised"] = f"regularised, decoupled_decay = {name}"
        given.append(f"regularisation={numbers!r}")
    return f"follow({', '.join(given)})"


def tail(lines: list[str]) -> str:
    return TAIL.format(paths=indent("\n".join(lines), "    "))


def write_optax(run: Run) -> bytes:
    script = Script(run.scenario)
    script.imports["import optax"] = None
    lines = []
    for path in run:
        called = counterpart(script, path.choice)
        lines.append(f"{json.dumps(path.label)}: follow({called})," if called else missing(path.choice))
    return (script.head("optax") + "\n" + FOLLOW_WITH_OPTAX + "\n" + tail(lines)).encode()


def counterpart(script: Script, choice: OptimizerChoice) -> str | None:
    """The optimizer of optax that takes the same path, where there is one."""
    switched = any(parameter.choices and choice.numbers[parameter.key] for parameter in choice.record.parameters)
    if choice.key not in OPTAX or switched or choice.has_regularisation:
        return None
    values = {name: repr(value) for name, value in choice.numbers.items()}
    if factor := script.factor(choice):
        values["learning_rate"] = f"{factor} * {values['learning_rate']}"
    return OPTAX[choice.key].format(**values)


def missing(choice: OptimizerChoice) -> str:
    return f"# {choice.record.title}: optax has nothing whose path is the same; the script with nothing but JAX has it."


PYTHON = Format(
    key="python",
    title="Python script with optviz",
    short="optviz",
    group="code",
    summary="The same run in a few lines, with optviz.",
    extension=".py",
    media_type="text/x-python",
    write=write_python,
)
PLAIN_JAX = Format(
    key="jax",
    title="Python script with nothing but JAX",
    short="JAX",
    group="code",
    summary="The surface and the rules written out, to read and to change.",
    extension=".py",
    media_type="text/x-python",
    write=write_jax,
)
WITH_OPTAX = Format(
    key="optax",
    title="Python script with optax",
    short="optax",
    group="code",
    summary="The same paths with optax, where it has the rules.",
    extension=".py",
    media_type="text/x-python",
    write=write_optax,
)
