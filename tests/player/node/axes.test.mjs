// Axes of maps: the values along them, where values stand, ticks; and the numbers of a run that they can have.

import assert from "node:assert/strict";
import test from "node:test";
import { parametersOf, placeOn, ticksAlong, titleOf, valueOn, valuesAlong } from "../../../optviz/player/core/axes.mjs";
import { CATALOGUE, SCENARIO } from "./descent.mjs";

const AXES = {
  linear: { key: "a", low: -1, high: 3, scale: "linear", cells: 5 },
  log: { key: "a", low: 0.01, high: 100, scale: "log", cells: 5 },
  complement: { key: "a", low: 0, high: 0.999, scale: "complement", cells: 4 },
};
const close = (found, wanted) =>
  assert.ok(
    found.every((value, i) => Math.abs(value - wanted[i]) < 1e-12),
    String(found),
  );

test("neighbours differ by a sum, by a factor, or by a factor of what is left to 1", () => {
  close([...valuesAlong(AXES.linear)], [-1, 0, 1, 2, 3]);
  close([...valuesAlong(AXES.log)], [0.01, 0.1, 1, 10, 100]);
  close([...valuesAlong(AXES.complement)], [0, 0.9, 0.99, 0.999]);
});

test("the middle of a cell is where its value stands, and back", () => {
  for (const axis of Object.values(AXES)) {
    for (const [i, value] of valuesAlong(axis).entries()) {
      assert.ok(Math.abs(placeOn(axis, value) - i - 0.5) < 1e-9);
      assert.ok(Math.abs(valueOn(axis, i + 0.5) - value) < 1e-9);
    }
  }
});

test("ticks stand at round numbers", () => {
  const shown = (axis, most) => ticksAlong(axis, most, CATALOGUE.ticks).map(({ share, text }) => [share.toFixed(3), text]);
  assert.deepEqual(shown(AXES.linear, 6), [
    ["0.100", "−1"],
    ["0.300", "0"],
    ["0.500", "1"],
    ["0.700", "2"],
    ["0.900", "3"],
  ]);
  assert.deepEqual(
    shown(AXES.log, 3).map(([, text]) => text),
    ["10⁻²", "10⁰", "10²"],
  );
  assert.deepEqual(shown(AXES.complement, 6), [
    ["0.125", "0"],
    ["0.375", "0.9"],
    ["0.625", "0.99"],
    ["0.875", "0.999"],
  ]);
  assert.deepEqual(
    ticksAlong({ ...AXES.complement, low: 0.5, high: 0.95 }, 6, CATALOGUE.ticks).map(({ text }) => text),
    ["0.5", "0.8", "0.9", "0.95"],
  );
});

test("a run depends on its start, its surface, its rule, its schedule and its noise", () => {
  const catalogue = { ...CATALOGUE, start_reach: 2, surfaces: { bowl: { ...CATALOGUE.surfaces.bowl, weights: ["x", "y"] } } };
  const scenario = { ...SCENARIO, noise: { key: "push" } };
  const found = parametersOf(scenario, 0, catalogue);
  assert.deepEqual(
    [...found.keys()],
    [
      ...["start.0", "start.1", "surface.curvature", "optimizers.0.learning_rate", "optimizers.0.weight_decay"],
      ...["optimizers.0.decay_form", "optimizers.0.clip_norm", "optimizers.0.schedule.warm_up", "noise.scale"],
    ],
  );
  const start = found.get("start.1");
  assert.deepEqual([start.low, start.high, start.range], [-2, 2, [-1, 1]]);
  assert.equal(titleOf("start.1", start, { title: "Bowl" }), "start, y");
  assert.equal(titleOf("surface.curvature", { title: "curvature" }, { title: "Bowl" }), "Bowl: curvature");
});
