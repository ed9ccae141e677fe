// Grounds of surfaces whose numbers the hand moves, and how long they take.

import { hasBothGrounds, lacksBeside } from "./own-tables.mjs";
import { suitedOn } from "./suited.mjs";

const TRIES = 12; // before they are needed: the first ones are many times slower
const LONGEST = 120; // milliseconds for all of them, but for the last one

/** @typedef {import("./scenario.mjs").Choice} Choice */
/** @typedef {import("./grounds.mjs").Ground} Ground */
/** @typedef {{ catalogue: any, shown: () => import("./session.mjs").ShownRun, needs: () => import("./session.mjs").Needs, now: () => number, costs: import("./costs.mjs").Known }} Page what grounds need of the page: see LocalRuns */

export class LocalGrounds {
  /** @param {Page} page @param {import("./programs.mjs").Programs} programs */
  constructor(page, programs) {
    this.page = page;
    this.programs = programs;
  }

  /** What decides how long a ground takes. */
  #keyOf(/** @type {Choice} */ surface) {
    return `${surface.key} ${this.programs.sizeOf(surface)} ${!!this.page.needs().beside}`;
  }

  /** The milliseconds that a ground is expected to take; none where it is there, not a number where it has not been tried yet. */
  expected(/** @type {Choice} */ surface) {
    return this.#isThere(surface) ? 0 : this.page.costs.grounds.expected(this.#keyOf(surface));
  }

  /** Whether it is known how long a ground takes, if its numbers can be moved. */
  isTried(/** @type {Choice} */ surface) {
    return !this.programs.hasGround(surface) || this.page.costs.grounds.has(this.#keyOf(surface));
  }

  /** Makes a ground again and again, of which nothing is shown, if its numbers can be moved. */
  warmUp(/** @type {Choice} */ surface) {
    if (!this.programs.hasGround(surface)) return;
    const { now } = this.page;
    const until = now() + LONGEST;
    for (let i = 0; i < TRIES && now() < until; i += 1) this.made(surface, true);
  }

  /**
   * The ground of a surface; null where it is the one that is shown. Learning rates that suit it come with it where somebody here
   * knows them, once no hand is on it; until then they and their tracks stay.
   * @param {Choice} surface @param {boolean} settled @returns {Ground | null}
   */
  of(surface, settled) {
    const { catalogue, shown } = this.page;
    const now = shown();
    const { rates, homes, suits = JSON.stringify(now.scenario.surface), isRough = false } = now.surface;
    const isDue = settled && catalogue.suited && suits !== JSON.stringify(surface);
    if (this.#isThere(surface) && !isDue && !(settled && isRough)) return null;
    const own = isDue && { ...suitedOn(surface, catalogue, this.programs), suits: JSON.stringify(surface) };
    const { header, ...ground } = this.made(surface, !settled);
    return { ...ground, header: { ...header, surface: { ...header.surface, ...(own || { rates, homes, suits }) } } };
  }

  #isThere(/** @type {Choice} */ surface) {
    return JSON.stringify(surface) === JSON.stringify(this.page.shown().scenario.surface) && !this.lacks(surface);
  }

  /** Whether what is shown of a surface is without what is needed besides its ground. */
  lacks(/** @type {Choice} */ surface) {
    return lacksBeside(this.page.shown().surface, surface, this.page.needs(), this.page.catalogue);
  }

  made(/** @type {Choice} */ surface, /** @type {boolean} */ isMoving) {
    const { now, needs, catalogue, costs } = this.page;
    const begun = now();
    const own = this.programs.ground(surface, isMoving);
    const { beside } = needs();
    const ground = beside && hasBothGrounds(surface, catalogue) ? beside(this.programs, surface, own, isMoving) : own;
    costs.grounds.note(this.#keyOf(surface), now() - begun);
    return ground;
  }
}
