// The numbers of every run.

import { written } from "../core/numbers.mjs";
import { h, setText } from "../dom/elements.mjs";
import { swatch } from "../layers/marks.mjs";

/** @type {[string, string, (path: any) => string][]} title, hint, and what to read of a path */
const COLUMNS = [
  ["Optimizer", "", (path) => path.label],
  ["Final loss", "at the last step", (path) => ending(path)],
  ["Distance", "from the last point to the nearest known minimum", (path) => orUnknown(path, path.metrics.distance)],
  ["Steps to tolerance", "until the loss is within the tolerance of the lowest known minimum", (path) => arrival(path)],
  ["Gradients", "taken in all", (path) => String(path.metrics.evaluations[1])],
  ["Path length", "the sum of the lengths of the steps", (path) => written(path.metrics.path_length)],
];

function ending({ diverged_at: divergedAt, metrics }) {
  return divergedAt === null ? written(metrics.final_loss) : `diverged at step ${divergedAt}`;
}

function orUnknown(path, value) {
  return value === null ? "no minimum known" : written(value);
}

function arrival(path) {
  const { steps_to_tolerance: steps, distance } = path.metrics;
  if (distance === null) return "no minimum known";
  return steps === null ? "not reached" : String(steps);
}

export class Table {
  constructor() {
    this.body = h("tbody");
    const head = COLUMNS.map(([title, hint]) => h("th", { scope: "col", title: hint }, title));
    this.element = h(
      "section",
      { className: "ov-table", tabIndex: 0, "aria-label": "The numbers" },
      h("table", {}, h("thead", {}, h("tr", {}, ...head)), this.body),
    );
  }

  update(tracks) {
    const paths = tracks.map(({ path }) => path);
    while (this.body.rows.length > paths.length) this.body.lastChild.remove();
    while (this.body.rows.length < paths.length) {
      const name = h("th", { scope: "row" }, swatch(), h("span", {}));
      this.body.append(h("tr", {}, name, ...COLUMNS.slice(1).map(() => h("td", {}, h("span", {})))));
    }
    paths.forEach((path, i) => {
      const { cells } = this.body.rows[i];
      cells[0].firstChild.show(path, tracks[i].colour);
      setText(cells[0].lastChild, path.label);
      COLUMNS.slice(1).forEach(([, , read], j) => setText(cells[j + 1].firstChild, read(path)));
    });
  }
}
