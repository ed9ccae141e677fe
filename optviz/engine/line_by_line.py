"""The pseudo-code of a rule, run line by line along a path: what each line makes of the numbers in each step.

The text gets what the rule's own `step` gets: the point and the state before the step, the loss of that step (its
noise or batch, clipping and an L2 penalty inside), and the rate that the schedule gives. Decoupled weight decay is
taken off after the rule's step, so it stands around the text as two lines more.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from optviz.engine.blocks import in_blocks
from optviz.engine.compiled_programs import CompiledProgram, made_once
from optviz.engine.simulate import Path, draws_of
from optviz.engine.stepping import loss_program, named
from optviz.engine.tables import table_of
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.optimizers.regularisation import REGULARISATION, is_decoupled
from optviz.pseudocode.checker import Program, check
from optviz.pseudocode.interpreter import Value, start, step
from optviz.pseudocode.kinds import Kind
from optviz.pseudocode.lists import List, of_arrays
from optviz.pseudocode.symbols import name_of
from optviz.scenario.choices import OptimizerChoice
from optviz.scenario.scenario import Scenario
from optviz.surfaces.base import Surface


class Line(NamedTuple):
    """A line of a rule's pseudo-code, with the kinds of the values that it gives; None outside of the step."""

    text: str
    kinds: tuple[Kind, ...] | None


DECAY = (Line("    decay = η * weight_decay * x", ("vector",)), Line("    x = x - decay", ("vector",)))
"""What decoupled weight decay does before and after the lines of a step."""


def names_of(rule: Optimizer) -> dict[str, str]:
    """The keys of the numbers that a text may use, by the names that they have there: symbols and keys."""
    numbers = [p for p in rule.hyperparameters if not p.choices]
    return {p.key: p.key for p in numbers} | {name_of(p.symbol): p.key for p in numbers if p.symbol}


def text_of(choice: OptimizerChoice) -> str:
    """The step of a rule as it is carried out with these numbers, without its helpers."""
    rule: Optimizer = choice.record
    text = rule.pseudocode_of(rule.choice_of(choice.numbers))
    if not is_decoupled(choice.numbers):
        return text
    before, loop, after = text.partition("for t in 1, 2, ...:\n")
    first, last = DECAY
    return f"{before}{loop}{first.text}\n{after}\n{last.text}"


@lru_cache(maxsize=256)
def program_of(rule: Optimizer, text: str) -> Program:
    """What a text means for a rule, with the rule's helpers."""
    return check("\n".join([*rule.helpers, text]), {**names_of(rule), "weight_decay": "weight_decay"})


def lines_of(choice: OptimizerChoice) -> list[Line]:
    """The lines of a rule's pseudo-code with these numbers."""
    text = text_of(choice)
    lines = text.split("\n")
    kinds = program_of(choice.record, text).kinds
    outside = len(lines) - len(kinds)
    return [Line(line, kinds[i - outside] if i >= outside else None) for i, line in enumerate(lines)]


def values_along(scenario: Scenario, path: Path, rows: np.ndarray) -> list[tuple[np.ndarray, ...]]:
    """What the lines of a path's pseudo-code give in the steps that leave these rows.

    Args:
        scenario: that of the run.
        path: one of its paths.
        rows: places of rows, none of them the last.

    Returns:
        For each line of the step, for each name that it gives a value: (rows, ...), not the lists.
    """
    rule: Optimizer = path.choice.record
    program = program_of(rule, text_of(path.choice))
    values = path.choice.numbers
    numbers = {name: np.full(len(rows), values[key]) for name, key in names_of(rule).items()}
    rates = path.learning_rates[rows]
    numbers |= {name: rates for name, key in names_of(rule).items() if key == "learning_rate"}
    numbers |= {"weight_decay": np.full(len(rows), values.get("weight_decay", 0.0))}
    weights = path.points[rows]
    state = state_before(program, path, rows, numbers)
    loss = StepLoss(scenario, path.choice, rows)
    found = step(program, loss, numbers, rows + 1.0, weights, state)
    return [tuple(value for value in values if not isinstance(value, List)) for values in found.lines]


