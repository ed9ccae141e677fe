// The landscape in relief, by its arithmetic.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cameraOf, pixelOf, rayAt } from "../../../optviz/player/core/camera.mjs";
import {
  dashed,
  heightAt,
  layOn,
  placeAt,
  reliefOf,
  seenFrom,
  walkedTo,
  weightsUnder,
} from "../../../optviz/player/core/relief.mjs";
import { levelTraces, scaleOf } from "../../../optviz/player/views/scene-3d.mjs";

const linear = { lowest: -2, highest: 6 };
const shadeOf = (loss, { lowest, highest }) => (loss - lowest) / (highest - lowest);
const close = (a, b, within = 1e-6) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);

/** A surface on a grid of 31 × 31, its domain the inner two thirds. */
function surfaceOf(loss, scale) {
  const axis = Float32Array.from({ length: 31 }, (_, i) => -1.5 + i / 10);
  const shades = [...axis].map((y) => Float32Array.from(axis, (x) => shadeOf(loss(x, y), scale)));
  const domain = [
    [-1, 1],
    [-1, 1],
  ];
  return { axes: [axis, axis], shades, domain };
}

test("a relief covers the domain and ends at 1", () => {
  const relief = reliefOf(surfaceOf((x, y) => 20 * x * x + y, linear));
  assert.equal(relief.x.length, 21);
  close(relief.x[0], -1);
  close(relief.y[20], 1);
  assert.equal(Math.max(...relief.heights.flatMap((row) => [...row])), 1);
});

test("between nodes the height is that of the drawn surface", () => {
  const relief = reliefOf(surfaceOf((x, y) => 3 * x - 2 * y + x * y, linear));
  for (const [x, y] of [
    [0, 0],
    [0.03, -0.77],
    [-0.99, 0.42],
    [1, 1],
  ])
    close(heightAt(relief, x, y), shadeOf(3 * x - 2 * y + x * y, linear));
  close(heightAt(relief, 5, 0.5), heightAt(relief, 1, 0.5));
});

test("a path's rows lie at their losses' heights, and no chord cuts through the hill between them", () => {
  const loss = (x, y) => 4 - 6 * (x * x + y * y);
  const scale = { lowest: -8, highest: 4 };
  const relief = reliefOf(surfaceOf(loss, scale));
  const points = Float32Array.of(-0.9, 0.1, 0.9, 0.1, 0.9, 0.15);
  const losses = Float32Array.from({ length: 3 }, (_, i) => loss(points[2 * i], points[2 * i + 1]));
  const laid = layOn(
    relief,
    points,
    losses.map((loss) => shadeOf(loss, scale)),
    [0.6, 0.6, 0.7],
  );
  const rows = [...laid.row];
  assert.deepEqual(rows.filter(Number.isInteger), [0, 1, 2]);
  rows.forEach((row, i) => {
    assert.ok(laid.lift[i] > 0.01 && laid.lift[i] < 0.06);
    const height = laid.z[i] - laid.lift[i];
    if (Number.isInteger(row)) close(height, shadeOf(losses[row], scale));
    else close(height, heightAt(relief, laid.x[i], laid.y[i]));
  });
  const middle = rows.findIndex((row) => row >= 0.5);
  assert.ok(laid.z[middle] > laid.z[0] + 0.3);
  assert.ok(rows.length >= 9 && rows.length <= 12);
});

test("a long path has a bounded number of vertices", () => {
  const relief = reliefOf(surfaceOf((x, y) => x * y, linear));
  const points = Float32Array.from({ length: 2002 }, (_, i) => (i % 4 < 2 ? -1 : 1));
  const laid = layOn(relief, points, new Float32Array(1001), [0.6, 0.6, 0.7]);
  assert.ok(laid.row.length <= 4001);
  assert.equal(laid.row[laid.row.length - 1], 1000);
});

test("a path is walked to a step that need not be whole", () => {
  const laid = {
    x: Float32Array.of(0, 1, 3),
    y: Float32Array.of(0, 0, 4),
    z: Float32Array.of(1, 0, 2),
    row: Float32Array.of(0, 0.5, 1),
  };
  assert.deepEqual([...walkedTo(laid, 0.75).x], [0, 1, 2]);
  assert.deepEqual(placeAt(laid, 0.75), [2, 2, 1]);
  assert.deepEqual([...walkedTo(laid, 0).y], [0, 0]);
  assert.deepEqual([...walkedTo(laid, 9).z], [1, 0, 2, 2]);
});

/** A camera of a pinhole at (0, 0, 4) that looks down, x to the right and y up. */
const camera = cameraOf(
  {
    model: [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    view: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, -4, 1],
    projection: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1.02, -1, 0, 0, -0.2, 0],
  },
  [0.5, 0.5, 1],
  { width: 200, height: 100 },
);

test("a place is seen where a pinhole shows it", () => {
  const [x, y, depth] = pixelOf(camera, [1, 0.5, 0]);
  close(x, 100 * (1 + 1 / 4));
  close(y, 50 * (1 - 0.5 / 4));
  close(depth, 4);
  close(pixelOf(camera, [1, 0.5, 2])[0], 100 * (1 + 1 / 2));
});

