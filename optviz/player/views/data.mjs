// The data of a surface, and what each path makes of them at the playhead: its curve, or the line between two classes.

import { inputsOf, isPlane, linesOf, marksOf, pixelOf, residualsOf, tableAt, weightsAt } from "../core/data-space.mjs";
import { displayOptionsOf } from "../core/display.mjs";
import { written } from "../core/numbers.mjs";
import { noiseName, Programs, valuesOf } from "../core/programs.mjs";
import { conditionOf } from "../core/quantities.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { Axes, marginOf } from "../layers/axes.mjs";
import { drawBatch, drawExamples, exampleSample } from "../layers/examples.mjs";
import { fitCanvas, roundedDash } from "../layers/paths.mjs";

const MARGIN = { l: 3.1, r: 0.8, t: 1.7, b: 3.1 }; // in sizes of the axes' type

/** @typedef {import("../core/view.mjs").View} View */

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "data", create: (room) => new Data(room) };

/** @implements {View} */
class Data {
  /** @param {import("../core/view.mjs").Room} on */
  constructor(on) {
    this.on = on;
    this.surfaceKey = this.batchesOf = null; // whose programs are here, or about to be
    /** @type {import("../core/data-space.mjs").ModelProgram | null} */
    this.program = null;
    /** @type {Programs | null} */
    this.batches = null; // what mini-batches are drawn with
    this.tracks = [];
    this.loss = null; // its program
    this.surface = this.scenario = this.theme = this.rules = this.drawn = null; // see `update`
    this.axes = new Axes();
    this.axesShow = null; // what they were drawn for
    this.plot = h("div", { className: "ov-plot" }, this.axes.element);
    this.still = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.moving = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.upwards = h("span", { className: "ov-upwards" });
    this.stage = h("div", { className: "ov-data-stage" }, this.plot, this.still, this.moving, this.upwards);
    this.words = h("p", { className: "ov-unseen" });
    this.residuals = h("input", { type: "checkbox" });
    this.residuals.addEventListener("change", () => on.choose("residuals", this.residuals.checked ? "on" : "off"));
    const [{ title }] = displayOptionsOf(on.catalogue.display, "data");
    this.residualsLine = h("label", { className: "ov-check" }, this.residuals, capital(title));
    this.names = h("span", { className: "ov-curves-legend" });
    this.condition = h("span", { className: "ov-note" });
    const head = h("div", { className: "ov-curves-head" }, this.names, this.residualsLine, this.condition);
    this.source = h("p", { className: "ov-source" });
    this.element = h("section", { className: "ov-data", "aria-label": "Data" }, head, this.words, this.stage, this.source);
  }

  /** Takes over the tracks and the scenario that they are of. */
  update({ tracks, surface, scenario, theme, rules, display }) {
    const isOther =
      this.surface !== surface ||
      JSON.stringify(this.scenario?.surface) !== JSON.stringify(scenario.surface) ||
      this.theme !== theme;
    Object.assign(this, { tracks, surface, scenario, theme, rules, drawn: null });
    this.residuals.checked = this.shownResiduals = display.residuals === "on";
    const { key } = scenario.surface;
    if (key !== this.surfaceKey) this.fetch(key);
    else if (isOther) this.place();
    this.fetchBatches();
  }

  /** Has the program of a surface's model come, and all of it drawn once it is here. */
  async fetch(/** @type {string} */ key) {
    this.surfaceKey = key;
    this.program = null;
    const names = [`models/${key}`, `surfaces/${key}`];
    const found = await Promise.all(names.map((name) => this.on.program(name))).catch(() => []);
    if (key !== this.surfaceKey) return;
    const [program, loss] = found;
    if (!program) this.surfaceKey = null; // some other time
    if (!program) return;
    this.program = program;
    this.loss = loss;
    this.tell();
    this.place();
  }

  /** Has the program come that draws the mini-batches, if there are any. */
  async fetchBatches() {
    const { scenario, on } = this;
    const name = on.catalogue.noises[scenario.noise.key].needs_examples ? noiseName(on.catalogue, scenario) : null;
    if (name === this.batchesOf) return;
    this.batchesOf = name;
    this.batches = null;
    if (!name) return;
    const module = await on.program(name).catch(() => null);
    if (name !== this.batchesOf) return;
    if (!module) this.batchesOf = null; // some other time
    if (!module) return;
    this.batches = new Programs(on.catalogue, { [name]: module });
    this.drawn = null;
  }

  /** What stands beside the plot: what marks mean, and where the data are from. */
  tell() {
    const { program, on } = this;
    const { classes, tables, said, larger, source, licence } = program;
    setText(this.source, `${source}. ${licence}`);
    this.residualsLine.hidden = isPlane(program);
    const { example, held_out: heldOut } = on.catalogue.drawn;
    const isHeld = tables.some((table) => table.heldOut.length > 0);
    const names = classes.length
      ? classes.map((name, value) => entry({ value }, name))
      : [entry({ value: 0 }, larger || example.word)];
    this.names.replaceChildren(...names, ...(isHeld ? [entry({ value: 0, isHeldOut: true }, heldOut.word)] : []));
    setText(this.words, said);
  }

