// Theory over a map: momentum on a quadratic diverges beyond 2(1 + ρ)/L, and is fastest where Polyak (1964) says.

import assert from "node:assert/strict";
import test from "node:test";
import { theoryOf } from "../../../optviz/player/core/map-theory.mjs";

const number = (key, usual) => ({ key, default: usual, choices: [] });
const CATALOGUE = {
  optimizers: { momentum: { parameters: [number("learning_rate", 0.1), number("rho", 0.9), number("weight_decay", 0)] } },
};
const RULE = { a: (share, [, rho]) => 1 + rho - share, b: (_share, [, rho]) => rho };
const SCENARIO = { noise: { key: "none" }, optimizers: [{ key: "momentum", learning_rate: 0.1 }] };
const RATES = { key: "optimizers.0.learning_rate", low: 1e-3, high: 1, scale: "log", cells: 64 };
const RHO = { key: "optimizers.0.rho", low: 0, high: 0.99, scale: "complement", cells: 64 };
const [SMALLEST, LARGEST] = [1, 25];
const QUADRATIC = { curvatures: [SMALLEST, LARGEST] };
const theory = (changes = {}, rule = RULE, quadratic = QUADRATIC, x = RATES, y = RHO) =>
  theoryOf(/** @type {any} */ ({ scenario: { ...SCENARIO, ...changes }, x, y }), rule, quadratic, CATALOGUE);

test("the border and the optimum are those of the books, whichever axis the rate has", () => {
  const { border, optimum } = theory();
  assert.equal(border.length, 97);
  for (const [rate, rho] of border) assert.ok(Math.abs(rate - (2 * (1 + rho)) / LARGEST) < 1e-9);
  const roots = [Math.sqrt(SMALLEST), Math.sqrt(LARGEST)];
  const best = [(2 / (roots[0] + roots[1])) ** 2, ((roots[1] - roots[0]) / (roots[1] + roots[0])) ** 2];
  assert.equal(optimum.length, 1);
  for (const i of [0, 1]) assert.ok(Math.abs(optimum[0][i] / best[i] - 1) < 2e-3, `${optimum[0]}`);
  const turned = theory({}, RULE, QUADRATIC, RHO, RATES);
  assert.deepEqual(
    turned.border,
    border.map(([rate, rho]) => [rho, rate]),
  );
});

test("where something else decides there is none", () => {
  const none = { border: [], optimum: [] };
  assert.deepEqual(theory({}, {}), none);
  assert.deepEqual(theory({}, RULE, null), none);
  assert.deepEqual(theory({ noise: { key: "gaussian" } }), none);
  assert.deepEqual(theory({ optimizers: [{ key: "momentum", weight_decay: 0.1 }] }), none);
  assert.deepEqual(theory({ optimizers: [{ key: "momentum", schedule: { key: "cosine" } }] }), none);
  assert.deepEqual(theory({}, RULE, QUADRATIC, RATES, { ...RHO, key: "surface.tilt" }), none);
  assert.deepEqual(theory({}, RULE, QUADRATIC, RATES, null), none);
  assert.equal(theory({}, RULE, QUADRATIC, { ...RATES, low: 0.5 }).optimum.length, 0); // beside the map
});
