// What the whole picture shares, in the page's sidebar or a drawer: surface, start, steps, tolerance, noise.

import { say } from "../core/say.mjs";
import * as edit from "../core/scenario.mjs";
import { startParameters } from "../core/starts.mjs";
import { scenarioLine } from "../dom/controls.mjs";
import { capital, h, setText, setValue } from "../dom/elements.mjs";
import { numberBox } from "../dom/number-box.mjs";
import { OwnLines } from "./own-lines.mjs";

export class Settings {
  /**
   * @param {any} catalogue
   * @param {any} on `change(edit, settled)` with what makes the new scenario of the one in the hand, `problem(text)`, and `openTable()` where the
   *   reader can give a table
   * @param {{ picker: HTMLElement, about: (key: string) => string } | null} surfaces the button that opens their list, and
   *   the address of what is said of one; null where there is none but the one that is shown
   * @param {HTMLElement | null} languages the buttons of the others, where there are any
   */
  constructor(catalogue, on, surfaces, languages) {
    this.catalogue = catalogue;
    this.on = on;
    this.surfaces = surfaces;
    this.summary = h("span", {});
    this.about = h("a", { className: "ov-link" }, say("Formula and source"));
    this.own = h("button", { type: "button", className: "ov-button", onclick: on.openTable }, say("Your own data…"));
    /** Where the sliders of the surface stand while the settings are in view. */
    this.place = h("div", {});
    this.start = h("div", {});
    this.noise = chooser(say("Gradient noise"), (key) =>
      on.change((scenario) => edit.setNoise(scenario, key, catalogue.noises), true),
    );
    this.noiseLines = new OwnLines(catalogue.noises, on, edit.setNoiseNumber);
    const { num_steps: steps, seed, tolerance } = catalogue.settings;
    const field = (parameter) => (scenario, value) => ({ ...scenario, [parameter.key]: value });
    this.lines = [steps, tolerance].map((parameter) => this.line(parameter, field(parameter), (s) => s[parameter.key]));
    this.seed = numberBox(seed, {
      label: say("Seed of the noise"),
      onSettle: (value) => on.change((scenario) => field(seed)(scenario, value), true),
      onProblem: on.problem,
    });
    const next = h("button", { type: "button", className: "ov-again", onclick: () => this.drawAgain(seed) }, say("Draw again"));
    const seedName = h("span", { className: "ov-line-name" }, capital(seed.title));
    this.seedLine = h("div", { className: "ov-seed" }, seedName, next, this.seed);
    const [stepsLine, toleranceLine] = this.lines.map(([element]) => element);
    this.element = h(
      "div",
      { className: "ov-settings", role: "group", "aria-label": say("What all panels share") },
      ...(surfaces ? [surfaces.picker, h("p", { className: "ov-summary" }, this.summary, " ", this.about), this.own] : []),
      this.place,
      this.start,
      stepsLine,
      toleranceLine,
      this.noise.element,
      this.noiseLines.element,
      this.seedLine,
      languages,
    );
    toleranceLine.title = say("A run has arrived once its loss stays within this of the lowest known minimum.");
  }

  line(parameter, set, read) {
    return [scenarioLine({ ...parameter, title: capital(parameter.title) }, this.on, set), read];
  }

  drawAgain(seed) {
    this.on.change((scenario) => ({ ...scenario, seed: scenario.seed < seed.high ? scenario.seed + 1 : 0 }), true);
  }

  /** The controls as a scenario has them; `theme` is `light` or `dark`. */
  show(scenario, theme) {
    const { surface, noise, seed } = scenario;
    if (this.surfaces) this.about.href = this.surfaces.about(surface.key);
    this.element.dataset.theme = theme;
    if (this.surfaceKey !== surface.key) this.fit(surface.key);
    this.noise.show(noise.key);
    this.noiseLines.show(noise);
    this.seedLine.hidden = noise.key === "none";
    this.seed.show(seed);
    for (const [element, read] of [...this.startLines, ...this.lines]) element.show(read(scenario));
  }

  /** What is said of a surface, its start's controls, and the noises that it can have. */
  fit(key) {
    this.surfaceKey = key;
    const { summary, num_steps: steps, has_examples: hasExamples, data } = this.catalogue.surfaces[key];
    setText(this.summary, summary);
    this.own.hidden = !data?.takes_tables || !this.on.openTable;
    this.lines[0][0].fit({ fallback: steps });
    this.startLines = startParameters(this.catalogue.surfaces[key], this.catalogue.start_reach).map((parameter, i) =>
      this.line(
        parameter,
        (scenario, value) => edit.setStart(scenario, scenario.start.with(i, value)),
        (scenario) => scenario.start[i],
      ),
    );
    this.start.replaceChildren(...this.startLines.map(([element]) => element));
    const noises = Object.entries(this.catalogue.noises).filter(([, noise]) => hasExamples || !noise.needs_examples);
    this.noise.element.hidden = noises.length < 2;
    this.noise.fill(noises.map(([value, { title }]) => h("option", { value }, title)));
  }
}

/** A box to choose from, under its name; `fill(choices)`, then `show(value)`. */
function chooser(title, onChoose) {
  const select = h("select", { className: "ov-select", "aria-label": title, onchange: () => onChoose(select.value) });
  const element = h("label", { className: "ov-field" }, h("span", { className: "ov-line-name" }, title), select);
  return { element, show: (value) => setValue(select, value), fill: (choices) => select.replaceChildren(...choices) };
}
