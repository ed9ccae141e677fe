// What is left of an experiment when its page goes, for the one that takes its place in the tab.

const NAME = "optviz.left";

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
