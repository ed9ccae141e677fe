// The page's address: the scenario that is settled, and how it is shown.

import { say } from "../core/say.mjs";

/** @param {string} query @param {string} [anchor] the place on the page */
export function writeAddress(query, anchor = "") {
  const hash = anchor ? `#${anchor}` : location.hash;
  history.replaceState(history.state, "", `${location.pathname}?${query}${hash}`);
}

/** The address of a place on another page, which keeps this query. @param {string} base @param {string} query @param {string} anchor */
export function addressOf(page, base, query, anchor) {
  return new URL(`${page}?${query}#${anchor}`, base).href;
}

/** Copies an address with this query; gives what to say then. @param {string} query */
export async function copyAddress(query) {
  const address = `${location.origin}${location.pathname}?${query}`;
  try {
    await navigator.clipboard.writeText(address);
    return say("The link is copied.");
  } catch {
    return address;
  }
}
