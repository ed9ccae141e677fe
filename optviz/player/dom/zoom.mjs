// The pointer on a plot: clicks, double clicks, boxes to zoom to, axes that are moved and stretched.
//
// What counts is when events were made, not when the page came to hear of them; and a second click counts wherever it lands,
// since the first one may have put something under the pointer.

import { boxBetween, isShowable, moved, rangesInside, stretched } from "../core/zoom.mjs";
import { h } from "./elements.mjs";
import { clickCounter } from "./pointer.mjs";

/** @import { Pair, View } from "../core/zoom.mjs" */

const CLICK_REACH = 4; // pixels that a click may move
const ENDS = 0.1; // of an axis: where it is stretched, not moved

/**
 * Listens to the pointer on a stage.
 * @param {HTMLElement} stage all of it: its plot, and what lies on it
 * @param {HTMLElement} plot what is dragged on
 * @param {{
 *   view: () => (View & { margin: { l: number, t: number, r: number, b: number } }) | null,
 *   clicked: (pixel: Pair, onPlot: boolean) => void,
 *   clickedTwice: () => void,
 *   zoom: (ranges: Pair[]) => void,
 * }} on `clicked` is told of each first click with its pixel, and whether the plot itself was hit
 * @returns {() => void} ends it
 */
export function listenToZoom(stage, plot, on) {
  const over = new AbortController();
  const { signal } = over;
  const frame = h("div", { className: "ov-zoom", hidden: true });
  plot.append(frame);
  let isSecond = clickCounter();
  let following = new AbortController(); // of the press under way

  /** @param {PointerEvent} event @returns {Pair} */
  const pixelAt = ({ clientX, clientY }) => {
    const box = stage.getBoundingClientRect();
    const { margin } = on.view();
    return [clientX - box.left - margin.l, clientY - box.top - margin.t];
  };

  stage.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0 || !event.isPrimary || !on.view()) return;
      const from = pixelAt(event);
      const grip = gripAt(from, on.view());
      if (!grip) return;
      const onPlot = event.target instanceof Node && plot.contains(event.target);
      const canDrag = onPlot && event.pointerType !== "touch"; // a finger scrolls
      if (canDrag) plot.setPointerCapture(event.pointerId);
      const drag = canDrag ? dragFrom(from, grip, on, frame) : { move() {}, end() {}, undo() {} };
      follow(event, { drag, clicked: () => clicked(event, from, grip, onPlot) });
    },
    { capture: true, signal },
  );
  plot.addEventListener("pointermove", (event) => on.view() && showGrip(event), { signal });
  // A pen draws boxes; where a touch would scroll, the browser has to be told before it comes down.
  plot.addEventListener("pointerover", ({ pointerType }) => (plot.style.touchAction = pointerType === "pen" ? "none" : ""), {
    signal,
  });

  /** @param {PointerEvent} event */
  function showGrip(event) {
    const grip = event.buttons ? null : gripAt(pixelAt(event), on.view());
    if (grip) plot.dataset.grip = grip.kind === "plot" ? "plot" : `${grip.kind} ${"xy"[grip.axis]}`;
  }

  /** @param {PointerEvent} pressed @param {{ drag: ReturnType<typeof dragFrom>, clicked: () => void }} act */
  function follow(pressed, { drag, clicked }) {
    following.abort();
    following = new AbortController();
    const { signal } = following;
    const done = () => following.abort();
    const far = (event) => Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) > CLICK_REACH;
    let dragging = false;
    const listen = (name, hear) => window.addEventListener(name, hear, { capture: true, signal });
    const breakOff = () => {
      done();
      if (dragging) drag.undo();
      isSecond = clickCounter();
    };
    const mine = (hear) => (event) => event.pointerId === pressed.pointerId && hear(event);
    listen(
      "pointermove",
      mine((event) => {
        dragging ||= far(event);
        if (dragging) drag.move(pixelAt(event));
      }),
    );
    // After whoever else hears of it: the start handle under the pointer may have a last word on the start.
    window.addEventListener(
      "pointerup",
      mine((event) => {
        done();
        if (!dragging && !far(event)) return clicked();
        isSecond = clickCounter();
        drag.end(pixelAt(event));
      }),
      { signal },
    );
    listen("pointercancel", mine(breakOff));
    listen("keydown", (event) => {
      if (event.key !== "Escape" || !dragging) return;
      event.stopPropagation();
      breakOff();
    });
  }

  /** @param {PointerEvent} event @param {Pair} pixel */
  function clicked(event, pixel, grip, onPlot) {
    if (isSecond(event)) on.clickedTwice();
    else if (grip.kind === "plot") on.clicked(pixel, onPlot);
  }

  return () => {
    over.abort();
    following.abort();
    frame.remove();
  };
}

/**
 * What of a plot a pixel can take hold of: the plot, an axis, or an end of one.
 * @param {Pair} pixel
 */
function gripAt([x, y], { width, height, margin }) {
  const [acrossIn, upIn] = [x >= 0 && x <= width, y >= 0 && y <= height];
  if (acrossIn && upIn) return { kind: "plot" };
  if (acrossIn && y > height && y <= height + margin.b) return axisGrip(0, x / width);
  if (upIn && x < 0 && x >= -margin.l) return axisGrip(1, 1 - y / height);
  return null;
}

function axisGrip(axis, share) {
  const end = share > 1 - ENDS ? 1 : share < ENDS ? 0 : null;
  return { kind: end === null ? "axis" : "end", axis, end };
}

/** A drag that begins at a pixel: `move(pixel)`, then `end(pixel)` or `undo()`. */
function dragFrom(from, grip, on, frame) {
  const view = on.view(); // as it was, however often it changes meanwhile
  const zoom = (ranges) => isShowable(ranges) && on.zoom(ranges);
  const undo = () => {
    frame.hidden = true;
    if (grip.kind !== "plot") on.zoom(view.ranges);
  };
  if (grip.kind === "plot") {
    const boxTo = (pixel) => boxBetween(from, pixel, view);
    const move = (pixel) => showBox(frame, boxTo(pixel), view.margin);
    const end = (pixel) => {
      frame.hidden = true;
      const box = boxTo(pixel);
      if (box) zoom(rangesInside(box, view));
    };
    return { move, end, undo };
  }
  const { axis, end } = grip;
  const share = ([x, y]) => (axis === 0 ? x / view.width : 1 - y / view.height);
  const rangesAt = (pixel) =>
    end === null
      ? moved(view, axis, axis === 0 ? pixel[0] - from[0] : from[1] - pixel[1])
      : stretched(view, axis, end, share(from), share(pixel));
  const move = (pixel) => zoom(rangesAt(pixel));
  return { move, end: move, undo };
}

function showBox(frame, box, margin) {
  frame.hidden = !box;
  if (!box) return;
  frame.style.transform = `translate(${margin.l + box.left}px, ${margin.t + box.top}px)`;
  frame.style.width = `${box.right - box.left}px`;
  frame.style.height = `${box.bottom - box.top}px`;
}
