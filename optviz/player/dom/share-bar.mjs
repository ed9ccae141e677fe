// A bar that says how much of something is there. It keeps its place while nothing is under way.

import { h } from "./elements.mjs";

export class ShareBar {
  /** @param {string} name of what is on its way */
  constructor(name) {
    this.element = h("progress", { className: "ov-share", "aria-label": name });
    this.rest();
  }

  /** So many are there of all of them, and parts of one; as long as none is, the bar says only that there is work. @param {number} done @param {number} count */
  show(done, count) {
    this.element.classList.remove("ov-resting");
    this.element.max = count;
    if (done) this.element.value = done;
    else this.element.removeAttribute("value");
    this.element.title = `${Math.round((100 * done) / count)} %`;
  }

  rest() {
    this.element.classList.add("ov-resting");
    this.element.removeAttribute("title");
  }
}
