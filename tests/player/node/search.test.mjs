import assert from "node:assert/strict";
import { test } from "node:test";
import { finder, folded, hasColumns, neighbour } from "../../../optviz/player/core/search.mjs";

test("accents and case do not matter, on either side", () => {
  assert.equal(folded("Müller–Brown, Lévy"), "muller–brown, levy");
  assert.ok(finder("MULLER")(folded("Müller–Brown")));
  assert.ok(finder("müller")(folded("Muller")));
});

test("all words have to be there, in any order", () => {
  const text = folded("Himmelblau: four minima of the same depth");
  assert.ok(finder("minima  himmel ")(text));
  assert.ok(!finder("himmel saddle")(text));
  assert.ok(finder(" ")(text));
});

// Two columns: a row of three lines, the last one alone; then a narrower group.
const PLACES = [
  { left: 0, top: 0 },
  { left: 50, top: 0 },
  { left: 0, top: 20 },
  { left: 50, top: 20 },
  { left: 0, top: 40 },
  { left: 0, top: 70 },
  { left: 50, top: 70 },
];

test("arrows lead to the neighbours, and stay at the ends", () => {
  const to = (from, ...keys) => keys.reduce((i, key) => neighbour(PLACES, i, key), from);
  assert.equal(to(0, "ArrowDown"), 2);
  assert.equal(to(1, "ArrowDown"), 3);
  assert.equal(to(3, "ArrowDown"), 4, "nothing is under it: the nearest in the next line");
  assert.equal(to(6, "ArrowUp"), 4);
  assert.equal(to(4, "ArrowUp"), 2);
  assert.equal(to(0, "ArrowUp"), 0);
  assert.equal(to(6, "ArrowDown"), 6);
  assert.equal(to(1, "ArrowRight"), 2);
  assert.equal(to(2, "ArrowLeft"), 1);
  assert.equal(to(0, "ArrowLeft"), 0);
  assert.equal(to(6, "ArrowRight"), 6);
});

test("rows beside each other are told from a single column", () => {
  assert.ok(hasColumns(PLACES));
  assert.ok(!hasColumns(PLACES.filter(({ left }) => left === 0)));
});
