"""Programs of models say in node what JAX says, of the nodes of their picture and of the rows of their table."""

import json
import subprocess

import numpy as np
import pytest

from optviz import SURFACES
from optviz.browser.programs import text_of
from optviz.engine.data_space import predictions, space_of
from optviz.engine.tables import data_of
from optviz.player.assets import FOLDER
from optviz.scenario.choices import SurfaceChoice
from tests.player.test_in_node import find_node

FITTED = [key for key, surface in SURFACES.items() if surface.model]
SCRIPT = """
import {{ inputsOf, marksOf, normalisationAt, shownAt, tableAt }} from "{core}/data-space.mjs";
import {{ examplesOf, onScale, unscale }} from "{core}/examples.mjs";
import * as program from "{module}";
const [parameters, cases] = JSON.parse(process.argv[1]);
const said = cases.map(([numbers, [x, y]]) => {{
  const table = onScale(tableAt(program, parameters, numbers), normalisationAt(program, parameters, numbers));
  const shown = shownAt(program, parameters, numbers);
  const inputs = inputsOf(shown, table);
  const out = new Float64Array(inputs.length / (program.side ? 2 : 1));
  const {{ trained, held }} = examplesOf(table);
  program.predict(x, y, inputs, out, Float64Array.from(numbers), trained);
  unscale(table, out);
  const tables = [trained, held].map((one) => one && [...one]);
  return {{ ranges: shown.ranges, said: [...out], marks: marksOf(table), rows: table.rows, tables }};
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
    core = (FOLDER / "core").as_uri()
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
        rows = data.rows
        np.testing.assert_allclose(answer["ranges"], space_of(choice).ranges, rtol=1e-15)
        np.testing.assert_allclose(answer["rows"], rows, rtol=1e-12, atol=1e-12)
        for found, matrix in zip(answer["tables"], (data.matrix, data.left_matrix), strict=True):
            if found is not None:
                np.testing.assert_allclose(found, matrix.ravel(), rtol=1e-13, atol=1e-13)
        inputs = np.concatenate([space_of(choice).nodes, rows[:, :-1]])
        expected = predictions(choice, np.array(point), inputs)
        np.testing.assert_allclose(answer["said"], expected, rtol=1e-12, atol=1e-12)
        assert [mark["example"] for mark in answer["marks"] if mark["example"] >= 0] == list(range(surface.examples))
        assert [k for k, mark in enumerate(answer["marks"]) if mark["example"] < 0] == list(data.held_out)
