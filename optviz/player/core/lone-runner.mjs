// The runner of a page that has no server: it runs all that the hand comes upon, and what the hand lets go of stands. The run
// that the page came with is shown as it came wherever its scenario is in the hand again, with all that was said of it.

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
    const { scenario, data, inside } = page.shown();
    const { surface: _, ...header } = data.header; // where it stays
    this.home = { scenario: JSON.stringify(scenario), onSurface: { ...data, header }, whole: data, inside };
    page.whenIdle(() => this.local.warmUp(scenario));
  }

  ask(/** @type {Request} */ request) {
    const { home, listener, local, page } = this;
    const scenario = asWritten(request.scenario, page.catalogue);
    if (JSON.stringify(scenario) === home.scenario) {
      Object.assign(request, { before: page.shown(), inside: home.inside });
      const isOnSurface = page.shown().surface.id === home.whole.header.surface_id;
      listener.onAnswer(isOnSurface ? home.onSurface : home.whole, request);
    } else if (request.settled || !(local.expected(scenario) > PATIENCE)) {
      listener.onAnswer(local.answer(scenario, request), request);
    }
  }

  close() {}
}
