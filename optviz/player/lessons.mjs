// Streamlit's entry for the page of the lessons: in which language they are listed, and how far one is.

import { followLinks, isPageDark, loadStyle } from "./dom/frame.mjs";
import { language, lessonMemory, setLanguage } from "./dom/memory.mjs";

/** @type {WeakMap<Element, AbortController>} */
const begun = new WeakMap();

/** Called for each run of the script, and when the theme changes. Returns what ends it once its host is gone. */
export async function attach({ parentElement }) {
  await loadStyle();
  const page = parentElement.querySelector(".ov-page");
  page.dataset.theme = isPageDark() ? "dark" : "light";
  if (!begun.has(page)) begun.set(page, begin(page));
  return () => {
    if (!page.isConnected) begun.get(page).abort();
  };
}

/** @param {HTMLElement} page */
function begin(page) {
  const stop = new AbortController();
  followLinks(stop.signal);
  /** @type {NodeListOf<HTMLButtonElement>} */
  const buttons = page.querySelectorAll("button[data-language]");
  /** @type {NodeListOf<HTMLElement>} */
  const lists = page.querySelectorAll("section[data-language]");
  const known = Array.from(buttons, (button) => button.dataset.language);
  const show = (chosen) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === chosen));
    for (const list of lists) list.hidden = list.dataset.language !== chosen;
  };
  for (const button of buttons) {
    button.onclick = () => {
      setLanguage(button.dataset.language);
      show(button.dataset.language);
    };
  }
  show(language(known));
  markProgress(page);
  return stop;
}

/** Says at each lesson whether its task is done, or its question answered. */
function markProgress(page) {
  const all = lessonMemory.read();
  for (const link of page.querySelectorAll("a[data-lesson]")) {
    const { answer = null, done = false } = all[link.dataset.lesson] ?? {};
    const { done: isDone, begun: isBegun } = link.closest("section").dataset;
    link.parentElement.querySelector("[data-done]").textContent = done ? isDone : answer === null ? "" : isBegun;
  }
}
