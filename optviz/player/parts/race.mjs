// A fair race: how each racer's outcome depends on its learning rate, the race at the best ones, and the table.

import { say } from "../core/say.mjs";
import { writeAddressInLanguage } from "../dom/address.mjs";
import { h, setText } from "../dom/elements.mjs";
import { ChartView } from "./chart.mjs";
import { Coming } from "./coming.mjs";
import { TrialFiles } from "./trial-files.mjs";

export class RaceView {
  constructor(page, style, signal) {
    this.coming = new Coming({ style }, signal);
    this.files = new TrialFiles("race", style);
    this.query = "";
    this.title = h("h2", { className: "ov-map-title" });
    this.charts = [new ChartView(), new ChartView()];
    this.head = h("tr");
    this.body = h("tbody");
    this.link = h("a", { className: "ov-link" }, say("Race them in the playground"));
    const table = h(
      "div",
      { className: "ov-race-table", tabIndex: 0, role: "region", "aria-label": say("Results") },
      h("table", {}, h("thead", {}, this.head), this.body),
    );
    this.picture = h(
      "div",
      { hidden: true },
      h("div", { className: "ov-charts" }, ...this.charts.map(({ root }) => root)),
      table,
    );
    this.picture.append(h("p", {}, this.link));
    this.picture.append(this.files.root);
    page.append(h("div", { className: "ov-coming-to" }, this.title, this.coming.root), this.picture);
  }

  ask({ asked, stages, query }) {
    this.query = query;
    writeAddressInLanguage(query);
    this.coming.begin("api/race", asked, stages, (answer) => this.show(answer));
  }

  show({ header }) {
    this.picture.hidden = false;
    this.files.show(this.query);
    setText(this.title, header.title);
    for (const [i, chart] of header.charts.entries()) this.charts[i].show({ ...chart, key: [] }); // the table is their key
    this.head.replaceChildren(...header.head.map((text) => h("th", { scope: "col" }, text)));
    this.body.replaceChildren(...header.table.map((row, i) => rowOf(row, header.colours[header.places[i]])));
    this.link.href = `./?${header.query}&show.against=gradients`;
  }
}

function rowOf([place, name, ...numbers], colour) {
  const swatch = h("span", { className: "ov-race-swatch", style: `background: ${colour}`, "aria-hidden": "true" });
  return h("tr", {}, h("td", {}, place), h("th", { scope: "row" }, swatch, name), ...numbers.map((text) => h("td", {}, text)));
}
