// Epochs on the curves. That they are those of files is compared in tests/picture/test_epochs.py, over many runs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { batchNote, epochLength, epochMarks, epochNote } from "../../../optviz/player/core/epochs.mjs";

const RULES = { steps: [1, 2, 5], touch: 1e-6, countable: 1e15, powers: [-4, 4] };
const taken = (each, rows) => Int32Array.from({ length: rows }, (_, i) => each * i);

test("an epoch goes as far along the axis as all paths go in each, until they diverge", () => {
  assert.equal(epochLength(9, [null, null], [41, 20]), 9);
  assert.equal(epochLength(9, [taken(2, 41), taken(2, 41)], [41, 41]), 18);
  assert.equal(epochLength(9, [taken(1, 41), taken(2, 41)], [41, 41]), 0);
  assert.equal(epochLength(9, [taken(1, 41), taken(2, 41)], [41, 9]), 9); // the other one is gone before
  assert.equal(epochLength(9, [null], [9]), 0); // shorter than one
  const faster = Int32Array.from({ length: 41 }, (_, i) => i + (i > 20 ? 5 : 0));
  assert.equal(epochLength(9, [faster], [41]), 0);
});

test("marks stand at their ends, at most twelve, as many as have room", () => {
  const places = (...asked) => epochMarks(...asked, RULES).map(({ place }) => place);
  assert.deepEqual(epochMarks(9, 40, 50, RULES), [
    { place: 9, text: "epoch 1" },
    ...[2, 3, 4].map((number) => ({ place: 9 * number, text: String(number) })),
  ]);
  assert.deepEqual(places(5, 60, 1000), [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60]);
  assert.deepEqual(places(5, 65, 1000), [10, 20, 30, 40, 50, 60]);
  assert.deepEqual(places(5, 60, 24), [25, 50]);
  assert.deepEqual(places(5, 60, 3), []);
  assert.deepEqual(places(9, 8, 1000), []);
});

test("it is said how long an epoch is, how many there are between two lines, and where in one a step is", () => {
  assert.equal(epochNote(9), "an epoch is 9 steps");
  assert.equal(epochNote(9, 5), "an epoch is 9 steps, a line every 5 epochs");
  assert.equal(batchNote(8, 9), "epoch 1, batch 9 of 9");
  assert.equal(batchNote(9, 9), "epoch 2, batch 1 of 9");
});
