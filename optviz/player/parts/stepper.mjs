// One step of a rule, line by line: its pseudo-code, the line that is being carried out, and the numbers put in.

import { lineAt, valuesOf } from "../core/lines.mjs";
import { rowOf } from "../core/payload.mjs";
import { h, setText } from "../dom/elements.mjs";

export class Stepper {
  constructor() {
    this.list = h("ol", { className: "ov-code" });
    this.element = h("div", { className: "ov-stepper", hidden: true }, this.list);
  }

  /** The lines to show. Returns whether they are others than before. @param {import("../core/lines.mjs").Line[]} code */
  setCode(code) {
    const changed = JSON.stringify(code) !== JSON.stringify(this.code);
    if (!changed) return false;
    this.code = code;
    this.list.replaceChildren(...code.map(({ text }) => h("li", {}, h("code", {}, text), h("span", { className: "ov-value" }))));
    return true;
  }

  /** Lights the line that the playhead's share of a step has come to, with the values that it and those before give. */
  show({ points, detail }, step) {
    const [rows, weights] = points.shape;
    const whole = Math.min(Math.floor(step), rows - 2);
    const at = lineAt(this.code, step - whole);
    const values = valuesOf(this.code, rowOf(detail.lines, whole, detail), weights);
    [...this.list.children].forEach((item, i) => {
      item.classList.toggle("ov-lit", i === at);
      const isHead = this.code[i + 1]?.kinds && !this.code[i].kinds;
      setText(item.lastChild, isHead ? `t = ${whole + 1}` : i <= at ? values[i] : "");
    });
  }
}
