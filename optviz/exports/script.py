"""What the scripts that do without optviz have in common: surface, noise, schedules, and the printing at the end."""

from collections.abc import Callable
from textwrap import fill, indent
from typing import Any

import jax
import numpy as np

from optviz.engine.simulate import Run, lots_of, simulate
from optviz.engine.tables import data_of
from optviz.exports.base import ExportError
from optviz.exports.sources import WIDTH, NoSource, source_of
from optviz.exports.stamp import stamp
from optviz.scenario.bounds import MAX_STEPS
from optviz.scenario.choices import CONSTANT_SCHEDULE, OptimizerChoice
from optviz.scenario.scenario import Scenario
from optviz.surfaces.examples import HEADER, table_from

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
    return surface(theta, **numbers)


def loss_of_step(t, numbers=SURFACE):
    """The loss as step t meets it: with noise in its gradient, where there is any."""
    return {loss_of_step}
'''

EXAMPLES = '''class LossOnExamples:
    """The true loss as the mean over examples that it is, and the losses of single ones."""

    def __init__(self, numbers):
        self.numbers = numbers

    def __call__(self, theta):
        return surface(theta, **self.numbers)

    def on_examples(self, theta):
        return surface_on_examples(theta, **self.numbers)'''

FACTOR = '''def scheduled(function, t, *, warm_up, **numbers):
    """What the learning rate is multiplied by at step t: a linear warm-up, then the schedule from its beginning."""
    t, left = jnp.asarray(t, float), jnp.maximum(jnp.asarray(NUM_STEPS - warm_up, float), 1)
    factor = function(jnp.maximum(t - warm_up, 0), left, **numbers)
    return jnp.where(t < warm_up, (t + 1) / jnp.maximum(warm_up, 1), factor)'''

TAIL = """
paths = {{
{paths}
}}

if __name__ == "__main__":
    for label, points in paths.items():
        print(f"{{label}}: loss {{loss(points[-1]):.6g}} at {{points[-1].tolist()}}")
"""

INDENT = 4 * " "
NUDGE, ASTRAY = 1e-12, 1e-6
"""A start moved by so much shows whether rounding, which differs between programs, leads a path so far away."""


def title(scenario: Scenario) -> str:
    """Surface and rules by their own titles: labels are the user's words, which are no program text."""
    names = dict.fromkeys(choice.record.title for choice in scenario.optimizers)
    return f"{scenario.surface.record.title}: {', '.join(names)}"


def astray(run: Run) -> dict[str, float]:
    """How far from each path the one ends that starts a trillionth away, by label, where rounding decides the path."""
    found: dict[str, float] = {}
    for nudge in (NUDGE, -NUDGE):
        for path, other in zip(run, simulate(nudged(run.scenario, nudge)), strict=True):
            distance = float(np.max(np.abs(path.points - other.points)))
            found[path.label] = max(distance, found.get(path.label, 0.0))
    return {label: distance for label, distance in found.items() if distance > ASTRAY}


def nudged(scenario: Scenario, nudge: float) -> Scenario:
    """The scenario with all its starts moved by so much."""
    choices = [
        choice if choice.start is None else choice.model_copy(update={"start": tuple(x + nudge for x in choice.start)})
        for choice in scenario.optimizers
    ]
    start = tuple(x + nudge for x in scenario.start)
    return scenario.model_copy(update={"start": start, "optimizers": tuple(choices)})


def with_starts(follow: str, run: Run) -> str:
    """The text of `follow`, which is given a start where some path has its own."""
    has_own = any(path.choice.start is not None for path in run)
    given, start = (", start=START", "start") if has_own else ("", "START")
    return follow.replace("<given>", given).replace("<start>", start)


def own_start(choice: OptimizerChoice) -> list[str]:
    """What a call of `follow` is given of a start that a path does not share."""
    return [] if choice.start is None else [f"start=jnp.array({list(choice.start)})"]


def tail(lines: list[str]) -> str:
    return TAIL.format(paths=indent("\n".join(lines), "    "))


def arguments(numbers: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in numbers.items())


class Script:
    """A script under way: its imports, and its definitions by the name that they are called by."""

    def __init__(self, run: Run) -> None:
        scenario = self.scenario = run.scenario
        self.astray = astray(run)
        self.imports = {"import jax": None, "import jax.numpy as jnp": None}
        self.definitions: dict[str, str] = {}
        record = scenario.surface.record
        if record.on_examples:
            self.function("surface", record.function, record.on_examples, called="surface, surface_on_examples")
            self.function("table", table_from)
            self.definitions["TABLE"] = f"TABLE = table({self.examples()})"
        else:
            self.function("surface", record.function)

    def function(self, name: str, *functions: Callable, called: str = "") -> str:
        """The name by which functions of ours can be used, with their source in the script.

        Args:
            name: of one function, or of a tuple of several.
            functions: them.
            called: the names of the several, where they are to be used one by one.

        Raises:
            ExportError: their source cannot stand alone.
        """
        try:
            source = source_of(*functions)
        except NoSource as error:
            raise ExportError.of("", "no_source", name=str(error)) from None
        self.imports |= dict.fromkeys(source.imports)
        body = indent(f"{source.text}\n\nreturn {', '.join(source.names)}", "    ")
        self.definitions[name] = f"def make_{name}():\n{body}\n\n\n{called or name} = make_{name}()"
        return name

    def warning(self, label: str) -> list[str]:
        """A comment where no other program need take the very path of this one."""
        if label not in self.astray:
            return []
        far = f"{self.astray[label]:.1g}"
        return [f"# Rounding decides this path: from a start {NUDGE:g} away it leads up to {far} away from here."]

    def head(self, library: str, settings: str = "") -> str:
        scenario = self.scenario
        met = self.noisy_loss()
        return HEAD.format(
            stamp=stamp(scenario),
            title=title(scenario),
            library=library,
            imports="\n".join(sorted(self.imports, key=lambda line: (line.split()[1], line))),
            num_steps=scenario.num_steps,
            start=[float(x) for x in scenario.start],
            definitions="\n\n\n".join(self.definitions.values()),
            settings=settings,
            surface_numbers=self.surface_numbers(),
            loss_of_step=met,
        )

    def surface_numbers(self) -> str:
        """What the surface is given besides a point, as an expression."""
        parts = [f"{name!r}: {value!r}" for name, value in self.scenario.surface.numbers.items()]
        table = ["'table': TABLE"] if "TABLE" in self.definitions else []
        return f"{{{', '.join([*parts, *table])}}}"

    def examples(self) -> str:
        """The examples that a model is trained on, and how often each counts, as expressions."""
        matrix = data_of(self.scenario.surface).matrix[HEADER:]
        self.imports["import numpy as np"] = None
        parts = (f"np.array({part.tolist()!r})," for part in (matrix[:, :-1], matrix[:, -1]))
        lines = [fill(part, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT) for part in parts]
        return "\n".join(["", *lines, ""])

    def noisy_loss(self) -> str:
        """The loss of a step as an expression, with all that it needs among the definitions."""
        noise, record = self.scenario.noise, self.scenario.noise.record
        loss = "partial(loss, numbers=numbers)"
        self.imports["from functools import partial"] = None
        if record.needs_examples:
            self.definitions["examples"] = EXAMPLES
            loss = "LossOnExamples(numbers)"
        if noise.key == "none":
            return loss
        draw = record.draw
        is_of_jax = getattr(jax.random, draw.__name__, None) is draw
        drawn = f"jax.random.{draw.__name__}" if is_of_jax else self.function("draw", draw)
        self.definitions["DRAWS"] = f"DRAWS = {self.draws(drawn)}"
        noisy, of_step = self.function("noisy", record.noisy), self.function("of_step", record.of_step)
        numbers = arguments(noise.numbers)
        return f"{noisy}({loss}, {of_step}(DRAWS, t, {numbers}), {numbers})"

    def draws(self, drawn: str) -> str:
        """All draws of the noise, as an expression."""
        scenario, key = self.scenario, f"jax.random.key({self.scenario.seed})"
        if not scenario.noise.record.needs_examples:
            return f"{drawn}({key}, {(MAX_STEPS + 1, len(scenario.start))}, float)"
        epochs, width, length = lots_of(scenario.surface)
        lots = f"{drawn}({key}, {(epochs, width)}, float, TABLE.counts[:{width}])"
        return f"jnp.pad({lots}, ((0, 0), (0, {length - width})), constant_values=jnp.inf)"

    def factor(self, choice: OptimizerChoice) -> str:
        """What the schedule multiplies the learning rate by at step t, as an expression; nothing where it is 1."""
        schedule = choice.schedule
        if schedule == CONSTANT_SCHEDULE:
            return ""
        self.definitions["scheduled"] = FACTOR
        name = self.function(f"{schedule.key}_schedule", schedule.record.function)
        return f"scheduled({name}, t, {arguments(schedule.numbers)})"
