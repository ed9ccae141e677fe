// A landscape in relief: how high it is where, and what of it hides what.

import { shadeOf, sharesOn } from "./interpolation.mjs";

const CELLS = 160; // of a relief, along each weight
const PACE = 0.03; // of a look along a line of sight, in units of the scene
const RAY = 400; // pieces of a ray that is sought for the relief
const HALVINGS = 20; // of the piece that meets it
const LOOKED_AT = 40; // vertices of a path, to tell from where it is seen

/** @typedef {{ detail: number | null, losses: { height: number, text: string }[], title: string }} Upright how heights go with the loss, and the axis that says so */
/** @typedef {{ width: number, height: number, sliver: number }} Sides of a scene: its longer side, its height, the least share of its shorter side */

/**
 * A relief: nodes along x and y, and for each of them, row by row of y, how high it is and its shade, 0 to 1.
 * @typedef {{ x: Float64Array, y: Float64Array, heights: Float32Array[], shades: Float32Array[] }} Relief
 */

/** The lengths of 1 along x, y and z in the scene: a unit is as long on both weights, unless one would become a sliver. */
export function unitsOf(domain, /** @type {Sides} */ { width, height, sliver }) {
  const spans = domain.map(([low, high]) => high - low);
  return [...spans.map((span) => (width * Math.max(sliver, span / Math.max(...spans))) / span), height];
}

/**
 * The relief of a surface over its domain, whose heights are spaced by a logarithm that looks so deep, or evenly: null.
 * @param {{ axes: ArrayLike<number>[], shares?: ArrayLike<number>[], detail?: number | null, domain: number[][] }} surface
 * @param {number | null} depth @returns {Relief}
 */
export function reliefOf(surface, depth) {
  const [x, y] = surface.domain.map(([low, high]) =>
    Float64Array.from({ length: CELLS + 1 }, (_, i) => low + (i / CELLS) * (high - low)),
  );
  const found = sharesOn(surface, x, y);
  const spaced = (detail) => {
    const height = heightsBy(detail);
    return found.map((row) => Float32Array.from(row, height));
  };
  const shades = spaced(surface.detail);
  return { x, y, shades, heights: depth === surface.detail ? shades : spaced(depth) };
}

/** The height of a share of the way from the lowest loss to the highest, 0 to 1. @param {number | null} depth */
function heightsBy(depth) {
  const shade = shadeOf(depth);
  return (share) => Math.min(1, Math.max(0, shade(share)));
}

/** The heights of losses on a surface. @param {{ lowest?: number, highest?: number }} surface @param {number | null} depth */
export function heightOf({ lowest, highest }, depth) {
  const height = heightsBy(depth);
  const span = Math.max(highest - lowest, Number.MIN_VALUE);
  return (loss) => height((loss - lowest) / span);
}

/** The height of a relief between its nodes; beyond them that of the nearest edge. */
export function heightAt({ x: xs, y: ys, heights }, x, y) {
  const last = xs.length - 2;
  const across = Math.min(last + 1, Math.max(0, ((x - xs[0]) / (xs[last + 1] - xs[0])) * (last + 1)));
  const upwards = Math.min(last + 1, Math.max(0, ((y - ys[0]) / (ys[last + 1] - ys[0])) * (last + 1)));
  const i = Math.min(last, Math.floor(across));
  const j = Math.min(last, Math.floor(upwards));
  const below = heights[j][i] + (across - i) * (heights[j][i + 1] - heights[j][i]);
  const above = heights[j + 1][i] + (across - i) * (heights[j + 1][i + 1] - heights[j + 1][i]);
  return below + (upwards - j) * (above - below);
}

/** Whether weights lie on a relief. */
export function isOn({ x: xs, y: ys }, x, y) {
  return x >= xs[0] && x <= xs[xs.length - 1] && y >= ys[0] && y <= ys[ys.length - 1];
}

/** Whether a relief leaves a place `[x, y, z]` in view along a direction of the scene. */
export function isSeen(relief, place, units, direction) {
  const step = direction.map((part, i) => (PACE * part) / (Math.hypot(...direction) * units[i]));
  let [x, y, z] = place.map((value, i) => value + step[i]);
  while (isOn(relief, x, y) && z < 1 && heightAt(relief, x, y) <= z) {
    x += step[0];
    y += step[1];
    z += step[2];
  }
  return !isOn(relief, x, y) || z >= 1;
}

/** Whether a place is in view of an eye. */
export function isSeenBy(eye, relief, place, units) {
  const direction = eye.map((value, i) => (value - place[i]) * units[i]);
  return isSeen(relief, place, units, direction);
}

/** Which share of a laid path the surface leaves in view of somebody far away in a direction `[x, y, z]` of the scene. */
export function seenFrom(relief, laid, units, direction) {
  const count = Math.min(laid.row.length, LOOKED_AT);
  let seen = 0;
  for (let k = 0; k < count; k++) {
    const at = Math.round((k / Math.max(1, count - 1)) * (laid.row.length - 1));
    if (isSeen(relief, [laid.x[at], laid.y[at], laid.z[at]], units, direction)) seen += 1;
  }
  return seen / count;
}

/**
 * The weights on a relief that lie under a ray; where it meets the relief nowhere those, on the relief, that are nearest to
 * its passage through a height.
 */
export function weightsUnder(relief, { from, along }, height) {
  const at = (share) => from.map((value, i) => value + share * along[i]);
  const above = (share) => {
    const [x, y, z] = at(share);
    return z - heightAt(relief, x, y);
  };
  const [enter, leave] = [1.05, 0].map((z) => Math.min(1, Math.max(0, (z - from[2]) / along[2])));
  const piece = (leave - enter) / RAY;
  for (let i = 0; i < RAY; i++) {
    let [high, low] = [enter + i * piece, enter + (i + 1) * piece];
    const [x, y] = at(low);
    if (!isOn(relief, x, y) || above(low) > 0 || above(high) < 0) continue;
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (high + low) / 2;
      if (above(middle) > 0) high = middle;
      else low = middle;
    }
    return at(low).slice(0, 2);
  }
  const share = (height - from[2]) / along[2];
  const [x, y] = at(share > 0 && share < 1 ? share : 1);
  return [x, y].map((value, i) => {
    const axis = i ? relief.y : relief.x;
    return Math.min(axis[axis.length - 1], Math.max(axis[0], value));
  });
}
