// A surface as a picture needs it, from its program: the loss on a grid, and how far it is from the lowest to the highest. The
// rules of optviz/engine/landscape.py, whose numbers come with the catalogue.

import { shadeOf } from "./interpolation.mjs";

const SMALLEST = 2 ** -1022; // what a span is divided by at least

/**
 * The loss on a grid, its last axis first; that inside the domain, `sorted`; the losses whose shares are 0 and 1, and how deep the
 * logarithm of the shades looks: null where there is none.
 * @typedef {object} Landscape
 * @property {Float64Array[]} axes
 * @property {Float64Array} losses
 * @property {Float64Array} sorted
 * @property {number} lowest
 * @property {number} highest
 * @property {number | null} detail
 */

/** @typedef {{ domain: [number, number][], spacing: "linear" | "log" }} Record of a surface, in the catalogue */
/** @typedef {{ value: (x: number, y: number, numbers: ArrayLike<number>) => number }} Program of a surface */

/**
 * @param {Program} program @param {ArrayLike<number>} numbers of the surface @param {Record} record
 * @param {import("./minima.mjs").Minimum[]} minima that are known @param {any} rules
 * @returns {Landscape}
 */
export function landscapeOf(program, numbers, { domain, spacing }, minima, rules) {
  const axes = domain.map((range) => axisOf(range, rules));
  const losses = lossesOn(program, numbers, axes);
  const sorted = lossesInside(axes, losses, rules).sort();
  const isShown = ({ point }) => point.every((weight, i) => weight >= domain[i][0] && weight <= domain[i][1]);
  const lowest = Math.min(sorted[0], ...minima.filter(isShown).map(({ value }) => value));
  const even = { axes, losses, sorted, lowest, highest: sorted[sorted.length - 1], detail: null };
  return spacing === "log" ? { ...even, detail: depthOf(even, rules) } : even;
}

/** How far a loss is from the lowest to the highest. */
export const shareOf = (/** @type {Landscape} */ { lowest, highest }, loss) =>
  (loss - lowest) / Math.max(highest - lowest, SMALLEST);

/** The shade of a loss on a landscape. */
export function shadesBy(/** @type {Landscape} */ shown) {
  const shade = shadeOf(shown.detail);
  return (/** @type {number} */ loss) => shade(shareOf(shown, loss));
}

/** How deep a logarithm has to look into the valley of a landscape. */
export function depthOf(/** @type {Landscape} */ shown, { deep }) {
  const share = quantile(shown.sorted, deep.quantile, (loss) => shareOf(shown, loss));
  return Math.min(deep.most, Math.max(deep.least, 1 / Math.max(share, deep.smallest)));
}

/** A quantile of values of what is sorted, which go up with it, between two of them in proportion. */
export function quantile(sorted, part, of = (/** @type {number} */ value) => value) {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [of(sorted[below]), of(sorted[Math.min(below + 1, sorted.length - 1)])];
  return at - below >= 0.5 ? high - (high - low) * (1 - (at - below)) : low + (high - low) * (at - below);
}

/** How many of the numbers from 0 to `count` come before the first that is not below; those that are below come first. */
export function countBelow(count, /** @type {(i: number) => boolean} */ isBelow) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted losses are numbers: what is infinite comes last. */
export const finiteOf = (/** @type {Landscape} */ { sorted }) => countBelow(sorted.length, (i) => sorted[i] < Infinity);

function axisOf([low, high], { reach, cells }) {
  const [centre, half] = [(low + high) / 2, (reach * (high - low)) / 2];
  const [begin, end] = [centre - half, centre + half];
  const step = (end - begin) / cells;
  return Float64Array.from({ length: cells + 1 }, (_, i) => (i === cells ? end : begin + i * step));
}

function lossesOn({ value }, numbers, /** @type {Float64Array[]} */ [xs, ys = Float64Array.of(0)]) {
  const losses = new Float64Array(xs.length * ys.length);
  let at = 0;
  for (const y of ys) {
    for (const x of xs) {
      losses[at] = value(x, y, numbers);
      at += 1;
    }
  }
  return losses;
}

/** The losses at the places of the grid that lie in the domain. */
function lossesInside(axes, losses, rules) {
  const [[firstX, lastX], [firstY, lastY] = [0, 0]] = axes.map((axis) => placesInside(axis, rules));
  const inside = new Float64Array((lastX - firstX + 1) * (lastY - firstY + 1));
  for (let y = firstY, to = 0; y <= lastY; y += 1, to += lastX - firstX + 1) {
    inside.set(losses.subarray(y * axes[0].length + firstX, y * axes[0].length + lastX + 1), to);
  }
  return inside;
}

function placesInside(axis, { reach }) {
  const end = axis.length - 1;
  const [centre, half] = [(axis[0] + axis[end]) / 2, ((axis[end] - axis[0]) / 2 / reach) * (1 + 1e-9)];
  const isInside = (weight) => Math.abs(weight - centre) <= half;
  return [axis.findIndex(isInside), axis.findLastIndex(isInside)];
}
