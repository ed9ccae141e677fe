// One step of a rule, line by line: its pseudo-code, the line that is being carried out, and the numbers put in.

import { written } from "../core/numbers.mjs";
import { row, rowOf } from "../core/payload.mjs";
import { h, setText } from "../dom/elements.mjs";

export class Stepper {
  constructor() {
    this.list = h("ol", { className: "ov-code" });
    this.element = h("div", { className: "ov-stepper", hidden: true }, this.list);
  }

  /** The rule to show: its record of the catalogue. */
  setRule(record) {
    this.lines = record.pseudocode.split("\n").map((text) => ({ text, variable: /^\s*(\w+)\s*=/.exec(text)?.[1] }));
    this.fields = Object.fromEntries(Object.entries(record.symbols).map(([field, symbol]) => [symbol, field]));
    this.list.replaceChildren(
      ...this.lines.map(({ text }) => h("li", {}, h("code", {}, text), h("span", { className: "ov-value" }))),
    );
  }

  /** Lights the line that the playhead's share of a step has come to, with the values that it makes. */
  show(track, step) {
    const whole = Math.floor(step);
    const at = Math.min(this.lines.length - 1, Math.floor((step - whole) * this.lines.length));
    [...this.list.children].forEach((item, i) => {
      item.classList.toggle("ov-lit", i === at);
      const value = i <= at ? variableAt(this.lines[i].variable, this.fields, track, whole) : null;
      setText(item.lastChild, value ? `(${[...value].map((part) => written(part)).join(", ")})` : "");
    });
  }
}

/** What a variable of the pseudo-code has become in step `k`: the gradient, a field of the state, or the weights. */
export function variableAt(variable, fields, { detail, points }, k) {
  if (!detail) return null;
  const next = Math.min(k + 1, points.shape[0] - 1);
  if (variable === "g") return rowOf(detail.gradients, k, detail);
  if (variable === "x") return row(points, next);
  if (variable in fields) return rowOf(detail.state[fields[variable]], next, detail);
  return null;
}
