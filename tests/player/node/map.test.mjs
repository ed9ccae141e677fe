// Maps: each pixel belongs to one cell, and a cell says what came of its run and which experiment it is.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cellOn, dotPending, extentOf, pixelsOf, said } from "../../../optviz/player/core/map.mjs";

const shaped = (numbers, rows) => Object.assign(numbers, { shape: [rows, numbers.length / rows] });
const HEADER = {
  looks: [
    ["#ff0000", "", "#ff0000"],
    ["#00ff00", "", "#00ff00"],
    ["#0000ff", "", "#0000ff"],
    ["#ffffff", "half", "#102030"],
  ],
  patterns: { half: ["1100", "1100", "1100", "1100"] },
};
const NAMES = { titles: ["learning rate η", "momentum ρ"], minima: ["(3, 2)", "(0, 1)"] };
const FOUND = {
  shape: [2, 2],
  x: Float64Array.of(0.01, 0.02),
  y: Float64Array.of(0, 0.9),
  losses: Float32Array.of(0.25, 5, 1e-9, 3),
  first_losses: new Float32Array(4),
  distances: Float32Array.of(1, 1, 0, Number.NaN), // of the last no minimum is known
  steps: Int32Array.of(-1, -1, 17, -1),
  diverged_at: Int32Array.of(-1, 12, -1, -1),
  minima: Int32Array.of(-1, -1, 1, -1),
};
const PLACES = shaped(Int32Array.of(0, 1, 2, 3), 2);

test("a pixel has the colour of one look, and the first row is at the bottom", () => {
  const pixels = pixelsOf(HEADER, PLACES, { width: 6, height: 4, unit: 1, finest: [2, 2] });
  const at = (x, y) => [...pixels.slice(4 * (6 * y + x), 4 * (6 * y + x) + 4)];
  for (const x of [0, 1, 2]) assert.deepEqual(at(x, 3), [255, 0, 0, 255]);
  for (const x of [3, 4, 5]) assert.deepEqual(at(x, 2), [0, 255, 0, 255]);
  for (const x of [0, 1, 2]) assert.deepEqual(at(x, 0), [0, 0, 255, 255]);
});

test("a pattern is inked where its square says so, four parts to a pixel of the page", () => {
  const one = shaped(Int32Array.of(3), 1);
  const inked = (unit) => {
    const pixels = pixelsOf(HEADER, one, { width: 8, height: 1, unit, finest: [1, 1] });
    return Array.from({ length: 8 }, (_, x) => (pixels[4 * x] === 16 ? "1" : "0")).join("");
  };
  assert.equal(inked(4), "11001100");
  assert.equal(inked(8), "11110000");
});

test("dots are on all cells of the finest map but those that have run, dark beside light", () => {
  const size = { width: 16, height: 16, unit: 1, finest: [4, 4] }; // a cell is 4 pixels wide; run are those at the corners
  const pixels = pixelsOf(HEADER, PLACES, size);
  const before = pixels.slice();
  const tile = ["1111000000000000", ...Array(15).fill("0000000000000000")];
  dotPending(pixels, [2, 2], size, { tile, inks: ["#111111", "#eeeeee"] });
  const at = (all, x, y) => all[4 * (16 * y + x)];
  for (const [x, y] of [
    [0, 0],
    [12, 0],
    [0, 12],
    [12, 12],
  ])
    assert.equal(at(pixels, x, y), at(before, x, y));
  for (const [x, y] of [
    [4, 0],
    [8, 0],
    [0, 4],
    [8, 8],
    [12, 8],
  ]) {
    assert.deepEqual([at(pixels, x, y), at(pixels, x + 1, y)], [0x11, 0xee]);
    assert.equal(at(pixels, x + 2, y), at(before, x + 2, y));
    assert.equal(at(pixels, x, y + 1), at(before, x, y + 1));
  }
});

test("a cell that is not yet computed says so", () => {
  const none = { ...FOUND, losses: new Float64Array(4).fill(Number.NaN) };
  assert.equal(said(NAMES, none, [1, 0]), "learning rate η 0.01, momentum ρ 0.9: not yet computed");
});

test("the cell under the hand, and at the edges the last one", () => {
  assert.deepEqual(
    [0.1, 0.3, 0.99, 1, -0.1].map((share) => cellOn(share, 4, 4)),
    [0, 1, 3, 3, 0],
  );
  assert.equal(cellOn(0.7, 1, 1), 0);
});

test("a coarse map lies where the fine one does, of which every third cell is one of its own", () => {
  for (const cell of [0, 1, 10, 21]) {
    const [low, high] = extentOf(cell, 22, 64);
    const middle = (3 * cell + 0.5) / 64; // of the fine cell with the same value
    assert.equal(cellOn(middle, 22, 64), cell);
    assert.ok(low < middle && middle < high);
    assert.equal(cellOn(low + 1e-9, 22, 64), cell);
    assert.equal(cellOn(high - 1e-9, 22, 64), cell);
  }
  assert.deepEqual(extentOf(0, 1, 1), [0, 1]);
  assert.deepEqual(extentOf(1, 4, 4), [0.25, 0.5]);
});

test("what is said of a cell: its numbers and what came of its run", () => {
  assert.equal(
    said(NAMES, FOUND, [0, 0]),
    "learning rate η 0.01, momentum ρ 0: final loss 0.25, not within the tolerance in the end",
  );
  assert.equal(said(NAMES, FOUND, [1, 1]), "learning rate η 0.02, momentum ρ 0.9: final loss 3");
  assert.equal(said(NAMES, FOUND, [0, 1]), "learning rate η 0.02, momentum ρ 0: diverged at step 12");
  assert.equal(
    said(NAMES, FOUND, [1, 0]),
    "learning rate η 0.01, momentum ρ 0.9: final loss 1e−9, at the minimum (0, 1), within the tolerance from step 17 on",
  );
  assert.equal(
    said({ ...NAMES, minima: [] }, FOUND, [1, 0]),
    "learning rate η 0.01, momentum ρ 0.9: final loss 1e−9, within the tolerance from step 17 on",
  );
});
