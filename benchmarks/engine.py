"""How fast the engine is: `python benchmarks/engine.py` prints a table, with `--json` one object.

Everything is measured in turns in one process, so that the ratios hold on a busy machine too; only the first calls have
processes of their own, one without and one with compiled programs that were kept.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import jax
import numpy as np
import optax

from benchmarks.table import report
from optviz import Scenario, simulate
from optviz.engine.backend import as_one_function
from optviz.engine.compiled_programs import keep_compiled_programs
from optviz.engine.simulate import draws_for_weights, result_of

RULES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
OPTIMIZERS_SHOWN = [*RULES, {"key": "momentum", "rho": 0.99}, {"key": "adam", "beta_2": 0.99}]
NUM_STEPS = 1000
EAGER_STEPS = 20
ROUNDS = 60


def scenario(optimizers=OPTIMIZERS_SHOWN):
    return Scenario(surface="ravine", optimizers=optimizers, num_steps=NUM_STEPS)


def loss_of(asked):
    return lambda theta: asked.surface.record.function(theta, **asked.surface.record.given(asked.surface.numbers))


def bare_scan(asked, choice):
    """A jitted `lax.scan` of one rule with traced hyperparameters that keeps what a Run keeps, and nothing else.

    XLA compiles it as one function, as it does ours.
    """
    record, loss = choice.record, loss_of(asked)

    def run(start, numbers):
        def step(carry, _):
            theta, state = carry
            row = theta, *jax.value_and_grad(loss)(theta), state
            return record.step(loss, theta, state, **numbers), row

        return jax.lax.scan(step, (start, record.init(start)), None, length=NUM_STEPS + 1)[1]

    program = jax.jit(as_one_function(run))
    numbers = {p.key: np.float64(choice.numbers[p.key]) for p in record.hyperparameters}
    return lambda: jax.tree.map(np.asarray, program(np.array(asked.start), numbers))


def optax_step(asked):
    transform = optax.adam(0.1)

    def step(carry, _):
        theta, state = carry
        updates, state = transform.update(jax.grad(loss_of(asked))(theta), state, theta)
        return (optax.apply_updates(theta, updates), state), theta

    start = np.array(asked.start)
    return step, (start, transform.init(start))


def optax_scan(asked):
    step, begin = optax_step(asked)
    program = jax.jit(as_one_function(lambda begin: jax.lax.scan(step, begin, None, length=NUM_STEPS)[1]))
    return lambda: np.asarray(program(begin))


def python_loop(step, begin, num_steps):
    def run():
        carry = begin
        for _ in range(num_steps):
            carry, _ = step(carry, None)
        jax.block_until_ready(carry)

    return run


def numpy_loop(asked):
    """Adam on the ravine as it stands when it is not tilted, written out by hand."""
    curvature = np.array([10 / asked.surface.numbers["condition_number"], 10.0])

    def run():
        theta, first, second = np.array(asked.start), np.zeros(2), np.zeros(2)
        for t in range(1, NUM_STEPS + 1):
            gradient = curvature * theta
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            theta = theta - 0.1 * first / (1 - 0.9**t) / (np.sqrt(second / (1 - 0.999**t)) + 1e-7)

    return run


def median_ms(tasks, rounds):
    """The median time of each task, measured in turns."""
    times = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(rounds):
        for name, task in tasks.items():
            begin = time.perf_counter()
            task()
            times[name].append(1e3 * (time.perf_counter() - begin))
    return {name: statistics.median(values) for name, values in times.items()}


def simulate_anew(asked):
    """`simulate`, without the results that it keeps of earlier calls."""
    result_of.cache_clear()
    draws_for_weights.cache_clear()
    return simulate(asked)


def first_calls(folder=None):
    """The mean time of a rule's first call in a new process; in `folder`, if given, compiled programs are kept."""
    command = [sys.executable, __file__, "--first-calls", *([str(folder)] if folder else [])]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure_first_calls(folder):
    if folder:
        keep_compiled_programs(Path(folder))
    jax.block_until_ready(jax.jit(lambda x: x + 1)(1.0))
    simulate(Scenario(surface="saddle", optimizers=["sgd"]))
    begin = time.perf_counter()
    for key in RULES:
        simulate(scenario([key]))
    return 1e3 * (time.perf_counter() - begin) / len(RULES)


def measure():
    asked = scenario()
    scans = [bare_scan(asked, choice) for choice in asked.optimizers]
    step, begin = optax_step(asked)
    warm = median_ms(
        {
            "simulate": lambda: simulate_anew(asked),
            "bare": lambda: [scan() for scan in scans],
            "optax scan": optax_scan(asked),
        },
        ROUNDS,
    )
    loops = median_ms(
        {
            "numpy": numpy_loop(asked),
            "optax loop": python_loop(jax.jit(step), begin, NUM_STEPS),
            "eager": python_loop(step, begin, EAGER_STEPS),
        },
        3,
    )
    with tempfile.TemporaryDirectory() as folder:
        first_calls(folder)
        cached = first_calls(folder)
    step_ms = warm["simulate"] / len(asked.optimizers) / NUM_STEPS
    figures = {
        "simulate_ms": warm["simulate"],
        "ratio_to_bare_scan": warm["simulate"] / warm["bare"],
        "ratio_to_eager_loop": loops["eager"] / EAGER_STEPS / step_ms,
        "first_call_ms": first_calls(),
        "first_call_cached_ms": cached,
    }
    per_rule = {
        "simulate, one of eight rules": warm["simulate"] / len(asked.optimizers),
        "bare jitted scan, one of eight rules": warm["bare"] / len(asked.optimizers),
        "optax Adam in a jitted scan": warm["optax scan"],
        "NumPy Adam in a Python loop": loops["numpy"],
        "optax Adam, jitted step in a Python loop": loops["optax loop"],
        "optax Adam, eager in a Python loop": loops["eager"] * NUM_STEPS / EAGER_STEPS,
    }
    return figures, per_rule


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--first-calls", nargs="?", const="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.first_calls is not None:
        print(json.dumps(measure_first_calls(options.first_calls)))
        return
    jax.config.update("jax_enable_x64", True)
    figures, per_rule = measure()
    if not options.json:
        print(f"{'1,000 steps of one rule':<42}{'ms':>12}")
        for name, value in per_rule.items():
            print(f"{name:<42}{value:>12,.3f}")
        print()
    report(figures, options.json)


if __name__ == "__main__":
    main()
