// Where a curve runs on its chart.

import assert from "node:assert/strict";
import { test } from "node:test";

import { curvePixels, headAt, piecesOf, rowsOfSquares } from "../../../optviz/player/core/curve.mjs";

const CHART = { base: 0, end: 4, width: 400, height: 100 };
const heights = (pixels) => [...pixels].filter((_, i) => i % 2);

test("a logarithmic curve falls evenly by decades, and what has no logarithm lies a decade under the axis", () => {
  const values = [100, 10, 1, 0, -3];
  const pixels = curvePixels({ values, across: null, rows: 5 }, { ...CHART, low: 0, high: 2, logarithmic: true });
  assert.deepEqual([...pixels], [0, 0, 100, 50, 200, 100, 300, 150, 400, 150]);
});

test("a linear curve holds the values themselves, against steps or gradients taken", () => {
  const chart = { ...CHART, low: -2, high: 2, logarithmic: false, base: -2 };
  assert.deepEqual([...curvePixels({ values: [4, 2, 0], across: null, rows: 3 }, chart)], [0, 0, 100, 50, 200, 100]);
  assert.deepEqual([...curvePixels({ values: [4, 2, 0], across: [0, 3, 4], rows: 2 }, chart)], [0, 0, 300, 50]);
});

test("what explodes leaves the axis upwards, on both scales, even where it is infinite", () => {
  const values = [1, 1e3, 1e80, 1e300, Infinity];
  for (const logarithmic of [true, false]) {
    const found = heights(curvePixels({ values, across: null, rows: 5 }, { ...CHART, low: 0, high: 2, logarithmic }));
    assert.ok(found.every((y, i) => Number.isFinite(y) && (i === 0 || y <= found[i - 1])));
    assert.ok(found.slice(1).every((y) => y < 0));
  }
});

test("what is not a number is a gap", () => {
  const values = [NaN, 1, 10, NaN, 1, NaN];
  const pixels = curvePixels({ values, across: null, rows: 6 }, { ...CHART, low: 0, high: 1, logarithmic: true });
  assert.deepEqual(piecesOf(pixels), [
    [1, 2],
    [4, 4],
  ]);
  assert.deepEqual(piecesOf(pixels.subarray(2, 6)), [[0, 1]]);
  assert.deepEqual(piecesOf(pixels.subarray(0, 2)), []);
});

test("squares stand evenly on a line, and few on a short one", () => {
  assert.deepEqual(rowsOfSquares(241), [20, 40, 60, 80, 100, 120, 140, 160, 180, 200, 220]);
  assert.deepEqual([4, 2, 1].map(rowsOfSquares), [[1, 2, 3], [1], []]);
});

test("a head is on its curve, under the upper edge once that has left upwards, and nowhere where it is not", () => {
  assert.deepEqual(headAt([7, 30], 100), [7, 30]);
  assert.deepEqual(headAt([7, 100], 100), [7, 100]);
  const [x, y] = headAt([7, -1e4], 100);
  assert.ok(x === 7 && y > 0 && y < 10);
  assert.equal(headAt([7, 101], 100), null);
  assert.equal(headAt([7, NaN], 100), null);
});
