// What is measured of a path, on numbers that one can follow by hand; all rules and surfaces: tests/browser_programs/test_measures.py.

import assert from "node:assert/strict";
import test from "node:test";
import { togetherSaid } from "../../../optviz/player/core/described.mjs";
import { ensemble } from "../../../optviz/player/core/ensemble.mjs";
import { cellsOf } from "../../../optviz/player/core/metrics.mjs";
import { isMeasurable, nearest } from "../../../optviz/player/core/minima.mjs";
import { narrowed } from "../../../optviz/player/core/payload.mjs";
import { bestRow, curvesOf, offeredOf } from "../../../optviz/player/core/quantities.mjs";
import { hypot, sum } from "../../../optviz/player/core/sums.mjs";

const shaped = (values, ...shape) => Object.assign(Float64Array.from(values.flat()), { shape });
const all = (array) => Array.from(array);

/** A path on x² + y² in steps that are given, with the gradient there and so many gradients a step. */
function pathOf(points, { diverged_at = null, state = {}, rates = points.slice(1).map(() => 0.1) } = {}) {
  const rows = points.length;
  return {
    points: shaped(points, rows, points[0].length),
    losses: shaped(
      points.map((point) => point.reduce((loss, x) => loss + x * x, 0)),
      rows,
    ),
    gradients: shaped(
      points.map((point) => point.map((x) => 2 * x)),
      rows,
      points[0].length,
    ),
    learning_rates: shaped(rates, rows - 1),
    evaluations: Object.assign(
      Int32Array.from({ length: 3 * rows }, (_, i) => (i % 3 === 1 ? 2 * Math.floor(i / 3) : 0)),
      {
        shape: [rows, 3],
      },
    ),
    state,
    diverged_at,
  };
}

const BOWL = {
  measured: (key, { shape: [rows] }) =>
    key === "held_out" ? Float64Array.from({ length: rows }, (_, i) => Math.abs(i - 2)) : null,
  hessians: ({ shape: [rows] }) => Float64Array.from(Array(rows).fill([4, 1, 1, 4]).flat()), // with curvatures 5 and 3
};
const ORIGIN = { minima: [{ point: [0, 0], value: 0 }], tolerance: 1 };
const NOTHING_KNOWN = { minima: [], tolerance: 1 };

test("lengths are right to three fifths of a unit in the last place, against whole numbers", () => {
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647);
  for (let i = 0; i < 2000; i += 1) {
    const [a, b] = [next() * 2 ** 21 + next(), Math.floor((next() * 2 ** 21 + next()) / 2 ** (i % 8))];
    const squares = BigInt(a) ** 2n + BigInt(b) ** 2n;
    const length = hypot(a, -b);
    const unit = BigInt(2 ** (Math.floor(Math.log2(length)) - 52 + 16)); // in the last place, in 65536ths
    const fine = BigInt(length * 2 ** 16);
    const [low, high] = [fine - (3n * unit) / 5n, fine + (3n * unit) / 5n];
    assert.ok(low ** 2n <= squares << 32n && squares << 32n <= high ** 2n, `${a} ${b}`);
  }
});

test("lengths of what has no squares", () => {
  for (const power of [2 ** 700, 2 ** -700, 1]) assert.equal(hypot(3 * power, -4 * power), 5 * power);
  assert.deepEqual([hypot(0, 0), hypot(0, -7), hypot(5e-324, 0), hypot(1, 1e-30)], [0, 7, 5e-324, 1]);
  assert.deepEqual([hypot(1e308, 1.7e308), hypot(Infinity, 1), hypot(1, Number.NaN)], [Infinity, Infinity, Number.NaN]);
});

test("numbers are added up in NumPy's order", () => {
  const sums = {
    8: 2.7178571428571425,
    129: 5.440899030573669,
    1000: 7.485470860550345,
    2001: 8.17886785373522,
  };
  for (const [count, expected] of Object.entries(sums)) {
    assert.equal(sum(Float64Array.from({ length: Number(count) }, (_, k) => 1 / (k + 1))), expected, count);
  }
});

test("the table says how a path ends, how far from a minimum, and when it came there", () => {
  const way = [
    [3, 4],
    [0, 4],
    [0, 1],
    [0, 2],
    [0.5, 0],
    [0, 0.25],
  ];
  const stays = ["0.0625", "0.25", "4", "2", "10", "9.62"];
  assert.deepEqual(cellsOf(pathOf(way), ORIGIN), stays);
  assert.deepEqual(cellsOf(pathOf(way.slice(0, 4)), ORIGIN), ["4", "2", "not for good", "2", "6", "7"]);
  assert.deepEqual(cellsOf(pathOf(way.slice(0, 2)), ORIGIN), ["16", "4", "not reached", "not reached", "2", "3"]);
  assert.deepEqual(cellsOf(pathOf(way.slice(2, 3)), ORIGIN).slice(2, 4), ["0", "0"]);
  const lost = pathOf(way, { diverged_at: 5 });
  assert.deepEqual(cellsOf(lost, ORIGIN), ["diverged at step 5", "0.25", "not for good", "2", "10", "9.62"]);
  const unknown = "no minimum known";
  assert.deepEqual(cellsOf(pathOf([[3], [-1]]), NOTHING_KNOWN), ["1", unknown, unknown, unknown, "2", "4"]);
});

