// The lines of a rule's pseudo-code, and the values that they give, in words.

import { written } from "./numbers.mjs";

/**
 * A line of pseudo-code; `kinds` are those of the values that it gives, null outside of the step.
 * @typedef {{ text: string, kinds: string[] | null }} Line
 */

/** How many numbers a value of a kind is, with so many weights. Lists are not sent. */
const SIZES = {
  number: () => 1,
  truth: () => 1,
  vector: (weights) => weights,
  truths: (weights) => weights,
  matrix: (weights) => weights * weights,
};

/**
 * The values of each line in words, nothing where it gives none that is sent.
 * @param {Line[]} code
 * @param {ArrayLike<number> | null} numbers of all lines in one step
 * @param {number} weights
 * @returns {string[]}
 */
export function valuesOf(code, numbers, weights) {
  let at = 0;
  return code.map(({ kinds }) => {
    const texts = (kinds ?? []).flatMap((kind) => {
      const size = SIZES[kind]?.(weights) ?? 0;
      const parts = Array.from({ length: size }, (_, i) => numbers?.[at + i]);
      at += size;
      return size && numbers ? [spelled(kind, parts, weights)] : [];
    });
    return texts.join(", ");
  });
}

function spelled(kind, parts, weights) {
  const texts = parts.map((part) => (kind.startsWith("truth") ? String(part !== 0) : written(part)));
  if (texts.length === 1) return texts[0];
  if (kind !== "matrix") return `(${texts.join(", ")})`;
  const rows = Array.from({ length: weights }, (_, i) => `(${texts.slice(i * weights, (i + 1) * weights).join(", ")})`);
  return `(${rows.join(", ")})`;
}

/**
 * The place of the line that the playhead's share of a step has come to: each line of the step has as much of it.
 * @param {Line[]} code @param {number} share from 0 to 1
 */
export function lineAt(code, share) {
  const outside = code.findIndex(({ kinds }) => kinds);
  return Math.min(code.length - 1, outside + Math.floor(share * (code.length - outside)));
}

/**
 * Which step the playhead shows: the row that it leaves, how much of it is done, and its number. At the end it is the last one, and
 * where a run has diverged the one in which it did.
 * @param {number} step @param {number} numSteps @param {number | null} divergedAt
 */
export function stepShown(step, numSteps, divergedAt) {
  const row = Math.min(Math.floor(step), numSteps - 1);
  const number = Math.min(row + 1, Math.max(1, divergedAt ?? numSteps));
  return { row, share: step - row, number };
}
