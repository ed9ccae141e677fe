// A run in sentences, for those who hear it: the rule of optviz/picture/described.py.

import { writtenPoint } from "./happened.mjs";
import { lowestOf } from "./minima.mjs";
import { written } from "./numbers.mjs";
import { words } from "./said.mjs";
import { sum } from "./sums.mjs";

const LISTED = 4; // minima; of more the lowest is told

/** @typedef {import("./said.mjs").Words} Words */
/** @typedef {import("./minima.mjs").Minimum} Minimum */

const sideOf = (/** @type {[number, number][]} */ domain) => Math.min(...domain.map(([low, high]) => high - low));

/** What all paths lie on. @param {Minimum[]} minima @param {any} surface its record @returns {Words[]} */
export function groundSaid(minima, { title, domain, weights }) {
  const ranges = domain.map(([low, high], i) => words("range", { weight: weights[i], low: written(low), high: written(high) }));
  return [words("ground", { surface: title, ranges }), minimaSaid(minima, sideOf(domain))];
}

function minimaSaid(/** @type {Minimum[]} */ minima, /** @type {number} */ side) {
  if (!minima.length) return words("no_minimum_known");
  const told = ({ point, value }) => ({ place: writtenPoint(point, side), loss: written(value) });
  if (minima.length <= LISTED) return words("known_minima", { minima: minima.map((one) => words("a_minimum", told(one))) });
  const lowest = minima.find(({ value }) => value === lowestOf(minima));
  return words("lowest_minimum", { count: minima.length, ...told(lowest) });
}

/** From where to where a path goes. @param {import("./programs.mjs").Path} path @returns {Words} */
export function waySaid({ points, losses, diverged_at: step }, /** @type {string} */ name, { domain }) {
  const weights = points.shape[1];
  const place = (at) => writtenPoint(points.subarray(at, at + weights), sideOf(domain));
  const begun = { name, start: place(0), first: written(losses[0]) };
  if (step !== null) return words("way_out", { ...begun, step });
  return words("way", { ...begun, end: place(points.length - weights), loss: written(losses[losses.length - 1]) });
}

/** How several runs end together, and each of them alone. @param {import("./quantities.mjs").Members} members @returns {Words} */
export function togetherSaid({ together, alone }) {
  const mean = sum(Float64Array.from(alone)) / alone.length;
  const told = { together: written(together), best: written(Math.min(...alone)), mean: written(mean) };
  return words("together_said", { count: alone.length, ...told });
}

/**
 * From where to where a quantity goes, of each path that has it.
 * @param {string} quantity @param {number} base
 * @param {({ label: string, values: ArrayLike<number>, beside?: ArrayLike<number> | null, divergedAt: number | null })[]} paths
 * @returns {Words}
 */
export function curvesSaid(quantity, base, paths) {
  const ways = paths.map(({ label, values, beside, divergedAt }) => {
    const last = (divergedAt === null ? values.length : Math.max(1, divergedAt)) - 1;
    const [first, end] = [0, last].map((row) => written(values[row] + base));
    if (!beside) return words("curve_way", { name: label, first, last: end });
    const [other, otherEnd] = [0, last].map((row) => written(beside[row] + base));
    return words("curve_way_beside", { name: label, first, last: end, first_beside: other, last_beside: otherEnd });
  });
  return ways.length ? words("curves_said", { quantity, ways }) : words("curves_of_nothing", { quantity });
}
