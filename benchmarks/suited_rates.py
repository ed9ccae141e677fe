"""Which learning rate suits each rule on each surface: sweeps, and the table of them that the engine reads.

python benchmarks/suited_rates.py           measures the pairs that the table lacks, and writes it
python benchmarks/suited_rates.py KEY ...   measures these surfaces and rules anew
python benchmarks/suited_rates.py --check   measures all of them, and fails where a rate of the table is not suited

A rate is tried from the surface's own start, for the steps that it is shown for. Its *effort* is the number of steps in
which nothing was won: the mean of two areas under the curve of the loss, one linear in the loss above the lowest value,
one logarithmic that ends four decades down. A rate that suits does well with its neighbours, from two thirds of it to
one and a half times: their mean effort counts. None of them may diverge, leave the picture or leap across half of it.
Of the rates that do as well as the best, all beside one another, the one nearest to their middle suits. A rule that
finds the length of its steps itself keeps the rate 1 that it was made for, unless that takes two steps more than twice
the effort of the best.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from optviz.engine.tables import table_of

sys.path.insert(0, str(Path(__file__).parent.parent))

import jax
import numpy as np
from optviz.surfaces.base import Parameter, Surface

from optviz.catalogue import OPTIMIZERS, SURFACES
from optviz.engine import compiled_programs
from optviz.engine.file_cache import FileCache, cache_folder
from optviz.engine.history import held_rows, unpacked
from optviz.engine.landscape import REACH, landscape
from optviz.engine.simulate import draws_of, program_of
from optviz.engine.suited_rates import TABLE, measured_rates, suited_rate
from optviz.optimizers.base import Optimizer
from optviz.scenario.choices import NoiseChoice, OptimizerChoice, SurfaceChoice
from optviz.scenario.scenario import NUM_STEPS

PER_HALF = 3
"""How many rates lie between one and the next that is half as large again."""
DECADES = 4
"""How far down the logarithm of the loss counts."""
WORST = 1.5
"""The effort of a step at which the loss is far above that at the start."""
PAIRS = list(product(SURFACES.values(), OPTIMIZERS.values()))


def rates_of(parameter: Parameter) -> np.ndarray:
    """The rates that are tried, of two digits, `PER_HALF` to each factor of 1.5."""
    tried = 1.5 ** (np.arange(-105, 18) / PER_HALF)
    return np.array([float(f"{rate:.2g}") for rate in tried if parameter.low <= rate <= parameter.high])


def efforts_of(optimizer: Optimizer, choice: SurfaceChoice, rates: Sequence[float]) -> np.ndarray:
    """The effort at each rate, in steps; infinite where the path diverges, leaves the picture or leaps.

    A rule that finds the length of its steps itself may leap.
    """
    surface: Surface = choice.record
    num_steps = surface.demonstration.num_steps or int(NUM_STEPS.default)
    rule, quiet = OptimizerChoice.model_validate(optimizer.key), NoiseChoice.model_validate("none")
    program, lowest = program_of(choice, quiet, rule), landscape(choice).lowest
    low, high = np.array(surface.domain).T
    longest = np.inf if optimizer.rate_unit == "none" else 1
    efforts = np.full(len(rates), np.inf)
    with jax.enable_x64(True):
        draws = draws_of(quiet.record, choice, 0)
        for i, rate in enumerate(rates):
            numbers = np.array((*surface.start, *choice.values, rate, *rule.values[1:], *rule.schedule.values))
            rows, good = held_rows(*program(numbers, table_of(choice), draws, np.int32(num_steps)), num_steps + 1)
            rows = unpacked(rows, optimizer, len(low))
            places = (rows.point - (low + high) / 2) / ((high - low) / 2)
            if good > num_steps and np.abs(places).max() <= REACH and np.abs(np.diff(places, axis=0)).max() <= longest:
                efforts[i] = effort(rows.loss - lowest)
    return efforts


def effort(gaps: np.ndarray) -> float:
    """The effort of one path, from its losses above the lowest value."""
    shares = np.maximum(gaps / gaps[0], 10.0**-DECADES)
    linear, logarithmic = shares.clip(0, WORST), (1 + np.log10(shares) / DECADES).clip(0, WORST)
    return float((linear + logarithmic)[1:].sum() / 2)


def with_neighbours(efforts: np.ndarray) -> np.ndarray:
    """The mean effort of each rate and all those up to half as large and half as small again."""
    means = np.full(len(efforts), np.inf)
    for i in range(len(efforts) - PER_HALF):
        means[i] = efforts[max(i - PER_HALF, 0) : i + PER_HALF + 1].mean()
    return means


def as_good(means: np.ndarray) -> np.ndarray:
    """Which rates do as well as the best, and lie beside it with nothing worse between."""
    best, good = int(means.argmin()), means <= 1.02 * means.min() + 1
    first, last = best, best
    while first > 0 and good[first - 1]:
        first -= 1
    while last + 1 < len(means) and good[last + 1]:
        last += 1
    return np.arange(first, last + 1)


def rates_that_suit(optimizer: Optimizer, rates: np.ndarray, efforts: np.ndarray) -> np.ndarray:
    """All rates that do as well as the best; the default alone where the rule keeps it."""
    default, means = optimizer.hyperparameters[0].default, with_neighbours(efforts)
    own = min(efforts[np.abs(np.log(rates / default)).argmin()], WORST * NUM_STEPS.default)
    if np.isinf(efforts).all() or (optimizer.rate_unit == "none" and own <= 2 * means.min() + 2):
        return np.array([default])
    return rates[[efforts.argmin()]] if np.isinf(means).all() else rates[as_good(means)]


def best_rate(optimizer: Optimizer, rates: np.ndarray, efforts: np.ndarray) -> float:
    """The one that suits best: nearest to the middle of those that do well by themselves too."""
    suits = rates_that_suit(optimizer, rates, efforts)
    if len(suits) == 1:
        return float(suits[0])
    places = np.flatnonzero(np.isin(rates, suits))
    places = places[efforts[places] <= 1.02 * efforts[places].min() + 1]
    return float(rates[places[np.abs(places - places.mean()).argmin()]])


def faults(pairs: Sequence[tuple[Surface, Optimizer]]) -> Iterator[str]:
    """Which rates of the table do not suit: none within a factor of two does as well as the best."""
    for surface, optimizer in pairs:
        choice = SurfaceChoice.model_validate(surface.key)
        rate, rates = suited_rate(optimizer, choice), rates_of(optimizer.hyperparameters[0])
        suits = rates_that_suit(optimizer, rates, efforts_of(optimizer, choice, rates))
        if not suits.min() / 2 <= rate <= suits.max() * 2:
            yield f"{optimizer.key} on {surface.key}: {rate} is not within a factor of two of {suits[0]} to {suits[-1]}"


def write(rates: dict[tuple[str, str], float]) -> None:
    """Writes the table: a row for each surface, a column for each rule."""
    with TABLE.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["surface", *OPTIMIZERS])
        for key in SURFACES:
            writer.writerow([key, *(f"{rates[key, rule]:g}" for rule in OPTIMIZERS)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("keys", nargs="*", choices=[*SURFACES, *OPTIMIZERS, []], metavar="KEY")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    compiled_programs.file_cache = FileCache(cache_folder() / "compiled", 2 * len(PAIRS))
    if asked.check:
        found = list(faults(PAIRS))
        print(*found, f"{len(found)} of {len(PAIRS)} rates do not suit", sep="\n")
        sys.exit(bool(found))
    rates = dict(measured_rates()) if TABLE.exists() else {}
    for surface, optimizer in PAIRS:
        pair = surface.key, optimizer.key
        if pair not in rates or not {*pair}.isdisjoint(asked.keys):
            tried = rates_of(optimizer.hyperparameters[0])
            efforts = efforts_of(optimizer, SurfaceChoice.model_validate(surface.key), tried)
            rates[pair] = best_rate(optimizer, tried, efforts)
            print(*pair, rates[pair], flush=True)
    write(rates)


if __name__ == "__main__":
    main()