test("of several minima the nearest counts for the distance, the lowest for the loss", () => {
  const minima = [
    { point: [5], value: -3 },
    { point: [-1], value: 0 },
  ];
  assert.deepEqual(nearest(minima, [9, 1], 1), { minimum: minima[1], distance: 2 });
  assert.deepEqual(cellsOf(pathOf([[3], [1]]), { minima, tolerance: 4 }).slice(1, 4), ["2", "1", "1"]);
  assert.deepEqual([isMeasurable({ minima, tolerance: 1 }), isMeasurable({ minima: null, tolerance: 1 })], [true, false]);
});

test("what is offered: the same of every path, and each field of a state", () => {
  const paths = [
    pathOf([[1], [2]], { state: { second_moment: shaped([1, 2], 2, 1) } }),
    pathOf([[1], [2]], { state: { count: shaped([1, 2], 2) } }),
  ];
  const offered = offeredOf(paths);
  assert.deepEqual(Object.keys(offered).slice(-3), ["learning_rate", "state.count", "state.second_moment"]);
  assert.deepEqual([offered.loss, offered["state.second_moment"]], ["loss", "second moment (norm)"]);
});

test("each quantity, row by row; the last row repeats the step before, and so do those that have diverged", () => {
  const way = [
    [3, 4],
    [3, 0],
    [0, 0],
    [-3, 4],
  ];
  const valuesOf = (key, path = pathOf(way)) => all(curvesOf([path], key, ORIGIN).values);
  assert.deepEqual(valuesOf("loss"), [25, 9, 0, 25]);
  assert.deepEqual(valuesOf("gradient_norm"), [10, 6, 0, 10]);
  assert.deepEqual(valuesOf("step_length"), [4, 3, 5, 5]);
  assert.deepEqual(valuesOf("rate_x"), [0, 0.5, Number.NaN, Number.NaN]);
  assert.deepEqual(valuesOf("rate_y"), [0.5, Number.NaN, Number.NaN, Number.NaN]);
  assert.deepEqual(valuesOf("distance"), [5, 3, 0, 5]);
  assert.deepEqual(valuesOf("learning_rate", pathOf(way, { rates: [0.5, 0.25, 0.125] })), [0.5, 0.25, 0.125, 0.125]);
  assert.deepEqual(valuesOf("step_length", pathOf(way, { diverged_at: 3 })), [4, 3, 3, 3]);
  assert.deepEqual(valuesOf("step_length", pathOf(way, { diverged_at: 1 })), [4, 4, 4, 4]);
});

test("what programs say along a path; of what is held out the lowest row is told", () => {
  const path = pathOf([
    [3, 4],
    [3, 0],
    [0, 0],
    [-3, 4],
  ]);
  const known = { ...ORIGIN, along: BOWL };
  for (const value of all(curvesOf([path], "condition", known).values)) assert.ok(Math.abs(value - 5 / 3) < 1e-6);
  const heldOut = curvesOf([path, path], "held_out", known);
  assert.deepEqual([all(heldOut.values).slice(0, 4), bestRow(path, known)], [[2, 1, 0, 1], 2]);
  const nothing = { ...known, along: { ...BOWL, measured: () => null } };
  assert.deepEqual([curvesOf([path], "held_out", nothing).absent, bestRow(path, nothing)], [[0], null]);
  assert.deepEqual(curvesOf([path], "accuracy", known).absent, [0]);
  assert.deepEqual(curvesOf([pathOf([[1], [2]])], "condition", known).absent, [0]);
});

test("the mean of what paths say counts those that have not diverged, of snapshots those so far", () => {
  const meanOf = (members) => members.reduce((sum, [x, y]) => sum + x + 10 * y, 0) / members.length;
  const lost = (members) => members.map((_, i) => meanOf(members.slice(0, i + 1)));
  const measured = (/** @type {string} */ _, points) => Float64Array.from({ length: points.shape[0] }, (_, i) => points[2 * i]);
  const known = { ...ORIGIN, along: { ...BOWL, lost, measured } };
  const line = (value, more = {}) =>
    pathOf(
      Array.from({ length: 6 }, (_, i) => [value + i, 0]),
      more,
    ); // prettier-ignore
  const paths = [line(0), line(100, { diverged_at: 2 }), line(4)];
  const together = curvesOf(paths, "held_out_together", known);
  assert.deepEqual([together.absent, all(together.values).slice(-6)], [[1], [2, 3, 4, 5, 6, 7]]);
  assert.deepEqual(together.members, { together: 7, alone: [5, 9] });
  assert.deepEqual(togetherSaid(together.members).arguments, { count: 2, together: "7", best: "5", mean: "7" });
  assert.equal(curvesOf([paths[0]], "held_out_together", known).members, null);
  const cycles = line(0, { rates: [3, 2, 3, 2, 1] });
  const snapshots = curvesOf([cycles, line(0)], "held_out_snapshots", known);
  const none = Number.NaN;
  assert.deepEqual([snapshots.absent, all(snapshots.values).slice(0, 6)], [[1], [none, none, 2, 2, 2, 3.5]]);
  const nothing = { ...known, along: { ...BOWL, lost: null } };
  for (const key of ["held_out_together", "held_out_snapshots"]) {
    assert.deepEqual(curvesOf([cycles], key, nothing).absent, [0]);
  }
});

