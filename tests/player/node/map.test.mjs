// Maps: each pixel belongs to one cell, and a cell says what came of its run and which experiment it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAt, pixelsOf, queryOf, said, stages } from "../../../optviz/player/core/map.mjs";

const shaped = (numbers, rows) => Object.assign(numbers, { shape: [rows, numbers.length / rows] });
const HEADER = {
  axes: [
    { key: "optimizers.0.learning_rate", title: "learning rate η" },
    { key: "optimizers.0.rho", title: "momentum ρ" },
  ],
  looks: [
    ["#ff0000", "", "#ff0000"],
    ["#00ff00", "", "#00ff00"],
    ["#0000ff", "", "#0000ff"],
    ["#ffffff", "half", "#102030"],
  ],
  patterns: { half: ["1100", "1100", "1100", "1100"] },
  minima: ["(3, 2)", "(0, 1)"],
};
const ARRAYS = {
  places: shaped(Int32Array.of(0, 1, 2, 3), 2),
  x: Float64Array.of(0.01, 0.02),
  y: Float64Array.of(0, 0.9),
  losses: Float32Array.of(0.25, 5, 1e-9, 3),
  steps: Int32Array.of(-1, -1, 17, -1),
  diverged_at: Int32Array.of(-1, 12, -1, -1),
  minima: Int32Array.of(-1, -1, 1, -1),
};

test("a pixel has the colour of one look, and the first row is at the bottom", () => {
  const pixels = pixelsOf(HEADER, ARRAYS.places, 6, 4, 1);
  const at = (x, y) => [...pixels.slice(4 * (6 * y + x), 4 * (6 * y + x) + 4)];
  for (const x of [0, 1, 2]) assert.deepEqual(at(x, 3), [255, 0, 0, 255]);
  for (const x of [3, 4, 5]) assert.deepEqual(at(x, 2), [0, 255, 0, 255]);
  for (const x of [0, 1, 2]) assert.deepEqual(at(x, 0), [0, 0, 255, 255]);
});

test("a pattern is inked where its square says so, four parts to a pixel of the page", () => {
  const one = shaped(Int32Array.of(3), 1);
  const inked = (unit) => {
    const pixels = pixelsOf(HEADER, one, 8, 1, unit);
    return Array.from({ length: 8 }, (_, x) => (pixels[4 * x] === 16 ? "1" : "0")).join("");
  };
  assert.equal(inked(4), "11001100");
  assert.equal(inked(8), "11110000");
});

test("the cell under the hand, and at the edges the last one", () => {
  assert.deepEqual(cellAt([2, 4], 0.3, 0.1), [1, 1]);
  assert.deepEqual(cellAt([2, 4], 0.99, 0.9), [0, 3]);
  assert.deepEqual(cellAt([2, 4], 1, 0), [1, 3]);
  assert.deepEqual(cellAt([2, 4], -0.1, 1.2), [0, 0]);
});

test("what is said of a cell: its numbers and what came of its run", () => {
  assert.equal(said(HEADER, ARRAYS, [0, 0]), "learning rate η 0.01, momentum ρ 0: final loss 0.25");
  assert.equal(said(HEADER, ARRAYS, [0, 1]), "learning rate η 0.02, momentum ρ 0: diverged at step 12");
  assert.equal(
    said(HEADER, ARRAYS, [1, 0]),
    "learning rate η 0.01, momentum ρ 0.9: final loss 1e−9, at the minimum (0, 1), within the tolerance from step 17 on",
  );
  assert.equal(
    said({ ...HEADER, minima: [] }, ARRAYS, [1, 0]),
    "learning rate η 0.01, momentum ρ 0.9: final loss 1e−9, within the tolerance from step 17 on",
  );
});

test("the experiment of a cell is that of the map with its numbers", () => {
  const query = "surface=ravine&optimizers.0=momentum&optimizers.0.learning_rate=0.5&optimizers.0.rho=0.5&seed=3";
  assert.equal(
    queryOf(query, HEADER, ARRAYS, [1, 0]),
    "surface=ravine&optimizers.0=momentum&optimizers.0.learning_rate=0.01&optimizers.0.rho=0.9&seed=3",
  );
});

test("a map comes coarse first, and ends with all of its cells", () => {
  assert.deepEqual(stages(128), [32, 64, 128]);
  assert.deepEqual(stages(100), [32, 64, 100]);
  assert.deepEqual(stages(20), [20]);
});
