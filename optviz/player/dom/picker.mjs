// A list to choose from: searched by typing, in groups, by mouse, finger, keyboard and screen reader.
//
// The focus stays in the search box, which names the row that is marked: a combobox with a list box, as the ARIA practices
// have it. The box is made when it first opens.

import { say } from "../core/say.mjs";
import { finder, folded, hasColumns, neighbour } from "../core/search.mjs";
import { capital, h, setText } from "./elements.mjs";

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} title
 * @property {string} group rows of a group follow each other
 * @property {string} [sentence]
 * @property {string} [note] in a line of its own
 * @property {() => Element} [picture] says nothing that the words do not
 */

const PAGE = 5; // lines that a page key goes

let pickers = 0;

export class Picker {
  #isBuilt = false;
  /** @type {{ row: Row, text: string, element: HTMLElement }[]} */
  #all = [];
  /** @type {{ element: HTMLElement, rows: HTMLElement[] }[]} */
  #groups = [];
  #active = 0; // among those that are found

  /**
   * @param {string} name what is chosen, in the plural: "surfaces"
   * @param {object} list
   * @param {() => Row[]} list.rows asked for once, when the picker first opens
   * @param {(key: string) => boolean} list.isChosen
   * @param {(key: string) => void} list.choose
   * @param {boolean} [list.several] whether the list stays open when something is chosen
   * @param {Element[]} [list.above] what stands between search and list
   * @param {Element[]} [list.below] what stands under the list
   * @param {(key: string | undefined) => void} [list.onActive] told of the row that is marked
   * @param {string} [list.className]
   */
  constructor(name, { rows, isChosen, choose, several = false, above = [], below = [], onActive = () => {}, className = "" }) {
    this.name = name;
    this.id = `ov-picker-${++pickers}`;
    this.list = { rows, isChosen, choose, several, above, below, onActive };
    this.element = h("div", {
      popover: "auto",
      className: `ov-popover ov-picker ${className}`,
      role: "dialog",
      "aria-label": say("Choose from {name}", { name }),
      onkeydown: (event) => this.#pressed(event),
      ontoggle: ({ newState }) => this.opener?.setAttribute("aria-expanded", String(newState === "open")),
    });
  }

  /** Opens, or closes what this very opener has opened. @param {HTMLElement} opener a button, which gets the focus back */
  toggle(opener) {
    if (this.element.matches(":popover-open")) this.element.hidePopover();
    else this.open(opener);
  }

  /** @param {HTMLElement} opener a button, which gets the focus back */
  open(opener) {
    this.opener = opener;
    if (!this.#isBuilt) this.#build();
    this.search.value = "";
    this.mark();
    this.element.showPopover({ source: opener });
    const chosen = this.#all.findIndex(({ row }) => this.list.isChosen(row.key));
    this.#find(Math.max(0, chosen));
    this.#place(opener.getBoundingClientRect());
    this.#found[this.#active].element.scrollIntoView({ block: "center" });
    // On a screen that is touched the search would bring up a keyboard, over half of the list.
    const isTouched = window.matchMedia("(pointer: coarse)").matches;
    (isTouched ? this.close : this.search).focus({ preventScroll: true });
  }

  /** Marks what is chosen now. */
  mark() {
    for (const { row, element } of this.#all) element.setAttribute("aria-selected", String(this.list.isChosen(row.key)));
  }

  #build() {
    this.#isBuilt = true;
    const { id, name } = this;
    const { rows, several, above, below } = this.list;
    this.search = h("input", {
      type: "text",
      className: "ov-picker-search",
      role: "combobox",
      placeholder: say("Search {name}", { name }),
      "aria-label": say("Search {name}", { name }),
      "aria-controls": `${id}-list`,
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: false,
      enterKeyHint: "done",
      oninput: () => this.#find(),
    });
    this.close = h("button", { type: "button", className: "ov-button", onclick: () => this.element.hidePopover() }, say("Close"));
    this.count = h("span", { className: "ov-note", role: "status" });
    this.#all = rows().map((row, i) => this.#rowElement(row, i));
    for (const [i, { row, element }] of this.#all.entries()) {
      if (row.group !== this.#all[i - 1]?.row.group) this.#groups.push(groupElement(row.group));
      const group = this.#groups.at(-1);
      group.rows.push(element);
      group.element.append(element);
    }
    this.box = h(
      "div",
      { className: "ov-picker-list", role: "listbox", id: `${id}-list`, "aria-label": capital(name) },
      ...this.#groups.map(({ element }) => element),
    );
    if (several) this.box.setAttribute("aria-multiselectable", "true");
    const head = h("div", { className: "ov-picker-head" }, this.search, this.count, this.close);
    this.element.append(head, ...above, this.box, ...below);
  }

  /** @param {Row} row @param {number} i */
  #rowElement({ key, title, group, sentence, note, picture }, i) {
    const id = `${this.id}-${i}`;
    const said = [sentence && h("span", { className: "ov-picker-sentence" }, sentence), note && h("small", {}, note)].filter(
      Boolean,
    );
    const element = h(
      "div",
      {
        role: "option",
        id,
        "data-key": key,
        className: "ov-picker-row",
        "aria-labelledby": `${id}-title`,
        "aria-describedby": said.length ? `${id}-said` : null,
        onclick: () => this.#choose(key),
        onpointermove: () => this.#setActive(this.#found.findIndex((one) => one.row.key === key)),
      },
      picture && h("span", { className: "ov-picker-picture" }, picture()),
      h("b", { id: `${id}-title`, className: "ov-picker-title" }, title),
      said.length > 0 && h("span", { id: `${id}-said`, className: "ov-picker-said" }, ...said),
    );
    const text = folded([title, key, key.replaceAll("_", " "), group, sentence, note].filter(Boolean).join(" "));
    return { row: { key, title, group }, text, element };
  }

  get #found() {
    return this.#all.filter(({ element }) => !element.hidden);
  }

