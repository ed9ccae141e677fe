// The ticks of axes. That they are those of figures is compared in tests/picture/test_ticks.py, over thousands of ranges.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linearTicks, logarithmicTicks, ticksThatFit } from "../../../optviz/player/core/ticks.mjs";

const RULES = { steps: [1, 2, 5], touch: 1e-6, countable: 1e15, powers: [-4, 4] };
const texts = (ticks) => ticks.map(({ text }) => text).join(" ");

test("linear ticks are round, inside, and as many as asked for", () => {
  const asked = (low, high, most, whole) => texts(linearTicks(low, high, most, RULES, whole));
  assert.equal(asked(-5, 5, 6), "−4 −2 0 2 4");
  assert.equal(asked(-1, 1, 6), "−1.0 −0.5 0.0 0.5 1.0");
  assert.equal(asked(0, 60, 12), "0 10 20 30 40 50 60");
  assert.equal(asked(-2e5, 4e5, 4), "−2e5 0 2e5 4e5");
  assert.equal(asked(0, 3e-5, 4), "0 1e−5 2e−5 3e−5");
  assert.equal(asked(0, 3, 12, true), "0 1 2 3");
});

test("where there is no range, or none that numbers can count, there are no ticks", () => {
  for (const [low, high] of [
    [1, 1],
    [2, 1],
    [0, Infinity],
    [NaN, 1],
    [1e16, 1e16 + 4],
  ]) {
    assert.deepEqual(linearTicks(low, high, 5, RULES), []);
  }
  assert.deepEqual(logarithmicTicks(0, Infinity, 5, RULES), []);
});

test("logarithmic ticks are powers of ten, evenly apart, or their multiples where there are fewer than two", () => {
  const asked = (low, high, most) => texts(logarithmicTicks(low, high, most, RULES));
  assert.equal(asked(-3, 2, 6), "10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10²");
  assert.equal(asked(-12, 3, 6), "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰ 10³");
  assert.equal(asked(-0.3, 0.8, 6), "1 2 5");
  assert.equal(asked(-6.9, -5.9, 6), "2e−7 5e−7 1e−6");
});

test("as many ticks as have room, at least one", () => {
  const list = (most) => Array.from({ length: most }, (_, i) => ({ value: i, text: String(i) }));
  assert.equal(ticksThatFit(6, list, (ticks) => ticks.length <= 4).length, 4);
  assert.equal(ticksThatFit(6, list, () => true).length, 6);
  assert.equal(ticksThatFit(6, list, () => false).length, 1);
});
