// What can be plotted of paths that were run here, as optviz/picture/quantities.py and optviz/picture/curves.py have it.

import { BESIDE } from "./curve.mjs";
import { snapshots } from "./ensemble.mjs";
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
/** @typedef {{ together: number, alone: number[] }} Members what runs end with */

/**
 * One number a row: what it is called, and its values (rows,) for a path; null where there is nothing of the kind. Where it is what
 * several runs are together, `alone` is the key of what each of them is alone.
 * @typedef {{ title: () => string, of: (path: Path, known: Known, paths: Path[]) => ArrayLike<number> | null, isShare?: boolean,
 *   alone?: string }} Quantity
 */

/** @type {Record<string, Quantity>} */
const QUANTITIES = {
  loss: { title: () => say("loss"), of: ({ losses }) => losses },
  held_out: { title: () => say("loss on held-out examples"), of: measured("held_out") },
  losses: {
    title: () => say("training loss and held-out loss (□)"),
    of: ({ losses }, { along }) => (along.lost ? losses : null),
  },
  held_out_average: {
    title: () => say("held-out loss of averaged weights"),
    of: ({ points }, { along }) => along.measured("held_out", averages(points)),
  },
  held_out_together: { title: () => say("held-out loss of the mean of paths"), of: together, alone: "held_out" },
  held_out_snapshots: { title: () => say("held-out loss of the mean of snapshots"), of: ofSnapshots },
  accuracy: { title: () => say("accuracy on training examples"), of: measured("accuracy"), isShare: true },
  held_out_accuracy: { title: () => say("accuracy on held-out examples"), of: measured("held_out_accuracy"), isShare: true },
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
  const { title, of, isShare, alone } = quantityOf(key);
  const isLoss = key === "loss";
  const { minima, lowest } = known;
  const hasNone = isLoss && minima?.length === 0;
  const why = hasNone
    ? say("no minimum is known, so the scale is linear")
    : isShare
      ? say("a share, so the scale is linear")
      : "";
  const base = isLoss && !hasNone ? (lowest ?? lowestOf(minima)) : 0;
  const found = paths.map((path) => of(path, known, paths));
  const { lines, values } = stacked(found, paths[0].losses.length, base);
  const other = Object.hasOwn(BESIDE, key) ? paths.map((path) => QUANTITIES[BESIDE[key]].of(path, known, paths)) : [];
  const beside = stacked(other, paths[0].losses.length, base);
  const diverged = paths.map((path) => path.diverged_at !== null);
  return {
    title: title(),
    base,
    absent: found.flatMap((one, i) => (one ? [] : [i])),
    ranges: rangesOf([...lines, ...beside.lines], other.length ? [...diverged, ...diverged] : diverged, base, why),
    values: narrowed(values),
    exact: values, // with all digits, for what is said of them
    beside: beside.lines,
    members: alone ? membersOf(found, (i) => QUANTITIES[alone].of(paths[i], known, paths)) : null,
  };
}

/** How several runs end together, and each of them alone; null where there are not several. @returns {Members | null} */
function membersOf(/** @type {(ArrayLike<number> | null)[]} */ found, /** @type {(i: number) => ArrayLike<number>} */ aloneOf) {
  const places = found.flatMap((one, i) => (one ? [i] : []));
  const last = (/** @type {ArrayLike<number>} */ line) => line[line.length - 1];
  return places.length < 2 ? null : { together: last(found[places.at(-1)]), alone: places.map((i) => last(aloneOf(i))) };
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

/** The mean of all points up to each of them. @param {Numbers} points (rows, weights) @returns {Numbers} */
function averages(points) {
  const [rows, weights] = points.shape;
  const means = Object.assign(new Float64Array(points.length), { shape: points.shape });
  const sums = new Float64Array(weights);
  for (let i = 0; i < rows * weights; i += 1) {
    sums[i % weights] += points[i];
    means[i] = sums[i % weights] / (Math.floor(i / weights) + 1);
  }
  return means;
}

/** What the model of a surface measures along a path. @param {string} key @returns {Quantity["of"]} */
function measured(key) {
  return ({ points }, { along }) => along.measured(key, points);
}

const hasDiverged = (/** @type {Path} */ { diverged_at: at }) => at !== null;
const pointAt = (/** @type {Numbers} */ points, /** @type {number} */ row) => [
  points[row * points.shape[1]],
  points.shape[1] > 1 ? points[row * points.shape[1] + 1] : 0,
];

/** What is found for all paths at once. @type {WeakMap<Path[], { along: object, lines: Map<Path, Float64Array> }>} */
const foundTogether = new WeakMap();

/** Of the mean of what this path and all before it say at each row; those that diverge do not count. @type {Quantity["of"]} */
function together(path, { along }, paths) {
  if (hasDiverged(path) || !along.lost) return null;
  if (foundTogether.get(paths)?.along !== along) foundTogether.set(paths, { along, lines: togetherOf(paths, along) });
  return foundTogether.get(paths).lines.get(path);
}

/** @param {Path[]} paths @param {import("./minima.mjs").Along} along */
function togetherOf(paths, along) {
  const members = paths.filter((one) => !hasDiverged(one));
  const rows = members[0].losses.length;
  const lines = new Map(members.map((one) => [one, new Float64Array(rows)]));
  for (let row = 0; row < rows; row += 1) {
    const lost = along.lost(members.map(({ points }) => pointAt(points, row)));
    for (const [i, one] of members.entries()) lines.get(one)[row] = lost[i];
  }
  return lines;
}

/** Of the mean of what all snapshots up to each row say; not a number before the first. @type {Quantity["of"]} */
function ofSnapshots(path, { along }) {
  const rows = snapshots(path);
  if (hasDiverged(path) || !along.lost || rows.length === 0) return null;
  const lost = along.lost(rows.map((row) => pointAt(path.points, row)));
  return eachRow(path.losses.length, (row) => lost[rows.filter((one) => one <= row).length - 1] ?? Number.NaN);
}

/** The first row with the lowest loss on held-out examples; null without any. @param {Path} path @param {Known} known */
export function bestRow(path, known) {
  const line = QUANTITIES.held_out.of(path, known, [path]) ?? [];
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
