// Sliders: where a number stands on a track, what a place, a key and a hand make of it.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Grip,
  keyed,
  nudged,
  rangeOf,
  reaching,
  shareOf,
  stretchOf,
  valueAt,
  withEnds,
} from "../../../optviz/player/core/sliders.mjs";

const linear = { low: 0, high: 2, scale: "linear" };
const rate = { low: 1e-6, high: 10, scale: "log", home: [0.03, 3] };
const decay = { low: 0, high: 0.9999, scale: "complement" };
const memory = { low: 1, high: 20, scale: "linear", integer: true };
const steps = { low: 1, high: 2000, scale: "log", integer: true };
const ALL = { linear, rate, decay, memory, steps };

const near = (value, expected, within = 1e-12) => assert.ok(Math.abs(value - expected) <= within, `${value}, not ${expected}`);
const press = (scale, value, key, shiftKey = false) => keyed(scale, rangeOf(scale, value), value, { key, shiftKey });

test("a track's ends are its window's ends", () => {
  for (const scale of Object.values(ALL)) {
    const window = rangeOf(scale, scale.home ? 0.2 : scale.low);
    for (const [share, value] of window.entries()) {
      near(shareOf(scale, window, value), share);
      assert.equal(valueAt(scale, window, share), value);
    }
  }
});

test("a linear track adds, a logarithmic one multiplies", () => {
  assert.equal(valueAt(linear, [0, 2], 0.25), 0.5);
  assert.equal(valueAt({ ...rate, home: null }, [0.01, 100], 0.5), 1);
  near(shareOf(rate, [0.03, 3], 0.3), 0.5);
  assert.equal(valueAt(memory, [1, 20], 0.5), 11);
});

test("nines are evenly spaced on the track of a decay", () => {
  const values = [0, 0.9, 0.99, 0.999, 0.9999];
  for (const [i, value] of values.entries()) {
    near(shareOf(decay, [0, 0.9999], value), i / 4);
    assert.equal(valueAt(decay, [0, 0.9999], i / 4), value);
  }
});

test("whole numbers stay whole, and are all reached with a fine hand", () => {
  for (const scale of [memory, steps]) {
    for (let i = 0; i <= 100; i++) assert.ok(Number.isInteger(valueAt(scale, [scale.low, scale.high], i / 100)));
  }
  const reached = new Set(Array.from({ length: 400 }, (_, i) => valueAt(memory, [1, 20], i / 399)));
  assert.equal(reached.size, 20);
});

test("place and value agree to what a hand tells apart, ten times better with a fine one", () => {
  for (const scale of [linear, rate, decay]) {
    const window = rangeOf(scale, 0.2);
    for (let i = 0; i <= 1000; i++) {
      for (const fine of [false, true]) {
        const back = shareOf(scale, window, valueAt(scale, window, i / 1000, fine));
        const within = scale === decay ? 6e-3 : 1.2e-3;
        near(back, i / 1000, fine ? within / 9 : within);
      }
    }
  }
});

test("a track begins with its home and grows where a number lies at its end or outside", () => {
  assert.deepEqual(rangeOf(rate, 0.19), [0.03, 3]);
  assert.deepEqual(rangeOf(rate, 3), [0.03, 10]);
  assert.deepEqual(rangeOf(rate, 0.03), [0.01, 3]);
  assert.deepEqual(rangeOf(rate, 0.00002), [0.00001, 3]);
  assert.deepEqual(rangeOf(rate, 1e-6), [1e-6, 3]);
  assert.deepEqual(rangeOf(rate, 10), [0.03, 10]);
  assert.deepEqual(rangeOf(linear, 7), [0, 2]);
});

test("beyond an end the hand takes the track along", () => {
  assert.deepEqual(reaching([0.03, 3], 5), [0.03, 5]);
  assert.deepEqual(reaching([0.03, 3], 0.01), [0.01, 3]);
  assert.deepEqual(reaching([0.03, 3], 1), [0.03, 3]);
  assert.equal(valueAt(rate, [0.03, 3], 1.25), 9.49); // half a decade on, √10 · 3
  assert.equal(valueAt(rate, [0.03, 3], 5), 10);
  assert.equal(valueAt(linear, [0, 2], -0.5), 0);
  assert.deepEqual(
    [-0.3, -0.05, 0.5, 1.05, 1.3].map((share) => withEnds(share, 0.1)).map((share) => Number(share.toFixed(9))),
    [-0.2, 0, 0.5, 1, 1.2],
  );
});

