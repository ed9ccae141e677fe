// The page's address: the scenario that is settled, and how it is shown.

import { say } from "../core/say.mjs";

/** @param {string} query @param {string} [anchor] the place on the page */
export function writeAddress(query, anchor = "") {
  const hash = anchor ? `#${anchor}` : location.hash;
  try {
    history.replaceState(history.state, "", `${location.pathname}?${query}${hash}`);
  } catch (error) {
    if (location.protocol !== "file:") throw error;
    history.replaceState(history.state, "", `#${query}`); // all that some browsers let a page from a disk change
  }
}

/** The same, in the language that the address names, if it names one. @param {string} query */
export function writeAddressInLanguage(query) {
  const language = new URLSearchParams(location.search).get("language");
  writeAddress(language ? `${new URLSearchParams({ language })}&${query}` : query);
}

/** The address of a place on another page, which keeps this query. @param {string} base @param {string} query @param {string} anchor */
export function addressOf(page, base, query, anchor) {
  return new URL(`${page}?${query}#${anchor}`, base).href;
}

/** Copies an address with this query; gives what to say then. @param {string} query */
export async function copyAddress(query) {
  const { origin, pathname, protocol } = location;
  const address = `${protocol === "file:" ? "file://" : origin}${pathname}?${query}`;
  try {
    await navigator.clipboard.writeText(address);
    return say("The link is copied.");
  } catch {
    return address;
  }
}

/** The fields that the address has, wherever `writeAddress` has put them. */
export function readQuery() {
  const { hash, search } = location;
  return (hash.includes("=") ? hash : search).slice(1);
}
