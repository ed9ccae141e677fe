// A panel for each optimizer, in columns.

import { spokenNames } from "../core/choices.mjs";
import { columnsFor } from "../core/geometry.mjs";
import * as edit from "../core/scenario.mjs";
import { h } from "../dom/elements.mjs";
import { Panel } from "./panel.mjs";

/** @typedef {import("../core/scenario.mjs").Scenario} Scenario */

export class Panels {
  /**
   * @param {any} catalogue
   * @param {object} on
   * @param {(make: (scenario: Scenario) => Scenario, settled: boolean) => void} on.change
   * @param {(place: number, count: number) => void} on.starts shows a rule alone, from so many starts
   * @param {((place: number) => void) | null} on.four shows a rule at four learning rates, where that can be done
   * @param {((place: number) => void) | null} on.map shows a map of a rule
   * @param {(text: string) => void} on.problem
   * @param {(key: string) => string | null} on.methods the address of what is said of a rule
   */
  constructor(catalogue, { change, starts, four, map, problem, methods }) {
    this.catalogue = catalogue;
    this.actions = {
      number: (i, key, value, settled) => change((scenario) => edit.setHyperparameter(scenario, i, key, value), settled),
      schedule: (i, schedule, settled) => change((scenario) => edit.setSchedule(scenario, i, schedule), settled),
      duplicate: (i) => change((scenario) => edit.duplicateOptimizer(scenario, i), true),
      label: (i, text) => change((scenario) => edit.setLabel(scenario, i, text), true),
      remove: (i) => change((scenario) => edit.removeOptimizer(scenario, i), true),
      move: (i, j) => change((scenario) => edit.moveOptimizer(scenario, i, j), true),
      start: (i, weights, settled) => change((scenario) => edit.setOwnStart(scenario, i, weights), settled),
      ownStart: (i) => change((scenario) => edit.toggleOwnStart(scenario, i), true),
      starts,
      four,
      map,
      count: () => this.all.length,
      problem,
      methods,
    };
    /** @type {Panel[]} */
    this.all = [];
    this.element = h("div", { className: "ov-grid" });
  }

  /** As many panels as optimizers. Returns whether their number has changed. @param {number} count */
  fit(count) {
    const before = this.all.length;
    while (this.all.length > count) this.all.pop().destroy();
    while (this.all.length < count) {
      const panel = new Panel(this.all.length, this.catalogue, this.actions);
      this.all.push(panel);
      this.element.append(panel.element);
    }
    return before !== count;
  }

  /**
   * @param {import("../core/scenario.mjs").OptimizerChoice[]} choices
   * @param {import("../core/view.mjs").Picture} picture
   * @returns {boolean} whether a panel shows other lines of pseudo-code now
   */
  update(choices, { tracks, surface, theme, display }) {
    const stepwise = display.stepwise === "on";
    const spoken = spokenNames(choices, this.catalogue.optimizers);
    const changed = this.all.map((panel, i) =>
      panel.update({ choice: choices[i], spoken: spoken[i], track: tracks[i], surface, theme, stepwise }),
    );
    return changed.includes(true);
  }

  /** @param {number} step @param {boolean} stepwise */
  showStep(step, stepwise) {
    for (const panel of this.all) panel.showStep(step, stepwise);
  }

  /**
   * Puts the panels in columns for stages of their own.
   * @param {import("../core/view.mjs").Space & { below: number }} room for all of them, and what stands below wants of it
   * @returns {import("../core/view.mjs").Space} the space of each stage
   */
  layOutStages(room) {
    const columns = columnsFor(this.all.length, room.width);
    const rows = Math.ceil(this.all.length / columns);
    this.element.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    const { width } = this.all[0];
    const around = Math.max(...this.all.map(({ heightAround }) => heightAround));
    const each = room.height / rows - around;
    // One row leaves room for the curves, unless that made it low.
    const alone = Math.min(each, Math.max(each - room.below, 0.8 * window.innerHeight - 370));
    const wished = rows === 1 ? alone : columns === 1 ? 0.8 * width : each;
    return { width, height: Math.round(Math.max(180, Math.min(wished, 0.86 * width, 560))) };
  }

  /** Leaves the columns to the style sheet: nothing but numbers and controls is in the panels. */
  layOutBare() {
    this.element.style.gridTemplateColumns = "";
  }

  destroy() {
    for (const panel of this.all) panel.destroy();
  }
}
