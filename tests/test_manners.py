"""A program that uses JAX beside optviz keeps its own settings, and its own numbers."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from optviz.web.exporting.jobs import file_process
from tests.samples import sample

ROOT = Path(__file__).parents[1]
STATE = """
import json, os, sys
import jax
def state():
    return {"environment": dict(os.environ), "options": {k: repr(v) for k, v in jax.config.values.items()}}
"""
SIMULATE = "optviz.simulate(optviz.Scenario(surface='himmelblau', optimizers=['adam', 'lbfgs'], num_steps=20))"


def run(script, **environment):
    words = [sys.executable, "-c", script]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("JAX_", "XLA_"))}
    done = subprocess.run(words, env=inherited | environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_starts_no_backend_and_loads_what_takes_long_when_it_is_needed():
    """There is no such platform, so that JAX fails as soon as anybody asks it for a device. A figure's or a clip's
    libraries are loaded when one is written, the page's when it is served.
    """
    heavy = ("matplotlib", "av", "PIL", "streamlit", "plotly", "scipy")
    script = f"import sys, optviz.api\nprint([name for name in {heavy} if name in sys.modules])\n"
    script += "import jax, optviz.command_line.main, optviz.web.server\nprint('imported')\n"
    script += "try: jax.devices()\nexcept RuntimeError: print('as it should')"
    assert run(script, JAX_PLATFORMS="none_such") == "[]\nimported\nas it should\n"


USERS_OWN = """
import jax, jax.numpy as jnp
def step(i, x): return x - 0.1 * jax.grad(lambda x: jnp.sum(jnp.sin(x) ** 2 / (1 + x ** 2)))(x)
program = jax.jit(lambda x: jax.lax.fori_loop(0, 50, step, x)).lower(jnp.arange(1000.0)).compile()
result = program(jnp.arange(1000.0))
print(result.dtype, result.tobytes().hex()[:4000], program.as_text())
"""


SETTINGS = {"XLA_FLAGS": "--xla_cpu_enable_fast_math=false", "JAX_ENABLE_X64": "1"}


@pytest.mark.parametrize("flags", sample([SETTINGS], [{}, SETTINGS]))
def test_neither_import_nor_simulate_changes_a_setting_or_a_program_beside_it(flags):
    settings = f"before = state(); import optviz; assert state() == before; {SIMULATE}; assert state() == before"
    counted = "assert len(before['options']) > 50"
    alone = run(f"{STATE}before = state()\n{counted}\n{USERS_OWN}", **flags)  # as many lines: the text counts them
    assert alone.startswith("float64 " if flags else "float32 ")
    assert run(f"{STATE}{settings}\n{counted}\n{USERS_OWN}", **flags) == alone


def test_every_way_in_gives_the_same_bytes(tmp_path, monkeypatch):
    """A library's user, the command line, and the process that makes files."""
    scenario = {"surface": "ravine", "optimizers": ["bfgs"], "num_steps": 50, "noise": "gaussian"}
    as_library = f"import json, sys, optviz\nrun = optviz.simulate(optviz.Scenario(**{scenario!r}))\n"
    as_library += "sys.stdout.write(optviz.export(run, format='csv').hex())"
    by_command = tmp_path / "run.csv"
    words = [json.dumps(scenario), "-o", str(by_command)]
    monkeypatch.setenv("OPTVIZ_CACHE", str(tmp_path / "cache"))
    run(f"import sys\nfrom optviz.command_line.main import main\nsys.exit(main(['run', *{words!r}]))")
    assert run(as_library) == by_command.read_bytes().hex()
    monkeypatch.delenv("XLA_FLAGS", raising=False)  # the others have none
    process = file_process()
    task = {"number": 1, "scenario": scenario, "format": "csv", "options": {}, "preview": False, "language": "en"}
    for _ in range(2):  # by what the command has compiled, and by what this process has
        found = process.make(json.dumps(task).encode(), lambda share: None, 120.0).data
        assert found == by_command.read_bytes()
    process.end()
