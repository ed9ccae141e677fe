// The sliders that a choice brings with it: the numbers of the surface, or of the noise.

import { scenarioLine } from "../dom/controls.mjs";
import { capital, h } from "../dom/elements.mjs";

export class OwnLines {
  #key = "";
  #lines = [];

  /**
   * @param {Record<string, { parameters: any[] }>} records that can be chosen
   * @param {any} on `change(edit, settled)` with what makes the new scenario of the one in the hand, and `problem(text)`
   * @param {(scenario: any, key: string, value: number) => any} set gives a number of the choice another value
   */
  constructor(records, on, set) {
    this.records = records;
    this.on = on;
    this.set = set;
    this.element = h("div", { className: "ov-own" });
  }

  /** @param {import("../core/scenario.mjs").Choice} choice */
  show(choice) {
    if (this.#key !== choice.key) {
      this.#key = choice.key;
      const { parameters } = this.records[choice.key];
      this.#lines = parameters.map((parameter) => ({ key: parameter.key, element: this.#line(parameter) }));
      this.element.replaceChildren(...this.#lines.map(({ element }) => element));
      this.element.hidden = parameters.length === 0;
    }
    for (const { key, element } of this.#lines) element.show(choice[key]);
  }

  #line(parameter) {
    const { on, set } = this;
    const named = { ...parameter, title: capital(parameter.title) };
    return scenarioLine(named, on, (scenario, value) => set(scenario, parameter.key, value));
  }
}
