// The curvatures of a surface that is a quadratic all over its picture: those of optviz/engine/divergence.py.

/** @typedef {{ curvatures: number[], directions: number[][] }} Quadratic and the direction of each of them */

/**
 * The quadratic with one minimum that a surface is; null where it is none.
 * @param {any} program of the surface @param {ArrayLike<number>} numbers
 * @param {import("./landscape.mjs").Landscape} shown @param {any} rules @param {Float64Array} [table] @returns {Quadratic | null}
 */
export function quadraticOf(program, numbers, shown, { quadratic: { exact, every } }, table) {
  const { axes } = shown;
  const centre = axes.map((axis) => axis[(axis.length - 1) / 2]);
  const [x, y = 0] = centre;
  const gradient = new Float64Array(axes.length);
  const hessian = new Float64Array(axes.length ** 2);
  const value = program.gradient(x, y, gradient, numbers, table);
  program.hessian(x, y, hessian, numbers, table);
  if (!isModel(shown, { centre, value, gradient, hessian }, exact, every)) return null;
  const most = Math.max(...hessian.map(Math.abs));
  const found = principal(hessian.map((part) => (Math.abs(part) > exact * most ? part : 0)));
  return found.curvatures[0] <= exact * found.curvatures[found.curvatures.length - 1] ? null : found;
}

/** Whether a landscape is its model of second order, at every so many places. */
function isModel({ axes, losses, sorted }, { centre, value, gradient, hessian }, exact, every) {
  const [xs, ys = [0]] = axes;
  const [h, , , k = 0] = hessian;
  const mixed = axes.length > 1 ? (hessian[1] + hessian[2]) / 2 : 0;
  let [low, high, apart] = [Infinity, -Infinity, 0];
  for (let j = 0; j < ys.length; j += every) {
    for (let i = 0; i < xs.length; i += every) {
      const loss = losses[j * xs.length + i];
      const [dx, dy] = [xs[i] - centre[0], axes.length > 1 ? ys[j] - centre[1] : 0];
      const model = value + gradient[0] * dx + (gradient[1] ?? 0) * dy + (h * dx * dx + 2 * mixed * dx * dy + k * dy * dy) / 2;
      [low, high] = [Math.min(low, loss), Math.max(high, loss)];
      apart = Math.max(apart, Math.abs(model - loss));
    }
  }
  return sorted.length > 0 && apart <= exact * (high - low);
}

/** The principal curvatures of a symmetric matrix of one or two rows, the smallest first. @returns {Quadratic} */
function principal(/** @type {Iterable<number>} */ [a, b, , d]) {
  if (d === undefined) return { curvatures: [a], directions: [[1]] };
  if (b === 0) {
    const along = {
      curvatures: [a, d],
      directions: [
        [1, 0],
        [0, 1],
      ],
    };
    return a <= d ? along : { curvatures: [d, a], directions: along.directions.reverse() };
  }
  const radius = Math.hypot((a - d) / 2, b);
  const angle = Math.atan2(2 * b, a - d) / 2; // of the largest
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const largest = (a + d) / 2 + radius;
  return {
    curvatures: [(a * d - b * b) / largest, largest],
    directions: [
      [-sine, cosine],
      [cosine, sine],
    ],
  };
}
