"""The page searches a map by itself: the same tries as in Python, one by one, and the same numbers of them."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from optviz import Scenario, Search, sweep
from optviz.engine.searches import mixed, searched, uniforms
from tests.player.test_in_node import find_node

SCRIPT = Path(__file__).with_name("search_twins.mjs")
X = {"key": "optimizers.0.learning_rate", "low": 1e-3, "high": 10, "cells": 24}
Y = {"key": "optimizers.0.rho", "low": 0.0, "high": 0.99, "cells": 18}
SCENARIO = Scenario(surface="ravine", optimizers=["momentum"], num_steps=40)


def on_the_page(question: dict) -> dict:
    done = subprocess.run(
        [find_node(), str(SCRIPT)],
        input=json.dumps(question),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return json.loads(done.stdout)


def finite(values):
    """JSON has no infinity."""
    return [None if np.isinf(value) else value for value in np.ravel(values).tolist()]


@pytest.mark.parametrize("spacing", ["scaled", "linear"])
@pytest.mark.parametrize(("tries", "seed"), [(9, 0), (25, 7), (64, 2**32 - 1)])
def test_the_page_makes_the_same_tries(spacing, tries, seed):
    asked = Search(scenario=SCENARIO, x=X, y=Y, tries=tries, seed=seed, spacing=spacing, repeats=40)
    found = searched(asked, sweep(asked))
    assert np.isinf(found.values).any()
    answer = on_the_page(
        {
            "values": finite(found.values),
            "shape": found.values.shape,
            "axes": [asked.y.to_dict(), asked.x.to_dict()],
            "asked": {"tries": tries, "repeats": 40, "seed": seed, "spacing": spacing},
        }
    )
    assert answer["hashes"] == mixed(np.arange(50)).tolist()
    assert answer["draws"] == uniforms(seed, 1, tries).ravel().tolist()
    for repeat, cells in enumerate(answer["cells"]):
        assert cells == found.cells[:, repeat].tolist(), repeat
    assert np.ravel(answer["quantiles"]).tolist() == finite(found.quantiles)
    assert answer["medians"] == finite(found.medians)
    ends = found.best[:, :, -1]
    assert answer["wins"] == pytest.approx(np.mean(ends[1] < ends[0]))
