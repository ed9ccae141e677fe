// The sheet of keys.

import { displayOptionsOf } from "../core/display.mjs";
import { say } from "../core/say.mjs";
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
    [say("Space"), say("play, pause")],
    ["← →", say("one step (Shift: ten)")],
    [say("Home, End"), say("first, last step")],
    ["+ −", say("faster, slower")],
    ["L", say("repeat")],
    ["V", choicesOf("view").join(say(", "))],
    ["A", say("arrows: {choices}", { choices: choicesOf("arrows").join(say(", ")) })],
    ["S", say("step by step through the pseudo-code")],
    ...(has("taylor") ? [["T", say("Taylor models at the playhead")]] : []),
    ["F", say("present: full screen, large type; F or Esc ends it")],
    [parts.map((_, i) => i + 1).join(" "), parts.map(({ title }) => title).join(say(", "))],
    ...(isAlive ? [["Ctrl+Z, Ctrl+Shift+Z", say("undo, redo")]] : []),
    ...(hasLessons ? [["N, P", say("next, previous lesson")]] : []),
    ...(hasLessons ? [["H", say("hide a lesson's answers and picture, and ask again")]] : []),
    ["?", say("this sheet")],
  ];
}

const changing = () => [
  [say("drag the ring"), say("moves the start; arrow keys do when it has the focus, Delete puts it where it is by default")],
  [say("drag a slider"), say("with Shift, or far above or below it: ten times finer; Escape takes it back")],
  [say("double click on a slider"), say("its default; so does a double tap, or Delete")],
  [
    say("arrow keys on a slider"),
    say("one digit, with Shift a tenth of that; Page up, Page down: ten, or a tenth of a short track of whole numbers"),
  ],
  [say("click on the surface"), say("puts the start there")],
];
const looking = () => [
  [say("click on a path"), say("puts the playhead there")],
  [say("drag on the surface"), say("zooms, in all panels; double click resets")],
  [say("drag on an axis"), say("moves it, near an end stretches it, in all panels")],
  [say("drag on the curves"), say("moves the playhead")],
  [say("drag in 3D"), say("turns and tips it; the wheel or two fingers go nearer and farther, double click goes back")],
];

/** What mouse and fingers do, `[gesture, what it does]` each. @param {boolean} isAlive */
export const pointerRows = (isAlive) => [...(isAlive ? changing() : []), ...looking()];

/**
 * @param {import("../core/display.mjs").DisplayOption[]} displayOptions of the page
 * @param {boolean} isAlive @param {boolean} hasLessons
 */
export function helpSheet(displayOptions, isAlive, hasLessons) {
  const list = (pairs) => h("dl", {}, ...pairs.flatMap(([key, text]) => [h("dt", {}, key), h("dd", {}, text)]));
  const close = h("button", { type: "button", className: "ov-button", onclick: () => sheet.close() }, say("Close"));
  const sheet = h(
    "dialog",
    { className: "ov-help", "aria-label": say("Keys and mouse") },
    h("h2", {}, say("Keys")),
    list(keyRows(displayOptions, isAlive, hasLessons)),
    h("h2", {}, say("Mouse and touch")),
    list(pointerRows(isAlive)),
    close,
  );
  return sheet;
}
