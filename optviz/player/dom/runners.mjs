// Who answers a session: the runs of the browser, with those of a server behind them; those of a page alone; or nobody.

import { nothingKnown } from "../core/costs.mjs";
import { LocalRunner } from "../core/local-runner.mjs";

const COSTS = nothingKnown(); // of all players that the page has one after the other
const SOON = { timeout: 500 }; // milliseconds within which what can wait is done, however busy the page is
const whenIdle = (act) => (window.requestIdleCallback ? window.requestIdleCallback(act, SOON) : window.setTimeout(act));

/** @typedef {import("../core/session.mjs").Listener} Listener */
/** @typedef {import("../core/session.mjs").Runner} Runner */
/** @typedef {import("../core/local-runs.mjs").Page} Page */

/**
 * Gives what connects a session with its runner, or null where nobody answers.
 * @param {object} page
 * @param {any} page.catalogue
 * @param {string | null} page.server the base URL of its routes
 * @param {(server: string, listener: Listener) => any} page.link gives the line to it
 * @param {((listener: Listener, room: Page) => Runner) | null} page.alone gives the runner of a page without a server
 * @param {(name: string) => Promise<any>} page.load gives a program
 * @param {Page["needs"]} page.needs what the page shows
 * @returns {((listener: Listener, session: import("../core/session.mjs").Session) => Runner) | null}
 */
export function runnersOf({ catalogue, server, link, alone, load, needs }) {
  const room = (session) => {
    const now = () => performance.now();
    return { catalogue, shown: () => session.shown, needs, now, costs: COSTS, whenIdle, soon: setTimeout };
  };
  if (server === null) return alone && ((listener, session) => alone(listener, room(session)));
  return (listener, session) => {
    const runner = new LocalRunner((far) => link(server, far), listener, { ...room(session), load });
    whenIdle(() => runner.prepare(session.shown.scenario));
    return /** @type {Runner} */ (runner);
  };
}
