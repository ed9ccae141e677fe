// In which ranges a quantity is plotted, as in optviz/picture/curves.py.

import { say } from "./say.mjs";

const LEAST = 1e-12; // the lowest value that a logarithmic axis shows, and the lowest share of the highest value
const HIGHEST = 100; // starts: how far a run that diverges is followed upwards
const ROOM = 0.06; // what a linear axis leaves free above and below, as a share of what it shows
const NEARLY = 1e-9; // decades: a value so near to a whole one is one

/**
 * The range of an axis: its ends, of a logarithmic one as exponents of ten, and what has to be said about it.
 * @typedef {{ low: number, high: number, logarithmic: boolean, note: string }} Range
 */

/**
 * The range upwards by the scale that is asked for.
 * @param {(Float64Array | null)[]} values of each path, above the base
 * @param {boolean[]} diverged which paths are
 * @param {number} base
 * @param {string} why it has no logarithmic scale; empty if it has
 * @returns {{ log: Range, linear: Range }}
 */
export function rangesOf(values, diverged, base, why) {
  const lines = values.filter((line) => line !== null);
  const ends = endsOf(
    lines,
    diverged.filter((_, i) => values[i] !== null),
  );
  const linear = (note) => linearRange(ends, base, note);
  const log = (why ? null : logarithmicRange(lines, ends, base)) ?? linear(why);
  return { log, linear: linear("") };
}

/** The lowest of all values that can be shown, and the highest that the axis has to hold; nothing: infinities. */
function endsOf(lines, diverged) {
  const found = lines.map(ownEnds);
  const most = HIGHEST * Math.max(0, ...found.map(({ start }) => start));
  const tops = found.map(({ high }, i) => (diverged[i] ? Math.min(high, most) : high));
  return { low: Math.min(...found.map(({ low }) => low)), top: Math.max(...tops) };
}

/** Of one line the lowest and the highest value, and how large it is where it begins to be anything. */
function ownEnds(line) {
  let [low, high, start] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < line.length; i += 1) {
    const value = line[i];
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (start === 0) start = Math.abs(value);
  }
  return { low, high, start };
}

/** The lowest value of some lines above a floor; `highest` if there is none. */
function lowestAbove(lines, floor, highest) {
  let lowest = highest;
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 1) if (line[i] > floor && line[i] < lowest) lowest = line[i];
  }
  return lowest;
}

/** Whole decades; null where nothing is above zero. @returns {Range | null} */
function logarithmicRange(lines, { top }, base) {
  if (!(top > LEAST)) return null;
  const lowest = lowestAbove(lines, Math.max(LEAST, LEAST * top), top);
  const high = Math.ceil(Math.log10(top) + NEARLY) + 0; // no decade is −0
  const low = Math.min(Math.floor(Math.log10(lowest) + NEARLY), high - 1);
  return { low, high, logarithmic: true, note: base ? say("above the lowest known minimum") : "" };
}

/** @returns {Range} */
function linearRange({ low: lowest, top }, base, note) {
  if (lowest === Number.POSITIVE_INFINITY)
    return { low: 0, high: 1, logarithmic: false, note: say("there is nothing of this kind to show here") };
  const [low, high] = [lowest + base, top + base];
  const room = ROOM * (high - low || Math.abs(high) || 1);
  return { low: low - room, high: high + room, logarithmic: false, note };
}
