// A scenario run in the browser, by the programs that optviz/browser has translated from those of the server.
//
// A path is one Float64Array, row after row: point, loss, gradient, learning rate, state. What counts as diverged, and what is
// held from there on, is as in optviz/engine.

import { groundOf, minimaOf } from "./grounds.mjs";
import { formOf } from "./rules.mjs";
import { marksOnQuadratic } from "./theory.mjs";

/** What can be on top of a rule: a choice names them only where they are on. */
export const REGULARISING = ["weight_decay", "decay_form", "clip_norm"];
const ESCAPE_REACH = 100; // half-widths of the domain that a point may lie from its centre

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./scenario.mjs").Choice} Choice */
/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */
/** @typedef {import("./run.mjs").Numbers} Numbers an array with its shape */
/** @typedef {Record<string, any>} Modules the modules of programs by name, as `import()` gives them */

/**
 * What one optimizer did, as in a payload, but each array of one path and in float64. Row 0 is the start.
 * @typedef {object} Path
 * @property {Numbers} points (rows, weights)
 * @property {Numbers} losses (rows,) without noise
 * @property {Numbers} gradients (rows, weights) as the rule met them
 * @property {Numbers} learning_rates (rows - 1,)
 * @property {Record<string, Numbers>} state each field, (rows, ...)
 * @property {Int32Array & { shape?: number[] }} evaluations (rows, 3) losses, gradients and Hessians so far
 * @property {number | null} diverged_at
 */

/** A loss as a rule meets it: a program with its numbers, the loss inside it, and the draw of the step. */
class Loss {
  /** @param {any} program @param {Float64Array} numbers @param {Loss} [inner] @param {Float64Array} [draw] */
  constructor(program, numbers, inner, draw) {
    this.program = program;
    this.numbers = numbers;
    this.inner = inner;
    this.draw = draw;
  }

  value(x, y) {
    return this.program.value(x, y, this.numbers, this.inner, this.draw);
  }

  gradient(x, y, out) {
    return this.program.gradient(x, y, out, this.numbers, this.inner, this.draw);
  }

  hessian(x, y, out) {
    this.program.hessian(x, y, out, this.numbers, this.inner, this.draw);
  }
}

/** The numbers of a choice in the order of its record's parameters; a switch is the place of its choice. */
export function valuesOf(/** @type {any[]} */ parameters, /** @type {Choice} */ choice) {
  return Float64Array.from(parameters, ({ key, default: usual, choices }) => {
    const value = choice[key] ?? usual;
    return typeof value === "string" ? choices.indexOf(value) : value;
  });
}

/** Whether numbers are those that parameters come with. @param {any[]} parameters @param {Float64Array} values */
const isUsual = (parameters, values) => values.every((value, i) => value === parameters[i].default);

/** @param {OptimizerChoice} choice @returns {Choice} */
const scheduleOf = (choice) => choice.schedule ?? { key: "constant" };

/** The name of the module of a scenario's noise. @param {any} catalogue @param {Scenario} scenario */
export function noiseName(catalogue, { surface, noise }) {
  const { needs_examples } = catalogue.noises[noise.key];
  return `noises/${noise.key}-${needs_examples ? surface.key : catalogue.surfaces[surface.key].domain.length}`;
}

/** The names of the modules of a surface: its minima as well, where its numbers can be moved here. */
function surfaceModules(catalogue, /** @type {string} */ key) {
  const { parameters, has_ground: hasGround } = catalogue.surfaces[key];
  return [`surfaces/${key}`, ...(parameters.length && hasGround ? [`minima/${key}`] : [])];
}

/** The names of the modules that a scenario needs. @param {any} catalogue @param {Scenario} scenario */
export function modulesOf(catalogue, scenario) {
  const weights = catalogue.surfaces[scenario.surface.key].domain.length;
  const names = scenario.optimizers.flatMap((choice) => [
    `optimizers/${choice.key}-${weights}`,
    `schedules/${scheduleOf(choice).key}`,
    ...(REGULARISING.some((key) => key in choice) ? [`regularisation/${weights}`] : []),
  ]);
  return [...new Set([...surfaceModules(catalogue, scenario.surface.key), noiseName(catalogue, scenario), ...names])];
}

/** What all optimizers of a scenario meet: the surface, and the noise with its draws, which are kept for a seed. */
export class Programs {
  /** @param {any} catalogue @param {Modules} modules */
  constructor(catalogue, modules) {
    this.catalogue = catalogue;
    this.modules = modules;
    this.drawn = { name: "", seed: -1, draws: new Float64Array(0) };
  }