test("predictions are averaged example by example, of their inputs alone", () => {
  const asked = [];
  const model = /** @type {any} */ ({
    inputs: ["x", "z"],
    predict(x, y, inputs, out) {
      asked.push([...inputs]);
      for (let i = 0; i < out.length; i += 1) out[i] = x * inputs[2 * i] + y * inputs[2 * i + 1];
    },
    lost: (said, held) => said.reduce((sum, one, i) => sum + (one - held[4 * (2 + i) + 2]) ** 2, 0),
  });
  const held = Float64Array.of(0, 0, 0, 2, 1, 1, 1, 0, /* rows */ 1, 2, 5, 1, 3, 4, 6, 1);
  const lost = ensemble(model, new Float64Array(0), held, held);
  const [of, mean] = [
    [1 + 2 - 5, 3 + 4 - 6], // (x, y) = (1, 1)
    [2 * 1 + 2 - 5, 2 * 3 + 4 - 6], // the mean of that and of (3, 1) is what (2, 1) says
  ];
  const members = [
    [1, 1],
    [3, 1],
  ];
  const squares = ([first, second]) => first ** 2 + second ** 2;
  assert.deepEqual(lost(members), [squares(of), squares(mean)]);
  assert.deepEqual(asked, Array(2).fill([1, 2, 3, 4]));
});

test("what a path lacks is absent", () => {
  const state = { velocity: shaped([3, 4, 0, 0], 2, 2) };
  const [moving, other] = [
    pathOf(
      [
        [1, 0],
        [2, 0],
      ],
      { state },
    ),
    pathOf([[1], [2]]),
  ];
  const { absent, values } = curvesOf([moving, other], "state.velocity", ORIGIN);
  assert.deepEqual([absent, all(values), values.shape], [[1], [5, 0, Number.NaN, Number.NaN], [2, 2]]);
  assert.deepEqual(curvesOf([other], "rate_y", ORIGIN).absent, [0]);
  const { absent: nowhere, ranges } = curvesOf([other], "distance", NOTHING_KNOWN);
  const nothing = { low: 0, high: 1, logarithmic: false, note: "there is nothing of this kind to show here" };
  assert.deepEqual([nowhere, ranges], [[0], { log: nothing, linear: nothing }]);
});

test("a logarithmic axis has whole decades, a linear one some room", () => {
  const path = pathOf([[10], [1], [0.5]]);
  const { base, ranges, title } = curvesOf([path], "loss", { minima: [{ point: [0], value: -1 }], tolerance: 1 });
  assert.deepEqual([title, base], ["loss", -1]);
  assert.deepEqual(ranges.log, { low: 0, high: 3, logarithmic: true, note: "above the lowest known minimum" });
  const room = 0.06 * 99.75;
  assert.deepEqual(ranges.linear, { low: 0.25 - room, high: 100 + room, logarithmic: false, note: "" });
  const still = curvesOf([pathOf([[0], [0]])], "loss", ORIGIN).ranges;
  assert.deepEqual([still.log, still.linear], Array(2).fill({ low: -0.06, high: 0.06, logarithmic: false, note: "" }));
  const { log } = curvesOf([path], "loss", NOTHING_KNOWN).ranges;
  assert.deepEqual([log.logarithmic, log.note], [false, "no minimum is known, so the scale is linear"]);
  const low = curvesOf([pathOf([[0.5], [0.1]])], "distance", ORIGIN).ranges.log;
  assert.deepEqual([low.low, low.high], [-1, 0]);
});

test("a path that diverges is followed a hundred starts upwards", () => {
  const paths = [pathOf([[1], [2]]), pathOf([[1], [1e6]], { diverged_at: 1 })];
  assert.equal(curvesOf(paths, "loss", ORIGIN).ranges.log.high, 3);
  assert.equal(curvesOf([paths[0], { ...paths[1], diverged_at: null }], "loss", ORIGIN).ranges.log.high, 13);
});

test("numbers that single precision does not hold stay as they are", () => {
  for (const values of [[1, 1e-40], [1e39], [Infinity]]) assert.deepEqual(all(narrowed(shaped(values, 1))), values);
  const narrow = narrowed(shaped([1, 0, -0.1, Number.NaN], 2, 2));
  assert.deepEqual([narrow instanceof Float32Array, narrow[2], narrow.shape], [true, Math.fround(-0.1), [2, 2]]);
});
