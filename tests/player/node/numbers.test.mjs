// Numbers: typed, and written.

import assert from "node:assert/strict";
import { test } from "node:test";

import { parseNumber, placed, pointed, signed, steady, written } from "../../../optviz/player/core/numbers.mjs";

const rate = { title: "learning rate", low: 1e-5, high: 10, integer: false };
const whole = { title: "steps", low: 1, high: 2000, integer: true };

test("typed numbers are taken however people write them", () => {
  const texts = {
    0.5: [" 0,5 ", ".5", "+0.5", "0٫5", "5e-1", "5·10^-1", "5×10⁻¹", "5*10**-1"],
    0.001: ["1e-3", "1E−3", "10^-3", "10⁻³", "0,001", "1·10^−3"],
  };
  for (const [value, all] of Object.entries(texts)) {
    for (const text of all) assert.deepEqual(parseNumber(rate, text), { value: Number(value) }, text);
  }
  const tilt = { title: "tilt", low: -90, high: 90 };
  for (const text of ["-12.5", "−12,5", "–12.5"]) assert.deepEqual(parseNumber(tilt, text), { value: -12.5 });
});

test("a whole number has no decimals", () => {
  for (const text of ["1000", "1,000", "1.000", "1 000", "1’000", "1e3"])
    assert.deepEqual(parseNumber(whole, text), { value: 1000 });
  for (const text of ["2.5", "1,5", "12.34"]) assert.match(parseNumber(whole, text).problem, /a whole number from 1 to 2000 is$/);
});

test("what is not allowed is named, with what is", () => {
  for (const text of ["abc", "NaN", "Infinity", "11", "-1", "1,000.5", "1.2.3", "0x1", "1e", "1/2"]) {
    assert.deepEqual(parseNumber(rate, text), {
      problem: `learning rate: ${text} is not allowed; a number from 0.00001 to 10 is`,
    });
  }
  assert.match(parseNumber(rate, "  ").problem, /: nothing is not allowed/);
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
