// The choice of a surface: the button that names the one in the hand, and the list that it opens.

import { h, setText } from "../dom/elements.mjs";
import { Picker } from "../dom/picker.mjs";

export class SurfacePicker {
  /** @param {Record<string, any>} surfaces of the catalogue, in their order @param {(key: string) => void} choose */
  constructor(surfaces, choose) {
    this.surfaces = surfaces;
    this.picker = new Picker("surfaces", {
      className: "ov-surfaces",
      rows: () => Object.entries(surfaces).map(rowOf),
      isChosen: (key) => key === this.key,
      choose: (key) => key !== this.key && choose(key),
    });
    this.buttons = [];
  }

  /** A button that opens the list, and says which surface is in the hand. */
  button() {
    const name = h("span", {});
    const button = h(
      "button",
      {
        type: "button",
        className: "ov-button ov-opens",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: () => this.picker.toggle(button),
      },
      name,
    );
    this.buttons.push({ button, name });
    return button;
  }

  show(key) {
    if (this.key === key) return;
    this.key = key;
    const { title } = this.surfaces[key];
    for (const { button, name } of this.buttons) {
      setText(name, title);
      button.setAttribute("aria-label", `Surface: ${title}`);
    }
  }
}

/** @returns {import("../dom/picker.mjs").Row} */
function rowOf([key, { title, family, summary, weights, minima }]) {
  return { key, title, group: family, sentence: summary, note: [weights.join(", "), minima].join(" · ") };
}
