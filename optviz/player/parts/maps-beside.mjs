// Maps beside the picture, or a small one under it: where they stand, and who brought them.

import { Desk } from "./desk.mjs";

/**
 * @typedef {object} Page
 * @property {HTMLElement} host in which they stand beside the picture
 * @property {HTMLElement} above under which a small one stands
 * @property {Omit<import("./desk.mjs").DeskRoom, "close">} desk what maps need of the player
 * @property {boolean} isOwn whether they are the page's own, which do not go
 * @property {boolean} canMove whether the page may scroll smoothly
 * @property {() => void} placed there is more room for the picture, or less
 */

export class MapsBeside {
  /** @type {Desk | null} */
  desk = null;
  isBeside = false; // the picture, in which there is room for one stage then
  #wish = null; // the maps of another page

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Whether a small map is open, which is no lesson's. */
  get isSmall() {
    return this.desk !== null && !this.isBeside;
  }

  get #areMine() {
    return this.page.isOwn || this.isSmall;
  }

  /** @param {any} [asked] the sweep that they begin with */
  open(asked, isBeside = true) {
    const { host, above, desk } = this.page;
    this.desk = new Desk({ ...desk, close: isBeside ? null : () => this.#putAway() }, asked);
    this.isBeside = isBeside;
    if (isBeside) host.prepend(this.desk.element);
    else above.after(this.desk.element);
    host.classList.toggle("ov-with-desk", isBeside);
  }

  /** A map of the rule at a place, small, behind its sliders. @param {number} place @param {any} picture */
  showMapOf(place, picture) {
    if (!this.desk) this.open(null, false);
    this.desk.showMapOf(place, picture);
    this.page.placed();
    this.desk.element.scrollIntoView({ block: "nearest", behavior: this.page.canMove ? "smooth" : "auto" });
  }

  #putAway() {
    this.close();
    this.page.desk.addressed();
    this.page.placed();
  }

  /** Maps that are not the page's own go: a lesson's come with its run, and go with it. */
  close() {
    if (!this.desk || this.page.isOwn) return;
    this.desk.destroy();
    this.desk = null;
    this.isBeside = false;
    this.page.host.classList.remove("ov-with-desk");
  }

  /** What an address says of them. */
  get query() {
    return this.#areMine && this.desk.query;
  }

  get left() {
    return { wish: this.#areMine ? this.desk.left : this.#wish, isMapOpen: this.isSmall };
  }

  resume({ wish = null, isMapOpen = false }) {
    this.#wish = wish;
    if (isMapOpen && !this.desk) this.open(null, false);
    if (this.page.isOwn || isMapOpen) this.desk.resume(wish);
  }

  destroy() {
    this.desk?.destroy();
  }
}
