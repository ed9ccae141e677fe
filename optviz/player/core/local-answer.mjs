// The run of programs as a payload: what the server answers to the hand, made where the hand is.
//
// Numbers and the list of rules may be others than in the run `before`; the paths that stand in it stay.

import { cellsOf } from "./metrics.mjs";
import { pathLabels } from "./path-labels.mjs";
import { part } from "./payload.mjs";
import { bestRow, curvesOf, offeredOf } from "./quantities.mjs";
import { toldOf } from "./telling.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./run.mjs").Payload} Payload */
/** @typedef {import("./run.mjs").Numbers} Numbers */
/** @typedef {import("./programs.mjs").Path} Path */
/** @typedef {(points: Numbers) => { gradients: Numbers, hessians: Numbers }} Models of the true loss, at each of some points */

const MOST_NUMBERS = 4; // of a field of a state, as in optviz/player/payload.py

/**
 * @param {Scenario} scenario
 * @param {Path[]} paths all of the scenario
 * @param {object} how
 * @param {any} how.catalogue
 * @param {import("./session.mjs").ShownRun} how.before
 * @param {number[]} how.places where each of them stands in `before`; -1: it does not
 * @param {number[]} how.sent the places of those whose numbers are not those of `before`
 * @param {number[]} how.inside the places of those of which `before` has not all that goes on inside the methods
 * @param {import("./grounds.mjs").Ground | null} how.ground where the surface is not that of `before`
 * @param {string[]} how.curves the quantities that are to be in it
 * @param {(i: number) => any[]} how.marks on the track of the learning rate of a path
 * @param {Models | null} how.models if they are shown
 * @param {(i: number) => ((row: number) => number[] | null) | null} how.lines gives what the lines of pseudo-code of a path give
 * @param {import("./minima.mjs").Along} how.along
 * @param {number} [how.epoch] how many steps an epoch is
 * @param {import("./sample.mjs").Sample | null} [how.sample] where the table has more rows than count here
 * @param {boolean} [how.settled] whether no hand is on it
 * @returns {Payload}
 */
export function localAnswer(scenario, paths, how) {
  const { catalogue, before, ground, places, sent, inside, curves, marks, models, lines, along, epoch, sample, settled } = how;
  const { header } = before.data;
  const known = { ...knownOf(scenario, ground ?? before), along };
  const plotted = curves.map((key) => ({ key, ...curvesOf(paths, key, known) }));
  const labels = pathLabels(scenario.optimizers, catalogue);
  const told = settled ? toldOf(scenario, paths, { labels, known, catalogue }) : null;
  const saidOf = (curve, { exact, beside, members }) =>
    told && { said: told.curves(curve, (i) => part(exact, i), beside), ...(members && { told: told.together(members) }) };
  const heads = paths.map((path, i) => ({
    ...(sent.includes(i) ? { diverged_at: path.diverged_at, isLocal: true } : outcomeOf(header.paths[places[i]])),
    ...{ label: labels[i], best: bestRow(path, known), cells: cellsOf(path, known), marks: marks(i), way: told?.ways[i] },
  }));
  const counted = sent.filter((i) => catalogue.optimizers[scenario.optimizers[i].key].gradients_a_step === null);
  const placed = [...counted.map((i) => taken(i, paths[i])), ...inside.flatMap((i) => statesOf(i, paths[i]))];
  return {
    header: {
      ...{ scenario, places, sent, sent_inside: inside, detail_from: 0, paths: heads },
      ...(ground ? ground.header : { surface_id: header.surface_id }),
      offered: offeredOf(paths),
      ...(sample && { sample }),
      epoch,
      curves: Object.fromEntries(
        plotted.map(({ key, values, ...curve }) => {
          const { exact, beside, members, ...described } = curve;
          return [key, { ...described, ...saidOf(described, { exact, beside, members }) }];
        }),
      ),
      ...(told && { happened: told.happened, ground: told.ground }),
    },
    arrays: {
      ...ground?.arrays,
      points: stacked(sent.map((i) => paths[i].points)),
      losses: stacked(sent.map((i) => paths[i].losses)),
      ...Object.fromEntries(plotted.map(({ key, values }) => [`curve.${key}`, stacked(sent.map((i) => part(values, i)))])),
      ...insideOf(
        inside.map((i) => paths[i]),
        models,
      ),
      ...Object.fromEntries(placed),
    },
    lineAt: paths.map((_, i) => (inside.includes(i) ? lines(i) : null)),
  };
}

/** What paths are measured by. @param {Scenario} scenario @param {{ surface: import("./grounds.mjs").Known }} on @returns {import("./minima.mjs").Known} */
export const knownOf = ({ tolerance }, { surface }) => ({ minima: surface.knownMinima, lowest: surface.lowestKnown, tolerance });

/** Of what was said of a path, that which goes with its numbers. */
const outcomeOf = ({ diverged_at, isLocal }) => ({ diverged_at, isLocal });

/** What goes on inside all methods, path after path. @param {Path[]} paths */
function insideOf(paths, models) {
  return {
    gradients: stacked(paths.map(({ gradients }) => gradients)),
    learning_rates: stacked(paths.map(({ learning_rates: rates }) => withLast(rates))),
    evaluations: stacked(paths.map(({ evaluations }) => evaluations)),
    ...(models &&
      modelsAlong(
        paths.map(({ points }) => points),
        models,
      )),
  };
}

/** Gradients and Hessians of the true loss along paths. @param {Numbers[]} all the points of each @param {Models} models */
function modelsAlong(all, models) {
  const found = all.map(models);
  return {
    taylor_gradients: stacked(found.map(({ gradients }) => gradients)),
    taylor_hessians: stacked(found.map(({ hessians }) => hessians)),
  };
}

/** The same along all paths of a payload that has them. @param {Payload} payload @param {Models} models */
export function modelsOf({ arrays: { points } }, models) {
  return modelsAlong(
    Array.from({ length: points.shape[0] }, (_, i) => part(points, i)),
    models,
  );
}

/** The state of a method, but for fields of which nobody looks at each number. @returns {[string, any][]} */
function statesOf(/** @type {number} */ i, /** @type {Path} */ { state, losses }) {
  const fields = Object.entries(state).filter(([, { length }]) => length / losses.length <= MOST_NUMBERS);
  return fields.map(([name, values]) => [`state.${i}.${name}`, values]);
}

/** The gradients that a path has taken so far. @returns {[string, any]} */
function taken(/** @type {number} */ i, /** @type {Path} */ { evaluations, losses }) {
  return [`gradients.${i}`, losses.map((_, t) => evaluations[3 * t + 1])];
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
