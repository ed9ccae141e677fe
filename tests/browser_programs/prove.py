"""`make prove`: all programs of the browser beside XLA's, and a table of how near they are. It takes minutes.

    python -m tests.browser_programs.prove

It ends with an error if one number is further away than it may be; what may be further away is named with its reason.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import jax
import numpy as np

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario
from optviz.browser.programs import makers, text_of, untranslated
from optviz.catalogue import NOISES
from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.file_cache import cache_folder
from optviz.scenario.bounds import MAX_OPTIMIZERS
from optviz.scenario.choices import SurfaceChoice
from tests.browser_programs.grounds import grounds, made_here, moved
from tests.browser_programs.proof import (
    LEFT,
    Beside,
    derivatives,
    derivatives_at,
    draws,
    factors,
    runs,
    searching_rules,
    steps,
)

OF_A_FUNCTION, OF_A_STEP, OF_A_FEW_STEPS, OF_A_PATH = 1e-13, 1e-11, 1e-9, 1e-13
FEW, WHOLE_STEPS = 10, 1000
MOVES = 4
"""Of each surface's sliders."""
VISIBLE = 0.01
NO_FUSED = "--xla_cpu_max_isa=AVX"
"""Has XLA multiply and add in two steps, as browsers do."""

OF_A_SEARCH = 1e-9
"""A search interpolates between losses that differ by a millionth: of 2⁻⁵² of a loss it makes 2e-10 of a step."""
SINGULAR = {"full_matrix_adagrad": 1.5e-8}
"""The rule divides by the root of a matrix that is singular as long as all gradients are parallel. Its smaller
eigenvalue is then the rounding of the larger one, and so is the gradient along it: one by the root of the other is the
root of 2⁻⁵²."""
CHAINED = {"recurrent_unit": 3e-4}
"""A loss of 50 recurrences, each of which multiplies rounding by up to 7/4: (7/4)⁵⁰ 2⁻⁵² is 3e-4 at the worst."""
SATURATED = {"newton on deep_chain": 0.05}
"""Far out its tanh is one to the last bit, gradient and Hessian are what rounding leaves (3e-18), and a step is their
quotient: of 4, where the path goes out to 162."""
TOSSED = {"moons_network": 1e-6, "deep_chain": 1e-6, "sampled_wave": 1e-2}
"""Of a few steps with examples left out: a Hessian of few examples is all but singular, and a wave so steep that each
step from it makes a difference twenty times as large."""
BY_A_ROOT = {"adadelta", "dog", "full_matrix_adagrad", "sam"}
"""Rules that divide by a root, where XLA multiplies with its inverse."""
DRAWN_TOGETHER = {"monkey_saddle"}
"""Surfaces whose constant factors XLA draws together in a loop only."""
ROOT_OF_THE_SMALLEST = 1e-100
"""Below it third powers are denormal: XLA makes them zero, browsers do not."""
SPECIAL = (0.0, 1e-310, -1e-310, 1e-160, 1e100, -1e100)
SEEDS = (0, 1, 2**31, 2**32 - 1, *range(100, 200))


class Result(NamedTuple):
    """A line of the table: what was compared, of how many, the median and the largest error, and what was too far."""

    what: str
    count: int
    errors: np.ndarray
    wrong: list[str]

    def __str__(self) -> str:
        errors = self.errors if len(self.errors) else np.zeros(1)
        median, most, largest = np.quantile(errors, [0.5, 0.99, 1.0])
        line = f"{self.what:58} {self.count:5}  {median:8.1e} {most:8.1e} {largest:8.1e}"
        return "\n".join([line, *(f"    too far: {one}" for one in self.wrong)])


def judged(what: str, compared: Sequence[Beside], allowed: Callable[[Beside, str], float]) -> Result:
    errors, wrong = [], []
    for one in compared:
        for field, error in one.errors().items():
            errors.append(error)
            if not error <= allowed(one, field):
                wrong.append(f"{one.name}, {field}: {error:.1e}")
    return Result(what, len(compared), np.array(errors), wrong)


def of_functions() -> Result:
    compared = derivatives(list(SURFACES.values()))
    return judged("value, gradient, Hessian; surfaces with their settings", compared, lambda *_: OF_A_FUNCTION)


