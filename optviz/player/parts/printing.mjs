// Printing: all of the page is drawn at once for paper, and for the screen again afterwards.

import { fitFrame, fitSheet, PAPER, putStills, watchPaper } from "../dom/paper.mjs";

/**
 * What is printed.
 * @typedef {object} Page
 * @property {HTMLElement} host of the lesson, the maps and the player
 * @property {HTMLElement} root of the player
 * @property {string | null} server without one, it may stand in the frame of another page
 * @property {import("./maps-beside.mjs").MapsBeside} maps
 * @property {import("./course.mjs").Course} course
 * @property {(settled: boolean) => void} show the whole picture
 * @property {() => void} layOut
 * @property {() => void} draw
 * @property {AbortController} stop
 */

export class Printing {
  isOnPaper = false;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    watchPaper((isOnPaper) => this.#drawFor(isOnPaper), page.stop.signal);
  }

  #drawFor(/** @type {boolean} */ isOnPaper) {
    const { root, maps, course, server } = this.page;
    this.isOnPaper = isOnPaper;
    root.dataset.paper = isOnPaper ? "on" : "off";
    if (maps.desk) maps.desk.onPaper = isOnPaper;
    this.#placeMaps();
    this.page.show(true);
    this.#layOut(isOnPaper ? PAPER.width : 0);
    if (server === null) fitFrame((width) => this.#layOut(width));
    if (course.lesson) fitSheet(root);
    this.page.draw();
    putStills(root);
    if (maps.desk) putStills(maps.desk.element);
  }

  /** A lesson's maps are on its sheet. */
  #placeMaps() {
    const { host, root, maps, course } = this.page;
    if (maps.isBeside && course.lesson) (this.isOnPaper ? root : host).prepend(maps.desk.element);
  }

  #layOut(/** @type {number} */ width) {
    this.page.root.style.width = width ? `${width}px` : "";
    this.page.layOut();
  }
}
