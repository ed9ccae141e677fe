"""What there is to prove: the programs of the browser beside XLA's, number by number.

A path that hangs on the last bit says nothing about a program, so that each step is taken from one of XLA's own rows.
Errors are shares of the largest number of their column.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np
from optviz.surfaces.base import Surface

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.browser.programs import text_of
from optviz.engine.history import Row, unpacked
from optviz.engine.simulate import Path, result_of
from optviz.engine.stepping import drawing_program
from optviz.noise import Noise
from optviz.optimizers.base import Optimizer
from optviz.player.catalogue import whole_catalogue
from optviz.scenario.bounds import MAX_STEPS
from optviz.schedules import Schedule
from tests.browser_programs.beside import Question, all_answered, answered

NUM_POINTS = 100
NUM_STEPS = 200
CANCELLED = 1e-14
BESIDE_A_CREASE = np.array([1e-6, 0.618e-6])
"""Shares of the domain, in a direction that is no crease's."""
FEW_TRIALS = 10
LEFT = {f"minima/{surface.key}" for surface in SURFACES.values() if surface.minima_by_numpy} | {
    f"lines/{rule.key}" for rule in OPTIMIZERS.values() if rule.text_state
}
"""Programs that there are not, as their records say."""


def settings_of(surface: Surface) -> list[dict[str, float]]:
    """The default numbers, and each slider at its ends."""
    usual = {p.key: p.default for p in surface.parameters}
    return [usual, *(usual | {p.key: end} for p in surface.parameters for end in (p.low, p.high))]


def points_of(surface: Surface, numbers: dict[str, float], count: int) -> np.ndarray:
    """Points all over the domain, and the known minima: of a curve of them, those that lie nearest to some.

    A minimum on a crease has a slope on each side of it, and rounding says on which side it lies: a little beside it
    does not.
    """
    low, high = np.array(surface.domain).T
    random = np.random.default_rng(0).uniform(low, high, (count, len(low)))
    minima = [minimum.nearest(random[:4]) for minimum in surface.minima(**surface.given(numbers))]
    aside = BESIDE_A_CREASE[: len(low)] * (high - low) if surface.has_creases else 0.0
    return np.concatenate([random, *(places + aside for places in minima)])


class Beside(NamedTuple):
    """A name, and what the browser and XLA make of the same, by what it is: arrays with a row for each case.

    `sizes` are the largest numbers of what the errors are shares of, where that is more than what is compared.
    """

    name: str
    found: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]
    sizes: dict[str, float]

    def errors(self) -> dict[str, float]:
        """The largest difference of each; infinite where one is not finite and the other is."""
        return {
            key: float(errors_of(self.found[key], values, self.sizes[key]).max(initial=0))
            for key, values in self.expected.items()
        }


def errors_of(found: np.ndarray, expected: np.ndarray, size: float) -> np.ndarray:
    found, expected = found.reshape(expected.shape), np.asarray(expected)
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    with np.errstate(invalid="ignore", over="ignore"):
        differences = np.abs(found - expected) / (size or 1.0)
    return np.where(same, 0, np.where(np.isfinite(differences), differences, np.inf))


def size_of(values: np.ndarray) -> float:
    return float(np.abs(values[np.isfinite(values)]).max(initial=0))


Case = tuple[Surface, dict[str, float], np.ndarray]


def derivatives(surfaces: Sequence[Surface], count: int = NUM_POINTS) -> list[Beside]:
    """Value, gradient and Hessian of surfaces at points, for each of their settings."""
    return derivatives_at(
        [
            (surface, numbers, points_of(surface, numbers, count))
            for surface in surfaces
            for numbers in settings_of(surface)
        ]
    )


def derivatives_at(cases: Sequence[Case]) -> list[Beside]:
    """Value (alone, and with the gradient), gradient and Hessian of surfaces at points, column by column."""
    arrays: dict[str, np.ndarray] = {}
    functions = []
    for i, (surface, numbers, points) in enumerate(cases):
        arrays[f"points.{i}"] = points
        arrays[f"numbers.{i}"] = np.tile(np.array([*numbers.values()], float), (len(points), 1))
        arrays |= {f"table.{i}": table} if (table := table_of(surface, numbers)).size else {}
        functions.append({"name": f"surfaces/{surface.key}"})
    found = answered("derivatives", {one["name"] for one in functions}, arrays, functions=functions)
    return [
        Beside(
            f"{surface.key} {numbers}",
            {name: found[f"{name}.{i}"] for name in ("values", "again")}
            | split_columns("gradients", found[f"gradients.{i}"], len(points))
            | split_columns("hessians", found[f"hessians.{i}"], len(points)),
            expected := derivatives_by_xla(surface, numbers, points),
            sizes_of_columns(expected),
        )
        for i, (surface, numbers, points) in enumerate(cases)
    ]


def table_of(surface: Surface, numbers: dict[str, float]) -> np.ndarray:
    """The examples of a surface as the programs are handed them: whole rows, and none that only fill up."""
    return surface.model.data_at(numbers).matrix if surface.model else np.zeros((0, 0))


