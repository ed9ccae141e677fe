// The scene in three dimensions, by its arithmetic.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  cameraOf,
  distanceFor,
  nearer,
  notchesOf,
  pixelOf,
  rayAt,
  read,
  shifted,
  towards,
  turned,
  written,
} from "../../../optviz/player/core/camera.mjs";
import { frameOf } from "../../../optviz/player/core/frame.mjs";
import { HIDDEN, indexAt, layOn, OUTSIDE, placeAt, SEEN, sightOf, stretches } from "../../../optviz/player/core/laid.mjs";
import { ellipseOn, lossOf, lowestOf, patchOf } from "../../../optviz/player/core/models.mjs";
import { heightAt, heightOf, isSeenBy, reliefOf, seenFrom, unitsOf, weightsUnder } from "../../../optviz/player/core/relief.mjs";
import { cornersOf, inksOf, linesOf, verticesOf } from "../../../optviz/player/layers/surface-in-space.mjs";

const close = (a, b, within = 1e-6) => assert.ok(Math.abs(a - b) <= within, `${a} is not ${b}`);
const allClose = (some, others, within = 1e-6) => {
  assert.equal(some.length, others.length);
  for (const [i, value] of [...some].entries()) close(value, others[i], within);
};
const UNITS = [0.6, 0.6, 0.7];
const SQUARE = [
  [-1, 1],
  [-1, 1],
];
const SCENE = { units: UNITS, domain: SQUARE, height: 0.7 };
const SIZE = { width: 300, height: 200 };
const HOME = { azimuth: -137.5, elevation: 42, zoom: 1, right: 0, down: 0 };
const BOUNDS = [5, 90];

/** A surface on a grid of 31 × 31, its domain the inner two thirds. */
function surfaceOf(loss, { lowest, highest, detail = null, domain = SQUARE }) {
  const axes = domain.map(([low, high]) =>
    Float32Array.from({ length: 31 }, (_, i) => (low + high) / 2 + ((i / 15 - 1) * 1.5 * (high - low)) / 2),
  );
  const shares = [...axes[1]].map((y) => Float32Array.from(axes[0], (x) => (loss(x, y) - lowest) / (highest - lowest)));
  return { axes, shares, detail, domain, lowest, highest };
}

// The camera

test("dragging aside turns around the vertical alone, dragging up and down tips, and never below the ground", () => {
  const aside = turned(HOME, 500, 0, BOUNDS);
  assert.equal(aside.elevation, HOME.elevation);
  close(aside.azimuth, 22.5); // 200 degrees clockwise
  const front = (viewpoint) => pixelOf(cameraOf(viewpoint, SCENE, SIZE, 3), [...towards(HOME).slice(0, 2), 0])[0];
  assert.ok(front(turned(HOME, 20, 0, BOUNDS)) > front(HOME)); // what is in front follows the hand
  assert.equal(turned(HOME, 0, 30, BOUNDS).elevation, 54);
  assert.equal(turned(HOME, 0, -1000, BOUNDS).elevation, 5);
  assert.equal(turned(HOME, 0, 1000, BOUNDS).elevation, 90);
  assert.ok(Math.abs(turned(HOME, 12345, 0, BOUNDS).azimuth) <= 180);
});

test("the vertical is upright in every picture", () => {
  for (const azimuth of [-170, 0, 33])
    for (const elevation of [5, 42, 85]) {
      const camera = cameraOf({ ...HOME, azimuth, elevation }, SCENE, SIZE, 3);
      const [low, high] = [0, 1].map((z) => pixelOf(camera, [0, 0, z]));
      close(low[0], 150, 1e-9);
      close(high[0], 150, 1e-9);
      assert.ok(low[1] > high[1]);
    }
});

