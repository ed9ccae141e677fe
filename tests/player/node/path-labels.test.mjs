// What paths are called; that the server calls them the same is tested with its own labels in tests/browser_programs.

import assert from "node:assert/strict";
import test from "node:test";
import { pathLabels } from "../../../optviz/player/core/path-labels.mjs";

const number = (key, usual, name = "") => ({ key, title: key.replaceAll("_", " "), default: usual, name, choices: [] });
const CATALOGUE = {
  optimizers: {
    sgd: { title: "SGD", parameters: [number("learning_rate", 0.1, "η"), number("weight_decay", 0)] },
    momentum: {
      title: "Momentum",
      parameters: [
        number("learning_rate", 0.1, "η"),
        { ...number("convention", 0), choices: ["sum", "average"], choices_said: ["sum", "average"] },
      ],
    },
  },
  schedules: {
    constant: { title: "constant", parameters: [] },
    cosine: { title: "cosine", parameters: [number("final", 0, "f")] },
  },
};
const labels = (...choices) => pathLabels(choices, CATALOGUE);

test("a rule that is there once has its title, and a label of its own stays", () => {
  assert.deepEqual(labels({ key: "sgd" }, { key: "momentum", label: "mine" }), ["SGD", "mine"]);
});

test("copies are told apart by the first numbers in which they differ", () => {
  assert.deepEqual(labels({ key: "sgd", learning_rate: 0.01 }, { key: "momentum" }, { key: "sgd", learning_rate: 0.123456 }), [
    "SGD η = 0.01",
    "Momentum",
    "SGD η = 0.1235",
  ]);
  assert.deepEqual(labels({ key: "momentum", convention: "sum" }, { key: "momentum", convention: 1 }), [
    "Momentum sum",
    "Momentum average",
  ]);
  const decayed = { key: "sgd", learning_rate: 0.2, weight_decay: 0.1 };
  assert.deepEqual(labels({ key: "sgd" }, { key: "sgd", learning_rate: 0.2 }, decayed), [
    "SGD η = 0.1",
    "SGD η = 0.2",
    "SGD η = 0.2, weight decay = 0.1",
  ]);
});

test("a schedule tells copies apart, and what only one of them has is said of that one", () => {
  const schedule = { key: "cosine", final: 0.5 };
  assert.deepEqual(labels({ key: "sgd" }, { key: "sgd", schedule }), ["SGD", "SGD cosine"]);
  const other = { key: "cosine", final: 0.1 };
  assert.deepEqual(labels({ key: "sgd" }, { key: "sgd", schedule }, { key: "sgd", schedule: other }), [
    "SGD",
    "SGD cosine, f = 0.5",
    "SGD cosine, f = 0.1",
  ]);
});

test("where nothing tells them apart a count does, beside labels that are taken", () => {
  assert.deepEqual(labels({ key: "sgd" }, { key: "sgd" }, { key: "sgd", label: "SGD 2" }), ["SGD", "SGD 3", "SGD 2"]);
  const fast = { key: "sgd", learning_rate: 0.2 };
  assert.deepEqual(labels(fast, fast, { key: "sgd" }), ["SGD η = 0.2", "SGD η = 0.2 (2)", "SGD η = 0.1"]);
});
