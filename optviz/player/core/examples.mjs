// The examples of a table as programs take them: one array, row by row, as surfaces/examples.py has it. The first two rows say
// how the columns lie: their means and deviations. Then comes a row for each example, with how often it counts.

import { sum } from "./sums.mjs";

export const HEADER = 2;
const SHORTEST = 64; // rows: as many as lots are drawn for at least, where there are more than the surface comes with
const [MOST_ROWS, LARGEST_BATCH] = [2001, 64]; // of a run, and of what a step is taken on

/**
 * All rows of a table; the places of those that are held out, and of those that have been taken away; and of each column what is taken
 * from its numbers before a model is given them, and what they are divided by then.
 * @typedef {{ rows: number[][], heldOut: number[], removed?: number[], scale?: number[][] }} Table
 */
/**
 * What programs are handed of a table: the examples that a model is trained on, those that are held out (null where there are
 * none), and how often each of the first counts.
 * @typedef {{ trained: Float64Array, held: Float64Array | null, counts: Float64Array }} Examples
 */

/** Rows, or only their inputs, as a model is given them. @param {Pick<Table, "scale">} table @param {number[][]} rows */
export function scaled({ scale }, rows) {
  return scale?.length ? rows.map((row) => row.map((value, k) => (value - scale[k][0]) / scale[k][1])) : rows;
}

/**
 * A table with a scale whose inputs a model is given on it (0), less the mean of those that it is trained on (1), or less their mean and
 * over their deviation instead (2).
 * @template {Table} Any @param {Any} table @param {number} normalisation @returns {Any}
 */
export function onScale(table, normalisation) {
  if (!normalisation) return table;
  const { rows, heldOut, removed = [], scale } = table;
  const isOut = new Set([...heldOut, ...removed]);
  const trained = rows.filter((_, i) => !isOut.has(i));
  const now = scale.map(([shift, unit], k) => {
    if (k === scale.length - 1) return [shift, unit];
    const [mean, deviation] = momentsOf(Float64Array.from(trained, (row) => row[k]));
    return [mean, normalisation === 1 ? unit : deviation || 1];
  });
  return { ...table, scale: now };
}

/** What a model says, in the units of the target, in its place. @param {Pick<Table, "scale">} table @param {Float64Array} said */
export function unscale({ scale }, said) {
  if (!scale?.length) return;
  const [shift, unit] = scale[scale.length - 1];
  for (let i = 0; i < said.length; i += 1) said[i] = said[i] * unit + shift;
}

/**
 * Of a table with many rows some, evenly taken among those that a model is trained on and among those that are held out.
 * @template {Table} Any @param {Any} table @param {number} many rows from which on there are fewer @param {number} few as many, about
 * @returns {Any}
 */
export function sampled(table, many, few) {
  const { rows, heldOut, removed = [] } = table;
  if (rows.length <= many) return table;
  const every = rows.length / few;
  const isTaken = (_, /** @type {number} */ i) => Math.floor((i + 1) / every) > Math.floor(i / every);
  const isHeld = new Set(heldOut);
  const trained = rows.map((_, i) => i).filter((i) => !isHeld.has(i));
  const taken = [...trained.filter(isTaken), ...heldOut.filter(isTaken)];
  const places = new Map(taken.map((place, i) => [place, i]));
  const among = (/** @type {number[]} */ some) => some.filter((place) => places.has(place)).map((place) => places.get(place));
  return { ...table, rows: taken.map((place) => rows[place]), heldOut: among(heldOut), removed: among(removed) };
}

/** @param {Table} table @returns {Examples} */
export function examplesOf({ rows: asGiven, heldOut, removed = [], scale }) {
  const rows = scaled({ scale }, asGiven);
  const [isHeld, isGone] = [new Set(heldOut), new Set(removed)];
  const places = rows.map((_, i) => i);
  const trained = places.filter((i) => !isHeld.has(i));
  const counts = Float64Array.from(trained, (i) => (isGone.has(i) ? 0 : 1));
  const known = trained.filter((i) => !isGone.has(i)).map((i) => rows[i]);
  const rowsAt = (/** @type {number[]} */ some) => some.map((i) => rows[i]);
  const counted = Float64Array.from(heldOut, (i) => (isGone.has(i) ? 0 : 1));
  return {
    trained: packed(rowsAt(trained), counts, known),
    held: heldOut.length ? packed(rowsAt(heldOut), counted, known) : null,
    counts,
  };
}

/**
 * Rows that count so often, behind the means and deviations of those that are known.
 * @param {number[][]} rows @param {Float64Array} counts @param {number[][]} known
 */
function packed(rows, counts, known) {
  const width = known[0].length + 1;
  const array = new Float64Array((HEADER + rows.length) * width);
  for (let k = 0; k < width - 1; k += 1) {
    const [mean, deviation] = momentsOf(Float64Array.from(known, (row) => row[k]));
    array[k] = mean;
    array[width + k] = deviation || 1;
  }
  array[width - 1] = sum(counts);
  for (const [i, row] of rows.entries()) {
    array.set(row, (HEADER + i) * width);
    array[(HEADER + i) * width + width - 1] = counts[i];
  }
  return array;
}

/** Mean and deviation of numbers; of those that are all the same that number, to the last digit, and 0. @param {Float64Array} column */
export function momentsOf(column) {
  if (column.every((value) => value === column[0])) return [column[0], 0];
  const mean = sum(column) / column.length;
  return [mean, Math.sqrt(sum(column.map((value) => Math.abs(value - mean) ** 2)) / column.length)];
}

/**
 * The lots that are drawn for mini-batches: for which rows, and in how many epochs. As long as there are no more rows than a
 * surface comes with, those that have not been taken away meet the same ones.
 * @param {Float64Array} counts @param {number} usual
 */
export function lotsOf(counts, usual) {
  const width = counts.length <= usual ? usual : lengthFor(counts.length);
  const wide = new Float64Array(width);
  wide.set(counts);
  const epochs = Math.min(MOST_ROWS, Math.floor((MOST_ROWS * LARGEST_BATCH * 2) / lengthFor(sum(counts))) + 1);
  return { counts: wide, epochs };
}

const lengthFor = (/** @type {number} */ rows) => Math.max(SHORTEST, 2 ** Math.ceil(Math.log2(Math.max(rows, 1))));
