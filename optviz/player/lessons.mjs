// Streamlit's entry for the page of the lessons.

import { followLinks, isPageDark, loadStyle } from "./dom/frame.mjs";
import { beginList } from "./parts/lesson-list.mjs";

/** @type {WeakMap<Element, AbortController>} */
const begun = new WeakMap();

/** Called for each run of the script, and when the theme changes. Returns what ends it once its host is gone. */
export async function attach({ parentElement, data }) {
  await loadStyle();
  const page = parentElement.querySelector(".ov-page");
  page.dataset.theme = isPageDark() ? "dark" : "light";
  if (!begun.has(page)) begun.set(page, begin(page, data));
  return () => {
    if (!page.isConnected) begun.get(page).abort();
  };
}

/** @param {HTMLElement} page @param {string} language */
function begin(page, language) {
  const stop = new AbortController();
  followLinks(stop.signal);
  beginList(page, language);
  return stop;
}
