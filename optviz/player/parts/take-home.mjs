// What can be taken home where there is no server: what the browser makes by itself, and a word on the rest.

import { say } from "../core/say.mjs";
import { popover } from "../dom/controls.mjs";
import { h } from "../dom/elements.mjs";

export class TakeHome {
  /** @param {() => { title: string, act: () => void }[]} files gives those that can be made here, in words, and what makes them */
  constructor(files) {
    this.button = h("button", { type: "button", className: "ov-button" }, say("Take home"));
    this.box = popover(this.button, "ov-menu ov-made-here", (close) => [
      ...files().map(({ title, act }) => {
        const onclick = () => {
          close();
          act();
        };
        return h("button", { type: "button", onclick }, title);
      }),
      h(
        "p",
        { className: "ov-source" },
        say(
          "Drawings (SVG, PDF), clips, Plotly figures, arrays and scripts need the app, which opens these files: python -m pip install . and then optviz, in a clone of optviz.",
        ),
      ),
    ]);
  }
}