test("a place is seen where a pinhole with an opening of 45 degrees shows it", () => {
  const distance = 3;
  for (const viewpoint of [HOME, { azimuth: 20, elevation: 70, zoom: 2, right: 0.2, down: -0.1 }]) {
    const camera = cameraOf(viewpoint, SCENE, SIZE, distance);
    const [a, e] = [viewpoint.azimuth, viewpoint.elevation].map((angle) => (angle * Math.PI) / 180);
    const [x, y, z] = [0.6 * 0.3, 0.6 * -0.8, 0.7 * 0.9 - 0.32 * 0.7]; // from what is looked at
    // Turned so that the eye is on the first axis, then tipped:
    const [ahead, right] = [x * Math.cos(a) + y * Math.sin(a), -x * Math.sin(a) + y * Math.cos(a)];
    const [near, up] = [ahead * Math.cos(e) + z * Math.sin(e), z * Math.cos(e) - ahead * Math.sin(e)];
    const scale = (viewpoint.zoom * 100) / Math.tan(Math.PI / 8) / (distance - near);
    const [across, down, depth] = pixelOf(camera, [0.3, -0.8, 0.9]);
    close(across, 150 + scale * right + 200 * viewpoint.right, 1e-9);
    close(down, 100 - scale * up + 200 * viewpoint.down, 1e-9);
    close(depth, distance - near, 1e-9);
    allClose(
      camera.eye,
      [...towards(viewpoint)].map((part, i) => (distance * part) / UNITS[i] + (i === 2 ? 0.32 : 0)),
      1e-9,
    );
  }
});

test("the ray behind a pixel goes through every place that is seen there", () => {
  const camera = cameraOf({ ...HOME, right: 0.1 }, SCENE, SIZE, 3);
  for (const place of [
    [1, 0.5, 0],
    [-0.3, 2, 3],
    [0, 0, -1],
  ]) {
    const { from, along } = rayAt(camera, pixelOf(camera, place));
    const share = (place[2] - from[2]) / along[2];
    for (const i of [0, 1, 2]) close(from[i] + share * along[i], place[i], 1e-9);
  }
});

test("a notch of the wheel goes a tenth nearer or farther, whatever the browser counts in", () => {
  const notches = [
    { deltaY: -120, deltaMode: 0 }, // Chromium on Linux
    { deltaY: -100, deltaMode: 0 }, // on Windows
    { deltaY: -53, deltaMode: 0 },
    { deltaY: -3, deltaMode: 1 }, // Firefox
    { deltaY: -1, deltaMode: 1 },
    { deltaY: -1, deltaMode: 2 },
  ];
  for (const event of notches) {
    close(nearer(HOME, notchesOf(event)).zoom, 1.1, 1e-12);
    close(nearer(HOME, notchesOf({ ...event, deltaY: -event.deltaY })).zoom, 1 / 1.1, 1e-12);
  }
  assert.equal(notchesOf({ deltaY: 240, deltaMode: 0 }), -2);
  assert.equal(notchesOf({ deltaY: 6, deltaMode: 1 }), -2);
  close(notchesOf({ deltaY: -4, deltaMode: 0 }), 0.04); // fingers on a touchpad
  close(notchesOf({ deltaY: -4, deltaMode: 0, ctrlKey: true }), 0.4); // that move apart
  close(notchesOf({ deltaY: 0, deltaMode: 0 }), 0);
});

test("going nearer is bounded and leaves what is under the pointer where it is", () => {
  const pointer = [0.25, -0.1];
  const camera = (viewpoint) => cameraOf(viewpoint, SCENE, SIZE, 3);
  const pixel = [150 + 200 * pointer[0], 100 + 200 * pointer[1]];
  const { from, along } = rayAt(camera(HOME), pixel);
  const place = from.map((value, i) => value + 0.01 * along[i]);
  let viewpoint = HOME;
  for (let i = 0; i < 8; i++) viewpoint = nearer(viewpoint, 1, pointer);
  allClose(pixelOf(camera(viewpoint), place).slice(0, 2), pixel, 1e-6);
  assert.equal(nearer(HOME, 1000).zoom, 8);
  allClose([nearer(viewpoint, -1000).zoom, nearer(viewpoint, -1000).right], [0.5, 0]);
  assert.equal(Math.abs(shifted(HOME, 1, 1).right), 0); // all of it is seen: it stays in the middle
});

test("a viewpoint is a short text and comes back from it", () => {
  assert.equal(written(HOME), "-137.5,42");
  assert.deepEqual(read("-137.5,42"), HOME);
  const near = { azimuth: 3.1, elevation: 5, zoom: 2.594, right: 0.1, down: -0.25 };
  assert.equal(written({ ...near, azimuth: 3.1234 }), "3.1,5,2.594,0.1,-0.25");
  assert.deepEqual(read(written(near)), near);
  assert.equal(read(""), null);
});

