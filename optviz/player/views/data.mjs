// The data of a surface, and what each path makes of them at the playhead: its curve, or the line between two classes.

import {
  inputsOf,
  isPlane,
  linesOf,
  marksOf,
  normalisationAt,
  pixelOf,
  residualsOf,
  sharedAt,
  shownAt,
  tableAt,
  weightsAt,
} from "../core/data-space.mjs";
import { displayOptionsOf } from "../core/display.mjs";
import { canRemove, countOf, edited, rowAt, withNewRow, withoutRow, withRow } from "../core/edits.mjs";
import { examplesOf, onScale, unscale } from "../core/examples.mjs";
import { written } from "../core/numbers.mjs";
import { columnsOf, programOn, rowsOf, tableFor } from "../core/own-tables.mjs";
import { noiseName, Programs, valuesOf } from "../core/programs.mjs";
import { conditionOf } from "../core/quantities.mjs";
import { say } from "../core/say.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { PointHand } from "../dom/point-hand.mjs";
import { Axes, marginOf } from "../layers/axes.mjs";
import { drawBatch, drawExamples, exampleSample } from "../layers/examples.mjs";
import { fitCanvas, roundedDash } from "../layers/paths.mjs";
import { tensorPicture } from "../layers/tensor.mjs";

const FLAT = 1e12; // a condition number that is nothing but rounding
const MOST_ASKED = 2000; // rows of which a model is asked in every frame, whether anybody sees what it says or not
const SAID_OF_COLUMNS = [
  // raw, centred, scaled
  () =>
    say(
      "A model is given each input in a power of ten as its unit, and the target with mean 0 and deviation 1; the axes have their own units.",
    ),
  () =>
    say(
      "A model is given each input with mean 0, in a power of ten as its unit, and the target with mean 0 and deviation 1; the axes have their own units.",
    ),
  () => say("A model is given each column with mean 0 and deviation 1; the axes have their own units."),
];
const SAID_OF_INPUTS = [
  () => say("A model is given both inputs in powers of ten as units; the axes have their own units."),
  () => say("A model is given both inputs with mean 0, in powers of ten as units; the axes have their own units."),
  () => say("A model is given both inputs with mean 0 and deviation 1; the axes have their own units."),
];
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
    this.usual = null; // the program for the data that the surface comes with
    /** @type {import("../core/data-space.mjs").ModelProgram | null} */
    this.program = null;
    /** @type {Programs | null} */
    this.batches = null; // what mini-batches are drawn with
    this.tracks = [];
    this.loss = null; // its program
    this.surface = this.scenario = this.theme = this.rules = this.drawn = null; // see `update`
    this.axes = new Axes();
    this.axesShow = null; // what they were drawn for
    this.normalisation = 0; // how a model's inputs are
    this.toldOf = this.toldScale = null; // the data that are told of, and on which scale a model is given them
    this.asksRows = true; // whether the model is asked of each row
    this.plot = h("div", { className: "ov-plot" }, this.axes.element);
    this.still = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.moving = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.upwards = h("span", { className: "ov-upwards" });
    this.tools = on.data ? this.makeTools() : null;
    this.stage = h("div", { className: "ov-data-stage" }, this.plot, this.still, this.moving, this.upwards, this.tools);
    this.hand = on.data ? this.makeHand() : null;
    this.words = h("p", { className: "ov-unseen" });
    this.residuals = h("input", { type: "checkbox" });
    this.residuals.addEventListener("change", () => on.choose("residuals", this.residuals.checked ? "on" : "off"));
    const [{ title }] = displayOptionsOf(on.catalogue.display, "data");
    this.residualsLine = h("label", { className: "ov-check" }, this.residuals, capital(title));
    this.names = h("span", { className: "ov-curves-legend" });
    this.news = h("p", { className: "ov-unseen", role: "status" });
    /** @type {import("../core/edits.mjs").Edits | undefined} in the hand, before a run of them is shown */
    this.inHand = undefined;
    /** @type {import("../core/edits.mjs").Edits | undefined} what the hand began with, which has not let go yet */
    this.before = undefined;
    this.condition = h("span", { className: "ov-note" });
    this.tensor = tensorPicture();
    const parts = [this.names, this.residualsLine, this.condition, this.tensor];
    const head = h("div", { className: "ov-curves-head" }, ...parts);
    this.source = h("p", { className: "ov-source" });
    this.own = h("button", { type: "button", className: "ov-button", onclick: on.openTable }, say("Your own data…"));
    this.element = h(
      "section",
      { className: "ov-data", "aria-label": say("Data") },
      head,
      this.words,
      this.news,
      this.stage,
      this.source,
      this.own,
    );
  }

  /** Takes over the tracks and the scenario that they are of. */
  update({ tracks, surface, scenario, theme, rules, display, settled }) {
    const isOther =
      this.surface !== surface ||
      JSON.stringify(this.scenario?.surface) !== JSON.stringify(scenario.surface) ||
      this.theme !== theme;
    Object.assign(this, { tracks, surface, scenario, theme, rules, drawn: null });
    if (settled) this.inHand = undefined;
    const shownResiduals = display.residuals === "on";
    const isAskedMore = shownResiduals && !this.asksRows;
    this.residuals.checked = this.shownResiduals = shownResiduals;
    const { key } = scenario.surface;
    if (key !== this.surfaceKey) this.fetch(key);
    else if (isOther || isAskedMore) this.place();
    this.fetchBatches();
  }

  /** Has the program of a surface's model come, and all of it drawn once it is here. */
  async fetch(/** @type {string} */ key) {
    this.surfaceKey = key;
    this.program = this.usual = null;
    const names = [`models/${key}`, `surfaces/${key}`];
    const found = await Promise.all(names.map((name) => this.on.program(name))).catch(() => []);
    if (key !== this.surfaceKey) return;
    const [program, loss] = found;
    if (!program) this.surfaceKey = null; // some other time
    if (!program) return;
    this.usual = program;
    this.loss = loss;
    this.toldOf = null;
    this.place();
  }

  /** Has the program come that draws the mini-batches, if there are any. */
  async fetchBatches() {
    const { scenario, on } = this;
    const name = on.catalogue.noises[scenario.noise.key].draws_batch ? noiseName(on.catalogue, scenario) : null;
    if (name === this.batchesOf) return;
    this.batchesOf = name;
    this.batches = null;
    if (!name) return;
    const names = [name, `surfaces/${scenario.surface.key}`, `models/${scenario.surface.key}`];
    const found = await Promise.all(names.map((one) => on.program(one))).catch(() => null);
    if (name !== this.batchesOf) return;
    if (!found) this.batchesOf = null; // some other time
    if (!found) return;
    this.batches = new Programs(on.catalogue, Object.fromEntries(found.map((module, i) => [names[i], module])));
    this.drawn = null;
    on.redraw();
  }

  /** What stands beside the plot: what marks mean, and where the data are from. */
  tell(/** @type {import("../core/own-table.mjs").OwnTable | undefined} */ own) {
    const { program, on } = this;
    if (this.toldOf === (own ?? this.usual) && this.toldScale === this.normalisation) return;
    this.toldOf = own ?? this.usual;
    this.toldScale = this.normalisation;
    this.own.hidden = !on.openTable || !on.catalogue.surfaces[this.scenario.surface.key].data.takes_tables;
    const { classes, tables, target, inputs, side, source, licence } = program;
    const larger = classes.length || !side ? "" : say("larger: more {target}", { target: say(target) });
    setText(this.source, own ? saidOfOwn(own, this.toldScale) : `${say(source)}${say(". ")}${say(licence)}`);
    this.residualsLine.hidden = isPlane(program);
    const { example, held_out: heldOut } = on.catalogue.drawn;
    const isHeld = this.home.heldOut.length > 0;
    const names = classes.length
      ? classes.map((name, value) => entry({ value }, say(name)))
      : [entry({ value: 0 }, larger || example.word)];
    this.names.replaceChildren(...names, ...(isHeld ? [entry({ value: 0, isHeldOut: true }, heldOut.word)] : []));
    const by = {
      count: (own ?? tables[0]).rows.length,
      target: say(target),
      inputs: inputs.map((name) => say(name)).join(say(" and ")),
    };
    setText(this.words, say("{count} examples: {target} by {inputs}.", by));
  }

  /** The condition number at the lowest of the known minima. */
  tellCondition() {
    const [lowest] = [...(this.surface.knownMinima ?? [])].sort((one, other) => one.value - other.value);
    const hessian = new Float64Array(4);
    const [x, y] = lowest?.point ?? this.surface.start;
    this.loss.hessian(x, y, hessian, this.numbers, this.examples.trained);
    const isFlat = !lowest && this.surface.knownMinima && conditionOf(hessian) > FLAT;
    if (!lowest) return setText(this.condition, isFlat ? say("condition number ∞: no minimum stands alone") : "");
    setText(this.condition, say("condition number {number} at the minimum", { number: written(conditionOf(hessian), 3) }));
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
    if (!this.inner || !this.usual) return;
    const { scenario, theme, rules, size, margin, inner, on } = this;
    const { parameters } = on.catalogue.surfaces[scenario.surface.key];
    const own = tableFor(scenario.surface);
    this.numbers = valuesOf(parameters, scenario.surface);
    this.home = own ? rowsOf(own) : tableAt(this.usual, parameters, this.numbers);
    const program = own ? programOn(this.usual, own) : shownAt(this.usual, parameters, this.numbers);
    this.program = program;
    this.normalisation = normalisationAt(program, parameters, this.numbers);
    this.tell(own);
    this.table = onScale(edited(this.home, this.edits), this.normalisation);
    this.showTools();
    this.examples = examplesOf(this.table);
    this.tellCondition();
    this.tensor.show(sharedAt(program, parameters, this.numbers));
    this.marks = marksOf(this.table).map(({ x, y, ...mark }) => ({ ...mark, at: this.pixel(x, y) }));
    this.asksRows = this.marks.length <= MOST_ASKED || (this.shownResiduals && !isPlane(program)); // for their residuals
    this.inputs = inputsOf(program, this.asksRows ? this.table : { ...this.table, rows: [] });
    this.said = new Float64Array(program.nodes.length + program.side ** 2 + (this.asksRows ? this.marks.length : 0));
    const shown = JSON.stringify([scenario.surface.key, scenario.surface.table, program.ranges, theme, size]);
    if (this.axesShow !== shown) {
      const [x, y] = program.ranges.map((range) => ({ range, most: rules.most.panel }));
      const [title, upwards] = program.titles.map((name) => say(name));
      setText(this.upwards, upwards);
      this.upwards.style.left = `${margin.l}px`;
      this.axes.draw({ size, margin, x: { ...x, title }, y, theme, rules });
    }
    this.axesShow = shown;
    this.stillContext.clearRect(0, 0, inner.width, inner.height);
    drawExamples(this.stillContext, this.marks, program, theme);
    this.hand?.show();
    on.redraw();
  }

  /** The changes to the data that are shown: those in the hand, until a run of them is there. */
  get edits() {
    return this.inHand === undefined ? this.scenario.surface.data : this.inHand;
  }

  /** What changes the data without a hand on a point. */
  makeTools() {
    const button = (sign, title, onclick) =>
      h("button", { type: "button", className: "ov-data-tool", title, "aria-label": title, onclick }, sign);
    const middle = () => [this.inner.width / 2, this.inner.height / 2];
    this.adds = button("+", say("Add an example (Insert, or a double click)"), () => this.add(middle()));
    this.removes = button("−", say("Take the chosen example away (Delete)"), () => this.remove(this.hand.place));
    this.back = button("↺", say("The data as they are"), () => this.putBack());
    return h("span", { className: "ov-data-tools" }, this.adds, this.removes, this.back);
  }

  showTools() {
    if (!this.tools) return;
    this.back.disabled = countOf(this.edits) === 0;
    this.removes.disabled = this.hand.place === null;
  }

  putBack() {
    this.change(null, true);
    setText(this.news, say("The data are as they were."));
  }

  makeHand() {
    return new PointHand(this.stage, {
      points: () => this.marks ?? [],
      origin: () => ({ x: this.margin.l, y: this.margin.t, ...this.inner }),
      move: (place, at, settled) => this.move(place, at, settled),
      takeBack: () => this.change(this.before, true),
      add: (at) => this.add(at),
      remove: (place) => this.remove(place),
      turn: (place) => this.turn(place),
      name: (place) => this.nameOf(place),
      chosen: () => this.showTools(),
    });
  }

  get columns() {
    const own = tableFor(this.scenario.surface);
    return own ? columnsOf(own) : this.on.catalogue.surfaces[this.scenario.surface.key].data.columns;
  }

  /** Other data: `settled` once the hand lets go. @param {import("../core/edits.mjs").Edits} edits @param {boolean} settled */
  change(edits, settled) {
    if (settled) this.before = undefined;
    else if (this.before === undefined) this.before = this.edits ?? null;
    this.inHand = edits ?? null;
    this.on.data(this.inHand, settled);
    if (this.inHand !== undefined) this.place();
  }

  move(/** @type {number} */ place, /** @type {number[]} */ at, /** @type {boolean} */ settled) {
    const row = rowAt(this.program, this.columns, this.valueAt(at), this.table.rows[place]);
    this.change(withRow(this.edits, this.home, place, row), settled);
    if (settled) setText(this.news, this.nameOf(place));
  }

  add(/** @type {number[]} */ at) {
    const { rows } = this.table;
    const [x, y] = this.valueAt(at);
    const away = (/** @type {number[]} */ [u, v]) => Math.hypot(...this.pixel(u, v).map((pixel, k) => pixel - at[k]));
    const nearest = rows.reduce((best, row) => (away(row) < away(best) ? row : best)); // a new one is of its kind
    this.change(withNewRow(this.edits, this.home, rowAt(this.program, this.columns, [x, y], nearest)), true);
    const place = this.table.rows.length - 1;
    this.hand.show(place);
    setText(this.news, say("Added. {row}", { row: this.nameOf(place) }));
  }

  remove(/** @type {number} */ place) {
    if (!canRemove(this.table, place)) return setText(this.news, say("Two examples have to stay, and one that is held out."));
    this.change(withoutRow(this.edits, this.home, place), true);
    this.hand.show(this.marks[0].place);
    setText(this.news, say("Row {place} is taken away.", { place }));
  }

  /** The other of two classes. */
  turn(/** @type {number} */ place) {
    const row = this.table.rows[place];
    if (this.program.classes.length === 0) return;
    this.change(withRow(this.edits, this.home, place, row.with(-1, 1 - row[row.length - 1])), true);
    setText(this.news, this.nameOf(place));
  }

  /** A row in words: what stands in its columns. */
  nameOf(/** @type {number} */ place) {
    const { classes } = this.program;
    const row = this.table.rows[place];
    const text = (value, k) => (classes.length && k === row.length - 1 ? classes[value] : written(value, 4));
    const cells = row.map((value, k) => `${this.columns[k].title} ${text(value, k)}`);
    return say("Row {place}: {cells}", { place, cells: cells.join(say(", ")) });
  }

  /** The place in the units of the axes of a pixel of the plot. */
  valueAt(/** @type {number[]} */ [px, py]) {
    const [[x0, x1], [y0, y1]] = this.program.ranges;
    return [x0 + (px / this.inner.width) * (x1 - x0), y1 - (py / this.inner.height) * (y1 - y0)];
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
      program.predict(x, y, this.inputs, said, this.numbers, this.examples.trained);
      unscale(this.table, said);
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

/** Where a table of the reader's own is from, and how a model is given it. */
function saidOfOwn({ name, rows, classes, hold_out: every }, /** @type {number} */ scale) {
  const count = say("{count} rows of your own, which no link has, and a file only if you say so", { count: rows.length });
  const held = every ? [say("One row in {every} is held out, the last of each {every}", { every })] : [];
  const scaled = (classes.length ? SAID_OF_INPUTS : SAID_OF_COLUMNS)[scale]();
  return `${name ? `${name}${say(": ")}` : ""}${[count, ...held, scaled].join(say(". "))}`;
}

/** A mark and what it means. */
function entry(mark, text) {
  return h("span", { className: "ov-curves-name" }, exampleSample(mark), capital(text));
}
