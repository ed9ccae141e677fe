// One quantity of every run, perhaps with another beside it, against steps or gradients taken, on one chart with the playhead's line.

import { BESIDE, curvePixels, headAt, piecesOf, rowsOfSquares } from "../core/curve.mjs";
import { displayOptionsOf } from "../core/display.mjs";
import { batchNote, epochLength, epochMarks, epochNote } from "../core/epochs.mjs";
import { nearestRow, pointAt } from "../core/geometry.mjs";
import { written } from "../core/numbers.mjs";
import { divergence, hasDiverged } from "../core/run.mjs";
import { say } from "../core/say.mjs";
import { capital, h, setText, setValue } from "../dom/elements.mjs";
import { moving } from "../dom/moving.mjs";
import { Axes, marginOf } from "../layers/axes.mjs";
import { drawMark, swatch } from "../layers/marks.mjs";
import { drawSquares, fitCanvas, markBest, roundedDash, trace } from "../layers/paths.mjs";

const MARGIN = { l: 5.3, r: 1.3, t: 0.7, b: 3.1 }; // in sizes of the axes' type
const ABOVE = 1.4; // likewise: over the plot, where epochs are marked
const CURSOR = 24; // pixels: the width of the playhead's line with the heads on it

/** @typedef {import("../core/view.mjs").View} View */

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "curves", create: (room) => new Curves(room) };

