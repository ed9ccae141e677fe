// One panel: the stage of an optimizer, its numbers, and its sliders.

import { setOutOfSight } from "../core/choices.mjs";
import { STARTS } from "../core/from-starts.mjs";
import { steady } from "../core/numbers.mjs";
import { formOf } from "../core/rules.mjs";
import { divergence, hasDiverged } from "../core/run.mjs";
import { say } from "../core/say.mjs";
import { startParameters } from "../core/starts.mjs";
import { iconButton, numberLine, popover } from "../dom/controls.mjs";
import { h, setText } from "../dom/elements.mjs";
import { typeInPlace } from "../dom/in-place.mjs";
import { swatch } from "../layers/marks.mjs";
import { Stepper } from "./stepper.mjs";

const LONG = 11; // a name that is wider, in letters, may need two lines
const WIDE = /[\u2e80-\uffef]/gu; // as wide as two letters
const CONSTANT = { key: "constant", warm_up: 0 };

/**
 * `actions`: `number(i, key, value, settled)`, `schedule(i, schedule, settled)`, `duplicate(i)`,
 * `start(i, weights, settled)` moves its own start, `ownStart(i)` gives it one or takes it back, `starts(i, count)` shows it alone from
 * so many, `four(i)` or null, `map(i)` or null, `label(i, text)`, `remove(i)`, `move(i, j)`, `problem(text)`, `count()`; `methods(key)` gives the address of what is said of a rule, if there is one.
 */
export class Panel {
  constructor(index, catalogue, actions) {
    this.index = index;
    this.catalogue = catalogue;
    this.actions = actions;
    this.choice = this.path = this.track = this.surface = null; // see `update`
    this.signature = ""; // of the controls that are there
    this.spoken = ""; // its name for those who hear it
    this.build();
  }

  build() {
    this.swatch = swatch();
    this.name = h("button", { type: "button", className: "ov-name" });
    this.formula = popover(this.name, "ov-formula", () => this.describe());
    this.loss = h("span", { className: "ov-loss" });
    this.menuButton = iconButton("more", say("Menu"), null);
    this.menu = popover(this.menuButton, "ov-menu", (close) => this.menuItems(close));
    this.head = h("header", { className: "ov-head" }, this.swatch, this.name, this.loss, this.menuButton);
    this.lines = h("div", { className: "ov-lines" });
    this.trace = h("span", { className: "ov-trace" });
    this.stepper = new Stepper();
    const { stepper, head, lines, formula, menu } = this;
    this.element = h("section", { className: "ov-panel" }, head, stepper.element, lines, formula, menu);
  }

  /** Gives a stage its place; without one the panel's path is drawn elsewhere. @param {HTMLElement} stage */
  mount(stage) {
    this.head.after(stage);
  }

  /** The width that a stage can have, in pixels. */
  get width() {
    return this.element.clientWidth - 2;
  }

  /** The height of all that stands over and under a stage, in pixels. */
  get heightAround() {
    return this.head.offsetHeight + this.lines.offsetHeight + this.stepper.element.offsetHeight + 8;
  }

  /** The formula, pseudo-code and source of the panel's optimizer. */
  describe() {
    const record = this.catalogue.optimizers[this.choice.key];
    const form = formOf(this.choice, this.catalogue);
    const formula = h("div", { className: "ov-math", role: "group", tabIndex: 0, "aria-label": say("Formula") });
    formula.innerHTML = form.formula; // MathML of our own record
    return [
      h("h3", {}, record.title),
      formula,
      h("pre", {}, form.pseudocode),
      ...record.helpers.toReversed().map((text) => h("pre", {}, text)),
      ...(record.differs ? [h("p", { className: "ov-source" }, record.differs)] : []),
      h("p", { className: "ov-source" }, record.source),
      this.methodsLink("ov-source"),
    ].filter(Boolean);
  }

  /** A link to the rule on the page of the methods, where there is one. @param {string} className */
  methodsLink(className) {
    const href = this.actions.methods(this.choice.key);
    return (
      href && h("a", { href, className }, say("{title} on Methods", { title: this.catalogue.optimizers[this.choice.key].title }))
    );
  }

  menuItems(close) {
    const item = (text, act, enabled = true) => {
      const onclick = () => {
        close();
        act();
      };
      return h("button", { type: "button", disabled: !enabled, onclick }, text);
    };
    const { four, map, starts, ownStart } = this.actions;
    const count = this.actions.count();
    const most = this.catalogue.max_optimizers;
    const { is_rated: isRated } = this.catalogue.optimizers[this.choice.key];
    return [
      item(say("Rename"), () => this.rename()),
      item(say("Duplicate"), () => this.actions.duplicate(this.index), count < most),
      four && item(say("Four rates"), () => four(this.index), isRated && count + 3 <= most),
      item(say("Alone from {count} starts", { count: STARTS }), () => starts(this.index, STARTS)),
      item(this.choice.start ? say("Shared start point") : say("Own start point"), () => ownStart(this.index)),
      map && item(say("Map"), () => map(this.index)),
      item(say("Move left"), () => this.actions.move(this.index, this.index - 1), this.index > 0),
      item(say("Move right"), () => this.actions.move(this.index, this.index + 1), this.index < count - 1),
      item(say("Remove"), () => this.actions.remove(this.index), count > 1),
      this.methodsLink("ov-menu-link"),
    ].filter(Boolean);
  }

