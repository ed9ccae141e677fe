// What theory says of a map, as optviz/engine/map_theory.py has it: where momentum and its like diverge on a quadratic, and where
// they are fastest.

import { valuesAlong } from "./axes.mjs";
import { REGULARISING, valuesOf } from "./programs.mjs";
import { bestRates, highestRate } from "./theory.mjs";

const PLACES = 97; // along the other axis that the border is found at
const [CLOSER, ROUNDS] = [12, 4]; // every twelfth of these is tried, then so many places between the neighbours of the best
const RATE = "learning_rate";
const NONE = { border: [], optimum: [] };

/** @typedef {import("./sweeping.mjs").Sweep} Sweep */
/** @typedef {{ border: number[][], optimum: number[][] }} Theory points (x, y) in values of the axes: a line, and one place or none */

/**
 * The theory of a map of one rule alone; nothing where none is known, or where something else decides.
 * @param {Sweep} sweep @param {any} rule its program, which knows the recursion where there is one
 * @param {{ curvatures: number[] } | null} quadratic what is known of the surface @param {any} catalogue
 * @returns {Theory}
 */
export function theoryOf({ scenario, x, y }, rule, quadratic, catalogue) {
  const [choice] = scenario.optimizers;
  const { parameters } = catalogue.optimizers[choice.key];
  const keys = [x, y].map((axis) => axis?.key.replace("optimizers.0.", ""));
  const own = parameters.filter(({ key }) => !REGULARISING.includes(key)).map(({ key }) => key);
  const isPlain = !choice.schedule && scenario.noise.key === "none" && REGULARISING.every((key) => !choice[key]);
  if (!rule.a || !quadratic || !isPlain || !keys.includes(RATE) || !keys.every((key) => own.includes(key))) return NONE;
  const [rates, others] = keys[0] === RATE ? [x, y] : [y, x];
  const other = parameters.findIndex(({ key }) => key === keys.find((one) => one !== RATE));
  const numbers = valuesOf(parameters, choice);
  const { curvatures } = quadratic;
  const highest = (/** @type {number} */ value) => {
    numbers[other] = value;
    return highestRate(rule, numbers, curvatures);
  };
  const fastest = (/** @type {number} */ value) => {
    const [first, last, factor] = bestRates(rule, numbers, curvatures, highest(value));
    return { factor, rate: Math.sqrt(first * last), value };
  };
  const along = [...valuesAlong({ ...others, cells: PLACES })];
  let tried = along.filter((_, i) => i % CLOSER === 0).map(fastest);
  for (let round = 0; round < ROUNDS; round += 1) {
    const i = tried.indexOf(best(tried));
    const [low, high] = [tried[Math.max(i - 1, 0)].value, tried[Math.min(i + 1, tried.length - 1)].value];
    tried = Array.from({ length: CLOSER }, (_, k) => fastest(low + ((high - low) * k) / (CLOSER - 1)));
  }
  const { rate, value } = best(tried);
  const point = (/** @type {number} */ first, /** @type {number} */ second) =>
    keys[0] === RATE ? [first, second] : [second, first];
  const isOn = (/** @type {number} */ one) => one >= rates.low && one <= rates.high;
  const border = along.map((one) => [highest(one), one]).filter(([one]) => isOn(one));
  const isSeen = isOn(rate) && others.low < value && value < others.high;
  return { border: border.map(([one, beside]) => point(one, beside)), optimum: isSeen ? [point(rate, value)] : [] };
}

const best = (/** @type {{ factor: number, rate: number, value: number }[]} */ tried) =>
  tried.reduce((least, one) => (one.factor < least.factor ? one : least));
