// Where the keyboard is: shown where it came by the keyboard, and on controls.

const CONTROLS = "button, a, input, select, textarea, summary, [role=option]";

/**
 * Marks regions that a click has given the focus, until `signal`: the next key, whatever it does, would have the browser frame
 * all that was clicked into, the whole page even.
 * @param {AbortSignal} signal
 */
export function watchFocus(signal) {
  let clicked = false;
  const listen = (name, act) => document.addEventListener(name, act, { signal, capture: true });
  listen("pointerdown", () => (clicked = true));
  listen("keydown", () => (clicked = false));
  listen("focusin", ({ target }) => clicked && !target.matches(CONTROLS) && target.setAttribute("data-clicked", ""));
  listen("focusout", ({ target }) => target.removeAttribute("data-clicked"));
}
