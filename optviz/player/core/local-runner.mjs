// The runner where the hand is: the browser runs the scenario by itself while the hand moves. What it has let go of, and what
// the browser cannot do within a frame, the far runner runs.

import { knownOf } from "./local-answer.mjs";
import { isLike, LocalRuns } from "./local-runs.mjs";
import { isMeasurable } from "./minima.mjs";
import { isHere } from "./own-tables.mjs";
import { modulesOf } from "./programs.mjs";
import { WHERE_IT_IS_SLOW, WHILE_IT_MOVES } from "./sample.mjs";
import { asWritten } from "./written.mjs";

const FRAME = 10; // milliseconds that a run may take, so that there is time to draw it
const PREFERRED = 2; // times as long as the far runner takes: its answer waits for a frame more, and others need it too
const MOST = 60; // milliseconds that a run may take all the same
const LATEST = 3; // answers of the far runner, of which the quickest tells how long it takes
const LONGEST = 150; // and that it may on a sample of the rows, or where the far runner takes as long
const PATIENCE = 1000; // and that it may where the far runner does not answer
const WARM_UPS = 2; // of what takes long after the first: a browser may compile it only then

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
  /** @type {Map<string, Promise<void>>} what is prepared, or about to be, by the names of programs */
  #prepared = new Map();
  /** @type {Request | null} of which nothing is shown yet */
  #waiting = null;
  /** @type {WeakMap<Request, number>} when the far runner was asked */
  #asked = new WeakMap();
  /** @type {number[]} milliseconds that the far runner took for its latest answers */
  #waits = [];

  /** @param {(listener: Listener) => Runner & Record<string, any>} connect gives the far runner @param {Listener} listener @param {Page} page */
  constructor(connect, listener, page) {
    this.page = page;
    this.listener = listener;
    this.local = new LocalRuns(page, this.#modules, WHILE_IT_MOVES);
    this.fewer = new LocalRuns(page, this.#modules, WHERE_IT_IS_SLOW);
    this.far = connect({
      onAnswer: (answer, request) => this.#answered(answer, request),
      onPreview: listener.onPreview,
      onProblems: (problems, request) => {
        if (request === this.#waiting) this.#waiting = null;
        listener.onProblems(problems, request);
      },
      onStale: (late) => {
        listener.onStale(late);
        if (late && this.#waiting) this.#catchUp(this.#waiting, PATIENCE);
      },
    });
  }

  get idle() {
    return this.far.idle;
  }

  /** How many runs were made here. */
  get runs() {
    return this.local.count + this.fewer.count;
  }

  /** Whether the programs of what is shown are here and warm. */
  get isReady() {
    return this.local.expected(this.page.shown().scenario) >= 0;
  }

  /** What is settled is shown at once as well, until the far runner's answer takes its place. */
  ask(/** @type {Request} */ request) {
    const most = this.#hasLines(request.scenario) ? this.#longest(request.scenario) : 0;
    const answer = this.#answerTo(request, most);
    this.#waiting = answer ? null : request;
    if (answer && !request.settled) this.listener.onAnswer(answer, request);
    else {
      if (answer) this.listener.onPreview(answer, request);
      else if (this.#isOurs(request)) this.prepare(request.scenario).then(() => this.#catchUp(request, most));
      this.#asked.set(request, this.page.now());
      this.far.ask(request);
    }
  }

  close() {
    this.far.close();
  }

  /**
   * Fetches and warms up what a scenario needs, once, and then has the rest come with which its surface can go. Without it the
   * far runner does the work.
   */
  prepare(/** @type {Scenario} */ scenario) {
    const needed = this.#neededBy(scenario);
    const preparing = this.#once(needed.join(), () => this.#fetch(scenario, needed));
    preparing.then(() => this.#once(`with-${scenario.start.length}`, () => this.#fetchRest(scenario)));
    return preparing;
  }

  /** The names of the modules that a scenario needs, with what is shown of it. */
  #neededBy(/** @type {Scenario} */ scenario) {
    return [...modulesOf(this.page.catalogue, scenario), ...this.#linesOf(scenario)];
  }

  /** The modules of the rules' pseudo-code, where that is shown, as far as there are any. @returns {string[]} */
  #linesOf(/** @type {Scenario} */ { optimizers }) {
    const { catalogue, needs } = this.page;
    const keys = needs().lines ? [...new Set(optimizers.map(({ key }) => key))] : [];
    return keys.filter((key) => catalogue.optimizers[key].has_lines).map((key) => `lines/${key}`);
  }

  /** The milliseconds that a run here may take while the hand moves: more than a frame where the far runner is hardly faster. */
  #longest(/** @type {Scenario} */ { surface }) {
    const [isSampled, canBe] = [this.local, this.fewer].map(({ programs }) => programs.sampleOf(surface));
    if (isSampled) return LONGEST;
    const most = canBe ? MOST : Math.max(MOST, Math.min(LONGEST, this.#wait));
    return Math.min(most, Math.max(FRAME, PREFERRED * this.#wait));
  }

  /** The milliseconds that the far runner takes, as far as it is known. */
  get #wait() {
    return this.#waits.length ? Math.min(...this.#waits) : 0;
  }

  /** Whether the values of the lines that are shown can be found here; what others give, the far runner says. */
  #hasLines(/** @type {Scenario} */ { optimizers }) {
    return !this.page.needs().lines || optimizers.every(({ key }) => `lines/${key}` in this.#modules);
  }

  /** What is done once, unless it fails: then it is another time. @param {string} key @param {() => Promise<void>} act */
  #once(key, act) {
    let acting = this.#prepared.get(key);
    if (!acting) {
      acting = act().catch(() => void this.#prepared.delete(key));
      this.#prepared.set(key, acting);
    }
    return acting;
  }

  /** So that one more rule, schedule or noise is shown at once, and with the line cut as well. */
  async #fetchRest(/** @type {Scenario} */ { start }) {
    const { modules } = await this.page.load(`with-${start.length}`);
    Object.assign(this.#modules, { ...modules, ...this.#modules });
  }

  async #fetch(/** @type {Scenario} */ scenario, /** @type {string[]} */ needed) {
    const { load, whenIdle } = this.page;
    const missing = needed.filter((name) => !(name in this.#modules));
    const found = await Promise.all(missing.map(async (name) => [name, await load(name)]));
    Object.assign(this.#modules, Object.fromEntries(found));
    for (let i = 0; i < WARM_UPS && !this.local.isWarm(scenario); i += 1) {
      await new Promise((done) => whenIdle(() => done(this.local.warmUp(scenario))));
    }
  }

  #answered(answer, request) {
    if (request === this.#waiting) this.#waiting = null;
    this.#waits = [...this.#waits, this.page.now() - this.#asked.get(request)].slice(-LATEST);
    this.listener.onAnswer(answer, request);
    if (!request.settled) return;
    const { scenario } = answer.header;
    if (!isHere(scenario.surface)) return;
    const areFetched = this.local.programs.has(this.#neededBy(scenario));
    if (areFetched && !this.local.isWarm(scenario)) this.page.whenIdle(() => this.local.warmUp(scenario));
    else this.prepare(scenario);
  }

  /** Shows meanwhile what could not be shown at once, if nothing newer is asked for and the far runner has not answered. */
  #catchUp(/** @type {Request} */ request, /** @type {number} */ most) {
    if (request !== this.#waiting || !request.settled) return;
    const own = { ...request }; // what the far answer builds on is noted in the request itself
    const answer = this.#answerTo(own, most);
    if (!answer) return;
    this.#waiting = null;
    this.listener.onPreview(answer, own);
  }

  /** The answer of the programs, if they are ready and take no more milliseconds than so many. */
  #answerTo(/** @type {Request} */ request, /** @type {number} */ most) {
    if (!most || !this.#isOurs(request)) return null;
    const scenario = asWritten(request.scenario, this.page.catalogue);
    return this.#runsWithin(scenario, most)?.answer(scenario, request) ?? null;
  }

  /** The runs that take no more milliseconds than so many: on fewer rows of a table where the far runner takes longer. */
  #runsWithin(/** @type {Scenario} */ scenario, /** @type {number} */ most) {
    const [all, fewer] = [this.local, this.fewer].map((runs) => runs.expected(scenario));
    if (all < most) return this.local;
    const sample = this.fewer.programs.sampleOf(scenario.surface);
    if (!sample) return null;
    const { few } = this.local.programs.sampleOf(scenario.surface) ?? { few: sample.all };
    const expected = fewer >= 0 ? fewer : (all * sample.few) / few;
    return expected < Math.min(LONGEST, PREFERRED * this.#wait) ? this.fewer : null;
  }

  /** Whether a run is one that can be made here, and not the one that is shown already. */
  #isOurs(/** @type {Request} */ { scenario, settled, making }) {
    const { catalogue, shown } = this.page;
    const before = shown();
    const isShown = JSON.stringify(asWritten(scenario, catalogue)) === JSON.stringify(before.scenario);
    if (making || (settled && isShown) || !isHere(scenario.surface)) return false;
    return isLike(scenario, before.scenario) && isMeasurable(knownOf(scenario, before));
  }
}
