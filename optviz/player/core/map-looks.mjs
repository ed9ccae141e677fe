// What each cell of a map looks like, as optviz/picture/map_cells.py has it, whose rules come with the page: colours equalised by
// rank, with a gap at the border of stability; what has diverged, what never came about, and what is not yet computed, each in a look
// of its own.

import { mixed } from "./colours.mjs";
import { written } from "./numbers.mjs";
import { say } from "./say.mjs";

/** @typedef {import("./sweeping.mjs").Outcomes} Outcomes */
/**
 * The rules: ramps by theme, the patterns as squares that repeat, how many tints there are, how far the lightest goes, and up to
 * which share of them outcomes are alike.
 * @typedef {{ ramps: Record<string, string[]>, grown: Record<string, string[]>, tints: number, lightest: number, alike: number,
 *   special: Record<string, string[][]>, patterns: Record<string, string[]>, colours: Record<string, string[]>,
 *   paper: Record<string, string>, ink: Record<string, string>, muted: Record<string, string>,
 *   shades: Record<string, string[]>, of_minima: Record<string, string[]>, hatched: Record<string, string> }} Rules
 */
/**
 * The look of each cell, by its place among `looks`, each a colour, a pattern and its ink; `bar` and `marks` are the colour bar,
 * best first, and what is written along it; `key` is what all other looks stand for that occur.
 * @typedef {{ places: Int32Array & { shape: number[] }, looks: string[][], bar: number[], marks: [number, string][],
 *   key: [number, string][] }} Looks
 */

const [DIVERGED, NEVER, FIRST] = [0, 1, 3]; // looks that all maps have, and the first of their own
export const PENDING = 2; // the look of what is not yet computed
const OUTCOMES = {
  final_loss: { values: ({ losses }) => losses, isNumber: true },
  steps: { values: ({ steps }) => steps, isNumber: false },
  distance: { values: ({ distances }) => distances, isNumber: true },
  divergence: { values: ({ diverged_at: steps }) => steps, isNumber: false },
};

/** @param {Outcomes} found @param {string} outcome @param {string} style @param {any} minima those of the surface, in words @param {Rules} rules @returns {Looks} */
export function looksOf(found, outcome, style, minima, rules) {
  return outcome === "minimum" ? ofMinima(found, style, minima, rules) : ofRanks(found, outcome, style, rules);
}

export const pendingSaid = () => say("not yet computed");

/** The look of a cell that has no outcome. @param {Outcomes} found */
function specially({ losses, diverged_at: diverged }, i) {
  if (Number.isNaN(losses[i])) return PENDING;
  return diverged[i] >= 0 ? DIVERGED : NEVER;
}

/** @returns {Looks} */
function ofRanks(found, outcome, style, rules) {
  const { tints, ramps, grown, special, hatched, muted } = rules;
  const { values: read, isNumber } = OUTCOMES[outcome];
  const values = read(found);
  const isGrown = outcome === "final_loss" ? (i) => found.losses[i] > found.first_losses[i] : () => false;
  const isKnown = (i) => (isNumber ? found.diverged_at[i] < 0 && Number.isFinite(values[i]) : values[i] >= 0);
  const places = Object.assign(new Int32Array(values.length), { shape: found.shape });
  const groups = [[], []];
  for (let i = 0; i < values.length; i += 1) {
    if (isKnown(i)) groups[isGrown(i) ? 1 : 0].push(i);
    else places[i] = specially(found, i);
  }
  const largest = outcome === "distance" ? groups[0].reduce((most, i) => Math.max(most, values[i]), 0) : 0;
  const alike = /** @type {[number, number]} */ ([rules.alike, rules.alike * largest]);
  const [valueAt] = groups.map((cells, k) => ranked(cells, values, places, tints, FIRST + k * tints, alike));
  const middle = FIRST + tints + Math.floor(tints / 2);
  const never = outcome === "divergence" ? say("did not diverge") : say("never");
  /** @type {[number, string, boolean][]} */
  const told = [
    [DIVERGED, say("diverged"), places.includes(DIVERGED)],
    [NEVER, never, places.includes(NEVER)],
    [PENDING, pendingSaid(), places.includes(PENDING)],
    [middle, say("ended above the first loss"), groups[1].length > 0],
  ];
  const shares = groups[0].length ? [0, 0.25, 0.5, 0.75, 1] : [];
  return {
    places,
    looks: [
      ...special[style],
      ...ramp(ramps[style], tints),
      ...ramp(grown[style], tints).map(([colour]) => [colour, hatched[style] ?? "", muted[style]]),
    ],
    bar: shares.length ? Array.from({ length: tints }, (_, i) => FIRST + i) : [],
    marks: shares.map((share) => /** @type {[number, string]} */ ([share, written(valueAt(share), 2)])),
    key: told.filter(([, , occurs]) => occurs).map(([look, text]) => /** @type {[number, string]} */ ([look, text])),
  };
}

