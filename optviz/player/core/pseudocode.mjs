// What the language of pseudo-code can do, for one step at one point: optviz/pseudocode/functions.py has the same for many.
//
// A number is one, a vector of the weights an array, a matrix an array of its rows, truths likewise; a list has `items`.

const ROUNDING = 64 * Number.EPSILON;
const LEVEL = 1e-8;

/** @typedef {any} Value */

/** A function of numbers, in each component; a number stands for all components. */
function each(/** @type {(...numbers: any[]) => any} */ of) {
  /** @param {...Value} values @returns {Value} */
  const spread = (...values) => {
    const array = values.find(Array.isArray);
    return array
      ? array.map((_, i) => spread(...values.map((value) => (Array.isArray(value) ? value[i] : value))))
      : of(...values);
  };
  return spread;
}

const isMatrix = (value) => Array.isArray(value[0]);
const sum = (vector) => vector.reduce((total, one) => total + one, 0);
const inner = (left, right) => sum(left.map((one, i) => one * right[i]));
const columns = (matrix) => matrix[0].map((_, i) => matrix.map((row) => row[i]));
const least = (/** @type {number[]} */ values) => Math.min(...values);

function dot(left, right) {
  if (!isMatrix(right)) return isMatrix(left) ? left.map((row) => inner(row, right)) : inner(left, right);
  const across = columns(right);
  const timesAll = (row) => across.map((column) => inner(row, column));
  return isMatrix(left) ? left.map(timesAll) : timesAll(left);
}

/** The length, also where squares are too small or too large for a number. */
function norm(vector) {
  const size = Math.max(...vector.map(Math.abs)) || 1;
  return size * Math.sqrt(sum(vector.map((one) => (one / size) ** 2)));
}

/** Eigenvalues of a symmetric matrix of one weight or two, the smaller first, and their directions. */
function eigen(matrix) {
  const [[a, b], [, d] = [0, 0]] = matrix;
  if (!matrix.flat().every(Number.isFinite)) return { values: matrix.map(() => Number.NaN), ways: matrix };
  if (matrix.length === 1) return { values: [a], ways: [[1]] };
  const angle = Math.atan2(2 * b, a - d) / 2; // of the larger one
  const [u, v] = [Math.cos(angle), Math.sin(angle)];
  const [middle, apart] = [(a + d) / 2, Math.sqrt(((a - d) / 2) ** 2 + b * b)];
  const large = middle >= 0 ? middle + apart : middle - apart; // the other one would lose its digits
  const other = large === 0 ? 0 : (a * d - b * b) / large;
  return {
    values: middle >= 0 ? [other, large] : [large, other],
    ways: [
      [-v, u],
      [u, v],
    ],
  };
}

const ofEigenvalues = (matrix, of) => {
  const { values, ways } = eigen(matrix);
  const parts = values.map(of);
  return matrix.map((_, i) => matrix.map((__, j) => sum(ways.map((way, k) => parts[k] * way[i] * way[j]))));
};

/** `s` with `matrix @ s = vector`, along the axes of a symmetric matrix; rounding is no part. */
function solve(matrix, vector) {
  const { values, ways } = eigen(matrix);
  const parts = ways.map((way) => inner(way, vector));
  const [largest, longest] = [values, vector].map((list) => Math.max(...list.map(Math.abs)));
  const along = parts.map((part, k) => {
    const isRounding = Math.abs(values[k]) <= ROUNDING * largest && Math.abs(part) <= LEVEL * longest;
    return part === 0 || isRounding ? 0 : part / values[k];
  });
  return vector.map((_, i) => sum(ways.map((way, k) => along[k] * way[i])));
}

const list = (/** @type {Value[]} */ items) => ({ items });
const choose = each((condition, yes, no) => (condition ? yes : no));
const add = each((a, b) => a + b);

const LANGUAGE = {
  add: (a, b) => (a.items ? list([...a.items, ...b.items]) : add(a, b)),
  sub: each((a, b) => a - b),
  mul: each((a, b) => a * b),
  div: each((a, b) => a / b),
  mod: each((a, b) => a - b * Math.floor(a / b)),
  pow: each((a, b) => (a === 1 ? 1 : a ** b)),
  lt: each((a, b) => a < b),
  le: each((a, b) => a <= b),
  gt: each((a, b) => a > b),
  ge: each((a, b) => a >= b),
  eq: each((a, b) => a === b),
  ne: each((a, b) => a !== b),
  and: each((a, b) => a && b),
  or: each((a, b) => a || b),
  not: each((a) => !a),
  neg: each((a) => -a),
  choose: (condition, yes, no) => (yes.items ? (condition ? yes : no) : choose(condition, yes, no)),
  abs: each(Math.abs),
  sign: each(Math.sign),
  sqrt: each(Math.sqrt),
  exp: each(Math.exp),
  log: each(Math.log),
  max: each(Math.max),
  min: each((...values) => least(values)),
  clip: each((value, low, high) => Math.min(Math.max(value, low), high)),
  finite: each(Number.isFinite),
  sum,
  mean: (vector) => sum(vector) / vector.length,
  norm,
  dot,
  outer: (left, right) => left.map((one) => right.map((other) => one * other)),
  diag: (matrix) => matrix.map((row, i) => row[i]),
  matrix_abs: (matrix) => ofEigenvalues(matrix, Math.abs),
  matrix_power: (matrix, power) => ofEigenvalues(matrix, (value) => Math.max(value, 0) ** power),
  solve,
  list,
  count: ({ items }) => items.length,
  last: ({ items }, most) => list(items.slice(items.length - Math.min(items.length, Math.max(most, 0)))),
  item: ({ items }, at) => items[at - 1] ?? Number.NaN,
  /** A value in the shape of its kind: a number that stands for a vector or a matrix is all of its components. */
  shaped(value, kind, /** @type {number[]} */ weights) {
    if (kind === "matrix") return Array.isArray(value) ? value : weights.map(() => weights.map(() => value));
    return ["vector", "truths"].includes(kind) && !Array.isArray(value) ? weights.map(() => value) : value;
  },
};

/** The language at points of so many weights. @param {number} weights */
export function languageOf(weights) {
  const identity = Array.from({ length: weights }, (_, i) => Array.from({ length: weights }, (__, j) => Number(i === j)));
  return { ...LANGUAGE, identity };
}
