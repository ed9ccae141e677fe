// One step of a rule, line by line: its pseudo-code, the line that is being carried out, and the numbers put in.

import { lineAt, stepShown, valuesOf } from "../core/lines.mjs";
import { rowOf } from "../core/payload.mjs";
import { h, setText } from "../dom/elements.mjs";

export class Stepper {
  constructor() {
    this.list = h("ol", { className: "ov-code" });
    this.differs = h("p", { className: "ov-source" });
    this.element = h("div", { className: "ov-stepper", hidden: true }, this.list, this.differs);
  }

  /**
   * The lines to show, and what is said under them. Returns whether they are others than before.
   * @param {import("../core/lines.mjs").Line[]} code @param {string} differs
   */
  setCode(code, differs) {
    if (JSON.stringify(code) === JSON.stringify(this.code)) return false;
    this.code = code;
    setText(this.differs, differs);
    const line = (text) => h("li", {}, h("code", {}, text.replace(/^ +/, "  ")), h("span", { className: "ov-value" }));
    this.list.replaceChildren(...code.map(({ text }) => line(text)));
    return true;
  }

  /**
   * Lights the line that the playhead's share of a step has come to, with the values that it and those before give.
   * @param {import("../core/run.mjs").Track} track @param {number} step
   */
  show({ path, points, detail }, step) {
    const [rows, weights] = points.shape;
    const { row, share, number } = stepShown(step, rows - 1, path.diverged_at);
    const at = lineAt(this.code, share);
    const values = valuesOf(this.code, rowOf(detail.lines, row, detail) ?? detail.lineAt?.(row) ?? null, weights);
    [...this.list.children].forEach((item, i) => {
      item.classList.toggle("ov-lit", i === at);
      const isHead = this.code[i + 1]?.kinds && !this.code[i].kinds;
      setText(item.lastChild, isHead ? `t = ${number}` : i <= at ? values[i] : "");
    });
  }
}
