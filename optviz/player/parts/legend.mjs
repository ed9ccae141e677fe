// The legend: what is drawn now, each with a sample, its name and a sentence.

import { epochLength } from "../core/epochs.mjs";
import { drawnNow } from "../core/legend.mjs";
import { holdsOut } from "../core/own-tables.mjs";
import { say } from "../core/say.mjs";
import { popover } from "../dom/controls.mjs";
import { capital, h } from "../dom/elements.mjs";
import { arrowSample } from "../layers/arrows.mjs";

const SAMPLES = {
  start: '<circle cx="17" cy="7" r="4.5" class="ov-strong"/>',
  minimum: '<path d="M12.5 7h9M17 2.5v9" class="ov-strong"/>',
  minima_curve: '<path d="M2 10C10 1 22 13 32 4" class="ov-strong"/>',
  held_out_minimum: '<path d="M12.5 7h9M17 2.5v9" class="ov-strong"/>',
  contour: '<path d="M2 11C10 2 24 2 32 9" class="ov-muted"/>',
  best: '<path d="M11.5 1.5h11v11h-11z" class="ov-strong"/>',
  ahead: '<path d="M2 10L14 4L22 9L32 5" class="ov-faint"/>',
  diverged: '<path d="M13 3l8 8M21 3l-8 8" class="ov-strong"/>',
  rates: '<ellipse cx="17" cy="7" rx="13" ry="5" class="ov-muted"/>',
  belief: '<path d="M3 7a14 6 0 0 0 28 0a14 6 0 0 0-28 0M10 7a7 3 0 0 0 14 0a7 3 0 0 0-14 0" class="ov-muted"/>',
  tangent: '<path d="M2 12L32 2" stroke-dasharray="5 4"/>',
  plane: '<path d="M2 12L32 2" stroke-dasharray="5 4"/>',
  parabola: '<path d="M5 1Q17 23 29 1"/>',
  bowl: '<path d="M3 7a14 6 0 0 0 28 0a14 6 0 0 0-28 0M14.5 4.5l5 5M19.5 4.5l-5 5"/>',
  no_minimum: "",
  example: '<circle cx="17" cy="7" r="3.4" class="ov-strong"/>',
  held_out: '<path d="M13.6 3.6h6.8v6.8h-6.8z" class="ov-strong"/>',
  batch: '<circle cx="17" cy="7" r="3.4" class="ov-strong"/><circle cx="17" cy="7" r="6.2" class="ov-strong"/>',
  epoch: '<path d="M17 0V14" stroke-dasharray="1 3" class="ov-muted"/>',
  fit: '<path d="M2 11L32 3" class="ov-strong"/>',
  border: '<path d="M2 11L32 3" class="ov-strong"/>',
  mean: '<path d="M2 11L32 3" class="ov-strong"/>',
  residual: '<path d="M17 2V12" class="ov-strong"/>',
};
const ARROWS = ["gradient", "velocity", "step"];

export class Legend {
  /**
   * @param {any} catalogue
   * @param {() => { display: Record<string, string>, picture: import("../core/view.mjs").Picture }} now what is shown
   */
  constructor(catalogue, now) {
    this.catalogue = catalogue;
    this.now = now;
    this.button = h("button", { type: "button", className: "ov-button" }, say("Legend"));
    this.box = popover(this.button, "ov-legend", () => [
      h("div", { role: "group", tabIndex: 0, "aria-label": say("Legend") }, h("dl", {}, ...this.lines())),
    ]);
  }

  lines() {
    const { drawn, quantities_said: said, state_said: ofState } = this.catalogue;
    const { display, picture } = this.now();
    const { surface, tracks, offered, scenario, epoch, numSteps } = picture;
    const { data: usual } = this.catalogue.surfaces[surface.key];
    const data = usual && { ...usual, holds_out: holdsOut(scenario.surface, usual) };
    const hasBatches = this.catalogue.noises[scenario.noise.key].draws_batch;
    const across = tracks.map(({ gradientsTaken }) => (display.against === "steps" ? null : gradientsTaken));
    const shown = tracks.map(({ path }) => path.diverged_at ?? numSteps + 1);
    const hasEpochs = epoch > 1 && epochLength(epoch, across, shown) > 0;
    const lines = drawnNow({ display, surface, tracks, data, hasBatches, hasEpochs }, drawn).map((key) =>
      line(sampleOf(key), drawn[key].word, drawn[key].said),
    );
    if (display.curves === "on") {
      const title = offered[display.curve] ?? display.curve;
      lines.push(line(h("span", { className: "ov-legend-sample" }), title, said[display.curve] ?? ofState));
    }
    return lines;
  }
}

function line(sample, word, said) {
  return h("div", {}, h("dt", {}, sample, capital(word)), h("dd", {}, said));
}

function sampleOf(key) {
  const element = h("span", { className: `ov-legend-sample ov-key ov-key-${key}` });
  element.innerHTML = ARROWS.includes(key)
    ? arrowSample(key)
    : `<svg viewBox="0 0 34 14" aria-hidden="true">${SAMPLES[key]}</svg>`;
  return element;
}