def of_rules() -> Iterator[Result]:
    """Each rule on each surface: single steps, and whole paths, of which only the middle can be held to a number."""
    single: list[Beside] = []
    apart: list[float] = []
    for surface in SURFACES.values():
        single += steps([(rule, surface) for rule in OPTIMIZERS.values()])
        keys = list(OPTIMIZERS)
        for i in range(0, len(keys), MAX_OPTIMIZERS):
            scenario = Scenario(surface=surface.key, optimizers=keys[i : i + MAX_OPTIMIZERS], num_steps=WHOLE_STEPS)
            apart += [errors["points"] for errors in (path.errors() for path in runs([scenario])[0])]
        print(f"... {surface.key}, {time.process_time():.0f} s", file=sys.stderr, flush=True)

    def allowed(one: Beside, field: str) -> float:
        rule, surface = one.name.split(" on ")
        of_rule = SINGULAR.get(rule, OF_A_SEARCH if rule in searching_rules() else OF_A_STEP)
        return SATURATED.get(one.name, CHAINED.get(surface, of_rule))

    yield judged("one step from each of XLA's rows; pairs", single, allowed)
    middle = float(np.median(apart))
    yield Result(
        f"paths of {WHOLE_STEPS} steps; pairs",
        len(apart),
        np.array(apart),
        [f"the median is {middle:.1e}"] if middle > OF_A_PATH else [],
    )
    visible = sum(one > VISIBLE for one in apart)
    print(f"{visible} of {len(apart)} paths come apart by more than {VISIBLE:.0%} within {WHOLE_STEPS} steps")


def is_exact(name: str) -> bool:
    """Whether a program has nothing but what IEEE 754 fixes to the last bit: + - * / and roots."""
    return not re.search(r"Math\.(?!sqrt|abs|max|min|sign|trunc)|pow\(", text_of(name))


def kept_by_xla() -> list[str]:
    """Surfaces of two weights that XLA computes as they are written: elsewhere it draws constant factors together."""
    keys = [key for key in SURFACES if is_exact(f"surfaces/{key}") and key not in DRAWN_TOGETHER]
    surfaces = [SURFACES[key] for key in keys if len(SURFACES[key].domain) == 2]
    found = {surface.key: derivatives([surface])[0] for surface in surfaces}
    return [key for key, one in found.items() if all(np.array_equal(one.found[i], x) for i, x in one.expected.items())]


def of_exact_paths() -> Result:
    """Whole paths, bit by bit; XLA has to be told not to multiply and add in one."""
    rules = [key for key in OPTIMIZERS if is_exact(f"optimizers/{key}-2")]
    rules = [key for key in rules if key not in searching_rules() and key not in BY_A_ROOT]
    apart, wrong = [], []
    for surface in kept_by_xla():
        for i in range(0, len(rules), MAX_OPTIMIZERS):
            scenario = Scenario(surface=surface, optimizers=rules[i : i + MAX_OPTIMIZERS], num_steps=WHOLE_STEPS)
            for path in runs([scenario])[0]:
                apart.append(float(np.abs(path.found["points"].ravel() - path.expected["points"].ravel()).max()))
                if apart[-1] > ROOT_OF_THE_SMALLEST:
                    wrong.append(f"{path.name} on {surface}: {apart[-1]:.1e}")
    return Result(f"paths of {WHOLE_STEPS} steps, to the last bit", len(apart), np.array(apart), wrong)


def of_schedules() -> Result:
    return judged("schedules", factors([*SCHEDULES.values()]), lambda *_: OF_A_FUNCTION)


def of_draws() -> Result:
    count, wrong = 0, []
    for noise in NOISES.values():
        for name in [name for name in makers() if name.startswith(f"noises/{noise.key}-")]:
            owner = name.rpartition("-")[2]
            width = SURFACES[owner].examples if owner in SURFACES else int(owner)
            if noise.parameters:
                for seed, (found, expected) in zip(SEEDS, draws(noise, width, name, SEEDS), strict=True):
                    count += 1
                    if not np.array_equal(found, expected):
                        wrong.append(f"{name}, seed {seed}: {(found != expected).sum()} draws")
    return Result("draws of seeds, to the last bit", count, np.zeros(0), wrong)