  /** @param {Scenario} scenario @param {(Path | undefined)[]} [known] paths that need not be run again @returns {Path[]} */
  run(scenario, known = []) {
    const trueLoss = this.#trueLossOf(scenario);
    const noise = this.#noiseOf(scenario, trueLoss);
    return scenario.optimizers.map((choice, i) => known[i] ?? this.#path(scenario, choice, trueLoss, noise));
  }

  /** The true gradient and Hessian at each of some points. @param {Scenario} scenario @param {Numbers} points (rows, weights) */
  models(scenario, points) {
    const loss = this.#trueLossOf(scenario);
    const [rows, weights] = points.shape;
    const gradients = Object.assign(new Float64Array(rows * weights), { shape: [rows, weights] });
    const hessians = Object.assign(new Float64Array(rows * weights ** 2), { shape: [rows, weights, weights] });
    for (let t = 0; t < rows; t += 1) {
      const [x, y] = [points[t * weights], weights > 1 ? points[t * weights + 1] : 0];
      loss.gradient(x, y, gradients.subarray(t * weights, (t + 1) * weights));
      loss.hessian(x, y, hessians.subarray(t * weights ** 2, (t + 1) * weights ** 2));
    }
    return { gradients, hessians };
  }

  /**
   * Where the learning rate of a path diverges and which is best, as far as theory tells: on a quadratic, with a constant rate,
   * without noise or regularisation.
   * @param {import("./grounds.mjs").Known} surface @param {Scenario} scenario @param {number} i @param {Path} path
   */
  marks({ quadratic }, scenario, i, { gradients }) {
    const { optimizers, schedules } = this.catalogue;
    const choice = scenario.optimizers[i];
    const rule = this.modules[`optimizers/${choice.key}-${scenario.start.length}`];
    const { parameters } = schedules.constant;
    const isConstant = scheduleOf(choice).key === "constant" && isUsual(parameters, valuesOf(parameters, scheduleOf(choice)));
    if (!quadratic || !rule.a || !isConstant || scenario.noise.key !== "none") return [];
    const own = optimizers[choice.key].parameters.filter(({ key }) => REGULARISING.includes(key));
    if (!isUsual(own, valuesOf(own, choice))) return [];
    const numbers = valuesOf(optimizers[choice.key].parameters, choice);
    const { limit } = formOf(choice, this.catalogue);
    return marksOnQuadratic(rule, numbers, quadratic, gradients.subarray(0, scenario.start.length), limit);
  }

  /** What the true loss is like along a path. @param {Scenario} scenario @returns {import("./minima.mjs").Along} */
  along(scenario) {
    const { heldOut } = this.modules[`surfaces/${scenario.surface.key}`];
    const { numbers } = this.#trueLossOf(scenario);
    const loss = (points, i) => heldOut(points[i * points.shape[1]], points[i * points.shape[1] + 1] ?? 0, numbers);
    return {
      hessians: (points) => this.models(scenario, points).hessians,
      heldOut: (points) => (heldOut ? Float64Array.from({ length: points.shape[0] }, (_, i) => loss(points, i)) : null),
    };
  }

  /** What the noise of a scenario draws for a step. @param {Scenario} scenario @param {number} step */
  drawAt(scenario, step) {
    const { draw, meet } = this.#noiseOf(scenario, this.#trueLossOf(scenario));
    meet(step);
    return draw;
  }

  /** Whether a surface can be made with other numbers. @param {Choice} surface */
  hasGround({ key }) {
    return `minima/${key}` in this.modules;
  }

  /** A surface with its numbers, as a payload has it. @param {Choice} surface */
  ground(surface) {
    const [program, minima] = ["surfaces", "minima"].map((kind) => this.modules[`${kind}/${surface.key}`]);
    const numbers = valuesOf(this.catalogue.surfaces[surface.key].parameters, surface);
    return groundOf({ surface: program, minima }, surface.key, numbers, this.catalogue);
  }

  /** Where runs begin on a surface, and the minima that are known on it; null where only the server knows them. @param {Choice} surface */
  placesOf(surface) {
    const { start, parameters } = this.catalogue.surfaces[surface.key];
    const program = this.modules[`minima/${surface.key}`];
    return { start, minima: program ? minimaOf(program, valuesOf(parameters, surface), start.length) : null };
  }

  /** The true Hessian at a place of a surface, row after row. @param {Choice} surface @param {number[]} place */
  hessianAt(surface, [x, y = 0]) {
    const hessian = new Float64Array(this.catalogue.surfaces[surface.key].start.length ** 2);
    this.#trueLossOf({ surface }).hessian(x, y, hessian);
    return hessian;
  }

  #trueLossOf(/** @type {{ surface: Choice }} */ { surface }) {
    const { parameters } = this.catalogue.surfaces[surface.key];
    return new Loss(this.modules[`surfaces/${surface.key}`], valuesOf(parameters, surface));
  }

