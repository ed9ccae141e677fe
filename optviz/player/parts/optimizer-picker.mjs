// The choice of rules: a list in which those in the picture are ticked, and sets of them in one click.

import { capital, h, setText } from "../dom/elements.mjs";
import { Picker } from "../dom/picker.mjs";

const LECTURE = "in the lecture";

export class OptimizerPicker {
  /**
   * @param {any} catalogue
   * @param {object} on
   * @param {() => string[]} on.keys of the rules in the hand, one for each copy
   * @param {(key: string) => void} on.toggle adds a rule, or takes all its copies away
   * @param {(keys: string[]) => void} on.only puts these rules side by side, and no others
   * @param {(key: string) => string | null} on.methods the address of what is said of a rule, if there is one
   */
  constructor(catalogue, on) {
    this.catalogue = catalogue;
    this.on = on;
    const { optimizers, sets } = catalogue;
    this.said = h("span", { role: "status" });
    this.about = h("a", { className: "ov-link" });
    this.picker = new Picker("optimizers", {
      className: "ov-add",
      rows: () => Object.entries(optimizers).map(rowOf),
      isChosen: (key) => on.keys().includes(key),
      choose: (key) => this.#choose(key),
      several: true,
      above: sets.length ? [this.#sets(sets)] : [],
      below: [h("div", { className: "ov-picker-foot" }, this.said, this.about)],
      onActive: (key) => this.#linkTo(key),
    });
    this.element = this.picker.element;
  }

  /** @param {HTMLElement} opener */
  toggle(opener) {
    this.picker.toggle(opener);
    this.mark();
  }

  /** Ticks what is in the hand. */
  mark() {
    this.picker.mark();
    setText(this.said, `${this.on.keys().length} of ${this.catalogue.max_optimizers} in the picture`);
  }

  /** @param {string} key */
  #choose(key) {
    const most = this.catalogue.max_optimizers;
    const there = this.on.keys();
    if (there.every((other) => other === key)) setText(this.said, "One has to stay.");
    else if (!there.includes(key) && there.length >= most) setText(this.said, `No more than ${most}: take one away first.`);
    else {
      this.on.toggle(key);
      this.mark();
    }
  }

  /** @param {{ title: string, optimizers: string[] }[]} all */
  #sets(all) {
    const buttons = all.map((one) => this.#set(one));
    return h("div", { className: "ov-sets", role: "group", "aria-label": "Sets" }, "Only", ...buttons);
  }

  /** @param {{ title: string, optimizers: string[] }} one */
  #set({ title, optimizers }) {
    const onclick = () => {
      this.on.only(optimizers);
      this.mark();
    };
    const titles = optimizers.map((key) => this.catalogue.optimizers[key].title).join(", ");
    return h("button", { type: "button", className: "ov-button", title: titles, onclick }, capital(title));
  }

  #linkTo(key) {
    const href = key && this.on.methods(key);
    this.about.hidden = !href;
    if (!href) return;
    setText(this.about, `${this.catalogue.optimizers[key].title} on Methods`);
    this.about.href = href;
  }
}

/** @returns {import("../dom/picker.mjs").Row} */
function rowOf([key, { title, family, lecture, source }]) {
  const picture = () => h("span", { className: "ov-tick" });
  const [group, sentence] = lecture ? [LECTURE, `${capital(family)} · ${source}`] : [family, source];
  return { key, title, group, sentence, picture };
}
