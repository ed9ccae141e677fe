// Step by step, and back.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Stepwise } from "../../../optviz/player/core/stepwise.mjs";

test("who goes step by step sees arrows and each line, and finds all as it was afterwards", () => {
  const stepwise = new Stepwise();
  const before = { arrows: "0", speed: 60 };
  const during = stepwise.enter(before);
  assert.deepEqual(during, { arrows: "1", speed: 0.5 });
  assert.deepEqual(stepwise.leave(during), before);
  assert.deepEqual(stepwise.enter({ arrows: "3", speed: 0.5 }), { arrows: "3", speed: 0.5 });
});

test("what was set by hand meanwhile stays", () => {
  const stepwise = new Stepwise();
  stepwise.enter({ arrows: "0", speed: 60 });
  assert.deepEqual(stepwise.leave({ arrows: "10", speed: 0.5 }), { arrows: "10", speed: 60 });
  stepwise.enter({ arrows: "0", speed: 60 });
  assert.deepEqual(stepwise.leave({ arrows: "1", speed: 2 }), { arrows: "0", speed: 2 });
});

test("what is to be given back goes over to the player that goes on", () => {
  const [left, next] = [new Stepwise(), new Stepwise()];
  const during = left.enter({ arrows: "0", speed: 60 });
  next.lent = JSON.parse(JSON.stringify(left.lent));
  assert.deepEqual(next.leave(during), { arrows: "0", speed: 60 });
});

test("a page that was opened so has nothing to give back", () => {
  const shown = { arrows: "1", speed: 30 };
  assert.deepEqual(new Stepwise().leave(shown), shown);
  const stepwise = new Stepwise();
  stepwise.enter({ arrows: "0", speed: 60 });
  stepwise.leave({ arrows: "1", speed: 0.5 });
  assert.deepEqual(stepwise.leave({ arrows: "1", speed: 0.5 }), { arrows: "1", speed: 0.5 });
});
