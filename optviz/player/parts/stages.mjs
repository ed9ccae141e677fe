// The view that is chosen: which one, its stages, and where they stand.

import { isChosen, isOffered, viewFor } from "../core/view.mjs";
import { h, setText } from "../dom/elements.mjs";

/** @typedef {import("../core/view.mjs").View} View */
/** @typedef {import("../core/view.mjs").ViewRecord} ViewRecord */
/** @typedef {import("../core/view.mjs").ViewModule} ViewModule */

export class Stages {
  /**
   * @param {ViewRecord[]} records of the catalogue's views
   * @param {ViewModule[]} modules
   * @param {Omit<import("../core/view.mjs").Room, "zoom" | "memory">} actions
   * @param {HTMLElement} told what happened, in words
   */
  constructor(records, modules, actions, told) {
    this.records = records.filter(isChosen);
    this.modules = Object.fromEntries(modules.map((module) => [module.key, module]));
    this.obstacles = Object.fromEntries(modules.map(({ key, obstacle }) => [key, obstacle]));
    this.memories = Object.fromEntries(modules.map(({ key }) => [key, {}]));
    this.actions = actions;
    this.element = h("div", { className: "ov-shared" });
    this.told = told;
    this.picture = h("div", { className: "ov-picture" }, this.element, told);
    /** @type {ViewRecord | null} */
    this.record = null;
    /** @type {View[]} */
    this.all = [];
    this.word = ""; // why it is not the view that was asked for
    this.hasHeldOut = false;
  }

  /** The views, by their keys, that are not for what is shown. */
  get absent() {
    return this.records.filter((record) => !isOffered(record, this)).map(({ key }) => key);
  }

  /** The one stage for all paths, if that is what the view has. */
  get shared() {
    return this.record.place === "shared" ? this.all[0] : undefined;
  }

  /**
   * Has a view shown, if it can be, on as many stages as it needs. Returns whether another one was shown before.
   * @param {string} wished @param {number} weights of the surface @param {import("./panel.mjs").Panel[]} panels
   * @param {boolean} hasHeldOut whether it has two, and examples that are held out
   */
  choose(wished, weights, panels, hasHeldOut) {
    this.hasHeldOut = hasHeldOut;
    const { view, word } = viewFor(wished, { views: this.records, obstacles: this.obstacles, weights }, hasHeldOut);
    const changed = this.record !== view;
    if (changed) this.destroy();
    this.word = word;
    this.record = view;
    const count = view.place === "panels" ? panels.length : 1;
    while (this.all.length > count) this.all.pop().destroy();
    while (this.all.length < count) this.#add(panels[this.all.length]);
    return changed;
  }

  #add(panel) {
    const { key, place } = this.record;
    const zoom = (ranges) => this.zoom(ranges);
    const stage = this.modules[key].create({ ...this.actions, zoom, memory: this.memories[key] });
    stage.element.append(h("p", { className: "ov-unseen" }));
    this.all.push(stage);
    if (place === "panels") panel.mount(stage.element);
    else this.element.append(stage.element);
  }

  /** Has all stages show these ranges, or those that they began with. @param {[number, number][] | null} ranges */
  zoom(ranges) {
    for (const stage of this.all) stage.setRanges?.(ranges);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update(picture) {
    if (this.shared) this.shared.update(picture);
    else for (const [i, stage] of this.all.entries()) stage.update({ ...picture, tracks: [picture.tracks[i]] });
    if (picture.settled) this.describe(picture);
  }

  /** What is to be seen on each stage, for those who hear it; nothing where nobody says it. @param {import("../core/view.mjs").Picture} picture */
  describe({ ground, tracks }) {
    const ways = tracks.map(({ path }) => path.way);
    for (const [i, { element, inWords }] of this.all.entries()) {
      const shown = this.shared ? ways : [ways[i]];
      setText(element.querySelector(":scope > .ov-unseen"), [ground, ...shown, inWords].filter(Boolean).join(" "));
    }
  }

  /** Sizes for the stages. @param {import("../core/view.mjs").Space & { below: number }} room @param {import("./panels.mjs").Panels} panels */
  layOut(room, panels) {
    if (this.shared) return this.#layOutShared(room, panels);
    this.picture.append(this.told);
    const space = panels.layOutStages({ ...room, height: room.height - this.told.offsetHeight });
    for (const stage of this.all) stage.layOut(space);
  }

  /**
   * One stage, which leaves room for the curves, with the words under the panels beside it. Panels that are higher put the curves
   * out of view: then the stage is as high as the window allows, over its words.
   */
  #layOutShared(room, panels) {
    panels.layOutBare();
    const low = Math.max(0.6 * room.height, room.height - room.below);
    const areWordsBeside = panels.element.offsetHeight <= 0.9 * low;
    (areWordsBeside ? panels.element.parentElement : this.picture).append(this.told);
    const width = this.element.clientWidth;
    const rows = this.shared.rowsIn?.(width) ?? 1;
    const wished = areWordsBeside ? low : room.height - this.told.offsetHeight;
    this.shared.layOut({ width, height: rows * Math.round(Math.max(240, Math.min(wished, 0.86 * width, 720))) });
  }

  /** @param {number} step @param {import("../core/view.mjs").Shown} shown */
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
