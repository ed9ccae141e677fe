// The run of programs as a payload: what the server answers to the hand, made where the hand is.
//
// Only numbers of rules, start, steps, seed, noise and schedules have moved since the run `before`, so that much of it stays.

import { cellsOf } from "./metrics.mjs";
import { pathLabels } from "./path-labels.mjs";
import { part } from "./payload.mjs";
import { curvesOf } from "./quantities.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./run.mjs").Payload} Payload */
/** @typedef {import("./run.mjs").Numbers} Numbers */
/** @typedef {import("./programs.mjs").Path} Path */

const MOST_NUMBERS = 4; // of a field of a state, as in optviz/player/payload.py

/**
 * @param {Scenario} scenario
 * @param {Path[]} paths all of the scenario
 * @param {object} how
 * @param {any} how.catalogue
 * @param {import("./session.mjs").ShownRun} how.before
 * @param {number[]} how.sent the places of those that are not those of `before`
 * @param {number[]} how.inside the places of those of which `before` has not all that goes on inside the methods
 * @param {string} how.curve the quantity that is plotted
 * @param {(scenario: Scenario, i: number, path: Path, limit: string | null) => any[]} how.marks on the track of its learning rate
 * @param {((points: Numbers) => { gradients: Numbers, hessians: Numbers }) | null} how.models of the true loss, if they are shown
 * @param {import("./minima.mjs").Along} how.along
 * @returns {Payload}
 */
export function localAnswer(scenario, paths, { catalogue, before, sent, inside, curve, marks, models, along }) {
  const { header } = before.data;
  const known = { ...knownOf(scenario, before), along };
  const { values, ...plotted } = curvesOf(paths, curve, known);
  const labels = pathLabels(scenario.optimizers, catalogue);
  const heads = header.paths.map((head, i) => ({
    ...headOf(head, scenario.optimizers[i], paths[i], sent.includes(i)),
    ...{ label: labels[i], cells: cellsOf(paths[i], known), marks: marks(scenario, i, paths[i], head.limit) },
  }));
  const placed = [...sent.flatMap((i) => taken(i, paths[i], heads[i])), ...inside.flatMap((i) => statesOf(i, paths[i]))];
  return {
    header: {
      ...{ scenario, sent, sent_inside: inside, detail_from: 0, paths: heads },
      surface_id: header.surface_id,
      offered: header.offered,
      curves: { [curve]: plotted },
    },
    arrays: {
      points: stacked(sent.map((i) => paths[i].points)),
      losses: stacked(sent.map((i) => paths[i].losses)),
      [`curve.${curve}`]: stacked(sent.map((i) => part(values, i))),
      ...insideOf(
        inside.map((i) => paths[i]),
        models,
      ),
      ...Object.fromEntries(placed),
    },
  };
}

/** What paths are measured by. @returns {import("./minima.mjs").Known} */
export const knownOf = (/** @type {Scenario} */ { tolerance }, { surface }) => ({ minima: surface.knownMinima, tolerance });

/** What is said of a path besides its numbers. */
function headOf({ way: _, ...head }, choice, path, isNew) {
  return isNew ? { ...head, diverged_at: path.diverged_at, epsilon: choice.epsilon ?? head.epsilon, isLocal: true } : head;
}

/** What goes on inside all methods, path after path. @param {Path[]} paths */
function insideOf(paths, models) {
  const found = models ? paths.map(({ points }) => models(points)) : [];
  return {
    gradients: stacked(paths.map(({ gradients }) => gradients)),
    learning_rates: stacked(paths.map(({ learning_rates: rates }) => withLast(rates))),
    evaluations: stacked(paths.map(({ evaluations }) => evaluations)),
    ...(models && {
      taylor_gradients: stacked(found.map(({ gradients }) => gradients)),
      taylor_hessians: stacked(found.map(({ hessians }) => hessians)),
    }),
  };
}

/** The state of a method, but for fields of which nobody looks at each number. @returns {[string, any][]} */
function statesOf(/** @type {number} */ i, /** @type {Path} */ { state, losses }) {
  const fields = Object.entries(state).filter(([, { length }]) => length / losses.length <= MOST_NUMBERS);
  return fields.map(([name, values]) => [`state.${i}.${name}`, values]);
}

/** The gradients that a path has taken, if their number is not the same in each step. @returns {[string, any][]} */
function taken(/** @type {number} */ i, /** @type {Path} */ { evaluations, losses }, { gradients_a_step: count }) {
  return count === null ? [[`gradients.${i}`, losses.map((_, t) => evaluations[3 * t + 1])]] : [];
}

/** The last row leaves nowhere: it repeats the rate of the one before. */
function withLast(/** @type {Numbers} */ rates) {
  const all = new Float64Array(rates.length + 1);
  all.set(rates);
  all[rates.length] = rates[rates.length - 1];
  return Object.assign(all, { shape: [all.length] });
}

/** Arrays of one shape as one. @param {any[]} arrays */
function stacked(arrays) {
  if (!arrays.length) return Object.assign(new Float64Array(0), { shape: [0] });
  const [first] = arrays;
  const Type = arrays.every((one) => one.constructor === first.constructor) ? first.constructor : Float64Array;
  const all = new Type(arrays.length * first.length);
  for (const [i, one] of arrays.entries()) all.set(one, i * first.length);
  return Object.assign(all, { shape: [arrays.length, ...(first.shape ?? [first.length])] });
}
