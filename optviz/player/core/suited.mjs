// Learning rates that suit a surface, by the catalogue of a page without a server: measured for each surface as it comes, and
// where its numbers have been moved, as optviz/engine/suited_rates.py and optviz/picture/sliders.py have it.

import { lowestOf } from "./minima.mjs";

const FLAT = 1e-6; // a curvature that says nothing
const DECADES = 2; // of a track
const ROUNDING = 1e-9;

/** @typedef {import("./scenario.mjs").Choice} Choice */

/**
 * The rate of each rule on a surface, and the ends of its track; null where the catalogue does not know those of all surfaces.
 * @param {Choice} surface with all of its numbers @param {any} catalogue @param {import("./programs.mjs").Programs} programs
 * @returns {Pick<import("./run.mjs").Surface, "rates" | "homes"> | null}
 */
export function suitedOn(surface, catalogue, programs) {
  const { optimizers, suited, inverse_curvature: inverse } = catalogue;
  if (!suited) return null;
  const { rates } = suited[surface.key];
  const factor = hasMoved(surface, catalogue) ? shrinking(surface, programs) : 1;
  const rateOf = ([key, { parameters }], i) => {
    return factor !== 1 && inverse.includes(key) ? inRange(rates[i] * factor, parameters[0]) : rates[i];
  };
  const found = Object.entries(optimizers).map((rule, i) => [rule[0], rateOf(rule, i), rule[1].parameters[0]]);
  return {
    rates: Object.fromEntries(found.map(([key, rate]) => [key, rate])),
    homes: Object.fromEntries(found.map(([key, rate, parameter]) => [key, homeOf(parameter, rate)])),
  };
}

/** Whether a number of a surface, or its data, are not those that it comes with. */
function hasMoved(surface, { surfaces }) {
  return (
    surface.table || surface.data || surfaces[surface.key].parameters.some(({ key, default: usual }) => surface[key] !== usual)
  );
}

/** By how much an inverse curvature shrinks with the numbers of a surface. */
function shrinking(surface, programs) {
  const before = curvatureToStand({ key: surface.key }, programs);
  const after = curvatureToStand(surface, programs);
  return Math.min(before, after) > FLAT ? before / after : 1;
}

/** The largest curvature at the surface's own start and at the lowest known minimum. */
function curvatureToStand(surface, programs) {
  const { start, minima } = programs.placesOf(surface);
  const lowest = minima?.find(({ value }) => value === lowestOf(minima));
  const places = [start, ...(lowest ? [lowest.point] : [])];
  return Math.max(...places.map((place) => largest(programs.hessianAt(surface, place))));
}

/** The largest size of an eigenvalue of a symmetric matrix of one row or two. */
function largest(/** @type {Float64Array} */ hessian) {
  if (hessian.length === 1) return Math.abs(hessian[0]);
  const [a, b, , d] = hessian;
  return Math.abs((a + d) / 2) + Math.hypot((a - d) / 2, b);
}

/** A rate to two digits, within what the rule allows. */
const inRange = (rate, { low, high }) => Math.min(high, Math.max(low, Number(rate.toPrecision(2))));

/** Two decades around the rate that suits, between numbers such as 0.1 and 0.3; null where the track is the whole range. */
export function homeOf({ scale, low, high }, /** @type {number} */ suited) {
  if (scale !== "log" || high / low <= 10 ** DECADES) return null;
  const wished = Math.log10(suited) - DECADES / 2;
  const halves = Math.ceil(2 * Math.min(Math.max(wished, Math.log10(low)), Math.log10(high) - DECADES) - ROUNDING);
  const begin = Number(`${halves % 2 ? 3 : 1}e${Math.floor(halves / 2)}`);
  return [begin, Number((begin * 10 ** DECADES).toPrecision(1))];
}
