// From what a pointer does to the ranges that are shown then.

import assert from "node:assert/strict";
import { test } from "node:test";

import { boxBetween, isShowable, moved, pinched, rangesInside, stretched } from "../../../optviz/player/core/zoom.mjs";

/** @type {[number, number][]} */
const RANGES = [
  [-2, 2],
  [0, 2],
];
const equal = { width: 400, height: 200, ranges: RANGES, equally: true };
const free = { ...equal, equally: false };
const spans = (ranges) => ranges.map(([low, high]) => high - low);

test("a box has the shape of the plot where scales are equal, from the corner where it began", () => {
  assert.deepEqual(boxBetween([100, 50], [180, 60], equal), { left: 100, right: 180, top: 50, bottom: 90 });
  assert.deepEqual(boxBetween([100, 150], [90, 120], equal), { left: 40, right: 100, top: 120, bottom: 150 });
});

test("it stays inside the plot, wherever the pointer goes", () => {
  assert.deepEqual(boxBetween([300, 100], [900, 900], equal), { left: 300, right: 400, top: 100, bottom: 150 });
  assert.deepEqual(boxBetween([300, 100], [900, -900], free), { left: 300, right: 400, top: 0, bottom: 100 });
});

test("too small a box is none; a flat one is for one axis where scales are free", () => {
  assert.equal(boxBetween([100, 50], [107, 45], equal), null);
  assert.equal(boxBetween([100, 50], [107, 45], free), null);
  assert.deepEqual(boxBetween([100, 50], [200, 60], free), { left: 100, right: 200, top: 0, bottom: 200 });
  assert.deepEqual(boxBetween([100, 50], [110, 150], free), { left: 0, right: 400, top: 50, bottom: 150 });
  assert.deepEqual(boxBetween([100, 50], [200, 80], free), { left: 100, right: 200, top: 50, bottom: 80 });
});

test("what is in the box fills the plot", () => {
  assert.deepEqual(rangesInside({ left: 100, right: 200, top: 50, bottom: 100 }, equal), [
    [-1, 0],
    [1, 1.5],
  ]);
});

test("an axis that is moved takes its numbers along", () => {
  assert.deepEqual(moved(equal, 0, 100), [[-3, 1], RANGES[1]]);
  assert.deepEqual(moved(equal, 1, 50), [RANGES[0], [-0.5, 1.5]]);
});

test("an axis that is stretched keeps its other end; with equal scales the other axis follows from its middle", () => {
  const [x, y] = stretched(equal, 0, 1, 0.9, 0.45);
  assert.deepEqual(x, [-2, 6]);
  assert.deepEqual(y, [-1, 3]);
  assert.deepEqual(stretched(free, 1, 0, 0.25, 0.5), [RANGES[0], [-1, 2]]);
  for (const to of [-3, 0, 0.01]) assert.deepEqual(spans(stretched(free, 0, 1, 1, to)), [40, 2]); // as far as it goes
});

test("two fingers keep what lay between them, and take it along", () => {
  const apart = [
    [100, 50],
    [100, 150],
  ];
  const twice = [
    [100, 0],
    [100, 200],
  ];
  assert.deepEqual(pinched(free, apart, twice), [
    [-1.5, 0.5],
    [0.5, 1.5],
  ]); // -1 and 1 stay a quarter and half of the way along
  const along = apart.map(([x, y]) => [x + 40, y - 20]);
  assert.deepEqual(
    pinched(free, apart, along).map((ends) => ends.map((end) => Math.round(1e9 * end) / 1e9)),
    [
      [-2.4, 1.6],
      [-0.2, 1.8],
    ],
  );
  assert.deepEqual(
    pinched(free, twice, apart).map(([low, high]) => high - low),
    [8, 4],
  );
  const together = apart.map(() => [100, 100]);
  assert.deepEqual(
    pinched(free, apart, together).map(([low, high]) => high - low),
    [40, 20],
  ); // and no further
});

test("ranges end where numbers do", () => {
  assert.ok(isShowable(RANGES));
  assert.ok(isShowable([[-1e-9, 1e-9], RANGES[1]]));
  assert.ok(!isShowable([[1, 1 + 1e-7], RANGES[1]]));
  assert.ok(!isShowable([[1, 1], RANGES[1]]));
  assert.ok(!isShowable([[-1e308, 1e308], RANGES[1]]));
});
