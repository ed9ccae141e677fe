// The sliders of what all panels share and can drag: the surface's parameters and the noise's.

import * as edit from "../core/scenario.mjs";
import { scenarioLine } from "../dom/controls.mjs";
import { h } from "../dom/elements.mjs";

export class SurfaceControls {
  /** `on`: `change(edit, settled)` with what makes the new scenario of the one in the hand, and `problem(text)`. */
  constructor(catalogue, on) {
    this.catalogue = catalogue;
    this.on = on;
    this.element = h("div", { className: "ov-strip" });
  }

  show(scenario) {
    const { surface, noise } = scenario;
    const signature = `${surface.key} ${noise.key}`;
    if (this.signature !== signature) {
      this.signature = signature;
      this.lines = [
        ...this.catalogue.surfaces[surface.key].parameters.map((parameter) =>
          this.line(parameter, edit.setSurfaceNumber, (shown) => shown.surface[parameter.key]),
        ),
        ...this.catalogue.noises[noise.key].parameters.map((parameter) =>
          this.line(parameter, edit.setNoiseNumber, (shown) => shown.noise[parameter.key]),
        ),
      ];
      this.element.replaceChildren(...this.lines.map(([element]) => element));
      this.element.hidden = this.lines.length === 0;
    }
    for (const [element, read] of this.lines) element.show(read(scenario));
  }

  line(parameter, set, read) {
    return [scenarioLine(parameter, this.on, (scenario, value) => set(scenario, parameter.key, value)), read];
  }
}
