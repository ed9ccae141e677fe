// Where a learning rate diverges and which is best on a quadratic: the rule of optviz/picture/sliders.py and
// optviz/optimizers/on_quadratics.py, by the recursion of the rule's own program.

import { written } from "./numbers.mjs";
import { say } from "./say.mjs";

const [SMALLEST, LARGEST] = [1e-9, 1e6]; // learning rate times curvature
const HALVINGS = 60;
const SAME = 1e-6; // how much slower a rate may be and still count as the fastest
const ONE_PLACE = 1.02; // rates no farther apart than this are one place
const UNTOUCHED = 1e-9; // a share of the gradient that rounding decides
const DIGITS = 3;

/** @typedef {{ kind: string, low: number, high: number | null, text: string }} Mark of a track, as in optviz/picture/sliders.py */
/** @typedef {(share: number, numbers: Float64Array) => number} Part */
/** @typedef {{ a: Part, b: Part }} Recursion along one direction, x ← a x - b x before it */

/**
 * The marks of a rule with these numbers on a quadratic where a run begins with this gradient; none where rounding decides.
 * @param {Recursion} recursion @param {ArrayLike<number>} numbers
 * @param {{ curvatures: number[], directions: number[][] }} quadratic @param {ArrayLike<number>} gradient
 * @param {string} limit the learning rate beyond which the rule diverges, in words
 * @returns {Mark[]}
 */
export function marksOnQuadratic(recursion, numbers, { curvatures, directions }, gradient, limit) {
  const shares = directions.map((direction) => Math.abs(direction.reduce((sum, part, i) => sum + part * gradient[i], 0)));
  const met = shares.filter((share) => share !== 0);
  if (!met.length || Math.min(...met) < UNTOUCHED * Math.max(...shares)) return [];
  const along = curvatures.filter((_, i) => shares[i] !== 0);
  const highest = highestRate(recursion, numbers, along);
  const [first, last, factor] = bestRates(recursion, numbers, along, highest);
  const share = say("a step leaves {factor} of the distance", { factor: written(factor, DIGITS) });
  return [
    {
      kind: "best",
      low: first,
      high: last,
      text: say("best in the long run {extent} ({share})", { extent: extent(first, last), share }),
    },
    {
      kind: "diverges",
      low: highest,
      high: null,
      text: say("diverges beyond {rate} ({limit})", { rate: written(highest, DIGITS), limit }),
    },
  ];
}

/** Whether both roots of z² - a z + b lie inside the unit circle. */
function isStable({ a, b }, share, numbers) {
  const last = b(share, numbers);
  return Math.abs(last) < 1 && Math.abs(a(share, numbers)) < 1 + last;
}

/** By what the distance to the minimum is multiplied in each step of the long run. */
function factorOf({ a, b }, share, numbers) {
  const [first, last] = [a(share, numbers), b(share, numbers)];
  const apart = first * first - 4 * last;
  return apart < 0 ? Math.sqrt(last) : (Math.abs(first) + Math.sqrt(apart)) / 2;
}

/** The rate beyond which a rule diverges. @param {Recursion} recursion @param {any} numbers @param {number[]} curvatures */
export function highestRate(recursion, numbers, curvatures) {
  return halved(SMALLEST, LARGEST, (share) => isStable(recursion, share, numbers)) / Math.max(...curvatures);
}

/**
 * The lowest and the highest of the rates that are fastest, and their factor.
 * @param {Recursion} recursion @param {any} numbers @param {number[]} curvatures @param {number} highest
 */
export function bestRates(recursion, numbers, curvatures, highest) {
  const slowest = (rate) => Math.max(...curvatures.map((curvature) => factorOf(recursion, rate * curvature, numbers)));
  const lowest = ((highest * Math.min(...curvatures)) / Math.max(...curvatures)) * SMALLEST ** (1 / 3);
  const rate = ternary(lowest, highest, slowest);
  const fastest = slowest(rate);
  const enough = fastest + SAME * (1 - fastest);
  const isFast = (other) => slowest(other) <= enough;
  return [halved(rate, lowest, isFast), halved(rate, highest, isFast), fastest];
}

/** Where between a number that is good and one that is not, by their logarithms, the good ones end. */
function halved(good, bad, isGood) {
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = Math.sqrt(good * bad);
    if (isGood(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Where a function that falls and then rises is lowest, by the logarithm of its argument. */
function ternary(low, high, worth) {
  for (let i = 0; i < HALVINGS; i += 1) {
    const third = (high / low) ** (1 / 3);
    if (worth(low * third) <= worth(high / third)) high /= third;
    else low *= third;
  }
  return Math.sqrt(low * high);
}

/** A stretch of rates in words. */
function extent(first, last) {
  if (last <= first * ONE_PLACE) return say("at {rate}", { rate: written(Math.sqrt(first * last), DIGITS) });
  return say("from {first} to {last}", { first: written(first, DIGITS), last: written(last, DIGITS) });
}
