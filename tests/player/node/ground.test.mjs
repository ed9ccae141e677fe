// The ground against a surface whose levels are known: a slope, of which one pixel after the other goes up.

import assert from "node:assert/strict";
import { test } from "node:test";

import { colours } from "../../../optviz/player/layers/ground.mjs";

const theme = { ramp: ["#000000", "#ff0000"], contour: "#0000ff" };
const axis = Float32Array.from({ length: 9 }, (_, i) => -1 + i / 4);
const shades = Array.from(axis, () => Float32Array.from(axis, (x) => (x + 1) / 2));
const LEVELS = 10;
const levels = Array.from({ length: LEVELS }, (_, i) => (i + 1) / LEVELS);
const PIXELS = 20; // a level
const width = LEVELS * PIXELS;

/** The pixels of a slope from -1 to 1, or of what is changed of it. */
function painted({ across = [-1, 1], columns = width, rows = 1, line = 1, ...changed } = {}) {
  const surface = { axes: [axis, axis], shades, levels, ...changed };
  return colours(surface, theme, [across, [-1, 1]], columns, rows, line);
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
  const high = shades.map((row) => row.map((shade) => 4 * shade));
  const [r, , b] = pixel(painted({ shades: high }), width - 5);
  assert.ok(r > 248 && b === 0);
});

test("where lines would fill the ground they fade", () => {
  const many = Array.from({ length: 22 }, (_, i) => (i + 1) / 22);
  const bytes = painted({ levels: many, columns: 8 });
  for (let x = 0; x < 7; x++) assert.ok(bytes[4 * x + 2] < 64);
});

test("levels need not be evenly spaced: each has its line, and there is none elsewhere", () => {
  const uneven = [0.1, 0.15, 0.6];
  const bytes = painted({ levels: uneven });
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
