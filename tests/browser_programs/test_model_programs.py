"""Programs of models say in node what JAX says, of the nodes of their picture and of the rows of their table."""

import json
import subprocess

import numpy as np
import pytest

from optviz import SURFACES
from optviz.browser.programs import text_of
from optviz.engine.data_space import data_of, data_space, predictions, rows_of
from optviz.player.assets import FOLDER
from optviz.scenario.choices import SurfaceChoice
from tests.player.test_in_node import find_node

FITTED = [key for key, surface in SURFACES.items() if surface.model]
SCRIPT = """
import {{ inputsOf, marksOf, tableAt }} from "{core}";
import * as program from "{module}";
const [parameters, cases] = JSON.parse(process.argv[1]);
const said = cases.map(([numbers, [x, y]]) => {{
  const table = tableAt(program, parameters, numbers);
  const inputs = inputsOf(program, table);
  const out = new Float64Array(inputs.length / (program.side ? 2 : 1));
  program.predict(x, y, inputs, out, Float64Array.from(numbers));
  return {{ said: [...out], marks: marksOf(table), rows: table.rows }};
}});
console.log(JSON.stringify(said));
"""


@pytest.mark.parametrize("key", FITTED)
def test_what_a_model_says(key, tmp_path):
    module = tmp_path / "model.mjs"
    module.write_text(text_of(f"models/{key}"), encoding="utf-8")
    surface = SURFACES[key]
    ends = [range(len(p.choices)) if p.choices else (p.low, p.high) for p in surface.parameters]
    numbers = [[float(options[k % len(options)]) for options in ends] for k in range(4)]
    points = np.random.default_rng(5).uniform(*np.transpose(surface.domain), size=(4, 2))
    cases = list(zip(numbers, points.tolist(), strict=True))
    core = (FOLDER / "core" / "data-space.mjs").as_uri()
    script = SCRIPT.format(core=core, module=module.as_uri())
    keys = [{"key": parameter.key} for parameter in surface.parameters]
    command = [find_node(), "--input-type=module", "-e", script, json.dumps([keys, cases])]
    answers = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    for (values, point), answer in zip(cases, answers, strict=True):
        named = {
            p.key: p.choices[int(value)] if p.choices else value
            for p, value in zip(surface.parameters, values, strict=True)
        }
        choice = SurfaceChoice.model_validate({"key": key} | named)
        data = data_of(choice)
        rows = rows_of(choice)
        np.testing.assert_allclose(answer["rows"], rows, rtol=1e-12, atol=1e-12)
        inputs = np.concatenate([data_space(surface).nodes, rows[:, :-1]])
        expected = predictions(choice, np.array(point), inputs)
        np.testing.assert_allclose(answer["said"], expected, rtol=1e-12, atol=1e-12)
        assert [mark["example"] for mark in answer["marks"] if mark["example"] >= 0] == list(range(surface.examples))
        assert [k for k, mark in enumerate(answer["marks"]) if mark["example"] < 0] == list(data.held_out)
