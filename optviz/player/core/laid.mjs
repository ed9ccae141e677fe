// Paths laid on a relief, as they are seen.

import { pixelOf } from "./camera.mjs";
import { heightAt, isOn, isSeenBy } from "./relief.mjs";

const FINEST = 4; // cells of the relief: a longer piece of a path is bent over the surface
const MOST_VERTICES = 3000; // of a path; beyond, the pieces grow
const NEAR = 1.5; // pixels: what is as near to a vertex that is seen is seen as well

// What there is of a piece of a path:
export const OUTSIDE = 0; // of what is drawn
export const HIDDEN = 1; // behind the surface
export const SEEN = 2;

/** @typedef {{ x: Float64Array, y: Float64Array, z: Float64Array, row: Float64Array }} Laid vertices; `row` of those between two rows is not whole */
/** @typedef {{ pixels: Float32Array, states: Uint8Array }} Sight the pixels of the vertices, flat, and how the pieces are seen that begin at them */

/**
 * A path on a relief: its own rows at their `heights`, and between rows that are far apart vertices on the surface, so that no
 * chord cuts through a hill.
 * @param {import("./relief.mjs").Relief} relief @param {ArrayLike<number>} points flat pairs @param {ArrayLike<number>} heights
 * @returns {Laid}
 */
export function layOn(relief, points, heights) {
  const cells = [relief.x, relief.y].map((axis) => axis[1] - axis[0]);
  const count = heights.length;
  const lengths = new Float64Array(count);
  let whole = 0;
  for (let i = 1; i < count; i++) {
    const length = Math.hypot((points[2 * i] - points[2 * i - 2]) / cells[0], (points[2 * i + 1] - points[2 * i - 1]) / cells[1]);
    lengths[i] = Math.min(length, 1e4);
    whole += lengths[i];
  }
  const piece = Math.max(FINEST, whole / MOST_VERTICES);
  const total = lengths.reduce((sum, length, i) => sum + (i ? Math.max(1, Math.ceil(length / piece)) : 1), 0);
  const [x, y, z, row] = Array.from({ length: 4 }, () => new Float64Array(total));
  let at = 0;
  const put = (px, py, pz, where) => {
    [x[at], y[at], z[at], row[at]] = [px, py, pz, where];
    at++;
  };
  for (let i = 0; i < count; i++) {
    const [px, py] = [points[2 * i], points[2 * i + 1]];
    const pieces = i ? Math.max(1, Math.ceil(lengths[i] / piece)) : 1;
    const [fromX, fromY] = [points[2 * i - 2], points[2 * i - 1]];
    for (let k = 1; k < pieces; k++) {
      const share = k / pieces;
      const [bx, by] = [fromX + share * (px - fromX), fromY + share * (py - fromY)];
      put(bx, by, heightAt(relief, bx, by), i - 1 + share);
    }
    put(px, py, heights[i], i);
  }
  return { x, y, z, row };
}

/** Where a step is among the vertices of a laid path; between two of them a number that is not whole. */
export function indexAt({ row }, step) {
  let [low, high] = [0, row.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (row[middle] <= step) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, row.length - 1);
  return next === low ? low : low + Math.min(1, Math.max(0, (step - row[low]) / (row[next] - row[low])));
}

/** The place of a laid path at a step, which need not be a row. */
export function placeAt(laid, step) {
  const index = indexAt(laid, step);
  const low = Math.floor(index);
  const next = Math.min(low + 1, laid.row.length - 1);
  return ["x", "y", "z"].map((axis) => laid[axis][low] + (index - low) * (laid[axis][next] - laid[axis][low]));
}

/**
 * How a laid path is seen by a camera.
 * @param {Laid} laid @param {import("./camera.mjs").Camera} camera @param {import("./relief.mjs").Relief} relief
 * @param {number[]} units @returns {Sight}
 */
export function sightOf({ x, y, z }, camera, relief, units) {
  const count = x.length;
  const pixels = new Float32Array(2 * count);
  const vertices = new Uint8Array(count);
  let [lastX, lastY, last] = [NaN, NaN, OUTSIDE];
  for (let i = 0; i < count; i++) {
    const place = [x[i], y[i], z[i]];
    const [across, down, depth] = pixelOf(camera, place);
    pixels[2 * i] = across;
    pixels[2 * i + 1] = down;
    if (!isOn(relief, x[i], y[i]) || !(depth > 0)) continue;
    if (last === OUTSIDE || !(Math.hypot(across - lastX, down - lastY) < NEAR)) {
      last = isSeenBy(camera.eye, relief, place, units) ? SEEN : HIDDEN;
      [lastX, lastY] = [across, down];
    }
    vertices[i] = last;
  }
  const states = Uint8Array.from(vertices, (state, i) => {
    const next = vertices[Math.min(i + 1, count - 1)];
    return state === OUTSIDE || next === OUTSIDE ? OUTSIDE : Math.max(state, next);
  });
  return { pixels, states };
}

/** The stretches of a path between two places among its vertices that are seen alike: `{ state, from, to }`. */
export function stretches(states, from, to) {
  const found = [];
  let begin = from;
  while (begin < to) {
    const state = states[Math.floor(begin)];
    let end = Math.floor(begin) + 1;
    while (end < to && states[end] === state) end++;
    found.push({ state, from: begin, to: Math.min(end, to) });
    begin = end;
  }
  return found;
}
