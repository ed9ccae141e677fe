// The sheet of keys.

import { displayOptionsOf } from "../core/display.mjs";
import { h } from "../dom/elements.mjs";

const keys = (displayOptions) => [
  ["Space", "play, pause"],
  ["← →", "one step (Shift: ten)"],
  ["Home, End", "first, last step"],
  ["+ −", "faster, slower"],
  ["L", "repeat"],
  ["V", Object.values(displayOptions.find(({ key }) => key === "view").choices).join(", ")],
  ["A", "arrows: off, ×1, ×3, ×10"],
  ["S", "step by step through the pseudo-code"],
  ["T", "Taylor models at the playhead"],
  ["F", "present: full screen, large type; Esc ends it"],
  [
    displayOptionsOf(displayOptions, "parts")
      .map((_, i) => i + 1)
      .join(" "),
    displayOptionsOf(displayOptions, "parts")
      .map(({ title }) => title)
      .join(", "),
  ],
  ["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"],
  ["?", "this sheet"],
];
const POINTER = [
  ["drag the ring", "moves the start; arrow keys do when it has the focus, Delete takes it back"],
  ["drag a slider", "with Shift, or far above or below it: ten times finer; Escape takes it back"],
  ["double click on a slider", "its default; so does a double tap, or Delete"],
  ["arrow keys on a slider", "one digit, with Shift a tenth of that; Page up, Page down: ten"],
  ["click on the surface", "puts the start there"],
  ["click on a path", "puts the playhead there"],
  ["drag on the surface", "zooms, in all panels; double click resets"],
  ["drag on the curves", "moves the playhead"],
  ["drag in 3D", "turns and tips it; the wheel or two fingers go nearer, double click goes back"],
];

/** @param {import("../core/display.mjs").DisplayOption[]} displayOptions of the page */
export function helpSheet(displayOptions) {
  const list = (pairs) => h("dl", {}, ...pairs.flatMap(([key, text]) => [h("dt", {}, key), h("dd", {}, text)]));
  const close = h("button", { type: "button", className: "ov-button", onclick: () => sheet.close() }, "Close");
  const sheet = h(
    "dialog",
    { className: "ov-help", "aria-label": "Keys and mouse" },
    h("h2", {}, "Keys"),
    list(keys(displayOptions)),
    h("h2", {}, "Mouse and touch"),
    list(POINTER),
    close,
  );
  return sheet;
}
