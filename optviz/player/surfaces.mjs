// Streamlit's entry for the page of the surfaces: their pictures, and the way to the one that was asked for.

import { themeOf } from "./core/theme.mjs";
import { followLinks, isPageDark, loadStyle } from "./dom/frame.mjs";
import { sharedPage } from "./dom/memory.mjs";
import { paintPictures } from "./layers/small-pictures.mjs";

/** @type {WeakMap<Element, AbortController>} */
const begun = new WeakMap();

/** Called for each run of the script, and when the theme changes. Returns what ends it once its host is gone. */
export async function attach({ parentElement, data }) {
  await loadStyle();
  const page = parentElement.querySelector(".ov-page");
  const theme = isPageDark() ? "dark" : "light";
  if (page.dataset.theme !== theme) {
    page.dataset.theme = theme;
    paintPictures(page, themeOf(data.themes[theme], false), data.levels);
  }
  if (!begun.has(page)) begun.set(page, begin(page));
  return () => {
    if (!page.isConnected) begun.get(page).abort();
  };
}

/** @param {HTMLElement} page */
function begin(page) {
  const stop = new AbortController();
  followLinks(stop.signal);
  const observer = new ResizeObserver(() => letScroll(page));
  observer.observe(page);
  stop.signal.addEventListener("abort", () => observer.disconnect());
  document.getElementById(sharedPage().anchor || location.hash.slice(1))?.scrollIntoView();
  return stop;
}

/** Lets the keyboard into the formulas that do not fit. @param {HTMLElement} page */
function letScroll(page) {
  /** @type {NodeListOf<HTMLElement>} */
  const formulas = page.querySelectorAll(".ov-math");
  const areLong = Array.from(formulas, ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth);
  for (const [i, formula] of formulas.entries()) formula.tabIndex = areLong[i] ? 0 : -1;
}
