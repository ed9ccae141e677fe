// How long work takes: the middle one of the latest few times.

import assert from "node:assert/strict";
import test from "node:test";
import { Costs, LATEST } from "../../../optviz/player/core/costs.mjs";

test("one that was held up does not count, and old ones are forgotten", () => {
  const costs = new Costs();
  assert.deepEqual([costs.has("a"), costs.expected("a")], [false, Number.NaN]);
  for (const took of [3, 400, 4]) costs.note("a", took);
  assert.deepEqual([costs.has("a"), costs.expected("a"), costs.expected("a", LATEST)], [true, 4, Number.NaN]);
  costs.note("b", 9);
  for (let i = 0; i < LATEST; i += 1) costs.note("a", 7 + i);
  assert.deepEqual([costs.expected("a", LATEST), costs.expected("b")], [9, 9]);
});
