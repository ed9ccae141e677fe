// Which maps are wished for: their axes, the sweeps that they are for the rules of an experiment, and their address.

import assert from "node:assert/strict";
import test from "node:test";
import * as wishes from "../../../optviz/player/core/map-wish.mjs";

const number = (key, low, high, scale, more = {}) => ({ key, title: key, low, high, scale, default: low, choices: [], ...more });
const CATALOGUE = {
  start_reach: 2,
  surfaces: {
    ravine: {
      domain: [
        [-1, 1],
        [-2, 2],
      ],
      weights: ["x", "y"],
      parameters: [number("tilt", 0, 90, "linear")],
    },
  },
  noises: { none: { parameters: [] } },
  schedules: { constant: { parameters: [number("warm_up", 0, 100, "linear")] } },
  optimizers: {
    sgd: { parameters: [number("learning_rate", 1e-6, 10, "log"), number("weight_decay", 0, 1, "linear", { advanced: true })] },
    momentum: {
      parameters: [
        number("learning_rate", 1e-6, 10, "log"),
        number("rho", 0, 0.999, "complement", { default: 0.9 }),
        number("form", 0, 1, "linear", { choices: ["a", "b"] }),
      ],
    },
  },
};
const SCENARIO = {
  surface: { key: "ravine", tilt: 10 },
  noise: { key: "none" },
  start: [0.5, 1],
  optimizers: [
    { key: "sgd", learning_rate: 0.1 },
    { key: "momentum", learning_rate: 0.02, label: "heavy" },
  ],
  ...{ num_steps: 50, seed: 0, tolerance: 1e-3 },
};
const GROUND = { rates: { sgd: 0.1, momentum: 0.03 } };

test("the first map is of the rule that has two numbers at hand, around the rate that suits", () => {
  const wish = wishes.usualWish(SCENARIO, CATALOGUE, GROUND);
  assert.deepEqual([wish.kind, wish.place, wish.outcome], ["numbers", 1, "final_loss"]);
  assert.deepEqual(wish.x, { key: "optimizer.learning_rate", low: 3e-4, high: 3, scale: "log", cells: 256 });
  assert.deepEqual(wish.y, { key: "optimizer.rho", low: 0, high: 0.999, scale: "complement", cells: 256 });
  const alone = wishes.usualWish({ ...SCENARIO, optimizers: SCENARIO.optimizers.slice(0, 1) }, CATALOGUE, GROUND);
  assert.deepEqual([alone.x.key, alone.y.key], ["optimizer.learning_rate", "surface.tilt"]);
});

test("of starts there is a map for each rule; of numbers one", () => {
  const wish = wishes.wishOfStarts(SCENARIO, CATALOGUE, GROUND, 64);
  const sweeps = wishes.sweepsOf(wish, SCENARIO);
  assert.deepEqual(
    sweeps.map(({ optimizer, outcome }) => [optimizer, outcome]),
    [
      [0, "minimum"],
      [1, "minimum"],
    ],
  );
  assert.deepEqual(sweeps[0].y, { key: "start.1", low: -2, high: 2, scale: "linear", cells: 64 });
  const [one] = wishes.sweepsOf(wishes.usualWish(SCENARIO, CATALOGUE, GROUND), SCENARIO);
  assert.equal(one.x.key, "optimizers.1.learning_rate");
  const alone = wishes.alone(one);
  assert.deepEqual([alone.optimizer, alone.x.key, alone.y.key], [0, "optimizers.0.learning_rate", "optimizers.0.rho"]);
  assert.deepEqual(alone.scenario.optimizers, [{ key: "momentum", learning_rate: 0.02 }]);
});

test("a map depends on all but the numbers that differ from cell to cell, and on no other rule", () => {
  const keyOf = (scenario) =>
    wishes.keyOf(wishes.alone(wishes.sweepsOf(wishes.usualWish(scenario, CATALOGUE, GROUND), scenario)[0]));
  const before = keyOf(SCENARIO);
  const change = (values) => keyOf(wishes.withNumbers(SCENARIO, values));
  assert.equal(change({ "optimizers.1.learning_rate": 0.5, "optimizers.1.rho": 0.2, "optimizers.0.learning_rate": 1 }), before);
  assert.notEqual(change({ "surface.tilt": 11 }), before);
  assert.notEqual(change({ "start.0": 0.6 }), before);
  assert.notEqual(change({ "optimizers.1.schedule.warm_up": 5 }), before);
});

