// Six steps towards good hyperparameters, one at a time: what is done, what comes of it, and whether that was the goal.

import { say } from "../core/say.mjs";
import { writeAddressInLanguage } from "../dom/address.mjs";
import { h, setText } from "../dom/elements.mjs";
import { ChartView } from "./chart.mjs";
import { Coming } from "./coming.mjs";
import { TrialFiles } from "./trial-files.mjs";

const [FINE, LAST] = [5, 6]; // steps
const CHARTS = 2;

export class RecipeView {
  constructor(page, style, signal) {
    /** @type {any} what is asked for: a record as optviz/scenario/recipe.py has it */
    this.asked = null;
    this.query = "";
    this.coming = new Coming({ style }, signal);
    this.files = new TrialFiles("recipe", style);
    this.title = h("h2", { className: "ov-map-title" });
    this.steps = h("ol", { className: "ov-recipe-steps" });
    this.name = h("h3", { className: "ov-recipe-name" });
    this.done = h("p");
    this.found = h("p", { className: "ov-recipe-found" });
    this.mark = h("strong", { className: "ov-recipe-mark" });
    this.goal = h("span");
    this.charts = Array.from({ length: CHARTS }, () => new ChartView());
    this.table = h("div", {
      className: "ov-race-table ov-recipe-table",
      tabIndex: 0,
      role: "region",
      "aria-label": say("Results"),
    });
    this.link = h("a", { className: "ov-link" });
    const button = (text, go) => h("button", { type: "button", className: "ov-button", onclick: go }, text);
    this.back = button(say("Back"), () => this.go(this.asked.step - 1));
    this.next = button(say("Next"), () => this.go(this.asked.step + 1));
    this.again = button(say("Again, around the best"), () => this.go(FINE, this.asked.rounds + 1));
    const told = h("div", { role: "status" }, this.name, this.done, this.found, h("p", {}, this.mark, " ", this.goal));
    const ways = h("p", { className: "ov-recipe-ways" }, this.back, this.next, this.again, this.link);
    const charts = h("div", { className: "ov-charts" }, ...this.charts.map(({ root }) => root));
    this.picture = h("div", { hidden: true }, this.steps, told, ways, charts, this.table, this.files.root);
    page.append(h("div", { className: "ov-coming-to" }, this.title, this.coming.root), this.picture);
  }

  /** Another experiment is gone through from where one is. */
  ask({ asked, query }) {
    const { step, rounds } = this.asked ?? asked;
    this.query = query;
    this.asked = { ...asked, step, rounds };
    this.go(step, rounds);
  }

  go(step, rounds = this.asked.rounds) {
    this.asked = { ...this.asked, step, rounds };
    const fields = new URLSearchParams(this.query);
    for (const [name, value] of Object.entries({ step, rounds })) fields.set(`recipe.${name}`, String(value));
    writeAddressInLanguage(fields.toString());
    this.files.show(fields.toString());
    this.coming.begin("api/recipe", this.asked, [0], (answer) => this.show(answer));
  }

  show({ header }) {
    const { step, steps, charts, table, link } = header;
    this.picture.hidden = false;
    setText(this.title, header.title);
    if (!this.steps.childElementCount) this.steps.append(...steps.map((text, i) => h("li", {}, this.stepTo(i + 1, text))));
    for (const [i, { firstChild }] of [...this.steps.children].entries()) {
      firstChild.setAttribute("aria-current", i + 1 === step ? "step" : "false");
    }
    setText(this.name, `${step}. ${steps[step - 1]}`);
    setText(this.done, header.done);
    setText(this.found, header.found);
    this.mark.dataset.reached = String(header.is_reached);
    setText(this.mark, header.is_reached ? say("Goal reached:") : say("Goal not reached:"));
    setText(this.goal, header.goal);
    const focused = document.activeElement;
    this.back.hidden = step === 1;
    this.next.hidden = step === LAST;
    this.again.hidden = step !== LAST || !header.may_go_on;
    const ways = [this.next, this.again, this.back];
    if (ways.some((way) => way === focused && way.hidden)) ways.find((way) => !way.hidden).focus();
    for (const [i, chart] of this.charts.entries()) {
      chart.root.hidden = !charts[i];
      if (charts[i]) chart.show(charts[i]);
    }
    this.table.hidden = !table;
    if (table) this.table.replaceChildren(tableOf(table));
    this.link.hidden = !link;
    if (link) Object.assign(this.link, { href: link[0], textContent: link[1] });
  }

  stepTo(place, text) {
    return h("button", { type: "button", className: "ov-button ov-plain", onclick: () => this.go(place) }, text);
  }
}

/** The grid: its losses, the lower the darker, with the lowest in bold. */
function tableOf({ rates, decays, texts, shades, best }) {
  const cell = (row, column) => {
    const isBest = row === best[0] && column === best[1];
    const look = { style: `--shade: ${shades[row][column].toFixed(3)}`, ...(isBest ? { className: "ov-recipe-best" } : {}) };
    return h("td", look, texts[row][column]);
  };
  const head = h(
    "tr",
    {},
    h("th", { scope: "col" }, say("weight decay ╲ learning rate")),
    ...rates.map((rate) => h("th", { scope: "col" }, rate)),
  );
  const rows = decays.map((decay, i) => h("tr", {}, h("th", { scope: "row" }, decay), ...rates.map((_, j) => cell(i, j))));
  return h("table", {}, h("caption", {}, say("Loss on held-out examples")), h("thead", {}, head), h("tbody", {}, ...rows));
}
