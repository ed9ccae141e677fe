// Charts: paths of lines and bands, scales and their ticks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bandOf, decades, linear, pathOf, shareOf, ticksOf } from "../../../optviz/player/core/chart.mjs";

const RULES = { steps: [1, 2, 5], touch: 1e-6, countable: 1e15, powers: [-4, 4] };

test("a line goes from place to place, seen from above", () => {
  assert.equal(pathOf({ x: [0, 0.5, 1], y: [0, 1, 0.25] }), "M0 1L0.5 0L1 0.75");
  assert.equal(pathOf({ x: [], y: [] }), "");
});

test("a line has a gap where nothing is known", () => {
  assert.equal(pathOf({ x: [0, 0.25, 0.5, 1], y: [0, null, 1, 1] }), "M0 1M0.5 0L1 0");
  assert.equal(pathOf({ x: [0, 1], y: [Number.NaN, 1] }), "M1 0");
});

test("a stepped line keeps its height up to the next place", () => {
  assert.equal(pathOf({ x: [0, 0.5, 1], y: [0, 1, 0.5], stepped: true }), "M0 1L0.5 1L0.5 0L1 0L1 0.5");
});

test("a band goes along its upper side and back along the lower one", () => {
  assert.equal(bandOf({ x: [0, 1], low: [0.1, 0.2], high: [0.5, 1] }), "M0 0.5L1 0L1 0.8L0 0.9Z");
  assert.equal(bandOf({ x: [], low: [], high: [] }), "");
});

test("shares of a scale end a little beyond it", () => {
  const scale = linear("x", 0, 10);
  assert.deepEqual(
    [0, 5, 10, 1e9, -1e9].map((value) => shareOf(scale, value)),
    [0, 0.5, 1, 1.05, -0.05],
  );
  assert.equal(shareOf(linear("x", 3, 3), 3), 0);
});

test("decades hold all that is above zero and finite", () => {
  const scale = decades("y", [0, 0.03, 2, Infinity, Number.NaN]);
  assert.deepEqual([scale.low, scale.high, scale.log], [-2, 1, true]);
  assert.ok(Math.abs(shareOf(scale, 0.1) - 1 / 3) < 1e-12);
  assert.equal(shareOf(scale, Infinity), 1.05);
  assert.equal(shareOf(scale, 0), -0.05);
  assert.deepEqual(decades("y", [0]), { title: "y", low: -1, high: 0, log: true });
  assert.deepEqual([decades("y", [1]).low, decades("y", [1]).high], [0, 1]);
  assert.equal(decades("y", [1e-30, 1]).low, 0); // not a decade for each rounding error
});

test("ticks stand at their shares", () => {
  assert.deepEqual(ticksOf(linear("x", 0, 4, true), RULES), [
    [0, "0"],
    [0.25, "1"],
    [0.5, "2"],
    [0.75, "3"],
    [1, "4"],
  ]);
  assert.deepEqual(
    ticksOf(decades("y", [0.01, 1]), RULES).map(([, text]) => text),
    ["10⁻²", "10⁻¹", "10⁰", "10¹"],
  );
});
