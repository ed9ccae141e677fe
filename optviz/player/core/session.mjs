// One scenario in the hand, one run that is shown, and what was settled before.
//
// While the hand moves, a runner is asked for the run of the scenario in it; what the hand lets go of is noted once it is shown,
// and handed on once it is settled. Without a runner it stays at the run that it began with.

import { comeApart } from "./apart.mjs";
import { lacksBeside } from "./own-tables.mjs";
import { hasCurves, runOf } from "./run.mjs";
import { inLanguage } from "./say.mjs";
import { History, unchangedPaths } from "./scenario.mjs";
import { asWritten } from "./written.mjs";

const AHEAD = 64; // rows from the playhead on whose inner life is asked for while the hand moves

/** @typedef {import("./scenario.mjs").Scenario} Scenario */
/** @typedef {import("./run.mjs").Run} Run */
/** @typedef {import("./run.mjs").Payload} Payload */
/** @typedef {{ field: string, message: string, code?: string }} Problem */

/**
 * What is shown of a run: the playhead's row, whether models of the loss are, whether the values of pseudo-code
 * are, which quantities, and what makes what else of the surface is, if something is.
 * @typedef {{ row: number, taylor: boolean, lines: boolean, curves: string[], beside?: import("./view.mjs").Beside }} Needs
 */

/**
 * What the server makes of a scenario before it runs it, since it knows which rates suit: it is carried over `onto` another
 * surface, or the rule at place `four` is shown at four learning rates.
 * @typedef {{ onto: string } | { four: number }} Making
 */

/**
 * A run that is asked for. A runner needs to know of its `scenario`, and of `question()`, which gives the fields of the query
 * once its turn has come.
 * @typedef {object} Request
 * @property {Scenario} scenario
 * @property {() => Record<string, string | number>} question
 * @property {number} number the first one is 1
 * @property {number} journey how often one had gone back or forth in history by then
 * @property {boolean} settled whether the hand has let go
 * @property {Making} [making]
 * @property {ShownRun} [before] what was shown when its turn came: the answer leaves out what that has
 * @property {string} [inside] what was asked for of what goes on inside the methods
 */

/** @typedef {Run & { inside: string }} ShownRun a run, and what was asked for of what goes on inside its methods */

/**
 * Who makes runs: of what was asked for while another answer is under way, only the newest need be answered.
 * @typedef {object} Runner
 * @property {(request: Request) => void} ask
 * @property {boolean} idle whether nothing is under way
 * @property {() => void} close no answer is wanted any more
 */

/**
 * What a runner tells.
 * @typedef {object} Listener
 * @property {(answer: Payload, request: Request) => void} onAnswer
 * @property {(answer: Payload, request: Request) => void} onPreview what is shown until the answer comes
 * @property {(problems: Problem[], request: Request) => void} onProblems what is wrong with a request
 * @property {(late: Late) => void} onStale whether an answer is overdue
 */

/** @typedef {"" | "slow" | "away"} Late how an answer is overdue: the server takes long, or it cannot be reached */

/**
 * What has changed: the run that is "shown" (or its numbers have to be shown again), a scenario was "settled", what can be
 * undone ("history"), a request was "refused" (see `problems`), the picture is "stale" or no longer.
 * @typedef {"shown" | "settled" | "history" | "refused" | "stale"} Change
 */

/** @typedef {{ scenario: Scenario, past: Scenario[], future: Scenario[] }} Standing in the hand, settled, and undone */

export class Session {
  /** @type {Request | null} */
  #newest = null;
  #asked = 0; // requests
  #answered = 0; // the number of the last one that was answered
  #seen = 0; // that of the one that is shown, answered or not
  /** @type {Map<number, Scenario>} what was noted of requests that are not answered yet, by their numbers */
  #noted = new Map();
  /** @type {{ answer: Payload, request: Pick<Request, "before" | "inside"> }} what was settled last */
  #settled;
  #journeys = 0; // back or forth in history
  #edited = false; // whether the hand has made something that is neither answered nor refused yet
  /** @type {Making | undefined} */
  #making = undefined; // of the scenario in the hand
  /** @type {(change: Change) => void} */
  #hear = () => {};

