// Sweeps where the hand is, on gradient descent on a parabola, whose runs are known in closed form.

import assert from "node:assert/strict";
import test from "node:test";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { atMost, SweepWork, together } from "../../../optviz/player/core/sweep-work.mjs";
import { roomFor, Sweeper } from "../../../optviz/player/core/sweeping.mjs";
import { CATALOGUE, MODULES, SCENARIO } from "./descent.mjs";

const NAMED = {
  ...CATALOGUE,
  start_reach: 2,
  surfaces: Object.fromEntries(
    Object.entries(CATALOGUE.surfaces).map(([key, one]) => [
      key,
      { ...one, start: one.domain.map(() => 1), weights: ["x", "y"] },
    ]),
  ),
};
const RATE = { key: "optimizers.0.learning_rate", low: 0.25, high: 1.5, scale: "linear", cells: 6 };
const CURVATURE = { key: "surface.curvature", low: 1, high: 2, scale: "linear", cells: 3 };
const STEPS = 6;
const scenario = {
  ...SCENARIO,
  ...{ surface: { key: "bowl", curvature: 2 }, optimizers: [{ key: "descent", learning_rate: 0.25 }] },
  ...{ num_steps: STEPS, tolerance: 1e-3, start: [1, -0.5] },
};
const sweep = (x, y = null, changes = {}) => ({
  scenario: { ...scenario, ...changes },
  optimizer: 0,
  x,
  y,
  outcome: "final_loss",
});

function swept(asked) {
  const sweeper = new Sweeper(new Programs(NAMED, MODULES), asked);
  const [rows, columns] = sweeper.found.shape;
  for (let row = 0; row < rows; row += 1) for (let column = 0; column < columns; ) column += sweeper.run(row, column);
  return sweeper.found;
}

test("each cell is (1 − ηc)ⁿ of the start, and diverges beyond a hundred half-widths", () => {
  const {
    losses,
    first_losses: first,
    distances,
    diverged_at: diverged,
    steps,
    minima,
    shape,
    x,
    y,
  } = swept(sweep(RATE, CURVATURE));
  assert.deepEqual(shape, [3, 6]);
  for (const [row, curvature] of y.entries()) {
    for (const [column, rate] of x.entries()) {
      const cell = row * 6 + column;
      const factor = (1 - rate * curvature) ** 2;
      const level = (n) => 0.625 * curvature * factor ** n;
      assert.ok(Math.abs(first[cell] - 0.625 * curvature) < 1e-12);
      assert.equal(diverged[cell], -1);
      assert.ok(Math.abs(losses[cell] - level(STEPS)) <= 1e-9 * (1 + level(STEPS)));
      assert.ok(Math.abs(distances[cell] - Math.sqrt((2 * level(STEPS)) / curvature)) < 1e-6 * (1 + distances[cell]));
      const settled = [0, 1, 2, 3, 4, 5, 6].find((n) => [0, 1, 2, 3, 4, 5, 6].slice(n).every((k) => level(k) <= 1e-3));
      assert.equal(steps[cell], settled ?? -1);
      assert.equal(minima[cell], level(STEPS) <= 1e-3 ? 0 : -1);
    }
  }
});

test("what has diverged keeps its last good loss and has settled nowhere", () => {
  const far = { ...RATE, low: 1, high: 40, cells: 2 };
  const { losses, diverged_at: diverged, steps, minima } = swept(sweep(far));
  assert.deepEqual([...diverged], [-1, 2]); // 79, and then 79² half-widths away
  assert.ok(Math.abs(losses[1] - 1.25 * 79 ** 2) < 1e-6);
  assert.deepEqual([steps[1], minima[1]], [-1, -1]);
});

test("starts lead to the minimum, within steps that grow with their distance", () => {
  const [x, y] = ["start.0", "start.1"].map((key) => ({ key, low: -1, high: 1, scale: "linear", cells: 3 }));
  const { steps, minima } = swept(sweep(x, y));
  assert.deepEqual([...minima], Array(9).fill(0));
  assert.equal(steps[4], 0);
  assert.equal(steps[0], 6); // 2 · 0.25ⁿ falls below 0.001 at the sixth step
});

