// One quantity of every run, against steps or gradients taken, on one chart with the playhead's line.

import { nearestRow, pointAt } from "../core/geometry.mjs";
import { written } from "../core/numbers.mjs";
import { QUANTITIES, quantityOf } from "../core/quantities.mjs";
import { h, setText } from "../dom/elements.mjs";
import { Axes, marginOf } from "../layers/axes.mjs";
import { drawMark, swatch } from "../layers/marks.mjs";
import { fitCanvas, trace } from "../layers/paths.mjs";

const MARGIN = { l: 5.3, r: 1.3, t: 0.7, b: 3.1 }; // in sizes of the axes' type
const LEAST = 1e-12; // the lowest value that a logarithmic axis shows
const MARK = 0.75; // of the size that a path's head has
const CURSOR = 24; // pixels: the width of the playhead's line with the heads on it
const AGAINST = { steps: "step", gradients: "gradients taken" };

/** @typedef {import("../core/view.mjs").View} View */

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "curves", create: (room) => new Curves(room) };

/** @implements {View} */
class Curves {
  /** @param {import("../core/view.mjs").Room} on */
  constructor(on) {
    this.quantity = select("Quantity", (value) => on.choose("curve", value));
    this.against = select("Against", (value) => on.choose("against", value), {
      steps: "against steps",
      gradients: "against gradients",
    });
    this.scale = select("Scale", (value) => on.choose("scale", value), { log: "logarithmic", linear: "linear" });
    this.note = h("span", { className: "ov-note" });
    this.tracks = [];
    this.numSteps = 0;
    this.theme = this.rules = null; // see `update`
    this.axes = new Axes();
    this.axesShow = null; // what they were drawn for
    this.plot = h("div", { className: "ov-plot" }, this.axes.element);
    this.still = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.moving = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.cursor = h("canvas", { className: "ov-canvas ov-cursor", "aria-hidden": "true" });
    this.tip = h("div", { className: "ov-tip", role: "tooltip", hidden: true });
    this.stage = h("div", { className: "ov-stage ov-curves-stage" }, this.plot, this.still, this.moving, this.cursor, this.tip);
    this.legend = h("div", { className: "ov-curves-legend" });
    const head = h("div", { className: "ov-curves-head" }, this.quantity, this.against, this.scale, this.note, this.legend);
    this.element = h("section", { className: "ov-curves", "aria-label": "Curves" }, head, this.stage);
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
    this.kept = {};
  }

  /** Takes over the tracks, and which quantity of them to show. */
  update({ tracks, context, display, numSteps, theme, rules, settled }) {
    Object.assign(this, { tracks, numSteps, theme, rules });
    this.offer(display, tracks);
    this.nameTracks(tracks);
    const key = display.curve;
    const quantity = quantityOf(key);
    const complete = tracks.every(({ detail }) => detail.complete);
    if ((quantity.inner || display.against === "gradients") && !complete) return;
    this.values = tracks.map((track, i) => {
      const sources = [key, context, track.points, track.losses, quantity.inner && track.detail];
      return this.once(i, "values", sources, () => quantity.of(track, context));
    });
    this.across = tracks.map((track, i) => {
      const sources = display.against === "steps" ? [track.losses.length] : [track.detail];
      return this.once(i, "across", sources, () => acrossOf(track, display.against));
    });
    this.base = key === "loss" ? (context.floor ?? 0) : 0;
    const none = this.values.every((values) => values === null);
    const noFloor = key === "loss" && context.floor === null;
    const wanted = rangeOf(this.values, this.base, display.scale === "log" && !noFloor);
    wanted.end = Math.max(1, ...this.across.map((values) => values.at(-1)));
    wanted.label = AGAINST[display.against];
    setText(this.note, noteOf({ none, noFloor, base: this.base, logarithmic: wanted.logarithmic, display }));
    const chosen = `${key} ${display.against} ${display.scale}`;
    const changed = this.chosen !== chosen || this.range?.end !== wanted.end || this.range?.logarithmic !== wanted.logarithmic;
    this.chosen = chosen;
    if (settled || changed) this.range = wanted;
    this.place();
  }

