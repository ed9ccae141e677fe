"""What there is to prove: the programs of the browser beside XLA's, number by number.

A path that hangs on the last bit says nothing about a program, so that each step is taken from one of XLA's own rows.
Errors are shares of the largest number of their column.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import jax
import numpy as np
from optviz.surfaces.base import Surface

from optviz import OPTIMIZERS, SURFACES, Scenario
from optviz.browser.programs import text_of
from optviz.engine.simulate import result_of
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.beside import answered

NUM_POINTS = 100
NUM_STEPS = 200
SQUARE_IS_NORMAL = 1e-140


def settings_of(surface: Surface) -> list[dict[str, float]]:
    """The default numbers, and each slider at its ends."""
    usual = {p.key: p.default for p in surface.parameters}
    return [usual, *(usual | {p.key: end} for p in surface.parameters for end in (p.low, p.high))]


def points_of(surface: Surface, numbers: dict[str, float], count: int) -> np.ndarray:
    """Points all over the domain, and the known minima."""
    low, high = np.array(surface.domain).T
    random = np.random.default_rng(0).uniform(low, high, (count, len(low)))
    return np.array([*random.tolist(), *(minimum.point for minimum in surface.minima(**numbers))])


class Beside(NamedTuple):
    """A name, and what the browser and XLA make of the same: columns by what they are."""

    name: str
    found: dict[str, np.ndarray]
    expected: dict[str, np.ndarray]

    def errors(self) -> dict[str, float]:
        """Of each column, the largest difference as a share of its largest number; infinite where one is not finite
        that should be, or is that should not."""
        return {key: error_of(self.found[key], values) for key, values in self.expected.items()}


def error_of(found: np.ndarray, expected: np.ndarray) -> float:
    return float(errors_of(found, expected).max(initial=0))


def errors_of(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """The difference of each number as a share of the largest one; infinite where one of the two is not finite."""
    found, expected = found.reshape(expected.shape), np.asarray(expected)
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    size = np.abs(expected[np.isfinite(expected)]).max(initial=0) or 1.0
    with np.errstate(invalid="ignore"):
        differences = np.abs(found - expected) / size
    return np.where(same, 0, np.where(np.isfinite(differences), differences, np.inf))


def derivatives(surfaces: Sequence[Surface], count: int = NUM_POINTS) -> list[Beside]:
    """Value, gradient and Hessian of surfaces at points, for each of their settings."""
    cases = [
        (surface, numbers, points_of(surface, numbers, count))
        for surface in surfaces
        for numbers in settings_of(surface)
    ]
    arrays: dict[str, np.ndarray] = {}
    functions = []
    for i, (surface, numbers, points) in enumerate(cases):
        arrays[f"points.{i}"] = points
        arrays[f"numbers.{i}"] = np.tile(np.array([*numbers.values()], float), (len(points), 1))
        functions.append({"name": f"surfaces/{surface.key}"})
    found = answered("derivatives", {one["name"] for one in functions}, arrays, functions=functions)
    return [
        Beside(
            f"{surface.key} {numbers}",
            {name: found[f"{name}.{i}"] for name in ("values", "again")}
            | split_columns("gradients", found[f"gradients.{i}"], len(points))
            | split_columns("hessians", found[f"hessians.{i}"], len(points)),
            derivatives_by_xla(surface, numbers, points),
        )
        for i, (surface, numbers, points) in enumerate(cases)
    ]


def split_columns(name: str, values: np.ndarray, count: int) -> dict[str, np.ndarray]:
    return {f"{name} {i}": column for i, column in enumerate(values.reshape(count, -1).T)}


def derivatives_by_xla(surface: Surface, numbers: dict[str, float], points: np.ndarray) -> dict[str, np.ndarray]:
    values, gradients, hessians = map(np.asarray, xla_program(surface)(points, np.array([*numbers.values()], float)))
    count = len(points)
    whole = {"values": values, "again": values}
    return whole | split_columns("gradients", gradients, count) | split_columns("hessians", hessians, count)


def xla_program(surface: Surface) -> Any:
    if surface not in PROGRAMS:
        keys = [p.key for p in surface.parameters]

        def at(point: jax.Array, values: jax.Array) -> tuple:
            def loss(theta: jax.Array) -> jax.Array:
                return surface.function(theta, **dict(zip(keys, values, strict=True)))

            return (*jax.value_and_grad(loss)(point), jax.hessian(loss)(point))

        PROGRAMS[surface] = jax.jit(jax.vmap(at, (0, None)))
    return PROGRAMS[surface]


PROGRAMS: dict[Surface, Any] = {}


def steps(pairs: Sequence[tuple[Optimizer, Surface]], num_steps: int = NUM_STEPS) -> list[Beside]:
    """One step from each row of XLA's paths, for each field of the row that it leads to, and loss and gradient of its own."""
    arrays: dict[str, np.ndarray] = {}
    asked, expected = [], []
    for i, (rule, surface) in enumerate(pairs):
        scenario = Scenario(surface=surface.key, optimizers=[rule.key], num_steps=num_steps)
        choice = scenario.optimizers[0]
        buffer, good = result_of(
            scenario.surface, scenario.noise, scenario.start, scenario.seed, scenario.num_steps, choice
        )
        rows = np.asarray(buffer)[: int(good)]
        weights = len(surface.domain)
        arrays |= {
            f"rows.{i}": rows,
            f"numbers.{i}": np.array(choice.values),
            f"surface.{i}": np.array(scenario.surface.values, float),
        }
        asked.append(
            {"rule": f"optimizers/{rule.key}-{weights}", "surface": f"surfaces/{surface.key}", "weights": weights}
        )
        expected.append(rows)
    modules = {one[part] for one in asked for part in ("rule", "surface")}
    found = answered("steps", modules, arrays, pairs=asked)
    return [
        beside_steps(f"{rule.key} on {surface.key}", found[f"after.{i}"].reshape(rows.shape), rows, len(surface.domain))
        for i, ((rule, surface), rows) in enumerate(zip(pairs, expected, strict=True))
    ]