  /**
   * @param {Payload} first the payload to begin with, with its catalogue
   * @param {{ connect: ((listener: Listener, session: Session) => Runner) | null, needs: () => Needs }} surroundings `connect`
   *   gives the runner
   */
  constructor(first, { connect, needs }) {
    this.catalogue = first.header.catalogue;
    this.needs = needs;
    this.#settled = { answer: first, request: { inside: JSON.stringify({}) } }; // all of what goes on inside
    /** @type {ShownRun} */
    this.shown = this.#runOf(first, this.#settled.request);
    /** @type {Scenario} in the hand */
    this.scenario = this.shown.scenario;
    this.history = new History();
    this.history.note(this.scenario);
    /** @type {Problem[]} */
    this.problems = [];
    /** @type {import("./apart.mjs").Apart[]} paths that are other ones than those that were shown of the same scenario */
    this.apart = [];
    /** @type {Late} */
    this.stale = "";
    const listener = {
      onAnswer: (answer, request) => this.answered(answer, request),
      onPreview: (answer, request) => this.#preview(answer, request),
      onProblems: (problems, request) => this.refused(problems, request),
      onStale: (stale) => this.#setStale(stale),
    };
    this.runner = connect?.(listener, this) ?? null;
  }

  /** Has one listener told of each change. @param {(change: Change) => void} hear */
  subscribe(hear) {
    this.#hear = hear;
  }

  /** Whether nobody's hand is on what is shown. */
  get isSettled() {
    return !this.#newest || (this.#newest.settled && this.#answered === this.#newest.number);
  }

  /** What was settled last. */
  get settled() {
    return this.#settled.answer.header.scenario;
  }

  /** Whether the run that is shown is that of what is in the hand. */
  get isCurrent() {
    const isWritten = (scenario) => JSON.stringify(asWritten(scenario, this.catalogue));
    return !this.#making && isWritten(this.shown.scenario) === isWritten(this.scenario);
  }

  /** Whether the run that is shown is without something that is to be drawn of it. */
  get lacks() {
    return !hasCurves(this.shown, this.needs().curves) || this.#lacksGround;
  }