  /** Has the name typed in its place; an empty one is the one that comes by itself. */
  rename() {
    typeInPlace(this.name, {
      value: this.path.label,
      maxLength: this.catalogue.max_label,
      name: say("Name of {name}", { name: this.spoken }),
      onType: (text) => this.actions.label(this.index, text),
    });
  }

  /** Takes over the optimizer's choice and its track. Returns whether other lines of pseudo-code are shown now. */
  update({ choice, spoken, track, surface, theme, stepwise }) {
    const key = signature(choice, surface);
    const sameControls = this.signature === key && this.spoken === spoken;
    const { path, colour } = track;
    Object.assign(this, { choice, spoken, path, colour, track, surface, signature: key });
    if (!sameControls) this.buildLines();
    this.rateLine.fit({ home: surface.homes[choice.key], marks: path.marks, fallback: surface.rates[choice.key] });
    this.stepper.element.hidden = !stepwise;
    this.showNumbers();
    setText(this.name, path.label.replaceAll(" = ", "\u00a0=\u00a0")); // no line ends there
    this.name.toggleAttribute("data-long", path.label.replaceAll(WIDE, "mm").length > LONG);
    this.name.title = say("{name}: formula and pseudo-code", { name: path.label });
    this.element.setAttribute("aria-label", path.label);
    this.menuButton.setAttribute("aria-label", say("Menu of {name}", { name: spoken }));
    this.swatch.show(path, colour, theme);
    return this.stepper.setCode(path.code, this.catalogue.optimizers[choice.key].differs) && stepwise;
  }

  buildLines() {
    const { parameters } = this.catalogue.optimizers[this.choice.key];
    const line = (parameter, act) =>
      numberLine(parameter, {
        name: this.spoken,
        onInput: (value) => act(parameter.key, value, false),
        onSettle: (value) => act(parameter.key, value, true),
        onProblem: this.actions.problem,
      });
    const number = (key, value, settled) => this.actions.number(this.index, key, value, settled);
    const schedule = (key, value, settled) =>
      this.actions.schedule(this.index, { ...(this.choice.schedule ?? CONSTANT), [key]: value }, settled);
    this.shown = parameters.map((parameter) => [parameter, line(parameter, number), (choice) => choice[parameter.key]]);
    this.rateLine = this.shown[0][1]; // the learning rate comes first
    const { key } = this.choice.schedule ?? CONSTANT;
    this.scheduleLines = this.catalogue.schedules[key].parameters.map((parameter) => [
      parameter,
      line(parameter, schedule),
      (choice) => (choice.schedule ?? CONSTANT)[parameter.key],
    ]);
    this.startLines = this.choice.start ? this.linesOfStart(line) : [];
    const pick = h(
      "select",
      {
        className: "ov-select",
        "aria-label": say("{name}: learning-rate schedule", { name: this.spoken }),
        onchange: () => this.actions.schedule(this.index, { key: pick.value }, true),
      },
      ...Object.entries(this.catalogue.schedules).map(([name, record]) =>
        h("option", { value: name, selected: name === key }, record.title),
      ),
    );
    const wasOpen = this.lines.querySelector("details")?.open;
    const more = h(
      "details",
      { className: "ov-more", open: wasOpen },
      h("summary", {}, say("more"), this.trace),
      ...this.shown.filter(([parameter]) => parameter.advanced).map(([, element]) => element),
      h("div", { className: "ov-line" }, h("span", { className: "ov-line-name" }, say("schedule")), pick),
      ...this.scheduleLines.map(([, element]) => element),
      ...this.startLines.map(([, element]) => element),
    );
    this.lines.replaceChildren(...this.shown.filter(([parameter]) => !parameter.advanced).map(([, element]) => element), more);
  }

  /** Its own start, number by number. */
  linesOfStart(line) {
    const { surfaces, start_reach: reach } = this.catalogue;
    return startParameters(surfaces[this.surface.key], reach).map((parameter, i) => [
      parameter,
      line(parameter, (_, value, settled) => this.actions.start(this.index, this.choice.start.with(i, value), settled)),
      ({ start }) => start[i],
    ]);
  }

  showNumbers() {
    const trace = setOutOfSight(this.choice, this.catalogue);
    setText(this.trace, trace);
    this.trace.title = trace;
    for (const [parameter, element, read] of [...this.shown, ...this.scheduleLines, ...this.startLines]) {
      const value = read(this.choice);
      element.show(value ?? (parameter.choices.length ? parameter.choices[0] : parameter.default));
    }
  }

  /** The numbers at a step, and with `stepwise` the line of the pseudo-code that is being carried out. */
  showStep(step, stepwise) {
    const diverged = hasDiverged(this.path, step);
    this.loss.toggleAttribute("data-diverged", diverged);
    setText(this.loss, diverged ? divergence(this.path) : steady(this.track.losses[Math.floor(step)]));
    if (stepwise) this.stepper.show(this.track, step);
  }

  destroy() {
    this.element.remove();
  }
}

/** What a panel's controls depend on, besides the numbers they show. */
function signature(choice, surface) {
  return `${choice.key} ${(choice.schedule ?? CONSTANT).key} ${choice.start ? surface.key : ""}`;
}
