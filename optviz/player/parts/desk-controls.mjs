// What can be chosen of maps: of what they are, their axes, what they show, how fine they are; and taking them home.

import * as wishes from "../core/map-wish.mjs";
import { say } from "../core/say.mjs";
import { iconButton, popover } from "../dom/controls.mjs";
import { h, setValue } from "../dom/elements.mjs";
import { ShareBar } from "../dom/share-bar.mjs";

/** @typedef {import("../core/map-wish.mjs").Wish} Wish */

export class DeskControls {
  /**
   * @param {any} catalogue @param {boolean} hasServer
   * @param {{ wish: (wish: Wish) => void, stop: () => void, whole: () => void, files: () => string[][], close: (() => void) | null }} on
   */
  constructor(catalogue, hasServer, on) {
    this.catalogue = catalogue;
    this.on = on;
    /** @type {Wish} */
    this.wish = null; // see `show`
    this.scenario = this.ground = null;
    const choice = (name, act) => {
      const select = h("select", { className: "ov-select", "aria-label": name, onchange: () => act(select.value) });
      return {
        select,
        field: h("label", { className: "ov-desk-field" }, h("span", { className: "ov-desk-name" }, name), select),
      };
    };
    this.kind = choice(say("Map of"), (value) => this.#kind(value));
    this.place = choice(say("Rule"), (value) => this.#place(Number(value)));
    this.across = choice(say("Across"), (value) => this.#axes(value, this.wish.y?.key));
    this.upwards = choice(say("Upwards"), (value) => this.#axes(this.wish.x.key, value));
    this.outcome = choice(say("Shown"), (value) => on.wish({ ...this.wish, outcome: value }));
    this.cells = choice(say("Cells a side"), (value) => this.#cells(Number(value)));
    this.isBusy = false;
    this.stop = h("button", { type: "button", className: "ov-again", disabled: true, onclick: on.stop }, say("Stop"));
    this.share = new ShareBar(say("Share of the maps that is there"));
    this.whole = h("button", { type: "button", className: "ov-again", onclick: on.whole }, say("Whole range"));
    const fields = [this.kind, this.place, this.across, this.upwards, this.outcome, this.cells].map(({ field }) => field);
    const close = on.close && iconButton("close", say("Close the map"), on.close);
    const home = h("button", { type: "button", className: "ov-again", hidden: !hasServer }, say("Save the map"));
    const box = popover(home, "ov-menu", () =>
      on.files().map(([title, href]) => h("a", { className: "ov-menu-link", href, download: "" }, title)),
    );
    this.element = h(
      "div",
      { className: "ov-desk-controls" },
      ...fields,
      this.whole,
      home,
      box,
      this.stop,
      this.share.element,
      close,
    );
    fill(this.kind.select, [
      ["numbers", say("two numbers")],
      ["starts", say("all starts")],
    ]);
    fill(
      this.cells.select,
      (hasServer ? wishes.SIZES : wishes.SIZES.slice(0, 2)).map((size) => [String(size), String(size)]),
    );
  }

  /** @param {Wish} wish @param {import("../core/scenario.mjs").Scenario} scenario @param {import("../core/map-wish.mjs").Ground} ground */
  show(wish, scenario, ground) {
    Object.assign(this, { wish, scenario, ground });
    const { catalogue } = this;
    const isOfStarts = wish.kind === "starts";
    const numbers = wishes.numbersOf(scenario, wish.place, catalogue);
    const surface = catalogue.surfaces[scenario.surface.key];
    const titles = [...numbers].map(([key, { title }]) => [
      key,
      key.startsWith("surface.") ? `${surface.title}${say(": ")}${title}` : title,
    ]);
    fill(
      this.place.select,
      scenario.optimizers.map(({ key, label }, i) => [String(i), label ?? catalogue.optimizers[key].title]),
    );
    fill(
      this.across.select,
      titles.filter(([key]) => key !== wish.y?.key),
    );
    fill(
      this.upwards.select,
      titles.filter(([key]) => key !== wish.x.key),
    );
    fill(
      this.outcome.select,
      Object.entries(catalogue.outcomes).filter(([key]) => key !== "minimum" || isOfStarts),
    );
    setValue(this.kind.select, wish.kind);
    setValue(this.place.select, wish.place);
    setValue(this.across.select, wish.x.key);
    setValue(this.upwards.select, wish.y?.key ?? "");
    setValue(this.outcome.select, wish.outcome);
    setValue(this.cells.select, wish.cells);
    this.place.field.hidden = isOfStarts || scenario.optimizers.length < 2;
    for (const { field } of [this.across, this.upwards]) field.hidden = isOfStarts;
    const whole = wishes.of(wish, [wish.x.key, wish.y?.key], scenario, catalogue, ground);
    const isWhole = ["x", "y"].every((name) => wish[name]?.low === whole[name]?.low && wish[name]?.high === whole[name]?.high);
    this.whole.hidden = isWhole;
  }

  /** So many maps are there of those that are asked for, or nothing is under way. @param {[number, number] | null} share */
  busy(share) {
    this.isBusy = share !== null;
    this.stop.disabled = !this.isBusy;
    if (share) this.share.show(...share);
    else this.share.rest();
  }

  #kind(kind) {
    const { scenario, catalogue, ground, wish } = this;
    const next =
      kind === "starts"
        ? wishes.wishOfStarts(scenario, catalogue, ground, wish.cells)
        : wishes.usualWish(scenario, catalogue, ground);
    this.on.wish({ ...next, cells: wish.cells });
  }

  #place(place) {
    const { scenario, catalogue, ground, wish } = this;
    const isPossible = wishes.isPossible({ ...wish, place }, scenario, catalogue);
    const keys = [wish.x.key, wish.y?.key];
    const next = isPossible
      ? wishes.of({ ...wish, place }, keys, scenario, catalogue, ground)
      : wishes.usualWish(scenario, catalogue, ground, place);
    this.on.wish({ ...next, outcome: wish.outcome, cells: wish.cells });
  }

  #axes(x, y) {
    const { scenario, catalogue, ground, wish } = this;
    this.on.wish(wishes.of(wish, [x, y], scenario, catalogue, ground));
  }

  #cells(cells) {
    this.on.wish({ ...this.wish, cells });
  }
}

/** Fills a box to choose from, if its choices are others. @param {HTMLSelectElement} select @param {string[][]} choices */
function fill(select, choices) {
  const text = JSON.stringify(choices);
  if (select.dataset.choices === text) return;
  select.dataset.choices = text;
  select.replaceChildren(...choices.map(([value, title]) => h("option", { value }, title)));
}
