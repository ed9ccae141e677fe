// What the whole picture shares, in the page's sidebar: surface, start, steps, noise, tolerance.

import * as edit from "../core/scenario.mjs";
import { scenarioLine } from "../dom/controls.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { numberBox } from "../dom/number-box.mjs";
import { SurfacePicker } from "./surface-picker.mjs";

const AXES = "xy";

export class Settings {
  /**
   * `on`: `change(edit, settled)` with what makes the new scenario of the one in the hand, `onto(key)` for another surface,
   * `problem(text)`.
   */
  constructor(catalogue, on) {
    this.catalogue = catalogue;
    this.on = on;
    this.surface = new SurfacePicker(catalogue.surfaces, on.onto);
    this.summary = h("p", { className: "ov-summary" });
    this.start = h("div", {});
    this.noise = chooser("Gradient noise", [], (key) =>
      on.change((scenario) => edit.setNoise(scenario, key, catalogue.noises), true),
    );
    const { num_steps: steps, seed, tolerance } = catalogue.settings;
    const field = (parameter) => (scenario, value) => ({ ...scenario, [parameter.key]: value });
    this.lines = [steps, tolerance].map((parameter) => this.line(parameter, field(parameter), (s) => s[parameter.key]));
    this.seed = numberBox(seed, {
      label: "Seed of the noise",
      onSettle: (value) => on.change((scenario) => field(seed)(scenario, value), true),
      onProblem: on.problem,
    });
    const next = h("button", { type: "button", className: "ov-button", onclick: () => this.drawAgain(seed) }, "Draw again");
    const seedName = h("span", { className: "ov-line-name" }, capital(seed.title));
    this.seedLine = h("div", { className: "ov-line" }, seedName, this.seed, next);
    const [stepsLine, toleranceLine] = this.lines.map(([element]) => element);
    this.element = h(
      "div",
      { className: "ov-settings", role: "group", "aria-label": "What all panels share" },
      this.surface.button(),
      this.surface.picker.element,
      this.summary,
      this.start,
      stepsLine,
      toleranceLine,
      this.noise.element,
      this.seedLine,
    );
    toleranceLine.title = "A run has arrived once its loss stays within this of the lowest known minimum.";
  }

  line(parameter, set, read) {
    return [scenarioLine({ ...parameter, title: capital(parameter.title) }, this.on, set), read];
  }

  drawAgain(seed) {
    this.on.change((scenario) => ({ ...scenario, seed: scenario.seed < seed.high ? scenario.seed + 1 : 0 }), true);
  }

  /** The controls as a scenario has them; `theme` is `light` or `dark`. */
  show(scenario, theme) {
    const { key } = scenario.surface;
    this.element.dataset.theme = theme;
    if (this.surfaceKey !== key) this.fit(key);
    this.surface.show(key);
    this.noise.show(scenario.noise.key);
    this.seedLine.hidden = scenario.noise.key === "none";
    this.seed.show(scenario.seed);
    for (const [element, read] of [...this.startLines, ...this.lines]) element.show(read(scenario));
  }

  /** Controls that depend on the surface: the start's, and the noises that it can have. */
  fit(key) {
    this.surfaceKey = key;
    const { summary, domain, start, num_steps: steps, has_examples: hasExamples } = this.catalogue.surfaces[key];
    setText(this.summary, summary);
    this.lines[0][0].fit({ fallback: steps });
    this.startLines = startParameters(domain, start, this.catalogue.start_reach).map((parameter, i) =>
      this.line(
        parameter,
        (scenario, value) => edit.setStart(scenario, scenario.start.with(i, value)),
        (scenario) => scenario.start[i],
      ),
    );
    this.start.replaceChildren(...this.startLines.map(([element]) => element));
    const noises = Object.entries(this.catalogue.noises).filter(([, noise]) => hasExamples || !noise.needs_examples);
    this.noise.fill(noises.map(([value, { title }]) => h("option", { value }, title)));
  }
}

function startParameters(domain, start, reach) {
  return domain.map((range, i) => {
    const [low, high] = edit.startRange(range, reach);
    return { key: `start.${i}`, title: `start ${AXES[i]}`, default: start[i], low, high, scale: "linear", choices: [] };
  });
}

/** A box to choose from, under its name; `show(value)`, and `fill(choices)` for other ones. */
function chooser(title, choices, onChoose) {
  const select = h("select", { className: "ov-select", "aria-label": title, onchange: () => onChoose(select.value) }, ...choices);
  const element = h("label", { className: "ov-field" }, h("span", { className: "ov-line-name" }, title), select);
  return { element, show: (value) => (select.value = value), fill: (others) => select.replaceChildren(...others) };
}
