// The pseudo-code, line by line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { variableAt } from "../../../optviz/player/parts/stepper.mjs";

test("pseudo-code's variables are found in the run", () => {
  const shaped = (values, ...shape) => Object.assign(Float32Array.from(values), { shape });
  const track = {
    points: shaped([0, 0, 1, 1, 3, 0], 3, 2),
    detail: { from: 0, gradients: shaped([1, 2, 3, 4, 5, 6], 3, 2), state: { velocity: shaped([0, 0, 7, 8, 9, 9], 3, 2) } },
  };
  const fields = { v: "velocity" };
  assert.deepEqual([...variableAt("g", fields, track, 0)], [1, 2]);
  assert.deepEqual([...variableAt("v", fields, track, 0)], [7, 8]);
  assert.deepEqual([...variableAt("x", fields, track, 1)], [3, 0]);
  assert.equal(variableAt("m_hat", fields, track, 0), null);
});
