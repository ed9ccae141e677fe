// A scenario run in the browser, by the programs that optviz/browser has translated from those of the server.
//
// A path is one Float64Array, row after row: point, loss, gradient, learning rate, state. What counts as diverged, and what is
// held from there on, is as in optviz/engine.

import { normalisationAt, tableAt } from "./data-space.mjs";
import { edited } from "./edits.mjs";
import { ensemble } from "./ensemble.mjs";
import { examplesOf, lotsOf, onScale, sampled } from "./examples.mjs";
import { groundOf, minimaOf } from "./grounds.mjs";
import { lineValues } from "./line-values.mjs";
import { rowsOf, tableFor } from "./own-tables.mjs";
import { formOf, ruleOf } from "./rules.mjs";
import { firstAlike, startOf } from "./scenario.mjs";
import { finished, never } from "./slices.mjs";
import { hold, Loss, lossMet, regularisationOf, steps } from "./stepping.mjs";
import { marksOnQuadratic } from "./theory.mjs";

/** What can be on top of a rule: a choice names them only where they are on. */
export const REGULARISING = ["weight_decay", "decay_form", "clip_norm"];
const OF_HELD_OUT = ["held_out", "held_out_accuracy"]; // what is measured on held-out examples
const ALL_ROWS = { many: Number.POSITIVE_INFINITY, few: Number.POSITIVE_INFINITY };
const SLICE = 32; // steps between looks at the time: a few milliseconds of the slowest rule on the slowest surface

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./scenario.mjs").Choice} Choice */
/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */
/** @typedef {import("./run.mjs").Numbers} Numbers an array with its shape */
/** @typedef {{ many: number, few: number }} Sampling of tables with more than `many` rows so `few` count */
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

