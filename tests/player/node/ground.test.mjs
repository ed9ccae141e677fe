// The ground against a surface whose levels are known: a slope, of which one pixel after the other goes up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { between, rampAt, tableAt } from "../../../optviz/player/core/colours.mjs";
import { shadesOver } from "../../../optviz/player/core/interpolation.mjs";
import { calm, levelsIn } from "../../../optviz/player/core/levels.mjs";
import { colours } from "../../../optviz/player/layers/ground.mjs";

const theme = { ramp: ["#000000", "#ff0000"], thin: ["#00ff00", "#00ff00"], index: ["#0000ff", "#0000ff"] };
const rules = { small: 0.02, dense_from: 460, fade: [2.5, 5.5], reach: 1, covered: 1, least: 0.5 };
const axis = Float32Array.from({ length: 9 }, (_, i) => -1 + i / 4);
const slope = Array.from(axis, () => Float32Array.from(axis, (x) => (x + 1) / 2));
const domain = [
  [-1, 1],
  [-1, 1],
];
const LEVELS = 10;
const PIXELS = 20; // a level
const width = LEVELS * PIXELS;
const evenly = (count, kind) =>
  Array.from({ length: count }, (_, i) => ({ shade: (i + 1) / count, kind, text: "", area: 1, gap: 1 / count }));

/** The pixels of a slope from -1 to 1, or of what is changed of it. */
function painted({ across = [-1, 1], columns = width, rows = 1, line = 1, levels = evenly(LEVELS, "index"), ...changed } = {}) {
  const surface = { axes: [axis, axis], shares: slope, detail: null, ...changed };
  const shades = shadesOver(surface, [across, [-1, 1]], columns, rows);
  return colours(shades, columns, [0, 1], theme, { levels, rules, strokes: { thin: line, index: line }, pixel: 1 });
}

function pixel(bytes, x, y = 0) {
  return [...bytes.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

test("the ground takes the ramp's colours, lowest first, with a line of full strength at each level", () => {
  const bytes = painted({ rows: 3, line: 2 });
  for (let band = 0; band < LEVELS; band++) {
    const red = Math.round((255 * (band + 0.5)) / LEVELS);
    const [r, g, b, alpha] = pixel(bytes, band * PIXELS + PIXELS / 2, 1);
    assert.ok(Math.abs(r - red) <= 1 && g === 0 && b === 0 && alpha === 255, `band ${band}: ${[r, g, b, alpha]}`);
    if (band > 0) assert.deepEqual(pixel(bytes, band * PIXELS), [0, 0, 255, 255]);
  }
});

test("a line is as wide as it is asked to be, however slow the slope", () => {
  const bytes = painted({ line: 2 });
  let covered = 0;
  for (let x = 4.5 * PIXELS; x < 5.5 * PIXELS; x++) covered += pixel(bytes, x)[2] / 255;
  assert.ok(Math.abs(covered - 2) < 0.1, `${covered} pixels`);
});

test("beyond the grid nothing is painted, and beyond the highest level the last colour stays", () => {
  const bytes = painted({ across: [-3, 3] });
  assert.equal(pixel(bytes, 0)[3], 0);
  assert.equal(pixel(bytes, width - 1)[3], 0);
  const high = slope.map((row) => row.map((share) => 4 * share));
  const [r, , b] = pixel(painted({ shares: high }), width - 5);
  assert.ok(r > 248 && b === 0);
});

test("thin lines that are near to each other fade, and are gone where they would fill the ground", () => {
  const strongest = (count) => {
    const bytes = painted({ levels: evenly(count, "thin"), line: 2 });
    return Math.max(...Array.from({ length: width }, (_, x) => pixel(bytes, x)[1]));
  };
  assert.equal(strongest(width / 2), 0); // 2 pixels apart
  assert.ok(Math.abs(strongest(width / 4) - 255 / 2) < 40); // 4 pixels
  assert.ok(strongest(width / 10) > 230);
});

test("levels need not be evenly spaced: each has its line, and there is none elsewhere", () => {
  const uneven = [0.1, 0.15, 0.6];
  const bytes = painted({ levels: uneven.map((shade) => ({ shade, kind: "index", text: "", area: 1, gap: 0.05 })) });
  const inked = [];
  for (let x = 0; x < width; x++) if (pixel(bytes, x)[2] > 100) inked.push((x + 0.5) / width);
  const at = (place, level) => Math.abs(place - level) < 1.01 / width;
  assert.ok(
    uneven.every((level) => inked.some((place) => at(place, level))),
    `${inked}`,
  );
  assert.ok(
    inked.every((place) => uneven.some((level) => at(place, level))),
    `${inked}`,
  );
});

test("a flat ground has no lines", () => {
  const bytes = painted({ levels: [] });
  for (let x = 0; x < width; x++) assert.equal(pixel(bytes, x)[2], 0);
});

test("between the places of the grid a bowl is itself, and its logarithm as smooth", () => {
  const loss = (x, y) => (x * x + x * y + 3 * y * y - x + 4) / 9;
  const shares = Array.from(axis, (y) => Float64Array.from(axis, (x) => loss(x, y)));
  const found = shadesOver({ axes: [axis, axis], shares, detail: 100 }, domain, 40, 40);
  for (let row = 0; row < 40; row++) {
    for (let column = 0; column < 40; column++) {
      const exact = Math.log1p(100 * loss(-1 + (column + 0.5) / 20, 1 - (row + 0.5) / 20)) / Math.log1p(100);
      assert.ok(Math.abs(found[(row + 1) * 42 + column + 1] - exact) < 1e-6);
    }
  }
});

test("large pictures have more levels, and closer looks those that enclose little", () => {
  const level = (shade, kind, area) => ({ shade, kind, text: "", area });
  const levels = {
    coarse: [level(0.1, "index", 0.01), level(0.5, "index", 0.3)],
    dense: [level(0.1, "index", 0.01), level(0.3, "thin", 0.1), level(0.5, "index", 0.3), level(0.6, "thin", 0.4)],
  };
  const shown = (side, ranges, unit = 1) =>
    levelsIn({ levels, domain }, { width: side, height: side, ranges, unit }, rules).map(({ shade, gap }) => [shade, gap]);
  assert.deepEqual(shown(200, domain), [[0.5, Infinity]]);
  const near = [
    [0, 1],
    [0, 1],
  ];
  assert.deepEqual(shown(200, near), [
    [0.1, 0.4],
    [0.5, 0.4],
  ]);
  assert.deepEqual(
    shown(600, domain).map(([shade]) => shade),
    [0.3, 0.5, 0.6],
  );
  assert.equal(shown(600, domain)[1][1], Infinity); // thin lines beside it do not weaken a strong one
  assert.equal(shown(600, domain, 1.6).length, 1); // in large type it is a small picture
});

test("where lines are many, all are fainter, to a half", () => {
  assert.deepEqual(
    [0.1, 0.16, 0.32, 0.9].map((share) => calm(share, { covered: 0.16, least: 0.5 })),
    [1, 1, 0.5, 0.5],
  );
});

test("colours between others", () => {
  assert.equal(between("#000000", "#ffffff", 0.5), "#808080");
  assert.equal(between("#0a0b0c", "#ffffff", 0), "#0a0b0c");
  assert.deepEqual(rampAt(["#000000", "#640000", "#64c800"], 0.75), [100, 100, 0]);
  assert.equal(tableAt([0, 0.5, 1], 0.75), 0.75);
});
