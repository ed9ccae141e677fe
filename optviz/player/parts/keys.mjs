// What the keyboard does; `help.mjs` says it.

import { displayOptionsOf } from "../core/display.mjs";
import { keyName } from "../core/keys.mjs";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable], [role=combobox]";
const MENU = "[popover=auto]:popover-open, dialog[open]"; // anywhere on the page
const IN_MENU = "[role=menu], [role=listbox], [role=dialog]"; // Streamlit's own

/**
 * Follows the page's keys until `signal`.
 * @param {object} page
 * @param {import("../core/clock.mjs").Clock} page.clock
 * @param {import("../core/display.mjs").DisplayOption[]} page.displayOptions
 * @param {() => Record<string, string>} page.display
 * @param {{ show: (name: string, value: string) => void, undo: () => void, redo: () => void, present: () => void,
 *   offers: (view: string) => boolean,
 *   leave: () => void, help: () => void, again: () => void, turn?: (to: "before" | "after") => void }} page.on
 * @param {AbortSignal} signal
 */
export function listenToKeys({ clock, displayOptions, display, on }, signal) {
  const single = singleKeys({ clock, displayOptions, display, on });
  const moving = movingKeys(clock);
  const pressed = (event) => {
    const target = event.target;
    const isElsewhere = target.closest?.(`${TYPING}, ${IN_MENU}`) || document.querySelector(MENU);
    if (event.defaultPrevented || event.altKey || isElsewhere) return;
    const name = keyName(event);
    if (event.ctrlKey || event.metaKey) {
      if (name !== "z") return;
      event.preventDefault();
      if (event.shiftKey) on.redo();
      else on.undo();
      return;
    }
    const onSlider = target.closest?.("input[type=range]");
    const onButton = target.closest?.("button, a, summary, input");
    const ownsArrows = target.closest?.("input[type=range]:not(.ov-scrub)");
    const act = (!ownsArrows && moving[name]) || (name === " " && (!onButton || onSlider) && single[" "]);
    const other = name !== " " && single[name];
    if (!act && !other) return;
    event.preventDefault();
    (act || other)(event);
  };
  document.addEventListener("keydown", pressed, { signal });
}

/** Keys that move the playhead, unless a slider has them. */
function movingKeys(clock) {
  return {
    ArrowRight: (event) => clock.nudge(event.shiftKey ? 10 : 1),
    ArrowLeft: (event) => clock.nudge(event.shiftKey ? -10 : -1),
    Home: () => clock.seek(0),
    End: () => clock.seek(clock.numSteps),
  };
}

function singleKeys({ clock, displayOptions, display, on }) {
  const turn = (name) => () => on.show(name, display()[name] === "on" ? "off" : "on");
  const cycle = (name) => () => {
    const all = Object.keys(displayOptions.find(({ key }) => key === name).choices);
    const values = all.filter((value) => name !== "view" || on.offers(value));
    on.show(name, values[(values.indexOf(display()[name]) + 1) % values.length]);
  };
  return {
    " ": () => clock.toggle(),
    l: () => clock.toggleLoop(),
    "+": () => clock.faster(1),
    "-": () => clock.faster(-1),
    v: cycle("view"),
    a: cycle("arrows"),
    s: turn("stepwise"),
    ...(displayOptions.some(({ key }) => key === "taylor") ? { t: turn("taylor") } : {}),
    f: on.present,
    Escape: on.leave,
    ...(on.turn ? { n: () => on.turn("after"), p: () => on.turn("before"), h: on.again } : {}),
    "?": on.help,
    ...Object.fromEntries(displayOptionsOf(displayOptions, "parts").map(({ key }, i) => [String(i + 1), turn(key)])),
  };
}
