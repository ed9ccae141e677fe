// What can be plotted of paths that were run here, as optviz/picture/quantities.py and optviz/picture/curves.py have it.

import { lowestOf, nearest } from "./minima.mjs";
import { narrowed } from "./payload.mjs";
import { rangesOf } from "./ranges.mjs";
import { say } from "./say.mjs";
import { hypot } from "./sums.mjs";

const STATE = "state.";
const MOST = 1e12; // of a condition number in double precision

/** @typedef {import("./programs.mjs").Path} Path */
/** @typedef {import("./run.mjs").Numbers} Numbers */
/** @typedef {import("./minima.mjs").Known} Known */

/**
 * One number a row: what it is called, and its values (rows,) for a path; null where there is nothing of the kind; whether the row
 * where it is lowest is marked.
 * @typedef {{ title: () => string, of: (path: Path, known: Known) => ArrayLike<number> | null, marksLowest?: boolean }} Quantity
 */

/** @type {Record<string, Quantity>} */
const QUANTITIES = {
  loss: { title: () => say("loss"), of: ({ losses }) => losses },
  held_out: {
    title: () => say("loss on held-out examples"),
    of: ({ points }, { along }) => along.heldOut(points),
    marksLowest: true,
  },
  gradient_norm: { title: () => say("gradient norm ‖g‖"), of: ({ gradients }) => norms(gradients) },
  step_length: { title: () => say("step length"), of: stepLengths },
  rate_x: { title: () => say("effective learning rate of x"), of: (path) => effectiveRates(path, 0) },
  rate_y: { title: () => say("effective learning rate of y"), of: (path) => effectiveRates(path, 1) },
  distance: { title: () => say("distance to the nearest minimum"), of: distances },
  condition: { title: () => say("condition number of the Hessian"), of: conditions },
  learning_rate: { title: () => say("learning rate after the schedule"), of: learningRates },
};

/** The quantity of a key; those of states are called `state.` and the field, and show its norm. @returns {Quantity} */
function quantityOf(/** @type {string} */ key) {
  if (Object.hasOwn(QUANTITIES, key)) return QUANTITIES[key];
  const field = key.slice(STATE.length);
  return {
    title: () => say("{field} (norm)", { field: say(field.replaceAll("_", " ")) }),
    of: ({ state }) => (Object.hasOwn(state, field) ? norms(state[field]) : null),
  };
}

/** The titles of all that can be plotted of paths, by key: the states' fields come last, by name. @param {Path[]} paths */
export function offeredOf(paths) {
  const fields = [...new Set(paths.flatMap(({ state }) => Object.keys(state)))].sort();
  const keys = [...Object.keys(QUANTITIES), ...fields.map((field) => STATE + field)];
  return Object.fromEntries(keys.map((key) => [key, quantityOf(key).title()]));
}

/**
 * One quantity of all paths: what a payload's header says of it, and its `values` (paths, rows) above the base, not a number
 * for a path that has none.
 * @param {Path[]} paths @param {string} key @param {Known} known
 */
export function curvesOf(paths, key, known) {
  const { title, of, marksLowest = false } = quantityOf(key);
  const isLoss = key === "loss";
  const { minima, lowest } = known;
  const hasFloor = !isLoss || minima?.length !== 0;
  const base = isLoss && hasFloor ? (lowest ?? lowestOf(minima)) : 0;
  const found = paths.map((path) => of(path, known));
  const { lines, values } = stacked(found, paths[0].losses.length, base);
  const diverged = paths.map((path) => path.diverged_at !== null);
  return {
    title: title(),
    base,
    absent: found.flatMap((one, i) => (one ? [] : [i])),
    ranges: rangesOf(lines, diverged, base, hasFloor),
    lowest: lines.map((line) => (marksLowest && line ? lowestRow(line) : null)),
    values: narrowed(values),
  };
}

