// A landscape in relief: the height of a loss, and paths laid on the surface that is drawn.

const FINEST = 2; // cells of the grid: a longer piece of a path is bent over the surface
const LIFT = 0.012; // distance from the surface, in units of the scene, so that a line is not half buried
const STEEPEST = 3; // slope of the scene up to which that distance is kept
const MOST_VERTICES = 3000; // of a path; beyond, the pieces grow
const TINY = 2.2250738585072014e-308; // as where the server divides

/** The height of a loss: the shade of its contour, 0 at the lowest loss in the domain and 1 at the highest. */
export function shadeOf(loss, { lowest, highest, detail }) {
  const share = (loss - lowest) / Math.max(highest - lowest, TINY);
  return detail === null ? share : Math.log1p(detail * Math.max(share, 0)) / Math.log1p(detail);
}

/** The loss at a height. */
export function lossAt(shade, { lowest, highest, detail }) {
  const share = detail === null ? shade : Math.expm1(shade * Math.log1p(detail)) / detail;
  return lowest + share * (highest - lowest);
}

/** Losses worth a label on the axis, lowest first, at least `apart` in height from each other and from the floor's corner. */
export function lossTicks(scale, apart = 0.1) {
  const span = scale.highest - scale.lowest;
  if (!(span > 0)) return [scale.lowest];
  const kept = [];
  let below = 0;
  for (const loss of scale.detail === null ? evenly(scale) : decades(scale)) {
    const height = shadeOf(loss, scale);
    if (height - below < apart) continue;
    kept.push(loss);
    below = height;
  }
  return kept;
}

function evenly({ lowest, highest }) {
  const rough = (highest - lowest) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * unit >= rough) * unit;
  const first = Math.ceil(lowest / step);
  return Array.from({ length: Math.floor(highest / step) - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

/** Powers of ten above the lowest loss. */
function decades({ lowest, highest }) {
  const top = Math.floor(Math.log10(highest - lowest));
  return Array.from({ length: 12 }, (_, i) => lowest + Number(`1e${top - 11 + i}`));
}

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

/**
 * A path on a relief, as vertices `{ x, y, z, row, lift }`: its own rows at the heights of their losses, and between rows that
 * are far apart vertices on the surface, so that no chord cuts through a hill. `row` of such a vertex is not whole. `z` has
 * been lifted off the surface by `lift`; `units` are the scene's lengths of 1 along x, y and z.
 */
export function layOn(relief, scale, points, losses, units) {
  const cells = [relief.x, relief.y].map((axis) => axis[1] - axis[0]);
  const count = losses.length;
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
    put(px, py, Math.min(shadeOf(losses[i], scale), 1), i);
  }
  return { x, y, z, row, lift };
}

/** Which share of a laid path the surface leaves in view of somebody far away in a direction `[x, y, z]` of the scene. */
export function seenFrom(relief, laid, units, direction) {
  const count = Math.min(laid.row.length, 40);
  const step = direction.map((part, i) => (0.03 * part) / (Math.hypot(...direction) * units[i]));
  const [last, high] = [relief.x.length - 1, relief.y.length - 1];
  const isInside = (x, y) => x >= relief.x[0] && x <= relief.x[last] && y >= relief.y[0] && y <= relief.y[high];
  let seen = 0;
  for (let k = 0; k < count; k++) {
    const at = Math.round((k / Math.max(1, count - 1)) * (laid.row.length - 1));
    let [x, y, z] = [laid.x[at] + step[0], laid.y[at] + step[1], laid.z[at] + step[2]];
    while (isInside(x, y) && z < 1 && heightAt(relief, x, y) <= z) {
      x += step[0];
      y += step[1];
      z += step[2];
    }
    if (!isInside(x, y) || z >= 1) seen += 1;
  }
  return seen / count;
}

/** A laid path up to a step and from it on; both have the point at the step, which need not be a row. */
export function splitAt(laid, step) {
  const { row } = laid;
  let [low, high] = [0, row.length - 1]; // the last vertex at or before the step
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (row[middle] <= step) low = middle;
    else high = middle - 1;
  }
  const next = Math.min(low + 1, row.length - 1);
  const share = next === low ? 0 : Math.min(1, (step - row[low]) / (row[next] - row[low]));
  const walked = {};
  const ahead = {};
  for (const name of ["x", "y", "z", "row"]) {
    const values = laid[name];
    const here = values[low] + share * (values[next] - values[low]);
    walked[name] = joined(values.subarray(0, low + 1), [here]);
    ahead[name] = joined([here], values.subarray(low + 1));
  }
  return { walked, ahead };
}

function joined(first, second) {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