  /** The loss with noise, and what makes it that of a step. */
  #noiseOf(/** @type {Scenario} */ scenario, /** @type {Loss} */ trueLoss) {
    const name = noiseName(this.catalogue, scenario);
    const program = this.modules[name];
    if (!program.width) return { loss: trueLoss, draw: new Float64Array(0), meet: () => {} };
    const { parameters, needs_examples } = this.catalogue.noises[scenario.noise.key];
    const numbers = valuesOf(parameters, scenario.noise);
    const draw = new Float64Array(program.width);
    const draws = this.#drawsOf(name, scenario.seed);
    const all = needs_examples ? Float64Array.of(...trueLoss.numbers, ...numbers) : numbers;
    return { loss: new Loss(program, all, trueLoss, draw), draw, meet: (step) => program.one(draw, draws, step, numbers) };
  }

  #drawsOf(/** @type {string} */ name, /** @type {number} */ seed) {
    if (this.drawn.name !== name || this.drawn.seed !== seed) {
      const { all, width, steps } = this.modules[name];
      this.drawn = { name, seed, draws: new Float64Array(width * steps) };
      all(this.drawn.draws, seed);
    }
    return this.drawn.draws;
  }

  /** @param {Scenario} scenario @param {OptimizerChoice} choice @param {Loss} trueLoss @returns {Path} */
  #path(scenario, choice, trueLoss, noise) {
    const { domain } = this.catalogue.surfaces[scenario.surface.key];
    const rule = this.modules[`optimizers/${choice.key}-${domain.length}`];
    const { parameters } = this.catalogue.optimizers[choice.key];
    const numbers = valuesOf(parameters, choice);
    const regularisation = regularisationOf(this.modules[`regularisation/${domain.length}`], rule, parameters, numbers);
    const schedule = scheduleOf(choice);
    const scheduled = {
      program: this.modules[`schedules/${schedule.key}`],
      numbers: valuesOf(this.catalogue.schedules[schedule.key].parameters, schedule),
    };
    const count = scenario.num_steps + 1;
    const rows = new Float64Array((count + 1) * rule.width); // the last step leads to a row more
    rows.set(scenario.start);
    rule.init(rows);
    const good = steps(rows, count, { rule, numbers, scheduled, domain, trueLoss, noise, regularisation });
    hold(rows, rule.width, good, count);
    return columns(rows, rule, domain.length, count, good);
  }
}

/** What is on top of a rule: weight decay and clipping; null where all of it is off. */
function regularisationOf(program, rule, parameters, numbers) {
  const own = numbers.subarray(rule.hyperparameters);
  const isOff = own.every((value, i) => value === parameters[rule.hyperparameters + i].default);
  return isOff ? null : { program, numbers: own };
}

/** Takes steps until all rows are there or one is not good. @returns {number} how many are good */
function steps(rows, count, { rule, numbers, scheduled, domain, trueLoss, noise, regularisation }) {
  const { width } = rule;
  const weights = domain.length;
  const loss = regularisation ? new Loss(regularisation.program, regularisation.numbers, noise.loss) : noise.loss;
  const off = new Float64Array(weights);
  const limits = Float64Array.from(domain.flatMap(([low, high]) => [(low + high) / 2, (ESCAPE_REACH * (high - low)) / 2]));
  for (let t = 0, at = 0; t < count; t += 1, at += width) {
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
  return count;
}

/** Whether a row is finite and its point within the limits: of each weight the centre, and how far from it. */
function isGood(rows, at, width, limits) {
  for (let i = at; i < at + width; i += 1) if (!Number.isFinite(rows[i])) return false;
  for (let i = 0; i < limits.length; i += 2) {
    if (!(Math.abs(rows[at + i / 2] - limits[i]) <= limits[i + 1])) return false;
  }
  return true;
}

/** Has the rows that are not good repeat the last good one; what is not finite in the start itself becomes the largest number. */
function hold(rows, width, good, count) {
  if (good === 0) {
    for (let i = 0; i < width; i += 1) {
      if (!Number.isFinite(rows[i])) rows[i] = rows[i] < 0 ? -Number.MAX_VALUE : Number.MAX_VALUE;
    }
  }
  const last = Math.max(good - 1, 0) * width;
  for (let t = Math.max(good, 1); t < count; t += 1) rows.copyWithin(t * width, last, last + width);
}

/** The rows as arrays of what they hold. @returns {Path} */
function columns(rows, { width, fields, evaluations }, weights, count, good) {
  /** @returns {Numbers} */
  const column = (begin, shape, length = count) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const values = new Float64Array(length * size);
    for (let t = 0, to = 0, from = begin; t < length; t += 1, from += width) {
      for (let i = 0; i < size; i += 1, to += 1) values[to] = rows[from + i];
    }
    return Object.assign(values, { shape: [length, ...shape] });
  };
  const { evaluations: counted, ...state } = Object.fromEntries(
    fields.map(([name, shape, begin]) => [name, column(begin, shape)]),
  );
  return {
    points: column(0, [weights]),
    losses: column(weights, []),
    gradients: column(weights + 1, [weights]),
    learning_rates: column(2 * weights + 1, [], count - 1),
    state,
    evaluations: Object.assign(counted ? Int32Array.from(counted) : soManyAStep(evaluations, count, good), { shape: [count, 3] }),
    diverged_at: good < count ? good : null,
  };
}

function soManyAStep(evaluations, count, good) {
  const taken = new Int32Array(count * 3);
  for (let t = 0; t < count; t += 1) {
    const steps = Math.min(t, Math.max(good - 1, 0));
    for (let i = 0; i < 3; i += 1) taken[t * 3 + i] = steps * evaluations[i];
  }
  return taken;
}
