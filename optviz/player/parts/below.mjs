// The views that have a place of their own under the transport, each hidden or not.

import { isChosen } from "../core/view.mjs";

const HEAD = 34; // over each of them

/** A low window leaves them less than their share. */
const heightOfEach = () => Math.round(Math.max(136, Math.min(280, 0.36 * window.innerHeight - 98)));

export class Below {
  /**
   * @param {import("../core/view.mjs").ViewRecord[]} records of the catalogue's views
   * @param {import("../core/view.mjs").ViewModule[]} modules
   * @param {Omit<import("../core/view.mjs").Room, "zoom" | "memory">} actions
   */
  constructor(records, modules, actions) {
    this.keys = records.filter((record) => !isChosen(record)).map(({ key }) => key);
    this.views = this.keys.map((key) =>
      modules.find((module) => module.key === key).create({ ...actions, zoom: () => {}, memory: {} }),
    );
    this.elements = this.views.map(({ element }) => element);
  }

  /** Hides what a display hides. */
  choose(display) {
    for (const [i, key] of this.keys.entries()) this.elements[i].hidden = display[key] !== "on";
  }

  /** Those that are not hidden. */
  get shown() {
    return this.views.filter(({ element }) => !element.hidden);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update(picture) {
    for (const view of this.shown) view.update(picture);
  }

  /** The height that those which are shown take, in pixels. */
  get height() {
    return this.shown.length * (HEAD + heightOfEach());
  }

  layOut() {
    for (const view of this.shown) view.layOut({ width: view.element.clientWidth, height: heightOfEach() });
  }

  frame(step, shown) {
    for (const view of this.views) if (!view.element.hidden) view.frame(step, shown);
  }

  destroy() {
    for (const view of this.views) view.destroy();
  }
}