/** @implements {View} */
class Curves {
  /** @param {import("../core/view.mjs").Room} on */
  constructor(on) {
    const { against: titles, quantities_said: said, state_said: ofState } = on.catalogue;
    this.titles = titles;
    this.said = (key) => said[key] ?? ofState;
    const chooser = ({ key, title, choices }) => select(capital(title), (value) => on.choose(key, value), choices);
    const [quantity, against, scale] = displayOptionsOf(on.catalogue.display, "curves").map(chooser);
    this.quantity = quantity;
    this.against = against;
    this.scale = scale;
    this.note = h("span", { className: "ov-note" });
    this.toldOf = ""; // the quantity that is told of
    this.tracks = [];
    this.numSteps = 0;
    this.epoch = 0; // steps
    this.hasEpochs = false; // and room for their marks
    this.theme = this.rules = null; // see `update`
    this.axes = new Axes();
    this.axesShow = null; // what they were drawn for
    this.plot = h("div", { className: "ov-plot" }, this.axes.element);
    this.still = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.moving = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.cursor = h("canvas", { className: "ov-canvas ov-cursor", "aria-hidden": "true" });
    this.moveCursor = moving(this.cursor);
    this.tip = h("div", { className: "ov-tip", role: "tooltip", hidden: true });
    this.stage = h("div", { className: "ov-stage ov-curves-stage" }, this.plot, this.still, this.moving, this.cursor, this.tip);
    this.words = h("p", { className: "ov-unseen" });
    this.together = h("p", { className: "ov-source", hidden: true }); // how runs end together and alone
    this.legend = h("div", { className: "ov-curves-legend" });
    const head = h("div", { className: "ov-curves-head" }, this.quantity, this.against, this.scale, this.note, this.legend);
    this.element = h(
      "section",
      { className: "ov-curves", "aria-label": say("Curves") },
      head,
      this.words,
      this.together,
      this.stage,
    );
    const seek = (event) => on.seek(this.stepAt(event));
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.inner) return;
      this.stage.setPointerCapture(event.pointerId);
      seek(event);
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (this.stage.hasPointerCapture(event.pointerId)) seek(event);
      else this.hovered(event);
    });
    this.stage.addEventListener("pointerleave", () => (this.tip.hidden = true));
    this.range = null;
  }

  /** Takes over the tracks, and which quantity of them to show. */
  update({ tracks, curves, offered, display, numSteps, theme, rules, settled, epoch = 1 }) {
    Object.assign(this, { tracks, numSteps, theme, rules, epoch });
    this.showChoices(display, offered);
    this.nameTracks(tracks);
    const { curve: key, against, scale } = display;
    const other = Object.hasOwn(BESIDE, key) ? BESIDE[key] : null;
    if (!(key in curves) || (other && !(other in curves))) return; // it is asked for
    const { base, ranges, said, told } = curves[key];
    if (settled) setText(this.words, [said, epoch > 1 && capital(epochNote(epoch))].filter(Boolean).join(" "));
    if (settled && (said !== undefined || this.toldOf !== key)) this.tell(key, told ?? "");
    const { note, ...range } = ranges[scale];
    this.base = base;
    this.values = tracks.map((track) => track.curves[key]);
    this.beside = tracks.map((track) => (other && track.curves[key] ? track.curves[other] : null));
    this.across = tracks.map(({ gradientsTaken }) => (against === "steps" ? null : gradientsTaken));
    const end = Math.max(1, ...this.across.map((taken) => (taken ? taken.at(-1) : numSteps)));
    const wanted = { ...range, end, label: this.titles[against] };
    setText(this.note, note);
    const chosen = `${key} ${against} ${scale}`;
    const changed = this.chosen !== chosen || this.range?.end !== end || this.range?.logarithmic !== range.logarithmic;
    this.chosen = chosen;
    if (settled || changed) this.range = wanted;
    if (this.size && this.hasEpochs !== epoch > 1) this.layOut(this.size);
    else this.place();
  }

  /** What is said over the curves of a quantity: it stays while nobody has said anything newer. */
  tell(/** @type {string} */ key, /** @type {string} */ told) {
    this.toldOf = key;
    setText(this.together, told);
    this.together.hidden = !told;
  }

  /** The choice of quantities: those of every run, and the fields of the states that are here. */
  showChoices(display, offered) {
    const titles = display.curve in offered ? offered : { ...offered, [display.curve]: display.curve };
    const keys = Object.keys(titles).join();
    if (this.offered !== keys) {
      this.offered = keys;
      const entries = Object.entries(titles).map(([key, title]) => h("option", { value: key }, capital(title)));
      this.quantity.replaceChildren(...entries);
    }
    setValue(this.quantity, display.curve);
    this.quantity.title = this.said(display.curve);
    setValue(this.against, display.against);
    setValue(this.scale, display.scale);
  }

  /** The legend: a sample and the name of each path. */
  nameTracks(tracks) {
    const entry = () => h("span", { className: "ov-curves-name" }, swatch(), h("span", {}));
    while (this.legend.children.length > tracks.length) this.legend.lastChild.remove();
    while (this.legend.children.length < tracks.length) this.legend.append(entry());
    tracks.forEach(({ path, colour }, i) => {
      const [sample, name] = this.legend.children[i].children;
      sample.show(path, colour, this.theme);
      setText(name, path.label);
    });
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.stage.style.height = `${height}px`;
    this.hasEpochs = this.epoch > 1;
    const margin = marginOf(this.axes.element, this.hasEpochs ? { ...MARGIN, t: ABOVE } : MARGIN);
    this.margin = margin;
    this.inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
    for (const canvas of [this.still, this.moving, this.cursor]) {
      canvas.style.left = `${margin.l}px`;
      canvas.style.top = `${margin.t}px`;
    }
    this.stillContext = fitCanvas(this.still, this.inner.width, this.inner.height);
    this.movingContext = fitCanvas(this.moving, this.inner.width, this.inner.height);
    this.cursorWidth = 0;
    this.drawn = null;
    this.place();
  }

  drawAxes(frame) {
    const { size, margin, theme, rules, epoch } = this;
    const { low, high, logarithmic, end, label } = this.range;
    const shown = this.tracks.map(({ path }) => this.rowsOf(path));
    const length = epoch > 1 && epochLength(epoch, this.across, shown);
    const wanted = `${frame} ${epoch} ${length}`;
    if (this.axesShow === wanted) return;
    this.axesShow = wanted;
    const over = length ? epochMarks(length, end, this.inner.width / (margin.l / MARGIN.l), rules) : [];
    const title = epoch > 1 ? `${label} · ${epochNote(epoch, over[0]?.place / length)}` : label;
    const x = { range: [0, end], most: rules.most.across, whole: true, grid: true, title, short: label, over };
    const y = { range: [low, high], most: rules.most.upwards, logarithmic, grid: true };
    this.axes.draw({ size, margin, x, y, theme, rules });
  }

  /** The curves' pixels and lines: those that changed since the last time lie on a canvas of their own, over the others. */
  place() {
    if (!this.inner || !this.values) return;
    const { tracks, theme, range, base, inner, drawn } = this;
    const frame = JSON.stringify([theme, range, base, inner]);
    this.drawAxes(frame);
    const curves = tracks.map(({ colour, path }, i) => ({
      values: this.values[i],
      beside: this.beside[i],
      across: this.across[i],
      rows: this.rowsOf(path),
      colour,
      dash: path.dash,
    }));
    const comparable = drawn?.frame === frame && drawn.curves.length === curves.length;
    const changed = curves.map((curve, i) => !comparable || !looksLike(curve, drawn.curves[i]));
    this.pixels = curves.map((curve, i) => (changed[i] ? this.pixelsOf(curve, curve.values) : this.pixels[i]));
    this.pixelsBeside = curves.map((curve, i) => (changed[i] ? this.pixelsOf(curve, curve.beside) : this.pixelsBeside[i]));
    this.cursorAt = null;
    const moving = changed.includes(true) ? changed : drawn.moving;
    this.drawn = { frame, curves, moving };
    if (moving !== changed) return;
    if (!comparable || String(moving) !== String(drawn.moving)) this.strokeOn(this.stillContext, (i) => !moving[i]);
    this.strokeOn(this.movingContext, (i) => moving[i]);
  }

  /** The pixels of the rows before a run diverges. */
  pixelsOf(curve, values) {
    return values && curvePixels({ ...curve, values }, { ...this.range, ...this.inner, base: this.base });
  }

  strokeOn(context, isWanted) {
    context.clearRect(0, 0, this.inner.width, this.inner.height);
    const { curve: width, ahead: thin } = this.theme.strokes;
    this.drawn.curves.forEach((curve, i) => {
      if (!this.pixels[i] || !isWanted(i)) return;
      const beside = this.pixelsBeside[i];
      if (beside) {
        strokeLine(context, beside, curve, thin);
        drawSquares(context, beside, rowsOfSquares(this.numSteps + 1), curve.colour, this.theme);
      }
      strokeLine(context, this.pixels[i], curve, width);
      const { path } = this.tracks[i];
      if (path.best !== null) markBest(context, beside ?? this.pixels[i], path.best, this.theme);
      if (hasDiverged(path, this.numSteps)) this.drawHead(context, i, this.pixels[i].slice(-2), true);
    });
    context.setLineDash([]);
  }

  /** The mark of a path on its curve, if that is there. */
  drawHead(context, i, place, diverged, left = 0) {
    const { theme, inner } = this;
    const { colour, path } = this.tracks[i];
    const head = headAt(place, inner.height);
    const style = { mark: path.mark, colour, theme, diverged, size: theme.shares.on_curve };
    if (head) drawMark(context, head[0] - left, head[1], style);
  }

  /** The playhead's line and the heads; those of runs that have diverged stay at the ends of their curves. */
  frame(step) {
    if (!this.pixels || this.cursorAt === step) return;
    this.cursorAt = step;
    const { inner, theme } = this;
    const together = this.across.every((taken) => !taken); // at one step, all heads are on one line
    const line = (step / this.range.end) * inner.width;
    const left = together ? Math.round(line) - CURSOR / 2 : 0;
    const context = this.cursorAcross(left, together ? CURSOR : inner.width);
    if (together) {
      context.fillStyle = theme.muted;
      context.fillRect(line - left - 0.5, 0, 1, inner.height);
    }
    this.tracks.forEach(({ path }, j) => {
      if (!this.pixels[j] || hasDiverged(path, step)) return;
      this.drawHead(context, j, pointAt(this.pixels[j], step), false, left);
    });
  }

  /** The cursor's canvas, emptied, over a part of the curves: what is no wider than it must be is painted sooner. */
  cursorAcross(left, width) {
    if (this.cursorWidth !== width) this.cursorContext = fitCanvas(this.cursor, width, this.inner.height);
    else this.cursorContext.clearRect(0, 0, width, this.inner.height);
    this.cursorWidth = width;
    this.moveCursor(left);
    return this.cursorContext;
  }

  /** The pixel under the pointer, and how many steps or gradients taken that is. */
  at(event) {
    const box = this.stage.getBoundingClientRect();
    const x = Math.min(this.inner.width, Math.max(0, event.clientX - box.left - this.margin.l));
    return { x, y: event.clientY - box.top - this.margin.t, across: Math.round((x / this.inner.width) * this.range.end) };
  }

  /** The step to seek: against gradients, which each run takes at its own pace, that of the nearest curve. */
  stepAt(event) {
    const { x, y, across } = this.at(event);
    if (this.across.every((taken) => !taken)) return across;
    const found = this.pixels.filter(Boolean).map((pixels) => nearestRow(pixels, x, y));
    return found.reduce((best, one) => (one.distance < best.distance ? one : best), { row: 0, distance: Infinity }).row;
  }

  /** All runs at the step, or at the number of gradients, under the pointer. */
  hovered(event) {
    if (!this.pixels || event.pointerType === "touch") return;
    const { across } = this.at(event);
    const lines = this.tracks.map(({ path }, j) => `${path.label}  ${this.told(path, j, across)}`);
    const isStep = this.across.every((taken) => !taken);
    const title = isStep ? say("step {step}", { step: across }) : `${across} ${this.range.label}`;
    if (isStep && this.epoch > 1) lines.unshift(batchNote(across, this.epoch));
    this.tip.hidden = false;
    setText(this.tip, [title, ...lines].join("\n"));
    const x = this.margin.l + (across / this.range.end) * this.inner.width;
    const left = x > this.size.width / 2;
    this.tip.style.transform = `translate(${x + (left ? -12 : 12)}px, ${this.margin.t}px) translateX(${left ? "-100%" : "0"})`;
  }

  /** The value of a path at so many steps or gradients, in words. */
  told(path, j, across) {
    const [values, taken] = [this.values[j], this.across[j]];
    const rows = this.rowsOf(path);
    const passed = across > (taken ? taken.at(-1) : rows - 1);
    if (values && passed && path.diverged_at !== null) return divergence(path);
    const row = taken ? taken.subarray(0, rows).findLastIndex((count) => count <= across) : across;
    const own = written(values && !passed ? values[row] + this.base : null, 4);
    const beside = this.beside[j];
    return beside && !passed ? `${own}  □ ${written(beside[row] + this.base, 4)}` : own;
  }

  /** How many rows of a path are shown: those before it diverges. */
  rowsOf({ diverged_at: divergedAt }) {
    return divergedAt === null ? this.numSteps + 1 : Math.max(1, divergedAt);
  }

  /** Whether all that was last asked for is on the page. */
  isDrawn() {
    return Boolean(this.pixels) && this.cursorAt !== null;
  }

  destroy() {
    this.element.remove();
  }
}

/** A line through flat pairs of pixels, but for its gaps. */
function strokeLine(context, pixels, { colour, dash }, /** @type {number} */ width) {
  context.lineWidth = width;
  context.strokeStyle = colour;
  context.setLineDash(roundedDash(dash, width));
  for (const [from, to] of piecesOf(pixels)) {
    trace(context, pixels, from, to);
    context.stroke();
  }
}

function looksLike(curve, other) {
  const names = ["colour", "values", "beside", "across", "rows"];
  return names.every((name) => curve[name] === other[name]);
}

function select(label, onchange, titles = {}) {
  const entries = Object.entries(titles).map(([value, title]) => h("option", { value }, title));
  const element = h("select", { className: "ov-select", "aria-label": label }, ...entries);
  element.addEventListener("change", () => onchange(element.value));
  return element;
}
