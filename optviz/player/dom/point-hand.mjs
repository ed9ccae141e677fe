// The hand on the points of a plot: drags the one under it, adds and takes away, by mouse, finger and keys.

import { h } from "./elements.mjs";
import { moving } from "./moving.mjs";
import { clickCounter, followMoves } from "./pointer.mjs";

const REACH = 14; // pixels around a point: a target of more than 24
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const [STEP, FINE] = [5, 1]; // pixels that an arrow key moves a point

/** @typedef {{ at: number[], place: number }} Point pixels in the plot, and which it is */

/**
 * What it acts through. `points` are in the order of the keys; `origin` is where the plot begins in the stage; a hand that puts
 * something away says so `settled` once it lets go.
 * @typedef {object} Plot
 * @property {() => Point[]} points
 * @property {() => { x: number, y: number, width: number, height: number }} origin
 * @property {(place: number, at: number[], settled: boolean) => void} move
 * @property {() => void} takeBack what was moved and is not settled yet
 * @property {(at: number[]) => void} add
 * @property {(place: number) => void} remove
 * @property {(place: number) => void} turn gives a point another class
 * @property {(place: number) => string} name
 * @property {() => void} chosen another point, or none, is under the hand
 */

export class PointHand {
  /** @type {number | null} the place of the point that the handle is at */
  #place = null;
  #isDragging = false;
  /** @type {number[] | null} where keys that are still down have moved it */
  #pressed = null;

  /** @param {HTMLElement} stage @param {Plot} plot */
  constructor(stage, plot) {
    this.stage = stage;
    this.plot = plot;
    this.handle = h("button", { type: "button", className: "ov-point" });
    this.move = moving(this.handle);
    stage.append(this.handle);
    this.isSecondClick = clickCounter();
    this.handle.addEventListener("focus", () => this.show(this.#place ?? this.plot.points()[0]?.place ?? null));
    this.handle.addEventListener("keydown", (event) => this.#key(event));
    for (const name of ["keyup", "blur"]) this.handle.addEventListener(name, () => this.#settleKeys());
    stage.addEventListener("pointermove", (event) => this.#hover(event));
    stage.addEventListener("pointerdown", (event) => this.#press(event));
    stage.addEventListener("touchstart", (event) => this.#holdScroll(event), { passive: false });
  }

  /** The point that the handle is at; null for none. */
  get place() {
    return this.#place;
  }

  /** Puts the handle at a point, or at the one where it is, which may have moved or gone. */
  show(place = this.#place) {
    const points = this.plot.points();
    const point = points.find((one) => one.place === place);
    const isOther = this.#place !== (point?.place ?? null);
    this.#place = point ? point.place : null;
    if (isOther) this.plot.chosen();
    this.handle.dataset.on = point ? "yes" : "no";
    const shown = point ?? points[0];
    if (!shown) return;
    const { x, y } = this.plot.origin();
    this.move(x + shown.at[0], y + shown.at[1]);
    this.handle.setAttribute("aria-label", this.plot.name(shown.place));
  }

  #at(/** @type {{ clientX: number, clientY: number }} */ { clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    const { x, y } = this.plot.origin();
    return [clientX - left - x, clientY - top - y];
  }

  #near(/** @type {number[]} */ [x, y]) {
    const away = ({ at }) => Math.hypot(at[0] - x, at[1] - y);
    /** @type {{ point: Point | null, distance: number }} */
    const nothing = { point: null, distance: REACH };
    const nearer = (best, point) => (away(point) < best.distance ? { point, distance: away(point) } : best);
    return this.plot.points().reduce(nearer, nothing).point;
  }

  #isInside(/** @type {number[]} */ [x, y]) {
    const { width, height } = this.plot.origin();
    return x >= 0 && y >= 0 && x <= width && y <= height;
  }

  #hover(event) {
    if (this.#isDragging || event.pointerType === "touch") return;
    const point = this.#near(this.#at(event));
    if (point) this.show(point.place);
    else if (document.activeElement !== this.handle) this.show(null);
  }

  #holdScroll(event) {
    if (event.touches.length === 1 && this.#near(this.#at(event.touches[0]))) event.preventDefault();
  }

  #press(event) {
    if (event.button !== 0) return;
    const at = this.#at(event);
    const point = this.#near(at);
    if (!point) {
      if (this.#isInside(at) && this.isSecondClick(event)) this.plot.add(at);
      return;
    }
    event.preventDefault();
    this.show(point.place);
    this.handle.focus({ preventScroll: true });
    this.#drag(event, point, at);
  }

  #drag(event, /** @type {Point} */ { place, at }, /** @type {number[]} */ [x, y]) {
    const offset = [at[0] - x, at[1] - y];
    const drag = new AbortController();
    let moved = null;
    this.#isDragging = true;
    this.stage.setPointerCapture(event.pointerId);
    const listen = (name, act, from = /** @type {EventTarget} */ (this.stage)) =>
      from.addEventListener(name, act, { signal: drag.signal, capture: true });
    const end = () => {
      drag.abort();
      this.#isDragging = false;
      if (moved) this.plot.move(place, moved, true);
    };
    const follow = (one) => {
      const here = this.#at(one);
      moved = [here[0] + offset[0], here[1] + offset[1]];
      this.plot.move(place, moved, false);
      this.show(place);
    };
    followMoves(this.stage, follow, { signal: drag.signal, capture: true });
    listen("pointerup", end);
    listen("pointercancel", end);
    const takeBack = (pressed) => {
      if (pressed.key !== "Escape") return;
      pressed.preventDefault();
      pressed.stopPropagation();
      if (moved) this.plot.takeBack();
      moved = null;
      end();
    };
    listen("keydown", takeBack, window);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#place === null) return;
    const { key, shiftKey } = event;
    const step = STEPS[key];
    const point = this.plot.points().find(({ place }) => place === this.#place);
    const acts = {
      PageDown: () => this.#turnTo(1),
      PageUp: () => this.#turnTo(-1),
      Insert: () => this.plot.add([point.at[0] + 3 * STEP, point.at[1] - 3 * STEP]),
      Delete: () => this.plot.remove(point.place),
      Backspace: () => this.plot.remove(point.place),
      Enter: () => this.plot.turn(point.place),
    };
    if (!point || (!step && !acts[key])) return;
    event.preventDefault();
    event.stopPropagation();
    if (!step) return acts[key]();
    const [x, y] = this.#pressed ?? point.at;
    const length = shiftKey ? FINE : STEP;
    this.#pressed = [x + length * step[0], y + length * step[1]];
    this.plot.move(point.place, this.#pressed, false);
    this.show();
  }

  #settleKeys() {
    const pressed = this.#pressed;
    this.#pressed = null;
    if (pressed && this.#place !== null) this.plot.move(this.#place, pressed, true);
  }

  /** The next point, or the one before, in the order of the keys. */
  #turnTo(/** @type {number} */ step) {
    const points = this.plot.points();
    const at = points.findIndex(({ place }) => place === this.#place);
    this.show(points[(at + step + points.length) % points.length].place);
  }
}