  /** Shows what the search finds, and marks a row of it: the one whose name begins so, else the first one. */
  #find(active = -1) {
    const { value } = this.search;
    const isFound = finder(value);
    for (const { text, element } of this.#all) element.hidden = !isFound(text);
    for (const { element, rows } of this.#groups) element.hidden = rows.every(({ hidden }) => hidden);
    const found = this.#found;
    setText(this.count, countOf(found.length, this.#all.length, this.name));
    const named = found.findIndex(({ row }) => folded(row.title).startsWith(folded(value.trim())));
    this.#setActive(active >= 0 ? active : Math.max(0, value.trim() ? named : 0));
    if (active < 0) this.box.scrollTop = 0;
    this.#showActive();
  }

  #setActive(/** @type {number} */ i) {
    const found = this.#found;
    this.#active = i;
    for (const { element } of this.#all) element.classList.toggle("ov-active", element === found[i]?.element);
    if (found[i]) this.search.setAttribute("aria-activedescendant", found[i].element.id);
    else this.search.removeAttribute("aria-activedescendant");
    this.list.onActive(found[i]?.row.key);
  }

  #showActive() {
    this.#found[this.#active]?.element.scrollIntoView({ block: "nearest" });
  }

  #choose(/** @type {string} */ key) {
    this.list.choose(key);
    if (this.list.several) this.mark();
    else this.element.hidePopover();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    event.stopPropagation(); // the page's own keys
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isElsewhere = event.target !== this.search && event.target !== this.close;
    const found = this.#found;
    if (event.key === "Enter") {
      if (event.target !== this.search || !found[this.#active]) return;
      event.preventDefault();
      this.#choose(found[this.#active].row.key);
      return;
    }
    if (isElsewhere || event.shiftKey || !found.length) return;
    const to = this.#goal(event.key, found);
    if (to === null) {
      if (event.key.length === 1 && event.key !== " ") this.search.focus(); // typing searches, wherever the focus is
      return;
    }
    event.preventDefault();
    this.search.focus();
    this.#setActive(to);
    this.#showActive();
  }

  /** The row to which a key leads; null if it is none that moves in the list. */
  #goal(/** @type {string} */ key, found) {
    if (key === "Home") return 0;
    if (key === "End") return found.length - 1;
    const places = found.map(({ element }) => element.getBoundingClientRect());
    const sideways = ["ArrowLeft", "ArrowRight"].includes(key);
    if (sideways ? hasColumns(places) : ["ArrowUp", "ArrowDown"].includes(key)) return neighbour(places, this.#active, key);
    const page = { PageUp: "ArrowUp", PageDown: "ArrowDown" }[key];
    if (!page) return null;
    return Array.from({ length: PAGE }).reduce((/** @type {number} */ i) => neighbour(places, i, page), this.#active);
  }

  /** Under its opener, or beside it where there is no room, as high as the whole list needs; a phone's sheet is the screen. */
  #place(/** @type {DOMRect} */ at) {
    const { element } = this;
    const place = (sizes) => {
      for (const [name, size] of Object.entries(sizes)) element.style.setProperty(`--ov-${name}`, `${size}px`);
    };
    element.style.removeProperty("--ov-height");
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
    const top = Math.max(8, Math.min(at.bottom + 4, window.innerHeight - height - 8));
    place({ left, top, height });
  }
}

/** @param {string} title */
function groupElement(title) {
  const head = h("div", { className: "ov-picker-group", "aria-hidden": "true" }, capital(title));
  return { element: h("div", { role: "group", "aria-label": capital(title) }, head), rows: [] };
}

function countOf(found, all, name) {
  if (found === all) return say("{count} {name}", { count: all, name });
  return found ? say("{step} of {count}", { step: found, count: all }) : say("No {name} with these words", { name });
}
