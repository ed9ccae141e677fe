// A sweep where the hand is: many runs of one rule, of each of which only the outcome is kept, as optviz/engine/sweeping.py has it.

import { parametersOf, valuesAlong } from "./axes.mjs";
import { REGULARISING } from "./programs.mjs";
import { startOf } from "./scenario.mjs";
import { steps as take } from "./stepping.mjs";

export const NEVER = -1; // instead of a step, or of the place of a minimum

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./axes.mjs").Axis} Axis */
/** @typedef {{ scenario: Scenario, optimizer: number, x: Axis, y: Axis | null, outcome: string }} Sweep as optviz/scenario/sweep.py has it */

/**
 * What came of the runs: an entry for each cell, row by row, the first row at the bottom.
 * @typedef {object} Outcomes
 * @property {number[]} shape rows and columns
 * @property {Float64Array} x the values along x
 * @property {Float64Array} y those along y; one, not a number, where there is no such axis
 * @property {Float64Array | Float32Array} losses
 * @property {Float64Array | Float32Array} first_losses
 * @property {Float64Array | Float32Array} distances to the nearest known minimum
 * @property {Int32Array} steps from which on the loss stays within the tolerance
 * @property {Int32Array} diverged_at
 * @property {Int32Array} minima the place of the one that was reached
 */

/**
 * What a run has told: how many of its rows are good, and the place of its first point in `values`, how far it is to that of the
 * next row, and to the point's next number, the last of which is followed by the loss.
 * @typedef {{ good: number, values: Float64Array, begin: number, stride: number, apart: number }} Told
 */
/**
 * What runs several cells at once: by the programs with these names, and null for a sweep where it cannot.
 * @typedef {{ namesOf: (scenario: Scenario) => string[], of: (way: any, modules: Record<string, any>, scenario: Scenario) => Several | null }} ManyAtOnce
 * @typedef {{ cells: number, put: (cell: number, way: any, start: Float64Array) => void, go: () => void, told: (cell: number) => Told }} Several
 */

/** Room for the outcomes of a sweep. @param {any} catalogue @param {Sweep} sweep @returns {Outcomes} */
export function roomFor(catalogue, { scenario, optimizer, x, y }) {
  const [columns, rows] = [x.cells, y?.cells ?? 1];
  const parameters = parametersOf(scenario, optimizer, catalogue);
  const along = (axis) => (parameters.get(axis.key).integer ? valuesAlong(axis).map(Math.round) : valuesAlong(axis));
  const numbers = () => new Float64Array(rows * columns).fill(Number.NaN);
  const places = () => new Int32Array(rows * columns).fill(NEVER);
  return {
    shape: [rows, columns],
    x: along(x),
    y: y ? along(y) : Float64Array.of(Number.NaN),
    ...{ losses: numbers(), first_losses: numbers(), distances: numbers() },
    ...{ steps: places(), diverged_at: places(), minima: places() },
  };
}

export class Sweeper {
  /** @type {Map<string, any>} what the steps go by, for each pair of numbers of surface and noise */
  #ways = new Map();

  /**
   * @param {import("./programs.mjs").Programs} programs @param {Sweep} sweep whose scenario is as it is written
   * @param {ManyAtOnce} [manyAtOnce] where its programs are among the others
   */
  constructor(programs, sweep, manyAtOnce) {
    this.programs = programs;
    this.sweep = sweep;
    this.axes = [sweep.x, sweep.y].filter(Boolean);
    this.found = roomFor(programs.catalogue, sweep);
    this.start = Float64Array.from(startOf(sweep.scenario, sweep.optimizer));
    const keys = this.axes.map(({ key }) => key);
    this.setters = keys.map((key) => this.#setterOf(key));
    this.isOfStarts = keys.every((key) => key.startsWith("start."));
    this.shared = keys.map((key) => key.startsWith("surface.") || key.startsWith("noise."));
    this.isShared = this.shared.includes(true);
    this.isRegularised = keys.some((key) => REGULARISING.includes(key.split(".").at(-1)));
    const way = this.#wayAt([this.found.x[0], this.found.y[0]]);
    const hasFactors = keys.some((key) => key.includes(".schedule.")); // other ones from cell to cell
    this.together = hasFactors ? null : (manyAtOnce?.of(way, programs.modules, sweep.scenario) ?? null);
    this.rows = new Float64Array(this.together ? 0 : (this.count + 1) * way.rule.width);
  }

  /** Runs the cell of a row and a column, and perhaps those that follow: says how many. */
  run(/** @type {number} */ row, /** @type {number} */ column) {
    const cell = row * this.found.shape[1] + column;
    if (this.together) return this.#runTogether(row, column, cell);
    const way = this.#wayOf(row, column);
    const { rows, count } = this;
    rows.set(this.start);
    way.rule.init(rows);
    this.#note(cell, way, { good: take(rows, count, way), values: rows, begin: 0, stride: way.rule.width, apart: 1 });
    return 1;
  }

  /** Beyond the last column there are runs that nobody asks for. */
  #runTogether(row, column, cell) {
    const { together } = this;
    const columns = this.found.shape[1];
    const count = Math.min(together.cells, columns - column);
    const ways = Array.from({ length: together.cells }, (_, i) => {
      const way = this.#wayOf(row, Math.min(column + i, columns - 1));
      together.put(i, way, this.start);
      return way;
    });
    together.go();
    for (let i = 0; i < count; i += 1) this.#note(cell + i, ways[i], together.told(i));
    return count;
  }

