"""Programs that go over the rows of a table two at a time, beside those in JavaScript and beside NumPy."""

import json
import subprocess

import jax.numpy as jnp
import numpy as np
import pytest
from optviz.surfaces.examples import Table, packed

from optviz import SURFACES
from optviz.browser import losses, pairs
from optviz.browser.form import Form
from optviz.browser.javascript import Function, module
from optviz.browser.programs import text_of
from tests.browser_programs.beside import NODE

OWN = [key for key, surface in SURFACES.items() if surface.model and surface.model.takes_tables]
SCRIPT = """
import { readFileSync } from "node:fs";
const { modules, cases } = JSON.parse(readFileSync(0, "utf8"));
for (const text of modules) new WebAssembly.Module(Buffer.from(/const code="([^"]+)"/.exec(text)[1], "base64"));
const told = modules.map((text) => `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
const fast = await Promise.all(told.map((url) => import(url)));
const kept = globalThis.WebAssembly;
delete globalThis.WebAssembly;
const slow = await Promise.all(told.map((url) => import(`${url}#slow`)));
globalThis.WebAssembly = kept;
const text = (number) => (Number.isFinite(number) ? number : String(Number(number)));
const found = cases.map(([at, table, numbers, points]) => {
  const [rows, given] = [Float64Array.from(table), Float64Array.from(numbers)];
  return [fast, slow].map((programs) =>
    points.map((point) => {
      const [x, y] = point.map(Number);
      const out = new Float64Array(2);
      return [programs[at].value(x, y, given, rows), programs[at].gradient(x, y, out, given, rows), ...out].map(text);
    }),
  );
});
console.log(JSON.stringify(found));
"""


def both(modules: list[str], cases: list[tuple]) -> np.ndarray:
    """Value, value, and gradient (cases, with pairs and without, points, 4)."""
    question = json.dumps({"modules": modules, "cases": cases})
    words = [str(NODE), "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(words, input=question, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return np.array(json.loads(done.stdout), float)


def table_of(rows: int, columns: int, classes: bool) -> np.ndarray:
    random = np.random.default_rng(rows)
    table = random.normal(0, 2, (rows, columns))
    if classes:
        table[:, -1] = np.arange(rows) % 2
    return packed(table, (np.arange(rows) % 5 != 3).astype(float))


def test_surfaces_that_take_tables_go_over_rows_in_pairs():
    assert {key for key in SURFACES if "WebAssembly" in text_of(f"surfaces/{key}")} == set(OWN)
    for key in OWN:
        assert text_of(f"surfaces/{key}").count("if(laid(table,numbers))") == 2  # value and gradient


def test_pairs_of_rows_say_what_rows_say_one_by_one():
    """Even numbers of rows and odd ones, one after the other, some taken away; more than the memory has at first."""
    points = np.random.default_rng(1).uniform(-6, 6, (20, 2)).tolist()
    cases = []
    for at, key in enumerate(OWN):
        surface = SURFACES[key]
        numbers = [parameter.default for parameter in surface.parameters]
        columns = losses.columns_of(surface) - 1
        for rows in (5, 6, 4001, 7):
            table = table_of(rows, columns, bool(surface.model.data[0].classes))
            cases.append((at, table.ravel().tolist(), numbers, points))
    for case, (fast, slow) in zip(cases, both([text_of(f"surfaces/{key}") for key in OWN], cases), strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-12, atol=1e-13, err_msg=OWN[case[0]])


@pytest.mark.parametrize("point", [[1e300, -1e300], ["NaN", 0.0], [1e5, 1e5]])
def test_what_is_far_out_is_as_far_out_in_pairs(point):
    tables = [table_of(9, losses.columns_of(SURFACES[key]) - 1, classes=True) for key in OWN]
    cases = [
        (at, table.ravel().tolist(), [p.default for p in SURFACES[key].parameters], [point])
        for at, (key, table) in enumerate(zip(OWN, tables, strict=True))
    ]
    for fast, slow in both([text_of(f"surfaces/{key}") for key in OWN], cases):
        np.testing.assert_allclose(fast, slow, rtol=1e-12)


LARGE = [
    -1e4,
    -745.0,
    -708.5,
    -700.3,
    -37.0,
    -1.0,
    -1e-9,
    0.0,
    5e-324,
    1e-17,
    1e-9,
    0.3,
    0.5,
    1.0,
    2.0,
    36.9,
    709.7,
    709.8,
    1e308,
]
FUNCTIONS = {
    "exp": (jnp.exp, np.exp, LARGE),
    "log1p": (jnp.log1p, np.log1p, [-1.5, -1.0, -0.999, -0.5, *LARGE[6:]]),
    "logistic": (lambda x: 1 / (1 + jnp.exp(-x)), lambda x: 1 / (1 + np.exp(-x)), LARGE),
    "absolute": (lambda x: jnp.sqrt(jnp.abs(x)), lambda x: np.sqrt(np.abs(x)), LARGE),
    "least": (
        lambda x: jnp.minimum(x, 1.0) - jnp.maximum(x, -2.0),
        lambda x: np.minimum(x, 1) - np.maximum(x, -2),
        LARGE[6:],
    ),
    "chosen": (
        lambda x: jnp.where((x > 0) & ~(x >= 1) | (x == 2), x / 3, -x),
        lambda x: np.where((x > 0) & ~(x >= 1) | (x == 2), x / 3, -x),
        LARGE[3:-1],
    ),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_of_pairs_are_those_of_numpy(name):
    """The sum over two rows, of each number and of half of it."""
    of_jax, of_numpy, numbers = FUNCTIONS[name]
    surface = SURFACES["own_line"]

    def loss(theta, numbers, table, draw):
        return Table.of(table).total(of_jax(Table.of(table).inputs[:, 0]))

    functions = [one for one in losses.derivatives(loss, 2, 1, surface) if one.name == "value"]
    functions, lines = pairs.beside(functions, losses.columns_of(surface))
    assert lines
    nothing = Function("gradient", ("x", "y", "out"), Form())
    text = module([*functions, nothing], {}, lines)
    cases = [(0, [0, 0, 2, 1, 1, 0, x, 0, 1, x / 2, 0, 1], [0.0], [[0.0, 0.0]]) for x in numbers]
    with np.errstate(all="ignore"):
        expected = of_numpy(np.array(numbers)) + of_numpy(np.array(numbers) / 2)
    found = both([text], cases)[:, 0, 0, 0]
    np.testing.assert_allclose(found, expected, rtol=4e-16, atol=5e-308)  # powers below that are none


def test_what_is_not_in_pairs_stays_as_it_is():
    surface = SURFACES["own_line"]

    def loss(theta, numbers, table, draw):
        return Table.of(table).total(jnp.sin(theta[0] * Table.of(table).inputs[:, 0]))

    functions = list(losses.derivatives(loss, 2, 1, surface))
    assert pairs.beside(functions, losses.columns_of(surface)) == (functions, [])
