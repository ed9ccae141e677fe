// What is said of the choice of a rule.

import assert from "node:assert/strict";
import { test } from "node:test";

import { setOutOfSight, spokenNames } from "../../../optviz/player/core/choices.mjs";

const number = (key, title, usual, advanced = false) => ({ key, title, default: usual, choices: [], advanced });
const CATALOGUE = {
  optimizers: {
    sgd: {
      title: "SGD",
      parameters: [
        number("learning_rate", "learning rate", 0.1),
        { key: "form", title: "form", default: 0, choices: ["sum", "average"], choices_said: ["sum", "average"], advanced: true },
        number("weight_decay", "weight decay", 0, true),
        number("clip_norm", "clip norm", 0, true),
      ],
    },
    adam: { title: "Adam", parameters: [] },
  },
  schedules: {
    constant: { title: "constant", parameters: [number("warm_up", "warm-up", 0)] },
    cosine: { title: "cosine", parameters: [number("final", "final fraction", 0), number("warm_up", "warm-up", 0)] },
  },
};

test("names for the ear do not follow the numbers", () => {
  const sgd = { key: "sgd" };
  const names = (...choices) => spokenNames(choices, CATALOGUE.optimizers);
  assert.deepEqual(names({ ...sgd, learning_rate: 0.1 }, { ...sgd, learning_rate: 0.2 }, { key: "adam" }), [
    "SGD",
    "SGD 2",
    "Adam",
  ]);
  assert.deepEqual(names({ ...sgd, label: "mine" }, sgd, { ...sgd, label: "SGD" }, sgd), ["mine", "SGD", "SGD 2", "SGD 3"]);
});

test("what is set out of sight leaves a trace", () => {
  const said = (more) => setOutOfSight({ key: "sgd", learning_rate: 7, ...more }, CATALOGUE);
  assert.equal(said({}), "");
  assert.equal(said({ form: "sum", weight_decay: 0, schedule: { key: "constant", warm_up: 0 } }), "");
  assert.equal(
    said({ schedule: { key: "cosine" }, clip_norm: 1, weight_decay: 0.01 }),
    "cosine · weight decay 0.01 · clip norm 1",
  );
  assert.equal(said({ schedule: { key: "constant", warm_up: 10 } }), "warm-up 10");
  assert.equal(said({ form: "average", weight_decay: 0.00001 }), "average · weight decay 1e−5");
});
