// The axes of a map, as optviz/scenario/sweep.py and optviz/picture/map_axes.py have them: which numbers there can be along one,
// the values, where these stand on it, and its ticks.

import { written } from "./numbers.mjs";
import { say } from "./say.mjs";
import { startRange } from "./scenario.mjs";
import { linearTicks, logarithmicTicks } from "./ticks.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {{ key: string, low: number, high: number, scale: "linear" | "log" | "complement", cells: number }} Axis */

const STRETCHED = {
  linear: { place: (value) => value, value: (place) => place },
  log: { place: Math.log10, value: (place) => 10 ** place },
  complement: { place: (value) => -Math.log10(1 - value), value: (place) => 1 - 10 ** -place },
};
const CONSTANT = { key: "constant" };

/**
 * The records of all numbers that a run of one optimizer depends on, by their dotted paths.
 * @param {Scenario} scenario @param {number} place @param {any} catalogue @returns {Map<string, any>}
 */
export function parametersOf(
  { surface, noise, optimizers },
  place,
  { surfaces, noises, schedules, optimizers: rules, start_reach },
) {
  const { key, schedule = CONSTANT } = optimizers[place];
  const path = `optimizers.${place}`;
  const { domain, weights } = surfaces[surface.key];
  const starts = domain.map((range, i) => {
    const [low, high] = startRange(range, start_reach);
    return {
      key: String(i),
      title: say("start, {weight}", { weight: weights[i] }),
      low,
      high,
      scale: "linear",
      choices: [],
      range,
    };
  });
  const parts = [
    ["start", starts],
    ["surface", surfaces[surface.key].parameters],
    [path, rules[key].parameters],
    [`${path}.schedule`, schedules[schedule.key].parameters],
    ["noise", noises[noise.key].parameters],
  ];
  return new Map(parts.flatMap(([owner, all]) => all.map((parameter) => [`${owner}.${parameter.key}`, parameter])));
}

/** The values along an axis, both ends included. @param {Axis} axis */
export function valuesAlong({ low, high, scale, cells }) {
  const { place, value } = STRETCHED[scale];
  const [first, last] = [place(low), place(high)];
  return Float64Array.from({ length: cells }, (_, i) => {
    if (i === 0) return low;
    return i === cells - 1 ? high : Math.min(high, Math.max(low, value(first + ((last - first) * i) / (cells - 1))));
  });
}

/** Where a value stands along an axis, in cells from its beginning: the first cell's middle is at a half. @param {Axis} axis */
export function placeOn({ low, high, scale, cells }, /** @type {number} */ value) {
  const { place } = STRETCHED[scale];
  return ((place(value) - place(low)) / (place(high) - place(low))) * (cells - 1) + 0.5;
}

/** The value at a place in cells. @param {Axis} axis @param {number} at */
export function valueOn({ low, high, scale, cells }, at) {
  const { place, value } = STRETCHED[scale];
  return value(place(low) + ((place(high) - place(low)) * (at - 0.5)) / (cells - 1));
}

/**
 * At most so many ticks, each with its share of the axis's length.
 * @param {Axis} axis @param {number} most @param {import("./ticks.mjs").TickRules} rules @returns {{ share: number, text: string }[]}
 */
export function ticksAlong(axis, most, rules) {
  const { low, high, scale, cells } = axis;
  const found =
    scale === "linear"
      ? linearTicks(low, high, most, rules)
      : scale === "log"
        ? logarithmicTicks(Math.log10(low), Math.log10(high), most, rules)
        : complementTicks(low, high, most, rules);
  return found.map(({ value, text }) => ({ share: placeOn(axis, value) / cells, text }));
}

/** Values of which round numbers are left to 1: 0.5, 0.8, 0.9, 0.95 …, or fewer where these are too many. */
function complementTicks(low, high, most, { touch }) {
  const [first, last] = [Math.floor(Math.log10(1 - high)) - 1, Math.ceil(Math.log10(1 - low))];
  const powers = Array.from({ length: last - first + 1 }, (_, i) => last - i);
  let found = [];
  for (const steps of [[5, 2, 1], [5, 1], [1]]) {
    const left = powers.flatMap((power) => steps.map((step) => Number(`${step}e${power}`)));
    found = left.map((share) => 1 - share).filter((value) => low - touch <= value && value <= high + touch * (1 - high));
    if (found.length <= most) break;
  }
  return found.slice(0, most).map((value) => ({ value, text: written(value, 12) }));
}

/** What an axis shows; of a start, the weight. @param {string} key @param {any} parameter @param {any} surface its record */
export function titleOf(key, { title }, surface) {
  return key.startsWith("surface.") ? `${surface.title}${say(": ")}${title}` : title;
}
