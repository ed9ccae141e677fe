// The hand on a scene: dragging turns and tips it, the wheel and two fingers go nearer, keys do both.

import { NOTCH, nearer, notchesOf, shifted, turned } from "../core/camera.mjs";

/** @typedef {import("../core/camera.mjs").Viewpoint} Viewpoint */

const CLICK_REACH = 4; // pixels that a click may move
const SETTLED = 250; // milliseconds after the last notch or key
const KEYS = { ArrowLeft: [-12.5, 0], ArrowRight: [12.5, 0], ArrowUp: [0, -12.5], ArrowDown: [0, 12.5] }; // 5 degrees, in pixels
const FINE = 0.2; // with Shift
const NEARER = { "+": 1, "=": 1, "-": -1 };

/**
 * Listens to the pointers, the wheel and the keys on a plot.
 * @param {HTMLElement} plot
 * @param {{
 *   viewpoint: () => Viewpoint | null, elevations: number[],
 *   look: (viewpoint: Viewpoint | null, settled: boolean) => void, clicked: (event: PointerEvent) => void,
 * }} on `look(null)` goes back to where it began
 * @returns {() => void} ends it
 */
export function listenToTurntable(plot, on) {
  const over = new AbortController();
  const { signal } = over;
  /** @type {Map<number, PointerEvent>} */
  const pressed = new Map();
  let from = null; // the viewpoint when these pointers came down
  let begun = new Map(); // where they were then
  let dragging = false;
  let settling = 0;

  const begin = () => {
    from = on.viewpoint();
    begun = new Map(pressed);
  };
  const settle = (/** @type {Viewpoint | null} */ viewpoint) => {
    clearTimeout(settling); // a notch just before, which would settle after this
    on.look(viewpoint, true);
  };
  const soon = () => {
    clearTimeout(settling);
    settling = window.setTimeout(() => settle(on.viewpoint()), SETTLED);
  };
  const placeOf = ({ clientX, clientY }) => {
    const { left, top, width, height } = plot.getBoundingClientRect();
    return [(clientX - left - width / 2) / height, (clientY - top - height / 2) / height];
  };

  plot.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || !on.viewpoint() || pressed.size === 2) return;
      plot.setPointerCapture(event.pointerId);
      pressed.set(event.pointerId, event);
      if (pressed.size === 1) dragging = false;
      begin();
    },
    { signal },
  );
  plot.addEventListener("mousedown", keepKeys, { signal });
  plot.addEventListener(
    "pointermove",
    (event) => {
      if (!pressed.has(event.pointerId)) return;
      pressed.set(event.pointerId, event);
      dragging ||= pressed.size === 2 || distance(begun.get(event.pointerId), event) > CLICK_REACH;
      if (dragging) on.look(pressed.size === 2 ? pinched(from, begun, pressed, placeOf) : dragged(), false);
    },
    { signal },
  );
  function dragged() {
    const [[id, event]] = pressed;
    const { clientX, clientY } = begun.get(id);
    return turned(from, event.clientX - clientX, event.clientY - clientY, on.elevations);
  }
  const released = (event) => {
    if (!pressed.delete(event.pointerId)) return;
    if (pressed.size) return begin();
    if (dragging) settle(on.viewpoint());
    else if (event.type === "pointerup") on.clicked(event);
  };
  plot.addEventListener("pointerup", released, { signal });
  plot.addEventListener("pointercancel", released, { signal });
  plot.addEventListener("dblclick", () => settle(null), { signal });
  plot.addEventListener(
    "wheel",
    (event) => {
      if (!on.viewpoint()) return;
      event.preventDefault();
      on.look(nearer(on.viewpoint(), notchesOf(event), placeOf(event)), false);
      soon();
    },
    { signal, passive: false },
  );
  plot.addEventListener(
    "keydown",
    (event) => {
      if (!on.viewpoint() || event.ctrlKey || event.metaKey || event.altKey) return;
      const share = event.shiftKey ? FINE : 1;
      const move = KEYS[event.key]?.map((pixels) => share * pixels);
      if (event.key === "Home") settle(null);
      else if (move) on.look(turned(on.viewpoint(), move[0], move[1], on.elevations), false);
      else if (NEARER[event.key]) on.look(nearer(on.viewpoint(), NEARER[event.key]), false);
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key !== "Home") soon();
    },
    { signal },
  );
  return () => {
    over.abort();
    clearTimeout(settling);
  };
}

const distance = (one, other) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

/** A press leaves the keys to the playhead; who comes by the keyboard has them for the scene. */
function keepKeys(event) {
  event.preventDefault();
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement) activeElement.blur();
}

/** The viewpoint after two fingers have moved: as near as they are apart, what was between them still is. */
function pinched(viewpoint, begun, now, placeOf) {
  const [before, after] = [begun, now].map((pointers) => [...pointers.values()]);
  const middle = (pointers) => placeOf(pointers[0]).map((part, i) => (part + placeOf(pointers[1])[i]) / 2);
  const apart = (pointers) => Math.max(1, distance(pointers[0], pointers[1]));
  const notches = Math.log(apart(after) / apart(before)) / Math.log(NOTCH);
  const [from, to] = [middle(before), middle(after)];
  const found = nearer(viewpoint, notches, from);
  return shifted(found, found.right + to[0] - from[0], found.down + to[1] - from[1]);
}