  /** The condition number at the lowest of the known minima. */
  tellCondition() {
    const [lowest] = [...(this.surface.knownMinima ?? [])].sort((one, other) => one.value - other.value);
    if (!lowest) return setText(this.condition, "");
    const hessian = new Float64Array(4);
    this.loss.hessian(lowest.point[0], lowest.point[1], hessian, this.numbers);
    setText(this.condition, `condition number ${written(conditionOf(hessian), 3)} at the minimum`);
  }

  layOut({ width, height }) {
    this.size = { width, height };
    this.stage.style.height = `${height}px`;
    const margin = marginOf(this.axes.element, MARGIN);
    this.margin = margin;
    this.inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
    for (const canvas of [this.still, this.moving]) {
      canvas.style.left = `${margin.l}px`;
      canvas.style.top = `${margin.t}px`;
    }
    this.stillContext = fitCanvas(this.still, this.inner.width, this.inner.height);
    this.movingContext = fitCanvas(this.moving, this.inner.width, this.inner.height);
    this.axesShow = null;
    this.place();
  }

  /** Puts the data where they belong, and has what moves drawn anew. */
  place() {
    this.drawn = null;
    if (!this.inner || !this.program) return;
    const { program, scenario, theme, rules, size, margin, inner, on } = this;
    const { parameters } = on.catalogue.surfaces[scenario.surface.key];
    this.numbers = valuesOf(parameters, scenario.surface);
    this.table = tableAt(program, parameters, this.numbers);
    this.inputs = inputsOf(program, this.table);
    this.tellCondition();
    this.said = new Float64Array(program.nodes.length + program.side ** 2 + this.table.rows.length);
    const shown = JSON.stringify([scenario.surface.key, theme, size]);
    if (this.axesShow !== shown) {
      const [x, y] = program.ranges.map((range) => ({ range, most: rules.most.panel }));
      const [title, upwards] = program.titles;
      setText(this.upwards, upwards);
      this.upwards.style.left = `${margin.l}px`;
      this.axes.draw({ size, margin, x: { ...x, title }, y, theme, rules });
    }
    this.axesShow = shown;
    this.marks = marksOf(this.table).map(({ x, y, ...mark }) => ({ ...mark, at: this.pixel(x, y) }));
    this.stillContext.clearRect(0, 0, inner.width, inner.height);
    drawExamples(this.stillContext, this.marks, program, theme);
  }

  pixel(x, y) {
    return pixelOf(x, y, this.program.ranges, this.inner);
  }

  /** What the models say at a step. */
  frame(/** @type {number} */ step) {
    if (!this.program || !this.inner || this.drawn === step) return;
    this.drawn = step;
    const { movingContext: context, inner, program, said, theme, tracks, scenario } = this;
    context.clearRect(0, 0, inner.width, inner.height);
    if (this.batches) drawBatch(context, this.marks, this.batches.drawAt(scenario, Math.floor(step)), theme);
    for (const { points, colour, path } of tracks) {
      const [x, y = 0] = weightsAt(points, step);
      program.predict(x, y, this.inputs, said, this.numbers);
      context.strokeStyle = colour;
      if (this.shownResiduals && !isPlane(program)) this.strokeResiduals(context);
      for (const { border, line } of linesOf(program, said)) {
        context.lineWidth = border === 0 ? theme.strokes.walked : theme.strokes.ahead;
        context.setLineDash(roundedDash(path.dash, context.lineWidth));
        this.stroke(context, line);
      }
      context.setLineDash([]);
    }
  }

  strokeResiduals(context) {
    context.lineWidth = this.theme.strokes.ahead;
    const ends = residualsOf(this.program, this.table, this.said);
    for (let k = 0; k < ends.length; k += 4) this.stroke(context, ends.slice(k, k + 4));
  }

  /** A line through places in the units of the axes. */
  stroke(context, line) {
    context.beginPath();
    for (let k = 0; k < line.length; k += 2) {
      const [x, y] = this.pixel(line[k], line[k + 1]);
      if (Number.isFinite(x) && Number.isFinite(y)) context.lineTo(x, y);
    }
    context.stroke();
  }

  /** Whether all that was last asked for is on the page. */
  isDrawn() {
    return this.program !== null && this.drawn !== null && (this.batches !== null || this.batchesOf === null);
  }

  destroy() {
    this.surfaceKey = this.batchesOf = null;
    this.element.remove();
  }
}

/** A mark and what it means. */
function entry(mark, text) {
  return h("span", { className: "ov-curves-name" }, exampleSample(mark), capital(text));
}
