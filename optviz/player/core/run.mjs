// A payload as the picture needs it: a surface, and a track for each run on it.

import { part, row } from "./payload.mjs";

/** The surface of a payload that has it. */
export function surfaceOf({ header, arrays }, catalogue) {
  const { domain } = catalogue.surfaces[header.scenario.surface.key];
  const axes = domain.map((_, i) => arrays[`axis_${i}`]);
  const { graph_range: graphRange, ...shown } = header.surface;
  const surface = { id: header.surface_id, axes, domain, domainKey: JSON.stringify(domain), graph: arrays.graph, ...shown };
  if (domain.length === 2) surface.shades = rowsOf(arrays.shades);
  else surface.view = [domain[0], graphRange];
  return surface;
}

function rowsOf(array) {
  return Array.from({ length: array.shape[0] }, (_, i) => row(array, i));
}

/** Known minima as flat pairs of what is drawn: weights, or the one weight and its loss. */
export function minimaOf({ header }, surface) {
  return header.minima.flatMap(({ point, value }) => (surface.axes.length === 2 ? point : [point[0], value]));
}

/**
 * A track for each run: its `path` of the header, its `colour`, `points`, `losses`, the `coordinates` that are drawn, the values of
 * `curves` by the quantity's key (null where it has none), `gradientsTaken` so far, `heights` in the scene, `cells` of the table, and
 * in `detail` what goes on inside the method, from row `from` on, or `complete`. What was not sent is that of the track
 * `before` in the same place.
 */
export function tracksOf(data, dark, before = []) {
  return data.header.paths.map((path, i) => {
    const { points, losses, coordinates, curves, gradientsTaken, heights, cells } = pathOf(data, i) ?? before[i];
    const detail = detailOf(data, i, points) ?? before[i].detail;
    const colour = dark ? path.dark : path.light;
    return { path, colour, points, losses, coordinates, curves, gradientsTaken, heights, cells, detail };
  });
}

function pathOf({ header, arrays }, i) {
  const at = header.sent.indexOf(i);
  if (at < 0) return null;
  const points = part(arrays.points, at);
  const losses = part(arrays.losses, at);
  const keys = Object.keys(header.curves);
  const curve = (key) => (header.curves[key].absent.includes(i) ? null : part(arrays[`curve.${key}`], at));
  return {
    points,
    losses,
    coordinates: coordinatesOf(points, losses),
    curves: Object.fromEntries(keys.map((key) => [key, curve(key)])),
    gradientsTaken: arrays[`gradients.${i}`] ?? gradientsOf(header.paths[i], losses.length),
    heights: arrays.heights && part(arrays.heights, at),
    cells: header.paths[i].cells,
  };
}

/** Gradients taken so far by a rule that takes as many in each step, until it has diverged. */
function gradientsOf({ gradients_a_step: count, diverged_at: divergedAt }, rows) {
  const last = divergedAt === null ? rows : Math.max(0, divergedAt - 1);
  return Int32Array.from({ length: rows }, (_, i) => count * Math.min(i, last));
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
export function keepUnchanged(tracks, before) {
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
