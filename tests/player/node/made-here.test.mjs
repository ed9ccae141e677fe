// Files that a page makes without a server. That they are those of the app is held in tests/browser_programs/test_alone.py.

import assert from "node:assert/strict";
import test from "node:test";
import { crc32 as zipped } from "node:zlib";
import { decimal, json, plain } from "../../../optviz/player/core/figures.mjs";
import { csvOf, fileName, jsonOf } from "../../../optviz/player/core/made-here.mjs";
import { withTexts } from "../../../optviz/player/core/png-texts.mjs";
import { crc32, stamp } from "../../../optviz/player/core/stamp.mjs";

const SCENARIO = {
  surface: { key: "bowl_with_a_long_name", curvature: 2 },
  start: [0.5],
  optimizers: [{ key: "descent", learning_rate: 1e-5, label: "a" }],
  noise: { key: "none" },
  num_steps: 2,
  seed: 0,
  tolerance: 0.001,
};

test("numbers are written as Python writes them", () => {
  const said = {
    1: "1.0",
    0: "0.0",
    0.1: "0.1",
    1e-5: "1e-05",
    1.5e-10: "1.5e-10",
    1e16: "1e+16",
    123456789012345680: "1.2345678901234568e+17",
  };
  for (const [value, text] of Object.entries(said)) assert.equal(decimal(Number(value)), text);
  assert.equal(decimal(-0), "-0.0");
  assert.deepEqual([plain(-2), plain(0.00015), plain(1e15)], ["-2", "0.00015", "1000000000000000.0"]);
  assert.equal(json({ a: [1, 0.5], b: "ü\n", c: null, d: [] }), '{"a": [1, 0.5], "b": "ü\\n", "c": null, "d": []}');
  assert.equal(json({ a: [1] }, 2), '{\n  "a": [\n    1\n  ]\n}');
});

test("a stamp ends with the checksum of its address", () => {
  const [head, query, checksum] = /^(.*)\?(.*)#(.*)$/.exec(stamp(SCENARIO)).slice(1);
  assert.equal(head, "optviz/1");
  assert.ok(query.startsWith("surface=bowl_with_a_long_name&surface.curvature=2&start.0=0.5&"));
  assert.equal(Number.parseInt(checksum, 16), zipped(query));
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926); // the check value of its definition
});

test("a table ends where a path does, and takes no label for a formula", () => {
  const array = (values, shape) => Object.assign(Float64Array.from(values), { shape });
  const path = {
    ...{ points: array([1, 2, 3], [3, 1]), losses: array([4, 5, 6], [3]), gradients: array([7, 8, 9], [3, 1]) },
    ...{ learning_rates: array([0.1, 0.2], [2]), diverged_at: null },
  };
  const rows = (label, divergedAt) =>
    csvOf(SCENARIO, [/** @type {any} */ ({ ...path, diverged_at: divergedAt })], [label])
      .split("\n")
      .slice(4);
  assert.deepEqual(rows('say "x"', null), [
    "label,step,x,loss,learning_rate,gradient_x",
    '"say ""x""",0,1.0,4.0,0.1,7.0',
    '"say ""x""",1,2.0,5.0,0.2,8.0',
    '"say ""x""",2,3.0,6.0,"",9.0',
    "",
  ]);
  assert.deepEqual(rows("=x", 1).slice(1), [`"'=x",0,1.0,4.0,0.1,7.0`, ""]);
  assert.equal(rows("x", 0).length, 3);
  assert.deepEqual(JSON.parse(jsonOf(SCENARIO)), SCENARIO);
});

test("a file is called by surface and rules", () => {
  assert.equal(fileName(SCENARIO, ["overlaid"], ".png"), "bowl-with-a-long-name-descent-overlaid.png");
  const many = { ...SCENARIO, optimizers: ["a", "b", "c", "d", "e"].map((key) => ({ key })) };
  assert.equal(fileName(many, [], ".csv"), "bowl-with-a-long-name-5-optimizers.csv");
});

test("texts stand in a PNG behind its header, as chunks of their own", () => {
  const image = Uint8Array.from({ length: 60 }, (_, i) => i);
  const made = withTexts(image, { Scenario: "optviz/1?x" });
  const chunk = made.subarray(33, 33 + made.length - image.length);
  assert.deepEqual([...made.subarray(0, 33), ...made.subarray(33 + chunk.length)], [...image]);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const content = chunk.subarray(4, -4);
  assert.equal(Buffer.from(content).toString("latin1"), "tEXtScenario\0optviz/1?x");
  assert.equal(view.getUint32(0), content.length - 4);
  assert.equal(view.getUint32(chunk.length - 4), zipped(content));
});
