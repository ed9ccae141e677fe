// Where the keyboard is: shown where it came by the keyboard, and on controls.

const SHOWN_BY_BROWSERS = "button:not(.ov-start), a, input:not(.ov-slider), select, textarea, summary, [role=option]";
const HELD = ".ov-slider, .ov-start"; // which our own hands give the focus
const MOVING = /^(Arrow|Page|Home|End|Delete|Backspace|Tab)/;

/**
 * Marks what a click has given the focus, until `signal`: regions, since the next key, whatever it does, would have the browser
 * frame all that was clicked into, the whole page even; and what a hand holds, until a key moves it.
 * @param {AbortSignal} signal
 */
export function watchFocus(signal) {
  let clicked = false;
  const listen = (name, act) => document.addEventListener(name, act, { signal, capture: true });
  const unmark = (element) => element.removeAttribute("data-clicked");
  listen("pointerdown", () => (clicked = true));
  listen("keydown", ({ target, key }) => {
    clicked = false;
    if (target.matches(HELD) && MOVING.test(key)) unmark(target);
  });
  listen("focusin", ({ target }) => clicked && !target.matches(SHOWN_BY_BROWSERS) && target.setAttribute("data-clicked", ""));
  listen("focusout", ({ target }) => unmark(target));
}
