// Whoever sweeps where the hand is: coarse maps first, and never so long at a time that nobody else gets a turn.

import { keepTable } from "./own-tables.mjs";
import { modulesOf, Programs } from "./programs.mjs";
import { Sweeper } from "./sweeping.mjs";

const A_TURN = 8; // milliseconds until others are let in
const A_LOOK = 8; // cells between looks at the time

/** @typedef {import("./sweeping.mjs").Sweep} Sweep */
/**
 * A question: sweeps, each of one rule alone, the numbers of cells along their sides, coarse first, and which rows of them: every
 * `parts`-th from `part` on; and tables of the reader's own, by their keys.
 * @typedef {{ sweeps: Sweep[], stages: number[], part: number, parts: number, tables?: Record<string, import("./own-table.mjs").OwnTable> }} Question
 */
/** @typedef {{ stage: number, i: number, part: number, found: import("./sweeping.mjs").Outcomes }} Answer rows of a map */

/**
 * What the work needs of its place.
 * @typedef {object} Place
 * @property {any} catalogue
 * @property {(name: string) => Promise<any>} load gives a program
 * @property {(answer: Answer) => void} tell
 * @property {(share: number) => void} hear is told how much of a question is done, each time that others were let in, and when all is
 * @property {() => number} now milliseconds
 * @property {() => Promise<void>} pause lets others have their turn
 * @property {import("./sweeping.mjs").ManyAtOnce} [manyAtOnce]
 */

export class SweepWork {
  #isStopped = false;
  #done = 0; // cells of the question under way
  #count = 0;
  /** @type {Record<string, any>} */
  #modules = {};

  /** @param {Place} place */
  constructor(place) {
    this.place = place;
    this.programs = new Programs(place.catalogue, this.#modules);
  }

  /** The question under way is not wanted any more. */
  stop() {
    this.#isStopped = true;
  }

  /**
   * Tells each map of a question, until all are told or it is stopped; none whose programs do not come.
   * @param {Question} question @returns {Promise<number>} how many milliseconds it took, programs being here
   */
  async answer(question) {
    const { sweeps, stages, part, parts, tables = {} } = question;
    const { now, tell, hear } = this.place;
    for (const [key, table] of Object.entries(tables)) keepTable(key, table);
    this.#isStopped = false;
    for (const { scenario } of sweeps) if (!(await this.#fetch(scenario))) return Number.POSITIVE_INFINITY;
    const begun = now();
    const all = stages.flatMap((cells) => sweeps.map((sweep) => atMost(sweep, cells)));
    this.#done = 0;
    this.#count = all.reduce((sum, { x, y }) => sum + x.cells * (y?.cells ?? 1), 0) / parts;
    for (const [place, sweep] of all.entries()) {
      const found = await this.#run(sweep, question);
      if (!found) return Number.POSITIVE_INFINITY;
      tell({ stage: Math.floor(place / sweeps.length), i: place % sweeps.length, part, found });
    }
    hear(1);
    return now() - begun;
  }

  /** The rows of a map; null if they are not wanted any more. */
  async #run(/** @type {Sweep} */ sweep, { part, parts }) {
    const { now, pause, hear, manyAtOnce } = this.place;
    const sweeper = new Sweeper(this.programs, sweep, manyAtOnce);
    const [rows, columns] = sweeper.found.shape;
    let turn = now();
    for (let row = part; row < rows; row += parts) {
      for (let column = 0; column < columns; ) {
        const count = sweeper.run(row, column);
        this.#done += count;
        column += count;
        if (column % A_LOOK === 0 && now() - turn > A_TURN) {
          await pause();
          if (this.#isStopped) return null;
          hear(Math.min(1, this.#done / this.#count));
          turn = now();
        }
      }
    }
    return sweeper.found;
  }

  /** Whether the programs of a scenario are here: the line may be cut, or the page be left, and the next question asks again. */
  async #fetch(/** @type {import("./scenario.mjs").Scenario} */ scenario) {
    const { catalogue, manyAtOnce } = this.place;
    const names = [...modulesOfSweep(catalogue, scenario), ...(manyAtOnce?.namesOf(scenario) ?? [])];
    const missing = names.filter((name) => !(name in this.#modules));
    const found = await Promise.all(missing.map(async (name) => [name, await this.place.load(name).catch(() => null)]));
    const here = found.filter(([, program]) => program);
    Object.assign(this.#modules, Object.fromEntries(here));
    return here.length === missing.length;
  }
}

/** The names of the programs that a sweep's runs need. @param {any} catalogue @param {import("./scenario.mjs").Scenario} scenario */
export const modulesOfSweep = (catalogue, scenario) => [
  ...modulesOf(catalogue, scenario),
  `minima/${scenario.surface.key}`,
  `regularisation/${scenario.start.length}`,
];

/** A sweep with at most so many cells along each side. @param {Sweep} sweep @param {number} cells @returns {Sweep} */
export function atMost({ x, y, ...rest }, cells) {
  const fewer = (axis) => axis && { ...axis, cells: Math.min(axis.cells, cells) };
  return { ...rest, x: fewer(x), y: fewer(y) };
}

/** Of a catalogue what runs need: no more goes to workers. @param {any} catalogue */
export function neededBySweeps({ surfaces, optimizers, schedules, noises, start_reach }) {
  const only = (/** @type {Record<string, any>} */ records, /** @type {string[]} */ ...names) =>
    Object.fromEntries(
      Object.entries(records).map(([key, record]) => [key, Object.fromEntries(names.map((name) => [name, record[name]]))]),
    );
  return {
    start_reach,
    surfaces: only(surfaces, "domain", "start", "weights", "parameters", "has_ground", "has_examples", "data"),
    optimizers: only(optimizers, "parameters"),
    schedules: only(schedules, "parameters"),
    noises: only(noises, "parameters", "needs_examples"),
  };
}

/** Rows of a map that several have run, put together in the first one's room. @param {Answer[]} answers of one map */
export function together(answers) {
  const { found } = answers[0];
  const [rows, columns] = found.shape;
  for (const { part, found: own } of answers.slice(1)) {
    for (const [name, values] of Object.entries(own)) {
      if (Array.isArray(values) || name === "x" || name === "y") continue;
      for (let row = part; row < rows; row += answers.length) {
        found[name].set(values.subarray(row * columns, (row + 1) * columns), row * columns);
      }
    }
  }
  return found;
}
