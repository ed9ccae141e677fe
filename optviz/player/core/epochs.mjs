// Where epochs end on the curves of runs on mini-batches: the rules of optviz/picture/epochs.py.

import { say } from "./say.mjs";
import { linearTicks } from "./ticks.mjs";

const MOST = 12; // marks
const APART = 4.5; // sizes of type between two, at least

/** @typedef {{ place: number, text: string }} EpochEnd where along the axis an epoch ends, and which one */

/**
 * How far an epoch of so many `steps` goes along the axis; 0 where not every one of each path goes as far.
 * @param {number} steps @param {(ArrayLike<number> | null)[]} across of each path; null: the steps
 * @param {number[]} shown how many rows there are of each
 */
export function epochLength(steps, across, shown) {
  const found = new Set();
  for (const [i, taken] of across.entries()) {
    for (let k = 1; k * steps < shown[i]; k += 1) found.add(taken ? taken[k * steps] / k : steps);
  }
  return found.size === 1 ? [...found][0] : 0;
}

/**
 * The marks on an axis from 0 to `end`, `width` sizes of type wide, of epochs that go so far along it.
 * @param {number} length @param {number} end @param {number} width @param {import("./ticks.mjs").TickRules} rules
 * @returns {EpochEnd[]}
 */
export function epochMarks(length, end, width, rules) {
  const most = Math.max(1, Math.min(MOST + 1, Math.floor(width / APART)));
  const [, ...found] = linearTicks(0, Math.floor(end / length), most, rules, true);
  return found.map(({ value, text }, i) => ({ place: value * length, text: i ? text : say("epoch {number}", { number: text }) }));
}

/** In which epoch of so many steps a step is taken, and on which of its mini-batches. @param {number} step @param {number} steps */
export const batchNote = (step, steps) =>
  say("epoch {number}, batch {batch} of {steps}", { number: Math.floor(step / steps) + 1, batch: (step % steps) + 1, steps });

/** How long an epoch is, and every how many of them there is a line. @param {number} steps @param {number} [every] */
export const epochNote = (steps, every = 1) =>
  every > 1
    ? say("an epoch is {steps} steps, a line every {every} epochs", { steps, every })
    : say("an epoch is {steps} steps", { steps });
