// The runner where the hand is: the browser runs the scenario by itself while the hand moves. What it has let go of, and what
// the browser cannot do within a frame, the far runner runs.

import { knownOf } from "./local-answer.mjs";
import { isLike, LocalRuns } from "./local-runs.mjs";
import { isMeasurable } from "./minima.mjs";
import { modulesOf } from "./programs.mjs";

const FRAME = 10; // milliseconds that a run may take, so that there is time to draw it

/** @typedef {import("./session.mjs").Request} Request */
/** @typedef {import("./session.mjs").Runner} Runner */
/** @typedef {import("./session.mjs").Listener} Listener */
/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/**
 * What it needs of the page: what runs do, and a program's module.
 * @typedef {import("./local-runs.mjs").Page & { load: (name: string) => Promise<any> }} Page
 */

/** @implements {Runner} */
export class LocalRunner {
  /** @type {Record<string, any>} */
  #modules = {};
  /** @type {Map<string, Promise<void>>} what is prepared, or about to be */
  #prepared = new Map();

  /** @param {(listener: Listener) => Runner & Record<string, any>} connect gives the far runner @param {Listener} listener @param {Page} page */
  constructor(connect, listener, page) {
    this.page = page;
    this.listener = listener;
    this.local = new LocalRuns(page, this.#modules);
    this.far = connect({ ...listener, onAnswer: (answer, request) => this.#answered(answer, request) });
  }

  get idle() {
    return this.far.idle;
  }

  /** How many runs were made here. */
  get runs() {
    return this.local.count;
  }

  /** Whether the programs of what is shown are here and warm. */
  get isReady() {
    return this.local.expected(this.page.shown().scenario) >= 0;
  }

  /** What is settled is shown at once as well, until the far runner's answer takes its place. */
  ask(/** @type {Request} */ request) {
    const answer = this.#answerTo(request);
    if (answer && !request.settled) this.listener.onAnswer(answer, request);
    else {
      if (answer) this.listener.onPreview(answer, request);
      this.far.ask(request);
    }
  }

  close() {
    this.far.close();
  }

  /** Fetches and warms up what a scenario needs, once. Without it the far runner does the work. */
  prepare(/** @type {Scenario} */ scenario) {
    const key = this.local.keyOf(scenario);
    let preparing = this.#prepared.get(key);
    if (!preparing) {
      preparing = this.#fetch(scenario).catch(() => void this.#prepared.delete(key)); // some other time
      this.#prepared.set(key, preparing);
    }
    return preparing;
  }

  async #fetch(/** @type {Scenario} */ scenario) {
    const { catalogue, load, whenIdle } = this.page;
    const missing = modulesOf(catalogue, scenario).filter((name) => !(name in this.#modules));
    const found = await Promise.all(missing.map(async (name) => [name, await load(name)]));
    Object.assign(this.#modules, Object.fromEntries(found));
    whenIdle(() => this.local.warmUp(scenario));
  }

  #answered(answer, request) {
    this.listener.onAnswer(answer, request);
    if (!request.settled) return;
    const { scenario } = answer.header;
    if (this.local.expected(scenario) >= FRAME) this.page.whenIdle(() => this.local.warmUp(scenario));
    else this.prepare(scenario);
  }

  /** The answer to the hand; null where that is another runner's. */
  #answerTo(/** @type {Request} */ request) {
    const { scenario, settled, making } = request;
    const before = this.page.shown();
    if (settled && JSON.stringify(scenario) === JSON.stringify(before.scenario)) return null;
    if (making || !isLike(scenario, before.scenario) || !isMeasurable(knownOf(scenario, before))) return null;
    this.prepare(scenario);
    if (this.page.needs().lines || !(this.local.expected(scenario) < FRAME)) return null;
    return this.local.answer(scenario, request);
  }
}
