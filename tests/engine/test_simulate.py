"""The engine: what a Run holds, divergence, noise, regularisation, and how often it compiles."""

import subprocess
import sys
from dataclasses import replace

import jax
import jax.monitoring
import numpy as np
import optax
import pytest
from scipy import stats

import optviz
from optviz import SURFACES, Scenario, simulate
from optviz.catalogue import NOISES
from optviz.engine import compiled_programs
from optviz.engine.along import lost_together, measured
from optviz.engine.simulate import result_of
from optviz.engine.stepping import ESCAPE_REACH, stepping_program
from optviz.engine.taylor import models_along
from optviz.scenario.choices import SurfaceChoice

COMPILED = []


def note_compilation(event, seconds, **details):
    if event.endswith("backend_compile_duration"):
        COMPILED.append(details)


jax.monitoring.register_event_duration_secs_listener(note_compilation)


def scenario(*optimizers, **changes):
    return Scenario(**{"surface": "ravine", "optimizers": list(optimizers), "num_steps": 60} | changes)


def arrays_of(path):
    named = [path.points, path.losses, path.gradients, path.learning_rates, path.evaluations]
    return [*named, *path.state.values()]


def bytes_of(run):
    return [array.tobytes() for path in run for array in arrays_of(path)]


def gradient_of(path, run):
    return models_along(run.scenario.surface, path.points)[0]


def test_public_api():
    constants, versions = ["OPTIMIZERS", "SCHEDULES", "SURFACES"], ["__version__"]
    records = ["Fan", "Race", "Recipe", "Scenario", "Search", "Sweep"]
    functions = ["at_four_rates", "basins", "export", "fan", "figure", "from_starts", "plotly_figure"]
    functions += ["race", "read_table", "recipe", "search", "show", "simulate", "sweep"]
    assert optviz.__all__ == [*constants, *records, *versions, *functions]
    assert all(hasattr(optviz, name) for name in optviz.__all__)


def test_needs_no_streamlit():
    code = "import sys, optviz; sys.exit(any(name.startswith('streamlit') for name in sys.modules))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_same_scenario_gives_the_same_bytes():
    asked = scenario("momentum", "adam", noise="gaussian", seed=3)
    first = bytes_of(simulate(asked))
    assert bytes_of(simulate(Scenario.from_url(asked.to_url()))) == first
    stepping_program.cache_clear()
    assert bytes_of(simulate(asked)) == first


def test_shapes_and_row_0():
    run = simulate(scenario("momentum", "adam", num_steps=7, start=(0.5, -1)))
    for path in run:
        assert path.points.shape == path.gradients.shape == (8, 2)
        assert path.losses.shape == (8,)
        assert path.learning_rates.shape == (7,)
        assert path.evaluations.shape == (8, 3)
        assert path.points.dtype == path.losses.dtype == np.float64
        np.testing.assert_array_equal(path.points[0], [0.5, -1])
        assert path.diverged_at is None
    assert run["momentum"].state["velocity"].shape == (8, 2)
    np.testing.assert_array_equal(run["adam"].state["step_count"], np.arange(8))


def test_losses_and_gradients_are_those_of_the_points():
    run = simulate(scenario("nesterov", surface="rosenbrock", num_steps=40))
    path = run[0]
    x, y = path.points.T
    np.testing.assert_allclose(path.losses, (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-12)
    expected = np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=1)
    np.testing.assert_allclose(path.gradients, expected, rtol=1e-9, atol=1e-9)


def test_access_by_position_label_and_key():
    run = simulate(scenario("sgd", {"key": "sgd", "label": "mine"}, "sgd", "adam"))
    assert [path.label for path in run] == ["SGD", "mine", "SGD 2", "Adam"]
    assert len(run) == 4
    assert run[1] is run["mine"]
    assert run["sgd"] is run["SGD"] is run[0]
    assert run[-1] is run["adam"]
    with pytest.raises(KeyError, match=r"no path is called 'rmsprop'; there are SGD, mine, SGD 2, Adam"):
        run["rmsprop"]
    with pytest.raises(IndexError):
        run[4]


