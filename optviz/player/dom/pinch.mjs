// Two fingers on a plot: they take hold of what lies under them, and stretch it or move it along; one alone scrolls the page.

import { pinched } from "../core/zoom.mjs";

/** @typedef {import("../core/zoom.mjs").Pair} Pair */
/** @typedef {import("../core/zoom.mjs").View} View */

const LEAST = 2; // pixels that a finger has to move

/**
 * Listens to fingers, and tells the ranges that are to be shown: once for each movement, from what was shown before it.
 * @param {HTMLElement} plot @param {{ view: () => View | null, zoom: (ranges: Pair[]) => void }} on @param {AbortSignal} signal
 */
export function listenToPinch(plot, on, signal) {
  /** @type {Pair[]} where the two are, as far as they have been heard */
  let before = [];
  /** @param {TouchEvent} event @returns {Pair[]} */
  const placesOf = ({ touches }) => {
    const { left, top } = plot.getBoundingClientRect();
    return [...touches].map(({ clientX, clientY }) => [clientX - left, clientY - top]);
  };
  const take = (/** @type {TouchEvent} */ event) => {
    before = event.touches.length === 2 ? placesOf(event) : [];
    if (before.length && event.cancelable) event.preventDefault(); // the page neither scrolls nor grows
  };
  const follow = (/** @type {TouchEvent} */ event) => {
    const view = on.view();
    if (!before.length || !view) return;
    if (event.cancelable) event.preventDefault();
    const now = placesOf(event);
    const isFar = now.some(([x, y], i) => Math.hypot(x - before[i][0], y - before[i][1]) >= LEAST);
    if (!isFar) return;
    on.zoom(pinched(view, before, now));
    before = now;
  };
  plot.addEventListener("touchstart", take, { passive: false, signal });
  plot.addEventListener("touchmove", follow, { passive: false, signal });
  for (const end of ["touchend", "touchcancel"]) plot.addEventListener(end, take, { signal });
}
