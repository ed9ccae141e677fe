// Where gradient descent diverges on a quadratic and which rate is best, by the closed forms; the server's marks stand beside
// them in tests/browser_programs/test_hand.py.

import assert from "node:assert/strict";
import test from "node:test";
import { marksOnQuadratic } from "../../../optviz/player/core/theory.mjs";

const DESCENT = { a: (share) => 1 - share, b: () => 0 };
const MOMENTUM = { a: (share, [rho]) => 1 + rho - share, b: (_, [rho]) => rho };
const QUADRATIC = {
  curvatures: [1, 9],
  directions: [
    [1, 0],
    [0, 1],
  ],
};
const near = (found, expected) => assert.ok(Math.abs(found - expected) < 1e-5 * expected, `${found} is not ${expected}`);

test("gradient descent diverges beyond 2/L and is fastest at 2/(l + L)", () => {
  const [best, diverges] = marksOnQuadratic(DESCENT, [], QUADRATIC, [1, 1], "2/L");
  near(diverges.low, 2 / 9);
  near(best.low, 0.2);
  assert.deepEqual([best.kind, diverges.kind, diverges.high], ["best", "diverges", null]);
  assert.equal(best.text, "best in the long run at 0.2 (a step leaves 0.8 of the distance)");
  assert.equal(diverges.text, "diverges beyond 0.222 (2/L)");
});

test("momentum diverges beyond 2(1 + ρ)/L, and a whole stretch of rates is as fast", () => {
  const [best, diverges] = marksOnQuadratic(MOMENTUM, [0.81], QUADRATIC, [1, 1], "2(1 + ρ)/L");
  near(diverges.low, (2 * 1.81) / 9);
  near(best.low, 0.1 ** 2); // (1 - √ρ)² / l
  near(best.high, 1.9 ** 2 / 9); // (1 + √ρ)² / L
  assert.equal(best.text, "best in the long run from 0.01 to 0.401 (a step leaves 0.9 of the distance)");
});

test("a direction without a gradient does not count, one that rounding decides leaves nothing to say", () => {
  const [, diverges] = marksOnQuadratic(DESCENT, [], QUADRATIC, [1, 0], "2/L");
  near(diverges.low, 2);
  assert.deepEqual(marksOnQuadratic(DESCENT, [], QUADRATIC, [1, 1e-12], "2/L"), []);
  assert.deepEqual(marksOnQuadratic(DESCENT, [], QUADRATIC, [0, 0], "2/L"), []);
});
