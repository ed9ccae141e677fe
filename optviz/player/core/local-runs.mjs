// Runs of the programs that are here, as payloads, and how long they take.

import { knownOf, localAnswer } from "./local-answer.mjs";
import { isMeasurable } from "./minima.mjs";
import { modulesOf, Programs } from "./programs.mjs";
import { unchangedPaths } from "./scenario.mjs";

const SHARE = 0.3; // of the last run in what runs are expected to take: one that was held up once does not count for much
const WARMING = 30; // milliseconds for which programs run before they are needed: the first runs are many times slower
const TRIAL = 40; // steps of the runs that warm programs up, and tell how long they take

/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/**
 * What runs need of the page.
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {() => import("./session.mjs").ShownRun} shown
 * @property {() => import("./session.mjs").Needs} needs
 * @property {() => number} now milliseconds
 * @property {(act: () => void) => void} whenIdle acts while nothing else is to be done
 */

export class LocalRuns {
  /** @type {{ scenario: Scenario, paths: import("./programs.mjs").Path[] } | null} the last run */
  #last = null;
  /** @type {Map<string, number>} milliseconds of a step, by the programs that take it */
  #costs = new Map();

  /** @param {Page} page @param {Record<string, any>} modules those of programs that are here, by their names */
  constructor(page, modules) {
    this.page = page;
    this.programs = new Programs(page.catalogue, modules);
    this.count = 0; // of those that were answers
  }

  /** The milliseconds that a run is expected to take; not a number where its programs have not been tried yet. */
  expected(/** @type {Scenario} */ scenario) {
    return this.#costs.get(this.keyOf(scenario)) * scenario.num_steps;
  }

  /** What decides how long a step takes. */
  keyOf(/** @type {Scenario} */ scenario) {
    return [...modulesOf(this.page.catalogue, scenario), ...scenario.optimizers.map(({ key }) => key)].join();
  }

  /** Runs some steps again and again, of which nothing is shown. */
  warmUp(/** @type {Scenario} */ scenario) {
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
    this.#costs.set(this.keyOf(scenario), least / trial.num_steps);
    const [before, all, { curve }] = [shown(), paths.map((_, i) => i), needs()];
    const isShown = isLike(scenario, before.scenario) && isMeasurable(knownOf(scenario, before));
    const along = this.programs.along(trial);
    const how = { catalogue, before, sent: all, inside: all, curve, marks: () => [], models: null, along };
    if (isShown) localAnswer(trial, paths, how);
  }

  /**
   * The run of a scenario that can be measured, in answer to a request.
   * @param {Scenario} scenario that of the request, as it is written
   * @param {import("./session.mjs").Request} request takes note of what the answer builds on
   */
  answer(scenario, request) {
    const { catalogue, now, needs, shown } = this.page;
    const before = shown();
    const { curve, taylor } = needs();
    const begun = now();
    const paths = this.#run(scenario);
    this.#note(this.keyOf(scenario), (now() - begun) / scenario.num_steps);
    this.count += 1;
    const here = JSON.parse(before.inside); // of what goes on inside
    const models = taylor || here.taylor ? (points) => this.programs.models(scenario, points) : null;
    const all = paths.map((_, i) => i);
    const held = curve in before.data.header.curves ? unchangedPaths(scenario, before.scenario) : [];
    const sent = all.filter((i) => !held.includes(i));
    const isWhole = here.rows === undefined && !here.taylor === !models;
    Object.assign(request, { before, inside: JSON.stringify(models ? { taylor: 1 } : {}) });
    const marks = (_own, i, _path, limit) => this.marks(i, limit);
    const along = this.programs.along(scenario);
    return localAnswer(scenario, paths, { catalogue, before, sent, inside: isWhole ? sent : all, curve, marks, models, along });
  }

  /** The marks of the learning rate at a place of the last run. @param {number} i @param {string | null} limit in words */
  marks(i, limit) {
    const { scenario, paths } = this.#last;
    return this.programs.marks(this.page.shown().surface, scenario, i, paths[i], limit);
  }

  /** Takes note of how long a step took. */
  #note(/** @type {string} */ key, /** @type {number} */ cost) {
    const usual = this.#costs.get(key) ?? cost;
    this.#costs.set(key, usual + SHARE * (cost - usual));
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

/** Whether two scenarios have the same parts, and differ in numbers only. @param {Scenario} scenario @param {Scenario} other */
export function isLike(scenario, other) {
  const partsOf = ({ surface, optimizers }) => JSON.stringify([surface, optimizers.map(wordsOf)]);
  return partsOf(scenario) === partsOf(other);
}

/** A choice without its numbers: which it has, and its words. */
function wordsOf({ schedule: _, ...choice }) {
  const names = Object.keys(choice).sort();
  return names.map((name) => (typeof choice[name] === "number" ? name : [name, choice[name]]));
}
