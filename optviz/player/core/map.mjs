// A map: its pixels, the cell under the hand, what there is to say of it, and the experiment that it is.

import { written } from "./numbers.mjs";

const FINENESS = 4; // as in map_payload.py

/**
 * The pixels of a map, four bytes each, the first row at the top. Each belongs to one cell: nothing is interpolated.
 * @param {{ looks: string[][], patterns: Record<string, string[]> }} header
 * @param {{ length: number, [place: number]: number, shape: number[] }} places of the cells' looks, the first row at the bottom
 * @param {number} width
 * @param {number} height
 * @param {number} unit a pixel of the page
 */
export function pixelsOf({ looks, patterns }, places, width, height, unit) {
  const [rows, columns] = places.shape;
  const colours = looks.map(([colour, , ink]) => [packed(colour), packed(ink)]);
  const tiles = looks.map(([, pattern]) => (pattern ? patterns[pattern] : null));
  const pixels = new Uint32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(((height - 1 - y) * rows) / height) * columns;
    const fine = Math.floor((FINENESS * y) / unit);
    for (let x = 0; x < width; x += 1) {
      const look = places[row + Math.floor((x * columns) / width)];
      const tile = tiles[look];
      const inked = tile && tile[fine % tile.length][Math.floor((FINENESS * x) / unit) % tile.length] === "1";
      pixels[y * width + x] = colours[look][inked ? 1 : 0];
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/** `#rrggbb` as the bytes of an opaque pixel lie in memory, on every machine that runs a browser. */
function packed(/** @type {string} */ colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * The cell (row, column) at a place, given in shares of the map's width and height from its upper left corner.
 * @param {number[]} shape rows and columns
 * @param {number} across
 * @param {number} down
 */
export function cellAt(shape, across, down) {
  const [rows, columns] = shape;
  const within = (count, share) => Math.min(count - 1, Math.max(0, Math.floor(count * share)));
  return [rows - 1 - within(rows, down), within(columns, across)];
}

/** The values of the axes at a cell. @param {any} arrays @param {number[]} cell */
export function valuesAt({ x, y }, cell) {
  return [x[cell[1]], y[cell[0]]];
}

/**
 * What is to be said of a cell: where it is, and what came of its run.
 * @param {any} header
 * @param {any} arrays
 * @param {number[]} cell
 */
export function said({ axes, minima }, arrays, cell) {
  const at = cell[0] * arrays.places.shape[1] + cell[1];
  const values = valuesAt(arrays, cell);
  const where = axes.map(({ title }, i) => `${title} ${written(values[i], 4)}`).join(", ");
  return `${where}: ${outcome(minima, arrays, at)}`;
}

function outcome(minima, { losses, steps, diverged_at: divergedAt, minima: reached }, at) {
  if (divergedAt[at] >= 0) return `diverged at step ${divergedAt[at]}`;
  const loss = `final loss ${written(losses[at], 3)}`;
  const minimum = reached[at] >= 0 && minima.length ? `, at the minimum ${minima[reached[at]]}` : "";
  return `${loss}${minimum}${steps[at] >= 0 ? `, within the tolerance from step ${steps[at]} on` : ""}`;
}

/**
 * The query of the experiment of a cell: that of the map's own one, with the numbers of the cell.
 * @param {string} query
 * @param {any} header
 * @param {any} arrays
 * @param {number[]} cell
 */
export function queryOf(query, { axes }, arrays, cell) {
  const fields = new URLSearchParams(query);
  for (const [i, { key }] of axes.entries()) fields.set(key, String(valuesAt(arrays, cell)[i]));
  return fields.toString();
}

/** How many cells a side a map has at first, and then, until it has all. */
export function stages(most) {
  const found = [];
  for (let cells = 32; cells < most; cells *= 2) found.push(cells);
  return [...found, most];
}
