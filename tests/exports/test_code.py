"""The scripts are run as their readers would run them, in another process, and their paths compared with the Run."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, export, simulate
from optviz.catalogue import NOISES
from optviz.exports.sources import NoSource, source_of
from optviz.scenario.bounds import MAX_OPTIMIZERS

ROOT = Path(__file__).parents[2]
READER = """
import importlib, json, sys
print(json.dumps({name: {label: points.tolist() for label, points in importlib.import_module(name).paths.items()}
                  for name in sys.argv[1:]}))
"""
LABELLED = {"key": "adam", "learning_rate": 0.05, "label": 'a"b {x} \'\'\' """ \\'}
SCHEDULED = {"key": "sgd", "learning_rate": 0.1, "schedule": {"key": "exponential", "warm_up": 5}}
REGULARISED = {"key": "momentum", "weight_decay": 0.1, "decay_form": "l2", "clip_norm": 2.0}
VARIED = Scenario(
    surface={"key": "ravine", "tilt": 20},
    optimizers=[LABELLED, SCHEDULED, REGULARISED, "rmsprop", "momentum", "adamw"],
    noise={"key": "gaussian", "scale": 0.3},
    num_steps=20,
)


def groups(keys: list[str], size: int):
    return [keys[i : i + size] for i in range(0, len(keys), size)]


EVERY_RULE = [
    Scenario(surface="rosenbrock", start=(-1.0, 1.5), optimizers=keys, num_steps=6)
    for keys in groups(list(OPTIMIZERS), MAX_OPTIMIZERS)
]


ON_DATA = Scenario(
    surface="linear_regression", optimizers=["sgd", "adam"], noise={"key": "mini_batch", "batch_size": 4}, num_steps=10
)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The paths of all scripts that these tests look at, each script's by its name; they run in one process."""
    folder = tmp_path_factory.mktemp("scripts")
    scripts = {f"every_rule_{i}": (scenario, "jax") for i, scenario in enumerate(EVERY_RULE)}
    scripts |= {f"varied_{kind}": (VARIED, kind) for kind in ("python", "jax", "optax")}
    scripts |= {f"on_data_{kind}": (ON_DATA, kind) for kind in ("jax", "optax")}
    flags = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"  # compiles sooner
    return paths_of(scripts, folder, flags)


def paths_of(scripts: dict, folder: Path, flags: str = "") -> dict:
    for name, (scenario, kind) in scripts.items():
        export(scenario, folder / f"{name}.py", kind)
    words = [sys.executable, "-c", READER, *scripts]
    environment = {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PATH": "", "XLA_FLAGS": flags}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_same(paths: dict, run, labels) -> None:
    assert list(paths) == list(labels)
    for label in labels:
        good = run[label].diverged_at
        np.testing.assert_allclose(np.array(paths[label])[:good], run[label].points[:good], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", ["python", "jax"])
def test_noise_schedules_and_regularisation_are_in_the_script(read, kind):
    assert_same(read[f"varied_{kind}"], simulate(VARIED), VARIED.labels)


def test_optax_takes_the_same_paths_and_says_which_it_has_not(read):
    shown = [VARIED.labels[i] for i in (0, 1, 3, 4)]
    assert_same(read["varied_optax"], simulate(VARIED), shown)
    text = export(VARIED, format="optax").decode()
    assert "# AdamW: optax has nothing whose path is the same" in text
    assert "# Momentum: optax has nothing whose path is the same" in text


@pytest.mark.parametrize("kind", ["jax", "optax"])
def test_mini_batches_are_in_the_script(read, kind):
    assert_same(read[f"on_data_{kind}"], simulate(ON_DATA), ON_DATA.labels)
    assert "and what cannot stand alone from optviz" in export(ON_DATA, format=kind).decode()


@pytest.mark.parametrize("place", range(len(EVERY_RULE)))
def test_every_rule_is_written_out_in_jax(read, place):
    scenario = EVERY_RULE[place]
    assert_same(read[f"every_rule_{place}"], simulate(scenario), scenario.labels)


def test_searches_in_noise_turn_the_same_way(tmp_path):
    """Each trial hangs on the last digit of the one before, so the script has to round as the engine does."""
    noise = {"key": "gaussian", "scale": 0.3}
    scenarios = {
        f"searching_{surface}": Scenario(surface=surface, optimizers=["bfgs", "lbfgs"], noise=noise, num_steps=60)
        for surface in ("ravine", "rosenbrock")
    }
    read = paths_of({name: (scenario, "jax") for name, scenario in scenarios.items()}, tmp_path)
    for name, scenario in scenarios.items():
        assert_same(read[name], simulate(scenario), scenario.labels)


FAMILIES = {surface.family: surface for surface in SURFACES.values()}
ALONE = [surface for surface in SURFACES.values() if surface.family != "real data"]


@pytest.mark.parametrize("surface", ALONE, ids=lambda surface: surface.key)
def test_every_surface_that_needs_no_file_can_stand_alone(surface):
    assert f"def {surface.function.__name__}(" in source_of(surface.function).text


@pytest.mark.parametrize("surface", [FAMILIES["ravines"].key, FAMILIES["real data"].key])
def test_scripts_are_programs(surface):
    for kind in ("python", "jax", "optax"):
        ast.parse(export(Scenario(surface=surface, optimizers=["sgd"], num_steps=1), format=kind))


def test_what_cannot_stand_alone_comes_from_optviz_and_the_script_says_so(monkeypatch):
    monkeypatch.setattr("optviz.exports.code.source_of", refuse)
    text = export(VARIED, format="jax").decode()
    assert "and what cannot stand alone from optviz" in text
    assert "surface = SURFACES['ravine'].function" in text
    assert "noisy = NOISES['gaussian'].noisy" in text
    assert "exponential_schedule = SCHEDULES['exponential'].function" in text
    ast.parse(text)


def refuse(*functions):
    raise NoSource


def test_source_has_each_definition_once_and_before_its_use():
    source = source_of(OPTIMIZERS["lbfgs"].init, OPTIMIZERS["lbfgs"].step)
    defined = [node.name for node in ast.parse(source.text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(set(defined)) == len(defined)
    assert defined[-1] == "step"
    assert "import jax" in source.imports


def test_a_function_without_a_name_has_no_source():
    with pytest.raises(NoSource):
        source_of(lambda theta: theta)


def test_every_schedule_and_noise_has_a_source():
    functions = [schedule.function for schedule in SCHEDULES.values()] + [noise.noisy for noise in NOISES.values()]
    for function in functions:
        assert f"def {function.__name__}(" in source_of(function).text
