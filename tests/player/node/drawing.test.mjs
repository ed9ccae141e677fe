// Rules that are Python's too, by what they are for; that they are the same, tests/picture/test_twins.py says.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isCrowded } from "../../../optviz/player/core/crowding.mjs";
import { spread } from "../../../optviz/player/core/heads.mjs";
import { labelsOf } from "../../../optviz/player/core/labels.mjs";
import { coverOf, placeNames } from "../../../optviz/player/core/names.mjs";
import { themeOf } from "../../../optviz/player/core/theme.mjs";
import { drawExamples } from "../../../optviz/player/layers/examples.mjs";

const VIEW = { width: 200, height: 100 };

test("of more examples each mark is smaller", () => {
  const strokes = { example: 2, example_reach: 4, example_least: 1, example_most: 5, example_many: 300, example_small: 0.3 };
  const drawn = (count) => {
    const widths = [];
    const note = (_x, _y, reach) => widths.push([pen.lineWidth, reach]);
    const pen = { beginPath() {}, fill() {}, stroke() {}, arc: note, lineWidth: 0 };
    const marks = Array.from({ length: count }, (_, i) => ({ at: [0, 0], value: 0, example: i }));
    drawExamples(pen, marks, { classes: [], side: 0 }, { ink: "", paper: "", strokes });
    return widths.at(-1);
  };
  assert.deepEqual([3, 300, 1200, 19_000].map(drawn), [
    [2, 4],
    [2, 4],
    [1, 2],
    [0.6, 1.2],
  ]);
});

test("a path is crowded where it fills its ground, not where it goes to and fro on one line", () => {
  const rules = { cell: 8, covered: 0.8, most: 0.4 };
  const zigzag = (apart) => Array.from({ length: 80 }, (_, k) => [10 + apart * k, k % 2 ? 90 : 10]).flat();
  assert.equal(isCrowded(zigzag(1.5), VIEW, 1, rules), true);
  assert.equal(isCrowded(zigzag(8), VIEW, 1, rules), false);
  assert.equal(isCrowded(zigzag(0), VIEW, 1, rules), false);
});

test("of two heads in one place the lower shows a rim, and more stand on a ring", () => {
  const shares = { head: 1, under: 1.4 };
  const at = (...places) => spread(places, 1, { near: 6, apart: 13 }, shares);
  assert.deepEqual(
    at([0, 0], [3, 0], [90, 0]).map(({ size }) => size),
    [1.4, 1, 1],
  );
  const ring = at([50, 50], [50, 50], [50, 50]);
  assert.ok(ring.every(({ x, y }, i) => Math.abs(Math.hypot(x - ring[(i + 1) % 3].x, y - ring[(i + 1) % 3].y) - 13) < 1e-9));
});

test("a name stays where it stood as long as it can", () => {
  const rules = {
    directions: [
      [1, 0],
      [-1, 0],
    ],
    distances: [10],
    head: 8,
    between: 1,
    height: 1,
    cell: 4,
    far: 0.1,
    stay: 4,
  };
  const place = (heads, before, paths = []) =>
    placeNames(
      heads,
      heads.map(() => 30),
      VIEW,
      12,
      1,
      rules,
      coverOf(paths, VIEW, 1, rules),
      before,
    );
  const [right] = place([{ x: 100, y: 50 }]);
  assert.deepEqual(right, { left: 110, middle: 50, choice: 0 });
  const [left] = place([{ x: 180, y: 50 }]); // no room on the right
  assert.equal(left.left, 140);
  assert.equal(place([{ x: 150, y: 50 }], [left])[0].choice, 1);
  assert.equal(place([{ x: 20, y: 50 }], [left])[0].choice, 0);
  assert.deepEqual(place([{ x: NaN, y: 0 }]), [null]);
  const short = [100, 50, 122, 50]; // hides three cells on the right
  assert.equal(place([{ x: 100, y: 50 }], [right], [short])[0].choice, 0);
  assert.equal(place([{ x: 100, y: 50 }], [], [short])[0].choice, 1);
  const long = [100, 50, 140, 50];
  assert.equal(place([{ x: 100, y: 50 }], [right], [long])[0].choice, 1);
});

test("a label stands on its line, away from what is drawn", () => {
  const axis = Float32Array.from({ length: 9 }, (_, i) => i / 8);
  const shares = Array.from(axis, (y) => Float32Array.from(axis, () => y));
  const rules = { cell: 0.4, away: 1.7, again: 16, apart: 1.5, most: 3, room: 1.2, steepest: 58, ends: 0.3, samples: 4 };
  Object.assign(rules, { edge: 0.9, straight: 0.3, turned: 0.3, aside: 0.15 });
  const level = /** @type {const} */ ({ shade: 0.5, kind: "index", text: "7", area: 0.5, gap: Infinity });
  const ranges = [
    [0, 1],
    [0, 1],
  ];
  const place = (paths) =>
    labelsOf(
      { axes: [axis, axis], shares, detail: null },
      [level],
      { ...VIEW, ranges },
      { paths, marks: [] },
      12,
      () => 6,
      rules,
    );
  const [label] = place([]);
  assert.ok(Math.abs(label.y - 50) < 1e-4 && Math.abs(label.angle) < 1e-4 && label.text === "7");
  assert.ok(label.x > 150);
  const [moved] = place([[label.x, 0, label.x, 100]]);
  assert.ok(Math.abs(moved.x - label.x) > 12);
  assert.deepEqual(place([[0, 50, 200, 50]]), []);
});

test("large type has lines to it, the same theme each time", () => {
  const theme = { strokes: { walked: 2 }, shares: { large: 1.5 }, unit: 1 };
  assert.equal(themeOf(theme, false), theme);
  assert.deepEqual(themeOf(theme, true), { ...theme, strokes: { walked: 3 }, unit: 1.5 });
  assert.equal(themeOf(theme, true), themeOf(theme, true));
});
