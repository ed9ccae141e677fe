// Training and held-out: the loss that is trained on and that on held-out examples, side by side, all paths on both.

import { heldOutSaid, withHeldOut } from "../core/held-out.mjs";
import { shadeOf } from "../core/interpolation.mjs";
import { row } from "../core/payload.mjs";
import { say } from "../core/say.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { Stage } from "./stage.mjs";

/** @typedef {import("../core/view.mjs").View} View */
/** @typedef {import("../core/view.mjs").ColouredTrack} ColouredTrack */
/** @typedef {import("../core/run.mjs").Surface} Surface */

const NARROW = 560; // pixels: below, the plots stand over each other
const GAP = 12; // between them
const TALLEST = 1.15; // times as high as wide: beyond, there is more to be seen outside of the domain than inside
const SIDES = { display: "flex", alignItems: "end", columnGap: `${GAP}px` };
const SIDE = { flex: "1 1 0", minWidth: 0 };
const TITLE = { margin: "0 0 4px", textAlign: "center", fontWeight: 600, lineHeight: "1.4" };
const TYPE = 14; // of the titles, where others have that of plots

/** @implements {View} */
class Grounds {
  /** @param {import("../core/view.mjs").Room} room */
  constructor(room) {
    const { drawn, quantities_said: said } = room.catalogue;
    this.catalogue = room.catalogue;
    this.stages = [new Stage(room), new Stage(room)];
    this.stages[1].named = { ...drawn, minimum: drawn.held_out_minimum };
    this.titles = [said.loss, said.held_out].map((title) => h("p", { title }));
    for (const { style } of this.titles) Object.assign(style, TITLE);
    this.figures = this.stages.map(({ element }, i) => h("div", { role: "group" }, this.titles[i], element));
    for (const { style } of this.figures) Object.assign(style, SIDE);
    this.element = h("div", {}, ...this.figures);
    /** @type {Surface | null} whose grounds they are */
    this.surface = null;
    /** @type {Surface[]} */
    this.grounds = [];
    /** The second ground in words. */
    this.inWords = "";
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update(picture) {
    const { surface, tracks, theme } = picture;
    const { parameters, domain } = this.catalogue.surfaces[surface.key];
    if (this.surface !== surface) [this.surface, this.grounds] = [surface, groundsOf(surface)];
    const [training, heldOut = training] = this.grounds;
    this.stages[0].update({ ...picture, surface: training });
    this.stages[1].update({ ...picture, surface: heldOut, tracks: tracks.map(onHeldOut) });
    this.stages[1].element.style.visibility = this.isThere ? "" : "hidden";
    const titles = titlesOf(parameters);
    for (const [i, title] of titles.entries()) {
      setText(this.titles[i], capital(title));
      this.titles[i].style.fontSize = `${TYPE * theme.unit}px`;
      this.figures[i].setAttribute("aria-label", title);
    }
    this.inWords = picture.settled && this.isThere ? heldOutSaid(titles[1], surface.held_out.minima, tracks, domain) : "";
  }

  /** What both show alike is that of the first. */
  get tracks() {
    return this.stages[0].tracks;
  }

  get view() {
    return this.stages[0].view;
  }

  get drawnTo() {
    return Math.min(...this.stages.map(({ drawnTo }) => drawnTo));
  }

  /** Whether the ground of the loss on held-out examples has come. */
  get isThere() {
    return this.grounds.length > 1;
  }

  rowsIn(/** @type {number} */ width) {
    return width < NARROW ? 2 : 1;
  }

  /** @param {import("../core/view.mjs").Space} space */
  layOut({ width, height }) {
    const rows = this.rowsIn(width);
    Object.assign(this.element.style, rows > 1 ? { display: "block" } : SIDES);
    const own = rows > 1 ? width : Math.floor((width - GAP) / 2);
    const highest = Math.floor(height / rows) - Math.max(...this.titles.map(({ offsetHeight }) => offsetHeight)) - 4;
    for (const stage of this.stages) stage.layOut({ width: own, height: Math.min(highest, Math.round(TALLEST * own)) });
  }

  /** Taylor models are those of the loss that is trained on. @param {number} step @param {import("../core/view.mjs").Shown} shown */
  frame(step, shown) {
    this.stages[0].frame(step, shown);
    this.stages[1].frame(step, { ...shown, taylor: false });
  }

  isDrawn() {
    return this.isThere && this.stages.every((stage) => stage.isDrawn());
  }

  setRanges(ranges) {
    for (const stage of this.stages) stage.setRanges(ranges);
  }

  destroy() {
    for (const stage of this.stages) stage.destroy();
    this.element.remove();
  }
}

/** What stands over the plots, as `ground_titles` in optviz/picture/words.py has it. @param {{ key: string }[]} parameters */
function titlesOf(parameters) {
  const has = (/** @type {string} */ name) => parameters.some(({ key }) => key === name);
  const training = say("loss on training examples");
  if (has("l2")) return [training, say("loss on held-out examples, without penalties")];
  if (has("keep")) return [training, say("loss on held-out examples, without dropout")];
  return [training, say("loss on held-out examples")];
}

/** A track whose losses are those on held-out examples. @param {ColouredTrack} track */
const onHeldOut = (track) => ({ ...track, losses: track.curves.held_out ?? track.losses });

/** A surface as it is on both grounds, once the second one is there. @param {Surface} surface @returns {Surface[]} */
function groundsOf(surface) {
  const { held_out: told, heldShares, id, shares, lowest, highest, minima } = surface;
  if (!told) return [surface];
  const { minima: found, ...scale } = told;
  const shade = shadeOf(scale.detail);
  const spans = [highest - lowest, scale.highest - scale.lowest];
  const onScale = (share) => (share * spans[0] + (lowest - scale.lowest)) / spans[1];
  const ground = (name, all) => ({
    ...surface,
    ...scale,
    id: `${id} ${name}`,
    shares: all,
    shades: all.map((one) => one.map(shade)),
  });
  const training = shares.map((/** @type {any} */ line) => line.map(onScale));
  const heldOut = Array.from({ length: heldShares.shape[0] }, (_, i) => row(heldShares, i));
  const lowestPlaces = found.flatMap(({ point }) => point);
  return [
    ground("beside held-out", training),
    { ...ground("held out", heldOut), minima: lowestPlaces, others: minima, curvesOfMinima: [] },
  ];
}

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "held_out", create: (room) => new Grounds(room), beside: withHeldOut };
