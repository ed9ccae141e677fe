// A landscape in relief: the height of a loss, and paths laid on the surface that is drawn.

const FINEST = 2; // cells of the grid: a longer piece of a path is bent over the surface
const LIFT = 0.012; // distance from the surface, in units of the scene, so that a line is not half buried
const STEEPEST = 3; // slope of the scene up to which that distance is kept
const MOST_VERTICES = 3000; // of a path; beyond, the pieces grow
const MOST_REPEATS = 1500; // of a dash on a path; beyond, it grows
const LONGEST = 4; // in units of the scene: no line within it is as long
const AXES = ["x", "y", "z", "row"];
const PACE = 0.03; // of a look along a line of sight, in units of the scene
const RAY = 400; // pieces of a ray that is sought for the relief
const HALVINGS = 20; // of the piece that meets it

/** The part of a surface's grid that its domain needs, with heights that end at 1: what is drawn. */
export function reliefOf({ axes, shades, domain }) {
  const [[left, right], [bottom, top]] = axes.map((axis, i) => around(axis, domain[i]));
  const heights = shades.slice(bottom, top + 1).map((row) => row.slice(left, right + 1).map((shade) => Math.min(shade, 1)));
  return { x: axes[0].slice(left, right + 1), y: axes[1].slice(bottom, top + 1), heights };
}

/** The last node at or below a range and the first at or above it. */
function around(axis, [low, high]) {
  const cell = axis[1] - axis[0];
  const first = Math.max(0, Math.floor((low - axis[0]) / cell + 1e-4));
  const last = Math.min(axis.length - 1, Math.ceil((high - axis[0]) / cell - 1e-4));
  return [first, last];
}

/** The height of a relief between its nodes; beyond them that of the nearest edge. */
export function heightAt({ x: xs, y: ys, heights }, x, y) {
  const [i, s] = placeOn(xs, x);
  const [j, t] = placeOn(ys, y);
  const low = heights[j][i] + s * (heights[j][i + 1] - heights[j][i]);
  const high = heights[j + 1][i] + s * (heights[j + 1][i + 1] - heights[j + 1][i]);
  return low + t * (high - low);
}

function placeOn(axis, value) {
  const place = Math.min(axis.length - 1, Math.max(0, (value - axis[0]) / (axis[1] - axis[0])));
  const cell = Math.min(axis.length - 2, Math.floor(place));
  return [cell, place - cell];
}

/** The height that keeps a line at its distance from the surface: more on a slope. */
function liftAt(relief, x, y, [unitX, unitY, unitZ]) {
  const cells = [relief.x[1] - relief.x[0], relief.y[1] - relief.y[0]];
  const alongX = heightAt(relief, x + cells[0] / 2, y) - heightAt(relief, x - cells[0] / 2, y);
  const alongY = heightAt(relief, x, y + cells[1] / 2) - heightAt(relief, x, y - cells[1] / 2);
  const slope = unitZ * Math.hypot(alongX / (cells[0] * unitX), alongY / (cells[1] * unitY));
  return (LIFT / unitZ) * Math.hypot(1, Math.min(slope, STEEPEST));
}

/** A place of a path at these weights, at its distance over a relief. */
export function placeOver(relief, /** @type {Iterable<number>} */ [x, y], units) {
  return [x, y, heightAt(relief, x, y) + liftAt(relief, x, y, units)];
}

/** Whether weights lie on a relief. */
function isOn({ x: xs, y: ys }, x, y) {
  return x >= xs[0] && x <= xs[xs.length - 1] && y >= ys[0] && y <= ys[ys.length - 1];
}

/** Whether a relief leaves a place `[x, y, z]` in view along a direction of the scene. */
export function isSeen(relief, place, units, direction) {
  const step = direction.map((part, i) => (PACE * part) / (Math.hypot(...direction) * units[i]));
  let [x, y, z] = place.map((value, i) => value + step[i]);
  while (isOn(relief, x, y) && z < 1 && heightAt(relief, x, y) <= z) {
    x += step[0];
    y += step[1];
    z += step[2];
  }
  return !isOn(relief, x, y) || z >= 1;
}

/**
 * The weights on a relief that lie under a ray; where it meets the relief nowhere those, on the relief, that are nearest to
 * its passage through a height.
 */
export function weightsUnder(relief, { from, along }, height) {
  const at = (share) => from.map((value, i) => value + share * along[i]);
  const above = (share) => {
    const [x, y, z] = at(share);
    return z - heightAt(relief, x, y);
  };
  const [enter, leave] = [1.05, 0].map((z) => Math.min(1, Math.max(0, (z - from[2]) / along[2])));
  const piece = (leave - enter) / RAY;
  for (let i = 0; i < RAY; i++) {
    let [high, low] = [enter + i * piece, enter + (i + 1) * piece];
    const [x, y] = at(low);
    if (!isOn(relief, x, y) || above(low) > 0 || above(high) < 0) continue;
    for (let k = 0; k < HALVINGS; k++) {
      const middle = (high + low) / 2;
      if (above(middle) > 0) high = middle;
      else low = middle;
    }
    return at(low).slice(0, 2);
  }
  const share = (height - from[2]) / along[2];
  const [x, y] = at(share > 0 && share < 1 ? share : 1);
  return [x, y].map((value, i) => {
    const axis = i ? relief.y : relief.x;
    return Math.min(axis[axis.length - 1], Math.max(axis[0], value));
  });
}

