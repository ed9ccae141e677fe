// Play, scrub, step, speed, loop.

import { SPEEDS } from "../core/clock.mjs";
import { say } from "../core/say.mjs";
import { iconButton } from "../dom/controls.mjs";
import { h, setValue } from "../dom/elements.mjs";
import { slider } from "../dom/slider.mjs";

const STEPS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }; // besides the keys that move the playhead anywhere
const KEYS = [...Object.keys(STEPS), "ArrowLeft", "ArrowRight", "Home", "End", "Delete", "Backspace"];

export class Transport {
  /** @param {import("../core/clock.mjs").Clock} clock */
  constructor(clock) {
    this.clock = clock;
    this.shown = "";
    this.play = iconButton("play", say("Play (space)"), () => clock.toggle(), { className: "ov-icon ov-play" });
    this.loop = iconButton("loop", say("Repeat"), () => clock.toggleLoop(), { "aria-pressed": "true" });
    this.scrub = slider({
      label: say("Step"),
      className: "ov-scrub",
      text: (step) => say("{step} of {count}", { step, count: clock.numSteps }),
      onInput: (step) => clock.seek(step),
      leaves: KEYS,
    });
    this.scrub.input.addEventListener("keydown", (event) => {
      if (!STEPS[event.key]) return;
      event.preventDefault();
      clock.nudge(STEPS[event.key]);
    });
    this.step = h("span", { className: "ov-step" }); // no output: that is read aloud whenever it changes
    const [before, after] = say("step {step}", { step: "\n" }).split("\n");
    Object.assign(this.step.dataset, { before, after }); // on paper
    this.speed = h(
      "select",
      { className: "ov-select", "aria-label": say("Speed"), onchange: () => clock.set({ speed: Number(this.speed.value) }) },
      ...SPEEDS.map((speed) => h("option", { value: speed }, say("{speed} steps/s", { speed }))),
    );
    this.element = h(
      "div",
      { className: "ov-transport", role: "group", "aria-label": say("Playing") },
      iconButton("back", say("One step back (arrow left)"), () => clock.nudge(-1)),
      this.play,
      iconButton("forward", say("One step forward (arrow right)"), () => clock.nudge(1)),
      this.scrub,
      this.step,
      this.speed,
      this.loop,
    );
  }

  /** Where the playhead is, if it is not what stands there already. */
  show() {
    const { playhead, numSteps } = this.clock;
    const shown = `${playhead.step} ${playhead.playing} ${playhead.speed} ${playhead.loop} ${numSteps}`;
    if (this.shown === shown) return;
    this.shown = shown;
    const step = Math.floor(playhead.step);
    this.scrub.fit({ low: 0, high: numSteps, scale: "linear", integer: true }, []);
    this.scrub.show(step);
    const text = `${step} / ${numSteps}`;
    if (this.step.textContent !== text) {
      this.step.textContent = text;
      this.step.style.minWidth = `${2 * String(numSteps).length + 3}ch`;
    }
    this.play.setIcon(playhead.playing ? "pause" : "play");
    const name = playhead.playing ? say("Pause (space)") : say("Play (space)");
    if (this.play.title !== name) {
      this.play.title = name;
      this.play.setAttribute("aria-label", name);
    }
    setValue(this.speed, playhead.speed);
    this.loop.setAttribute("aria-pressed", String(playhead.loop));
  }
}
