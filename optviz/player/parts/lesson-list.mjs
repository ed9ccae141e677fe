// The list of all lessons, which stands on the page in each language: one of them is shown, with how far one is.

import { language, lessonMemory, setLanguage } from "../dom/memory.mjs";

/**
 * @param {HTMLElement} page with a button and a section for each language
 * @param {string} [spoken] the language of the page around it; otherwise that of this browser
 */
export function beginList(page, spoken) {
  /** @type {NodeListOf<HTMLElement>} */
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
  show(spoken ?? language(known));
  markProgress(page);
}

/** Says at each lesson whether its task is done, or its question answered. @param {HTMLElement} page */
export function markProgress(page) {
  const all = lessonMemory.read();
  /** @type {NodeListOf<HTMLElement>} */
  const links = page.querySelectorAll("a[data-lesson]");
  for (const link of links) {
    const { answer = null, done = false } = all[link.dataset.lesson] ?? {};
    const { done: isDone, begun: isBegun } = link.closest("section").dataset;
    link.parentElement.querySelector("[data-done]").textContent = done ? isDone : answer === null ? "" : isBegun;
  }
}