test("an arrow key is one of the third digit, with Shift of the fourth, a page ten", () => {
  assert.equal(press(rate, 0.19, "ArrowRight"), 0.191);
  assert.equal(press(rate, 0.19, "ArrowUp", true), 0.1901);
  assert.equal(press(rate, 0.19, "ArrowLeft"), 0.189);
  assert.equal(press(rate, 0.12345, "ArrowRight"), 0.124);
  assert.equal(press(rate, 0.19, "PageUp"), 0.2);
  assert.equal(press(rate, 0.19, "PageDown"), 0.18);
  assert.equal(press(rate, 0.19, "Home"), 0.03);
  assert.equal(press(rate, 0.19, "End"), 3);
  assert.equal(press(rate, 10, "ArrowRight"), 10);
  assert.equal(press(rate, 1e-6, "ArrowDown"), 1e-6);
  assert.equal(press(rate, 0.19, "a"), undefined);
  assert.equal(press(linear, 1, "ArrowRight"), 1.01);
  assert.equal(press(linear, 1, "PageDown"), 0.9);
  assert.equal(press(linear, 0.005, "ArrowLeft"), 0);
});

test("counts go in whole steps", () => {
  assert.equal(press(memory, 10, "ArrowRight", true), 11);
  assert.equal(press(memory, 10, "PageUp"), 12);
  assert.equal(press(steps, 200, "ArrowLeft"), 199);
  assert.equal(press(steps, 200, "PageUp"), 210);
  assert.equal(press(steps, 1500, "PageUp"), 1600);
  assert.equal(press({ low: 0, high: 1000, scale: "linear", integer: true }, 20, "PageDown"), 10);
});

test("near 1 an arrow key is one of the second digit of what is left", () => {
  assert.equal(press(decay, 0.9, "ArrowRight"), 0.901);
  assert.equal(press(decay, 0.9, "ArrowLeft"), 0.89);
  assert.equal(press(decay, 0.99, "ArrowRight"), 0.9901);
  assert.equal(press(decay, 0.999, "ArrowLeft"), 0.9989);
  assert.equal(press(decay, 0.9999, "ArrowRight"), 0.9999);
  assert.equal(press(decay, 0, "ArrowLeft"), 0);
});

test("each key has a way back, across powers of ten too", () => {
  const values = {
    linear: [0.1, 1],
    rate: [0.1, 1, 0.0999, 0.19],
    decay: [0.1, 0.89, 0.9, 0.99, 0.991, 0.999],
    memory: [7],
    steps: [100],
  };
  for (const [name, all] of Object.entries(values)) {
    for (const value of all) {
      for (const fine of [false, true]) {
        const there = (one, by) => nudged(ALL[name], one, by, fine);
        assert.deepEqual([there(there(value, 1), -1), there(there(value, -1), 1)], [value, value], `${name} ${value}`);
      }
    }
  }
});

test("a fine hand moves a tenth of the way, from where it became fine", () => {
  const grip = new Grip(100, 0.5, 200);
  near(grip.at(120, false), 0.6);
  near(grip.at(120, true), 0.6);
  near(grip.at(140, true), 0.61);
  near(grip.at(140, true), 0.61); // the same event may be asked for twice
  near(grip.at(140, false), 0.61);
  near(grip.at(160, false), 0.71);
});

test("a mark is where it lies within the window", () => {
  const window = [0.03, 3];
  const stretch = (low, high) => stretchOf(rate, window, { low, high });
  assert.deepEqual(
    stretch(0.3, null).map((share) => Number(share.toFixed(9))),
    [0.5, 1],
  );
  assert.deepEqual(
    stretch(0.001, 0.3).map((share) => Number(share.toFixed(9))),
    [0, 0.5],
  );
  assert.deepEqual(stretch(0.001, null), [0, 1]);
  assert.equal(stretch(4, null), null);
  assert.equal(stretch(0.001, 0.002), null);
});
