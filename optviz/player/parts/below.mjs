// The views that have a place of their own under the transport, each hidden or not: side by side where there is room.

import { isChosen } from "../core/view.mjs";
import { h } from "../dom/elements.mjs";

const HEAD = 34; // over each of them
const BESIDE = { off: 760, on: 600 }; // pixels from which on two of them stand side by side, by whether they are on paper

/** A low window leaves them less than their share. */
const heightOfEach = () => Math.round(Math.max(136, Math.min(280, 0.36 * window.innerHeight - 98)));

export class Below {
  /**
   * @param {import("../core/view.mjs").ViewRecord[]} records of the catalogue's views
   * @param {import("../core/view.mjs").ViewModule[]} modules
   * @param {Omit<import("../core/view.mjs").Room, "zoom" | "memory">} actions
   */
  constructor(records, modules, actions) {
    this.records = records.filter((record) => !isChosen(record));
    this.views = this.records.map(({ key }) =>
      modules.find((module) => module.key === key).create({ ...actions, zoom: () => {}, memory: {} }),
    );
    this.element = h("div", { className: "ov-below" }, ...this.views.map(({ element }) => element));
  }

  /** Hides what a display hides, and what is for data where there are none. Returns whether others were shown before. */
  choose(display, /** @type {boolean} */ hasData) {
    const before = this.shown.length;
    for (const [i, { key, needs_data: needsData }] of this.records.entries()) {
      this.views[i].element.hidden = display[key] !== "on" || (needsData && !hasData);
    }
    return this.shown.length !== before;
  }

  /** Those that are not hidden. */
  get shown() {
    return this.views.filter(({ element }) => !element.hidden);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update(picture) {
    for (const view of this.shown) view.update(picture);
  }

  /** Whether there is room for two beside each other. */
  get areBeside() {
    const { clientWidth, dataset } = this.element.parentElement;
    return this.shown.length > 1 && clientWidth >= BESIDE[dataset.paper ?? "off"];
  }

  /** The height that those which are shown take, in pixels. */
  get height() {
    return (this.areBeside ? 1 : this.shown.length) * (HEAD + heightOfEach());
  }

  layOut() {
    this.element.dataset.beside = this.areBeside ? "yes" : "no";
    for (const view of this.shown) view.layOut({ width: view.element.clientWidth, height: heightOfEach() });
  }

  frame(step, shown) {
    for (const view of this.shown) view.frame(step, shown);
  }

  destroy() {
    for (const view of this.views) view.destroy();
  }
}