/** What was found, above a base, as one array (paths, rows), and its `lines`: null where there is nothing. */
function stacked(/** @type {(ArrayLike<number> | null)[]} */ found, /** @type {number} */ rows, /** @type {number} */ base) {
  const values = Object.assign(new Float64Array(found.length * rows).fill(Number.NaN), { shape: [found.length, rows] });
  const lines = found.map((one, i) => {
    if (!one) return null;
    const line = values.subarray(i * rows, (i + 1) * rows);
    for (let j = 0; j < rows; j += 1) line[j] = one[j] - base;
    return line;
  });
  return { lines, values };
}

/** The first row with the lowest value; null where nothing is a number. @param {ArrayLike<number>} line */
function lowestRow(line) {
  let lowest = null;
  for (let i = 0; i < line.length; i += 1) {
    if (Number.isFinite(line[i]) && (lowest === null || line[i] < line[lowest])) lowest = i;
  }
  return lowest;
}

/** Numbers, one a row. @param {number} rows @param {(row: number) => number} numberOf */
function eachRow(rows, numberOf) {
  const numbers = new Float64Array(rows);
  for (let i = 0; i < rows; i += 1) numbers[i] = numberOf(i);
  return numbers;
}

/** The length of each row. @param {Numbers} array */
function norms(array) {
  const [rows] = array.shape;
  const size = array.length / rows;
  return eachRow(rows, (i) => {
    let length = 0;
    for (let at = i * size; at < (i + 1) * size; at += 1) length = hypot(length, array[at]);
    return length;
  });
}

/** The last row whose step is shown: none leaves the last good row or those after it. @param {Path} path */
const lastLeft = ({ losses: { length }, diverged_at: divergedAt }) => Math.max((divergedAt ?? length) - 2, 0);

/** The length of the step that leaves each row; the last good row has none, and repeats the one before. @param {Path} path */
function stepLengths(path) {
  const { points } = path;
  const [rows, weights] = points.shape;
  const last = lastLeft(path);
  return eachRow(rows, (i) => {
    const at = weights * Math.min(i, last);
    const x = points[at + weights] - points[at];
    return hypot(x, weights > 1 ? points[at + 3] - points[at + 1] : 0);
  });
}

/**
 * How far one coordinate moves for each unit of its gradient; not a number where the gradient is zero.
 * @param {Path} path @param {number} coordinate
 */
function effectiveRates(path, coordinate) {
  const { points, gradients } = path;
  const [rows, weights] = points.shape;
  if (coordinate >= weights) return null;
  const last = lastLeft(path);
  return eachRow(rows, (i) => {
    const at = weights * Math.min(i, last) + coordinate;
    return gradients[at] === 0 ? Number.NaN : Math.abs((points[at + weights] - points[at]) / gradients[at]);
  });
}

/** From each row to the nearest of the known minima. @param {Path} path @param {Known} known */
function distances({ points }, { minima }) {
  const [rows, weights] = points.shape;
  return minima?.length ? eachRow(rows, (i) => nearest(minima, points, i * weights).distance) : null;
}

/** How many times the larger of two curvatures is the smaller one, by their sizes. @param {Path} path @param {Known} known */
function conditions({ points }, { along }) {
  if (points.shape[1] !== 2) return null;
  const hessians = along.hessians(points);
  return eachRow(points.shape[0], (i) => conditionOf(hessians.subarray(4 * i, 4 * i + 4)));
}

/** The condition number of a symmetric 2 × 2 matrix; infinite where rounding decides. @param {ArrayLike<number>} hessian */
export function conditionOf({ 0: a, 1: b, 3: d }) {
  const largest = Math.abs((a + d) / 2) + hypot((a - d) / 2, b);
  const found = largest / Math.abs((a * d - b * b) / largest);
  return found <= MOST ? found : Number.POSITIVE_INFINITY;
}

/** That of each step, and of the last row that of the last step. @param {Path} path */
function learningRates({ losses, learning_rates: rates }) {
  return eachRow(losses.length, (i) => rates[Math.min(i, rates.length - 1)]);
}
