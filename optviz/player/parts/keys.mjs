// What the keyboard does; `help.mjs` says it.

import { optionsOf } from "../core/display.mjs";
import { nextSpeed, seek, toggle } from "../core/playhead.mjs";

const TYPING = "input:not([type=range], [type=checkbox]), textarea, select, [contenteditable]";

/** Has a player follow the page's keys until `signal`. */
export function listenToKeys(player, signal) {
  const single = singleKeys(player);
  const moving = movingKeys(player);
  const pressed = (event) => {
    const target = event.target;
    if (event.altKey || target.closest?.(TYPING) || player.help.open) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      player.travel(event.shiftKey ? "redo" : "undo");
      return;
    }
    const onSlider = target.closest?.("input[type=range]");
    const onButton = target.closest?.("button, a, summary, input");
    const act = (!onSlider && moving[event.key]) || (event.key === " " && (!onButton || onSlider) && single[" "]);
    const other = event.key !== " " && single[event.key.toLowerCase()];
    if (!act && !other) return;
    event.preventDefault();
    (act || other)(event);
  };
  document.addEventListener("keydown", pressed, { signal });
}

/** Keys that move the playhead, unless a slider has them. */
function movingKeys(player) {
  return {
    ArrowRight: (event) => player.nudge(event.shiftKey ? 10 : 1),
    ArrowLeft: (event) => player.nudge(event.shiftKey ? -10 : -1),
    Home: () => player.setPlayhead(seek(player.playhead, 0, player.numSteps)),
    End: () => player.setPlayhead(seek(player.playhead, player.numSteps, player.numSteps)),
  };
}

function singleKeys(player) {
  const turn = (name) => () => player.setDisplay(name, player.display[name] === "on" ? "off" : "on");
  const options = player.catalogue.display;
  const cycle = (name) => () => {
    const values = Object.keys(options.find(({ key }) => key === name).choices);
    player.setDisplay(name, values[(values.indexOf(player.display[name]) + 1) % values.length]);
  };
  return {
    " ": () => player.setPlayhead(toggle(player.playhead, player.numSteps)),
    l: () => player.setPlayhead({ ...player.playhead, loop: !player.playhead.loop }),
    "+": () => player.setPlayhead(nextSpeed(player.playhead, 1)),
    "-": () => player.setPlayhead(nextSpeed(player.playhead, -1)),
    v: cycle("view"),
    a: cycle("arrows"),
    s: turn("stepwise"),
    t: turn("taylor"),
    f: () => player.present(),
    "?": () => player.help.showModal(),
    ...Object.fromEntries(optionsOf(options, "parts").map(({ key }, i) => [String(i + 1), turn(key)])),
  };
}
