// Edits of a scenario, and the history of what was settled.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as edit from "../../../optviz/player/core/scenario.mjs";
import { SCENARIO } from "./server.mjs";

test("edits leave the old scenario as it was", () => {
  const scenario = Object.freeze({
    start: [0, 0],
    surface: { key: "ravine", tilt: 0 },
    noise: { key: "none" },
    optimizers: Object.freeze([Object.freeze({ key: "sgd", learning_rate: 0.1, label: "mine" }), { key: "adam" }]),
  });
  const before = JSON.stringify(scenario);
  assert.equal(edit.setHyperparameter(scenario, 0, "learning_rate", 0.5).optimizers[0].learning_rate, 0.5);
  assert.deepEqual(
    edit.duplicateOptimizer(scenario, 0).optimizers.map((o) => o.key),
    ["sgd", "sgd", "adam"],
  );
  assert.equal(edit.duplicateOptimizer(scenario, 0).optimizers[1].label, undefined);
  assert.deepEqual(
    edit.moveOptimizer(scenario, 0, 1).optimizers.map((o) => o.key),
    ["adam", "sgd"],
  );
  assert.deepEqual(
    edit.removeOptimizer(scenario, 0).optimizers.map((o) => o.key),
    ["adam"],
  );
  assert.deepEqual(edit.toggleOptimizer(scenario, "rmsprop", 0.3).optimizers.at(-1), { key: "rmsprop", learning_rate: 0.3 });
  assert.equal(edit.setLabel(scenario, 0, "").optimizers[0].label, undefined);
  assert.equal(edit.setSurfaceNumber(scenario, "tilt", 5).surface.tilt, 5);
  assert.equal(JSON.stringify(scenario), before);
});

test("each edit changes what it says, and nothing else", () => {
  const keys = ({ optimizers }) => optimizers.map(({ key }) => key);
  assert.deepEqual(keys(edit.toggleOptimizer(SCENARIO, "nesterov", 0.5)), ["sgd", "adam", "nesterov"]);
  assert.equal(edit.toggleOptimizer(SCENARIO, "nesterov", 0.5).optimizers[2].learning_rate, 0.5);
  assert.deepEqual(keys(edit.toggleOptimizer(edit.duplicateOptimizer(SCENARIO, 0), "sgd", 0.5)), ["adam"]);
  const rates = { adam: 7, nesterov: 0.5 };
  const [there, added] = edit.onlyOptimizers(edit.duplicateOptimizer(SCENARIO, 1), ["adam", "nesterov"], rates).optimizers;
  assert.deepEqual([there, added], [SCENARIO.optimizers[1], { key: "nesterov", learning_rate: 0.5 }]);
  assert.deepEqual(edit.setLabel(SCENARIO, 1, "mine").optimizers[1], { ...SCENARIO.optimizers[1], label: "mine" });
  assert.deepEqual(keys(edit.removeOptimizer(SCENARIO, 0)), ["adam"]);
  assert.deepEqual(keys(edit.moveOptimizer(SCENARIO, 0, 1)), ["adam", "sgd"]);
  const labelled = { ...SCENARIO, optimizers: [{ key: "sgd", label: "mine", learning_rate: 1 }, { key: "adam" }] };
  const doubled = edit.duplicateOptimizer(labelled, 0).optimizers;
  assert.deepEqual(doubled.slice(0, 2), [labelled.optimizers[0], { key: "sgd", learning_rate: 1 }]);
  assert.deepEqual(edit.setSchedule(SCENARIO, 1, { key: "cosine" }).optimizers[1].schedule, { key: "cosine" });
  assert.deepEqual(edit.setSurfaceNumber(SCENARIO, "tilt", 30).surface, { key: "bowl", tilt: 30 });
  assert.deepEqual(edit.setNoiseNumber(SCENARIO, "scale", 2).noise, { key: "none", scale: 2 });
});

test("another noise takes over numbers that it has as well, and no others", () => {
  const scale = { key: "scale", default: 0.5 };
  const noises = { none: { parameters: [] }, gaussian: { parameters: [scale] }, uniform: { parameters: [scale] } };
  const scenario = { noise: { key: "gaussian", scale: 2 }, seed: 3 };
  assert.deepEqual(edit.setNoise(scenario, "uniform", noises), { noise: { key: "uniform", scale: 2 }, seed: 3 });
  assert.deepEqual(edit.setNoise(scenario, "none", noises).noise, { key: "none" });
});

test("a start stays within reach of the domain, in four digits", () => {
  assert.deepEqual(edit.startRange([1, 3], 2), [0, 4]);
  const domain = [
    [-2, 2],
    [1, 3],
  ];
  assert.deepEqual(edit.boundedStart([0.123456, 9], domain, 2), [0.1235, 4]);
  assert.deepEqual(edit.boundedStart([-9, 1.5], domain, 2), [-4, 1.5]);
});

test("undo and redo walk over what was settled", () => {
  const history = new edit.History(3);
  for (const n of [1, 2, 2, 3]) history.note({ n });
  assert.equal(history.past.length, 3);
  assert.deepEqual(history.undo(), { n: 2 });
  assert.deepEqual(history.undo(), { n: 1 });
  assert.equal(history.canUndo, false);
  assert.deepEqual(history.redo(), { n: 2 });
  history.note({ n: 9 });
  assert.equal(history.canRedo, false);
  for (const n of [10, 11, 12]) history.note({ n });
  assert.equal(history.past.length, 3);
});

test("the history is bounded, and forgets what is oldest", () => {
  const history = new edit.History(3);
  for (const seed of [1, 2, 3, 4]) history.note({ ...SCENARIO, seed });
  assert.deepEqual(
    history.past.map(({ seed }) => seed),
    [2, 3, 4],
  );
  assert.equal(history.present.seed, 4);
});

test("what is noted of a newer request already is not noted again of one before it: one step is taken back by one undo", () => {
  const history = new edit.History();
  const [two, five] = [{ num_steps: 2 }, { num_steps: 5 }];
  for (const scenario of [two, five]) history.note(/** @type {any} */ (scenario));
  history.note(/** @type {any} */ ({ ...five }), 1);
  assert.deepEqual(history.past, [two, five]);
  assert.equal(history.undo(), two);
});
