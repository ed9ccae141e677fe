// The steps of a rule, row after row of one array: what it meets there, and what counts as diverged, as in optviz/engine.

const ESCAPE_REACH = 100; // half-widths of the domain that a point may lie from its centre

/** A loss as a rule meets it: a program with its numbers and its table, the loss inside it, and the draw of the step. */
export class Loss {
  /** @param {any} program @param {Float64Array} numbers @param {Float64Array} [table] @param {Loss} [inner] @param {Float64Array} [draw] */
  constructor(program, numbers, table, inner, draw) {
    this.program = program;
    this.numbers = numbers;
    this.table = table;
    this.inner = inner;
    this.draw = draw;
  }

  value(x, y) {
    return this.program.value(x, y, this.numbers, this.table, this.inner, this.draw);
  }

  gradient(x, y, out) {
    return this.program.gradient(x, y, out, this.numbers, this.table, this.inner, this.draw);
  }

  hessian(x, y, out) {
    this.program.hessian(x, y, out, this.numbers, this.table, this.inner, this.draw);
  }
}

/** What is on top of a rule: weight decay and clipping; null where all of it is off, unless it `isOn` all the same. */
export function regularisationOf(program, rule, parameters, numbers, isOn = false) {
  const own = numbers.subarray(rule.hyperparameters);
  const isOff = own.every((value, i) => value === parameters[rule.hyperparameters + i].default);
  return isOff && !isOn ? null : { program, numbers: own };
}

/** The loss that a rule meets: with the noise, and with what is on top of the rule. @returns {Loss} */
export const lossMet = ({ noise, regularisation }) =>
  regularisation ? new Loss(regularisation.program, regularisation.numbers, null, noise.loss) : noise.loss;

/**
 * Takes steps, from one row up to another of so many, until these are there or one is not good.
 * @returns {number} how many are good by then
 */
export function steps(rows, count, way, from = 0, to = count) {
  const { rule, numbers, scheduled, domain, trueLoss, noise, regularisation } = way;
  const { width } = rule;
  const weights = domain.length;
  const loss = lossMet(way);
  const off = new Float64Array(weights);
  const limits = limitsOf(domain);
  for (let t = from, at = from * width; t < to; t += 1, at += width) {
    const rate = numbers[0] * scheduled.program.factor(t, count - 1, scheduled.numbers);
    noise.meet(t);
    rule.step(rows, at, rate, numbers, loss);
    rows[at + 2 * weights + 1] = rate;
    if (regularisation) {
      const [x, y] = [rows[at], weights > 1 ? rows[at + 1] : 0];
      rows[at + weights] = trueLoss.value(x, y);
      regularisation.program.decay(x, y, off, rate, regularisation.numbers);
      for (let i = 0; i < weights; i += 1) rows[at + width + i] -= off[i];
    }
    if (!isGood(rows, at, width, limits)) return t;
  }
  return to;
}

/** @type {WeakMap<number[][], Float64Array>} */
const knownLimits = new WeakMap();

/** How far the weights may go: of each the middle, and how far from it. */
export function limitsOf(/** @type {number[][]} */ domain) {
  if (!knownLimits.has(domain)) {
    const ends = domain.flatMap(([low, high]) => [(low + high) / 2, (ESCAPE_REACH * (high - low)) / 2]);
    knownLimits.set(domain, Float64Array.from(ends));
  }
  return knownLimits.get(domain);
}

/** Whether a row is finite and its point within the limits: of each weight the centre, and how far from it. */
function isGood(rows, at, width, limits) {
  let nothing = 0; // not a number times zero stays so, and so does infinity
  for (let i = at; i < at + width; i += 1) nothing += 0 * rows[i];
  if (nothing !== 0) return false;
  for (let i = 0; i < limits.length; i += 2) {
    if (!(Math.abs(rows[at + i / 2] - limits[i]) <= limits[i + 1])) return false;
  }
  return true;
}

/** Has the rows that are not good repeat the last good one; what is not finite in the start itself becomes the largest number. */
export function hold(rows, width, good, count) {
  if (good === 0) {
    for (let i = 0; i < width; i += 1) {
      if (!Number.isFinite(rows[i])) rows[i] = rows[i] < 0 ? -Number.MAX_VALUE : Number.MAX_VALUE;
    }
  }
  const last = Math.max(good - 1, 0) * width;
  for (let t = Math.max(good, 1); t < count; t += 1) rows.copyWithin(t * width, last, last + width);
}