def of_options() -> Result:
    """Weight decay in both forms, clipping, and each noise, for rules that ask for gradients, Hessians and values."""
    first_order = [key for key, rule in OPTIMIZERS.items() if rule.first_order]
    options = [{"weight_decay": 0.1, "clip_norm": 1.0}, {"weight_decay": 0.1, "decay_form": "l2"}]
    scenarios = [
        Scenario(
            surface="himmelblau", optimizers=[{"key": key} | option for key in first_order[i : i + 12]], num_steps=FEW
        )
        for option in options
        for i in range(0, len(first_order), 12)
    ]
    askers = ["momentum", "newton", "gradient_descent_backtracking"]
    for noise in NOISES.values():
        fitting = (
            [key for key, one in SURFACES.items() if one.examples] if noise.needs_examples else ["ravine", "bowl_curve"]
        )
        scenarios += [Scenario(surface=key, optimizers=askers, noise=noise.key, num_steps=FEW) for key in fitting]
    found = [
        path._replace(name=f"{path.name} on {scenario.surface.key}")
        for scenario, paths in zip(scenarios, runs(scenarios), strict=True)
        for path in paths
    ]

    def allowed(one: Beside, field: str) -> float:
        return TOSSED.get(one.name.split(" on ")[1], OF_A_FEW_STEPS)

    return judged("options and noises, whole runs", found, allowed)


def of_grounds() -> Result:
    """Surfaces as they come, with their sliders at both ends, and somewhere between."""
    random = np.random.default_rng(1)
    choices = []
    for key in made_here():
        places = [lambda: 0.0, lambda: 1.0, *MOVES * [random.uniform]] if SURFACES[key].parameters else []
        choices += [SurfaceChoice(key=key), *(moved(key, place) for place in places)]
    differences = [(one, list(one.differences())) for one in grounds(choices)]
    wrong = [f"{one.choice.key} {one.choice.numbers}: {'; '.join(found[:3])}" for one, found in differences if found]
    return Result("grounds of surfaces, their minima and curvatures", len(choices), np.zeros(0), wrong)


def of_special_points() -> str:
    """Where numbers are too large or too small: told, not judged. XLA makes denormal numbers zero, browsers do not."""
    cases = [
        (
            surface,
            {p.key: p.default for p in surface.parameters},
            np.array(list(product(SPECIAL, repeat=len(surface.domain)))),
        )
        for surface in SURFACES.values()
    ]
    differ: dict[str, int] = {}
    total = 0
    for (surface, *_), one in zip(cases, derivatives_at(cases), strict=True):
        for name, values in one.expected.items():
            kind = f"{surface.key}'s {name.split()[0]}"
            differ[kind] = differ.get(kind, 0) + int((np.isfinite(values) != np.isfinite(one.found[name])).sum())
            total += len(values)
    where = ", ".join(f"{kind} ({count})" for kind, count in differ.items() if count) or "none"
    return f"special points where one is finite and the other is not: {sum(differ.values())} of {total}: {where}"


def everything() -> Iterator[Result]:
    yield of_schedules()
    yield of_draws()
    yield of_functions()
    yield of_grounds()
    yield of_options()
    yield from of_rules()
    print(of_special_points())


def without_fused_operations() -> bool:
    """The exact paths, in a process in which XLA multiplies and adds in two steps."""
    settings = os.environ | {"XLA_FLAGS": f"{os.environ.get('XLA_FLAGS', '')} {NO_FUSED}"}
    words = [sys.executable, "-m", "tests.browser_programs.prove", "exact"]
    return subprocess.run(words, env=settings, check=False).returncode == 0


def main() -> int:
    jax.config.update("jax_enable_x64", True)
    keep_compiled_programs(cache_folder() / "compiled")
    is_exact = "exact" in sys.argv
    if not is_exact:
        print(f"stay on the server: {untranslated()}")
        print(f"{'':58} {'count':>5}  {'median':>8} {'99 %':>8} {'largest':>8}", flush=True)
    good = untranslated().keys() == LEFT
    for result in [of_exact_paths()] if is_exact else everything():
        print(result, flush=True)
        good = good and not result.wrong
    if not is_exact:
        good = without_fused_operations() and good
        print(f"{time.process_time():.0f} s of the processor")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