test("from the distance that fits all of the scene is in the picture, from every side", () => {
  const room = { across: 30, down: 20 };
  const distance = distanceFor(42, SCENE, SIZE, room);
  let least = Infinity;
  for (let azimuth = 0; azimuth < 360; azimuth += 15)
    for (const x of [-1, 1])
      for (const y of [-1, 1])
        for (const z of [0, 1]) {
          const [across, down] = pixelOf(cameraOf({ ...HOME, azimuth }, SCENE, SIZE, distance), [x, y, z]);
          least = Math.min(least, across - 30, 270 - across, down - 20, 180 - down);
        }
  assert.ok(least >= 0 && least < 0.1);
});

// The relief

test("a relief covers the domain to its edges, and its heights are from 0 to 1", () => {
  const relief = reliefOf(
    surfaceOf((x, y) => 20 * x * x + y, { lowest: -2, highest: 6 }),
    null,
  );
  allClose([relief.x[0], relief.x.at(-1), relief.y[0], relief.y.at(-1)], [-1, 1, -1, 1], 1e-12);
  const all = relief.heights.flatMap((row) => [...row]);
  assert.deepEqual([Math.max(...all), Math.min(...all) >= 0], [1, true]);
});

test("heights go with the loss as is wished, whatever the shades do; a quadratic is met exactly between the nodes of the grid", () => {
  const loss = (x, y) => x * x + 3 * y * y;
  const detail = 100;
  const surface = surfaceOf(loss, { lowest: 0, highest: 4, detail });
  const logarithm = (value) => Math.log1p((detail * value) / 4) / Math.log1p(detail);
  const [even, deep] = [null, detail].map((depth) => reliefOf(surface, depth));
  for (const [i, j] of [
    [80, 80],
    [3, 101],
    [160, 0],
  ]) {
    const value = loss(even.x[i], even.y[j]);
    close(even.heights[j][i], value / 4, 1e-5);
    close(deep.heights[j][i], logarithm(value), 1e-4);
    close(even.shades[j][i], logarithm(value), 1e-4);
    close(heightOf(surface, null)(value), value / 4, 1e-12);
    close(heightOf(surface, detail)(value), logarithm(value), 1e-12);
  }
  assert.equal(heightOf(surface, null)(9), 1);
  assert.equal(deep.heights, deep.shades);
});

test("between nodes the height is that of the drawn surface, beyond them that of the edge", () => {
  const relief = reliefOf(
    surfaceOf((x, y) => 3 * x - 2 * y, { lowest: -5, highest: 5 }),
    null,
  );
  for (const [x, y] of [
    [0, 0],
    [0.03, -0.77],
    [-0.99, 0.42],
    [1, 1],
  ])
    close(heightAt(relief, x, y), (3 * x - 2 * y + 5) / 10, 1e-6);
  close(heightAt(relief, 5, 0.5), heightAt(relief, 1, 0.5));
});

test("a unit is as long on both weights, unless one would become a sliver", () => {
  const sides = { width: 1.25, height: 0.7, sliver: 0.5 };
  const domains = [
    [
      [-1, 3],
      [0, 3],
    ],
    [
      [0, 10],
      [0, 1],
    ],
  ];
  allClose(unitsOf(domains[0], sides), [1.25 / 4, 1.25 / 4, 0.7]);
  allClose(unitsOf(domains[1], sides), [0.125, 0.625, 0.7]);
});

test("a ray meets the relief first where it is seen, and beside it the nearest edge is meant", () => {
  const relief = reliefOf(
    surfaceOf((x, y) => 4 - 4 * Math.abs(x) + 0 * y, { lowest: 0, highest: 4 }),
    null,
  );
  const [x, y] = weightsUnder(relief, { from: [-1.5, 0.2, 1], along: [2, 0, -1] }, 0);
  close(x, -0.5, 0.01); // 1 + x = 1 - (x + 1.5) / 2, on the slope that rises towards 0
  close(y, 0.2, 0.01);
  const outside = weightsUnder(relief, { from: [3, 0.2, 1], along: [0, 0, -1] }, 0);
  close(outside[0], 1);
  close(outside[1], 0.2, 1e-9);
});

