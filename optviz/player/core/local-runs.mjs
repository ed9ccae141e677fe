// Runs of the programs that are here, as payloads, and how long they take.

import { knownOf, localAnswer } from "./local-answer.mjs";
import { LocalGrounds } from "./local-grounds.mjs";
import { isMeasurable } from "./minima.mjs";
import { modulesOf, Programs } from "./programs.mjs";
import { hasCurves } from "./run.mjs";
import { firstAlike, placesIn } from "./scenario.mjs";
import { finished, never } from "./slices.mjs";

const SHARE = 0.3; // of the last run in what runs are expected to take: one that was held up once does not count for much
const WARMING = 30; // milliseconds for which programs run before they are needed: the first runs are many times slower
const LONG = 20; // milliseconds: what took longer the last time is tried again, since it may have been held up
const TRIAL = 40; // steps of the runs that warm programs up, and tell how long they take

/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/**
 * What runs need of the page.
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {() => import("./session.mjs").ShownRun} shown
 * @property {() => import("./session.mjs").Needs} needs
 * @property {() => number} now milliseconds
 * @property {import("./costs.mjs").Known} costs
 * @property {(act: () => void) => void} whenIdle acts while nothing else is to be done
 * @property {(act: () => void) => void} soon acts once the browser has had its turn
 */

export class LocalRuns {
  /** @type {{ scenario: Scenario, paths: import("./programs.mjs").Path[] } | null} the last run */
  #last = null;

  /**
   * @param {Page} page @param {Record<string, any>} modules those of programs that are here, by their names
   * @param {import("./programs.mjs").Sampling} [sampling]
   */
  constructor(page, modules, sampling) {
    this.page = page;
    this.programs = new Programs(page.catalogue, modules, sampling);
    this.grounds = new LocalGrounds(page, this.programs);
    this.count = 0; // of those that were answers
  }

  /** The milliseconds that a run is expected to take; not a number where one of its programs is not here, or was not tried yet. */
  expected(/** @type {Scenario} */ scenario) {
    return this.expectedOfPaths(scenario) + this.grounds.expected(scenario.surface);
  }

  /** Whether it is known how long a run takes, and a ground, whatever their numbers; and that is not long. */
  isWarm(/** @type {Scenario} */ scenario) {
    return this.expectedOfPaths(scenario) < LONG && this.grounds.isTried(scenario.surface);
  }

  /** The same for its paths alone. */
  expectedOfPaths(/** @type {Scenario} */ scenario) {
    const { catalogue, costs: known } = this.page;
    if (!this.programs.has(modulesOf(catalogue, scenario))) return Number.NaN;
    const first = firstAlike(scenario);
    const costs = this.#keysOf(scenario).map((key, i) => (first[i] === i ? known.steps.get(key) : 0));
    return costs.reduce((sum, cost) => sum + cost, 0) * scenario.num_steps;
  }

