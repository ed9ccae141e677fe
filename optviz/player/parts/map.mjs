// A map with its axes and its key: the hand reads its cells and sends one to the player, whose own setting is a mark on it.

import { placeOn, valueOn } from "../core/axes.mjs";
import { cellOn, dotPending, extentOf, pixelsOf, said } from "../core/map.mjs";
import { PENDING } from "../core/map-looks.mjs";
import { say } from "../core/say.mjs";
import { h, setText } from "../dom/elements.mjs";
import { pixelRatio } from "../dom/paper.mjs";
import { listenToPinch } from "../dom/pinch.mjs";
import { listenToZoom } from "../dom/zoom.mjs";

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [1, 0], ArrowDown: [-1, 0] };
const PAGE = 8; // cells that an arrow key with Shift goes
const CLOSER = 2; // times, by the keys + and −
const NO_MARGIN = { l: 0, t: 0, r: 0, b: 0 };
const WHEEL = 0.0025; // of a pinch on a touchpad, by its own measure

/** @typedef {import("../core/axes.mjs").Axis} Axis */
/** @typedef {import("../core/sweeping.mjs").Outcomes} Outcomes */
/**
 * What a map is told to do: `point(cell values or null)`, `pick(values, settled)`, `zoom(ranges or null)` with the ends of each axis.
 * @typedef {{ point: (values: number[] | null) => void, pick: (values: number[]) => void, zoom: (ends: number[][] | null) => void }} On
 */

