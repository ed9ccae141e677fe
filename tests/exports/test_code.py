"""The scripts are run as their readers would run them, in another process, and their paths compared with the Run.

That process has nothing of optviz, nor of what it needs, but for the libraries that the scripts name.
"""

import ast
import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import optax
import pytest

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario, export, simulate
from optviz.catalogue import NOISES
from optviz.engine.simulate import Run
from optviz.engine.surface_programs import grid_program
from optviz.engine.tables import table_of
from optviz.exports.base import ExportError
from optviz.exports.code_jax import write
from optviz.exports.code_optax import counterpart
from optviz.exports.script import astray
from optviz.exports.sources import NoSource, source_of, written
from optviz.optimizers.base import Optimizer
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.quickly import FLAGS, FRAMES
from tests.samples import sample

ROOT = Path(__file__).parents[2]
REQUIRED = re.findall(r"^([\w-]+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M)
ABSENT = ["optviz", "surfaces", *(name for name in REQUIRED if name not in ("jax", "numpy"))]
READER = """
import importlib, json, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"{name} is not there")

folder, absent, names = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]
sys.meta_path.insert(0, Absent())
sys.path.insert(0, folder)
def read(script):
    if script.paths:
        return {label: points.tolist() for label, points in script.paths.items()}
    if not hasattr(script, "surface_on_examples"):
        return {"program": str(script.jax.make_jaxpr(script.loss)(script.START, script.SURFACE)), **script.SURFACE}
    on_examples = script.surface_on_examples(script.START, **script.SURFACE)
    return {"losses": [float(script.loss(script.START)), float(script.SURFACE["table"].mean(on_examples))]}

print(json.dumps({name: read(importlib.import_module(name)) for name in names}))
"""
"""Gives the paths of scripts; of those that follow no rule, what JAX computes for the loss, and of models the losses
at the start."""


def paths_of(scripts: dict[str, bytes], folder: Path) -> dict:
    """The paths of scripts, by the name of each; they run in one process, in which some packages are absent."""
    for name, script in scripts.items():
        (folder / f"{name}.py").write_bytes(script)
    words = [sys.executable, "-P", "-c", READER, str(folder), ",".join(ABSENT), *scripts]
    environment = {"PATH": "", "XLA_FLAGS": FLAGS, FRAMES: "0"}
    environment |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    done = subprocess.run(words, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_same(paths: dict, run, labels) -> None:
    """But where rounding decides a path, which the script says beside it."""
    assert list(paths) == list(labels)
    for label in set(labels) - set(astray(run)):
        good = run[label].diverged_at
        np.testing.assert_allclose(
            np.array(paths[label])[:good], run[label].points[:good], rtol=1e-9, atol=1e-9, err_msg=label
        )


def groups(keys: list, size: int):
    return [keys[i : i + size] for i in range(0, len(keys), size)]


LABELS = ['a"b {x} \'\'\' """ \\', "\U0001f469\u200d\U0001f52c", "\u0645\u06cc\u200c\u0631\u0648\u062f", "10\xa0%"]
SCHEDULED = {"key": "sgd", "learning_rate": 0.1, "schedule": {"key": "exponential", "warm_up": 5}}
REGULARISED = {"key": "momentum", "weight_decay": 0.1, "decay_form": "l2", "clip_norm": 2.0}
ELSEWHERE = {"key": "rmsprop", "start": [1.5, -0.7]}
LABELLED = [
    choice | {"label": label}
    for choice, label in zip(
        ({"key": "adam", "learning_rate": 0.05}, SCHEDULED, REGULARISED, ELSEWHERE), LABELS, strict=True
    )
]
VARIED = Scenario(
    surface={"key": "ravine", "tilt": 20},
    optimizers=[*LABELLED, "bfgs"],
    noise={"key": "gaussian", "scale": 0.3},
    num_steps=20,
)
DATA = [surface.key for surface in SURFACES.values() if surface.examples]
MINI_BATCHES = {"key": "mini_batch", "batch_size": 4}
RULES_OF_A_FAMILY = list({rule.family: rule.key for rule in OPTIMIZERS.values()}.values())
PLAIN = {"surface": {"key": "ravine", "tilt": 20}, "num_steps": 40}
"""Where every rule is followed, in each library."""
ON_OTHER_GROUND = {
    "one_weight": {
        "surface": next(key for key, surface in SURFACES.items() if len(surface.domain) == 1),
        "num_steps": 6,
    },
    "data": {"surface": DATA[0], "noise": MINI_BATCHES, "num_steps": 6},
}
EVERY_RULE = {
    f"{name}_{i}": Scenario(optimizers=keys, **shared)
    for name, shared in {"two_weights": PLAIN, **sample({}, ON_OTHER_GROUND)}.items()
    for i, keys in enumerate(groups(list(OPTIMIZERS), MAX_OPTIMIZERS))
}
WRITTEN_ALIKE = {(len(one.domain), one.family if one.examples else ""): key for key, one in SURFACES.items()}
FOLLOWED = sample(list(WRITTEN_ALIKE.values())[::-1], list(SURFACES))
"""On these rules are followed, through the same words on all; of the others the losses are compared, or what computes
them."""
DEALT = {key: RULES_OF_A_FAMILY[i :: len(FOLLOWED)] or ["sgd"] for i, key in enumerate(FOLLOWED)}
"""Each rule is written out with the same words on all of them: one of each family of rules is seen on other ground."""
EVERY_SURFACE = {
    f"on_{key}": Scenario(
        surface=key,
        optimizers=DEALT.get(key, ["sgd"]),
        noise=MINI_BATCHES if key in FOLLOWED and key in DATA else "none",
        num_steps=6,
    )
    for key in SURFACES
}


def without_rules(scenario: Scenario) -> bytes:
    """A script that has the surface alone, and follows no rule on it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("optviz.exports.script.astray", lambda run: {})
        return write(Run(scenario.model_copy(update={"optimizers": ()}), (), ()), own=False)


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """The paths of all scripts, by format and name, from one process that has nothing but JAX and optax."""
    scripts = {("jax", name): export(scenario, format="jax") for name, scenario in WITH_JAX.items()}
    scripts |= {("jax", f"on_{key}"): without_rules(EVERY_SURFACE[f"on_{key}"]) for key in {*SURFACES} - {*FOLLOWED}}
    scripts |= {("optax", name): export(scenario, format="optax") for name, scenario in WITH_OPTAX.items()}
    names = {"_".join(key): script for key, script in scripts.items()}
    found = paths_of(names, tmp_path_factory.mktemp("scripts"))
    return dict(zip(scripts, found.values(), strict=True))


def test_noise_schedules_and_regularisation_are_in_the_script(read):
    assert_same(read["jax", "varied"], simulate(VARIED), VARIED.labels)


@pytest.mark.parametrize("name", EVERY_RULE)
def test_every_rule_is_written_out_in_jax(read, name):
    assert_same(read["jax", name], simulate(EVERY_RULE[name]), EVERY_RULE[name].labels)


@pytest.mark.parametrize("name", EVERY_SURFACE)
def test_every_surface_is_written_out_in_jax(read, name):
    scenario = EVERY_SURFACE[name]
    if scenario.surface.key in FOLLOWED:
        assert_same(read["jax", name], simulate(scenario), scenario.labels)
    elif scenario.surface.key not in DATA:
        surface, start = scenario.surface, jax.numpy.array(scenario.start)
        program = jax.make_jaxpr(lambda theta, numbers: surface.record.function(theta, **numbers))
        assert read["jax", name] == {"program": str(program(start, surface.numbers)), **surface.numbers}
    else:
        surface = scenario.surface
        points, values = np.array([scenario.start]), np.array(surface.values, float)
        (expected,) = np.asarray(grid_program(surface.record)(points, values, table_of(surface)))
        losses = read["jax", name]["losses"]
        assert losses == pytest.approx([expected] * 2, rel=1e-12)


def test_the_script_with_optviz_takes_the_same_paths(tmp_path):
    script = tmp_path / "script.py"
    script.write_bytes(export(VARIED, format="python"))
    assert_same(runpy.run_path(str(script))["paths"], simulate(VARIED), VARIED.labels)


@pytest.mark.parametrize("script", [("jax", "varied"), ("optax", "noisy")])
def test_labels_may_hold_what_people_write(read, script):
    assert list(read[script])[: len(LABELS)] == LABELS


NOISY = {"key": "gaussian", "scale": 0.3}
SEARCHING = {
    f"{surface}_{noise['key']}": Scenario(surface=surface, optimizers=["bfgs", "lbfgs"], noise=noise, num_steps=60)
    for surface, noise in [
        ("ravine", NOISY),
        *sample([], [("rosenbrock", NOISY)]),
        *((key, MINI_BATCHES) for key in sample(DATA[:1], DATA)),
    ]
}
WITH_JAX = EVERY_RULE | {f"on_{key}": EVERY_SURFACE[f"on_{key}"] for key in FOLLOWED} | SEARCHING | {"varied": VARIED}


def test_searches_in_noise_turn_the_same_way_or_the_script_says_that_they_may_not(read):
    """Each trial hangs on the last digit of the one before, so that rounding can lead anywhere."""
    told = 0
    for name, scenario in SEARCHING.items():
        text = export(scenario, format="jax").decode()
        run = simulate(scenario)
        for path in run:
            if f"leads up to {astray(run).get(path.label, 0):.1g} away from here.\n    {path.label!r}: " in text:
                told += 1
            else:
                np.testing.assert_allclose(
                    read["jax", name][path.label], path.points, rtol=1e-8, atol=1e-8, err_msg=name
                )
    assert told > 0
    assert "Rounding decides" not in export(VARIED.model_copy(update={"noise": NO_NOISE}), format="jax").decode()


NO_NOISE = Scenario(surface="sphere", optimizers=["sgd"]).noise


# optax

OPTIONS = {
    "plain": {},
    "l2": {"weight_decay": 0.1, "decay_form": "l2", "clip_norm": 1.0, "schedule": {"key": "cosine", "warm_up": 3}},
    "decoupled": {"weight_decay": 0.1, "clip_norm": 1.0, "schedule": "cosine"},
}
CONDITIONS = [
    {"key": "adan", "beta_2": 0.5},
    {"key": "nadam", "momentum_warm_up": 0},
    {"key": "momentum", "convention": "average"},
]


def rules_with(name: str, options: dict) -> list[dict]:
    """Every rule with those of some options that it has; these are written in the same words beside all: a sample."""
    some = [key for key in RULES_OF_A_FAMILY if OPTIMIZERS[key].optax]
    keys = OPTIMIZERS if name == "plain" else sample(some, OPTIMIZERS)
    given = [*({"key": key} for key in keys), *(CONDITIONS if name == "plain" else sample([], CONDITIONS))]
    return [
        rule
        | {
            k: v
            for k, v in options.items()
            if k == "schedule" or k in (p.key for p in OPTIMIZERS[rule["key"]].parameters)
        }
        for rule in given
    ]


WITH_OPTAX = {
    f"{name}_{i}": Scenario(optimizers=rules, **PLAIN)
    for name, options in OPTIONS.items()
    for i, rules in enumerate(groups(rules_with(name, options), MAX_OPTIMIZERS))
} | {
    "noisy": VARIED,
    "data": Scenario(surface=DATA[0], optimizers=["sgd", "adam"], noise=MINI_BATCHES, num_steps=10),
}


@pytest.mark.parametrize("name", WITH_OPTAX)
def test_optax_takes_the_same_paths_and_says_which_it_has_not(read, name):
    scenario, paths = WITH_OPTAX[name], read["optax", name]
    assert_same(paths, simulate(scenario), [label for label in scenario.labels if label in paths])
    text = export(scenario, format="optax").decode()
    for label, choice in zip(scenario.labels, scenario.optimizers, strict=True):
        assert (label in paths) != (f"# {choice.record.title}: " in text and "has it." in said(text, choice))


def said(text: str, choice) -> str:
    return "".join(re.findall(rf"# {re.escape(choice.record.title)}: (.*)", text))


def test_optax_has_most_of_the_rules():
    plain = Scenario(surface="ravine", optimizers=["sgd"]).optimizers[0]
    found = [key for key in OPTIMIZERS if not isinstance(counterpart(plain.model_validate(key)), str)]
    assert len(found) == 24


@pytest.mark.parametrize("record", OPTIMIZERS.values(), ids=lambda record: record.key)
def test_a_rule_says_what_optax_calls_it_or_why_not(record: Optimizer):
    for_all = [one for one in record.optax if one.with_schedule and one.holds.__name__ == "always"]
    assert bool(for_all) != bool(record.not_in_optax)
    texts = [record.not_in_optax, *(text for one in record.optax for text in (one.call, one.point, one.note))]
    for name in re.findall(r"\boptax\.([\w.]+\w)", " ".join(texts)):
        node = optax
        for part in name.split("."):
            node = getattr(node, part)


OTHER_PATHS = {
    "adan": lambda n: optax.adan(n["learning_rate"], b1=n["beta_1"], b2=n["beta_2"], b3=n["beta_3"], eps=n["epsilon"]),
    "nadam": lambda n: optax.nadam(n["learning_rate"], b1=n["beta_1"], b2=n["beta_2"], eps=n["epsilon"]),
    "rprop": lambda n: optax.rprop(n["learning_rate"], eta_plus=n["growth"], eta_minus=n["shrinkage"]),
    "adagrad": lambda n: optax.adagrad(n["learning_rate"], initial_accumulator_value=0.0, eps=n["epsilon"]),
    "yogi": lambda n: optax.yogi(n["learning_rate"], b1=n["beta_1"], b2=n["beta_2"], eps=n["epsilon"]),
    "prodigy": lambda n: optax.contrib.prodigy(
        n["learning_rate"], betas=(n["beta_1"], n["beta_2"]), eps=n["epsilon"], estim_lr0=n["first_estimate"]
    ),
}


@pytest.mark.parametrize("key", OTHER_PATHS)
def test_what_optax_calls_by_the_same_name_takes_another_path(key):
    """As the records say where they refuse it, or reach for something else."""
    run = simulate(Scenario(optimizers=[key], **PLAIN | {"surface": "ravine"}))
    surface = run.scenario.surface
    numbers = surface.record.given(surface.numbers)
    gradient = jax.jit(jax.grad(lambda theta: surface.record.function(theta, **numbers)))
    optimizer = OTHER_PATHS[key](run[0].choice.numbers)
    theta = jax.numpy.array(run.scenario.start)
    state = optimizer.init(theta)
    for _ in range(10):
        updates, state = optimizer.update(gradient(theta), state, theta)
        theta = optax.apply_updates(theta, updates)
    assert np.abs(np.array(theta) - run[0].points[10]).max() > 1e-8


# sources


@pytest.mark.parametrize("kind", ["python", "jax", "optax"])
@pytest.mark.parametrize("surface", ["ravine", DATA[0]])
def test_scripts_are_programs(surface, kind):
    ast.parse(export(Scenario(surface=surface, optimizers=["sgd"], num_steps=1), format=kind))


def test_what_cannot_be_written_out_is_refused(monkeypatch):
    monkeypatch.setattr("optviz.exports.script.source_of", refuse)
    with pytest.raises(ExportError, match="<lambda> cannot be written out"):
        export(VARIED, format="jax")


def refuse(*functions):
    raise NoSource("<lambda>")


def test_source_has_each_definition_once_and_before_its_use():
    source = source_of(OPTIMIZERS["lbfgs"].init, OPTIMIZERS["lbfgs"].step)
    defined = [node.name for node in ast.parse(source.text).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    assert len(set(defined)) == len(defined)
    assert defined[-1] == "step"
    assert source.names == ("init", "step")
    assert "import jax" in source.imports


def test_a_name_that_two_modules_have_is_told_apart():
    source = source_of(OPTIMIZERS["adamw"].init, OPTIMIZERS["adamw"].step)
    assert "moved, state = adam_step(\n" in source.text
    assert [line for line in source.imports if "optviz" in line] == []


def test_data_are_written_out_with_all_digits():
    for key in DATA:
        assert "loadtxt" not in source_of(SURFACES[key].function, SURFACES[key].on_examples).text
    values = np.array([[0.1, 1 / 3], [2.0, 1e-17]])
    assert ast.literal_eval(written(values).removeprefix("np.array(").removesuffix(")")) == values.tolist()
    assert written((1, "a", (0.5,))) == "(1, 'a', (0.5,))"
    for value in (np.array([np.nan]), float("inf"), [1], object()):
        with pytest.raises(NoSource):
            written(value)


def test_a_function_without_a_name_has_no_source():
    with pytest.raises(NoSource):
        source_of(lambda theta: theta)


def test_every_schedule_and_noise_has_a_source():
    functions = [schedule.function for schedule in SCHEDULES.values()] + [noise.noisy for noise in NOISES.values()]
    for function in functions:
        assert f"def {function.__name__}(" in source_of(function).text