  /** What the steps of a cell go by, with its numbers. */
  #wayOf(row, column) {
    const values = [this.found.x[column], this.found.y[row]];
    const way = this.#wayAt(values);
    for (let i = 0; i < this.setters.length; i += 1) this.setters[i](way, values[i]);
    return way;
  }

  /** What the steps of a cell go by; its own numbers are still to be set. */
  #wayAt(values) {
    const key = this.isShared ? values.filter((_, i) => this.shared[i]).join() : "";
    const known = this.#ways.get(key);
    if (known) return known;
    const { optimizer } = this.sweep;
    const { scenario } = this;
    let there = scenario;
    for (const [i, axis] of this.axes.entries()) {
      const [owner, name] = axis.key.split(".");
      if (this.shared[i]) there = { ...there, [owner]: { ...there[owner], [name]: values[i] } };
    }
    const way = this.programs.wayOf(there, optimizer, this.isRegularised);
    const minima = this.programs.placesOf(there.surface).minima ?? [];
    const found = { ...way, minima, lowest: minima.length ? Math.min(...minima.map(({ value }) => value)) : Number.NaN };
    this.#ways.set(key, found);
    return found;
  }

  get scenario() {
    return this.sweep.scenario;
  }

  /** What puts a value of an axis where a run has it; those of surface and noise have ways of their own. */
  #setterOf(/** @type {string} */ key) {
    const [owner, place, name, last] = key.split(".");
    if (owner === "start") {
      return (_, value) => {
        this.start[Number(place)] = value;
      };
    }
    if (owner !== "optimizers") return () => {};
    const { optimizers, schedules } = this.programs.catalogue;
    const choice = this.scenario.optimizers[this.sweep.optimizer];
    const isOfSchedule = name === "schedule";
    const parameters = isOfSchedule ? schedules[choice.schedule.key].parameters : optimizers[choice.key].parameters;
    const at = parameters.findIndex((one) => one.key === (isOfSchedule ? last : name));
    return ({ numbers, scheduled }, value) => {
      (isOfSchedule ? scheduled.numbers : numbers)[at] = value;
    };
  }

  /** Keeps what has come of a run. @param {number} cell @param {any} way @param {Told} told */
  #note(cell, { domain: { length: weights }, minima, lowest }, told) {
    const { found, count } = this;
    const { good, values, begin, stride, apart } = told;
    const { tolerance } = this.scenario;
    const last = begin + Math.max(good - 1, 0) * stride;
    const loss = good ? values[last + weights * apart] : Number.POSITIVE_INFINITY;
    const near = nearest(minima, values[last], weights > 1 ? values[last + apart] : 0);
    const level = minima.length ? minima[near.place].value : Number.NaN;
    const hasDiverged = good < count;
    found.losses[cell] = loss;
    found.first_losses[cell] = values[begin + weights * apart];
    found.distances[cell] = near.distance;
    found.diverged_at[cell] = hasDiverged ? good : NEVER;
    found.minima[cell] = !hasDiverged && Math.abs(loss - level) <= tolerance ? near.place : NEVER;
    const wanted = this.isOfStarts ? level : lowest;
    found.steps[cell] = hasDiverged ? NEVER : this.#settled(values, begin + weights * apart, stride, wanted);
  }

  /** The step from which on the losses, the first of which lies at `begin`, stay within the tolerance of a level. */
  #settled(values, begin, stride, level) {
    const { count } = this;
    const { tolerance } = this.scenario;
    let step = count;
    while (step > 0 && Math.abs(values[begin + (step - 1) * stride] - level) <= tolerance) step -= 1;
    return step === count ? NEVER : step;
  }

  /** Rows of a run: the start, and one a step. */
  get count() {
    return this.scenario.num_steps + 1;
  }
}

/** Which of some minima is the nearest, and how far it is; not a number if there is none. */
function nearest(minima, x, y) {
  let [place, least] = [NEVER, Number.POSITIVE_INFINITY];
  for (let i = 0; i < minima.length; i += 1) {
    const { point } = minima[i];
    const square = (x - point[0]) ** 2 + (point.length > 1 ? (y - point[1]) ** 2 : 0);
    if (square < least) [place, least] = [i, square];
  }
  return { place: Math.max(place, 0), distance: minima.length ? Math.sqrt(least) : Number.NaN };
}