  /** What was made for run `i` of these very sources, or else is made now. */
  once(i, name, sources, make) {
    const kept = (this.kept[`${name} ${i}`] ??= { sources: [] });
    if (kept.sources.length !== sources.length || kept.sources.some((source, j) => source !== sources[j])) {
      Object.assign(kept, { sources, made: make() });
    }
    return kept.made;
  }

  /** The choice of quantities: those of every run, and the fields of the states that are here. */
  offer(display, tracks) {
    const fields = [...new Set(tracks.flatMap(({ detail }) => Object.keys(detail.state)))].sort();
    const keys = [...Object.keys(QUANTITIES), ...fields.map((field) => `state.${field}`)];
    if (!keys.includes(display.curve)) keys.push(display.curve);
    if (this.offered !== keys.join()) {
      this.offered = keys.join();
      this.quantity.replaceChildren(...keys.map((key) => h("option", { value: key }, quantityOf(key).title)));
    }
    this.quantity.value = display.curve;
    this.against.value = display.against;
    this.scale.value = display.scale;
  }

  /** The legend: a sample and the name of each path. */
  nameTracks(tracks) {
    const entry = () => h("span", { className: "ov-curves-name" }, swatch(), h("span", {}));
    while (this.legend.children.length > tracks.length) this.legend.lastChild.remove();
    while (this.legend.children.length < tracks.length) this.legend.append(entry());
    tracks.forEach(({ path, colour }, i) => {
      const [sample, name] = this.legend.children[i].children;
      sample.show(path, colour);
      setText(name, path.label);
    });
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.stage.style.height = `${height}px`;
    const margin = marginOf(this.axes.element, MARGIN);
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
    if (this.axesShow === frame) return;
    this.axesShow = frame;
    const { size, margin, theme, rules } = this;
    const { low, high, logarithmic, end, label } = this.range;
    const x = { range: [0, end], most: rules.most.across, whole: true, grid: true, title: label };
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
      across: this.across[i],
      colour,
      dash: path.dash,
    }));
    const comparable = drawn?.frame === frame && drawn.curves.length === curves.length;
    const changed = curves.map((curve, i) => !comparable || !looksLike(curve, drawn.curves[i]));
    this.pixels = curves.map((curve, i) => (changed[i] ? this.pixelsOf(curve) : this.pixels[i]));
    this.cursorAt = null;
    const moving = changed.includes(true) ? changed : drawn.moving;
    this.drawn = { frame, curves, moving };
    if (moving !== changed) return;
    if (!comparable || String(moving) !== String(drawn.moving)) this.strokeOn(this.stillContext, (i) => !moving[i]);
    this.strokeOn(this.movingContext, (i) => moving[i]);
  }

  pixelsOf({ values, across }) {
    if (!values) return null;
    const { width, height } = this.inner;
    const { low, high, logarithmic, end } = this.range;
    const pixels = new Float32Array(2 * values.length);
    for (let i = 0; i < values.length; i++) {
      const value = logarithmic ? Math.log10(Math.max(values[i] - this.base, 1e-300)) : values[i];
      pixels[2 * i] = (across[i] / end) * width;
      const y = ((high - value) / (high - low)) * height;
      pixels[2 * i + 1] = Number.isFinite(y) ? Math.min(height + 4, Math.max(-4, y)) : height + 4;
    }
    return pixels;
  }

  strokeOn(context, isWanted) {
    context.clearRect(0, 0, this.inner.width, this.inner.height);
    context.lineWidth = 1.6;
    this.drawn.curves.forEach(({ colour, dash }, i) => {
      if (!this.pixels[i] || !isWanted(i)) return;
      context.strokeStyle = colour;
      context.setLineDash(dash.map((length) => length * context.lineWidth));
      trace(context, this.pixels[i], 0, this.numSteps);
      context.stroke();
    });
    context.setLineDash([]);
  }

  frame(step) {
    if (!this.pixels || this.cursorAt === step) return;
    this.cursorAt = step;
    const { inner, theme } = this;
    const together = this.range.label === AGAINST.steps; // at one step, all heads are on one line
    const line = (step / this.range.end) * inner.width;
    const left = together ? Math.round(line) - CURSOR / 2 : 0;
    const context = this.cursorAcross(left, together ? CURSOR : inner.width);
    if (together) {
      context.fillStyle = theme.muted;
      context.fillRect(line - left - 0.5, 0, 1, inner.height);
    }
    this.tracks.forEach(({ colour, path }, j) => {
      if (!this.pixels[j]) return;
      const [x, y] = pointAt(this.pixels[j], step);
      drawMark(context, x - left, y, { mark: path.mark, colour, paper: theme.paper, size: MARK });
    });
  }

  /** The cursor's canvas, emptied, over a part of the curves: what is no wider than it must be is painted sooner. */
  cursorAcross(left, width) {
    if (this.cursorWidth !== width) this.cursorContext = fitCanvas(this.cursor, width, this.inner.height);
    else this.cursorContext.clearRect(0, 0, width, this.inner.height);
    this.cursorWidth = width;
    this.cursor.style.transform = `translateX(${left}px)`;
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
    if (this.range.label === AGAINST.steps) return across;
    const found = this.pixels.filter(Boolean).map((pixels) => nearestRow(pixels, x, y));
    return found.reduce((best, one) => (one.distance < best.distance ? one : best), { row: 0, distance: Infinity }).row;
  }

  /** All runs at the step, or at the number of gradients, under the pointer. */
  hovered(event) {
    if (!this.pixels || event.pointerType === "touch") return;
    const { across } = this.at(event);
    const lines = this.tracks.map(({ path }, j) => {
      const passed = !this.values[j] || across > this.across[j].at(-1);
      const row = this.across[j].findLastIndex((taken) => taken <= across);
      return `${path.label}  ${passed ? "–" : written(this.values[j][row], 4)}`;
    });
    const title = this.range.label === AGAINST.steps ? `step ${across}` : `${across} ${AGAINST.gradients}`;
    this.tip.hidden = false;
    setText(this.tip, [title, ...lines].join("\n"));
    const x = this.margin.l + (across / this.range.end) * this.inner.width;
    const left = x > this.size.width / 2;
    this.tip.style.transform = `translate(${x + (left ? -12 : 12)}px, ${this.margin.t}px) translateX(${left ? "-100%" : "0"})`;
  }

  /** Whether all that was last asked for is on the page. */
  isDrawn() {
    return Boolean(this.pixels) && this.cursorAt !== null;
  }

  destroy() {
    this.element.remove();
  }
}