/** The names of the modules of a surface: its data, and its minima where its numbers or its data can be moved here. */
function surfaceModules(catalogue, /** @type {string} */ key) {
  const { parameters, has_ground: hasGround, data } = catalogue.surfaces[key];
  const canMove = (parameters.length || data) && hasGround;
  return [`surfaces/${key}`, ...(data ? [`models/${key}`] : []), ...(canMove ? [`minima/${key}`] : [])];
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
  /** @param {any} catalogue @param {Modules} modules @param {Sampling} [sampling] none: all rows count */
  constructor(catalogue, modules, sampling = ALL_ROWS) {
    this.catalogue = catalogue;
    this.sampling = sampling;
    this.modules = modules;
    this.drawn = { key: "", draws: new Float64Array(0) };
    /** @type {{ key: string, examples: import("./examples.mjs").Examples | null }} of the surface that was asked for last */
    this.tabled = { key: "", examples: null };
  }

  /** Whether modules are here. */
  has(/** @type {string[]} */ names) {
    return names.every((name) => name in this.modules);
  }

  /** @param {Scenario} scenario @param {(Path | undefined)[]} [known] paths that need not be run again @returns {Path[]} */
  run(scenario, known = []) {
    return finished(this.slowly(scenario, never, known));
  }

  /**
   * The same in slices.
   * @param {Scenario} scenario @param {import("./slices.mjs").IsLate} isLate @param {(Path | undefined)[]} [known]
   * @returns {import("./slices.mjs").Slow<Path[]>}
   */
  *slowly(scenario, isLate, known = []) {
    const trueLoss = this.#trueLossOf(scenario);
    const noise = this.#noiseOf(scenario, trueLoss);
    const first = firstAlike(scenario);
    const paths = [];
    for (const i of scenario.optimizers.keys()) {
      paths.push(known[i] ?? paths[first[i]] ?? (yield* this.#path(scenario, i, trueLoss, noise, isLate)));
    }
    return paths;
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
    const program = this.modules[`surfaces/${scenario.surface.key}`];
    const { numbers } = this.#trueLossOf(scenario);
    const { trained, held } = this.examplesOf(scenario.surface) ?? {};
    /** @type {WeakMap<Numbers, Record<string, Float64Array>>} what is asked for several times: for curves, beside them, for the best row */
    const known = new WeakMap();
    const measured = (key, points) => {
      if (!program[key] || (!held && OF_HELD_OUT.includes(key))) return null;
      const [rows, weights] = points.shape;
      const at = (i) => program[key](points[i * weights], points[i * weights + 1] ?? 0, numbers, trained, held);
      const found = known.get(points) ?? {};
      known.set(points, found);
      found[key] ??= Float64Array.from({ length: rows }, (_, i) => at(i));
      return found[key];
    };
    const model = this.modules[`models/${scenario.surface.key}`];
    const lost = model?.lost && held ? ensemble(model, numbers, trained, held) : null;
    return { hessians: (points) => this.models(scenario, points).hessians, measured, lost };
  }

  /**
   * What gives the numbers of the lines of pseudo-code in the step that leaves a row of a path: null as long as its text is not here.
   * @param {Scenario} scenario @param {number} i the place of the path @param {Path} path
   * @returns {(row: number) => number[] | null}
   */
  linesOf(scenario, i, path) {
    const choice = scenario.optimizers[i];
    const way = this.wayOf(scenario, i, false);
    const loss = lossMet(way);
    const record = this.catalogue.optimizers[choice.key];
    const { code } = ruleOf(choice, this.catalogue);
    const last = path.diverged_at === null ? scenario.num_steps - 1 : Math.max(path.diverged_at - 1, 0);
    const told = { row: -1, numbers: [] }; // one looks at a step for a while
    return (wanted) => {
      const program = this.modules[`lines/${choice.key}`];
      if (!program) return null;
      const row = Math.min(wanted, last);
      if (told.row === row) return told.numbers;
      way.noise.meet(row);
      const numbers = lineValues({ program, choice, record, code, path, row, loss });
      return Object.assign(told, { row, numbers }).numbers;
    };
  }

  /** What the noise of a scenario draws for a step. @param {Scenario} scenario @param {number} step */
  drawAt(scenario, step) {
    const { draw, meet } = this.#noiseOf(scenario, this.#trueLossOf(scenario));
    meet(step);
    return draw;
  }

  /** How many mini-batches go through all examples, the last of them perhaps a smaller one. @param {Scenario} scenario */
  epochOf({ surface, noise }) {
    const { draws_batch: areDrawn, parameters } = this.catalogue.noises[noise.key];
    return areDrawn && Math.ceil(this.examplesOf(surface).counts.filter(Boolean).length / valuesOf(parameters, noise)[0]);
  }

  /** Whether a surface can be made with other numbers. @param {Choice} surface */
  hasGround({ key }) {
    return `minima/${key}` in this.modules;
  }

  /** A surface with its numbers, as a payload has it; while a hand moves it, see `groundOf`. @param {Choice} surface */
  ground(surface, isMoving = false) {
    const [program, minima] = ["surfaces", "minima"].map((kind) => this.modules[`${kind}/${surface.key}`]);
    const numbers = valuesOf(this.catalogue.surfaces[surface.key].parameters, surface);
    const ground = groundOf(
      { surface: program, minima },
      surface.key,
      numbers,
      this.catalogue,
      this.examplesOf(surface)?.trained,
      isMoving,
    );
    if (surface.table) ground.header.surface_id += ` ${surface.table}`;
    if (surface.data) ground.header.surface_id += ` ${JSON.stringify(surface.data)}`;
    if (this.sampleOf(surface)) ground.header.surface_id += " of a sample"; // whoever has all rows sends another one
    return ground;
  }

  /** The table of a surface with data; null where it has none. @param {Choice} surface */
  tableOf(surface) {
    const { parameters, data } = this.catalogue.surfaces[surface.key];
    if (!data) return null;
    const own = tableFor(surface);
    if (surface.table && !own) throw new Error("the table is not here");
    const [program, numbers] = [this.modules[`models/${surface.key}`], valuesOf(parameters, surface)];
    const table = own ? rowsOf(own) : tableAt(program, parameters, numbers);
    return onScale(edited(table, surface.data), normalisationAt(program, parameters, numbers));
  }

  /** What programs are handed of the data of a surface. @param {Choice} surface */
  examplesOf(surface) {
    const key = JSON.stringify(surface);
    if (this.tabled.key !== key) {
      const table = this.tableOf(surface);
      const { many, few } = this.sampling;
      this.tabled = { key, examples: table && examplesOf(sampled(table, many, few)) };
    }
    return this.tabled.examples;
  }

  /** How many rows of a table count here, and of how many; null where all do. @param {Choice} surface */
  sampleOf(surface) {
    const all = tableFor(surface)?.rows.length ?? 0;
    return all > this.sampling.many ? { few: this.sampling.few, all } : null;
  }

  /** About how many rows of a table count here, which decides how long runs take: a power of two. @param {Choice} surface */
  sizeOf(surface) {
    const rows = this.sampleOf(surface)?.few ?? tableFor(surface)?.rows.length;
    return rows ? String(2 ** Math.ceil(Math.log2(rows))) : "";
  }

  /** Where runs begin on a surface, and the minima that are known on it; null where only the server knows them. @param {Choice} surface */
  placesOf(surface) {
    const { start, parameters } = this.catalogue.surfaces[surface.key];
    const program = this.modules[`minima/${surface.key}`];
    const table = this.examplesOf(surface)?.trained;
    return { start, minima: program ? minimaOf(program, valuesOf(parameters, surface), start.length, table) : null };
  }

  /** The true Hessian at a place of a surface, row after row. @param {Choice} surface @param {number[]} place */
  hessianAt(surface, [x, y = 0]) {
    const hessian = new Float64Array(this.catalogue.surfaces[surface.key].start.length ** 2);
    this.#trueLossOf({ surface }).hessian(x, y, hessian);
    return hessian;
  }

  #trueLossOf(/** @type {{ surface: Choice }} */ { surface }) {
    const { parameters } = this.catalogue.surfaces[surface.key];
    return new Loss(this.modules[`surfaces/${surface.key}`], valuesOf(parameters, surface), this.examplesOf(surface)?.trained);
  }

  /** The loss with noise, and what makes it that of a step. */
  #noiseOf(/** @type {Scenario} */ scenario, /** @type {Loss} */ trueLoss) {
    const name = noiseName(this.catalogue, scenario);
    const program = this.modules[name];
    if (program.width === 0) return { loss: trueLoss, draw: new Float64Array(0), meet: () => {} };
    const { parameters, needs_examples } = this.catalogue.noises[scenario.noise.key];
    const numbers = valuesOf(parameters, scenario.noise);
    const lots = needs_examples ? lotsOf(this.examplesOf(scenario.surface).counts, program.examples) : null;
    const draw = new Float64Array(lots?.counts.length ?? program.width);
    const draws = this.#drawsOf(name, scenario.seed, (lots?.epochs ?? program.steps) * draw.length, lots?.counts);
    const all = needs_examples ? Float64Array.of(...trueLoss.numbers, ...numbers) : numbers;
    const loss = new Loss(program, all, trueLoss.table, trueLoss, draw);
    return { loss, draw, meet: (step) => program.one(draw, draws, step, numbers) };
  }

  /** All draws of a noise, so many of them. @param {string} name @param {number} seed @param {number} size @param {Float64Array} [counts] */
  #drawsOf(name, seed, size, counts) {
    const key = [name, seed, size, counts?.join("")].join();
    if (this.drawn.key !== key) {
      this.drawn = { key, draws: new Float64Array(size) };
      this.modules[name].all(this.drawn.draws, seed, counts);
    }
    return this.drawn.draws;
  }

  /**
   * What the steps of one optimizer go by: see `steps`. Its numbers may be changed afterwards; `isRegularised` if those of
   * regularisation may.
   * @param {Scenario} scenario @param {number} i @param {boolean} isRegularised
   */
  wayOf(scenario, i, isRegularised) {
    const trueLoss = this.#trueLossOf(scenario);
    return this.#wayOf(scenario, scenario.optimizers[i], trueLoss, this.#noiseOf(scenario, trueLoss), isRegularised);
  }

  /** @param {Scenario} scenario @param {OptimizerChoice} choice @param {Loss} trueLoss */
  #wayOf({ surface }, choice, trueLoss, noise, isRegularised = false) {
    const { domain } = this.catalogue.surfaces[surface.key];
    const rule = this.modules[`optimizers/${choice.key}-${domain.length}`];
    const { parameters } = this.catalogue.optimizers[choice.key];
    const numbers = valuesOf(parameters, choice);
    const schedule = scheduleOf(choice);
    const scheduled = {
      program: this.modules[`schedules/${schedule.key}`],
      numbers: valuesOf(this.catalogue.schedules[schedule.key].parameters, schedule),
    };
    const regularisation = regularisationOf(
      this.modules[`regularisation/${domain.length}`],
      rule,
      parameters,
      numbers,
      isRegularised,
    );
    return { rule, numbers, scheduled, domain, trueLoss, noise, regularisation };
  }

  /**
   * @param {Scenario} scenario @param {number} i @param {Loss} trueLoss @param {import("./slices.mjs").IsLate} isLate
   * @returns {import("./slices.mjs").Slow<Path>}
   */
  *#path(scenario, i, trueLoss, noise, isLate) {
    const way = this.#wayOf(scenario, scenario.optimizers[i], trueLoss, noise);
    const { rule, domain } = way;
    const count = scenario.num_steps + 1;
    const rows = new Float64Array((count + 1) * rule.width); // the last step leads to a row more
    rows.set(startOf(scenario, i));
    rule.init(rows);
    let good = 0;
    for (let from = 0; from < count && good === from; from += SLICE) {
      if (from && isLate()) yield;
      good = steps(rows, count, way, from, Math.min(from + SLICE, count));
    }
    hold(rows, rule.width, good, count);
    return columns(rows, rule, domain.length, count, good);
  }
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
