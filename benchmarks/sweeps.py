"""How fast sweeps are: `python benchmarks/sweeps.py` prints a table, with `--json` one object.

65,536 starts × 500 steps of momentum and of Adam on Beale's function in 32 bits: as a map of ours, by a program in C
(`sweeps.c`), by optax under `vmap` and `scan`, and by NumPy. All run in turns in one process, on all cores but NumPy,
which has one; the shortest time of each counts, so that the ratios hold on a busy machine too.

`maps` are what a page asks for: the first map of 512 × 512 cells of a rule that nobody has compiled, in a process of
its own; 256 × 256 cells of 200 steps in 64 bits, and 64 × 64, both once they are compiled.

`ratio_to_c` is to the C program that keeps the same outcome of each run as the map; the table has the one that only
steps as well, and so do optax and NumPy. `peak_mb` is what a sweep takes beyond what the process had before.
"""

import argparse
import ctypes
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
sys.path.insert(0, str(Path(__file__).parent.parent))

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks.table import report
from optviz import Scenario, Sweep, sweep

SIDE, NUM_STEPS, TOLERANCE = 256, 500, 1e-3
STEPS = SIDE * SIDE * NUM_STEPS
NUMBERS = {
    "momentum": {"learning_rate": 1e-4, "rho": 0.9},
    "adam": {"learning_rate": 0.06, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
}
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC")
ROUNDS, SLOW_ROUNDS = 30, 2
NEW_RULE, MAP_STEPS = "nadam", 200


def asked(rule, cells=SIDE):
    scenario = Scenario(
        surface="beale", optimizers=[{"key": rule, **NUMBERS[rule]}], num_steps=NUM_STEPS, tolerance=TOLERANCE
    )
    return Sweep.of_starts(scenario, cells=cells)


def starts():
    axis = np.linspace(-4.5, 4.5, SIDE, dtype=np.float32)
    return [np.ascontiguousarray(column.ravel()) for column in np.meshgrid(axis, axis)]


def library(folder):
    """The program in C, compiled here."""
    file = Path(folder) / "sweeps.so"
    source = Path(__file__).with_suffix(".c")
    subprocess.run(["gcc", *FLAGS, str(source), "-o", str(file), "-lm"], check=True)
    return ctypes.CDLL(str(file))


def in_c(functions, rule, kind):
    """Its run, which returns points and losses; `kind` is `steps` or `outcomes`."""
    function, numbers = getattr(functions, f"{rule}_{kind}"), list(NUMBERS[rule].values())
    numbers += [TOLERANCE] if kind == "outcomes" else []

    def run():
        x, y = starts()
        losses, last, diverged = np.empty_like(x), np.empty(x.size, np.int32), np.empty(x.size, np.int32)
        arrays = [array.ctypes.data_as(ctypes.c_void_p) for array in (x, y, losses, last, diverged)]
        function(x.size, NUM_STEPS, *arrays, *map(ctypes.c_float, numbers))
        return np.stack([x, y], axis=-1), losses

    return run


def beale(point):
    x, y = point
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def by_optax(rule):
    numbers = NUMBERS[rule]
    transform = (
        optax.sgd(numbers["learning_rate"], momentum=numbers["rho"])
        if rule == "momentum"
        else optax.adam(numbers["learning_rate"], numbers["beta_1"], numbers["beta_2"], numbers["epsilon"])
    )

    def one(start):
        def step(carry, _):
            theta, state = carry
            updates, state = transform.update(jax.grad(beale)(theta), state, theta)
            return (optax.apply_updates(theta, updates), state), None

        (theta, _), _ = jax.lax.scan(step, (start, transform.init(start)), None, length=NUM_STEPS)
        return theta, beale(theta)

    program, begin = jax.jit(jax.vmap(one)), jnp.asarray(np.stack(starts(), axis=-1))
    return lambda: [np.asarray(array) for array in jax.block_until_ready(program(begin))]


def by_numpy(rule):
    numbers = NUMBERS[rule]

    def gradient(x, y):
        a, b, c = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
        gx = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1))
        return np.stack([gx, 2 * x * (a + 2 * y * b + 3 * y * y * c)])

    def run():
        theta = np.stack(starts())
        velocity, second = np.zeros_like(theta), np.zeros_like(theta)
        with np.errstate(all="ignore"):
            for t in range(1, NUM_STEPS + 1):
                found = gradient(*theta)
                if rule == "momentum":
                    velocity = np.float32(numbers["rho"]) * velocity + found
                    theta = theta - np.float32(numbers["learning_rate"]) * velocity
                    continue
                rate, beta_1, beta_2, epsilon = map(np.float32, numbers.values())
                velocity = beta_1 * velocity + (1 - beta_1) * found
                second = beta_2 * second + (1 - beta_2) * found**2
                scale = np.sqrt(second / (1 - beta_2**t)) + epsilon
                theta = theta - rate * velocity / (1 - beta_1**t) / scale
            return theta.T, beale(theta)

    return run


