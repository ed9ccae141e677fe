// The handle of the start: dragged, or moved by arrow keys.

import { h } from "./elements.mjs";
import { MOVED } from "./pointer.mjs";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const FINE = 1 / 250; // of what is shown: with Shift
const COARSE = 1 / 50;

/**
 * `weightsAt(event)`: the weights under a pointer; `start()`: the weights now; `spans()`: how much of each is shown;
 * `move(weights, settled)`.
 */
export function startHandle({ weightsAt, start, spans, move }) {
  const handle = h("button", {
    type: "button",
    className: "ov-start",
    "aria-label": "Start point: drag it, or use the arrow keys",
  });
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    const drag = new AbortController();
    let weights = null;
    const listen = (name, act) => handle.addEventListener(name, act, { signal: drag.signal });
    const end = () => {
      drag.abort();
      if (weights) move(weights, true);
    };
    listen(MOVED, (moved) => {
      weights = weightsAt(moved);
      move(weights, false);
    });
    listen("pointerup", end);
    listen("pointercancel", end);
  });
  handle.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const share = event.shiftKey ? FINE : COARSE;
    const lengths = spans();
    move(
      start().map((value, i) => value + step[i] * share * lengths[i]),
      true,
    );
  });
  return handle;
}
