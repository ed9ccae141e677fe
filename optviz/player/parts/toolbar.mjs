// What acts on the whole picture: add an optimizer, undo, view, share, take home; and the word on how things stand.

import { displayOptionsOf } from "../core/display.mjs";
import { say } from "../core/say.mjs";
import { iconButton, popover } from "../dom/controls.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { arrowKey } from "../layers/arrows.mjs";
import { OptimizerPicker } from "./optimizer-picker.mjs";
import { TakeHome } from "./take-home.mjs";

export class Toolbar {
  /**
   * `on`: what the list of optimizers needs, `undo()`, `redo()`, `address()`, `show(name, value)`, `present()`, `help()`,
   * `export()`, `offers(view)` whether there is a view of what is shown; `display()`: how things are shown; `legend`: of the picture; `drawer`: the settings, unless nothing can be
   * changed; `canShare`: whether the page has an address; `files()`: what it makes without a server, null where there is one.
   */
  constructor(catalogue, { on, display, legend, drawer, canShare, files }) {
    this.status = h("span", { className: "ov-status", role: "status" });
    this.undo = iconButton("undo", say("Undo (Ctrl+Z)"), on.undo);
    this.redo = iconButton("redo", say("Redo (Ctrl+Shift+Z)"), on.redo);
    this.picker = new OptimizerPicker(catalogue, on);
    this.add = h(
      "button",
      {
        type: "button",
        className: "ov-button",
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        onclick: () => this.picker.toggle(this.add),
      },
      say("Add optimizer"),
    );
    const view = h("button", { type: "button", className: "ov-button" }, say("View"));
    const viewMenu = popover(view, "ov-view", () => viewChoices(display(), catalogue, on));
    const share = h("button", { type: "button", className: "ov-button", onclick: on.address }, say("Copy link"));
    const panel = () =>
      h("button", { type: "button", className: "ov-button", "aria-haspopup": "dialog", onclick: on.export }, say("Take home"));
    const made = files && new TakeHome(files);
    this.isAlone = files !== null;
    this.element = h(
      "div",
      { className: "ov-toolbar", role: "toolbar", "aria-label": say("Picture") },
      ...(drawer ? [drawer.button, drawer.box] : []),
      ...(drawer ? [this.add, this.picker.element, this.undo, this.redo] : []),
      this.status,
      arrowKey(catalogue.drawn),
      legend.button,
      legend.box,
      view,
      viewMenu,
      ...(canShare ? [share] : []),
      ...(made ? [made.button, made.box] : [panel()]),
    );
  }

  show({ canUndo, canRedo }) {
    this.picker.mark();
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
  }

  /**
   * How things stand: what was refused, an answer that is overdue, or else a word on the view.
   * @param {{ problems: { field: string, message: string }[], stale: import("../core/session.mjs").Late, isCurrent: boolean }} session
   * @param {string} word
   */
  sayHow({ problems, stale, isCurrent }, word) {
    const refused = problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
    if (stale && isCurrent) this.say(stale === "away" ? say("The server does not answer; the page goes on without it.") : word);
    else if (stale === "away") this.say(say("The server does not answer; the picture is stale."), "stale");
    else if (stale === "slow") {
      this.say(
        this.isAlone
          ? say("This run takes a while; the picture is not up to date yet.")
          : say("Waiting for the server; the picture is not up to date yet."),
      );
    } else this.say(refused || word, refused ? "problem" : "");
  }

  /** A word on how things stand; `tone` is "", "problem" or "stale". */
  say(text, tone = "") {
    setText(this.status, text);
    this.status.dataset.tone = tone;
  }
}

/**
 * @param {Record<string, string>} display
 * @param {{ display: import("../core/display.mjs").DisplayOption[], drawn: any }} catalogue
 */
function viewChoices(display, { display: displayOptions, drawn }, on) {
  const select = ({ key, title, choices }) => {
    const offered = Object.entries(choices).filter(([value]) => key !== "view" || on.offers(value));
    const entries = offered.map(([value, text]) => h("option", { value, selected: display[key] === value }, capital(text)));
    const box = h("select", { className: "ov-select", onchange: () => on.show(key, box.value) }, ...entries);
    return h("label", {}, h("span", {}, capital(title)), box);
  };
  const check = ({ key, title }) => {
    const box = h("input", { type: "checkbox", checked: display[key] === "on" });
    box.addEventListener("change", () => on.show(key, box.checked ? "on" : "off"));
    return h("label", {}, h("span", {}, capital(title)), box);
  };
  const line = (option) => ("on" in option.choices ? check(option) : select(option));
  return [
    ...displayOptionsOf(displayOptions, "view").flatMap((option) =>
      option.key === "arrows" ? [line(option), arrowKey(drawn)] : [line(option)],
    ),
    ...displayOptionsOf(displayOptions, "parts").map(line),
    h("button", { type: "button", className: "ov-button", onclick: on.present }, say("Present (F)")),
    h("button", { type: "button", className: "ov-button", onclick: on.help }, say("Keys (?)")),
  ];
}
