// Those who sweep beside the page: as many workers as there are cores to spare. Where there can be none, the page itself does it,
// a little in each of its turns.

import { Costs, LATEST } from "../core/costs.mjs";
import { kindOf } from "../core/first-maps.mjs";
import { tablesOf } from "../core/own-tables.mjs";
import { neededBySweeps, SweepWork, together } from "../core/sweep-work.mjs";

const [FEWEST, MOST] = [2, 4]; // workers
const PATIENCE = 40; // milliseconds that maps may take while newer ones wait
const FILE = "../worker.mjs"; // as optviz/player/assets.py has it

/** @typedef {import("../core/sweep-work.mjs").Answer} Answer */
/** @typedef {import("../core/sweep-work.mjs").Question} Question */
/** @typedef {import("../core/sweeping.mjs").Sweep} Sweep */
/** @typedef {(i: number, found: import("../core/sweeping.mjs").Outcomes) => void} Hear is told of each map, coarse ones first */
/** @typedef {(share: number) => void} HearShare is told how much is done, where the page itself makes the maps */
/** @typedef {{ answer: (question: Question) => void, stop: () => void, end: () => void }} Worker one who sweeps */

export class Sweepers {
  /** @type {Worker[]} */
  #workers = [];
  #busy = 0; // workers
  /** @type {{ sweeps: Sweep[], stages: number[], hear: Hear, hearShare: HearShare } | null} what comes next */
  #next = null;
  /** @type {Hear} of the question under way */
  #hear = () => {};
  /** @type {HearShare} */
  #hearShare = () => {};
  #begun = 0;
  #costs = new Costs();
  #kind = ""; // of the question under way
  #slowest = 0; // milliseconds that a worker took for it
  /** @type {Map<string, Answer[]>} parts of maps of which others are still to come */
  #parts = new Map();

  /**
   * @param {any} catalogue
   * @param {string | null} server the base URL of the programs; null where the page has them
   * @param {(name: string) => Promise<any>} load gives a program
   */
  constructor(catalogue, server, load) {
    const on = {
      tell: (answer) => this.#take(answer),
      hear: (share) => this.#hearShare(share),
      done: (took) => this.#done(took),
    };
    const known = neededBySweeps(catalogue);
    const count = server === null ? 0 : Math.min(MOST, Math.max(FEWEST, (navigator.hardwareConcurrency || 2) - 1));
    this.begin = () => {
      if (this.#workers.length) return;
      const programs = server && new URL(`programs/${catalogue.programs}`, server).href;
      this.#workers = Array.from({ length: count }, () => beside(known, programs, on));
      if (!count) this.#workers = [here(known, load, on)];
    };
  }

  /**
   * Asks for maps once those that are under way are there; of what waits meanwhile the newest counts.
   * @param {Sweep[]} sweeps each of one rule alone @param {number[]} stages cells along each side, coarse first
   * @param {Hear} hear @param {HearShare} hearShare
   */
  ask(sweeps, stages, hear, hearShare) {
    this.begin();
    this.#next = { sweeps, stages, hear, hearShare };
    if (!this.#busy) this.#send();
    else setTimeout(() => this.#hurry(), Math.max(0, this.#begun + PATIENCE - performance.now()));
  }

  /** Nothing is wanted any more. */
  stop() {
    this.#next = null;
    this.#hear = () => {};
    this.#hearShare = () => {};
    for (const worker of this.#workers) worker.stop();
  }

  /** What takes long is broken off for what waits. */
  #hurry() {
    if (this.#next && performance.now() - this.#begun >= PATIENCE) for (const worker of this.#workers) worker.stop();
  }

  /** How many milliseconds the workers will take for maps like these; not a number as long as that is not known for sure. */
  expected(/** @type {Sweep[]} */ sweeps) {
    return this.#costs.expected(kindOf(sweeps), LATEST);
  }

  #send() {
    const { sweeps, stages, hear, hearShare } = this.#next;
    this.#kind = kindOf(sweeps);
    this.#slowest = 0;
    this.#next = null;
    this.#hear = hear;
    this.#hearShare = hearShare;
    this.#begun = performance.now();
    this.#parts.clear();
    const parts = this.#workers.length;
    this.#busy = parts;
    const tables = tablesOf(sweeps.map(({ scenario }) => scenario.surface));
    for (const [part, worker] of this.#workers.entries()) worker.answer({ sweeps, stages, part, parts, tables });
  }

  #done(/** @type {number} */ took) {
    this.#busy -= 1;
    this.#slowest = Math.max(this.#slowest, took);
    if (!this.#busy) this.#costs.note(this.#kind, this.#slowest);
    if (!this.#busy && this.#next) this.#send();
  }

  #take(/** @type {Answer} */ answer) {
    const key = `${answer.stage} ${answer.i}`;
    const parts = [...(this.#parts.get(key) ?? []), answer];
    this.#parts.set(key, parts);
    if (parts.length === this.#workers.length) this.#hear(answer.i, together(parts));
  }

  end() {
    this.stop();
    for (const worker of this.#workers) worker.end();
    this.#workers = [];
    this.#busy = 0;
  }
}

/** One who works in a thread of his own. @returns {Worker} */
function beside(catalogue, programs, { tell, done }) {
  const worker = new window.Worker(new URL(FILE, import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => (data.isDone ? done(data.took) : tell(data));
  worker.postMessage({ catalogue, programs });
  return {
    answer: (question) => worker.postMessage({ question }),
    stop: () => worker.postMessage({ stop: true }),
    end: () => worker.terminate(),
  };
}

/** The page itself. @returns {Worker} */
function here(catalogue, load, { tell, hear, done }) {
  const pause = () => new Promise((turn) => setTimeout(turn));
  const work = new SweepWork({ catalogue, load, tell, hear, now: () => performance.now(), pause });
  return {
    answer: (question) => void work.answer(question).finally(() => done(Number.POSITIVE_INFINITY)),
    stop: () => work.stop(),
    end: () => work.stop(),
  };
}
