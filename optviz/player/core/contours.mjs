// The levels at which the contours of a landscape are drawn: the rules of optviz/picture/levels.py, whose numbers come with the
// catalogue.

import { countBelow, finiteOf, quantile, shadesBy } from "./landscape.mjs";
import { written } from "./numbers.mjs";

/** @typedef {import("./landscape.mjs").Landscape} Landscape */
/** @typedef {import("./levels.mjs").Level & { loss: number }} Level with the loss where it is */

/**
 * The levels of a landscape, lowest first; none on a flat one.
 * @param {Landscape} shown @param {"coarse" | "dense"} density @param {any} rules @returns {Level[]}
 */
export function levelsOf(shown, density, { levels: rules }) {
  const { sorted, lowest, highest, losses } = shown;
  if (!(highest > lowest)) return [];
  const top = losses.reduce((most, loss) => (loss < Infinity ? Math.max(most, loss) : most), 0);
  const found =
    shown.detail === null ? bySteps(shown, rules.most[density], top, rules) : byRatios(shown, rules.parts[density], top, rules);
  const inside = sorted.subarray(0, finiteOf(shown));
  const low = quantile(inside, rules.quantile) - lowest;
  const shade = shadesBy(shown);
  return found.map(([loss, kind]) => {
    const below = countBelow(inside.length, (i) => inside[i] < loss) / inside.length;
    const area = low > 0 ? Math.max(below, rules.quantile * Math.min((loss - lowest) / low, 1)) : below;
    return { loss, shade: shade(loss), kind, text: kind === "index" ? written(loss, rules.figures) : "", area };
  });
}

/** Multiples of a step of 1, 2 or 5 times a power of ten; every fifth is strong. @returns {[number, Level["kind"]][]} */
function bySteps(/** @type {Landscape} */ { lowest, highest }, most, top, { rounding }) {
  const span = highest - lowest;
  const least = Math.floor(Math.log10(span / most));
  const candidates = [least, least + 1].flatMap((power) => [1, 2, 5].map((step) => ({ step, power })));
  const { step, power } = candidates.find(({ step, power }) => span / most <= step * Number(`1e${power}`));
  const size = Number(`${step}e${power}`);
  const [first, last] = [Math.floor(lowest / size) + 1, Math.floor(Math.min(top, lowest + 4 * span) / size)];
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return numbers
    .filter((number) => number * size > lowest + rounding * span)
    .map((number) => [Number(`${number * step}e${power}`), number % 5 ? "thin" : "index"]);
}

/** Equal ratios of the loss above the lowest, a strong one near each power of ten. @returns {[number, Level["kind"]][]} */
function byRatios(/** @type {Landscape} */ { lowest, highest, detail }, parts, top, { depth }) {
  const span = highest - lowest;
  const first = Math.floor(Math.log10((depth * span) / detail));
  const last = Math.ceil(Math.log10(Math.max(top - lowest, span)));
  const strong = Array.from({ length: last - first + 1 }, (_, i) => rounded(lowest, first + i));
  /** @type {[number, Level["kind"]][]} */
  const found = strong.slice(0, -1).flatMap((before, i) => {
    const ratio = (strong[i + 1] - lowest) / (before - lowest);
    return Array.from({ length: parts }, (_, part) => {
      if (part === 0) return [before, "index"];
      const loss = lowest + (before - lowest) * ratio ** (part / parts);
      return [loss, parts === 10 && (part === 3 || part === 7) ? "middle" : "thin"];
    });
  });
  return found.filter(([loss]) => loss < top);
}

/** About ten to a power above the lowest loss, as a number with few digits. */
export function rounded(/** @type {number} */ lowest, /** @type {number} */ power) {
  const number = halfToEven((lowest + Number(`1e${power}`)) / (5 * Number(`1e${power - 1}`)));
  return Number(`${5n * BigInt(number)}e${power - 1}`);
}

/** The whole number nearest to one, of two the even one. */
function halfToEven(number) {
  const near = Math.round(number);
  return near - number === 0.5 && near % 2 !== 0 ? near - 1 : near;
}
