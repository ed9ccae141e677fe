"""A sample of what `make prove` proves of all: the programs of the browser beside XLA's, and what they weigh."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from optviz import OPTIMIZERS, SCHEDULES, SURFACES, Scenario
from optviz.browser.modules import compressed
from optviz.browser.programs import makers, names_with, text_of, untranslated
from optviz.catalogue import NOISES
from optviz.optimizers.regularisation import REGULARISATION
from optviz.player import assets
from tests.browser_programs.beside import NODE, folder, put
from tests.browser_programs.proof import LEFT, derivatives, draws, factors, modules_of, runs, steps

MOST = {"runs": 30_000, "minima": 5_000, "lines": 4_000}
"""Bytes, compressed, of all programs but those of surfaces with data: of what runs; of all that is known of minima,
which is loaded only with a surface whose numbers can be moved; of the lines of pseudo-code, loaded once they are
open."""
DROPOUT = 6_000
"""Of that with dropout of examples, which has a program for each surface with data, loaded only where it is chosen."""
ONE_SURFACE, ONE_PICTURE, TOGETHER = 7_000, 2_048, 12_000
"""Of all that a surface with data has (its loss, that of its mini-batches, its model, its minima), without the numbers
of its tables, which are data; of what the first picture needs, and what comes together after it."""
OF_NETWORKS = {"deep_chain": 18_000, "initialisation": 13_000}
DROPPED = {"dropout of deep_chain": 40_000, "dropout of initialisation": 28_000}
"""Derivatives of several layers whose activation is chosen, once for the loss and once for mini-batches of it."""
TABLES = 8_000
"""Of the numbers of all tables."""
TABLE = re.compile(r"\[(?:-?[\d.e-]+,){3,}-?[\d.e-]+\]")


def test_everything_runs_in_the_browser_but_for_this_list():
    stay = untranslated()
    print(
        "\n".join(f"{name} stays on the server: {why}" for name, why in stay.items()) or "nothing stays on the server"
    )
    assert stay.keys() == LEFT


def size_of(texts):
    return len(gzip.compress("".join(texts).encode(), mtime=0))


def owner_of(name):
    """The surface with data that a program is of."""
    found = (key for key, surface in SURFACES.items() if surface.model and name.endswith((f"/{key}", f"-{key}")))
    return next(found, None)


def test_how_much_there_is_to_load():
    texts = {name: text_of(name) for name in sorted(makers().keys() - LEFT)}
    programs = {name: TABLE.sub("[]", text) for name, text in texts.items()}
    with_data = [key for key, surface in SURFACES.items() if surface.model]
    dropped = [f"dropout of {key}" for key in with_data]
    found = dict.fromkeys([*MOST, *with_data, *dropped], "")
    for name, text in programs.items():
        owner, kind = owner_of(name), name.partition("/")[0]
        part = owner or (kind if kind in MOST else "runs")
        found[f"dropout of {owner}" if name.startswith("noises/dropout") else part] += text
    sizes = {part: size_of([text]) for part, text in found.items()}
    print(sizes)
    limits = dict.fromkeys(found, ONE_SURFACE) | dict.fromkeys(dropped, DROPOUT) | MOST | OF_NETWORKS | DROPPED
    assert {part: size for part, size in sizes.items() if size > limits[part]} == {}
    assert 1_000 < size_of(table for text in texts.values() for table in TABLE.findall(text)) <= TABLES
    picture = [text_of(name) for name in modules_of(Scenario.default()) if not name.startswith("regularisation")]
    assert sum(len(gzip.compress(text.encode())) for text in picture) <= ONE_PICTURE


SAME = """
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
const [folder, bundle] = process.argv.slice(1);
const load = (name) => import(pathToFileURL(`${folder}/${name}.mjs`).href);
const asText = (one) => (typeof one === "function" ? `${one}` : one);
const plain = (module) => Object.fromEntries(Object.entries({ ...module }).map(([name, one]) => [name, asText(one)]));
const { modules } = await load(bundle);
for (const [name, module] of Object.entries(modules)) {
  assert.deepEqual(plain(module), plain(await load(name)));
}
console.log(Object.keys(modules).join());
"""


@pytest.mark.parametrize("weights", [1, 2])
def test_what_comes_together_is_what_comes_alone(weights):
    names = names_with(weights)
    for name in names:
        put(name, text_of(name))
    put(f"with-{weights}", gzip.decompress(compressed(f"with-{weights}.mjs")).decode())
    words = [str(NODE), "--input-type=module", "-e", SAME, folder().name, f"with-{weights}"]
    done = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().split(",") == names
    assert {f"optimizers/{key}-{weights}" for key in OPTIMIZERS} <= set(names) <= makers().keys()
    assert len(compressed(f"with-{weights}.mjs")) <= TOGETHER


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_step_takes_no_memory(key):
    """No object, no list and no function is made in a step; what it needs, the module holds from the beginning."""
    step = text_of(f"optimizers/{key}-2").partition("export function step")[2]
    assert step
    assert not re.search(r"\bnew\b|=>|=\[|\{\w+:", step)


def test_values_gradients_and_hessians_on_loops_tables_and_switches():
    surfaces = [SURFACES[key] for key in ("anscombe", "recurrent_unit")]
    for one in derivatives(surfaces, count=20):
        assert max(one.errors().values()) < 1e-13, (one.name, one.errors())


PAIRS = [
    ("adam", "rosenbrock"),
    ("sophia", "himmelblau"),
    ("lbfgs", "beale"),
    ("prodigy", "dip_curve"),
    ("newton", "linear_regression"),
]


def test_one_step_from_each_row():
    for one in steps([(OPTIMIZERS[rule], SURFACES[surface]) for rule, surface in PAIRS], num_steps=60):
        assert len(one.found["loss"]) == 61
        assert max(one.errors().values()) < 1e-11, (one.name, one.errors())


L2 = {"key": "momentum", "weight_decay": 0.1, "decay_form": "l2", "clip_norm": 1.0}
DECOUPLED = {"key": "sgd", "weight_decay": 0.2, "schedule": {"key": "cosine", "warm_up": 5}}
RUNS = {
    "regularisation, a schedule and noise": Scenario(
        surface="ravine", optimizers=[L2, DECOUPLED], noise="gaussian", seed=2**32 - 1, num_steps=40
    ),
    "batches": Scenario(
        surface="anscombe", optimizers=["adam", "newton"], noise={"key": "mini_batch", "batch_size": 3}, num_steps=12
    ),
    "one weight, and divergence on the way": Scenario(
        surface="double_well_curve",
        optimizers=["adam", {"key": "sgd", "learning_rate": 9.0}],
        noise="uniform",
        num_steps=30,
    ),
}


def test_whole_runs():
    for name, paths in zip(RUNS, runs([*RUNS.values()]), strict=True):
        for path in paths:
            assert max(path.errors().values()) < 1e-10, (name, path.name, path.errors())
        if "divergence" in name:
            assert paths[1].expected["diverged_at"][0] > 0


def test_the_runner_knows_what_regularises():
    runner = (Path(assets.__file__).parent / "core" / "programs.mjs").read_text(encoding="utf-8")
    named = re.search(r"REGULARISING = (\[[^]]*\])", runner)
    assert json.loads(named[1]) == [parameter.key for parameter in REGULARISATION]


def test_every_schedule():
    every = factors([*SCHEDULES.values()])
    assert len(every) == len(SCHEDULES)
    for one in every:
        assert max(one.errors().values()) < 1e-13, (one.name, one.errors())


SEEDS = [0, 1, 2**31, 2**32 - 1, *range(100, 120)]


@pytest.mark.parametrize("key", [key for key, noise in NOISES.items() if noise.parameters])
def test_the_draws_of_a_seed_are_the_servers_to_the_last_bit(key):
    noise = NOISES[key]
    width, owner = (11, "anscombe") if noise.needs_examples else (2, 2)
    for found, expected in draws(noise, width, f"noises/{key}-{owner}", SEEDS):
        np.testing.assert_array_equal(found, expected)
