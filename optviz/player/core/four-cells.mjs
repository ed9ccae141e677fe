// Four cells of a map at once, by the programs that optviz/browser/cells.py has written for that: their numbers are those of one
// cell after the other, to the last bit.

import { limitsOf } from "./stepping.mjs";

const [CELLS, PAIR] = [4, 2]; // the numbers of two runs lie side by side
const [BYTES, PAGE] = [8, 65536];
const ALL_BITS = -1n;

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {{ code: string | null, [place: string]: any }} Program of a rule or a loss, with the places of what is in the memory */
/** @typedef {{ memory: WebAssembly.Memory, run: (from: number, to: number) => number }} Machine */

/** What has been made of the programs of a rule and a loss. @type {WeakMap<Program, WeakMap<Program, Machine | null>>} */
const made = new WeakMap();

/** What takes the steps; null where the programs, or the browser, cannot. @param {Program} loss @param {Program} rule */
function machineOf(loss, rule) {
  const known = made.get(rule) ?? new WeakMap();
  made.set(rule, known);
  if (!known.has(loss)) known.set(loss, newMachine(loss, rule));
  return known.get(loss);
}

/** @returns {Machine | null} */
function newMachine(loss, rule) {
  if (!loss.code || !rule.code) return null;
  try {
    const { memory, gradient } = exportsOf(loss.code, { math: Math });
    return { memory, run: exportsOf(rule.code, { math: Math, loss: { memory, gradient } }).run };
  } catch {
    return null; // pairs of numbers are not known there, or no such code is allowed
  }
}

/** @param {string} code @param {any} given */
function exportsOf(code, given) {
  const bytes = Uint8Array.from(atob(code), (one) => one.charCodeAt(0));
  return /** @type {any} */ (new WebAssembly.Instance(new WebAssembly.Module(bytes), given).exports);
}

export class FourCells {
  /** How many there are at once. */
  cells = CELLS;
  #row; // of a start
  #good = new Int32Array(CELLS); // rows of each run

  /** @param {Machine} machine @param {Program} places @param {any} way what the steps go by @param {number} count rows of a run */
  constructor({ memory, run }, places, { domain, rule, scheduled }, count) {
    this.places = places;
    this.count = count;
    this.take = run;
    this.weights = domain.length;
    this.stride = (domain.length + 1) * CELLS; // from a row to the next one
    const missing = (places.told + count * this.stride) * BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.room = new Float64Array(memory.buffer);
    this.bits = new BigInt64Array(memory.buffer);
    this.#row = new Float64Array(rule.width);
    this.room.set(limitsOf(domain), places.limits);
    for (let t = 0; t < count; t += 1) this.room[places.factors + t] = scheduled.program.factor(t, count - 1, scheduled.numbers);
  }

  /** The names of their programs. @param {Scenario} scenario of one rule alone @returns {string[]} */
  static namesOf({ surface, optimizers: [{ key }], start }) {
    return [`cells/${surface.key}`, `cells/${key}-${start.length}`];
  }

  /**
   * Those of a sweep; null where it has to go another way.
   * @param {any} way what the steps go by @param {Record<string, any>} modules by their names @param {Scenario} scenario
   */
  static of(way, modules, scenario) {
    const [loss, rule] = FourCells.namesOf(scenario).map((name) => modules[name]);
    const isPlain = way.noise.loss === way.trueLoss && !way.regularisation;
    const machine = isPlain && loss && rule ? machineOf(loss, rule) : null;
    return machine && new FourCells(machine, rule, way, scenario.num_steps + 1);
  }

  /** Where one of the runs begins, and by which numbers it goes. @param {number} cell @param {any} way @param {Float64Array} start */
  put(cell, { rule, numbers, trueLoss }, start) {
    const { room, places } = this;
    const row = this.#row;
    const at = (cell >> 1) * places.runs + (cell & 1);
    row.set(start);
    rule.init(row);
    for (let i = 0; i < row.length; i += 1) room[at + places.rows + PAIR * i] = row[i];
    for (let i = 0; i < numbers.length; i += 1) this.#putNumber(cell, at + places.rule + PAIR * i, i, numbers[i]);
    for (let i = 0; i < trueLoss.numbers.length; i += 1) room[at + PAIR * i] = trueLoss.numbers[i];
  }

  /** One of a rule's numbers; powers that are kept of another one are no longer good. */
  #putNumber(cell, at, i, number) {
    const { room, places } = this;
    if (room[at] === number) return;
    room[at] = number;
    const table = 2 * places.powered.indexOf(i) + (cell >> 1);
    if (table >= 0) room.fill(0, places.powers + table * places.table, places.powers + (table + 1) * places.table);
  }

  /** All runs, each as far as it is good. */
  go() {
    const { bits, places, count, take } = this;
    const good = this.#good.fill(count);
    for (let cell = 0; cell < CELLS; cell += 1) bits[places.running + cell] = ALL_BITS;
    for (let from = 0, left = CELLS; from < count && left; ) {
      const step = take(from, count);
      for (let cell = 0; step < count && cell < CELLS; cell += 1) {
        if (!bits[places.ended + cell]) continue;
        bits[places.running + cell] = 0n;
        good[cell] = step;
        left -= 1;
      }
      from = step + 1;
    }
  }

  /** What has come of a run. @param {number} cell @returns {import("./sweeping.mjs").Told} */
  told(cell) {
    const begin = this.places.told + (cell >> 1) * PAIR * (this.weights + 1) + (cell & 1);
    return { good: this.#good[cell], values: this.room, begin, stride: this.stride, apart: PAIR };
  }
}
