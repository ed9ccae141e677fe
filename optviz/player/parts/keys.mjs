// What the keyboard does; `help.mjs` says it.

import { displayOptionsOf } from "../core/display.mjs";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";

/**
 * Follows the page's keys until `signal`.
 * @param {object} page
 * @param {import("../core/clock.mjs").Clock} page.clock
 * @param {import("../core/display.mjs").DisplayOption[]} page.displayOptions
 * @param {() => Record<string, string>} page.display
 * @param {() => boolean} page.isCovered whether something lies over the picture that has the keys for itself
 * @param {{ show: (name: string, value: string) => void, undo: () => void, redo: () => void, present: () => void,
 *   help: () => void }} page.on
 * @param {AbortSignal} signal
 */
export function listenToKeys({ clock, displayOptions, display, isCovered, on }, signal) {
  const single = singleKeys({ clock, displayOptions, display, on });
  const moving = movingKeys(clock);
  const pressed = (event) => {
    const target = event.target;
    if (event.altKey || target.closest?.(TYPING) || isCovered()) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) on.redo();
      else on.undo();
      return;
    }
    const onSlider = target.closest?.("input[type=range]");
    const onButton = target.closest?.("button, a, summary, input");
    const ownsArrows = target.closest?.("input[type=range]:not(.ov-scrub)");
    const act = (!ownsArrows && moving[event.key]) || (event.key === " " && (!onButton || onSlider) && single[" "]);
    const other = event.key !== " " && single[event.key.toLowerCase()];
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
    const values = Object.keys(displayOptions.find(({ key }) => key === name).choices);
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
    t: turn("taylor"),
    f: on.present,
    "?": on.help,
    ...Object.fromEntries(displayOptionsOf(displayOptions, "parts").map(({ key }, i) => [String(i + 1), turn(key)])),
  };
}
