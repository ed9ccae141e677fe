// A payload as the picture needs it: a surface, and a track for each run on it.

import { shadeOf } from "./interpolation.mjs";
import { looksOf } from "./looks.mjs";
import { keepTable } from "./own-tables.mjs";
import { part, row } from "./payload.mjs";
import { ruleOf } from "./rules.mjs";
import { say } from "./say.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {(Float32Array | Float64Array) & { shape?: number[] }} Numbers an array with its shape */
/** @typedef {{ header: Record<string, any>, arrays: Record<string, any>, lineAt?: Detail["lineAt"][] }} Payload */

/**
 * The surface of a run: its grid, of two weights with `shares` of the way from the lowest loss to the highest, from which follow `shades`, with `tints`
 * and `levels` of the ground and the axes of its `scene`; of one with `graph`; known
 * `minima` as flat pairs of what is drawn, `curvesOfMinima` likewise, a stroke each, `rates`, the learning rates that suit it,
 * and `homes`, the ends of the tracks of learning rates.
 * @typedef {object} Surface
 * @property {string} id
 * @property {string} key of its record
 * @property {Numbers[]} axes
 * @property {[number, number][]} domain
 * @property {number[]} start its own
 * @property {string} domainKey
 * @property {Numbers} [graph]
 * @property {Numbers[]} [shades]
 * @property {Numbers[]} [shares]
 * @property {number | null} [detail] how deep the logarithm of the shades looks; null: there is none
 * @property {number[]} [tints] places on the ramp of evenly spaced shades
 * @property {{ coarse: import("./levels.mjs").Level[], dense: import("./levels.mjs").Level[] }} [levels]
 * @property {number} [lowest] the losses whose shares are 0 and 1
 * @property {number} [highest]
 * @property {{ weights: any[][], heights: Record<string, import("./relief.mjs").Upright> }} [scene]
 * @property {string[]} [titles] of the axes of a flat picture, where they have one
 * @property {string[]} [weights] what the weights are called
 * @property {Record<string, number>} rates
 * @property {Record<string, [number, number] | null>} homes
 * @property {string} [suits] the surface that they are of, where it is not the one that is shown
 * @property {boolean} [isRough] whether a hand moved it, so that it is not as exact yet as it will be
 * @property {number[]} minima
 * @property {import("./minima.mjs").Minimum[] | null} knownMinima those and no others, with their losses; null: there are curves of them
 * @property {number} [lowestKnown] the loss on curves of them, where a page without a server knows it
 * @property {{ curvatures: number[], directions: number[][] } | null} quadratic if it is one with one minimum
 * @property {Numbers[]} curvesOfMinima
 * @property {number[]} curve_heights of these in the scene
 * @property {[number, number][]} [view] the ranges of the graph of one weight
 * @property {any} [held_out] the scale of the losses on training and on held-out examples, as `detail`, `tints`, `levels`, `lowest` and
 *   `highest`, and the `minima` of the latter, where that is shown
 * @property {Numbers} [heldShares] where its losses lie on that scale
 * @property {ArrayLike<number>} [others] flat pairs: minima of another loss, which are marked faintly
 */

/**
 * What goes on inside a method, from row `from` on, or at all rows: `complete`.
 * @typedef {object} Detail
 * @property {number} from
 * @property {boolean} complete
 * @property {Numbers} gradients
 * @property {Numbers} learning_rates
 * @property {Numbers} evaluations
 * @property {{ gradients: Numbers, hessians: Numbers }} [taylor]
 * @property {Numbers} [lines] what each line of the pseudo-code gives in the step that leaves a row
 * @property {((row: number) => number[] | null) | null} [lineAt] the same at one row, where the page finds it itself
 * @property {Record<string, Numbers>} state
 */

/**
 * A path of a run: as `path` what is said of it, by the header and by its rule, and its look; its numbers, the `coordinates` that
 * are drawn, the values of quantities by their keys (null where it has none), and how many gradients were taken so far.
 * @typedef {object} Track
 * @property {any} path
 * @property {Numbers} points
 * @property {Numbers} losses
 * @property {Numbers} coordinates
 * @property {Record<string, Numbers | null>} curves
 * @property {Int32Array} gradientsTaken
 * @property {Detail} detail
 */