export class MapView {
  /** @param {On} on @param {any} rules those of looks */
  constructor(on, rules) {
    this.on = on;
    this.rules = rules;
    /** @type {Outcomes | null} */
    this.found = null;
    /** @type {import("../core/map-looks.mjs").Looks | null} */
    this.looks = null;
    /** @type {Axis[]} */
    this.axes = [];
    /** @type {string[]} of the axes */
    this.titles = [];
    /** @type {string[]} where the minima are, in words */
    this.minima = [];
    /** @type {any} */
    this.theme = null;
    this.told = ""; // where no cell is pointed at
    this.isPending = false; // whether cells between those that are there are shown as not yet computed
    /** @type {number[] | null} row and column under the hand */
    this.cell = null;
    /** @type {(number | null)[]} of the player's own setting, on each axis */
    this.own = [];
    /** @type {(number | null)[][]} the settings of other rules whose map it is */
    this.others = [];
    /** @type {{ border: number[][], optimum: number[][] }} in values of the axes */
    this.theory = { border: [], optimum: [] };
    /** @type {ArrayLike<number> | null} weights of the run that is shown, row after row */
    this.path = null;
    this.title = h("h3", { className: "ov-map-title" });
    this.canvas = h("canvas", { className: "ov-map", "aria-hidden": "true" });
    this.over = h("canvas", { className: "ov-map-over", "aria-hidden": "true" });
    this.across = h("div", { className: "ov-map-across", "aria-hidden": "true" });
    this.upwards = h("div", { className: "ov-map-upwards", "aria-hidden": "true" });
    this.names = [h("div", { className: "ov-map-name" }), h("div", { className: "ov-map-name ov-upright" })];
    this.text = h("p", { className: "ov-map-said", role: "status" }, say("The map is on its way."));
    this.hand = h("div", { className: "ov-map-hand", tabIndex: 0, role: "application" });
    this.frame = h("div", { className: "ov-map-frame" }, this.canvas, this.over, this.hand);
    const sheet = h("div", { className: "ov-map-sheet" }, this.names[1], this.upwards, this.frame, this.across, this.names[0]);
    this.element = h("section", { className: "ov-map-view" }, this.title, sheet, this.text);
    this.stopZoom = listenToZoom(this.hand, this.hand, {
      view: () => (this.found ? this.view : null),
      clicked: (pixel) => !this.hasPinched && this.pick(this.cellAt(pixel)),
      clickedTwice: () => on.zoom(null),
      zoom: (ranges) => this.zoom(ranges),
    });
    this.gone = new AbortController();
    this.hasPinched = false; // since a first finger came down
    this.hand.addEventListener("pointerdown", ({ isPrimary }) => {
      if (isPrimary) this.hasPinched = false;
    });
    const pinch = { view: () => (this.found ? this.view : null), zoom: (ranges) => this.pinch(ranges) };
    listenToPinch(this.hand, pinch, this.gone.signal);
    this.hand.addEventListener("pointermove", (event) => this.hovered(event));
    this.hand.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "touch") on.point(null); // a finger leaves each time; what it has tapped stays to be read
    });
    this.hand.addEventListener("blur", () => on.point(null));
    this.hand.addEventListener("keydown", (event) => this.keyed(event));
    this.hand.addEventListener("wheel", (event) => this.pinched(event), { passive: false });
    this.observer = new ResizeObserver(() => this.paint());
    this.observer.observe(this.frame);
  }

  /** Which map comes: its name, and its axes with their titles and ticks. */
  fit({ title, axes, titles, ticks, theme, minima }) {
    Object.assign(this, { axes, titles, theme, minima });
    setText(this.title, title);
    this.hand.setAttribute(
      "aria-label",
      say("{title}. Arrow keys move from cell to cell, Enter shows the run of one, plus and minus zoom.", { title }),
    );
    for (const [i, name] of this.names.entries()) setText(name, titles[i] ?? "");
    const tick = (side, { share, text }) =>
      h("span", { className: "ov-map-tick", style: `${side}: ${(100 * share).toFixed(3)}%` }, text);
    this.across.replaceChildren(...ticks[0].map((one) => tick("left", one)));
    this.upwards.replaceChildren(...(ticks[1] ?? []).map((one) => tick("bottom", one)));
    this.frame.classList.toggle("ov-is-strip", axes.length < 2);
    this.mark();
  }

  /** @param {Outcomes} found @param {import("../core/map-looks.mjs").Looks} looks */
  show(found, looks) {
    const before = this.found?.shape;
    if (found !== this.found) this.isPending = false;
    Object.assign(this, { found, looks });
    if (this.cell && before) {
      const { shape } = found;
      this.cell = this.cell.map((place, i) => Math.round((place / Math.max(1, before[i] - 1)) * (shape[i] - 1)));
    }
    this.paint();
    this.say();
  }

  /** Shows which cells are not yet computed, until another map comes; one without a cell shows it by itself. */
  pend() {
    if (this.isPending || !this.found || Number.isNaN(this.found.losses[0])) return;
    this.isPending = true;
    this.paint();
    this.say();
  }

  /** What is said where no cell is pointed at. */
  tell(/** @type {string} */ text) {
    this.told = text;
    this.say();
  }

  paint() {
    const { looks, rules } = this;
    if (!looks) return;
    const ratio = pixelRatio();
    const box = this.canvas.getBoundingClientRect();
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (!width || !height) return;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      for (const canvas of [this.canvas, this.over]) Object.assign(canvas, { width, height });
    }
    const size = { width, height, unit: ratio, finest: this.finest };
    const pixels = pixelsOf({ looks: looks.looks, patterns: rules.patterns }, looks.places, size);
    if (this.isPending) {
      const tile = rules.patterns[looks.looks[PENDING][1]];
      dotPending(pixels, looks.places.shape, size, { tile, inks: [this.theme.muted, this.theme.paper] });
    }
    this.canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
    this.mark();
  }

  /** How many cells the sides have in the end, upwards and across. */
  get finest() {
    return [this.axes[1]?.cells ?? 1, this.axes[0].cells];
  }

  /** Draws what lies over the map: theory, the run, the own setting, and the cell under the hand. */
  mark() {
    const { width, height } = this.over;
    if (!this.theme || !width) return;
    const ratio = pixelRatio();
    const pen = this.over.getContext("2d");
    /** @returns {[number, number]} */
    const at = (/** @type {ArrayLike<number>} */ values) => {
      const [x, y] = this.axes.map((axis, i) => placeOn(axis, values[i]) / axis.cells);
      return [x * width, (1 - (y ?? 0.5)) * height];
    };
    pen.clearRect(0, 0, width, height);
    const both = (draw, wide, dash = []) => {
      for (const [colour, line, gaps] of [
        [this.theme.paper, wide + 2.2, []],
        [this.theme.ink, wide, dash],
      ]) {
        Object.assign(pen, { strokeStyle: colour, lineWidth: line * ratio, lineJoin: "round" });
        pen.setLineDash(gaps.map((length) => length * ratio));
        pen.beginPath();
        draw();
        pen.stroke();
      }
      pen.setLineDash([]);
    };
    const { border, optimum } = this.theory;
    both(() => alongEach(border, (values) => pen.lineTo(...at(values))), 1.8, [5, 3]);
    both(() => alongEach(optimum, (values) => cross(pen, ...at(values), 5 * ratio)), 1.8);
    if (this.path) both(() => alongPath(pen, this.path, this.axes.length, at), 1.4);
    for (const place of this.others.filter(isOn)) both(() => ring(pen, ...at(place), 4 * ratio), 1.8);
    if (isOn(this.own)) both(() => ring(pen, ...at(this.own), 6.5 * ratio), 2.2);
    if (this.cell) both(() => this.outline(pen, width, height, ratio), 1.8);
  }

  outline(pen, width, height, ratio) {
    const { shape } = this.found;
    const [row, column] = this.cell;
    const [bottom, top] = extentOf(row, shape[0], this.finest[0]);
    const [left, right] = extentOf(column, shape[1], this.finest[1]);
    const sides = [Math.max((right - left) * width, 6 * ratio), Math.max((top - bottom) * height, 6 * ratio)];
    const middle = [((left + right) / 2) * width, (1 - (top + bottom) / 2) * height];
    pen.rect(middle[0] - sides[0] / 2, middle[1] - sides[1] / 2, sides[0], sides[1]);
  }

  say() {
    setText(this.text, this.cell && this.found ? this.saidOfCell : this.told);
  }

  get saidOfCell() {
    const told = said(this, this.found, this.cell);
    return this.isPending ? say("{told}; the cells around it are not yet computed", { told }) : told;
  }

  /** Has the cell pointed at that is nearest to some values, or none. @param {number[] | null} values */
  point(values) {
    const share = (i) => placeOn(this.axes[i], values[i]) / this.axes[i].cells;
    const { found, finest } = this;
    if (!values || !found) this.cell = null;
    else {
      const [rows, columns] = found.shape;
      this.cell = [this.axes.length > 1 ? cellOn(share(1), rows, finest[0]) : 0, cellOn(share(0), columns, finest[1])];
    }
    this.say();
    this.mark();
  }

  // The hand

  /** The map as something that can be zoomed: along each axis evenly. */
  get view() {
    const { width, height } = this.hand.getBoundingClientRect();
    const ends = this.finest.toReversed().map((cells) => /** @type {[number, number]} */ ([0, cells]));
    return { width, height, ranges: ends, equally: false, margin: NO_MARGIN };
  }

  /** Row and column. @param {number[]} pixel @returns {number[]} */
  cellAt([x, y]) {
    const { width, height } = this.hand.getBoundingClientRect();
    const [rows, columns] = this.found.shape;
    return [cellOn(1 - y / height, rows, this.finest[0]), cellOn(x / width, columns, this.finest[1])];
  }

  /** @param {number[]} cell */
  valuesAt([row, column]) {
    return [this.found.x[column], this.found.y[row]].slice(0, this.axes.length);
  }

  hovered(event) {
    if (event.buttons || event.pointerType === "touch" || !this.found) return;
    const box = this.hand.getBoundingClientRect();
    this.on.point(this.valuesAt(this.cellAt([event.clientX - box.left, event.clientY - box.top])));
  }

  pick(cell) {
    const values = this.valuesAt(cell);
    this.on.point(values);
    this.on.pick(values);
  }

  /** Shows ranges that are given in cells. @param {[number, number][]} ranges */
  zoom(ranges) {
    const ends = this.axes.map((axis, i) => ranges[i].map((at) => valueOn(axis, at)));
    this.on.zoom(ends);
  }

  /** Two fingers show other ranges: no click comes of it. @param {[number, number][]} ranges */
  pinch(ranges) {
    this.hasPinched = true;
    this.zoom(ranges);
  }

  /** Closer or wider around a place, given in shares from the lower left corner. */
  scale(factor, shares) {
    const around = this.view.ranges.map(([low, high], i) => {
      const [middle, half] = [low + (shares[i] ?? 0.5) * (high - low), (factor * (high - low)) / 2];
      return /** @type {[number, number]} */ ([middle - half, middle + half]);
    });
    this.zoom(around);
  }

  pinched(event) {
    if (!event.ctrlKey || !this.found) return;
    event.preventDefault();
    const box = this.hand.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    const factor = Math.exp(Math.max(-1, Math.min(1, WHEEL * event.deltaY)));
    this.scale(
      factor,
      [x, y].map((share) => share + factor * (0.5 - share)), // what is under the pointer stays there
    );
  }

  keyed(event) {
    if (!this.found || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.actOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  actOf({ key, shiftKey }) {
    const { shape } = this.found;
    const move = STEPS[key];
    if (move) {
      const far = shiftKey ? PAGE : 1;
      const from = this.cell ?? shape.map((count) => Math.floor(count / 2));
      return () => this.on.point(this.valuesAt(from.map((at, i) => Math.min(shape[i] - 1, Math.max(0, at + far * move[i])))));
    }
    if (key === "Enter" && this.cell) return () => this.pick(this.cell);
    if (key === "+" || key === "=") return () => this.scale(1 / CLOSER, this.handShares);
    if (key === "-") return () => this.scale(CLOSER, [0.5, 0.5]);
    return key === "0" ? () => this.on.zoom(null) : null;
  }

  /** Where the cell under the hand is, so that a key brings that closer; the middle if there is none. */
  get handShares() {
    if (!this.cell) return [0.5, 0.5];
    const values = this.valuesAt(this.cell);
    return this.axes.map((axis, i) => placeOn(axis, values[i]) / axis.cells);
  }

  destroy() {
    this.stopZoom();
    this.gone.abort();
    this.observer.disconnect();
    this.element.remove();
  }
}

function alongEach(places, draw) {
  for (const values of places) draw(values);
}

function cross(pen, x, y, reach) {
  pen.moveTo(x - reach, y - reach);
  pen.lineTo(x + reach, y + reach);
  pen.moveTo(x - reach, y + reach);
  pen.lineTo(x + reach, y - reach);
}

/** Whether a setting is between the ends of all axes. */
const isOn = (/** @type {(number | null)[]} */ place) => place.length > 0 && place.every((value) => value !== null);

function ring(pen, x, y, reach) {
  pen.moveTo(x + reach, y);
  pen.arc(x, y, reach, 0, 2 * Math.PI);
}

function alongPath(pen, points, weights, at) {
  for (let i = 0; i < points.length; i += weights) pen.lineTo(...at([points[i], points[i + 1]]));
}
