// The strip of a learning rate's track: the colours of its final losses, where it diverges, and which rate is lowest.

import assert from "node:assert/strict";
import test from "node:test";
import { Programs } from "../../../optviz/player/core/programs.mjs";
import { CELLS, StripWork, stripOf } from "../../../optviz/player/core/strip.mjs";
import { CATALOGUE, MODULES, SCENARIO } from "./descent.mjs";

const RULES = {
  ...{ tints: 8, lightest: 0.5, alike: 2 ** -18, patterns: {} },
  ramps: { light: ["#000000", "#ffffff"] },
  grown: { light: ["#ff0000", "#ffff00"] },
  ...{ hatched: {}, shades: {}, of_minima: {}, muted: { light: "#777777" }, ink: { light: "#111111" } },
  special: {
    light: [
      ["#ffffff", "falling", "#888888"],
      ["#888888", "dots", "#ffffff"],
      ["#ffffff", "stippled", "#888888"],
    ],
  },
};
const catalogue = {
  ...CATALOGUE,
  start_reach: 2,
  surfaces: { bowl: { ...CATALOGUE.surfaces.bowl, start: [1, 1], weights: ["x", "y"] } },
};
const scenario = {
  ...SCENARIO,
  ...{ surface: { key: "bowl", curvature: 2 }, start: [1, -0.5], num_steps: 4, tolerance: 1e-3 },
  optimizers: [
    { key: "counting", learning_rate: 0.1 },
    { key: "descent", learning_rate: 0.25, label: "mine" },
  ],
};

test("a track shows the final loss at each of its rates, made a little at a time", () => {
  const sweep = stripOf(scenario, 1, [0.01, 100]);
  assert.deepEqual(sweep.scenario.optimizers, [{ key: "descent", learning_rate: 0.25 }]);
  const work = new StripWork(new Programs(catalogue, MODULES), sweep);
  let turns = 0;
  let strip = null;
  while (!strip) {
    strip = work.go(() => false, "light", RULES);
    turns += 1;
  }
  assert.equal(turns, CELLS);
  assert.deepEqual([strip.low, strip.high, strip.colours.length], [0.01, 100, CELLS]);
  const rates = work.sweeper.found.x;
  const lossAt = (rate) => 1.25 * (1 - 2 * rate) ** 8;
  const best = rates.reduce((least, rate) => (lossAt(rate) < lossAt(least) ? rate : least));
  assert.equal(strip.colours[rates.indexOf(best)], "#000000");
  assert.match(strip.text, /dotted has diverged; lowest at 0\.(49|5\d?)$/);
  const first = strip.colours.indexOf(null); // |1 − 2η|ⁿ is beyond a hundred half-widths of the domain within 4 steps
  assert.ok(rates[first] > 2 && rates[first] < 2.8 && strip.colours.slice(first).every((colour) => colour === null));
});

test("where many rates arrive it says from which on to which", () => {
  const { value, gradient, ...bowl } = MODULES["surfaces/bowl"];
  const higher = { value: (x, y, numbers) => value(x, y, numbers) + 3, gradient: (...given) => gradient(...given) + 3 };
  const modules = { ...MODULES, "surfaces/bowl": { ...bowl, ...higher } };
  const long = { ...scenario, num_steps: 40 }; // 1.25 (1 − 2η)⁸⁰ is 3 · 2⁻¹⁸ at 0.068 and 0.932
  const work = new StripWork(new Programs(catalogue, /** @type {any} */ (modules)), stripOf(long, 1, [0.01, 100]));
  const { colours, text } = work.go(() => true, "light", RULES);
  const [, low, high] = text.match(/; nowhere lower than from ([\d.]+) to ([\d.]+)$/).map(Number);
  const places = [low, high].map((rate) => work.sweeper.found.x.findIndex((one) => Math.abs(one / rate - 1) < 0.06));
  assert.ok(places[1] > places[0] + 8, text);
  const arrived = colours.flatMap((colour, i) => (colour === "#000000" ? [i] : []));
  assert.deepEqual([arrived[0], arrived.at(-1), arrived.length], [...places, places[1] - places[0] + 1]);
  assert.ok(low > 0.067 && low < 0.08 && high > 0.8 && high < 0.94, text);
});

test("where all rates diverge none is the lowest", () => {
  const work = new StripWork(new Programs(catalogue, MODULES), stripOf(scenario, 1, [50, 100]));
  const { colours, text } = work.go(() => true, "light", RULES);
  assert.ok(colours.every((colour) => colour === null));
  assert.match(text, /diverged$/);
});
