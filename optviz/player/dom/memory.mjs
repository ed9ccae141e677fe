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
 * @property {any} [lesson] beside the picture
 * @property {any} [wish] the maps of the page of maps, or the small one
 * @property {boolean} [isMapOpen] whether a small one is open
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
 * @property {string} [lesson] the lesson that one is on the way to
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

const LESSONS = "optviz.lessons";

/** How far one is in the lessons: kept in this browser, for as long as it keeps anything. */
export const lessonMemory = {
  /** @returns {Record<string, any>} */
  read() {
    try {
      return JSON.parse(localStorage.getItem(LESSONS)) ?? {};
    } catch {
      return {};
    }
  },
  /** @param {Record<string, any>} all */
  write(all) {
    try {
      localStorage.setItem(LESSONS, JSON.stringify(all));
    } catch {
      // Blocked or full: the questions are asked again another time.
    }
  },
};

const LANGUAGE = "optviz_language";
const YEAR = 31_536_000; // seconds

/** Keeps the language that was chosen: where the server finds it, and for pages that have none. @param {string} chosen */
export function setLanguage(chosen) {
  // biome-ignore lint/suspicious/noDocumentCookie: the other way is asynchronous, and the page is left at once
  document.cookie = `${LANGUAGE}=${chosen}; path=/; max-age=${YEAR}; samesite=lax`;
  try {
    localStorage.setItem(LANGUAGE, chosen);
  } catch {
    // Blocked: it is chosen again another time.
  }
}

/** The language that was chosen here, or else the browser's, if it is there. @param {string[]} known the first is for all */
export function language(known) {
  let chosen = null;
  try {
    chosen = localStorage.getItem(LANGUAGE);
  } catch {
    // Blocked: the browser's own.
  }
  return [chosen, navigator.language.split("-")[0].toLowerCase()].find((one) => known.includes(one)) ?? known[0];
}
