// The strips of maps on the tracks of learning rates: made while nothing else is to be done, a little at a time.

import { keyOf } from "../core/map-wish.mjs";
import { StripWork, stripOf } from "../core/strip.mjs";
import { h } from "../dom/elements.mjs";

const LEAST = 3; // milliseconds that have to be left of a frame
const SOON = 400; // milliseconds after the hand has let go
const LOOKS = 3; // at how long a run takes, before a strip is given up: the machine may only have been busy

/** @typedef {import("../core/view.mjs").Picture} Picture */

export class Strips {
  /** @type {Map<object, string>} what the strip of each panel depends on */
  #shown = new Map();
  /** @type {{ panel: any, key: string, sweep: any, looks: number }[]} still to be made */
  #waiting = [];
  /** @type {StripWork | null} */
  #work = null;
  #asked = 0; // of the browser

  /** @param {any} catalogue @param {() => import("../core/local-runs.mjs").LocalRuns} local those that the page makes */
  constructor(catalogue, local) {
    this.catalogue = catalogue;
    this.local = local;
    this.style = /** @type {"light" | "dark"} */ ("light");
  }

  /** Whether each panel has the strip that it can have, as far as one is made. */
  get isDone() {
    return !this.#waiting.length;
  }

  /** Takes over what the panels show. @param {Picture} picture @param {import("./panel.mjs").Panel[]} panels */
  update({ scenario, surface, style, settled }, panels) {
    this.style = style;
    const rules = this.catalogue.optimizers;
    this.#waiting = [];
    for (const [i, panel] of panels.entries()) {
      const { key } = scenario.optimizers[i];
      const home = surface.homes[key];
      const hasAll = !this.local().programs.sampleOf(scenario.surface);
      const sweep = home && hasAll && rules[key].is_rated ? stripOf(scenario, i, home) : null;
      const wanted = sweep ? `${style} ${keyOf(sweep)}` : "";
      const isShown = this.#shown.get(panel) === wanted;
      if (isShown) continue;
      panel.rateLine.lay(null);
      this.#shown.delete(panel);
      if (sweep && settled) this.#waiting.push({ panel, key: wanted, sweep, looks: 0 });
    }
    this.#work = null;
    clearTimeout(this.#asked);
    if (this.#waiting.length) this.#asked = window.setTimeout(() => this.#again(), SOON);
  }

  #again() {
    if (window.requestIdleCallback) window.requestIdleCallback((deadline) => this.#go(() => deadline.timeRemaining() > LEAST));
    else window.setTimeout(() => this.#goFor(LEAST), LEAST);
  }

  #goFor(milliseconds) {
    const until = performance.now() + milliseconds;
    this.#go(() => performance.now() < until);
  }

  /** Goes on with the strip under way, or begins the next one. */
  #go(mayGoOn) {
    const [next] = this.#waiting;
    if (!next) return;
    const cost = this.local().expectedOfPaths(next.sweep.scenario);
    if (!(cost >= 0)) {
      this.#asked = window.setTimeout(() => this.#again(), SOON); // its programs are on their way
      return;
    }
    if (cost > LEAST) return this.#lookAgain(next); // a single run would hold up a frame
    this.#work ??= new StripWork(this.local().programs, next.sweep);
    const strip = this.#work.go(mayGoOn, this.style, this.catalogue.drawing.maps);
    if (strip) {
      this.#work = null;
      this.#waiting.shift();
      this.#shown.set(next.panel, next.key);
      next.panel.rateLine.lay({ ...strip, element: drawn(strip.colours) });
    }
    if (this.#waiting.length) this.#again();
  }

  /** Finds out once more how long a run takes; a strip whose runs are long each time is not made. */
  #lookAgain(next) {
    next.looks += 1;
    if (next.looks === LOOKS) this.#waiting.shift();
    else this.local().warmUp(next.sweep.scenario);
    this.#asked = window.setTimeout(() => this.#again(), SOON);
  }

  destroy() {
    clearTimeout(this.#asked);
    this.#waiting = [];
  }
}

/** A canvas with two pixels for each colour; what has diverged is dotted by the style sheet's own ground between them. */
function drawn(/** @type {(string | null)[]} */ colours) {
  const canvas = h("canvas", { width: 2 * colours.length, height: 1, className: "ov-strip-map", "aria-hidden": "true" });
  const pen = canvas.getContext("2d");
  for (const [i, colour] of colours.entries()) {
    if (!colour) continue;
    pen.fillStyle = colour;
    pen.fillRect(2 * i, 0, 2, 1);
  }
  return canvas;
}
