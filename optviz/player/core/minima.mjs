// The minima of a surface that are known, and how far a point is from them.

import { hypot } from "./sums.mjs";

/** @typedef {{ point: number[], value: number }} Minimum where one is, and the loss there */

/**
 * What has to be known to measure paths: the `minima`, null where whole curves of them are, the loss there, `lowest`, if that is known, the tolerance within which a loss
 * has arrived at the lowest, and what the programs say `along` a path: the Hessian at each row, and what the model measures there
 * by a key, null where it does not.
 * @typedef {(Float32Array | Float64Array) & { shape?: number[] }} Rows
 * @typedef {(members: number[][]) => number[]} Lost the loss on held-out examples of the mean of what the first weights say,
 * of the first two, and so on
 * @typedef {{ hessians: (points: Rows) => Rows, measured: (key: string, points: Rows) => Float64Array | null, lost: Lost | null }} Along
 * @typedef {{ minima: Minimum[] | null, lowest?: number, tolerance: number, along?: Along }} Known
 */

/** Whether paths can be measured here: how far a curve of minima is, only the server knows. @param {Known} known */
export const isMeasurable = ({ minima }) => minima !== null;

/** The lowest loss of some minima. @param {Minimum[]} minima */
export const lowestOf = (minima) => Math.min(...minima.map(({ value }) => value));

/**
 * The nearest of some minima to the weights at place `at` of flat points, and how far it is.
 * @param {Minimum[]} minima @param {ArrayLike<number>} points @param {number} at
 */
export function nearest(minima, points, at) {
  let [place, distance] = [0, Number.POSITIVE_INFINITY];
  for (let i = 0; i < minima.length; i += 1) {
    const { point } = minima[i];
    const away = hypot(points[at] - point[0], point.length > 1 ? points[at + 1] - point[1] : 0);
    if (away < distance) [place, distance] = [i, away];
  }
  return { minimum: minima[place], distance };
}