test("numbers of schedules, of noise and of regularisation that is off", () => {
  const schedule = { key: "optimizers.0.schedule.warm_up", low: 0, high: 3, scale: "linear", cells: 4 };
  const warm = swept(
    sweep(schedule, null, { optimizers: [{ key: "descent", learning_rate: 0.25, schedule: { key: "halved", warm_up: 0 } }] }),
  );
  assert.ok(warm.losses[0] < warm.losses[1] && warm.losses[1] < warm.losses[3]);
  const decay = { key: "optimizers.0.weight_decay", low: 0, high: 1, scale: "linear", cells: 2 };
  const decayed = swept(sweep(decay));
  assert.ok(Math.abs(decayed.losses[0] - 1.25 * 0.25 ** STEPS) < 1e-12);
  assert.ok(Math.abs(decayed.losses[1] - 1.25 * 0.25 ** (2 * STEPS)) < 1e-12); // each step takes as much again
  const noise = { key: "noise.scale", low: 0, high: 1, scale: "linear", cells: 2 };
  const pushed = swept(sweep(noise, null, { noise: { key: "push", scale: 0 }, num_steps: 3, seed: 2 }));
  assert.ok(Math.abs(pushed.losses[0] - 1.25 * 0.25 ** 3) < 1e-12);
  assert.ok(pushed.losses[1] > 0.2);
});

test("whole numbers stay whole", () => {
  const whole = {
    ...NAMED,
    surfaces: {
      ...NAMED.surfaces,
      bowl: { ...NAMED.surfaces.bowl, parameters: [{ key: "curvature", default: 1, choices: [], integer: true }] },
    },
  };
  const { x } = roomFor(whole, sweep({ ...CURVATURE, low: 1, high: 4, cells: 6 }));
  assert.deepEqual([...x], [1, 2, 2, 3, 3, 4]);
});

test("work is told coarse first, in parts that make up a map, and ends when it is stopped", async () => {
  const told = [];
  let now = 0;
  const place = {
    catalogue: NAMED,
    load: async (name) => MODULES[name] ?? { width: 0 },
    tell: (answer) => told.push(answer),
    now: () => (now += 3),
    pause: async () => {},
    hear: (share) => shares.push(share),
  };
  const shares = [];
  const asked = sweep({ ...RATE, cells: 9 }, { ...CURVATURE, cells: 9 });
  for (const part of [0, 1]) await new SweepWork(place).answer({ sweeps: [asked], stages: [3, 9], part, parts: 2 });
  assert.deepEqual(
    told.map(({ stage, part }) => [stage, part]),
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ],
  );
  const whole = together([told[1], told[3]]);
  assert.deepEqual(
    [shares.filter((share) => share === 1).length, shares.every((share) => share > 0 && share <= 1)],
    [2, true], // once for each part
  );
  assert.deepEqual([...whole.losses], [...swept(asked).losses]);
  assert.deepEqual(atMost(asked, 4).y.cells, 4);
  assert.equal(atMost({ ...asked, y: null }, 4).y, null);
  told.length = 0;
  const work = new SweepWork({ ...place, pause: async () => work.stop() });
  await work.answer({ sweeps: [asked], stages: [9], part: 0, parts: 1 });
  assert.deepEqual(told, []);
});

test("programs that do not come are asked for again with the next question", async () => {
  const told = [];
  let isCut = true;
  const place = {
    catalogue: NAMED,
    load: async (name) => {
      if (isCut && name.startsWith("surfaces/")) throw new TypeError("the line is cut");
      return MODULES[name] ?? { width: 0 };
    },
    tell: (answer) => told.push(answer),
    now: () => 0,
    pause: async () => {},
    hear: () => {},
  };
  const work = new SweepWork(place);
  const question = { sweeps: [sweep({ ...RATE, cells: 9 })], stages: [9], part: 0, parts: 1 };
  await work.answer(question);
  assert.deepEqual(told, []);
  isCut = false;
  await work.answer(question);
  assert.equal(told.length, 1);
});
