// The loss of every run against the step, on one chart with the playhead's line.

import { h } from "./dom.mjs";
import { fitCanvas, trace } from "./draw.mjs";
import { drawAxes, purge } from "./plot.mjs";

const MARGIN = { l: 58, r: 14, t: 8, b: 34 };

export class Curves {
  /** `onSeek(step)` when somebody drags along the chart. */
  constructor(onSeek) {
    this.title = h("h2", { className: "ov-title" });
    this.plot = h("div", { className: "ov-plot" });
    this.lines = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.cursor = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.stage = h("div", { className: "ov-stage ov-curves-stage" }, this.plot, this.lines, this.cursor);
    this.element = h("section", { className: "ov-curves", "aria-label": "Loss against the step" }, this.title, this.stage);
    const seek = (event) => {
      const x = event.clientX - this.stage.getBoundingClientRect().left - MARGIN.l;
      onSeek((x / this.inner.width) * this.numSteps);
    };
    this.stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !this.inner) return;
      this.stage.setPointerCapture(event.pointerId);
      seek(event);
    });
    this.stage.addEventListener("pointermove", (event) => {
      if (this.stage.hasPointerCapture(event.pointerId)) seek(event);
    });
    this.range = null;
  }

  /** `curves`: colour, dash and losses of each run; `floor`: the lowest known loss, or null. */
  update({ curves, numSteps, floor, theme, settled }) {
    Object.assign(this, { curves, numSteps, floor, theme });
    const wanted = rangeOf(curves, floor);
    const stepsChanged = this.drawnSteps !== numSteps;
    this.logarithmic = wanted.logarithmic;
    const name = !wanted.logarithmic || !floor ? "Loss" : "Loss above the lowest known minimum";
    this.title.textContent = name;
    if (!this.range || settled || stepsChanged || this.range.logarithmic !== wanted.logarithmic) {
      const same = this.range && JSON.stringify(this.range) === JSON.stringify(wanted) && !stepsChanged;
      this.range = wanted;
      if (!same && this.inner) this.drawAxes();
    }
    this.place();
  }

  async layOut(width, height) {
    this.size = { width, height };
    this.stage.style.height = `${height}px`;
    this.inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    for (const canvas of [this.lines, this.cursor]) {
      canvas.style.left = `${MARGIN.l}px`;
      canvas.style.top = `${MARGIN.t}px`;
    }
    this.linesContext = fitCanvas(this.lines, this.inner.width, this.inner.height);
    this.cursorContext = fitCanvas(this.cursor, this.inner.width, this.inner.height);
    this.place();
    await this.drawAxes();
  }

  async drawAxes() {
    this.drawnSteps = this.numSteps;
    const { low, high, logarithmic } = this.range;
    await drawAxes(this.plot, this.theme, this.size, [[0, this.numSteps], [low, high]], {
      margin: MARGIN,
      first: logarithmic ? 10 ** low : low,
      xaxis: { title: { text: "step", font: { size: 11 }, standoff: 4 }, nticks: 12 },
      yaxis: logarithmic ? { type: "log", exponentformat: "power", tickfont: { size: 10, color: this.theme.muted }, dtick: Math.max(1, Math.ceil((high - low) / 6)) } : {},
    });
  }

  /** The curves' pixels, and the lines drawn anew. */
  place() {
    if (!this.inner || !this.curves) return;
    const { width, height } = this.inner;
    const { low, high, logarithmic } = this.range;
    const floor = this.floor ?? 0;
    this.pixels = this.curves.map(({ losses }) => {
      const pixels = new Float32Array(2 * losses.length);
      for (let i = 0; i < losses.length; i++) {
        const value = logarithmic ? Math.log10(Math.max(losses[i] - floor, 1e-300)) : losses[i];
        pixels[2 * i] = (i / this.numSteps) * width;
        pixels[2 * i + 1] = Math.min(height + 4, Math.max(-4, ((high - value) / (high - low)) * height));
      }
      return pixels;
    });
    const context = this.linesContext;
    context.clearRect(0, 0, width, height);
    context.lineWidth = 1.6;
    this.curves.forEach(({ colour, dash }, i) => {
      context.strokeStyle = colour;
      context.setLineDash(dash.map((length) => length * context.lineWidth));
      trace(context, this.pixels[i], 0, this.numSteps);
      context.stroke();
    });
    context.setLineDash([]);
  }

  frame(step) {
    if (!this.pixels) return;
    const { cursorContext: context, inner, theme } = this;
    const x = (step / this.numSteps) * inner.width;
    if (this.cursorAt !== undefined) context.clearRect(this.cursorAt - 6, 0, 12, inner.height);
    this.cursorAt = x;
    context.fillStyle = theme.muted;
    context.fillRect(x - 0.5, 0, 1, inner.height);
    this.curves.forEach(({ colour }, i) => {
      const y = this.pixels[i][2 * Math.floor(step) + 1];
      context.beginPath();
      context.arc(x, y, 3, 0, 2 * Math.PI);
      context.fillStyle = colour;
      context.fill();
    });
  }

  destroy() {
    purge(this.plot);
  }
}

/** The range of the vertical axis: whole decades above the floor where there is one, else of the loss itself. */
export function rangeOf(curves, floor) {
  let low = Infinity;
  let high = -Infinity;
  let lowestPositive = Infinity;
  for (const { losses } of curves) {
    for (const loss of losses) {
      if (loss < low) low = loss;
      if (loss > high) high = loss;
      const above = loss - (floor ?? 0);
      if (above > 1e-16 && above < lowestPositive) lowestPositive = above;
    }
  }
  const logarithmic = floor !== null && lowestPositive < Infinity && low - floor > -1e-9 * Math.max(1, Math.abs(floor));
  if (logarithmic) {
    const top = Math.ceil(Math.log10(Math.max(high - floor, lowestPositive)) + 1e-9);
    const bottom = Math.floor(Math.log10(Math.max(lowestPositive, 1e-12)));
    return { low: Math.min(bottom, top - 1), high: top, logarithmic };
  }
  const pad = (high - low || 1) * 0.06;
  return { low: low - pad, high: high + pad, logarithmic };
}
