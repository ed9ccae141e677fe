// The values of pseudo-code, line by line.

import assert from "node:assert/strict";
import { test } from "node:test";

import { lineAt, stepShown, valuesOf } from "../../../optviz/player/core/lines.mjs";

const code = [
  { text: "v, S = 0, []", kinds: null },
  { text: "for t in 1, 2, ...:", kinds: null },
  { text: "    g = grad(f, x)", kinds: ["vector"] },
  { text: "    v, n = ρ * v + g, norm(g)", kinds: ["vector", "number"] },
  { text: "    H = hessian(f, x)", kinds: ["matrix"] },
  { text: "    S = last(S + [v], 3)", kinds: ["vectors"] },
  { text: "    far = n > 2", kinds: ["truth"] },
  { text: "    near = g < 2", kinds: ["truths"] },
];

test("each line takes as many of the numbers as its values have, lists none", () => {
  const numbers = [1, -2, 3, 4.5, 5, 6, 7, 8, Number.NaN, 1, 1, 0];
  assert.deepEqual(valuesOf(code, numbers, 2), [
    ...["", "", "(1, −2)", "(3, 4.5), 5", "((6, 7), (8, not a number))", "", "true", "(true, false)"],
  ]);
  assert.deepEqual(valuesOf(code, [1, 2, 3, 4, 0, 1], 1), ["", "", "1", "2, 3", "4", "", "false", "true"]);
});

test("without numbers there are no values", () => {
  assert.deepEqual(valuesOf(code, null, 2), Array(8).fill(""));
});

test("only the lines of the step are carried out, each for as long", () => {
  assert.deepEqual(
    [0, 0.16, 0.17, 0.99, 1].map((share) => lineAt(code, share)),
    [2, 2, 3, 7, 7],
  );
});

test("the last step stays when all are walked, and so does the one that diverged", () => {
  assert.deepEqual(stepShown(2.5, 10, null), { row: 2, share: 0.5, number: 3 });
  assert.deepEqual(stepShown(10, 10, null), { row: 9, share: 1, number: 10 });
  assert.deepEqual(stepShown(7.5, 10, 4), { row: 7, share: 0.5, number: 4 });
  assert.deepEqual(stepShown(0, 10, 0), { row: 0, share: 0, number: 1 });
});
