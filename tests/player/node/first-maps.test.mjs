// The first maps after a movement: made at once where a frame has room for them, as those are that workers make.

import assert from "node:assert/strict";
import test from "node:test";
import { COARSE, FirstMaps } from "../../../optviz/player/core/first-maps.mjs";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { Sweeper } from "../../../optviz/player/core/sweeping.mjs";
import { CATALOGUE, MODULES, SCENARIO } from "./descent.mjs";

const BOWL = { ...CATALOGUE.surfaces.bowl, start: [1, 1], weights: ["x", "y"] };
const NAMED = { ...CATALOGUE, start_reach: 2, surfaces: { bowl: BOWL } };
const axis = (key, high) => ({ key, low: 0.1, high, scale: "linear", cells: 64 });
const sweep = {
  scenario: {
    ...SCENARIO,
    ...{ surface: { key: "bowl", curvature: 2 }, optimizers: [{ key: "descent", learning_rate: 0.25 }] },
    ...{ num_steps: 6, tolerance: 1e-3, start: [1, -0.5] },
  },
  ...{ optimizer: 0, x: axis("optimizers.0.learning_rate", 1.5), y: axis("surface.curvature", 2), outcome: "final_loss" },
};

/** Maps where each look at the clock takes so many milliseconds. */
function made(...costs) {
  let time = 0;
  let cost = 0;
  const load = async (name) => MODULES[name] ?? {};
  const maps = new FirstMaps(NAMED, load, () => {
    time += cost;
    return time;
  });
  const [first, ...others] = costs.map((one) => async () => {
    cost = one;
    return maps.make([sweep]);
  });
  return [first, ...others, () => maps.expected([sweep])];
}

test("they are there once the programs are, and are the cells of the finer ones", async () => {
  const [first, again, expected] = made(0, 0);
  assert.equal(await first(), null);
  await new Promise((done) => setImmediate(done));
  assert.equal(expected(), 0);
  const [{ shape, losses, x, y }] = await again();
  assert.equal(expected(), COARSE);
  assert.deepEqual(shape, [COARSE, COARSE]);
  const whole = new Sweeper(new Programs(NAMED, MODULES), sweep);
  for (const [row, column] of [
    [0, 0],
    [7, 21],
    [21, 5],
  ]) {
    whole.run(3 * row, 3 * column);
    assert.equal(losses[row * COARSE + column], whole.found.losses[3 * row * 64 + 3 * column]);
    assert.ok(Math.abs(x[column] - whole.found.x[3 * column]) + Math.abs(y[row] - whole.found.y[3 * row]) < 1e-12);
  }
});

test("they are coarser where there is less room, and none where there is none", async () => {
  const [first, little, none, free, expected] = made(0, 0.1, 2, 0);
  await first();
  await new Promise((done) => setImmediate(done));
  assert.deepEqual((await little())[0].shape, [8, 8]);
  assert.equal(expected(), 8);
  assert.equal(await none(), null);
  assert.equal(expected(), 0);
  assert.deepEqual((await free())[0].shape, [COARSE, COARSE]); // the machine was busy
  for (let i = 0; i < 3; i += 1) assert.equal(await none(), null);
  assert.equal(await free(), null); // three in a row: nothing of this kind is tried again
});
