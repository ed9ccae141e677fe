// What a rule believes the loss to be around a point, as a patch in the scene: by the rules of optviz/picture/patch.py.

const ROUNDING = 1e-6; // of the span of the losses

/** The inverse of a symmetric 2 × 2 matrix, or null where it is not positive definite. */
export function inverseOf(/** @type {Iterable<number>} */ [a, b, , d]) {
  const determinant = a * d - b * b;
  return a > 0 && determinant > 0 ? [d / determinant, -b / determinant, -b / determinant, a / determinant] : null;
}

/**
 * A model of the loss: its value, gradient and, of second order, Hessian at weights.
 * @typedef {{ weights: number[], loss: number, gradient: number[] | Float32Array | Float64Array, hessian: number[] | Float32Array | Float64Array | null }} Model
 *
 * What it is drawn in: the lengths of 1, the domain, the losses between which there are heights, the height of a loss, and the rules.
 * @typedef {{
 *   units: number[], domain: number[][], lowest: number, highest: number, height: (loss: number) => number,
 *   patch: { reach: number, nodes: number, every: number, ellipse: number, flattest: number, behind: number },
 * }} Room
 */

/** The loss of a model at a distance from its point. */
export function lossOf(/** @type {Model} */ { loss, gradient: g, hessian: h }, dx, dy) {
  const curved = h ? (h[0] * dx * dx + (h[1] + h[2]) * dx * dy + h[3] * dy * dy) / 2 : 0;
  return loss + g[0] * dx + g[1] * dy + curved;
}

/** The place of a model in the scene at a distance from its point; null where it leaves the scene. */
function placeOf(/** @type {Model} */ model, dx, dy, /** @type {Room} */ { domain, lowest, highest, height }) {
  const [x, y] = [model.weights[0] + dx, model.weights[1] + dy];
  const value = lossOf(model, dx, dy);
  const spare = ROUNDING * (highest - lowest);
  const isInside = [x, y].every((weight, i) => weight >= domain[i][0] && weight <= domain[i][1]);
  return isInside && value >= lowest - spare && value <= highest + spare ? [x, y, height(value)] : null;
}

/** The lines of a patch of a model, each a list of places; null where it leaves the scene. @param {Model} model @param {Room} room */
export function patchOf(model, room) {
  const { reach, nodes, every } = room.patch;
  const offsets = (unit) => Array.from({ length: nodes }, (_, k) => ((2 * k) / (nodes - 1) - 1) * (reach / unit));
  const [across, upwards] = [offsets(room.units[0]), offsets(room.units[1])];
  const isLine = (_, k) => k % every === 0;
  return [
    ...upwards.filter(isLine).map((dy) => across.map((dx) => placeOf(model, dx, dy, room))),
    ...across.filter(isLine).map((dx) => upwards.map((dy) => placeOf(model, dx, dy, room))),
  ];
}

/** Where a model of second order is lowest: null where it has no minimum, `place` null where that leaves the scene. */
export function lowestOf(/** @type {Model} */ model, /** @type {Room} */ room) {
  const inverse = inverseOf(model.hessian);
  if (!inverse) return null;
  const [g1, g2] = model.gradient;
  const [dx, dy] = [-(inverse[0] * g1 + inverse[1] * g2), -(inverse[2] * g1 + inverse[3] * g2)];
  return { place: placeOf(model, dx, dy, room) };
}

/**
 * An ellipse around a place that lies on a relief: its half-axes in units of the scene.
 * @param {number[]} place @param {number[]} axes @param {number[]} units @param {(x: number, y: number) => number} heightAt
 */
export function ellipseOn([x, y], axes, units, heightAt, corners = 48) {
  return Array.from({ length: corners + 1 }, (_, k) => {
    const angle = (2 * Math.PI * k) / corners;
    const [px, py] = [x + (axes[0] * Math.cos(angle)) / units[0], y + (axes[1] * Math.sin(angle)) / units[1]];
    return [px, py, heightAt(px, py)];
  });
}
