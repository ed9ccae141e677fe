// The numbers of every run.

import { say } from "../core/say.mjs";
import { h, setText } from "../dom/elements.mjs";
import { swatch } from "../layers/marks.mjs";

export class Table {
  /** @param {{ title: string, hint: string }[]} columns those after the names of the paths */
  constructor(columns) {
    this.columns = columns;
    this.body = h("tbody");
    const head = [{ title: say("Optimizer"), hint: "" }, ...columns].map(({ title, hint }) =>
      h("th", { scope: "col", title: hint }, title),
    );
    this.element = h(
      "section",
      { className: "ov-table", tabIndex: 0, "aria-label": say("The numbers") },
      h("table", {}, h("thead", {}, h("tr", {}, ...head)), this.body),
    );
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update({ tracks, theme }) {
    while (this.body.rows.length > tracks.length) this.body.lastChild.remove();
    while (this.body.rows.length < tracks.length) {
      const name = h("th", { scope: "row" }, swatch(), h("span", {}));
      this.body.append(h("tr", {}, name, ...this.columns.map(() => h("td", {}, h("span", {})))));
    }
    for (const [i, { path, colour }] of tracks.entries()) {
      const [name, ...cells] = this.body.rows[i].cells;
      name.firstChild.show(path, colour, theme);
      setText(name.lastChild, path.label);
      for (const [j, cell] of cells.entries()) setText(cell.firstChild, path.cells[j]);
    }
  }
}