function looksLike(curve, other) {
  return curve.colour === other.colour && curve.values === other.values && curve.across === other.across;
}

function select(label, onchange, options = {}) {
  const entries = Object.entries(options).map(([value, title]) => h("option", { value }, title));
  const element = h("select", { className: "ov-select", "aria-label": label }, ...entries);
  element.addEventListener("change", () => onchange(element.value));
  return element;
}

/** What stands across: steps, or gradients taken so far. */
function acrossOf({ losses, detail }, against) {
  if (against === "steps") return Float32Array.from(losses, (_, i) => i);
  return Float32Array.from(losses, (_, i) => detail.evaluations[3 * i + 1]);
}

function noteOf({ none, noFloor, base, logarithmic, display }) {
  if (none) return "There is nothing of this kind to show here.";
  if (noFloor && display.scale === "log") return "No minimum is known, so the scale is linear.";
  return base !== 0 && logarithmic ? "above the lowest known minimum" : "";
}

/** The range of the vertical axis: whole decades above the base if it is to be logarithmic, else of the values. */
export function rangeOf(curves, base, logarithmic) {
  let low = Infinity;
  let high = -Infinity;
  let lowestPositive = Infinity;
  for (const values of curves) {
    for (const value of values ?? []) {
      if (!Number.isFinite(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      const above = value - base;
      if (above > LEAST && above < lowestPositive) lowestPositive = above;
    }
  }
  if (low === Infinity) [low, high] = [0, 1];
  if (logarithmic && lowestPositive < Infinity) {
    const top = Math.ceil(Math.log10(Math.max(high - base, lowestPositive)) + 1e-9);
    return { low: Math.min(Math.floor(Math.log10(lowestPositive)), top - 1), high: top, logarithmic: true };
  }
  const pad = (high - low || Math.abs(high) || 1) * 0.06;
  return { low: low - pad, high: high + pad, logarithmic: false };
}
