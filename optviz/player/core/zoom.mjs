// The arithmetic of zooming: from what a pointer does, in pixels of a plot, to the ranges that are shown then.

import { toWeights } from "./geometry.mjs";

/** @typedef {[number, number]} Pair */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */
/**
 * `equally`: whether a unit is as long on both axes.
 * @typedef {{ width: number, height: number, ranges: Pair[], equally: boolean }} View
 */

const LEAST = 8; // pixels: what is smaller is no box
const FLAT = 20; // pixels: a box that is flatter than this and wider than tall is meant for one axis
const FINEST = 1e-6; // of the ranges' ends: what is nearer to each other than that the paths' numbers do not tell apart
const CLOSE = 10; // pixels: nearer to each other two fingers are not told apart
const NEAREST = 0.1; // of an axis: as near as its end may come to the other one

/** The box that a drag draws, of the plot's own shape where scales are equal; null while it is too small to be meant. */
export function boxBetween(from, to, { width, height, equally }) {
  const sides = [to[0] < from[0] ? -1 : 1, to[1] < from[1] ? -1 : 1];
  const sizes = [width, height];
  const room = sizes.map((size, i) => (sides[i] < 0 ? from[i] : size - from[i]));
  let lengths = sizes.map((_, i) => Math.min(Math.abs(to[i] - from[i]), room[i]));
  if (Math.max(...lengths) < LEAST) return null;
  if (equally) {
    const wanted = Math.max(...lengths.map((length, i) => length / sizes[i]));
    const share = Math.min(wanted, ...room.map((length, i) => length / sizes[i]));
    lengths = sizes.map((size) => share * size);
  }
  const spans = sizes.map((_, i) => [from[i], from[i] + sides[i] * lengths[i]].sort((a, b) => a - b));
  if (!equally) {
    const isFlat = (i) => lengths[i] < Math.min(FLAT, 0.6 * lengths[1 - i]);
    for (const i of [0, 1]) if (isFlat(i)) spans[i] = [0, sizes[i]];
  }
  return { left: spans[0][0], right: spans[0][1], top: spans[1][0], bottom: spans[1][1] };
}

/**
 * The ranges inside a box of a view.
 * @param {Box} box @param {View} view @returns {Pair[]}
 */
export function rangesInside({ left, top, right, bottom }, view) {
  const [x0, y1] = toWeights(left, top, view);
  const [x1, y0] = toWeights(right, bottom, view);
  return [
    [x0, x1],
    [y0, y1],
  ];
}

/**
 * The ranges once an axis has been moved along by some pixels, to the right or upwards.
 * @param {View} view @param {number} axis @param {number} pixels @returns {Pair[]}
 */
export function moved(view, axis, pixels) {
  const shift = (-pixels / [view.width, view.height][axis]) * spanOf(view.ranges[axis]);
  return view.ranges.map(([low, high], i) => (i === axis ? [low + shift, high + shift] : [low, high]));
}

/**
 * The ranges once an axis has been stretched: its other end stays, and what was at the share `from` of it comes to `to`. Where
 * scales are equal, the other axis follows from its middle.
 * @param {View} view @param {number} axis @param {0 | 1} end the one that is moved @param {number} from @param {number} to
 * @returns {Pair[]}
 */
export function stretched(view, axis, end, from, to) {
  const reach = (share) => Math.max(NEAREST, end === 1 ? share : 1 - share);
  const factor = reach(from) / reach(to);
  return view.ranges.map((range, i) => {
    const [low, high] = range;
    const span = factor * spanOf(range);
    if (i === axis) return end === 1 ? [low, low + span] : [high - span, high];
    if (!view.equally) return range;
    return [(low + high) / 2 - span / 2, (low + high) / 2 + span / 2];
  });
}

/**
 * The ranges once two fingers have gone from some pixels to others: what lay between them, in the middle, still does.
 * @param {View} view @param {any} from @param {any} to @returns {Pair[]}
 */
export function pinched({ width, height, ranges }, from, to) {
  const reach = ([one, other]) => Math.max(CLOSE, Math.hypot(other[0] - one[0], other[1] - one[1]));
  const middle = ([one, other]) => [(one[0] + other[0]) / 2 / width, 1 - (one[1] + other[1]) / 2 / height];
  const factor = reach(from) / reach(to);
  const [before, after] = [middle(from), middle(to)];
  return ranges.map(([low, high], i) => {
    const span = high - low;
    const begin = low + span * (before[i] - factor * after[i]);
    return [begin, begin + factor * span];
  });
}

/** Whether ranges can be shown: numbers far enough apart. @param {Pair[]} ranges */
export function isShowable(ranges) {
  return ranges.every(([low, high]) => high - low > FINEST * Math.max(Math.abs(low), Math.abs(high)) && high - low < Infinity);
}

const spanOf = ([low, high]) => high - low;