// Paths

const ridge = reliefOf(
  surfaceOf((x) => Math.max(0, 1 - 4 * Math.abs(x)), { lowest: 0, highest: 1 }),
  null,
);

test("a path's rows lie at their own heights, and no chord cuts through the hill between them", () => {
  const loss = (x, y) => 4 - 6 * (x * x + y * y);
  const surface = surfaceOf(loss, { lowest: -8, highest: 4 });
  const relief = reliefOf(surface, null);
  const points = Float32Array.of(-0.9, 0.1, 0.9, 0.1, 0.9, 0.15);
  const heights = [0, 1, 2].map((i) => heightOf(surface, null)(loss(points[2 * i], points[2 * i + 1])));
  const laid = layOn(relief, points, heights);
  const rows = [...laid.row];
  assert.deepEqual(rows.filter(Number.isInteger), [0, 1, 2]);
  rows.forEach((row, i) => {
    if (Number.isInteger(row)) close(laid.z[i], heights[row]);
    else close(laid.z[i], heightAt(relief, laid.x[i], laid.y[i]));
  });
  const middle = rows.findIndex((row) => row >= 0.5);
  assert.ok(laid.z[middle] > laid.z[0] + 0.3);
  assert.ok(rows.length > 30 && rows.length < 45);
});

test("a long path has a bounded number of vertices", () => {
  const points = Float32Array.from({ length: 4000 }, (_, i) => (i % 4 < 2 ? -1 : 1) * (i % 2 ? 0.5 : 1));
  const { row } = layOn(ridge, points, new Float32Array(2000));
  assert.ok(row.length < 6000);
  const wild = Float32Array.of(0, 0, 1e20, 1e20, NaN, NaN);
  assert.ok(layOn(ridge, wild, new Float32Array(3)).row.length <= 3004);
});

test("a step between two rows has its place between their vertices", () => {
  const laid = layOn(ridge, Float32Array.of(-0.5, 0, -0.5, 0.01, -0.5, 0.03), [0, 0.5, 0.25]);
  assert.equal(indexAt(laid, 1.5), 1.5);
  allClose(placeAt(laid, 1.5), [-0.5, 0.02, 0.375]);
  allClose(placeAt(laid, 2), [-0.5, 0.03, 0.25]);
  assert.equal(indexAt(laid, 7), 2);
});

test("behind a ridge a path is seen from its own side only, and from above", () => {
  const laid = layOn(ridge, Float32Array.of(-0.4, -0.5, -0.4, 0.5), [0, 0]);
  const seen = (...direction) => seenFrom(ridge, laid, UNITS, direction);
  assert.equal(seen(-1, 0, 0.5), 1);
  assert.equal(seen(1, 0, 0.5), 0);
  assert.equal(seen(0, 0, 1), 1);
  assert.equal(isSeenBy([-3, 0, 2], ridge, [-0.4, 0, 0], UNITS), true);
  assert.equal(isSeenBy([3, 0, 2], ridge, [-0.4, 0, 0], UNITS), false);
});

test("a path over a ridge is seen on this side, hidden behind, and not drawn outside", () => {
  const points = Float32Array.of(-0.9, 0, 0.9, 0, 1.2, 0, 1.3, 0);
  const laid = layOn(ridge, points, [0, 0, 0, 0]);
  const camera = cameraOf({ ...HOME, azimuth: 180, elevation: 20 }, SCENE, SIZE, 3);
  const { pixels, states } = sightOf(laid, camera, ridge, UNITS);
  const parts = stretches(states, 0, indexAt(laid, 3));
  assert.deepEqual(
    parts.map(({ state }) => state),
    [SEEN, HIDDEN, OUTSIDE],
  );
  close(laid.x[parts[1].from], 0, 0.1); // behind the crest
  assert.ok(laid.x[parts[2].from] <= 1 && laid.x[Math.ceil(parts[2].from) + 1] > 1 - 0.1);
  allClose(pixels.slice(0, 2), pixelOf(camera, [-0.9, 0, 0]).slice(0, 2), 1e-3);
  assert.deepEqual(stretches(Uint8Array.of(2, 2, 1, 1), 0.5, 2.25), [
    { state: 2, from: 0.5, to: 2 },
    { state: 1, from: 2, to: 2.25 },
  ]);
  assert.deepEqual(stretches(Uint8Array.of(2, 2), 1, 1), []);
});

