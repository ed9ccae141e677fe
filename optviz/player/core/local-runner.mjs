// The runner where the hand is: the browser runs the scenario by itself while the hand moves. What it has let go of, and what
// the browser cannot do within a frame, the far runner runs.

import { knownOf, localAnswer } from "./local-answer.mjs";
import { isMeasurable } from "./minima.mjs";
import { modulesOf, Programs } from "./programs.mjs";
import { unchangedPaths } from "./scenario.mjs";

const FRAME = 10; // milliseconds that a run may take, so that there is time to draw it
const SHARE = 0.3; // of the last run in what runs are expected to take: one that was held up once does not count for much
const WARMING = 30; // milliseconds for which programs run before they are needed: the first runs are many times slower
const TRIAL = 40; // steps of the runs that warm programs up, and tell how long they take

/** @typedef {import("./session.mjs").Request} Request */
/** @typedef {import("./session.mjs").Runner} Runner */
/** @typedef {import("./session.mjs").Listener} Listener */
/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/**
 * What it needs of the page.
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {() => import("./session.mjs").ShownRun} shown
 * @property {() => import("./session.mjs").Needs} needs
 * @property {(name: string) => Promise<any>} load a program's module
 * @property {() => number} now milliseconds
 * @property {(act: () => void) => void} whenIdle acts while nothing else is to be done
 */

/** @implements {Runner} */
export class LocalRunner {
  /** @type {Record<string, any>} */
  #modules = {};
  /** @type {{ scenario: Scenario, paths: import("./programs.mjs").Path[] } | null} the last run */
  #last = null;
  /** @type {Map<string, number>} milliseconds of a step, by the programs that take it */
  #costs = new Map();
  /** @type {Map<string, Promise<void>>} what is prepared, or about to be */
  #prepared = new Map();

  /** @param {(listener: Listener) => Runner & Record<string, any>} connect gives the far runner @param {Listener} listener @param {Page} page */
  constructor(connect, listener, page) {
    this.page = page;
    this.listener = listener;
    this.programs = new Programs(page.catalogue, this.#modules);
    this.runs = 0; // made here
    this.far = connect({ ...listener, onAnswer: (answer, request) => this.#answered(answer, request) });
  }

  get idle() {
    return this.far.idle;
  }

  /** Whether the programs of what is shown are here and warm. */
  get isReady() {
    return this.#costs.has(keyOf(this.page.catalogue, this.page.shown().scenario));
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
    const key = keyOf(this.page.catalogue, scenario);
    let preparing = this.#prepared.get(key);
    if (!preparing) {
      preparing = this.#fetch(key, scenario).catch(() => void this.#prepared.delete(key)); // some other time
      this.#prepared.set(key, preparing);
    }
    return preparing;
  }

  async #fetch(/** @type {string} */ key, /** @type {Scenario} */ scenario) {
    const { catalogue, load, whenIdle } = this.page;
    const missing = modulesOf(catalogue, scenario).filter((name) => !(name in this.#modules));
    const found = await Promise.all(missing.map(async (name) => [name, await load(name)]));
    Object.assign(this.#modules, Object.fromEntries(found));
    whenIdle(() => this.#warmUp(key, scenario));
  }

  #warmUp(/** @type {string} */ key, /** @type {Scenario} */ scenario) {
    const { catalogue, now, shown, needs } = this.page;
    const trial = { ...scenario, num_steps: Math.min(TRIAL, scenario.num_steps) };
    const until = now() + WARMING;
    let [paths, least, begun] = [[], Number.POSITIVE_INFINITY, now()];
    while (begun < until) {
      paths = this.programs.run(trial);
      const ended = now();
      least = Math.min(least, ended - begun);
      begun = ended;
    }
    this.#costs.set(key, least / trial.num_steps);
    const [before, all, { curve }] = [shown(), paths.map((_, i) => i), needs()];
    const isShown = isLike(scenario, before.scenario) && isMeasurable(knownOf(scenario, before));
    if (isShown) localAnswer(trial, paths, { catalogue, before, sent: all, inside: all, curve, marks: () => [], models: null });
  }

  #answered(answer, request) {
    this.listener.onAnswer(answer, request);
    if (!request.settled) return;
    const { scenario } = answer.header;
    const key = keyOf(this.page.catalogue, scenario);
    if (this.#costs.has(key) && !this.#isQuick(key, scenario)) this.page.whenIdle(() => this.#warmUp(key, scenario));
    else this.prepare(scenario);
  }

  #isQuick(/** @type {string} */ key, /** @type {Scenario} */ { num_steps: steps }) {
    return this.#costs.get(key) * steps < FRAME;
  }

  /** The answer to the hand; null where that is another runner's. */
  #answerTo(/** @type {Request} */ request) {
    const { scenario, settled, making } = request;
    const before = this.page.shown();
    if (settled && JSON.stringify(scenario) === JSON.stringify(before.scenario)) return null;
    if (making || !isLike(scenario, before.scenario) || !isMeasurable(knownOf(scenario, before))) return null;
    const key = keyOf(this.page.catalogue, scenario);
    this.prepare(scenario);
    const { curve, taylor, lines } = this.page.needs();
    if (lines || !this.#isQuick(key, scenario)) return null;
    const begun = this.page.now();
    const paths = this.#run(scenario);
    const cost = (this.page.now() - begun) / scenario.num_steps;
    this.#costs.set(key, this.#costs.get(key) + SHARE * (cost - this.#costs.get(key)));
    this.runs += 1;
    const here = JSON.parse(before.inside); // of what goes on inside
    const models = taylor || here.taylor ? (points) => this.programs.models(scenario, points) : null;
    const all = paths.map((_, i) => i);
    const held = curve in before.data.header.curves ? unchangedPaths(scenario, before.scenario) : [];
    const sent = all.filter((i) => !held.includes(i));
    const isWhole = here.rows === undefined && !here.taylor === !models;
    Object.assign(request, { before, inside: JSON.stringify(models ? { taylor: 1 } : {}) });
    const { catalogue } = this.page;
    const marks = (own, i, path, limit) => this.programs.marks(before.surface, own, i, path, limit);
    return localAnswer(scenario, paths, { catalogue, before, sent, inside: isWhole ? sent : all, curve, marks, models });
  }

  /** All paths of a scenario; those that are the same as before are the same objects. */
  #run(/** @type {Scenario} */ scenario) {
    const known = [];
    if (this.#last) for (const i of unchangedPaths(scenario, this.#last.scenario)) known[i] = this.#last.paths[i];
    const paths = this.programs.run(scenario, known);
    this.#last = { scenario, paths };
    return paths;
  }
}

/** What decides how long a step takes. */
function keyOf(catalogue, /** @type {Scenario} */ scenario) {
  return [...modulesOf(catalogue, scenario), ...scenario.optimizers.map(({ key }) => key)].join();
}

/** Whether two scenarios have the same parts, and differ in numbers only. */
function isLike(/** @type {Scenario} */ scenario, /** @type {Scenario} */ other) {
  const partsOf = ({ surface, optimizers }) => JSON.stringify([surface, optimizers.map(wordsOf)]);
  return partsOf(scenario) === partsOf(other);
}

/** A choice without its numbers: which it has, and its words. */
function wordsOf({ schedule: _, ...choice }) {
  const names = Object.keys(choice).sort();
  return names.map((name) => (typeof choice[name] === "number" ? name : [name, choice[name]]));
}
