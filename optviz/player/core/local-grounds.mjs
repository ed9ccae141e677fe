// Grounds of surfaces whose numbers the hand moves, and how long they take.

const SHARE = 0.3; // of the last one in what one is expected to take
const TRIES = 6; // before they are needed: the first ones are many times slower

/** @typedef {import("./scenario.mjs").Choice} Choice */
/** @typedef {import("./grounds.mjs").Ground} Ground */
/** @typedef {{ shown: () => import("./session.mjs").ShownRun, now: () => number }} Page what grounds need of the page: see LocalRuns */

export class LocalGrounds {
  /** @type {Map<string, number>} milliseconds, by the surface */
  #costs = new Map();

  /** @param {Page} page @param {import("./programs.mjs").Programs} programs */
  constructor(page, programs) {
    this.page = page;
    this.programs = programs;
  }

  /** The milliseconds that a ground is expected to take; none where it is there, not a number where it has not been tried yet. */
  expected(/** @type {Choice} */ surface) {
    return this.#isThere(surface) ? 0 : this.#costs.get(surface.key);
  }

  /** Makes a ground again and again, of which nothing is shown, if its numbers can be moved. */
  warmUp(/** @type {Choice} */ surface) {
    if (!this.programs.hasGround(surface)) return;
    for (let i = 0; i < TRIES; i += 1) this.#made(surface);
  }

  /**
   * The ground of a surface; null where it is the one that is shown. The rates that suit it and the tracks of learning rates stay.
   * @param {Choice} surface @returns {Ground | null}
   */
  of(surface) {
    if (this.#isThere(surface)) return null;
    const { rates, homes } = this.page.shown().surface;
    const { header, ...ground } = this.#made(surface);
    return { ...ground, header: { ...header, surface: { ...header.surface, rates, homes } } };
  }

  #isThere(/** @type {Choice} */ surface) {
    return JSON.stringify(surface) === JSON.stringify(this.page.shown().scenario.surface);
  }

  #made(/** @type {Choice} */ surface) {
    const { now } = this.page;
    const begun = now();
    const ground = this.programs.ground(surface);
    const taken = now() - begun;
    const usual = this.#costs.get(surface.key) ?? taken;
    this.#costs.set(surface.key, usual + SHARE * (taken - usual));
    return ground;
  }
}