test("numbers are read and written where they stand, or where their record has them", () => {
  const changed = wishes.withNumbers(SCENARIO, { "optimizers.1.schedule.warm_up": 5, "start.1": -1 });
  assert.deepEqual(changed.optimizers[1].schedule, { key: "constant", warm_up: 5 });
  assert.deepEqual(
    [changed.start, SCENARIO.start],
    [
      [0.5, -1],
      [0.5, 1],
    ],
  );
  const sweep = { ...wishes.sweepsOf(wishes.usualWish(SCENARIO, CATALOGUE, GROUND), SCENARIO)[0] };
  assert.equal(wishes.numberAt(sweep, "optimizers.1.rho", CATALOGUE), 0.9);
  assert.equal(wishes.numberAt(sweep, "surface.tilt", CATALOGUE), 10);
});

test("an address has what Python writes, and gives the wish back", () => {
  const wish = wishes.usualWish(SCENARIO, CATALOGUE, GROUND);
  const [sweep] = wishes.sweepsOf(wish, SCENARIO);
  assert.equal(
    wishes.sweepQuery(sweep),
    "sweep.optimizer=1&sweep.x=optimizers.1.learning_rate&sweep.x.low=0.0003&sweep.x.high=3&sweep.x.scale=log&sweep.x.cells=256" +
      "&sweep.y=optimizers.1.rho&sweep.y.low=0&sweep.y.high=0.999&sweep.y.scale=complement&sweep.y.cells=256&sweep.outcome=final_loss",
  );
  const { scenario, ...fields } = sweep;
  assert.deepEqual(wishes.wishOf(fields), wish);
  const starts = wishes.wishOfStarts(SCENARIO, CATALOGUE, GROUND);
  const { scenario: _, ...others } = wishes.sweepsOf(starts, SCENARIO)[0];
  assert.deepEqual(wishes.wishOf(others), starts);
  assert.equal(wishes.wishOf({ ...others, y: undefined }).y, null);
});

test("what an experiment does not have is not possible", () => {
  const wish = wishes.usualWish(SCENARIO, CATALOGUE, GROUND);
  const isPossible = (place) => wishes.isPossible({ ...wish, place }, SCENARIO, CATALOGUE);
  assert.deepEqual([0, 1, 2].map(isPossible), [false, true, false]);
});

test("a zoom stays within what is allowed, in as many digits as it tells apart", () => {
  const rho = CATALOGUE.optimizers.momentum.parameters[1];
  assert.deepEqual(wishes.within(rho, [-0.3, 0.512345678]), { low: 0, high: 0.5123 });
  assert.deepEqual(wishes.within(rho, [0.5000000123, 0.5000000456]), { low: 0.5000000123, high: 0.5000000456 });
});

test("a page without a server reads the address that it writes, and nothing that cannot be", () => {
  const catalogue = { ...CATALOGUE, outcomes: { final_loss: "final loss", minimum: "minimum" } };
  const [sweep] = wishes.sweepsOf(wishes.usualWish(SCENARIO, CATALOGUE, GROUND), SCENARIO);
  const query = wishes.sweepQuery(sweep);
  const { scenario, ...fields } = sweep;
  const read = (/** @type {string} */ text) => wishes.readSweep(text, SCENARIO, catalogue);
  assert.deepEqual(read(query), fields);
  assert.equal(read("surface=ravine"), null);
  const worse = [
    ["optimizer=1", "optimizer=7"],
    ["x.low=0.0003", "x.low=5"],
    ["x.cells=256", "x.cells=100000"],
    ["y.high=0.999", "y.high=1"],
    ["scale=log", "scale=loud"],
    ["1.rho", "1.form"],
    ["1.rho", "1.learning_rate"],
    ["final_loss", "warmth"],
  ];
  for (const [good, bad] of worse) assert.equal(read(query.replace(good, bad)), null, bad);
});

test("other rules are marked on a map that is theirs as well: only the numbers of its axes differ", () => {
  const rule = (learning_rate, rho, more = {}) => ({ key: "momentum", learning_rate, rho, ...more });
  const optimizers = [
    rule(0.1, 0.5),
    rule(0.2, 0.9, { label: "b" }),
    rule(0.1, 0.9, { form: "b" }),
    { key: "sgd", learning_rate: 1 },
  ];
  const scenario = { ...SCENARIO, optimizers };
  const axis = (key) => ({ key: wishes.anywhere(`optimizers.0.${key}`), low: 0.001, high: 1, scale: "log", cells: 8 });
  const wish = { kind: "numbers", place: 0, x: axis("learning_rate"), y: axis("rho"), outcome: "final_loss", cells: 8 };
  const on = (one) => wishes.othersOn(one, wishes.sweepsOf(one, scenario)[0]).map(({ optimizer, x }) => [optimizer, x.key]);
  assert.deepEqual(on(wish), [[1, "optimizers.1.learning_rate"]]);
  assert.deepEqual(on({ ...wish, y: null }), [], "their momentum is another one");
  assert.deepEqual(on({ ...wish, kind: "starts" }), []);
});
