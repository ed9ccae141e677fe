"""What tests run is compiled in a hurry (tests/quickly.py): here it is held beside what everybody's programs give."""

import json
import os
import subprocess
import sys

import numpy as np

from optviz import OPTIMIZERS, SURFACES, Scenario, simulate
from optviz.exports.script import astray
from optviz.scenario.bounds import MAX_OPTIMIZERS
from tests.quickly import FLAGS
from tests.samples import sample

RULES_OF_A_FAMILY = list({rule.family: rule.key for rule in OPTIMIZERS.values()}.values())
RULES = sample(RULES_OF_A_FAMILY, list(OPTIMIZERS))
WITH_TABLE = next(key for key, surface in SURFACES.items() if surface.examples)
ON = {
    "beale": {"noise": {"key": "gaussian", "scale": 0.1}},
    WITH_TABLE: {"noise": {"key": "mini_batch", "batch_size": 4}},
}
FOLLOWED = {
    "beale": [{"key": key, "schedule": "cosine"} for key in RULES],
    WITH_TABLE: sample(RULES[::3], RULES),
}
"""Programs that tests/engine/test_line_by_line.py makes as well."""
SCENARIOS = [
    Scenario(surface=surface, optimizers=FOLLOWED[surface][i : i + MAX_OPTIMIZERS], num_steps=30, **noise)
    for surface, noise in ON.items()
    for i in range(0, len(FOLLOWED[surface]), MAX_OPTIMIZERS)
]
PATHS = """
import json, sys
from optviz import Scenario, simulate
runs = [simulate(Scenario.from_dict(scenario)) for scenario in json.load(sys.stdin)]
print(json.dumps([[path.points.tolist() for path in run] for run in runs]))
"""


def assert_same(run, paths) -> None:
    """But where rounding decides a path, as its script says too."""
    differ = astray(run)
    for path, points in zip(run, paths, strict=True):
        good = 0 if path.label in differ else path.diverged_at
        np.testing.assert_allclose(
            np.array(points)[:good], path.points[:good], rtol=1e-9, atol=1e-9, err_msg=path.label
        )
    assert len(differ) < len(paths) / 2


def test_programs_made_in_a_hurry_take_the_paths_of_everybodys():
    flags = os.environ.get("XLA_FLAGS", "").replace(FLAGS, "")
    done = subprocess.run(
        [sys.executable, "-c", PATHS],
        env=os.environ | {"XLA_FLAGS": flags},
        input=json.dumps([one.to_dict() for one in SCENARIOS]),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for scenario, paths in zip(SCENARIOS, json.loads(done.stdout), strict=True):
        assert_same(simulate(scenario), paths)
