// Numbers: along a slider, typed, and written.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  fromPosition,
  parseNumber,
  placed,
  pointed,
  signed,
  steady,
  toPosition,
  written,
} from "../../../optviz/player/core/numbers.mjs";

const linear = { title: "momentum", low: 0, high: 0.999, scale: "linear", integer: false };
const log = { title: "learning rate", low: 1e-5, high: 10, scale: "log", integer: false };
const whole = { title: "memory", low: 1, high: 20, scale: "linear", integer: true };

test("a slider's ends are the range's ends", () => {
  for (const parameter of [linear, log, whole]) {
    assert.equal(fromPosition(parameter, 0), parameter.low);
    assert.equal(fromPosition(parameter, 1), parameter.high);
    assert.equal(toPosition(parameter, parameter.low), 0);
    assert.equal(toPosition(parameter, parameter.high), 1);
  }
});

test("a logarithmic slider multiplies, a linear one adds", () => {
  assert.ok(Math.abs(toPosition(log, 0.01) - 0.5) < 1e-12);
  assert.equal(fromPosition(log, 0.5), 0.01);
  assert.equal(fromPosition({ ...linear, high: 1 }, 0.25), 0.25);
  assert.equal(fromPosition(whole, 0.5), 11);
});

test("whole numbers stay whole on a logarithmic slider", () => {
  const steps = { title: "steps", low: 1, high: 2000, scale: "log", integer: true };
  for (let i = 0; i <= 100; i++) assert.ok(Number.isInteger(fromPosition(steps, i / 100)));
  assert.equal(fromPosition(steps, 1), 2000);
  assert.equal(fromPosition(steps, toPosition(steps, 200)), 200);
});

test("place and value agree to a pixel of the slider", () => {
  for (const parameter of [linear, log]) {
    for (let i = 0; i <= 1000; i++) {
      const back = toPosition(parameter, fromPosition(parameter, i / 1000));
      assert.ok(Math.abs(back - i / 1000) < 1e-3, `${parameter.title} at ${i}: ${back}`);
    }
  }
});

test("typed numbers are taken as they are, or refused with what is allowed", () => {
  assert.deepEqual(parseNumber(log, " 0,5 "), { value: 0.5 });
  assert.deepEqual(parseNumber(log, "1e-3"), { value: 0.001 });
  for (const bad of ["", "abc", "NaN", "Infinity", "11", "-1"]) {
    assert.match(parseNumber(log, bad).problem, /learning rate: a number from 0.00001 to 10 is allowed/);
  }
  assert.match(parseNumber(whole, "2.5").problem, /whole number from 1 to 20/);
});

test("a number is written in its significant digits, out or with an exponent", () => {
  const texts = {
    0: "0",
    0.5: "0.5",
    "-12.34": "−12.3",
    4.65e-7: "4.65e−7",
    0.0001: "0.0001",
    0.00001: "1e−5",
    12345: "12300",
    1e5: "1e5",
  };
  for (const [value, text] of Object.entries(texts)) assert.equal(written(Number(value)), text);
  assert.equal(written(12.345, 4), "12.35");
  assert.deepEqual(
    [null, undefined, NaN, Infinity, -Infinity].map((value) => written(value)),
    ["–", "–", "not a number", "infinity", "−infinity"],
  );
});

test("a running number keeps all of its digits", () => {
  assert.deepEqual(
    [0.5, 1, 0, -2e-9, 99.9999].map((value) => steady(value)),
    ["0.5000", "1.000", "0.000", "−2.000e−9", "100.0"],
  );
});

test("digits are put at their power of ten", () => {
  assert.deepEqual([pointed("25", 3), pointed("25", 1), pointed("25", 0), pointed("25", -2)], ["2500", "25", "2.5", "0.025"]);
  assert.deepEqual([placed("25", -2), placed("25", -7)], ["0.025", "2.5e−7"]);
  assert.deepEqual([signed(-3), signed(3)], ["−3", "3"]);
});