def sizes_of_columns(columns: dict[str, np.ndarray]) -> dict[str, float]:
    """The largest number of each column; of one that is all rounding, since its terms cancel (the mean of a column that
    is centred), that of all columns of its kind."""
    own = {name: size_of(values) for name, values in columns.items()}
    kinds = {name: max(size for other, size in own.items() if other.split()[0] == name.split()[0]) for name in own}
    return {name: size if size > CANCELLED * kinds[name] else kinds[name] for name, size in own.items()}


def split_columns(name: str, values: np.ndarray, count: int) -> dict[str, np.ndarray]:
    return {f"{name} {i}": column for i, column in enumerate(values.reshape(count, -1).T)}


def derivatives_by_xla(surface: Surface, numbers: dict[str, float], points: np.ndarray) -> dict[str, np.ndarray]:
    values, gradients, hessians = map(
        np.asarray, xla_program(surface)(points, np.array([*numbers.values()], float), table_of(surface, numbers))
    )
    count = len(points)
    whole = {"values": values, "again": values}
    return whole | split_columns("gradients", gradients, count) | split_columns("hessians", hessians, count)


def xla_program(surface: Surface) -> Any:
    if surface not in PROGRAMS:
        keys = [p.key for p in surface.parameters]

        def at(point: jax.Array, values: jax.Array, table: jax.Array) -> tuple:
            def loss(theta: jax.Array) -> jax.Array:
                return surface.function(theta, **surface.given(dict(zip(keys, values, strict=True)), table))

            return (*jax.value_and_grad(loss)(point), jax.hessian(loss)(point))

        PROGRAMS[surface] = jax.jit(jax.vmap(at, (0, None, None)))
    return PROGRAMS[surface]


PROGRAMS: dict[Surface, Any] = {}


def steps(pairs: Sequence[tuple[Optimizer, Surface]], num_steps: int = NUM_STEPS) -> list[Beside]:
    """One step from each row of XLA's paths: each field of the row that it leads to, loss and gradient of its own."""
    arrays: dict[str, np.ndarray] = {}
    asked, expected = [], []
    for i, (rule, surface) in enumerate(pairs):
        scenario = Scenario(surface=surface.key, optimizers=[rule.key], num_steps=num_steps)
        choice = scenario.optimizers[0]
        buffer, good = result_of(
            scenario.surface, scenario.noise, scenario.seed, scenario.num_steps, scenario.start, choice
        )
        rows = np.asarray(buffer)[: int(good)]
        weights = len(surface.domain)
        arrays |= {
            f"rows.{i}": rows,
            f"numbers.{i}": np.array(choice.values),
            f"surface.{i}": np.array(scenario.surface.values, float),
            f"table.{i}": table_of(surface, scenario.surface.numbers),
        }
        asked.append(
            {"rule": f"optimizers/{rule.key}-{weights}", "surface": f"surfaces/{surface.key}", "weights": weights}
        )
        expected.append(rows)
    modules = {one[part] for one in asked for part in ("rule", "surface")}
    found = answered("steps", modules, arrays, pairs=asked)
    return [
        beside_steps(rule, surface, found[f"after.{i}"].reshape(rows.shape), rows)
        for i, ((rule, surface), rows) in enumerate(zip(pairs, expected, strict=True))
    ]


def beside_steps(rule: Optimizer, surface: Surface, after: np.ndarray, rows: np.ndarray) -> Beside:
    """Of the rows themselves loss and gradient; of those that follow, point and state."""
    weights = len(surface.domain)
    own, theirs = (fields_of(unpacked(array, rule, weights)) for array in (after, rows))
    is_told = above_rounding(theirs) if rule.key in searching_rules() else np.ones(len(rows) - 1, bool)
    same = {"loss", "gradient"}
    return Beside(
        f"{rule.key} on {surface.key}",
        {name: own[name] if name in same else own[name][:-1][is_told] for name in theirs},
        {name: theirs[name] if name in same else theirs[name][1:][is_told] for name in theirs},
        {name: size_of(values) for name, values in theirs.items()},
    )


def fields_of(row: Row) -> dict[str, np.ndarray]:
    return {"point": row.point, "loss": row.loss, "gradient": row.gradient} | {
        f"state.{name}": values for name, values in row.state._asdict().items()
    }


def above_rounding(fields: dict[str, np.ndarray]) -> np.ndarray:
    """In which steps of a line search the numbers that it compares are more than rounding.

    It compares losses, and interpolates between their differences: the fall that the slope promises has to be more than
    a millionth of the largest loss, whose terms may cancel later. It turns gradients into directions, and keeps their
    changes: they have to be more than a thousandth of the largest. And it places each trial by those before, whose
    rounding grows with each: there may be `FEW_TRIALS`.
    """
    losses, gradients = fields["loss"], fields["gradient"]
    moves, trials = np.diff(fields["point"], axis=0), np.diff(fields["state.evaluations"][:, 0])
    with np.errstate(over="ignore", invalid="ignore"):
        falls = np.abs((moves * gradients[:-1]).sum(axis=1))
    is_steep = np.abs(gradients).max(axis=1) > 1e-3 * size_of(gradients)
    return (falls > 1e-6 * size_of(losses)) & is_steep[:-1] & is_steep[1:] & (trials <= FEW_TRIALS)


