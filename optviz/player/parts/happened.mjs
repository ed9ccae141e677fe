// What happened in the run, in a sentence or two. They are read aloud once the hand lets go, and not while it moves.

import { h, setText } from "../dom/elements.mjs";

export class Happened {
  constructor() {
    this.sentences = h("p", { className: "ov-happened" });
    this.aloud = h("p", { className: "ov-unseen", role: "status" });
    this.said = ""; // what has been read aloud; what a page begins with is read with the page
    this.element = h("div", {}, this.sentences, this.aloud);
  }

  /** @param {import("../core/view.mjs").Picture} picture */
  update({ happened, settled }) {
    const text = happened.join(" ");
    setText(this.sentences, text);
    if (!settled || text === this.said) return;
    if (this.said) setText(this.aloud, text);
    this.said = text;
  }
}
