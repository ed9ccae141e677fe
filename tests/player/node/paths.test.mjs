// Of a path only the corners are traced: what is left out must be out of sight.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cornersOf } from "../../../optviz/player/layers/paths.mjs";

const SIGHT = 0.75; // pixels: what the two bounds of the tracing allow together, with room for rounding

function awayFrom(corners, x, y) {
  let nearest = Infinity;
  for (let i = 0; i + 3 < corners.length; i += 2) {
    const [ax, ay, bx, by] = corners.slice(i, i + 4);
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const share = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length ** 2));
    nearest = Math.min(nearest, Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y));
  }
  return nearest;
}

const spiral = Float32Array.from({ length: 2000 }, (_, j) => {
  const t = Math.floor(j / 2) / 40;
  return 200 + 180 * Math.exp(-t / 8) * (j % 2 ? Math.sin(t) : Math.cos(t));
});
const zigzag = Float32Array.from({ length: 400 }, (_, j) =>
  j % 2 ? 100 + 60 * 0.97 ** (j / 2) * (-1) ** Math.floor(j / 2) : j / 4,
);

for (const [name, pixels] of Object.entries({ spiral, zigzag })) {
  test(`no row of a ${name} is out of sight of what is traced, and both ends are kept`, () => {
    const corners = cornersOf(pixels, 0, pixels.length / 2 - 1);
    for (let i = 0; i < pixels.length; i += 2) assert.ok(awayFrom(corners, pixels[i], pixels[i + 1]) < SIGHT);
    assert.deepEqual(corners.slice(0, 2), [...pixels.slice(0, 2)]);
    assert.deepEqual(corners.slice(-2), [...pixels.slice(-2)]);
  });
}

test("a straight line has two corners, and one that turns back has three", () => {
  assert.deepEqual(cornersOf(Float32Array.from([0, 0, 1, 1, 5, 5, 9, 9]), 0, 3), [0, 0, 9, 9]);
  assert.deepEqual(cornersOf(Float32Array.from([0, 0, 9, 0, 4, 0]), 0, 2), [0, 0, 9, 0, 4, 0]);
  assert.ok(cornersOf(spiral, 0, 999).length < spiral.length / 2);
});

test("either end may lie between two rows", () => {
  assert.deepEqual(cornersOf(Float32Array.from([0, 0, 4, 0, 4, 8]), 0.5, 1.25), [2, 0, 4, 0, 4, 2]);
});
