// Between weights and pixels.

import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsFor, fitRanges, nearestRow, pointAt, toPixels, toWeights } from "../../../optviz/player/core/geometry.mjs";

test("ranges hold the domain at equal scales", () => {
  const [x, y] = fitRanges(
    [
      [-1, 1],
      [-1, 1],
    ],
    300,
    200,
  );
  assert.deepEqual(y, [-1, 1]);
  assert.deepEqual(x, [-1.5, 1.5]);
  assert.equal(300 / (x[1] - x[0]), 200 / (y[1] - y[0]));
});

test("pixels and weights are inverse", () => {
  const view = {
    ranges: [
      [-2, 2],
      [-1, 3],
    ],
    width: 400,
    height: 200,
  };
  const pixels = toPixels([1, 2], 1, view);
  assert.deepEqual([...pixels], [300, 50]);
  assert.deepEqual(toWeights(300, 50, view), [1, 2]);
});

test("between two rows the point is between their points", () => {
  const pairs = [0, 0, 2, 4, 4, 4];
  assert.deepEqual(pointAt(pairs, 0.5), [1, 2]);
  assert.deepEqual(pointAt(pairs, 2), [4, 4]);
  assert.deepEqual(pointAt(pairs, 9), [4, 4]);
});

test("panels stand in even rows that suit the width", () => {
  assert.equal(columnsFor(4, 1100), 4);
  assert.equal(columnsFor(8, 1650), 4);
  assert.equal(columnsFor(6, 1100), 3);
  assert.equal(columnsFor(12, 1650), 6);
  assert.equal(columnsFor(4, 360), 1);
  assert.equal(columnsFor(1, 2000), 1);
});

test("the nearest row of a path to a pixel", () => {
  assert.deepEqual(nearestRow([0, 0, 10, 0, 10, 10], 13, 6), { row: 2, distance: 5 });
});
