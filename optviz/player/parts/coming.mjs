// What takes the server long: it comes coarse first, says how far it is, and can be stopped; what is there stays meanwhile.

import { askLong } from "../core/asking.mjs";
import { say } from "../core/say.mjs";
import { h, setText } from "../dom/elements.mjs";
import { ShareBar } from "../dom/share-bar.mjs";

export class Coming {
  /** @param {Record<string, string>} fields that go with each question @param {AbortSignal} signal which ends it for good */
  constructor(fields, signal) {
    this.fields = fields;
    this.signal = signal;
    this.stop = new AbortController();
    this.text = h("span", { role: "status" });
    this.button = h("button", { type: "button", className: "ov-button", hidden: true, onclick: () => this.end() }, say("Stop"));
    this.share = new ShareBar(say("Share of the picture that is there"));
    this.root = h("p", { className: "ov-coming" }, this.text, this.share.element, this.button);
  }

  /** The person has seen enough. */
  end() {
    this.stop.abort();
    this.#rest(say("Stopped; what is here stays."));
  }

  /**
   * Asks for one stage after the other, instead of what was asked before.
   * @param {string} path @param {any} asked @param {number[]} stages how fine each is; 0 for all there is
   * @param {(answer: { header: any, arrays: any }) => void} show
   */
  async begin(path, asked, stages, show) {
    this.stop.abort();
    const stop = new AbortController();
    this.stop = stop;
    this.button.hidden = false;
    const signal = AbortSignal.any([stop.signal, this.signal]);
    const url = new URL(path, document.baseURI).href;
    for (const [i, most] of stages.entries()) {
      this.share.show(i, stages.length);
      setText(this.text, i ? say("A finer picture is on its way.") : say("The picture is on its way."));
      const fields = { ...this.fields, ...(most && { most: String(most) }) };
      const hear = (share) => signal.aborted || this.share.show(i + share, stages.length);
      const answer = await askLong(url, fields, asked, signal, hear);
      if (signal.aborted) return;
      if (typeof answer === "string") return this.#rest(answer);
      show(answer);
    }
    this.#rest("");
  }

  #rest(/** @type {string} */ text) {
    this.button.hidden = true;
    this.share.rest();
    setText(this.text, text);
  }
}
