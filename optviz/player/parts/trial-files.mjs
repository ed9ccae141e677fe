// What was found as files: pictures, and all numbers.

import { inLanguage, say } from "../core/say.mjs";
import { h } from "../dom/elements.mjs";

const FORMATS = ["png", "svg", "pdf", "csv", "npz"];

export class TrialFiles {
  /** @param {string} kind `fan`, `search`, `race` or `recipe` @param {string} style */
  constructor(kind, style) {
    this.kind = kind;
    this.style = style;
    this.links = h("span", { className: "ov-trial-links" });
    this.root = h("p", { className: "ov-trial-files" }, say("Take home:"), this.links);
  }

  /** @param {string} query of what was asked for */
  show(query) {
    this.links.replaceChildren(
      ...FORMATS.map((format) => {
        const fields = new URLSearchParams(query);
        const drawn = format === "csv" || format === "npz" ? {} : { style: this.style };
        for (const [name, value] of Object.entries({ ...drawn, ...inLanguage() })) fields.set(name, value);
        const href = new URL(`api/trials/${this.kind}/${format}?${fields}`, document.baseURI).href;
        return h("a", { className: "ov-link", href, download: "" }, format.toUpperCase());
      }),
    );
  }
}
