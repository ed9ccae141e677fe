// A payload as the picture needs it: a surface, and a track for each run on it.

import { part, row } from "./payload.mjs";

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {Float32Array & { shape?: number[] }} Numbers an array with its shape */
/** @typedef {{ header: Record<string, any>, arrays: Record<string, any> }} Payload */

/**
 * The surface of a run: its grid, `shades` (two weights) or `graph` (one), the `scale` of its losses, known `minima` as flat
 * pairs of what is drawn, and `rates`, the learning rates that suit it.
 * @typedef {object} Surface
 * @property {string} id
 * @property {Numbers[]} axes
 * @property {[number, number][]} domain
 * @property {string} domainKey
 * @property {Numbers} [graph]
 * @property {Numbers[]} [shades]
 * @property {any} scale
 * @property {Record<string, number>} rates
 * @property {number[]} minima
 * @property {[number, number][]} [view] the ranges of the graph of one weight
 */

/**
 * What goes on inside a method, from row `from` on, or at all rows: `complete`.
 * @typedef {object} Detail
 * @property {number} from
 * @property {boolean} complete
 * @property {Numbers} steps
 * @property {Numbers} gradients
 * @property {Numbers} learning_rates
 * @property {Numbers} evaluations
 * @property {{ gradients: Numbers, hessians: Numbers }} [taylor]
 * @property {Record<string, Numbers>} state
 */

/**
 * A path of a run: its `path` of the header, its numbers, and the `coordinates` that are drawn.
 * @typedef {object} Track
 * @property {any} path
 * @property {Numbers} points
 * @property {Numbers} losses
 * @property {Numbers} coordinates
 * @property {Detail} detail
 */

/**
 * A run: its `scenario` and that as a `url`, its surface and tracks, and the `context` that quantities are measured against.
 * @typedef {object} Run
 * @property {Scenario} scenario
 * @property {string} url
 * @property {number} numSteps
 * @property {Surface} surface
 * @property {{ minima: number[][], floor: number | null }} context the known minima, and the lowest loss of them
 * @property {Track[]} tracks
 * @property {Payload} data what it was made of
 */

/**
 * The run of a payload. What it leaves out, and what is the same, is that of the run `before`.
 * @param {Payload} data
 * @param {{ surfaces: Record<string, any> }} catalogue
 * @param {Run} [before]
 * @returns {Run}
 */
export function runOf(data, catalogue, before) {
  const { scenario, url, surface_id: id, surface: sent, minima } = data.header;
  const tracks = tracksOf(data, before?.tracks);
  keepUnchanged(tracks, before?.tracks ?? []);
  return {
    scenario,
    url,
    numSteps: scenario.num_steps,
    surface: sent ? surfaceOf(data, catalogue) : before.surface,
    context: before?.surface.id === id ? before.context : contextOf(minima),
    tracks,
    data,
  };
}

function contextOf(minima) {
  return {
    minima: minima.map(({ point }) => point),
    floor: minima.length ? Math.min(...minima.map(({ value }) => value)) : null,
  };
}

/** The surface of a payload that has it. */
function surfaceOf({ header, arrays }, catalogue) {
  const { domain } = catalogue.surfaces[header.scenario.surface.key];
  const axes = domain.map((_, i) => arrays[`axis_${i}`]);
  const { rates, ...scale } = header.surface;
  const flat = header.minima.flatMap(({ point, value }) => (domain.length === 2 ? point : [point[0], value]));
  const surface = { id: header.surface_id, axes, domain, domainKey: JSON.stringify(domain), scale, rates, minima: flat };
  if (domain.length === 2) return { ...surface, shades: rowsOf(arrays.shades) };
  const { lowest, highest } = scale;
  const pad = 0.08 * (highest - lowest || 1);
  return { ...surface, graph: arrays.graph, view: [domain[0], [lowest - pad, highest + pad]] };
}

function rowsOf(array) {
  return Array.from({ length: array.shape[0] }, (_, i) => row(array, i));
}

/** A track for each path of a payload. What was not sent is that of the track `before` in the same place. */
function tracksOf(data, before = []) {
  return data.header.paths.map((path, i) => {
    const { points, losses, coordinates } = pathOf(data, i) ?? before[i];
    const detail = detailOf(data, i, points) ?? before[i].detail;
    return { path, points, losses, coordinates, detail };
  });
}

function pathOf({ header, arrays }, i) {
  const at = header.sent.indexOf(i);
  if (at < 0) return null;
  const points = part(arrays.points, at);
  const losses = part(arrays.losses, at);
  return { points, losses, coordinates: coordinatesOf(points, losses) };
}

function detailOf({ header, arrays }, i, points) {
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
    steps: arrays.steps ? part(arrays.steps, at) : differences(points),
    gradients,
    learning_rates: part(arrays.learning_rates, at),
    evaluations: part(arrays.evaluations, at),
    taylor: arrays.taylor_hessians && {
      gradients: part(arrays.taylor_gradients, at),
      hessians: part(arrays.taylor_hessians, at),
    },
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
    for (const name of ["points", "losses", "coordinates"]) {
      if (sameNumbers(track[name], before[i][name])) track[name] = before[i][name];
    }
    if (sameDetail(track.detail, before[i].detail)) track.detail = before[i].detail;
  });
}

function sameDetail(detail, other) {
  if (detail === other) return true;
  const some = arraysOf(detail);
  const others = arraysOf(other);
  return detail.from === other.from && some.length === others.length && some.every((array, i) => sameNumbers(array, others[i]));
}

function arraysOf({ steps, gradients, learning_rates: rates, evaluations, taylor, state }) {
  return [steps, gradients, rates, evaluations, ...Object.values(taylor ?? {}), ...Object.values(state)];
}

function sameNumbers(some, others) {
  if (some === others) return true;
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) if (!Object.is(some[i], others[i])) return false;
  return true;
}

/** The step that leaves each row; the last row repeats the one before. */
function differences(points) {
  const [rows, weights] = points.shape;
  const steps = Float32Array.from(points, (_, j) => {
    const at = Math.min(j, (rows - 2) * weights + (j % weights));
    return points[at + weights] - points[at];
  });
  return Object.assign(steps, { shape: points.shape });
}

/** What is drawn of a path: its points, or for one weight the points of the graph of the loss. */
function coordinatesOf(points, losses) {
  if (points.shape[1] === 2) return points;
  const pairs = new Float32Array(2 * losses.length);
  losses.forEach((loss, i) => {
    pairs[2 * i] = points[i];
    pairs[2 * i + 1] = loss;
  });
  return pairs;
}
