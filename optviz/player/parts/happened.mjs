// What happened in the run, in a sentence or two. While the hand moves nobody reads them, and nobody makes them: their place
// stays. They are read aloud once the hand lets go.

import { h, setText } from "../dom/elements.mjs";

export class Happened {
  constructor() {
    this.sentences = ["", ""].map(() => h("span", { className: "ov-sentence" }));
    this.aloud = h("p", { className: "ov-unseen", role: "status" });
    this.said = ""; // what has been read aloud; what a page begins with is read with the page
    const [first, second] = this.sentences;
    this.element = h("div", { className: "ov-told" }, h("p", { className: "ov-happened" }, first, " ", second), this.aloud);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update({ happened }) {
    this.element.classList.toggle("ov-untold", !happened);
    if (!happened) return;
    for (const [i, element] of this.sentences.entries()) setText(element, happened[i] ?? "");
    const text = happened.join(" ");
    if (text === this.said) return;
    if (this.said) setText(this.aloud, text);
    this.said = text;
  }
}