/** @returns {Looks} */
function ofMinima(found, style, names, rules) {
  const { shape, minima, steps } = found;
  const { tints, special, ink } = rules;
  const places = Object.assign(new Int32Array(minima.length), { shape });
  const looks = [...special[style]];
  /** @type {[number, string][]} */
  const key = [];
  const cells = new Map();
  for (let i = 0; i < minima.length; i += 1) {
    if (minima[i] < 0) places[i] = specially(found, i);
    else if (cells.has(minima[i])) cells.get(minima[i]).push(i);
    else cells.set(minima[i], [i]);
  }
  if (places.includes(DIVERGED)) key.push([DIVERGED, say("diverged")]);
  if (places.includes(NEVER)) key.push([NEVER, say("none reached")]);
  if (places.includes(PENDING)) key.push([PENDING, pendingSaid()]);
  for (const i of [...cells.keys()].sort((a, b) => a - b)) {
    const first = looks.length;
    const patterns = rules.of_minima[style] ?? [""];
    looks.push(...shadesOf(i, style, rules).map((shade) => [shade, patterns[i % patterns.length], ink[style]]));
    ranked(cells.get(i), steps, places, tints, first, [0, 0]);
    key.push([first + Math.floor(tints / 4), names[i] ?? ""]);
  }
  return { places, looks, bar: [], marks: [], key };
}

/** The colours of a minimum, of the fewest steps first; in print they are greys. */
function shadesOf(i, style, { tints, lightest, colours, paper, shades }) {
  const strong = colours[style][i % colours[style].length];
  const [first, last, reach] = shades[style] ? [...shades[style], 1] : [strong, paper[style], lightest];
  return Array.from({ length: tints }, (_, j) => mixed(first, last, (reach * j) / (tints - 1)));
}

/**
 * Gives cells the looks from the first on, by the ranks of their values: what differs by no more than a share of the
 * lower value, or a difference, alike, by the rank in the middle; the lowest have the first look, the highest the last.
 * @returns {(way: number) => number} the value that has the look at a share of the way from the first to the last
 */
function ranked(cells, values, places, count, first, [share, least]) {
  const ordered = Float64Array.from(cells, (cell) => values[cell]).sort();
  const middles = new Map();
  for (let from = 0, to; from < ordered.length; from = to) {
    const highest = ordered[from] + Math.max(share * Math.abs(ordered[from]), least);
    for (to = from + 1; to < ordered.length && ordered[to] <= highest; ) to += 1;
    for (let i = from; i < to; i += 1) middles.set(ordered[i], (from + to - 1) / 2);
  }
  const [lowest, last] = [middles.get(ordered[0]), middles.get(ordered.at(-1))];
  const span = last - lowest;
  for (const cell of cells) {
    places[cell] = first + halfToEven(((middles.get(values[cell]) - lowest) / (span || 1)) * (count - 1));
  }
  return (way) => ordered[halfToEven(lowest + way * span)];
}

/** The nearest whole number, an even one if there are two. */
function halfToEven(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}

/** So many colours from the first to the last. */
function ramp(stops, count) {
  return Array.from({ length: count }, (_, i) => {
    const place = (i * (stops.length - 1)) / (count - 1);
    const before = Math.min(Math.floor(place), stops.length - 2);
    const colour = mixed(stops[before], stops[before + 1], place - before);
    return [colour, "", colour];
  });
}
