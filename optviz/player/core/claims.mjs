// Comparisons of numbers of a run, as optviz/lessons/comparisons.py has them: what a lesson claims is held beside each run.

import { arrivals } from "./metrics.mjs";
import { lowestOf, nearest } from "./minima.mjs";
import { written } from "./numbers.mjs";

const NEAR = 0.02; // as a share of the larger, up to which two numbers are about the same
const NEVER = ["steps", "touched", "diverged", "gradients_needed"]; // of which infinity means never
const NOTHING = Number.NaN; // compares with nothing

/** @typedef {import("./run.mjs").Run} Run */
/** @typedef {import("./run.mjs").Track} Track */
/** @typedef {{ of: string, place: number, name: string, row: number | null }} Quantity of a rule's path at a place, or of the surface */
/** @typedef {{ factor: number, quantity: Quantity | null }} Side */
/** @typedef {{ sides: Side[], signs: string[] }} Comparison each pair of neighbours has to compare so */

/** @type {Record<string, (left: number, right: number) => boolean>} */
const COMPARES = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "~": (left, right) => left === right || isNear(left, right, Math.max(Math.abs(left), Math.abs(right))),
};
const isNear = (left, right, larger) => larger < Number.POSITIVE_INFINITY && Math.abs(left - right) <= NEAR * larger;

/** @type {Record<string, (track: Track, row: number, run: Run, rho: number) => number>} */
const AT_ROWS = {
  loss: ({ losses }, row) => losses[row],
  x: ({ points }, row) => points[row * points.shape[1]],
  y: ({ points }, row) => (points.shape[1] > 1 ? points[row * points.shape[1] + 1] : NOTHING),
  ahead_x: ({ points }, row, _, rho) => ahead(points, row, 0, rho),
  ahead_y: ({ points }, row, _, rho) => ahead(points, row, 1, rho),
  distance: ({ points }, row, { surface }) =>
    surface.knownMinima?.length ? nearest(surface.knownMinima, points, row * points.shape[1]).distance : NOTHING,
  step: ({ points }, row) => (row ? Math.hypot(...between(points, row - 1, row)) : 0),
  slope: ({ detail, points }, row) => lengthAt(detail?.gradients, row - (detail?.from ?? 0), points.shape[1]),
  gradients: ({ gradientsTaken }, row) => gradientsTaken[row],
  held_out: ({ curves }, row) => curves.held_out?.[row] ?? NOTHING,
  held_out_average: ({ curves }, row) => curves.held_out_average?.[row] ?? NOTHING,
  held_out_together: ({ curves }, row) => curves.held_out_together?.[row] ?? NOTHING,
  held_out_snapshots: ({ curves }, row) => curves.held_out_snapshots?.[row] ?? NOTHING,
  accuracy: ({ curves }, row) => curves.accuracy?.[row] ?? NOTHING,
  held_out_accuracy: ({ curves }, row) => curves.held_out_accuracy?.[row] ?? NOTHING,
  condition: ({ curves }, row) => curves.condition?.[row] ?? NOTHING,
  rate: ({ detail, losses }, row) => detail?.learning_rates[Math.min(row, losses.length - 2) - detail.from] ?? NOTHING,
};

/** @type {Record<string, (track: Track, run: Run) => number>} */
const OF_WHOLE = {
  steps: (track, run) => arrivalsOf(track, run).steps,
  touched: (track, run) => arrivalsOf(track, run).touched,
  diverged: ({ path }) => path.diverged_at ?? Number.POSITIVE_INFINITY,
  gradients_needed: (track, run) => neededUntil(arrivalsOf(track, run).steps, track.gradientsTaken),
  best_row: ({ path }) => path.best ?? NOTHING,
  best: ({ losses }) => Math.min(...losses),
  highest: ({ losses }) => Math.max(...losses),
  length: ({ points }) => stepsOf(points).reduce((sum, step) => sum + Math.hypot(...step), 0),
  turns_x: ({ points }) => turns(points, 0),
  turns_y: ({ points }) => turns(points, points.shape[1] - 1),
  overshoot_x: ({ points }, { surface }) => overshoot(points, 0, surface.knownMinima),
  overshoot_y: ({ points }, { surface }) => overshoot(points, points.shape[1] - 1, surface.knownMinima),
};

/** The step of each weight between two rows. */
function between(points, before, after) {
  const weights = points.shape[1];
  return Array.from({ length: weights }, (_, i) => points[after * weights + i] - points[before * weights + i]);
}

function stepsOf(points) {
  return Array.from({ length: points.shape[0] - 1 }, (_, row) => between(points, row, row + 1));
}

