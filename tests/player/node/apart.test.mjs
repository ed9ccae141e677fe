import assert from "node:assert/strict";
import test from "node:test";
import { comeApart, saidOfApart } from "../../../optviz/player/core/apart.mjs";

const SCENARIO = { surface: { key: "bowl" }, start: [0, 0], optimizers: [{ key: "sgd" }, { key: "adam" }], tolerance: 1 };
const DOMAIN = [
  [-2, 2],
  [-1, 1],
];

/** A run of two paths on the given numbers. */
function runOf(scenario, ...paths) {
  const tracks = paths.map((values, i) => ({
    path: { label: ["SGD", "Adam"][i] },
    points: Object.assign(Float64Array.from(values), { shape: [values.length / 2, 2] }),
  }));
  return { scenario, surface: { domain: DOMAIN }, tracks };
}
const still = [0, 0, 1, 1, 2, 2];

test("paths are apart from the step on at which one sees it", () => {
  const close = [0, 0, 1, 1.0099, 2, 2];
  const far = [0, 0, 1, 1, 2, 2.011];
  assert.deepEqual(comeApart(runOf(SCENARIO, still, close), runOf(SCENARIO, still, still)), []);
  const found = comeApart(runOf(SCENARIO, far, still), runOf(SCENARIO, still, still));
  assert.deepEqual(found, [{ label: "SGD", step: 2 }]);
  const ended = runOf(SCENARIO, still, [0, 0, Number.NaN, 0, 0, 0]);
  const all = [...found, ...comeApart(ended, runOf(SCENARIO, still, still))];
  assert.match(saidOfApart(all, true), /^SGD from step 2 on, Adam from step 1 on: the last bit .* from the server\.$/);
  assert.match(saidOfApart(found, false), /^SGD from step 2 on: .* from where this page was made\.$/);
});

test("runs of other numbers are not held beside each other", () => {
  const other = { ...SCENARIO, optimizers: [{ key: "sgd", learning_rate: 2 }, { key: "adam" }] };
  const moved = [0, 0, 5, 5, 9, 9];
  assert.deepEqual(comeApart(runOf(other, moved, still), runOf(SCENARIO, still, still)), []);
  assert.deepEqual(comeApart(runOf({ ...SCENARIO, start: [1, 1] }, moved, moved), runOf(SCENARIO, still, still)), []);
});
