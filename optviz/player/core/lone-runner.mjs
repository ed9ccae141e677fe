// The runner of a page that has no server: it runs all that the hand comes upon, and what the hand lets go of stands. The run
// that the page came with is shown as it came wherever its scenario is in the hand again, with all that was said of it.

import { shownOn } from "./demonstrations.mjs";
import { modelsOf } from "./local-answer.mjs";
import { LocalRuns } from "./local-runs.mjs";
import { asWritten } from "./written.mjs";

const PATIENCE = 1000; // milliseconds that a hand waits for a run at most: what takes longer runs once it lets go

/** @typedef {import("./session.mjs").Request} Request */
/** @typedef {import("./session.mjs").Runner} Runner */
/** @typedef {import("./scenario.mjs").Scenario} Scenario */

/** @implements {Runner} */
export class LoneRunner {
  idle = true;

  /**
   * @param {import("./session.mjs").Listener} listener
   * @param {import("./local-runs.mjs").Page} page shows the run that it came with now
   * @param {Record<string, any>} programs all modules that its hand can need, by their names
   */
  constructor(listener, page, programs) {
    this.page = page;
    this.listener = listener;
    this.local = new LocalRuns(page, programs);
    const { scenario, data, inside, tracks } = page.shown();
    const { surface: _, ...header } = data.header; // where it stays
    const isServers = tracks.some(({ path }) => !path.isLocal); // what was run here can be run again
    this.home = { scenario: isServers ? JSON.stringify(scenario) : "", onSurface: { ...data, header }, whole: data, inside };
    page.whenIdle(() => this.local.warmUp(scenario));
  }

  ask(/** @type {Request} */ request) {
    const scenario = this.#scenarioOf(request);
    if (JSON.stringify(scenario) === this.home.scenario) this.#goHome(request);
    else if (request.settled || !(this.local.expected(scenario) > PATIENCE)) {
      this.listener.onAnswer(this.local.answer(scenario, request), request);
    }
  }

  /** What is asked for, as it is written; on another surface, where it is to be carried over. */
  #scenarioOf(/** @type {Request} */ { scenario, making }) {
    const { catalogue } = this.page;
    const written = asWritten(scenario, catalogue);
    return making && "onto" in making ? shownOn(written, making.onto, catalogue, this.local.programs) : written;
  }

  #goHome(/** @type {Request} */ request) {
    const { home, listener, local, page } = this;
    const before = page.shown();
    const answer = before.surface.id === home.whole.header.surface_id ? home.onSurface : home.whole;
    Object.assign(request, { before, inside: home.inside });
    if (!page.needs().taylor) return listener.onAnswer(answer, request);
    const { scenario } = answer.header;
    const models = modelsOf(answer, (points) => local.programs.models(scenario, points));
    listener.onAnswer({ ...answer, arrays: { ...answer.arrays, ...models } }, request);
  }

  close() {}
}
