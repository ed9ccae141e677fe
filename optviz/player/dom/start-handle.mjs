// The handle of the start: dragged, or moved by keys, in the manners of a slider.

import { nudged } from "../core/sliders.mjs";
import { h } from "./elements.mjs";
import { followMoves } from "./pointer.mjs";

const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  PageUp: [0, 10],
  PageDown: [0, -10],
};
const BACK = ["Delete", "Backspace"];

/**
 * `weightsAt(event)`: the weights under a pointer; `start()`: the weights now; `spans()`: how much of each is shown;
 * `home()`: where the surface's own start is; `move(weights, settled)`.
 */
export function startHandle({ weightsAt, start, spans, home, move }) {
  const handle = h("button", {
    type: "button",
    className: "ov-start",
  });
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const drag = new AbortController();
    const before = start();
    let weights = null;
    const listen = (name, act, from = /** @type {EventTarget} */ (handle)) =>
      from.addEventListener(name, act, { signal: drag.signal, capture: true });
    const end = () => {
      drag.abort();
      if (weights) move(weights, true);
    };
    const follow = (moved) => {
      weights = weightsAt(moved);
      move(weights, false);
    };
    followMoves(handle, follow, { signal: drag.signal, capture: true });
    listen("pointerup", end);
    listen("pointercancel", end);
    const takeBack = (pressed) => {
      if (pressed.key !== "Escape") return;
      pressed.preventDefault();
      pressed.stopPropagation();
      weights &&= before;
      end();
    };
    listen("keydown", takeBack, window);
  });
  let pressed = null; // where keys that are still down have moved it
  handle.addEventListener("keydown", (event) => {
    const steps = STEPS[event.key];
    const isBack = BACK.includes(event.key);
    if ((!steps && !isBack) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    pressed = isBack ? home() : stepped(pressed ?? start(), spans(), steps, event.shiftKey);
    move(pressed, false);
  });
  const settle = () => {
    if (pressed) move(pressed, true);
    pressed = null;
  };
  handle.addEventListener("keyup", settle);
  handle.addEventListener("blur", settle);
  return handle;
}

const STEP = 1 / 20; // of what is shown, at most: a power of ten

/** Weights so many steps on, with Shift a tenth of that. */
function stepped(weights, spans, steps, fine) {
  return weights.map((value, i) => {
    if (!steps[i]) return value;
    const reach = 50 * STEP * spans[i];
    const around = { low: value - reach, high: value + reach, scale: /** @type {const} */ ("linear") };
    return nudged(around, value, steps[i], fine);
  });
}