/**
 * A path on a relief, as vertices `{ x, y, z, row, lift }`: its own rows at their `heights`, and between rows that
 * are far apart vertices on the surface, so that no chord cuts through a hill. `row` of such a vertex is not whole. `z` has
 * been lifted off the surface by `lift`; `units` are the scene's lengths of 1 along x, y and z.
 */
export function layOn(relief, points, heights, units) {
  const cells = [relief.x, relief.y].map((axis) => axis[1] - axis[0]);
  const count = heights.length;
  const lengths = new Float64Array(count);
  let whole = 0;
  for (let i = 1; i < count; i++) {
    const length = Math.hypot((points[2 * i] - points[2 * i - 2]) / cells[0], (points[2 * i + 1] - points[2 * i - 1]) / cells[1]);
    lengths[i] = Math.min(length, 1e4);
    whole += lengths[i];
  }
  const piece = Math.max(FINEST, whole / MOST_VERTICES);
  const total = lengths.reduce((sum, length, i) => sum + (i ? Math.max(1, Math.ceil(length / piece)) : 1), 0);
  const [x, y, z, row, lift] = Array.from({ length: 5 }, () => new Float32Array(total));
  let at = 0;
  const put = (px, py, pz, where) => {
    [x[at], y[at], row[at], lift[at]] = [px, py, where, liftAt(relief, px, py, units)];
    z[at] = pz + lift[at];
    at++;
  };
  for (let i = 0; i < count; i++) {
    const [px, py] = [points[2 * i], points[2 * i + 1]];
    const pieces = i ? Math.max(1, Math.ceil(lengths[i] / piece)) : 1;
    const [fromX, fromY] = [points[2 * i - 2], points[2 * i - 1]];
    for (let k = 1; k < pieces; k++) {
      const share = k / pieces;
      const [bx, by] = [fromX + share * (px - fromX), fromY + share * (py - fromY)];
      put(bx, by, heightAt(relief, bx, by), i - 1 + share);
    }
    put(px, py, heights[i], i);
  }
  return { x, y, z, row, lift };
}

/**
 * A laid path cut into the strokes of a dash, in widths of a line that are `width` of the scene: between two strokes there is
 * a vertex that is not a number. What is drawn in three dimensions has dashes of its own, but fits them to a line's length.
 */
export function dashed(laid, dash, width, units) {
  if (!dash.length) return laid;
  const count = laid.row.length;
  const lengths = Float64Array.from(laid.row, (_, k) => (k ? lengthOf(laid, k, units) : 0));
  const whole = lengths.reduce((sum, length) => sum + length, 0);
  const pattern = dash.reduce((sum, length) => sum + length, 0);
  const unit = Math.max(width, whole / (pattern * MOST_REPEATS));
  const cut = { x: [], y: [], z: [], row: [] };
  const put = (k, share, isSeen) => {
    for (const axis of AXES) {
      const before = laid[axis][k];
      const value = share ? before + share * (laid[axis][k + 1] - before) : before;
      cut[axis].push(isSeen || axis === "row" ? value : NaN);
    }
  };
  let [piece, left] = [0, unit * dash[0]];
  put(0, 0, true);
  for (let k = 0; k < count - 1; k++) {
    let gone = 0;
    while (gone + left < lengths[k + 1]) {
      gone += left;
      const share = gone / lengths[k + 1];
      put(k, share, true);
      if (piece % 2 === 0) put(k, share, false);
      piece = (piece + 1) % dash.length;
      left = unit * dash[piece];
    }
    left -= lengths[k + 1] - gone;
    put(k + 1, 0, piece % 2 === 0);
  }
  return Object.fromEntries(AXES.map((axis) => [axis, Float32Array.from(cut[axis])]));
}

/** From a vertex to the one before, in the scene; 0 where there is nothing to cut: it is not there, or far outside. */
function lengthOf({ x, y, z }, k, units) {
  const length = Math.hypot(...[x, y, z].map((values, i) => (values[k] - values[k - 1]) * units[i]));
  return length < LONGEST ? length : 0;
}

/** Which share of a laid path the surface leaves in view of somebody far away in a direction `[x, y, z]` of the scene. */
export function seenFrom(relief, laid, units, direction) {
  const count = Math.min(laid.row.length, 40);
  let seen = 0;
  for (let k = 0; k < count; k++) {
    const at = Math.round((k / Math.max(1, count - 1)) * (laid.row.length - 1));
    if (isSeen(relief, [laid.x[at], laid.y[at], laid.z[at]], units, direction)) seen += 1;
  }
  return seen / count;
}

/** The last vertex of a laid path at or before a step. */
export function vertexAt({ row }, step) {
  let [low, high] = [0, row.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (row[middle] <= step) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place of a laid path at a step, which need not be a row. */
export function placeAt(laid, step) {
  const low = vertexAt(laid, step);
  const next = Math.min(low + 1, laid.row.length - 1);
  const share = next === low ? 0 : Math.min(1, (step - laid.row[low]) / (laid.row[next] - laid.row[low]));
  return ["x", "y", "z"].map((axis) => laid[axis][low] + share * (laid[axis][next] - laid[axis][low]));
}

/** A laid path up to a step; its last vertex is the place at the step. */
export function walkedTo(laid, step) {
  const end = vertexAt(laid, step) + 1;
  const head = placeAt(laid, step);
  const [x, y, z] = ["x", "y", "z"].map((axis, i) => {
    const values = new Float32Array(end + 1);
    values.set(laid[axis].subarray(0, end));
    values[end] = head[i];
    return values;
  });
  return { x, y, z };
}
