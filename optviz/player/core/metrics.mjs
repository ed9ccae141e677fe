// The cells of the table of a path that was run here, as optviz/engine/metrics.py and optviz/picture/table.py have them.

import { lowestOf, nearest } from "./minima.mjs";
import { written } from "./numbers.mjs";
import { divergence } from "./run.mjs";
import { say } from "./say.mjs";
import { sum } from "./sums.mjs";

const unknown = () => say("no minimum known");

/** @typedef {import("./programs.mjs").Path} Path */
/** @typedef {import("./minima.mjs").Known} Known */

/**
 * The texts of the columns that the page has room for.
 * @param {Path} path @param {Known} known @returns {string[]}
 */
export function cellsOf(path, known) {
  const last = path.losses.length - 1;
  return [
    path.diverged_at === null ? written(path.losses[last]) : divergence(path),
    ...(known.minima?.length === 0 ? [unknown(), unknown(), unknown()] : toMinimum(path, known)),
    String(path.evaluations[3 * last + 1]),
    written(lengthOf(path.points)),
  ];
}

/** How far a path ends from a minimum, from which step on its loss is that of the lowest, and when it first was. */
function toMinimum({ points, losses, diverged_at: divergedAt }, { minima, lowest = lowestOf(minima), tolerance }) {
  const { steps, touched } = arrivals(losses, { divergedAt, lowest, tolerance });
  const notYet = touched === null ? say("not reached") : say("not for good");
  const away = minima && distanceAtEnd(points, minima); // how far a curve of minima is, nobody here knows
  return [written(away), String(steps ?? notYet), String(touched ?? notYet)];
}

/**
 * The step from which on a loss stays within a tolerance of the lowest, and the first that is within it; null for never.
 * @param {import("./run.mjs").Numbers} losses
 * @param {{ divergedAt: number | null, lowest: number, tolerance: number }} by
 */
export function arrivals(losses, { divergedAt, lowest, tolerance }) {
  const isWithin = (loss) => Math.abs(loss - lowest) <= tolerance;
  const touched = losses.findIndex(isWithin);
  const steps = 1 + losses.findLastIndex((loss) => !isWithin(loss));
  const isThere = steps < losses.length && divergedAt === null;
  return { steps: isThere ? steps : null, touched: touched < 0 ? null : touched };
}

function distanceAtEnd(points, minima) {
  const at = points.length - points.shape[1];
  const [x, y = 0] = nearest(minima, points, at).minimum.point;
  return rootOfSquares(points[at] - x, (points[at + 1] ?? 0) - y);
}

/** The length of all steps together. */
function lengthOf(points) {
  const [rows, weights] = points.shape;
  const lengths = new Float64Array(rows - 1);
  for (let i = 0, at = 0; i < lengths.length; i += 1, at += weights) {
    const y = weights > 1 ? points[at + 3] - points[at + 1] : 0;
    lengths[i] = rootOfSquares(points[at + weights] - points[at], y);
  }
  return sum(lengths);
}

/** As the server has these two, where squares that are nothing have no root: no `hypot`. */
const rootOfSquares = (x, y) => Math.sqrt(x * x + y * y);