// The axes

test("the floor's numbers stand at the edges in front, the losses at the upright edge on the left", () => {
  const axes = {
    domain: SQUARE,
    floor: -0.02,
    weights: [[{ value: 0.5, text: "0.5" }], [{ value: -0.5, text: "−0.5" }]],
    losses: [
      { height: 0.5, text: "1" },
      { height: 0.501, text: "1.01" },
      { height: 0.9, text: "2" },
    ],
    names: ["slope", "intercept"],
    title: "loss",
  };
  const viewpoint = { ...HOME, azimuth: -60, elevation: 30 }; // in front are y = -1 and x = 1
  const camera = cameraOf(viewpoint, SCENE, SIZE, 3);
  const { lines, labels } = frameOf(camera, viewpoint.azimuth, axes, 12);
  const named = Object.fromEntries(labels.map((label) => [label.text, label]));
  assert.deepEqual(Object.keys(named).sort(), ["0.5", "1", "2", "intercept", "loss", "slope", "−0.5"]); // 1.01 would touch 1
  const off = (text, place) => {
    const [x, y] = pixelOf(camera, place);
    return [named[text].x - x, named[text].y - y];
  };
  close(Math.hypot(...off("0.5", [0.5, -1, -0.02])), 0.9 * 12, 1e-9);
  assert.ok(off("0.5", [0.5, -1, -0.02])[1] > 0); // below its edge
  close(Math.hypot(...off("−0.5", [1, -0.5, -0.02])), 0.9 * 12, 1e-9);
  const left = [-1, -1]; // seen from there, the corner farthest to the left
  assert.ok(off("2", [...left, 0.9])[0] < 0);
  assert.equal(named["2"].anchor, "end");
  assert.ok(lines.every((line) => line.every((place) => place.every(Number.isFinite))));
  const walls = lines.filter(([from, to]) => from[2] === 0.5 && to[2] === 0.5);
  assert.deepEqual(walls.flatMap(([from, to]) => [from[0] === to[0] ? from[0] : from[1]]).sort(), [-1, 1]); // x = -1, y = 1
});

// What is believed

const BOWL = { weights: [0.2, -0.1], loss: 2, gradient: [0.5, -1], hessian: [4, 1, 1, 2] };
const PATCH = { reach: 0.15, nodes: 17, every: 4 };
const ROOM = { units: UNITS, domain: SQUARE, lowest: 0, highest: 4, height: (loss) => loss / 4, patch: PATCH };

test("a patch of a model lies at the heights of its losses and touches where it was taken", () => {
  const lines = patchOf(BOWL, ROOM);
  const places = lines.flat().filter(Boolean);
  assert.ok(places.length > 100);
  for (const [x, y, z] of places) {
    const [dx, dy] = [x - 0.2, y + 0.1];
    close(z, (2 + 0.5 * dx - dy + (4 * dx * dx + 2 * dx * dy + 2 * dy * dy) / 2) / 4, 1e-9);
  }
  assert.ok(places.some(([x, y]) => Math.hypot(x - 0.2, y + 0.1) < 1e-9));
  close(lossOf({ ...BOWL, hessian: null }, 0.1, 0.2), 2 + 0.05 - 0.2, 1e-12);
  const cut = patchOf({ ...BOWL, weights: [0.95, 0] }, ROOM).flat();
  assert.ok(cut.some((place) => place === null));
  assert.ok(cut.every((place) => place === null || place[0] <= 1));
  for (const loss of [3.95, 0.05]) {
    const beyond = patchOf({ ...BOWL, loss, hessian: null }, ROOM).flat();
    assert.ok(beyond.some((place) => place === null));
    assert.ok(beyond.every((place) => place === null || (place[2] >= -1e-6 && place[2] <= 1 + 1e-6)));
  }
});