@cache
def searching_rules() -> set[str]:
    """The rules that compare losses: they have a loop that asks for them."""
    texts = {key: text_of(f"optimizers/{key}-2") for key in OPTIMIZERS}
    return {key for key, text in texts.items() if re.search(r"while\([^}]*loss\.", text)}


def all_pairs() -> list[tuple[Optimizer, Surface]]:
    return [(rule, surface) for surface in SURFACES.values() for rule in OPTIMIZERS.values()]


def runs(scenarios: Sequence[Scenario]) -> list[list[Beside]]:
    """Whole runs by the runner of the page beside `simulate`, path by path: all that a path has."""
    asked = [scenario.to_dict() for scenario in scenarios]
    modules = {name for scenario in scenarios for name in modules_of(scenario)}
    found = answered("runs", modules, scenarios=asked, catalogue=whole_catalogue())
    return [
        [beside_path(f"{i}.{j}", found, path) for j, path in enumerate(simulate(scenario))]
        for i, scenario in enumerate(scenarios)
    ]


def modules_of(scenario: Scenario) -> set[str]:
    """Those that the runner may load, by its own names; which of them it needs, it says itself."""
    weights, surface = len(scenario.start), scenario.surface
    owner = surface.key if scenario.noise.record.needs_examples else weights
    can_be_moved = (surface.record.parameters or surface.record.model) and whole_catalogue()["surfaces"][surface.key][
        "has_ground"
    ]
    own = {f"surfaces/{surface.key}", *([f"minima/{surface.key}"] if can_be_moved else [])}
    own |= {f"models/{surface.key}"} if surface.record.model else set()
    shared = {*own, f"noises/{scenario.noise.key}-{owner}", f"regularisation/{weights}"}
    rules = {f"optimizers/{choice.key}-{weights}" for choice in scenario.optimizers}
    return shared | rules | {f"schedules/{choice.schedule.key}" for choice in scenario.optimizers}


def beside_path(place: str, found: dict[str, np.ndarray], path: Path) -> Beside:
    expected = {
        "points": path.points,
        "losses": path.losses,
        "gradients": path.gradients,
        "learning_rates": path.learning_rates,
        "evaluations": path.evaluations,
        "diverged_at": np.array([-1 if path.diverged_at is None else path.diverged_at]),
    } | {f"state.{name}": values for name, values in path.state.items()}
    got = {name.removeprefix(f"{place}."): values for name, values in found.items() if name.startswith(f"{place}.")}
    assert got.keys() == expected.keys()
    return Beside(path.label, got, expected, {name: size_of(values) for name, values in expected.items()})


def factors(schedules: Sequence[Schedule]) -> list[Beside]:
    """The factors of schedules at each step of runs of several lengths, with their numbers at their ends as well."""
    names = [f"schedules/{schedule.key}" for schedule in schedules]
    at = [places_of(schedule) for schedule in schedules]
    asked = [Question("factors", [name], arrays, {"schedule": name}) for name, arrays in zip(names, at, strict=True)]
    told = []
    for name, schedule, arrays, found in zip(names, schedules, at, all_answered(asked), strict=True):
        numbers = {parameter.key: arrays["numbers"][:, i] for i, parameter in enumerate(schedule.parameters)}
        expected = jax.jit(schedule.factor)(arrays["steps"], arrays["lengths"], **numbers)
        told.append(Beside(name, found, {"factors": np.asarray(expected)}, {"factors": 1.0}))
    return told


def places_of(schedule: Schedule) -> dict[str, np.ndarray]:
    usual = {p.key: p.default for p in schedule.parameters}
    settings = [usual, *(usual | {p.key: end} for p in schedule.parameters for end in (p.low, p.high))]
    cases = [
        (step, length, *numbers.values())
        for length in (1, 7, 300)
        for numbers in settings
        for step in range(length + 1)
    ]
    steps, lengths, *numbers = np.array(cases, float).T
    return {"steps": steps, "lengths": lengths, "numbers": np.stack(numbers, axis=1)}


def draws(noise: Noise, width: int, name: str, seeds: Sequence[int]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All draws of a noise, for each seed: the browser's, and the server's; every seventh example is not there."""
    shape, arrays = (MAX_STEPS + 1, width), {"counts": np.arange(width) % 7 > 0} if noise.needs_examples else {}
    arrays = {name: counts.astype(float) for name, counts in arrays.items()}
    found = answered("draws", [name], arrays, noise=name, seeds=list(seeds), shape=shape)
    for i, seed in enumerate(seeds):
        expected = np.asarray(drawing_program(noise, *shape)(np.uint32(seed), *arrays.values()))
        yield found[f"draws.{i}"].reshape(expected.shape), expected
