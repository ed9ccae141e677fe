// The view that is chosen: which one, its stages, and where they stand.

import { isChosen, viewFor } from "../core/view.mjs";
import { h } from "../dom/elements.mjs";

export class Stages {
  /**
   * @param {import("../core/view.mjs").ViewRecord[]} records of the catalogue's views
   * @param {import("../core/view.mjs").ViewModule[]} modules
   * @param {Omit<import("../core/view.mjs").Room, "zoom" | "memory">} actions
   */
  constructor(records, modules, actions) {
    this.records = records.filter(isChosen);
    this.modules = Object.fromEntries(modules.map((module) => [module.key, module]));
    this.actions = actions;
    this.element = h("div", { className: "ov-shared" });
    this.memories = Object.fromEntries(modules.map(({ key }) => [key, {}]));
    this.record = null;
    this.all = [];
    this.word = ""; // why it is not the view that was asked for
  }

  /** The one stage for all paths, if that is what the view has. */
  get shared() {
    return this.record.place === "shared" ? this.all[0] : undefined;
  }

  /** Has a view shown, if it can be, on as many stages as it needs. Returns whether another one was shown before. */
  choose(wished, weights, panels) {
    const obstacles = Object.fromEntries(Object.values(this.modules).map(({ key, obstacle }) => [key, obstacle]));
    const { view, word } = viewFor(wished, { views: this.records, obstacles, weights });
    const changed = this.record !== view;
    if (changed) this.destroy();
    this.word = word;
    this.record = view;
    const count = view.place === "panels" ? panels.length : 1;
    while (this.all.length > count) this.all.pop().destroy();
    while (this.all.length < count) this.add(panels[this.all.length]);
    return changed;
  }

  add(panel) {
    const { key, place } = this.record;
    const zoom = (ranges) => this.zoom(ranges);
    const stage = this.modules[key].create({ ...this.actions, zoom, memory: this.memories[key] });
    this.all.push(stage);
    if (place === "panels") panel.mount(stage);
    else this.element.append(stage.element);
  }

  /** Has all stages show these ranges, or those that they began with. */
  zoom(ranges) {
    for (const stage of this.all) stage.setRanges?.(ranges);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update(picture) {
    if (this.record.place === "shared") this.all[0].update(picture);
    else for (const [i, stage] of this.all.entries()) stage.update({ ...picture, tracks: [picture.tracks[i]] });
  }

  /** @param {import("../core/view.mjs").Space} space of each stage */
  layOut(space) {
    for (const stage of this.all) stage.layOut(space);
  }

  frame(step, shown) {
    for (const stage of this.all) stage.frame(step, shown);
  }

  /** What a file has to know to look like what is shown. */
  get fileOptions() {
    const unset = Object.values(this.modules).map(({ fileOptions }) => fileOptions);
    return Object.assign({ view: this.record.key }, ...unset, this.all[0].fileOptions?.());
  }

  destroy() {
    while (this.all.length) this.all.pop().destroy();
  }
}
