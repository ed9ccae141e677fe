// Lessons: what their comparisons find on a run, and how far somebody is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { hasAll, hold, quantityOf, saidValue } from "../../../optviz/player/core/claims.mjs";
import { LessonSteps } from "../../../optviz/player/core/lesson-steps.mjs";

const CATALOGUE = {
  surfaces: { bowl: { parameters: [{ key: "width", default: 2 }] } },
  optimizers: {
    sgd: {
      parameters: [
        { key: "learning_rate", default: 0.1 },
        { key: "rho", default: 0.5 },
      ],
    },
  },
};

/** A run of SGD from 4 over −2 and 1 to 0 on a bowl, where it diverged at a step. */
function run(points = [4, 0, -2, 0, 1, 0, 0, 0], divergedAt = null) {
  const rows = points.length / 2;
  const track = {
    path: { diverged_at: divergedAt },
    points: Object.assign(Float64Array.from(points), { shape: [rows, 2] }),
    losses: Float64Array.from({ length: rows }, (_, t) => points[2 * t] ** 2),
    gradientsTaken: Int32Array.from({ length: rows }, (_, t) => t),
    detail: { from: 0, gradients: Float64Array.from(points, (x) => 2 * x), learning_rates: new Float64Array(rows).fill(0.5) },
  };
  const surface = { knownMinima: [{ point: [0, 0], value: 0 }] };
  const scenario = { surface: { key: "bowl" }, optimizers: [{ key: "sgd", learning_rate: 0.5, label: "mine" }], tolerance: 0.1 };
  return /** @type {any} */ ({ scenario, surface, tracks: [track] });
}

const of = (name, row = null, place = 0) => ({ of: "sgd", place, name, row });
const value = (quantity, at = run()) => quantityOf(quantity, at, CATALOGUE);

test("each quantity of a path is what its name says", () => {
  const expected = {
    ...{ loss: 0, x: 0, y: 0, distance: 0, step: 1, slope: 0, gradients: 3, rate: 0.5 },
    ...{ ahead_x: 0.5 * (0 - 1), ahead_y: 0, gradients_needed: 3 },
    ...{ steps: 3, touched: 3, diverged: Number.POSITIVE_INFINITY, best: 0, highest: 16, length: 6 + 3 + 1 },
    ...{ turns_x: 2, turns_y: 0, overshoot_x: 2, overshoot_y: 0, learning_rate: 0.5 },
  };
  for (const [name, wanted] of Object.entries(expected)) assert.equal(value(of(name)), wanted, name);
  assert.deepEqual([value(of("x", 1)), value(of("step", 1)), value(of("step", 0)), value(of("slope", 1))], [-2, 6, 0, 4]);
});

test("what a run has not is not a number, and compares with nothing", () => {
  const none = [
    of("loss", 9),
    of("loss", null, 1),
    of("label"),
    { ...of("loss"), of: "adam" },
    { ...of("depth"), of: "surface" },
  ];
  for (const quantity of none) assert.equal(value(quantity), Number.NaN, quantity.name);
  assert.equal(value({ ...of("width"), of: "surface" }), 2);
  const unknown = { ...run(), surface: { knownMinima: null } };
  for (const name of ["steps", "touched", "distance", "overshoot_x"]) assert.equal(value(of(name), unknown), Number.NaN);
  const one = (quantity) => [
    {
      sides: [
        { factor: 1, quantity },
        { factor: 9, quantity: null },
      ],
      signs: ["<"],
    },
  ];
  assert.equal(hold(one(of("loss")), run(), CATALOGUE), true);
  assert.equal(hold(one(of("loss", 9)), run(), CATALOGUE), false);
  assert.deepEqual(
    [of("loss"), of("loss", 9)].map((quantity) => hasAll(one(quantity), run(), CATALOGUE)),
    [true, false],
  );
});

test("a path that has diverged never arrives, and one without minima neither", () => {
  const at = run(undefined, 2);
  assert.equal(value(of("steps"), at), Number.POSITIVE_INFINITY);
  assert.equal(value(of("diverged"), at), 2);
  assert.equal(value(of("steps"), { ...run(), surface: { knownMinima: [] } }), Number.POSITIVE_INFINITY);
  assert.equal(saidValue(of("steps"), Number.POSITIVE_INFINITY, "never"), "never");
  assert.equal(saidValue(of("loss"), 0.25, "never"), "0.25");
});

test("about the same is within two in a hundred, and never infinite", () => {
  const near = (left, right) =>
    hold([{ sides: [left, right].map((factor) => ({ factor, quantity: null })), signs: ["~"] }], run(), CATALOGUE);
  assert.deepEqual([near(100, 102), near(100, 103), near(0, 0), near(1, Number.POSITIVE_INFINITY)], [true, false, true, false]);
});

test("an answer uncovers the picture, and is kept; a goal is reached once", () => {
  let kept = {};
  const memory = { read: () => kept, write: (all) => (kept = all) };
  const steps = new LessonSteps(memory);
  steps.open("zigzag");
  assert.equal(steps.isCovered, true);
  steps.answer(1);
  assert.equal(steps.isCovered, false);
  assert.deepEqual([steps.reach(), steps.reach()], [true, false]);
  steps.open("momentum");
  assert.equal(steps.isCovered, true);
  steps.open("zigzag");
  assert.deepEqual(steps.progress, { answer: 1, done: true });
  steps.askAgain();
  assert.equal(steps.isCovered, true);
  assert.deepEqual(kept, { zigzag: { answer: null, done: true } });
});