def test_arrays_are_read_only():
    run = simulate(scenario("momentum", {"key": "momentum", "learning_rate": 10}))
    assert run[1].diverged_at
    for path in run:
        for array in arrays_of(path):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def test_schedule_and_warm_up_set_the_learning_rate():
    schedule = {"key": "step", "factor": 0.5, "every": 10, "warm_up": 4}
    path = simulate(scenario({"key": "sgd", "learning_rate": 0.1, "schedule": schedule}, num_steps=30))[0]
    t = np.arange(30)
    expected = np.where(t < 4, (t + 1) / 4, 0.5 ** ((t - 4) // 10)) * 0.1
    np.testing.assert_allclose(path.learning_rates, expected, rtol=1e-12)
    np.testing.assert_allclose(np.diff(path.points, axis=0), -expected[:, None] * path.gradients[:-1], rtol=1e-6)


def test_evaluations_count_up_by_what_a_step_takes():
    for path in simulate(scenario("sgd", "adam", num_steps=5)):
        np.testing.assert_array_equal(path.evaluations, np.arange(6)[:, None] * path.choice.record.evaluations)


def escape(surface, factor, start, num_steps):
    """The first step at which x ← factor · x has left the domain by far."""
    low, high = np.array(surface.domain).T
    for t in range(num_steps + 1):
        if (np.abs(start * factor**t - (low + high) / 2) > ESCAPE_REACH * (high - low) / 2).any():
            return t
    return None


def test_divergence_is_noted_and_held():
    run = simulate(scenario({"key": "sgd", "learning_rate": 0.25}, "sgd", start=(-2, 1)))
    path = run[0]
    expected = escape(run.scenario.surface.record, np.array([1 - 0.25 / 3, 1 - 2.5]), np.array([-2.0, 1]), 60)
    assert path.diverged_at == path.metrics.diverged_at == expected
    assert run[1].diverged_at is None
    for array in arrays_of(path):
        assert np.isfinite(array).all()
        held = array[expected - 1 :]
        np.testing.assert_array_equal(held, np.broadcast_to(held[0], held.shape))
    assert (path.points[expected - 1] != path.points[expected - 2]).any()
    assert path.evaluations[-1].tolist() == [0, expected - 1, 0]


def with_surface(monkeypatch, key="changed", **changes):
    surface = replace(SURFACES["ravine"], key=key, parameters=(), **changes)
    monkeypatch.setattr(SurfaceChoice, "records", dict(SurfaceChoice.records) | {key: surface})


def test_a_start_that_is_not_finite_diverges_at_once(monkeypatch):
    with_surface(monkeypatch, function=lambda point: jax.numpy.log(point[0]) + point[1])
    path = simulate(scenario("momentum", surface="changed", start=(-1, 0)))[0]
    assert path.diverged_at == 0
    assert (path.points == [-1, 0]).all()
    assert all(np.isfinite(array).all() for array in arrays_of(path))
    assert path.metrics.steps_to_tolerance is None


def test_a_curve_runs_like_a_surface(monkeypatch):
    curve = {"function": lambda point: point[0] ** 2, "domain": ((-2, 2),), "start": (1.5,), "minima": lambda: ()}
    with_surface(monkeypatch, "changed_curve", **curve)
    path = simulate(scenario({"key": "sgd", "learning_rate": 0.1}, surface="changed_curve", noise="uniform"))[0]
    assert path.points.shape == (61, 1)
    quiet = simulate(scenario({"key": "sgd", "learning_rate": 0.1}, surface="changed_curve"))[0]
    np.testing.assert_allclose(quiet.points[:, 0], 1.5 * 0.8 ** np.arange(61), rtol=1e-12)


DISTRIBUTIONS = {"uniform": stats.uniform(-1, 2), "gaussian": stats.norm(0, 1)}


@pytest.mark.parametrize("key", DISTRIBUTIONS)
def test_draws_have_the_distribution_that_is_named(key):
    draws = []
    for seed in range(4):
        run = simulate(scenario("sgd", noise={"key": key, "scale": 0.7}, seed=seed, num_steps=2000))
        draws.append((run[0].gradients - gradient_of(run[0], run)) / 0.7)
    draws = np.concatenate(draws)
    for column in draws.T:
        assert stats.kstest(column, DISTRIBUTIONS[key].cdf).pvalue > 0.01
        assert abs(column.mean()) < 3 * DISTRIBUTIONS[key].std() / np.sqrt(len(column))
        assert column.var() == pytest.approx(DISTRIBUTIONS[key].var(), rel=0.05)
    assert abs(np.corrcoef(draws.T)[0, 1]) < 0.03
    assert abs(np.corrcoef(draws[1:, 0], draws[:-1, 0])[0, 1]) < 0.03


WITH_A_SCALE = [key for key, noise in NOISES.items() if "scale" in [one.key for one in noise.parameters]]


@pytest.mark.parametrize("key", WITH_A_SCALE)
def test_every_optimizer_meets_the_same_draws_and_losses_are_exact(key):
    run = simulate(scenario("sgd", "adam", noise=key, seed=5))
    draws = [path.gradients - gradient_of(path, run) for path in run]
    np.testing.assert_allclose(draws[0], draws[1], atol=1e-12)
    assert np.abs(draws[0]).min() > 0
    for path in run:
        x, y = path.points.T
        np.testing.assert_allclose(path.losses, 5 * (x**2 / 100 + y**2), rtol=1e-12)
    other = simulate(scenario("sgd", noise=key, seed=6))
    assert (other[0].points[1:] != run[0].points[1:]).any(axis=1).all()


@pytest.mark.parametrize("key", WITH_A_SCALE)
def test_noise_of_scale_0_is_no_noise(key):
    quiet = simulate(scenario("sgd", "adam"))
    assert bytes_of(simulate(scenario("sgd", "adam", noise={"key": key, "scale": 0}))) == bytes_of(quiet)


SCALINGS = {
    "sgd": ({"learning_rate": 0.05}, optax.identity),
    "momentum": ({"learning_rate": 0.01, "rho": 0.9}, lambda: optax.trace(0.9)),
    "rmsprop": ({"learning_rate": 0.02, "epsilon": 1e-7}, lambda: optax.scale_by_rms(0.9, 1e-7, eps_in_sqrt=False)),
    "adam": ({"learning_rate": 0.1, "epsilon": 1e-7}, lambda: optax.scale_by_adam(eps=1e-7)),
}


@pytest.mark.parametrize("clip_norm", [0, 0.5])
@pytest.mark.parametrize("decay_form", ["l2", "decoupled"])
@pytest.mark.parametrize("key", SCALINGS)
def test_regularisation_equals_optax(key, decay_form, clip_norm):
    """optax clips first; L2 comes before the rule's scaling, decoupled decay after it."""
    numbers, scaling = SCALINGS[key]
    decay = optax.add_decayed_weights(0.1)
    transform = optax.chain(
        optax.clip_by_global_norm(clip_norm) if clip_norm else optax.identity(),
        *((decay, scaling()) if decay_form == "l2" else (scaling(), decay)),
        optax.scale_by_learning_rate(numbers["learning_rate"]),
    )
    choice = {"key": key, "weight_decay": 0.1, "decay_form": decay_form, "clip_norm": clip_norm} | numbers
    asked = scenario(choice, surface={"key": "local_minimum", "depth": 0.25}, num_steps=200)
    loss = SURFACES["local_minimum"].function

    def step(carry, _):
        theta, state = carry
        gradient = jax.grad(lambda theta: loss(theta, **asked.surface.numbers))(theta)
        updates, state = transform.update(gradient, state, theta)
        return (optax.apply_updates(theta, updates), state), theta

    start = np.array(asked.start)
    expected = jax.jit(lambda: jax.lax.scan(step, (start, transform.init(start)), None, length=201)[1])()
    np.testing.assert_allclose(simulate(asked)[0].points, expected, rtol=1e-9, atol=1e-12)


def test_the_gradients_of_a_run_are_those_after_the_regularisation():
    choice = {"key": "sgd", "learning_rate": 0.01, "weight_decay": 0.3, "decay_form": "l2", "clip_norm": 0.5}
    run = simulate(scenario(choice, start=(-2, 1)))
    gradient = np.asarray(gradient_of(run[0], run))
    norm = np.linalg.norm(gradient, axis=1, keepdims=True)
    expected = gradient * np.minimum(1, 0.5 / norm) + 0.3 * run[0].points
    np.testing.assert_allclose(run[0].gradients, expected, rtol=1e-9)


def test_regularisation_that_is_off_is_not_there():
    assert not scenario({"key": "sgd", "weight_decay": 0, "clip_norm": 0}).optimizers[0].has_regularisation
    assert scenario({"key": "sgd", "clip_norm": 1}).optimizers[0].has_regularisation


def test_numbers_that_move_compile_nothing():
    """Every number, and the number of steps from one end of its range to the other."""
    schedule = {"key": "cosine", "final": 0.1, "warm_up": 3}
    simulate(scenario({"key": "rmsprop", "schedule": schedule}, noise="uniform"))
    before = len(COMPILED)
    moved = schedule | {"final": 0.7, "warm_up": 9}
    for learning_rate, num_steps in ((0.01, 1), (0.02, 2), (0.3, 999), (0.4, 2000)):
        simulate(
            Scenario(
                surface={"key": "ravine", "condition_number": 1 + num_steps / 10, "tilt": 30},
                optimizers=[{"key": "rmsprop", "learning_rate": learning_rate, "beta": 0.5, "schedule": moved}] * 2
                + [{"key": "rmsprop", "schedule": moved, "start": [1.5, learning_rate]}],
                start=(learning_rate, 0.3),
                noise={"key": "uniform", "scale": learning_rate},
                num_steps=num_steps,
                seed=num_steps,
                tolerance=0.1,
            )
        )
    assert COMPILED[before:] == []


def test_a_batch_size_that_moves_compiles_nothing():
    def run(batch_size, seed):
        noise = {"key": "mini_batch", "batch_size": batch_size}
        return simulate(scenario("sgd", surface="anscombe", noise=noise, seed=seed))

    run(4, 0)
    before = len(COMPILED)
    for batch_size in (1, 5, 11, 64):
        run(batch_size, batch_size)
    assert COMPILED[before:] == []


def test_a_number_of_rows_that_moves_compiles_nothing():
    """Neither of Hessians along a path, nor of what is measured on its model, nor of an ensemble's mean."""
    choice = SurfaceChoice.model_validate("penalised_regression")

    def ask(rows):
        points = np.random.default_rng(rows).normal(size=(rows, 3, 2))
        models_along(choice, points[:, 0])
        measured(choice, points[:, 0])
        lost_together(choice, points, np.ones((rows, 3), bool))

    ask(2), ask(100)  # a few and many
    before = len(COMPILED)
    for rows in (1, 3, 16, 17, 256, 257, 1001):
        ask(rows)
    assert COMPILED[before:] == []


def test_one_compilation_for_each_surface_and_rule(monkeypatch):
    monkeypatch.setattr(compiled_programs, "file_cache", None)  # where another process may have put some
    stepping_program.cache_clear()
    rules, surfaces = ["sgd", "momentum"], ["ravine", "saddle"]
    result_of.cache_clear()
    simulate(scenario("adam"))
    before = len(COMPILED)
    for seed in range(2):
        for surface in surfaces:
            simulate(scenario(*rules, surface=surface, seed=seed))
    assert len(COMPILED) - before == len(rules) * len(surfaces)
