// A map: its pixels, the cell under the hand, and what there is to say of it.

import { written } from "./numbers.mjs";
import { say } from "./say.mjs";

const FINENESS = 4; // as in optviz/picture/map_rules.py

/**
 * For each of some places along a side, given as shares of it, the cell that is nearest: a coarse map lies where the fine one does,
 * of which the side has so many cells.
 * @param {number} share @param {number} cells of the map that is there @param {number} finest
 */
export function cellOn(share, cells, finest) {
  if (cells < 2) return 0;
  const at = ((share * finest - 0.5) / (finest - 1)) * (cells - 1);
  return Math.min(cells - 1, Math.max(0, Math.round(at)));
}

/** Where a cell begins and ends, in shares of its side. @param {number} cell @param {number} cells @param {number} finest */
export function extentOf(cell, cells, finest) {
  if (cells < 2) return [0, 1];
  const edge = (place) => Math.min(1, Math.max(0, ((place / (cells - 1)) * (finest - 1) + 0.5) / finest));
  return [edge(cell - 0.5), edge(cell + 0.5)];
}

/**
 * The pixels of a map, four bytes each, the first row at the top. Each belongs to one cell: nothing is interpolated.
 * @param {{ looks: string[][], patterns: Record<string, string[]> }} how
 * @param {{ length: number, [place: number]: number, shape: number[] }} places of the cells' looks, the first row at the bottom
 * @param {{ width: number, height: number, unit: number, finest: number[] }} size in pixels, with the size of one of the page; how many
 *   cells the sides of the finest map have, upwards and across
 */
export function pixelsOf({ looks, patterns }, places, { width, height, unit, finest }) {
  const [rows, columns] = places.shape;
  const colours = looks.map(([colour, , ink]) => [packed(colour), packed(ink)]);
  const tiles = looks.map(([, pattern]) => (pattern ? patterns[pattern] : null));
  const across = Int32Array.from({ length: width }, (_, x) => cellOn((x + 0.5) / width, columns, finest[1]));
  const pixels = new Uint32Array(width * height);
  const isPlain = Array.from({ length: rows }, (_, row) => !tilesIn(places, row * columns, columns, tiles));
  let before = -1;
  for (let y = 0; y < height; y += 1) {
    const cells = cellOn((height - y - 0.5) / height, rows, finest[0]);
    const row = cells * columns;
    if (cells === before && isPlain[cells]) {
      pixels.copyWithin(y * width, (y - 1) * width, y * width);
      continue;
    }
    before = cells;
    const fine = Math.floor((FINENESS * y) / unit);
    for (let x = 0; x < width; x += 1) {
      const look = places[row + across[x]];
      const tile = tiles[look];
      const inked = tile && tile[fine % tile.length][Math.floor((FINENESS * x) / unit) % tile.length] === "1";
      pixels[y * width + x] = colours[look][inked ? 1 : 0];
    }
  }
  return new Uint8ClampedArray(pixels.buffer);
}

/**
 * Dots the pixels of all cells of the finest map but those that a coarse one has run: these are not yet computed, and look like their
 * nearest. Each dot is dark beside light, to be seen on every colour.
 * @param {Uint8ClampedArray<ArrayBuffer>} pixels of the coarse map @param {number[]} shape its rows and columns
 * @param {{ width: number, height: number, unit: number, finest: number[] }} size as of the pixels
 * @param {{ tile: string[], inks: string[] }} how the pattern, and the colours of a dot and of what is beside it
 */
export function dotPending(pixels, shape, { width, height, unit, finest }, { tile, inks }) {
  const colours = new Uint32Array(pixels.buffer);
  const [ink, paper] = inks.map(packed);
  const isRun = (share, cells, all) => {
    const at = Math.min(all - 1, Math.floor(share * all));
    return cells < 2 ? at === Math.floor((all - 1) / 2) : at === cellOf(cellOn(share, cells, all), cells, all);
  };
  const across = Array.from({ length: width }, (_, x) => isRun((x + 0.5) / width, shape[1], finest[1]));
  for (let y = 0; y < height; y += 1) {
    const hasRun = isRun((height - y - 0.5) / height, shape[0], finest[0]);
    const row = tile[Math.floor((FINENESS * y) / unit) % tile.length];
    for (let x = 0; x < width; x += 1) {
      if (hasRun && across[x]) continue;
      const fine = Math.floor((FINENESS * x) / unit);
      if (row[fine % tile.length] === "1") colours[y * width + x] = ink;
      else if (row[(fine + tile.length - FINENESS) % tile.length] === "1") colours[y * width + x] = paper;
    }
  }
}

/** Which cell of the finest map one of a coarse map is nearest to. */
const cellOf = (cell, cells, finest) => Math.round((cell / (cells - 1)) * (finest - 1));

/** Whether some cell of a row has a pattern. */
function tilesIn(places, begin, count, tiles) {
  for (let i = begin; i < begin + count; i += 1) if (tiles[places[i]]) return true;
  return false;
}

/** `#rrggbb` as the bytes of an opaque pixel lie in memory, on every machine that runs a browser. */
function packed(/** @type {string} */ colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * What is to be said of a cell: where it is, and what came of its run.
 * @param {{ titles: string[], minima: string[] }} names
 * @param {import("./sweeping.mjs").Outcomes} found
 * @param {number[]} cell row and column
 */
export function said({ titles, minima }, found, [row, column]) {
  const values = [found.x[column], found.y[row]];
  const where = titles.map((title, i) => `${title} ${written(values[i], 4)}`).join(say(", "));
  return `${where}${say(": ")}${outcome(minima, found, row * found.shape[1] + column)}`;
}

function outcome(minima, { losses, steps, distances, diverged_at: divergedAt, minima: reached }, at) {
  if (Number.isNaN(losses[at])) return say("not yet computed");
  if (divergedAt[at] >= 0) return say("diverged at step {step}", { step: divergedAt[at] });
  let told = say("final loss {loss}", { loss: written(losses[at], 3) });
  if (reached[at] >= 0 && minima.length) told = say("{told}, at the minimum {minimum}", { told, minimum: minima[reached[at]] });
  if (steps[at] >= 0) return say("{told}, within the tolerance from step {step} on", { told, step: steps[at] });
  return Number.isFinite(distances[at]) ? say("{told}, not within the tolerance in the end", { told }) : told;
}
