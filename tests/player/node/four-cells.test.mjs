// Four cells of a map at once, by a machine that is written by hand: how its memory is filled, and what is read of it.

import assert from "node:assert/strict";
import test from "node:test";
import { FourCells } from "../../../optviz/player/core/four-cells.mjs";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { Sweeper } from "../../../optviz/player/core/sweeping.mjs";
import { CATALOGUE, MODULES, SCENARIO } from "./descent.mjs";

const PLACES = {
  rule: 64,
  rows: 192,
  runs: 512,
  running: 1024,
  ended: 1028,
  limits: 1032,
  factors: 1040,
  powers: 2048,
  table: 8,
  powered: [0],
  told: 8192,
};
const STEPS = 3;
const scenario = {
  ...SCENARIO,
  ...{ surface: { key: "bowl", curvature: 2 }, optimizers: [{ key: "descent", learning_rate: 0.25 }] },
  ...{ num_steps: STEPS, start: [1, -0.5], tolerance: 1e-3 },
};
const programs = new Programs({ ...CATALOGUE, start_reach: 2 }, MODULES);

/** Runs whose point is halved in each step; the run of cell `ends` is over at its second row. */
function machine(ends) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const run = (from, to) => {
    const [room, bits] = [new Float64Array(memory.buffer), new BigInt64Array(memory.buffer)];
    for (let step = from; step < to; step += 1) {
      for (let cell = 0; cell < 4; cell += 1) {
        const start = (i) => room[(cell >> 1) * PLACES.runs + (cell & 1) + PLACES.rows + 2 * i];
        const at = PLACES.told + step * 12 + (cell >> 1) * 6 + (cell & 1);
        for (const i of [0, 1]) room[at + 2 * i] = start(i) / 2 ** step;
        room[at + 4] = room[at] ** 2 + room[at + 2] ** 2;
        bits[PLACES.ended + cell] = cell === ends && step === 1 && bits[PLACES.running + cell] ? -1n : 0n;
      }
      if (ends >= 0 && bits[PLACES.ended + ends]) return step;
    }
    return to;
  };
  return { memory, run };
}

test("each run has its own start and numbers, and is read where it was told", () => {
  const way = programs.wayOf(scenario, 0, false);
  const made = machine(2);
  const four = new FourCells(made, PLACES, way, STEPS + 1);
  assert.ok(made.memory.buffer.byteLength >= (PLACES.told + 12 * (STEPS + 1)) * 8);
  assert.deepEqual([...four.room.subarray(PLACES.limits, PLACES.limits + 4)], [0, 100, 0, 100]);
  assert.deepEqual([...four.room.subarray(PLACES.factors, PLACES.factors + 4)], [1, 1, 1, 1]);
  for (let cell = 0; cell < four.cells; cell += 1) four.put(cell, way, Float64Array.of(cell + 1, -cell));
  assert.deepEqual(
    [0, 1, 2, 3].map((cell) => four.room[(cell >> 1) * PLACES.runs + (cell & 1)]), // the curvature
    [2, 2, 2, 2],
  );
  assert.equal(four.room[PLACES.runs + 1 + PLACES.rule], 0.25);
  const powers = (at) => [...four.room.subarray(PLACES.powers + at * PLACES.table, PLACES.powers + (at + 1) * PLACES.table)];
  four.room.fill(1, PLACES.powers, PLACES.powers + 2 * PLACES.table);
  four.put(3, way, Float64Array.of(4, -3)); // the same numbers, whose powers stay
  assert.deepEqual([powers(0), powers(1)], [Array(8).fill(1), Array(8).fill(1)]);
  four.put(2, { ...way, numbers: Float64Array.of(0.5) }, Float64Array.of(3, -2));
  assert.deepEqual([powers(0), powers(1)], [Array(8).fill(1), Array(8).fill(0)]);
  four.go();
  assert.deepEqual(
    [0, 1, 2, 3].map((cell) => four.told(cell).good),
    [4, 4, 1, 4], // the others went on
  );
  const { values, begin, stride, apart } = four.told(3);
  assert.deepEqual([values[begin], values[begin + apart], values[begin + stride], values[begin + 2 * apart]], [4, -3, 2, 25]);
});

test("a row of cells goes by fours to its end", () => {
  const at = { key: "start.0", low: -1, high: 1, scale: "linear", cells: 6 };
  const sweep = { scenario, optimizer: 0, x: at, y: null, outcome: "final_loss" };
  const manyAtOnce = { namesOf: FourCells.namesOf, of: (way) => new FourCells(machine(-1), PLACES, way, STEPS + 1) };
  const named = { ...CATALOGUE.surfaces.bowl, start: [1, 1], weights: ["x", "y"] };
  const catalogue = { ...CATALOGUE, start_reach: 2, surfaces: { ...CATALOGUE.surfaces, bowl: named } };
  const sweeper = new Sweeper(new Programs(catalogue, MODULES), sweep, manyAtOnce);
  const counts = [];
  for (let column = 0; column < 6; column += counts.at(-1)) counts.push(sweeper.run(0, column));
  assert.deepEqual(counts, [4, 2]);
  for (const [i, x] of sweeper.found.x.entries()) {
    assert.ok(Math.abs(sweeper.found.losses[i] - (x * x + 0.25) / 64) < 1e-12);
    assert.equal(sweeper.found.diverged_at[i], -1);
  }
});

test("where the programs or the browser cannot, cells go one by one", () => {
  const way = programs.wayOf(scenario, 0, false);
  const names = FourCells.namesOf(scenario);
  assert.deepEqual(names, ["cells/bowl", "cells/descent-2"]);
  const of = (loss, rule, other = way) =>
    FourCells.of(other, Object.fromEntries([loss, rule].map((one, i) => [names[i], one])), scenario);
  assert.equal(of(undefined, undefined), null);
  assert.equal(of({ code: null }, { code: "AGFzbQEAAAA=" }), null);
  assert.equal(of({ code: "bm8gY29kZQ==" }, { code: "bm8gY29kZQ==" }), null);
  const noisy = programs.wayOf({ ...scenario, noise: { key: "push", scale: 1 } }, 0, false);
  assert.equal(of({ code: "AGFzbQEAAAA=" }, { code: "AGFzbQEAAAA=" }, noisy), null);
});
