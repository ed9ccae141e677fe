// Frames: the picture at the playhead is drawn once in each, and before it where the hand has moved something. Where nothing
// moves, none is asked for.

const QUICK = 4; // milliseconds: what takes longer to draw is drawn once in a frame, wherever the hand has been meanwhile
const READ_EVERY = 80; // milliseconds: numbers that run cannot be read, and cost as much as the paths

/**
 * What is drawn.
 * @typedef {object} Page
 * @property {HTMLElement} root
 * @property {import("../core/clock.mjs").Clock} clock
 * @property {import("./stages.mjs").Stages} stages
 * @property {import("./below.mjs").Below} below
 * @property {import("./panels.mjs").Panels} panels
 * @property {import("./transport.mjs").Transport} transport
 * @property {Record<string, string>} display how it is shown
 * @property {any} drawing what of it views draw
 * @property {AbortController} stop
 */

export class Frames {
  #readAt = -Infinity;
  #isNew = false; // what is shown, and not drawn yet
  #drawsIn = 0; // milliseconds, when it was new last
  #asked = 0; // the frame that comes, if one does

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    page.stop.signal.addEventListener("abort", () => cancelAnimationFrame(this.#asked));
  }

  /** Has a frame come in which all that has changed is drawn; while the clock runs one follows the other. */
  wake() {
    if (!this.#asked && !this.page.stop.signal.aborted) this.#asked = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(/** @type {number} */ now) {
    const { clock } = this.page;
    this.#asked = 0;
    clock.tick(now);
    if (clock.playhead.playing) this.wake();
    this.draw(clock.playhead.playing && now - this.#readAt < READ_EVERY);
  }

  /** Something else is shown. What the hand has moved is drawn and laid out before the next frame asks for it, which has only to paint then. */
  renew(/** @type {boolean} */ isSettled) {
    this.#isNew = true;
    if (isSettled || this.#drawsIn >= QUICK) return;
    this.draw();
    this.page.root.getBoundingClientRect();
  }

  /** The picture at the playhead; its numbers as well, unless they were read a moment ago. */
  draw(areRead = false) {
    const { clock, stages, below, panels, transport, display, drawing } = this.page;
    const begun = performance.now();
    const { step } = clock.playhead;
    stages.frame(step, drawing);
    below.frame(step, drawing);
    if (this.#isNew) this.#drawsIn = performance.now() - begun;
    this.#isNew = false;
    if (areRead) return;
    this.#readAt = performance.now();
    panels.showStep(step, display.stepwise === "on");
    transport.show();
  }
}