  /** Of each rule what decides how long a step of it takes: its programs, and how many examples count. */
  #keysOf(/** @type {Scenario} */ scenario) {
    const { catalogue } = this.page;
    const size = this.programs.sizeOf(scenario.surface);
    return scenario.optimizers.map((choice) => [...modulesOf(catalogue, { ...scenario, optimizers: [choice] }), size].join());
  }

  /** Runs some steps again and again, of which nothing is shown. */
  warmUp(/** @type {Scenario} */ scenario) {
    const { catalogue, shown, needs } = this.page;
    const trial = { ...scenario, num_steps: Math.min(TRIAL, scenario.num_steps) };
    const keys = this.#keysOf(scenario);
    /** @type {[string, Scenario][]} */
    const each = trial.optimizers.map((choice, i) => [keys[i], { ...trial, optimizers: [choice] }]);
    this.#try(new Map(each));
    this.grounds.warmUp(scenario.surface);
    const [before, { curves }] = [shown(), needs()];
    if (!isLike(scenario, before.scenario) || !isMeasurable(knownOf(scenario, before))) return;
    const [paths, all] = [this.programs.run(trial), keys.map((_, i) => i)];
    const nothing = { marks: () => [], models: null, lines: () => null };
    const how = { ground: null, places: all.map(() => -1), sent: all, inside: all, ...nothing };
    localAnswer(trial, paths, { catalogue, before, curves, along: this.programs.along(trial), ...how });
  }

  /** Takes note of the least that a step costs in runs of one rule each, which take turns. */
  #try(/** @type {Map<string, Scenario>} */ trials) {
    const { now, costs } = this.page;
    for (const key of trials.keys()) costs.steps.set(key, Number.POSITIVE_INFINITY);
    const until = now() + WARMING;
    let begun = now();
    do {
      for (const [key, trial] of trials) {
        this.programs.run(trial);
        const ended = now();
        costs.steps.set(key, Math.min(costs.steps.get(key), (ended - begun) / trial.num_steps));
        begun = ended;
      }
    } while (begun < until);
  }

  /**
   * The run of a scenario that can be measured, in answer to a request.
   * @param {Scenario} scenario that of the request, as it is written
   * @param {import("./session.mjs").Request} request takes note of what the answer builds on
   */
  answer(scenario, request) {
    return finished(this.slowly(scenario, request, never));
  }

  /**
   * The same in slices: what is shown once all paths are there is what it builds on.
   * @param {Scenario} scenario @param {import("./session.mjs").Request} request @param {import("./slices.mjs").IsLate} isLate
   * @returns {import("./slices.mjs").Slow<import("./run.mjs").Payload>}
   */
  *slowly(scenario, request, isLate) {
    const { catalogue, needs, shown } = this.page;
    const paths = yield* this.#run(scenario, isLate);
    const before = shown();
    const { curves, taylor } = needs();
    this.count += 1;
    const ground = this.grounds.of(scenario.surface, request.settled);
    const here = JSON.parse(before.inside); // of what goes on inside
    const models = taylor || here.taylor ? (points) => this.programs.models(scenario, points) : null;
    const all = paths.map((_, i) => i);
    const places = placesIn(scenario, before.scenario);
    const isPlotted = hasCurves(before, curves);
    const sent = all.filter((i) => !isPlotted || places[i] < 0);
    const isWhole = here.rows === undefined && !here.taylor === !models;
    Object.assign(request, { before, inside: JSON.stringify(models ? { taylor: 1 } : {}) });
    const marks = (i) => this.programs.marks((ground ?? before).surface, scenario, i, paths[i]);
    return localAnswer(scenario, paths, {
      catalogue,
      before,
      ground,
      places,
      sent,
      inside: isWhole ? sent : all,
      curves,
      marks,
      models,
      lines: (i) => this.programs.linesOf(scenario, i, paths[i]),
      along: this.programs.along(scenario),
      epoch: this.programs.epochOf(scenario),
      sample: this.programs.sampleOf(scenario.surface),
      settled: request.settled,
    });
  }

  /** Takes note of how long a step of some rules took, by their programs; at once if they were quick, since they can be. */
  #note(/** @type {string[]} */ keys, /** @type {number} */ cost) {
    const { steps } = this.page.costs;
    const usual = keys.map((key) => steps.get(key) ?? cost / keys.length);
    const longer = cost - usual.reduce((sum, one) => sum + one, 0);
    const each = ((longer > 0 ? SHARE : 1) * longer) / keys.length;
    for (const [i, key] of keys.entries()) steps.set(key, Math.max(0, usual[i] + each));
  }

  /**
   * All paths of a scenario; those that are the same as before are the same objects. Takes note of how long the others took.
   * @param {Scenario} scenario @param {import("./slices.mjs").IsLate} isLate
   */
  *#run(scenario, isLate) {
    const { now } = this.page;
    const places = this.#last ? placesIn(scenario, this.#last.scenario) : [];
    const known = places.map((place) => this.#last.paths[place]);
    const running = this.programs.slowly(scenario, isLate, known);
    for (let spent = 0; ; ) {
      const begun = now();
      const { done, value: paths } = running.next();
      spent += now() - begun;
      if (!done) yield;
      else {
        const first = firstAlike(scenario);
        const keys = this.#keysOf(scenario).filter((_, i) => paths[i] !== known[i] && first[i] === i);
        this.#note(keys, spent / scenario.num_steps);
        this.#last = { scenario, paths };
        return paths;
      }
    }
  }
}

/** Whether two scenarios have the same surface, whatever its numbers. @param {Scenario} scenario @param {Scenario} other */
export function isLike({ surface }, other) {
  return surface.key === other.surface.key;
}