/** A weight of x + ρv, where v is the step that has led to a row. */
function ahead(points, row, i, rho) {
  const weights = points.shape[1];
  const [now, before] = [row, Math.max(row - 1, 0)].map((at) => points[at * weights + i]);
  return i < weights ? now * (1 + rho) - rho * before : NOTHING;
}

/** The gradients taken until a step, which may be infinity or not a number. */
function neededUntil(step, gradientsTaken) {
  return Number.isFinite(step) ? gradientsTaken[step] : step;
}

function lengthAt(vectors, row, weights) {
  const vector = vectors?.slice(row * weights, (row + 1) * weights) ?? [];
  return row >= 0 && vector.length ? Math.hypot(...vector) : NOTHING;
}

/** Where a path arrives; infinity for never. */
function arrivalsOf({ losses, path }, { surface, scenario }) {
  const { knownMinima } = surface;
  if (!knownMinima) return { steps: NOTHING, touched: NOTHING };
  const by = { divergedAt: path.diverged_at, lowest: lowestOf(knownMinima), tolerance: scenario.tolerance };
  const { steps, touched } = arrivals(losses, by); // without a minimum the lowest is infinity, which nothing comes near
  return { steps: steps ?? Number.POSITIVE_INFINITY, touched: touched ?? Number.POSITIVE_INFINITY };
}

const ROUNDING = 1e-14; // as a share of a point's largest weight, up to which a step has no direction

/** How often the step of a weight changes its direction. */
function turns(points, i) {
  const weights = points.shape[1];
  let [count, before] = [0, 0];
  for (const [row, step] of stepsOf(points).entries()) {
    const size = Math.max(...Array.from({ length: weights }, (_, k) => Math.abs(points[(row + 1) * weights + k])));
    const direction = Math.abs(step[i]) > ROUNDING * size ? Math.sign(step[i]) : 0;
    if (direction && before && direction !== before) count += 1;
    before = direction || before;
  }
  return count;
}

/** How far a weight goes beyond the minimum nearest to its path's end, seen from its start. */
function overshoot(points, i, minima) {
  if (!minima?.length) return NOTHING;
  const weights = points.shape[1];
  const [end] = [points.length - weights];
  const minimum = nearest(minima, points, end).minimum.point[i];
  const side = Math.sign(minimum - points[i]);
  let most = 0;
  for (let at = i; at < points.length; at += weights) most = Math.max(most, (points[at] - minimum) * side);
  return most;
}

/**
 * The value of a quantity; not a number where the run has it not.
 * @param {Quantity} quantity @param {Run} run @param {any} catalogue
 */
export function quantityOf({ of, place, name, row }, run, catalogue) {
  if (of === "surface") return numberOf(run.scenario.surface, catalogue.surfaces, name);
  const places = run.scenario.optimizers.flatMap(({ key }, i) => (key === of ? [i] : []));
  const track = run.tracks[places[place]];
  if (!track) return NOTHING;
  const last = track.losses.length - 1;
  const number = (key) => numberOf(run.scenario.optimizers[places[place]], catalogue.optimizers, key);
  if (name in AT_ROWS) return (row ?? 0) > last ? NOTHING : AT_ROWS[name](track, row ?? last, run, number("rho"));
  if (name in OF_WHOLE) return OF_WHOLE[name](track, run);
  return number(name);
}

/** A number of a choice, which is left out where it is the usual one; of a switch the place of its position. */
function numberOf(choice, records, name) {
  const parameter = records[choice.key].parameters.find(({ key }) => key === name);
  const value = choice[name] ?? parameter?.default;
  if (typeof value === "string" && parameter) return parameter.choices.indexOf(value);
  return typeof value === "number" ? value : NOTHING;
}

/** Whether all comparisons hold on a run. @param {Comparison[]} comparisons @param {Run} run @param {any} catalogue */
export function hold(comparisons, run, catalogue) {
  return comparisons.every(({ sides, signs }) => {
    const values = sides.map(({ factor, quantity }) => factor * (quantity ? quantityOf(quantity, run, catalogue) : 1));
    return signs.every((sign, i) => COMPARES[sign](values[i], values[i + 1]));
  });
}

/** Whether a run has all that comparisons are about. @param {Comparison[]} comparisons @param {Run} run @param {any} catalogue */
export function hasAll(comparisons, run, catalogue) {
  const quantities = comparisons.flatMap(({ sides }) => sides.flatMap(({ quantity }) => quantity ?? []));
  return quantities.every((quantity) => !Number.isNaN(quantityOf(quantity, run, catalogue)));
}

/** A value as a sentence has it. @param {Quantity} quantity @param {number} value @param {string} never what infinity means */
export function saidValue({ name }, value, never) {
  return NEVER.includes(name) && value === Number.POSITIVE_INFINITY ? never : written(value);
}
