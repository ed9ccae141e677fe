// What acts on the whole picture: add an optimizer, undo, share, take home; and the word on how things stand.

import { iconButton, popover } from "./controls.mjs";
import { h, setText } from "./dom.mjs";

export class Toolbar {
  /** `on`: `add(key)`, `undo()`, `redo()`, `link()`; `formats`: what can be taken home, with `href(url)`; `live`: whether anything can be changed. */
  constructor(catalogue, { on, formats, live }) {
    this.on = on;
    this.status = h("span", { className: "ov-status", role: "status" });
    this.undo = iconButton("undo", "Undo (Ctrl+Z)", on.undo);
    this.redo = iconButton("redo", "Redo (Ctrl+Shift+Z)", on.redo);
    this.add = h("button", { type: "button", className: "ov-button" }, "Add optimizer");
    const addMenu = popover(this.add, "ov-menu ov-add", (close) => families(catalogue, (key) => (close(), on.add(key))));
    const share = h("button", { type: "button", className: "ov-button", onclick: on.link }, "Copy link");
    const home = h("button", { type: "button", className: "ov-button" }, "Take home");
    const homeMenu = popover(home, "ov-menu", (close) =>
      formats.map(({ title, href, file }) => h("a", { href: href(), download: file, onclick: close }, title)),
    );
    this.element = h(
      "div",
      { className: "ov-toolbar", role: "toolbar", "aria-label": "Picture" },
      ...(live ? [this.add, addMenu, this.undo, this.redo] : []),
      this.status,
      ...(live ? [share, home, homeMenu] : []),
    );
  }

  show({ count, most, canUndo, canRedo }) {
    this.add.disabled = count >= most;
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
  }

  /** A word on how things stand; `tone` is "", "problem" or "stale". */
  say(text, tone = "") {
    setText(this.status, text);
    this.status.dataset.tone = tone;
  }
}

function families(catalogue, pick) {
  const groups = new Map();
  for (const [key, { title, family }] of Object.entries(catalogue.optimizers)) {
    if (!groups.has(family)) groups.set(family, []);
    groups.get(family).push(h("button", { type: "button", onclick: () => pick(key) }, title));
  }
  return [...groups].flatMap(([family, buttons]) => [h("div", { className: "ov-menu-title" }, family), ...buttons]);
}