/**
 * A run: its `scenario`, that as a `url` (of the last one that was settled, while the hand moves), its surface and tracks.
 * @typedef {object} Run
 * @property {Scenario} scenario
 * @property {string} url
 * @property {number} numSteps
 * @property {Surface} surface
 * @property {Track[]} tracks
 * @property {Payload} data what it was made of
 */

/**
 * The run of a payload. What it leaves out, and what is the same, is that of the run `before`: of each path at its place there,
 * by the header's `places`, or at the same place where it has none.
 * @param {Payload} data
 * @param {any} catalogue
 * @param {Run} [before]
 * @returns {Run}
 */
export function runOf(data, catalogue, before) {
  const { scenario, url = before?.url, surface: sent, places } = data.header;
  const there = before?.tracks ?? [];
  const earlier = places?.map((place) => there[place]) ?? there;
  const tracks = tracksOf(data, catalogue, earlier);
  if (before && !data.header.url) keepMarks(tracks, scenario, before);
  keepUnchanged(tracks, earlier);
  return {
    scenario,
    url,
    numSteps: scenario.num_steps,
    surface: sent ? surfaceOf(data, catalogue) : before.surface,
    tracks,
    data,
  };
}

/** Whether a run has these quantities along its paths. @param {Run} run @param {string[]} keys */
export const hasCurves = ({ data }, keys) => keys.every((key) => key in data.header.curves);

/** Whether a path has diverged by a step. */
export function hasDiverged({ diverged_at: divergedAt }, step) {
  return divergedAt !== null && step >= divergedAt;
}

/** What is said of a path that has. */
export function divergence({ diverged_at: divergedAt }) {
  return say("diverged at step {step}", { step: divergedAt });
}

/** The surface of a payload that has it. */
function surfaceOf({ header, arrays }, catalogue) {
  const { domain, start, titles, weights } = catalogue.surfaces[header.scenario.surface.key];
  const axes = domain.map((_, i) => arrays[`axis_${i}`]);
  const { graph_range: graphRange, minima, minima_stand_alone: standAlone, table, ...shown } = header.surface;
  if (table) keepTable(header.scenario.surface.table, { ...table, rows: rowsOf(arrays.table).map((one) => [...one]) });
  const flat = minima.flatMap(({ point, value }) => (domain.length === 2 ? point : [point[0], value]));
  const surface = {
    id: header.surface_id,
    key: header.scenario.surface.key,
    axes,
    domain,
    start,
    domainKey: JSON.stringify(domain),
    titles,
    weights,
    minima: flat,
    knownMinima: standAlone ? minima : null,
    lowestKnown: standAlone ? undefined : catalogue.suited?.[header.scenario.surface.key].lowest,
    curvesOfMinima: header.surface.curve_heights.map((_, i) => arrays[`curve_of_minima.${i}`]),
    heldShares: arrays.held_shares,
    ...shown,
  };
  if (domain.length === 2) {
    const shades = Object.assign(arrays.shares.map(shadeOf(surface.detail)), { shape: arrays.shares.shape });
    return { ...surface, shares: rowsOf(arrays.shares), shades: rowsOf(shades) };
  }
  return { ...surface, graph: arrays.graph, view: [domain[0], graphRange] };
}

function rowsOf(array) {
  return Array.from({ length: array.shape[0] }, (_, i) => row(array, i));
}

/**
 * While the hand moves nobody tries where learning rates diverge, and what is marked of that stays true as long as nothing
 * but learning rates has moved.
 */
function keepMarks(tracks, scenario, before) {
  const sharedOf = ({ optimizers, tolerance, ...shared }) => JSON.stringify(shared);
  const withoutRate = ({ learning_rate: rate, label, ...choice }) => JSON.stringify(choice);
  if (sharedOf(scenario) !== sharedOf(before.scenario)) return;
  const then = before.scenario.optimizers.map(withoutRate);
  tracks.forEach((track, i) => {
    const place = then.indexOf(withoutRate(scenario.optimizers[i]));
    if (place >= 0) track.path.marks = before.tracks[place].path.marks;
  });
}

/** A track for each path of a payload. What was not sent is that of an `earlier` track. */
function tracksOf(data, catalogue, earlier) {
  const { optimizers } = data.header.scenario;
  const looks = looksOf(optimizers, catalogue);
  return data.header.paths.map((head, i) => {
    const numbers = pathOf(data, i, catalogue) ?? numbersOf(earlier[i]);
    const detail = detailOf(data, i, numbers.points) ?? earlier[i].detail;
    return { path: { ...ruleOf(optimizers[i], catalogue), ...looks[i], ...head }, ...numbers, detail };
  });
}

