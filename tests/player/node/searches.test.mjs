// Searches on a map. That they are those of Python, try by try, is held by tests/picture/test_search_twins.py.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bestSoFar,
  cellOf,
  fieldOf,
  mediansOf,
  mixed,
  oddsOf,
  roundsOf,
  searched,
  sideOf,
  triesOf,
  uniforms,
} from "../../../optviz/player/core/searches.mjs";

const RATE = { low: 1e-3, high: 1, scale: "log" };
const BETA = { low: 0, high: 0.99, scale: "complement" };
const SHARE = { low: 0, high: 1, scale: "linear" };
const sum = (values) => values.reduce((a, b) => a + b, 0);

test("a hash that is one to one, and even draws from it", () => {
  assert.equal(mixed(0), 0);
  assert.equal(new Set(Array.from({ length: 10_000 }, (_, i) => mixed(i))).size, 10_000);
  const drawn = uniforms(3, 10_000);
  assert.ok(drawn.every((one) => one >= 0 && one < 1));
  assert.ok(Math.abs(sum([...drawn]) / 10_000 - 0.5) < 0.012); // four standard errors
  assert.notDeepEqual(uniforms(3, 4), uniforms(4, 4));
});

test("places are cells: equal parts as the axis is scaled, or the nearest value", () => {
  const scaled = sideOf(RATE, 4, "scaled");
  assert.deepEqual(
    [0, 0.24, 0.26, 0.99, 1].map((place) => cellOf(scaled, place)),
    [0, 0, 1, 3, 3],
  );
  const even = sideOf(RATE, 4, "linear"); // 0.001, 0.01, 0.1, 1
  assert.deepEqual(
    [0, 0.01, 0.09, 0.25, 0.5].map((place) => cellOf(even, place)),
    [0, 1, 2, 2, 3],
  );
  assert.equal(cellOf(sideOf(SHARE, 4, "linear"), 0.26), 1);
});

for (const axis of [RATE, BETA]) {
  test(`the odds of cells are how often places lie there: ${axis.scale}`, () => {
    const side = sideOf(axis, 6, "linear");
    const counts = Array(6).fill(0);
    for (let i = 0; i < 60_000; i += 1) counts[cellOf(side, (i + 0.5) / 60_000)] += 1 / 60_000;
    for (const [i, odds] of oddsOf(side).entries()) assert.ok(Math.abs(odds - counts[i]) < 1e-4, `${i}`);
    assert.ok(Math.abs(sum(oddsOf(side)) - 1) < 1e-12);
  });
}

const field = { values: Float64Array.from({ length: 36 }, (_, i) => Math.abs((i % 6) - 4) + 1), shape: [6, 6] };
const sides = [sideOf(SHARE, 6, "scaled"), sideOf(RATE, 6, "scaled")];
const asked = { tries: 9, repeats: 200, seed: 1, spacing: "scaled" };

test("the tries of a grid are the grid, and all ways begin alike", () => {
  const { cells, corners } = triesOf(field, sides, asked, uniforms(1, 18));
  const grid = cells[0].map(String).sort();
  assert.deepEqual(grid, ["1,1", "1,3", "1,5", "3,1", "3,3", "3,5", "5,1", "5,3", "5,5"]);
  assert.deepEqual(cells[1].slice(0, 3), cells[2].slice(0, 3));
  assert.deepEqual(roundsOf(9), [0, 3, 6, 9]);
  assert.deepEqual(corners[0], [0, 0]);
  for (const [i, corner] of corners.entries()) assert.ok(corner.every((share) => share >= 0 && share <= 1 - 0.5 ** i));
});

test("the best so far never gets worse, and over many repeats it is what order statistics say", () => {
  assert.deepEqual(
    bestSoFar(field, [
      [0, 0],
      [2, 4],
      [1, 1],
    ]),
    [5, 1, 1],
  );
  const { quantiles, wins, first } = searched(field, sides, { ...asked, repeats: 4000 });
  assert.equal(first.cells.length, 3);
  for (const own of quantiles.flat()) for (let k = 1; k < own.length; k += 1) assert.ok(own[k] <= own[k - 1]);
  const better = 1 - (5 / 6) ** 9; // the grid never sees column 4
  assert.ok(Math.abs(wins - better) < 0.03, `${wins}`);
  assert.deepEqual(mediansOf(field, sides, 9), [2, 2, 2, 1, 1, 1, 1, 1, 1]);
  for (const [k, median] of mediansOf(field, sides, 9).entries()) assert.ok(Math.abs(quantiles[1][2][k] - median) <= 1);
});

test("what is searched on a map is what it shows, infinite where that never came about", () => {
  const found = { losses: [1, 2, Number.NaN], distances: [3, 4, 5], steps: [-1, -1, 6], diverged_at: [-1, 7, -1], shape: [1, 3] };
  const made = (outcome) => [...fieldOf(found, outcome).values];
  assert.deepEqual(made("final_loss"), [1, Infinity, Infinity]);
  assert.deepEqual(made("distance"), [3, Infinity, 5]);
  assert.deepEqual(made("steps"), [Infinity, Infinity, 6]);
  assert.deepEqual(fieldOf(found, "steps").shape, [1, 3]);
});
