// A surface as a picture needs it, from its program: the loss on a grid, and how far it is from the lowest to the highest. The
// rules of optviz/engine/landscape.py, whose numbers come with the catalogue.

import { shadeOf, sharesOn } from "./interpolation.mjs";

const SMALLEST = 2 ** -1022; // what a span is divided by at least
const [EVERY, EXACT] = [16, 1e-13]; // at so many places of a grid a loss is held beside its model, up to a share of the largest

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
/** @typedef {{ value: (x: number, y: number, numbers: ArrayLike<number>, table?: Float64Array) => number, gradient?: any, hessian?: any }} Program of a surface; one with a table has its derivatives too */

/**
 * @param {Program} program @param {ArrayLike<number>} numbers of the surface @param {Record} record
 * @param {import("./minima.mjs").Minimum[]} minima that are known @param {any} rules @param {Float64Array} [table] of its examples
 * @returns {Landscape}
 */
export function landscapeOf(program, numbers, { domain, spacing }, minima, rules, table) {
  const axes = domain.map((range) => axisOf(range, rules));
  const given = /** @type {[any, any]} */ ([numbers, table]);
  const shown = (losses) => ofLosses(axes, losses, { domain, spacing }, minima, rules);
  const quadratic = table && program.gradient && quadraticLosses(program, given, axes);
  if (quadratic) return shown(quadratic);
  for (const every of table && axes.length === 2 ? rules.examples.every : []) {
    const found = betweenExamples(program, given, axes, shown, { ...rules.examples, every });
    if (found) return found;
  }
  return shown(lossesOn(program, [numbers, table], axes));
}

/** The landscape of a loss of examples, found at every so many places; null where what lies between them shows. @returns {Landscape | null} */
function betweenExamples(program, given, /** @type {any[]} */ axes, shownOf, { every, tried, apart: most }) {
  const [few, middles] = [
    [0, every],
    [every / 2, tried],
  ].map(([first, step]) => axes.map((axis) => axis.filter((_, i) => i >= first && (i - first) % step === 0)));
  const [found, there] = [few, middles].map((places) => lossesOn(program, given, /** @type {any} */ (places)));
  const width = few[0].length;
  const shares = Array.from(few[1], (_, j) => found.subarray(j * width, (j + 1) * width));
  const rows = sharesOn({ axes: few, shares }, axes[0], axes[1]);
  const losses = new Float64Array(axes[0].length * axes[1].length);
  for (const [j, row] of rows.entries()) losses.set(row, j * axes[0].length);
  const shown = shownOf(losses);
  const shade = shadesBy(shown);
  const at = (i, j) => losses[(every / 2 + j * tried) * axes[0].length + every / 2 + i * tried];
  const apart = there.map((loss, k) => shade(at(k % middles[0].length, Math.floor(k / middles[0].length))) - shade(loss));
  return apart.every((one) => Math.abs(one) <= most) ? shown : null;
}

/** The landscape of losses on a grid. @returns {Landscape} */
function ofLosses(axes, losses, { domain, spacing }, minima, rules) {
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

function lossesOn({ value }, [numbers, table], /** @type {Float64Array[]} */ [xs, ys = Float64Array.of(0)]) {
  const losses = new Float64Array(xs.length * ys.length);
  let at = 0;
  for (const y of ys) {
    for (const x of xs) {
      losses[at] = value(x, y, numbers, table);
      at += 1;
    }
  }
  return losses;
}

/** The same by the model of second order, where that is the loss at every so many places: it does not go over all examples. */
function quadraticLosses(/** @type {Program} */ { value, gradient, hessian }, given, /** @type {Float64Array[]} */ [xs, ys]) {
  const [x, y] = [xs[xs.length >> 1], ys[ys.length >> 1]];
  const [slope, bend] = [new Float64Array(2), new Float64Array(4)];
  const least = gradient(x, y, slope, ...given);
  hessian(x, y, bend, ...given);
  const model = (dx, dy) =>
    least + slope[0] * dx + slope[1] * dy + (bend[0] * dx * dx + 2 * bend[1] * dx * dy + bend[3] * dy * dy) / 2;
  let [apart, largest] = [0, 0];
  for (let j = 0; j < ys.length; j += EVERY) {
    for (let i = 0; i < xs.length; i += EVERY) {
      const loss = value(xs[i], ys[j], given[0], given[1]);
      [apart, largest] = [Math.max(apart, Math.abs(model(xs[i] - x, ys[j] - y) - loss)), Math.max(largest, Math.abs(loss))];
    }
  }
  if (!(apart <= EXACT * largest)) return null;
  const losses = new Float64Array(xs.length * ys.length);
  for (let j = 0, at = 0; j < ys.length; j += 1) {
    for (let i = 0; i < xs.length; i += 1, at += 1) losses[at] = model(xs[i] - x, ys[j] - y);
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
