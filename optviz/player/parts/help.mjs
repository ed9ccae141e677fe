// The sheet of keys.

import { displayOptionsOf } from "../core/display.mjs";
import { h } from "../dom/elements.mjs";

/**
 * What keys do, `[keys, what they do]` each.
 * @param {import("../core/display.mjs").DisplayOption[]} displayOptions of the page
 * @param {boolean} isAlive whether the run can be changed
 * @param {boolean} hasLessons whether there are lessons to go to
 */
export function keyRows(displayOptions, isAlive, hasLessons) {
  const parts = displayOptionsOf(displayOptions, "parts");
  const choicesOf = (name) => Object.values(displayOptions.find(({ key }) => key === name).choices);
  const has = (name) => displayOptions.some(({ key }) => key === name);
  return [
    ["Space", "play, pause"],
    ["← →", "one step (Shift: ten)"],
    ["Home, End", "first, last step"],
    ["+ −", "faster, slower"],
    ["L", "repeat"],
    ["V", choicesOf("view").join(", ")],
    ["A", `arrows: ${choicesOf("arrows").join(", ")}`],
    ["S", "step by step through the pseudo-code"],
    ...(has("taylor") ? [["T", "Taylor models at the playhead"]] : []),
    ["F", "present: full screen, large type; F or Esc ends it"],
    [parts.map((_, i) => i + 1).join(" "), parts.map(({ title }) => title).join(", ")],
    ...(isAlive ? [["Ctrl+Z, Ctrl+Shift+Z", "undo, redo"]] : []),
    ...(hasLessons ? [["N, P", "next, previous lesson"]] : []),
    ["?", "this sheet"],
  ];
}

const CHANGING = [
  ["drag the ring", "moves the start; arrow keys do when it has the focus, Delete puts it where it is by default"],
  ["drag a slider", "with Shift, or far above or below it: ten times finer; Escape takes it back"],
  ["double click on a slider", "its default; so does a double tap, or Delete"],
  [
    "arrow keys on a slider",
    "one digit, with Shift a tenth of that; Page up, Page down: ten, or a tenth of a short track of whole numbers",
  ],
  ["click on the surface", "puts the start there"],
];
const LOOKING = [
  ["click on a path", "puts the playhead there"],
  ["drag on the surface", "zooms, in all panels; double click resets"],
  ["drag on an axis", "moves it, near an end stretches it, in all panels"],
  ["drag on the curves", "moves the playhead"],
  ["drag in 3D", "turns and tips it; the wheel or two fingers go nearer and farther, double click goes back"],
];

/** What mouse and fingers do, `[gesture, what it does]` each. @param {boolean} isAlive */
export const pointerRows = (isAlive) => [...(isAlive ? CHANGING : []), ...LOOKING];

/**
 * @param {import("../core/display.mjs").DisplayOption[]} displayOptions of the page
 * @param {boolean} isAlive @param {boolean} hasLessons
 */
export function helpSheet(displayOptions, isAlive, hasLessons) {
  const list = (pairs) => h("dl", {}, ...pairs.flatMap(([key, text]) => [h("dt", {}, key), h("dd", {}, text)]));
  const close = h("button", { type: "button", className: "ov-button", onclick: () => sheet.close() }, "Close");
  const sheet = h(
    "dialog",
    { className: "ov-help", "aria-label": "Keys and mouse" },
    h("h2", {}, "Keys"),
    list(keyRows(displayOptions, isAlive, hasLessons)),
    h("h2", {}, "Mouse and touch"),
    list(pointerRows(isAlive)),
    close,
  );
  return sheet;
}