def state_before(program: Program, path: Path, rows: np.ndarray, numbers: Mapping[str, np.ndarray]) -> dict[str, Value]:
    """The state of the text before the steps that leave these rows: in the first step its starts, then the run's."""
    rule: Optimizer = path.choice.record
    state = start(program, numbers, path.points[rows])
    met = {field: values[rows] for field, values in path.state.items()}
    known: dict[str, Value] = {name_of(symbol): met[field] for field, symbol in rule.symbols.items()}
    if rule.text_state:
        known |= {name: of_arrays(items) for name, items in rule.text_state(met, path.choice.numbers).items()}
    is_first = rows == 0
    return {name: merged(is_first, first, known[name]) for name, first in state.items()}


def merged(is_first: np.ndarray, first: Value, later: Value) -> Value:
    if isinstance(first, List):
        return later  # a list begins empty, in the run as in the text
    return np.where(is_first.reshape(-1, *[1] * (first.ndim - 1)), first, later)


class StepLoss:
    """The loss that each of some steps of a scenario met, as the interpreter asks for it."""

    def __init__(self, scenario: Scenario, choice: OptimizerChoice, rows: np.ndarray) -> None:
        self.rows = rows.astype(np.int32)
        self.parts = scenario.surface.record, scenario.noise.record, int(choice.has_regularisation)
        split = len(choice.record.hyperparameters)
        regularisation = choice.values[split:] if choice.has_regularisation else ()
        values = scenario.surface.values, scenario.noise.values, regularisation
        self.numbers = [table_of(scenario.surface), *(np.array(numbers, float) for numbers in values)]
        self.draws = draws_of(scenario.noise.record, scenario.surface, scenario.seed)
        self.answers: dict[tuple[str, bytes, bytes], dict[str, np.ndarray]] = {}

    def __call__(self, what: str, points: np.ndarray, lanes: np.ndarray) -> np.ndarray:
        """Value and gradient are found together, and the last answers are remembered: a line search asks again."""
        question = ("hessian" if what == "hessian" else "f", points.tobytes(), lanes.tobytes())
        if question not in self.answers:
            if len(self.answers) == REMEMBERED:
                del self.answers[next(iter(self.answers))]
            self.answers[question] = self.asked(question[0], points, lanes)
        return self.answers[question][what]

    def asked(self, what: str, points: np.ndarray, lanes: np.ndarray) -> dict[str, np.ndarray]:
        program = hessians_program if what == "hessian" else gradients_program
        found = in_blocks(program(*self.parts), [points, self.rows[lanes]], self.draws, *self.numbers)
        names = ("hessian",) if what == "hessian" else ("f", "grad")
        return dict(zip(names, found, strict=True))


REMEMBERED = 8


def of_points(derive: Callable, surface: Surface, noise: Noise, with_regularisation: int, results: tuple) -> Callable:
    """What `derive` makes of the loss of a step, as a compiled function of many points, each with the draw of its step.

    It takes points (count, weights), the steps that they belong to, the noise's draws, the surface's table, and the
    values of surface, noise and regularisation.
    """
    loss_of = loss_program(surface, noise, REGULARISATION if with_regularisation else ())
    derived = derive(loss_of)

    def asked(points: jax.Array, steps: jax.Array, draws: jax.Array, *numbers: jax.Array) -> tuple:
        noise_numbers = named(noise.parameters, numbers[2])

        def at(point: jax.Array, step: jax.Array) -> Any:
            draw = noise.of_step(draws, step, **noise_numbers) if draws.size else jnp.zeros((0,), draws.dtype)
            return derived(point, draw, *numbers)

        return jax.vmap(at)(points, steps)

    return CompiledProgram(asked, surface, noise, with_regularisation, len(results), results=results)


@made_once
def gradients_program(surface: Surface, noise: Noise, with_regularisation: int) -> Callable:
    """To losses (count,) and gradients (count, weights)."""
    return of_points(jax.value_and_grad, surface, noise, with_regularisation, (0, 0))


@made_once
def hessians_program(surface: Surface, noise: Noise, with_regularisation: int) -> Callable:
    """To Hessians (count, weights, weights)."""
    return of_points(
        lambda loss: lambda *point: (jax.hessian(loss)(*point),), surface, noise, with_regularisation, (0,)
    )
