// The runner of a page that has no server: it runs all that the hand comes upon, and what the hand lets go of stands. The run
// that the page came with is shown as it came wherever its scenario is in the hand again, with all that was said of it.

import { shownOn } from "./demonstrations.mjs";
import { atFourRates } from "./four-rates.mjs";
import { modelsOf } from "./local-answer.mjs";
import { LocalRuns } from "./local-runs.mjs";
import { lacksBeside } from "./own-tables.mjs";
import { modulesOf } from "./programs.mjs";
import { asWritten } from "./written.mjs";

const SLICE = 8; // milliseconds of work between frames, so that they have time to be drawn
const LONG = 300; // after which it is said that a run takes long
const PATIENCE = 1000; // milliseconds that a hand waits for a run at most: what takes longer runs once it lets go

/** @typedef {import("./session.mjs").Request} Request */
/** @typedef {import("./session.mjs").Runner} Runner */
/** @typedef {import("./run.mjs").Payload} Payload */

/** @implements {Runner} */
export class LoneRunner {
  idle = true;
  /** @type {{ request: Request, work: import("./slices.mjs").Slow<Payload | null> } | null} under way */
  #job = null;
  /** @type {Request | null} to be run after it */
  #next = null;
  #isSlow = false;

  /**
   * @param {import("./session.mjs").Listener} listener
   * @param {import("./local-runs.mjs").Page} page shows the run that it came with now
   * @param {Record<string, any>} programs all modules that its hand can need, by their names
   * @param {() => Promise<void>} [arrived] has those come that are still on their way
   */
  constructor(listener, page, programs, arrived = () => Promise.resolve()) {
    this.page = page;
    this.arrived = arrived;
    this.listener = listener;
    this.local = new LocalRuns(page, programs);
    const { scenario, data, inside, tracks } = page.shown();
    const { surface: _, ...header } = data.header; // where it stays
    const isServers = tracks.some(({ path }) => !path.isLocal); // what was run here can be run again
    this.home = { scenario: isServers ? JSON.stringify(scenario) : "", onSurface: { ...data, header }, whole: data, inside };
    page.whenIdle(() => this.#isHere(scenario) && this.local.warmUp(scenario));
  }

  /**
   * Of what is asked for while a run is under way only the newest is run: once the hand lets go at once, and while it moves after
   * the one that is under way, so that there is something to be seen.
   */
  ask(/** @type {Request} */ request) {
    if (!this.#isHere(request.scenario, request.making)) this.#askLater(request);
    else if (this.#job && !this.#job.request.settled && !request.settled) this.#next = request;
    else this.#begin(request);
  }

  /** Whether all programs of a scenario are here, once it is what is to be made of it. */
  #isHere(/** @type {import("./scenario.mjs").Scenario} */ scenario, /** @type {Request["making"]} */ making = undefined) {
    const { catalogue } = this.page;
    const onto = making && "onto" in making ? making.onto : null;
    const minima = onto && catalogue.surfaces[onto].has_ground ? [`minima/${onto}`] : [];
    const names = [...modulesOf(catalogue, onto ? { ...scenario, surface: { key: onto } } : scenario), ...minima];
    return this.local.programs.has(names);
  }

  async #askLater(/** @type {Request} */ request) {
    this.#job = null;
    this.#next = request;
    this.idle = false;
    await this.arrived();
    if (this.#next === request) this.#begin(request);
  }

  /** Works in slices until the answer is there or another one is wanted. */
  #begin(/** @type {Request} */ request) {
    const { now, soon } = this.page;
    const begun = now();
    let until = 0;
    const job = { request, work: this.#work(request, () => now() >= until) };
    const goOn = () => {
      if (this.#job !== job) return;
      until = now() + SLICE;
      const { done, value } = job.work.next();
      if (done) this.#end(request, /** @type {Payload | null} */ (value));
      else {
        if (now() - begun > LONG) this.#setSlow(true);
        soon(goOn);
      }
    };
    this.#job = job;
    this.#next = null;
    this.idle = false;
    goOn();
  }

  #end(/** @type {Request} */ request, /** @type {Payload | null} */ answer) {
    this.#job = null;
    this.idle = true;
    this.#setSlow(false);
    if (answer) this.listener.onAnswer(answer, request);
    if (this.#next && !this.#job) this.#begin(this.#next);
  }

  #setSlow(/** @type {boolean} */ isSlow) {
    if (isSlow === this.#isSlow) return;
    this.#isSlow = isSlow;
    this.listener.onStale(isSlow ? "slow" : "");
  }

  /** The answer to a request; null where the hand would wait too long. @returns {import("./slices.mjs").Slow<Payload | null>} */
  *#work(/** @type {Request} */ request, /** @type {import("./slices.mjs").IsLate} */ isLate) {
    const scenario = yield* this.#scenarioOf(request, isLate);
    if (JSON.stringify(scenario) === this.home.scenario) return this.#goHome(request);
    if (!request.settled && this.local.expected(scenario) > PATIENCE) return null;
    return yield* this.local.slowly(scenario, request, isLate);
  }

  /** What is asked for, as it is written; on another surface or at four rates, where it is to be made so. */
  *#scenarioOf(/** @type {Request} */ { scenario, making }, /** @type {import("./slices.mjs").IsLate} */ isLate) {
    const { catalogue } = this.page;
    const { programs } = this.local;
    const written = asWritten(scenario, catalogue);
    if (!making) return written;
    if ("onto" in making) return shownOn(written, making.onto, catalogue, programs);
    return asWritten(yield* atFourRates(written, making.four, catalogue, programs, isLate), catalogue);
  }

  #goHome(/** @type {Request} */ request) {
    const { home, local, page } = this;
    const before = page.shown();
    const { surface_id: id, surface, scenario: own } = home.whole.header;
    const lacks = (/** @type {any} */ shown) => lacksBeside(shown, own.surface, page.needs(), page.catalogue);
    const isThere = before.surface.id === id && !lacks(before.surface);
    if (!isThere && lacks(surface)) {
      const { header, arrays } = local.grounds.made(own.surface, false);
      const both = { ...surface, held_out: header.surface.held_out };
      const { held_shares } = arrays;
      home.whole = {
        ...home.whole,
        header: { ...home.whole.header, surface: both },
        arrays: { ...home.whole.arrays, held_shares },
      };
    }
    const answer = isThere ? home.onSurface : home.whole;
    Object.assign(request, { before, inside: home.inside });
    if (!page.needs().taylor) return answer;
    const { scenario } = answer.header;
    const models = modelsOf(answer, (points) => local.programs.models(scenario, points));
    return { ...answer, arrays: { ...answer.arrays, ...models } };
  }

  close() {
    this.#job = this.#next = null;
  }
}
