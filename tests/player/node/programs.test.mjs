// The runner of programs, on programs written by hand: gradient descent on a parabola, whose paths are known in closed form.

import assert from "node:assert/strict";
import test from "node:test";
import { modulesOf, Programs } from "../../../optviz/player/core/programs.mjs";
import { CATALOGUE, drawn, MODULES, SCENARIO, WITH_TABLE } from "./descent.mjs";

const run = (changes) => new Programs(CATALOGUE, MODULES).run({ ...SCENARIO, ...changes });

test("a parabola is gone down by a factor a step, and each row has what its step met", () => {
  const [path] = run({});
  assert.deepEqual([...path.points], [1, -0.5, 0.5, -0.25, 0.25, -0.125, 0.125, -0.0625, 0.0625, -0.03125]);
  assert.deepEqual(path.points.shape, [5, 2]);
  assert.deepEqual([...path.losses].slice(0, 2), [1.25, 0.3125]);
  assert.deepEqual([...path.gradients].slice(0, 4), [2, -1, 1, -0.5]);
  assert.deepEqual([...path.learning_rates], [0.25, 0.25, 0.25, 0.25]);
  assert.deepEqual([...path.state.before].slice(0, 4), [-1, -1, 2, -1]);
  assert.deepEqual([...path.evaluations].slice(-3), [0, 4, 0]);
  assert.equal(path.diverged_at, null);
});

test("one weight, and a schedule with numbers of its own", () => {
  const schedule = { key: "halved", warm_up: 1 };
  const [path] = run({ surface: { key: "curve" }, start: [1], optimizers: [{ key: "descent", schedule }], num_steps: 2 });
  assert.deepEqual([...path.learning_rates], [0, 0.1 * 0.75]);
  assert.deepEqual([...path.points], [1, 1, 1 - 0.1 * 0.75]);
});

test("what a rule counts itself is told as it counts it", () => {
  const [path] = run({ optimizers: [{ key: "counting" }], num_steps: 2 });
  assert.deepEqual([...path.evaluations], [0, 0, 0, 1, 1, 2, 2, 2, 4]);
  assert.deepEqual(Object.keys(path.state), ["before"]);
});

test("a path that leaves the domain by far holds its last good row", () => {
  const [path] = run({ optimizers: [{ key: "descent", learning_rate: 10 }] }); // times -19 a step, 100 is the limit
  assert.equal(path.diverged_at, 2);
  assert.deepEqual([...path.points].slice(0, 6), [1, -0.5, -19, 9.5, -19, 9.5]);
  assert.deepEqual([...path.evaluations], [0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]);
  assert.deepEqual([...path.losses].slice(1), Array(4).fill(19 ** 2 * 1.25));
});

test("a start that is not good is held, with the largest number for what is not finite", () => {
  const [path] = run({ start: [1e200, -1e200] });
  assert.equal(path.diverged_at, 0);
  assert.equal(path.losses[4], Number.MAX_VALUE);
  assert.deepEqual([...path.points].slice(-2), [1e200, -1e200]);
});

test("noise pushes the gradient, and its draws are made once for a seed", () => {
  const programs = new Programs(CATALOGUE, MODULES);
  const noisy = { ...SCENARIO, noise: { key: "push" } };
  drawn.count = 0;
  const [path] = programs.run(noisy);
  assert.deepEqual([...path.gradients].slice(0, 2), [2 + 1.5, -1 + 1.5]);
  assert.equal(path.losses[0], 1.25);
  programs.run({ ...noisy, noise: { key: "push", scale: 1 } });
  assert.equal(drawn.count, 1);
  programs.run({ ...noisy, seed: 4 });
  assert.equal(drawn.count, 2);
});

test("a noise of batches has the numbers of the surface and its own", () => {
  const [path] = new Programs(WITH_TABLE, MODULES).run({ ...SCENARIO, noise: { key: "batch" } });
  assert.deepEqual([...path.gradients].slice(0, 2), [2, 2]);
  assert.equal(path.losses[0], 6);
});

test("regularisation: the true loss is kept, and decay is taken off beside the step", () => {
  const [path] = run({ optimizers: [{ key: "descent", learning_rate: 0.25, weight_decay: 0.4 }] });
  assert.equal(path.losses[0], 1.25);
  assert.deepEqual([...path.points].slice(2, 4), [0.5 - 0.25 * 0.4, -0.25 + 0.25 * 0.4 * 0.5]);
  const [clipped] = run({ optimizers: [{ key: "descent", decay_form: "l2" }] });
  assert.equal(clipped.losses[0], 1.25);
});

test("the modules of a scenario: each once, regularisation only where it is on, minima where they can move", () => {
  const optimizers = [{ key: "descent" }, { key: "descent", schedule: { key: "halved" } }];
  const names = [
    "surfaces/bowl",
    "minima/bowl",
    "noises/none-2",
    "optimizers/descent-2",
    "schedules/constant",
    "schedules/halved",
  ];
  assert.deepEqual(modulesOf(CATALOGUE, { ...SCENARIO, optimizers }), names);
  const regularised = { ...SCENARIO, noise: { key: "batch" }, optimizers: [{ key: "descent", clip_norm: 1 }] };
  assert.deepEqual(modulesOf(CATALOGUE, regularised).slice(2, 3), ["noises/batch-bowl"]);
  const { bowl } = CATALOGUE.surfaces;
  for (const still of [{ parameters: [] }, { has_ground: false }]) {
    const surfaces = { bowl: { ...bowl, ...still } };
    assert.deepEqual(modulesOf({ ...CATALOGUE, surfaces }, SCENARIO).slice(0, 2), ["surfaces/bowl", "noises/none-2"]);
  }
  assert.ok(modulesOf(CATALOGUE, regularised).includes("regularisation/2"));
});
