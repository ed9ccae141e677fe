// What is left of an experiment when its page goes, for the one that takes its place in the tab.

const NAME = "optviz.left";

/**
 * Where a player is left: how its session stands, its playhead, the query of its display, what going step by step has to give
 * back, the query of its address, and the page's own.
 * @typedef {object} Left
 * @property {any} standing
 * @property {any} playhead
 * @property {string} display
 * @property {import("../core/stepwise.mjs").Stepwise["lent"]} [lent]
 * @property {string} query
 * @property {string} search
 */

/**
 * What all versions of these modules know of the page: it outlives its server, and the next one may bring newer files.
 * @typedef {object} Page
 * @property {WeakMap<Element, any>} players by their hosts
 * @property {any} current the player that the sidebar's settings belong to
 * @property {Element | null} sidebar
 * @property {number} settled how often something was handed on
 * @property {Left | null} left where the player before this one was left
 * @property {boolean} [isHandingOn] whether something was handed on that Streamlit has not sent yet
 * @property {boolean} [isLeaving] whether one is on the way to another page
 * @property {string} [anchor] the place on another page that one is on the way to
 * @property {string} [surface] the surface to which the playground is to go over, that one is on the way to
 */

/** @returns {Page} */
export function sharedPage() {
  const shared = /** @type {{ optvizPage?: Page }} */ (globalThis);
  shared.optvizPage ??= { players: new WeakMap(), current: null, sidebar: null, settled: 0, left: null };
  return shared.optvizPage;
}

/** @param {object} left */
export function keep(left) {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(left));
  } catch {
    // Blocked or full: the address keeps the experiment, only not where it was left.
  }
}

/** What was kept, once. @returns {any} null if nothing was */
export function takeUp() {
  try {
    const text = sessionStorage.getItem(NAME);
    sessionStorage.removeItem(NAME);
    return JSON.parse(text);
  } catch {
    return null;
  }
}
