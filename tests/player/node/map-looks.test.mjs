// The looks of cells: by rank, with a gap where runs end above their first loss, and apart from these what has none.

import assert from "node:assert/strict";
import test from "node:test";
import { mixed } from "../../../optviz/player/core/colours.mjs";
import { looksOf } from "../../../optviz/player/core/map-looks.mjs";

const RULES = {
  ...{ tints: 4, lightest: 0.5, alike: 2 ** -18, patterns: {} },
  ramps: { light: ["#000000", "#ffffff"] },
  grown: { light: ["#ff0000", "#ffff00"] },
  ...{ hatched: {}, shades: {}, of_minima: {}, muted: { light: "#777777" }, ink: { light: "#111111" } },
  special: {
    light: [
      ["#ffffff", "falling", "#888888"],
      ["#888888", "dots", "#ffffff"],
      ["#ffffff", "stippled", "#888888"],
    ],
  },
  colours: { light: ["#0000ff", "#ff0000"] },
  paper: { light: "#ffffff" },
};
const FOUND = {
  ...{ shape: [2, 3], x: new Float64Array(3), y: new Float64Array(2) },
  losses: Float64Array.of(1e-9, 1, 5, 30, 77, 1),
  first_losses: new Float64Array(6).fill(10),
  distances: Float64Array.of(0, 1, 2, 3, 4, Number.POSITIVE_INFINITY),
  steps: Int32Array.of(3, 9, 9, -1, -1, -1),
  diverged_at: Int32Array.of(-1, -1, -1, -1, 7, -1),
  minima: Int32Array.of(1, 0, 0, -1, -1, 1),
};
const looks = (outcome) => looksOf(FOUND, outcome, "light", ["(0, 0)", "(1, 1)"], RULES);

test("final losses have the colours of their ranks, equal ones alike", () => {
  const { places, bar, marks, key, looks: all } = looks("final_loss");
  assert.deepEqual([...places], [3, 5, 6, 7, 0, 5]); // the middle rank of both ones is 1.5 of 3
  assert.deepEqual(places.shape, [2, 3]);
  assert.deepEqual(bar, [3, 4, 5, 6]);
  assert.deepEqual(
    all
      .slice(3, 7)
      .map(([colour]) => colour)
      .filter((_, i) => i % 3 === 0),
    ["#000000", "#ffffff"],
  );
  assert.deepEqual(
    marks.map(([share]) => share),
    [0, 0.25, 0.5, 0.75, 1],
  );
  assert.deepEqual([marks[0][1], marks[4][1]], ["1e−9", "5"]);
  assert.deepEqual(key, [
    [0, "diverged"],
    [9, "ended above the first loss"],
  ]);
});

test("what differs by rounding alone looks alike: the lowest have the first colour, the highest the last", () => {
  const shown = (last) => {
    const losses = Float64Array.of(0.25, 0.25 * (1 + 3 * last), 0.25 * (1 + 5 * last), 1, 4, 4 * (1 + 4 * last));
    return looksOf({ ...FOUND, losses, diverged_at: new Int32Array(6).fill(-1) }, "final_loss", "light", [], RULES);
  };
  for (const last of [Number.EPSILON, 2 ** -23]) {
    const { places, marks } = shown(last);
    assert.deepEqual([...places], [3, 3, 3, 5, 6, 6]);
    assert.deepEqual(
      marks.map(([, text]) => text),
      ["0.25", "0.25", "1", "4", "4"],
    );
  }
  assert.equal(new Set(shown(2 ** -18).places).size, 4);
});

test("distances that differ by the rounding of places alone look alike, and losses near 0 do not", () => {
  const tiny = Float64Array.of(0, 1e-17, 3e-17, 1e-3, 2, 4);
  const all = { ...FOUND, losses: tiny, distances: tiny, diverged_at: new Int32Array(6).fill(-1) };
  const shown = (outcome) => [...looksOf(all, outcome, "light", [], RULES).places];
  assert.deepEqual(shown("distance"), [3, 3, 3, 5, 5, 6]);
  assert.equal(new Set(shown("final_loss").slice(0, 3)).size, 2);
});

test("a step that never came, and a distance that is no number, have the look of never", () => {
  assert.deepEqual([...looks("steps").places], [3, 6, 6, 1, 0, 1]); // the most steps have the last colour
  assert.deepEqual([...looks("distance").places], [3, 4, 5, 6, 0, 1]);
  assert.deepEqual([...looks("divergence").places], [1, 1, 1, 1, 3, 1]);
  assert.deepEqual(looks("divergence").key, [[1, "did not diverge"]]);
  assert.deepEqual(looks("steps").key, [
    [0, "diverged"],
    [1, "never"],
  ]);
});

test("basins have a colour for each minimum, the paler the more steps it took", () => {
  const { places, key, looks: all } = looks("minimum");
  assert.deepEqual([...places], [10, 3, 3, 1, 0, 7]);
  assert.deepEqual(key, [
    [0, "diverged"],
    [1, "none reached"],
    [4, "(0, 0)"],
    [8, "(1, 1)"],
  ]);
  assert.equal(all[3][0], "#0000ff");
  assert.equal(all[10][0], mixed("#ff0000", "#ffffff", 0.5));
});

test("a colour half way is half way for the eye", () => {
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#636363"); // OKLab, Ottosson 2020
  assert.equal(mixed("#12ab9f", "#ffffff", 0), "#12ab9f");
});

test("nothing known has no bar", () => {
  const empty = { ...FOUND, diverged_at: new Int32Array(6).fill(2) };
  const { bar, marks, key } = looksOf(empty, "final_loss", "light", [], RULES);
  assert.deepEqual([bar, marks, key], [[], [], [[0, "diverged"]]]);
});

test("what is not yet computed has a look of its own in every map, and is in the key", () => {
  const half = { ...FOUND, losses: Float64Array.of(1e-9, 1, Number.NaN, Number.NaN, 77, 1) };
  half.steps = Int32Array.of(3, 9, -1, -1, -1, -1);
  half.minima = Int32Array.of(1, 0, -1, -1, -1, 1);
  half.distances = Float64Array.of(0, 1, Number.NaN, Number.NaN, 4, Number.POSITIVE_INFINITY);
  for (const outcome of ["final_loss", "steps", "distance", "divergence", "minimum"]) {
    const { places, key } = looksOf(half, outcome, "light", ["(0, 0)", "(1, 1)"], RULES);
    assert.deepEqual(
      [...places].map((look) => look === 2),
      [false, false, true, true, false, false],
      outcome,
    );
    assert.ok(key.some(([look, text]) => look === 2 && text === "not yet computed"));
    assert.ok(!looks(outcome).key.some(([look]) => look === 2));
  }
});