def beside_steps(name: str, after: np.ndarray, rows: np.ndarray, weights: int) -> Beside:
    own = slice(weights, 2 * weights + 1)
    columns = [*range(weights), *range(2 * weights + 2, rows.shape[1])]
    searches = name.split()[0] in searching_rules()
    is_told = above_rounding(rows, weights) if searches else np.ones(len(rows) - 1, bool)
    return Beside(
        name,
        {f"own {i}": values for i, values in enumerate(after[:, own].T)}
        | {str(i): after[:-1, i][is_told] for i in columns},
        {f"own {i}": values for i, values in enumerate(rows[:, own].T)} | {str(i): rows[1:, i][is_told] for i in columns},
    )


def above_rounding(rows: np.ndarray, weights: int) -> np.ndarray:
    """In which steps the fall of the loss that its slope promises is more than a millionth of it.

    A line search compares losses, and interpolates between their differences: with less of a fall, what it decides and
    finds hangs on the last bits of the loss, in XLA as well as here. It also multiplies slopes with each other, which near
    a minimum of zero become denormal: XLA makes them zero, browsers do not.
    """
    moves, gradients = np.diff(rows[:, :weights], axis=0), rows[:-1, weights + 1 : 2 * weights + 1]
    with np.errstate(over="ignore", invalid="ignore"):
        falls = np.abs((moves * gradients).sum(axis=1))
    return (falls > 1e-6 * np.abs(rows[:-1, weights])) & (falls > SQUARE_IS_NORMAL)


@cache
def searching_rules() -> set[str]:
    """The rules that compare losses: they have a loop that asks for them."""
    texts = {key: text_of(f"optimizers/{key}-2") for key in OPTIMIZERS}
    return {key for key, text in texts.items() if re.search(r"while\([^}]*loss\.", text)}


def choice_of(surface: Surface) -> SurfaceChoice:
    return SurfaceChoice.model_validate(surface.key)


def all_pairs() -> list[tuple[Optimizer, Surface]]:
    return [(rule, surface) for surface in SURFACES.values() for rule in OPTIMIZERS.values()]