test("the minimum of a model is where its gradient is zero, if there is one", () => {
  const [x, y, z] = lowestOf(BOWL, ROOM).place;
  allClose([0.5 + 4 * (x - 0.2) + (y + 0.1), -1 + (x - 0.2) + 2 * (y + 0.1)], [0, 0], 1e-12);
  close(z, lossOf(BOWL, x - 0.2, y + 0.1) / 4, 1e-12);
  assert.equal(lowestOf({ ...BOWL, hessian: [1, 0, 0, -1] }, ROOM), null);
  assert.equal(lowestOf({ ...BOWL, gradient: [40, 0] }, ROOM).place, null); // far outside
});

test("an ellipse of rates lies on the surface, its axes along the weights", () => {
  const corners = ellipseOn([0.2, -0.1], [0.06, 0.03], UNITS, (x, y) => x + y);
  for (const [x, y, z] of corners) {
    close(((x - 0.2) * 0.6) ** 2 / 0.06 ** 2 + ((y + 0.1) * 0.6) ** 2 / 0.03 ** 2, 1, 1e-9);
    close(z, x + y, 1e-12);
  }
});

// What the graphics card is given

test("the nodes of a relief have the slopes of the scene and of the shades", () => {
  const relief = reliefOf(
    surfaceOf((x, y) => 3 * x - 2 * y, { lowest: -5, highest: 5 }),
    null,
  );
  const vertices = verticesOf(relief, UNITS);
  const node = (i, j) => vertices.subarray(8 * (j * 161 + i), 8 * (j * 161 + i + 1));
  for (const [i, j] of [
    [0, 0],
    [160, 160],
    [40, 90],
  ]) {
    const [x, y, z, slopeX, slopeY, shade, riseX, riseY] = node(i, j);
    allClose([x, y], [-1 + i / 80, -1 + j / 80], 1e-6);
    close(z, (3 * x - 2 * y + 5) / 10, 1e-5);
    allClose([slopeX, slopeY], [(0.3 * 0.7) / 0.6, (-0.2 * 0.7) / 0.6], 1e-3);
    allClose([shade, riseX, riseY], [z, 0.3, -0.2], 1e-3);
  }
});

test("each cell is two triangles that are seen from above; where a corner is missing there is none", () => {
  const x = Float64Array.of(0, 1, 2);
  const heights = [Float32Array.of(0, 0, 0), Float32Array.of(0, 0, NaN), Float32Array.of(0, 0, 0)];
  const corners = [...cornersOf({ x, y: x, heights, shades: heights })];
  assert.equal(corners.length, 2 * 2 * 3);
  for (let k = 0; k < corners.length; k += 3) {
    const [a, b, c] = corners.slice(k, k + 3).map((at) => [at % 3, Math.floor(at / 3)]);
    assert.equal((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]), 1);
  }
});

test("inks go by the tints, and each shade knows the level nearest to it", () => {
  const theme = {
    ramp: ["#000000", "#ffffff"],
    thin: ["#000000", "#0000ff"],
    middle: ["#000000", "#00ff00"],
    index: ["#000000", "#ff0000"],
  };
  const inks = inksOf(theme, [0, 0.2, 1]);
  const at = (row, shade) => [...inks.subarray(4 * (512 * row + shade), 4 * (512 * row + shade) + 3)];
  assert.deepEqual(
    [at(0, 0), at(0, 511), at(1, 511), at(3, 511)],
    [
      [0, 0, 0],
      [255, 255, 255],
      [0, 0, 255],
      [255, 0, 0],
    ],
  );
  close(at(0, 256)[0], 0.2 * 255, 1.5);
  const levels = [
    { shade: 0.25, kind: "thin", gap: 0.5 },
    { shade: 0.75, kind: "index", gap: Infinity },
  ];
  const lines = linesOf(levels, { thin: 0.7, index: 1.15 }, 2);
  const nearest = (shade) => lines.subarray(4 * Math.floor(4096 * shade), 4 * Math.floor(4096 * shade) + 4);
  allClose(nearest(0.1), [0.25, 0.7, 0.5, 1]);
  allClose(nearest(0.49), [0.25, 0.7, 0.5, 1]);
  allClose(nearest(0.51), [0.75, 1.15, 1e9, 3], 100);
  assert.equal(linesOf([], {}, 1)[1], 0);
});