function pathOf({ header, arrays }, i, { optimizers }) {
  const at = header.sent.indexOf(i);
  if (at < 0) return null;
  const points = part(arrays.points, at);
  const losses = part(arrays.losses, at);
  const keys = Object.keys(header.curves);
  const { gradients_a_step: count } = optimizers[header.scenario.optimizers[i].key];
  const curve = (key) => (header.curves[key].absent.includes(i) ? null : part(arrays[`curve.${key}`], at));
  return {
    points,
    losses,
    coordinates: coordinatesOf(points, losses),
    curves: Object.fromEntries(keys.map((key) => [key, curve(key)])),
    gradientsTaken: arrays[`gradients.${i}`] ?? gradientsOf(header.paths[i], count, losses.length),
  };
}

/** What a payload leaves out of a path that is here. @param {Track} track */
function numbersOf({ path: _, detail: __, ...numbers }) {
  return numbers;
}

/** Gradients taken so far by a rule that takes as many in each step, until it has diverged. */
function gradientsOf({ diverged_at: divergedAt }, count, rows) {
  const last = divergedAt === null ? rows : Math.max(0, divergedAt - 1);
  return Int32Array.from({ length: rows }, (_, i) => count * Math.min(i, last));
}

function detailOf({ header, arrays, lineAt }, i, points) {
  const at = header.sent_inside.indexOf(i);
  if (at < 0) return null;
  const gradients = part(arrays.gradients, at);
  const state = {};
  for (const name of Object.keys(arrays)) {
    const match = /^state\.(\d+)\.(\w+)$/.exec(name);
    if (match && Number(match[1]) === i) state[match[2]] = arrays[name];
  }
  return {
    from: header.detail_from,
    complete: gradients.shape[0] === points.shape[0],
    gradients,
    learning_rates: part(arrays.learning_rates, at),
    evaluations: part(arrays.evaluations, at),
    taylor: arrays.taylor_hessians && {
      gradients: part(arrays.taylor_gradients, at),
      hessians: part(arrays.taylor_hessians, at),
    },
    lines: arrays[`lines.${i}`],
    lineAt: lineAt?.[i],
    state,
  };
}

/**
 * Lets tracks whose numbers are those of an earlier one keep its arrays: what is the same is the same object from here on.
 * While one slider moves, all other panels and curves can tell at a glance that they have nothing to do.
 */
function keepUnchanged(tracks, before) {
  tracks.forEach((track, i) => {
    if (!before[i]) return;
    for (const name of ["points", "losses", "coordinates", "gradientsTaken"]) {
      if (sameNumbers(track[name], before[i][name])) track[name] = before[i][name];
    }
    if (sameCurves(track.curves, before[i].curves)) track.curves = before[i].curves;
    if (sameDetail(track.detail, before[i].detail)) track.detail = before[i].detail;
  });
}

function sameCurves(curves, others) {
  const keys = Object.keys(curves);
  return keys.join() === Object.keys(others).join() && keys.every((key) => sameValues(curves[key], others[key]));
}

function sameValues(some, others) {
  return some === others || (some !== null && others !== null && sameNumbers(some, others));
}

function sameDetail(detail, other) {
  if (detail === other) return true;
  const some = arraysOf(detail);
  const others = arraysOf(other);
  return detail.from === other.from && some.length === others.length && some.every((array, i) => sameNumbers(array, others[i]));
}

function arraysOf({ gradients, learning_rates: rates, evaluations, taylor, lines, state }) {
  return [gradients, rates, evaluations, ...Object.values(taylor ?? {}), ...(lines ? [lines] : []), ...Object.values(state)];
}

function sameNumbers(some, others) {
  if (some === others) return true;
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (!Object.is(some[i], others[i])) return false;
  return true;
}

/** What is drawn of a path: its points, or for one weight the points of the graph of the loss. */
function coordinatesOf(points, losses) {
  if (points.shape[1] === 2) return points;
  const pairs = new Float64Array(2 * losses.length);
  losses.forEach((loss, i) => {
    pairs[2 * i] = points[i];
    pairs[2 * i + 1] = loss;
  });
  return pairs;
}