test("the ray behind a pixel goes through every place that is seen there", () => {
  for (const place of [
    [1, 0.5, 0],
    [-0.3, 2, 3],
    [0, 0, -5],
  ]) {
    const { from, along } = rayAt(camera, pixelOf(camera, place));
    const share = (place[2] - from[2]) / along[2];
    for (const i of [0, 1, 2]) close(from[i] + share * along[i], place[i], 1e-9);
  }
});

test("a ray meets the relief first where it is seen, and beside it the nearest edge is meant", () => {
  const relief = reliefOf(surfaceOf((x, y) => 4 - 4 * Math.abs(x) + 0 * y, { lowest: 0, highest: 4 }));
  const [x, y] = weightsUnder(relief, { from: [-1.5, 0.2, 1], along: [2, 0, -1] }, 0);
  close(x, -0.5, 0.01); // 1 + x = 1 - (x + 1.5) / 2, on the slope that rises towards 0
  close(y, 0.2, 0.01);
  const outside = weightsUnder(relief, { from: [3, 0.2, 1], along: [0, 0, -1] }, 0);
  close(outside[0], 1);
  close(outside[1], 0.2, 1e-9);
});

test("behind a ridge a path is seen from its own side only, and from above", () => {
  const scale = { lowest: 0, highest: 1 };
  const loss = (x) => Math.max(0, 1 - 4 * Math.abs(x));
  const relief = reliefOf(surfaceOf(loss, scale));
  const laid = layOn(relief, Float32Array.of(-0.4, -0.5, -0.4, 0.5), Float32Array.of(0, 0), [0.6, 0.6, 0.7]);
  const seen = (...direction) => seenFrom(relief, laid, [0.6, 0.6, 0.7], direction);
  assert.equal(seen(-1, 0, 0.5), 1);
  assert.equal(seen(1, 0, 0.5), 0);
  assert.equal(seen(0, 0, 1), 1);
});

test("a path is cut into strokes and gaps as long as its dash, wherever its vertices are", () => {
  const laid = {
    x: Float32Array.of(0, 1, 1, 1, NaN, 5),
    y: Float32Array.of(0, 0, 3.2, 3.5, 9, 5),
    z: Float32Array.of(0, 0, 0, 1, 1, 1),
    row: Float32Array.of(0, 1, 2, 2.5, 3, 4),
  };
  const { x, y, row } = dashed(laid, [3, 2], 0.5, [2, 1, 1]); // strokes of 1.5, gaps of 1
  const agree = (found, expected) => {
    assert.equal(found.length, expected.length);
    for (const [k, value] of expected.entries()) {
      if (Number.isNaN(value)) assert.ok(Number.isNaN(found[k]));
      else close(found[k], value);
    }
  };
  agree(x, [0, 0.75, NaN, NaN, 1, 1, NaN, 1, 1, 1, NaN, 5]);
  agree(y.slice(0, 10), [0, 0, NaN, NaN, 0.5, 2, NaN, 3, 3.2, 3.5]);
  agree(row, [0, 0.75, 0.75, 1, 1 + 0.5 / 3.2, 1 + 2 / 3.2, 1 + 2 / 3.2, 1 + 3 / 3.2, 2, 2.5, 3, 4]);
  assert.equal(dashed(laid, [], 0.5, [2, 1, 1]), laid);
});

test("a very long path has a bounded number of strokes, and what leads far outside is not cut", () => {
  const count = 3000;
  const laid = {
    x: Float32Array.from({ length: count }, (_, k) => (k === count - 1 ? 1e30 : k % 2)),
    y: new Float32Array(count),
    z: new Float32Array(count),
    row: Float32Array.from({ length: count }, (_, k) => k),
  };
  const { x } = dashed(laid, [1.5, 1.5], 0.001, [1, 1, 1]);
  const strokes = x.filter((value, k) => k && Number.isNaN(value) && !Number.isNaN(x[k - 1])).length;
  assert.ok(strokes > 1000 && strokes <= 1501);
});

test("the colours of heights are the tints", () => {
  const theme = { ramp: ["#000000", "#ffffff"] };
  assert.deepEqual(scaleOf(theme, { tints: [0, 0.2, 1] }), [
    [0, "#000000"],
    [0.5, "#333333"],
    [1, "#ffffff"],
  ]);
});

test("levels lie on the relief, each in the colour that its line has on its tint", () => {
  const relief = reliefOf(surfaceOf((x, y) => 3 * x - 2 * y, { lowest: -5, highest: 5 }));
  const theme = { thin: ["#000000", "#0000ff"], index: ["#000000", "#ff0000"] };
  const coarse = [
    { shade: 0.25, kind: "index", text: "1", area: 0.1 },
    { shade: 0.5, kind: "thin", text: "", area: 0.5 },
    { shade: 0.01, kind: "thin", text: "", area: 0.001 },
  ];
  const [thin, index] = levelTraces(relief, theme, { tints: [0, 1], levels: { coarse } });
  for (const [trace, shade, colour] of [
    [thin, 0.5, "#000080"],
    [index, 0.25, "#400000"],
  ]) {
    assert.deepEqual([...new Set(trace.line.color)], [colour]);
    trace.x.forEach((x, i) => {
      if (i % 3 < 2) close((3 * x - 2 * trace.y[i] + 5) / 10, shade, 1e-5);
    });
    assert.ok(trace.z.every((z) => z > shade && z < shade + 0.01));
  }
});
