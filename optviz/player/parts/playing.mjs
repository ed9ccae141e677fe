// A playhead of its own: a slider over steps or tries, and a button that moves it.

import { say } from "../core/say.mjs";
import { h, setText, setValue } from "../dom/elements.mjs";

const SECONDS = 6; // for all of it
const FEW = 40; // fewer ones take their time
const SLOWEST = 0.45; // seconds each

export class Playing {
  /** @param {string} name of what it goes through @param {(step: number) => void} show @param {AbortSignal} signal */
  constructor(name, show, signal) {
    this.show = show;
    this.step = 0;
    this.last = 0;
    this.frame = 0;
    this.slider = h("input", { type: "range", min: "0", value: "0", step: "1", "aria-label": name });
    this.button = h("button", { type: "button", className: "ov-button", onclick: () => this.toggle() }, say("Play"));
    this.number = h("output", { className: "ov-playing-number" });
    this.root = h("div", { className: "ov-playing" }, this.button, this.slider, h("span", {}, name), this.number);
    this.slider.addEventListener("input", () => {
      this.rest();
      this.go(Number(this.slider.value));
    });
    signal.addEventListener("abort", () => this.rest());
  }

  /** Has so many steps from now on; shows the last one where that is wanted, else stays where it is. */
  reach(last, wanted) {
    const wasLast = this.step === this.last;
    this.last = last;
    this.slider.max = String(last);
    this.go(wanted || wasLast ? last : Math.min(this.step, last));
  }

  go(step) {
    this.step = step;
    setValue(this.slider, step);
    setText(this.number, String(step));
    this.show(step);
  }

  toggle() {
    if (this.frame) return this.rest();
    const from = this.step < this.last ? this.step : 0;
    const pace = this.last < FEW ? SLOWEST : SECONDS / this.last;
    let begin = 0;
    const move = (now) => {
      begin ||= now;
      const step = Math.min(this.last, from + Math.floor((now - begin) / 1000 / pace));
      if (step !== this.step) this.go(step);
      if (step >= this.last) this.rest();
      else this.frame = requestAnimationFrame(move);
    };
    setText(this.button, say("Pause"));
    this.go(from);
    this.frame = requestAnimationFrame(move);
  }

  rest() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    setText(this.button, say("Play"));
  }
}
