// The choice of a surface: the buttons that name the one in the hand, and the list that they open.

import { say } from "../core/say.mjs";
import { themeOf } from "../core/theme.mjs";
import { h, setText } from "../dom/elements.mjs";
import { Picker } from "../dom/picker.mjs";
import { emptyPicture, paintPictures } from "../layers/small-pictures.mjs";

export class SurfacePicker {
  /** @type {{ button: HTMLElement, name: HTMLElement }[]} */
  #buttons = [];
  #key = "";
  #theme = "";
  #painted = ""; // in which theme and type the list's pictures are

  /**
   * @param {any} catalogue
   * @param {object} on
   * @param {(key: string) => void} on.choose
   * @param {((key: string) => string) | null} on.about the address of what is said of a surface, if there is one
   */
  constructor(catalogue, { choose, about }) {
    this.catalogue = catalogue;
    this.addressOf = about;
    this.about = h("a", { className: "ov-link" });
    this.picker = new Picker(say("surfaces"), {
      className: "ov-surfaces",
      rows: () => Object.entries(catalogue.surfaces).map(rowOf),
      isChosen: (key) => key === this.#key,
      choose: (key) => key !== this.#key && choose(key),
      below: [h("div", { className: "ov-picker-foot" }, this.about)],
      onActive: (key) => this.#linkTo(key),
    });
    this.element = this.picker.element;
  }

  /** A button that opens the list, and says which surface is in the hand. */
  button() {
    const name = h("b", {});
    const open = () => {
      this.picker.toggle(button);
      this.#paint();
    };
    const button = h(
      "button",
      { type: "button", className: "ov-opens", "aria-haspopup": "dialog", "aria-expanded": "false", onclick: open },
      h("span", {}, say("Surface")),
      name,
    );
    this.#buttons.push({ button, name });
    return button;
  }

  /** @param {string} key of the surface in the hand @param {string} theme */
  show(key, theme) {
    this.#theme = theme;
    if (this.#key === key) return;
    this.#key = key;
    for (const { name } of this.#buttons) setText(name, this.catalogue.surfaces[key].title);
  }

  #paint() {
    const now = `${this.#theme} ${getComputedStyle(this.element).fontSize}`;
    if (this.#painted === now) return;
    this.#painted = now;
    const { themes, drawing } = this.catalogue;
    paintPictures(this.element, themeOf(themes[this.#theme], false), drawing.levels);
  }

  /** Links to what there is to be read on a surface. */
  #linkTo(key) {
    this.about.hidden = !key || !this.addressOf;
    if (this.about.hidden) return;
    setText(this.about, say("Formula, minima and source of {title}", { title: this.catalogue.surfaces[key].title }));
    this.about.href = this.addressOf(key);
  }
}

/** @returns {import("../dom/picker.mjs").Row} */
function rowOf([key, { title, family, summary, weights, minima }]) {
  const note = [weights.join(", "), minima].join(" · ");
  return { key, title, group: family, sentence: summary, note, picture: () => emptyPicture(key) };
}
