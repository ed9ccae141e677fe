// The first maps after a movement of the hand, which the page makes at once where they take no longer than a frame has room for:
// they are there when the paths are. Finer ones take their time, elsewhere.

import { Programs } from "./programs.mjs";
import { atMost, modulesOfSweep } from "./sweep-work.mjs";
import { Sweeper } from "./sweeping.mjs";

const FEWEST = 8; // cells along each side: of 64, every ninth
export const COARSE = 22; // every third
const ROOM = 5; // milliseconds of a frame
const TRIES = 3;

/** @typedef {import("./sweeping.mjs").Sweep} Sweep */
/** @typedef {import("./sweeping.mjs").Outcomes} Outcomes */

/** What decides how long maps take. @param {Sweep[]} sweeps */
export const kindOf = (sweeps) =>
  sweeps.map(({ scenario }) => [scenario.surface.key, scenario.optimizers[0].key, scenario.num_steps]).join();

export class FirstMaps {
  /** @type {Record<string, any>} */
  #modules = {};
  // What took longer, and how often in a row: the machine may only have been busy. And how many cells a side the last map had.
  #latest = { kind: "", late: 0, cells: 0 };

  /** @param {any} catalogue @param {(name: string) => Promise<any>} load gives a program @param {() => number} now milliseconds */
  constructor(catalogue, load, now) {
    this.catalogue = catalogue;
    this.load = load;
    this.now = now;
    this.programs = new Programs(catalogue, this.#modules);
  }

  /**
   * Coarse maps of sweeps, each of one rule alone; null where they would take too long, or their programs are still to come.
   * @param {Sweep[]} sweeps @returns {Outcomes[] | null}
   */
  make(sweeps) {
    const missing = sweeps
      .flatMap(({ scenario }) => modulesOfSweep(this.catalogue, scenario))
      .filter((name) => !(name in this.#modules));
    if (missing.length) {
      this.#fetch(missing);
      return null;
    }
    const kind = kindOf(sweeps);
    if (this.#latest.kind !== kind) this.#latest = { kind, late: 0, cells: 0 };
    if (this.#latest.late >= TRIES) return null;
    const begun = this.now();
    const fewest = this.#run(sweeps, FEWEST, begun + ROOM);
    const expected = (COARSE / FEWEST) ** 2 * (this.now() - begun);
    const more = fewest && expected < ROOM ? this.#run(sweeps, COARSE, begun + 2 * ROOM) : null;
    this.#latest.late = fewest ? 0 : this.#latest.late + 1;
    this.#latest.cells = more ? COARSE : fewest ? FEWEST : 0;
    return more ?? fewest;
  }

  /** How many cells a side they will have, going by the last ones; none as long as there were none like them. */
  expected(/** @type {Sweep[]} */ sweeps) {
    return this.#latest.kind === kindOf(sweeps) ? this.#latest.cells : 0;
  }

  /** The maps with so many cells along each side; null if that takes too long. */
  #run(/** @type {Sweep[]} */ sweeps, /** @type {number} */ cells, /** @type {number} */ until) {
    const all = [];
    for (const sweep of sweeps) {
      const sweeper = new Sweeper(this.programs, atMost(sweep, cells));
      const [rows, columns] = sweeper.found.shape;
      for (let row = 0; row < rows; row += 1) {
        for (let column = 0; column < columns; ) column += sweeper.run(row, column);
        if (this.now() > until) return null;
      }
      all.push(sweeper.found);
    }
    return all;
  }

  async #fetch(/** @type {string[]} */ names) {
    const found = await Promise.all(names.map(async (name) => [name, await this.load(name).catch(() => null)]));
    for (const [name, program] of found) if (program) this.#modules[name] = program;
  }
}
