// Where epochs end on the curves of runs on mini-batches: the rules of optviz/picture/epochs.py.

import { say } from "./say.mjs";

const MOST = 12; // marks
const APART = 3; // sizes of type between two, at least
const FIRST = 4.5; // and from the axis to the first
const STEPS = [1, 2, 5];

/** @typedef {{ place: number, text: string }} EpochEnd where along the axis an epoch ends, and which one */

/** How many mini-batches go through so many examples: 1 where each is all of them. @param {number} examples @param {number} batchSize */
export const stepsAnEpoch = (examples, batchSize) => Math.ceil(examples / Math.min(batchSize, examples));

/**
 * Where along the axis each epoch of so many `steps` ends; nowhere where paths that have not ended do not agree.
 * @param {number} steps @param {number} numSteps @param {(ArrayLike<number> | null)[]} across of each path; null: the steps
 * @param {number[]} shown how many rows there are of each @returns {number[]}
 */
export function epochEnds(steps, numSteps, across, shown) {
  const rows = Array.from({ length: Math.floor(numSteps / steps) }, (_, k) => (k + 1) * steps);
  if (!across.some(Boolean)) return rows;
  const found = rows.map((row) => new Set(across.filter((_, i) => row < shown[i]).map((taken) => taken[row])));
  return found.some(({ size }) => size > 1) ? [] : found.flatMap((places) => [...places]);
}

/** How long an epoch is, and every how many of them there is a line. @param {number} steps @param {number} [every] */
export const epochNote = (steps, every = 1) =>
  every > 1
    ? say("an epoch is {steps} steps, a line every {every} epochs", { steps, every })
    : say("an epoch is {steps} steps", { steps });

/**
 * The marks on an axis from 0 to `end`, `width` sizes of type wide: every how many epochs, and each of them.
 * @param {number[]} ends @param {number} end @param {number} width
 */
export function epochMarks(ends, end, width) {
  const every = everyOf(ends, end, width);
  const places = ends.filter((_, i) => (i + 1) % every === 0);
  const textOf = (/** @type {number} */ i) => (i ? String((i + 1) * every) : say("epoch {number}", { number: every }));
  return { every, marks: places.map((place, i) => ({ place, text: textOf(i) })) };
}

/** Every how many epochs one is marked. */
function everyOf(/** @type {number[]} */ ends, /** @type {number} */ end, /** @type {number} */ width) {
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) {
      const marked = ends.filter((_, i) => (i + 1) % (step * power) === 0);
      const areApart = marked.every((place, i) => ((place - (marked[i - 1] ?? 0)) * width) / end >= (i ? APART : FIRST));
      if (marked.length <= MOST && areApart) return step * power;
    }
  }
}