  /** Whether it is without the ground of the loss on held-out examples. */
  get #lacksGround() {
    return lacksBeside(this.shown.surface, this.shown.scenario.surface, this.needs(), this.catalogue);
  }

  get canUndo() {
    return this.#edited || this.history.canUndo;
  }

  get canRedo() {
    return this.history.canRedo;
  }

  /** Another scenario in the hand; `settled` once the hand lets go. @param {Scenario} scenario @param {boolean} settled */
  change(scenario, settled) {
    if (!this.runner) return;
    this.scenario = scenario;
    this.#setEdited(true);
    this.#ask(settled);
  }

  /** Asks once more, since more of the run is needed. */
  again() {
    if (this.runner) this.#ask(this.#newest?.settled ?? true);
  }

  /** Another surface, to which the server carries the scenario over. */
  moveOnto(/** @type {string} */ surface) {
    this.#make({ onto: surface });
  }

  /** The rule at a place four times, at rates that are too high, high, good and low. */
  showFourRates(/** @type {number} */ place) {
    this.#make({ four: place });
  }

  #make(/** @type {Making} */ making) {
    this.#making = making;
    this.change(this.scenario, true);
  }

  /** Back to what was settled before; what nobody has answered yet is taken back first. */
  undo() {
    if (!this.runner || !this.canUndo) return;
    this.#travel(this.#edited ? this.history.present : this.history.undo());
  }

  redo() {
    if (this.runner && this.canRedo) this.#travel(this.history.redo());
  }

  /** @returns {Standing} */
  get standing() {
    const { past, future } = this.history;
    return { scenario: this.scenario, past, future };
  }

  /**
   * Goes on where another session stood; if what is shown is `new`, it is the next step of its history.
   * @param {Standing} standing @param {boolean} isNew
   */
  resume({ scenario, past, future }, isNew = false) {
    this.#leave();
    Object.assign(this.history, { past, future });
    if (isNew) this.history.note(this.scenario);
    this.#hear("history");
    if (!isNew && JSON.stringify(scenario) !== JSON.stringify(this.scenario)) this.change(scenario, true);
  }

  close() {
    this.runner?.close();
  }

  /** What was asked for up to now is no step of the history from here on. */
  #leave() {
    this.#journeys += 1;
    this.#noted.clear();
  }

  /** @param {Scenario} scenario */
  #travel(scenario) {
    this.#leave();
    this.#making = undefined;
    this.#edited = false;
    this.scenario = scenario;
    this.#ask(true);
    this.#hear("history");
  }

  /** @param {boolean} settled */
  #ask(settled) {
    /** @type {Request} */
    const request = {
      scenario: this.scenario,
      question: () => this.#question(request),
      number: ++this.#asked,
      journey: this.#journeys,
      settled,
      making: this.#making,
    };
    this.#newest = request;
    if (settled && this.isCurrent) this.#noteAhead(this.shown.scenario, request); // where the hand was already
    this.runner.ask(request);
  }

  /** While the hand moves, only the inner life that is shown now is asked for, and nothing that is here already. */
  #question(/** @type {Request} */ request) {
    const { row, taylor, lines, curves, beside } = this.needs();
    /** @type {Record<string, string | number>} */
    const inside = {};
    if (!request.settled) inside.rows = `${row}-${row + AHEAD}`;
    if (taylor) inside.taylor = 1;
    if (lines) inside.lines = 1;
    Object.assign(request, { before: this.shown, inside: JSON.stringify(inside) });
    /** @type {Record<string, string | number>} */
    const asked = { ...inside, curves: curves.join(), ...inLanguage() };
    if (!this.#lacksGround) asked.surface = this.shown.surface.id;
    if (beside) asked.ground = "held_out";
    if (request.making) return { ...asked, ...request.making };
    const held = this.lacks ? [] : unchangedPaths(request.scenario, this.shown.scenario).filter(this.#isServers);
    if (held.length) asked.held = held.join();
    if (request.inside === this.shown.inside) asked.held_inside = 1;
    return asked;
  }

  /** Whether the path that is shown at a place is one that the server has run. */
  #isServers = (/** @type {number} */ i) => !this.shown.tracks[i].path.isLocal;

  /**
   * What a runner answers is shown, unless the answer to something newer is.
   * @param {Payload} answer @param {Request} request
   */
  answered(answer, request) {
    const isStep = request.settled && request.journey === this.#journeys;
    if (request.settled) this.#settled = { answer, request };
    if (request.number < this.#seen) {
      if (isStep) this.#settleBehind(answer, request);
      return;
    }
    this.#answered = request.number;
    const isNewest = request === this.#newest;
    if (isNewest && (request.settled || request.making)) [this.scenario, this.#making] = [answer.header.scenario, undefined];
    this.problems = [];
    this.#show(answer, request);
    if (isStep) this.#settle(request);
  }

  /** What the hand has let go of is shown and noted before it is settled. */
  #preview(/** @type {Payload} */ answer, /** @type {Request} */ request) {
    this.#show(answer, request);
    if (request.journey === this.#journeys) this.#noteAhead(answer.header.scenario, request);
  }

  /** Notes what is shown of a request that is not answered yet. */
  #noteAhead(/** @type {Scenario} */ scenario, /** @type {Request} */ request) {
    this.#note(scenario, request);
    this.#noted.set(request.number, scenario);
    this.#hear("history");
  }

  #show(/** @type {Payload} */ answer, /** @type {Request} */ request) {
    const before = this.shown;
    this.#seen = request.number;
    this.shown = this.#runOf(answer, request);
    this.apart = before.data.header.sample ? [] : comeApart(before, this.shown);
    this.#hear("shown");
  }

  /** @returns {ShownRun} */
  #runOf(/** @type {Payload} */ answer, /** @type {Pick<Request, "before" | "inside">} */ { before, inside }) {
    return { ...runOf(answer, this.catalogue, before), inside };
  }

  /** A step of the history, before those of newer requests that are noted already. */
  #note(/** @type {Scenario} */ scenario, /** @type {Request} */ { number }) {
    const numbers = [...this.#noted.keys()];
    if (!this.#noted.has(number)) this.history.note(scenario, numbers.filter((other) => other > number).length);
    if (number === this.#newest.number) this.#edited = false;
  }

  /** What is answered is noted and handed on, even if the hand is on to something else already. */
  #settle(/** @type {Request} */ request) {
    this.#note(this.settled, request);
    for (const number of this.#noted.keys()) if (number <= request.number) this.#noted.delete(number);
    this.#hear("history");
    this.#hear("settled");
  }

  /** The same while a run of something newer is shown already. */
  #settleBehind(/** @type {Payload} */ { header }, /** @type {Request} */ request) {
    this.shown = { ...this.shown, url: header.url };
    this.#settle(request);
  }

  /**
   * What was refused leaves the hand, unless that is on to something else already, and with it what was noted and shown of it
   * and of others before it that nobody has answered.
   * @param {Problem[]} problems @param {Request} request
   */
  refused(problems, request) {
    this.problems = problems;
    if (request === this.#newest) {
      for (const scenario of this.#noted.values()) this.history.forget(scenario);
      this.#noted.clear();
      const isShown = request.settled || this.#seen > this.#answered;
      if (isShown) this.shown = this.#runOf(this.#settled.answer, this.#settled.request);
      this.#seen = this.#answered;
      [this.scenario, this.#making] = [this.shown.scenario, undefined];
      this.#edited = false;
      this.#hear("history");
      this.#hear("shown");
    }
    this.#hear("refused");
  }

  #setEdited(/** @type {boolean} */ edited) {
    if (this.#edited === edited) return;
    this.#edited = edited;
    this.#hear("history");
  }

  #setStale(/** @type {Late} */ stale) {
    if (this.stale === stale) return;
    this.stale = stale;
    this.#hear("stale");
  }
}