def shortest(tasks, rounds):
    """The shortest time of each task, run in turns: by the clock, and of all cores together."""
    times = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            begin, begin_of_cores = time.perf_counter(), time.process_time()
            task()
            times[name].append((time.perf_counter() - begin, time.process_time() - begin_of_cores))
    return {name: [min(values) for values in zip(*both, strict=True)] for name, both in times.items()}


def check(rule, tasks):
    """That all have gone the same way, where rounding has not grown: as in most runs of momentum."""
    found, points = sweep(asked(rule)), {name: task()[0] for name, task in tasks.items() if name != "sweep"}
    good = found.diverged_at.ravel() < 0
    for name, ends in points.items():
        near = np.abs(ends.reshape(-1, 2)[good] - found.points.reshape(-1, 2)[good]).max(axis=1) < 0.01
        assert near.mean() > 0.7, f"{name} has gone another way: {near.mean():.2f}"


def peak(rule):
    """How much memory a sweep takes beyond what the process had, in MB; in a process of its own."""
    command = [sys.executable, __file__, "--peak", rule]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_peak(rule):
    sweep(asked(rule, cells=32))
    Path("/proc/self/clear_refs").write_text("5")  # Linux forgets the highest that it has seen

    def kilobytes(name):
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name))

    before = kilobytes("VmRSS")
    sweep(asked(rule))
    return (kilobytes("VmHWM") - before) / 1000


def map_of(rule, cells):
    """Of where all starts on Beale's function lead."""
    return Sweep.of_starts(Scenario(surface="beale", optimizers=[rule], num_steps=MAP_STEPS), cells=cells)


def measure_first():
    """Seconds of the first map of a rule; nothing is kept on a disk from one process to the next."""
    begin = time.perf_counter()
    sweep(map_of(NEW_RULE, 512))
    return time.perf_counter() - begin


def measure_maps():
    tasks = {
        "float64_256": lambda: sweep(map_of("momentum", 256), precision=64),
        "live_64": lambda: sweep(map_of("momentum", 64)),
    }
    times = {f"{name}_ms": 1000 * clock for name, (clock, _) in shortest(tasks, ROUNDS).items()}
    command = [sys.executable, __file__, "--first"]
    first = [float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(3)]
    return {"first_512_s": min(first)} | times


def measure():
    figures, rows = {"maps": measure_maps()}, {}
    with tempfile.TemporaryDirectory() as folder:
        functions = library(folder)
        for rule in NUMBERS:
            quick = {
                "sweep": lambda rule=rule: sweep(asked(rule)),
                "C, the same outcome": in_c(functions, rule, "outcomes"),
                "C, only the steps": in_c(functions, rule, "steps"),
                "optax, vmap and scan": by_optax(rule),
            }
            slow = {"NumPy": by_numpy(rule)}
            check(rule, quick | slow)
            both = shortest(quick, ROUNDS) | shortest(slow, SLOW_ROUNDS)
            rows[rule] = {name: [STEPS / seconds / 1e9 for seconds in values] for name, values in both.items()}
            times = {name: seconds for name, (seconds, _) in both.items()}
            figures[rule] = {
                "steps_per_s": STEPS / times["sweep"],
                "ratio_to_c": times["C, the same outcome"] / times["sweep"],
                "ratio_to_stepping_c": times["C, only the steps"] / times["sweep"],
                "ratio_to_optax": times["optax, vmap and scan"] / times["sweep"],
                "ratio_to_numpy": times["NumPy"] / times["sweep"],
                "peak_mb": peak(rule),
            }
    return figures, rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first:
        print(measure_first())
        return
    if options.peak:
        print(measure_peak(options.peak))
        return
    figures, rows = measure()
    if not options.json:
        heads = [head for rule in rows for head in (rule, "of one core")]
        print(f"{'65,536 starts × 500 steps, G steps/s':<40}" + "".join(f"{head:>14}" for head in heads))
        for name in rows["adam"]:
            print(f"{name:<40}" + "".join(f"{value:>14.3f}" for rule in rows for value in rows[rule][name]))
        print()
    report(figures, options.json)


if __name__ == "__main__":
    main()
