// The dialog in which one gives a surface a table of one's own: chosen, dropped or pasted; then its columns are picked.

import { BadTable, checkSize, decoded, numericOf, sheetOf } from "../core/csv.mjs";
import { kindsIn, tableOf } from "../core/own-table.mjs";
import { rowsOf } from "../core/own-tables.mjs";
import { sentence } from "../core/said.mjs";
import { say } from "../core/say.mjs";
import { iconButton } from "../dom/controls.mjs";
import { capital, h, setText } from "../dom/elements.mjs";

const MOST_NAMED = 5; // lines that are left out
const PARTS = [10, 5, 4, 3, 2]; // of so many rows one can be held out
const TYPING_PAUSE = 300; // milliseconds after the last letter until the text is read
const DELIMITERS = { "\t": () => say("tabs"), ";": () => say("semicolons"), ",": () => say("commas") };

/** @typedef {import("../core/csv.mjs").Sheet} Sheet */
/** @typedef {import("../core/own-table.mjs").OwnTable} OwnTable */
/** @typedef {{ has_classes: boolean, is_plane: boolean }} Wanted what the surface in the hand takes */

export class OwnTableDialog {
  /** @type {Sheet | null} */
  #sheet = null;
  /** @type {OwnTable | null} */
  #table = null;
  #name = "";
  #typing = 0;

  /**
   * @param {any} bounds of the catalogue
   * @param {{ wanted: () => Wanted, isOwn: () => boolean, use: (table: OwnTable | null) => Promise<void> }} on `use` gives the surface
   *   a table, or the data that it comes with; it throws what the server says against it
   */
  constructor(bounds, on) {
    this.bounds = bounds;
    this.on = on;
    this.text = h("textarea", { className: "ov-own-text", rows: 5, spellcheck: false, "aria-label": say("A table as text") });
    this.text.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = window.setTimeout(() => this.#read(this.text.value, ""), TYPING_PAUSE);
    });
    const file = h("input", { type: "file", accept: ".csv,.tsv,.txt,text/*", hidden: true });
    file.addEventListener("change", () => {
      if (file.files[0]) this.take(file.files[0]);
      file.value = "";
    });
    const choose = h("button", { type: "button", className: "ov-button", onclick: () => file.click() }, say("Choose a file…"));
    this.word = h("p", { className: "ov-own-word", role: "status" });
    this.columns = h("div", { className: "ov-own-columns" });
    this.problems = h("ul", { className: "ov-own-problems", role: "alert" });
    const parts = [0, ...PARTS].map((every) =>
      h("option", { value: String(every) }, every ? say("one row in {every}", { every }) : say("no rows")),
    );
    this.holdOut = h("select", { className: "ov-select", onchange: () => this.#pick() }, ...parts);
    this.holdOutLine = h(
      "label",
      { className: "ov-field" },
      h("span", { className: "ov-line-name" }, say("Held out")),
      this.holdOut,
    );
    this.leaveOut = h("input", { type: "checkbox", onchange: () => this.#pick() });
    this.leaveOutLine = h("label", { className: "ov-check" }, this.leaveOut, say("Leave these lines out"));
    this.back = h("button", { type: "button", className: "ov-button", onclick: () => this.#use(null) }, say("The example again"));
    this.go = h("button", { type: "submit", className: "ov-button ov-home-go" }, say("Use these data"));
    const { most_bytes: bytes, most_rows: rows } = bounds;
    const limits = { megabytes: bytes / 1e6, rows };
    const form = h(
      "form",
      { method: "dialog", noValidate: true },
      h(
        "header",
        {},
        h("h2", { id: "ov-own-title" }, say("Your own data")),
        iconButton("close", say("Close"), () => this.close()),
      ),
      h(
        "p",
        {},
        say(
          "A table with commas, semicolons or tabs, at most {megabytes} MB and {rows} rows: choose a file, drop it, or paste text.",
          limits,
        ),
      ),
      h("div", { className: "ov-own-from" }, choose, file),
      this.text,
      this.word,
      this.columns,
      this.problems,
      this.leaveOutLine,
      h("footer", {}, this.back, this.go),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#use(this.#table);
    });
    this.element = h("dialog", { className: "ov-own", "aria-labelledby": "ov-own-title" }, form);
    this.element.addEventListener("keydown", (event) => event.stopPropagation()); // the picture's keys are not meant here
    this.element.addEventListener("dragover", (event) => event.preventDefault());
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      if (event.dataTransfer.files[0]) this.take(event.dataTransfer.files[0]);
    });
    this.#show();
  }

  /** @param {File} [file] one that was dropped on the page */
  open(file) {
    this.back.hidden = !this.on.isOwn();
    if (!this.element.open) this.element.showModal();
    if (file) this.take(file);
    else if (this.#sheet) this.#fit();
  }

  close() {
    this.element.close();
  }

  /** Reads a file, however it came. @param {File} file */
  async take(file) {
    try {
      checkSize(file.size, this.bounds);
      this.text.value = "";
      this.#read(decoded(new Uint8Array(await file.arrayBuffer()), this.bounds), file.name);
    } catch (error) {
      this.#complain(error);
    }
  }

  #read(/** @type {string} */ text, /** @type {string} */ name) {
    this.#sheet = this.#table = null;
    this.#name = name;
    this.leaveOut.checked = false;
    try {
      checkSize(new Blob([text]).size, this.bounds);
      if (text.trim()) this.#sheet = sheetOf(text, this.bounds);
      this.#fit();
    } catch (error) {
      this.#complain(error);
    }
  }

  /** The boxes in which columns are picked, with those in them that suit. */
  #fit() {
    const sheet = this.#sheet;
    const { is_plane: isPlane } = this.on.wanted();
    const names = isPlane ? [say("First input"), say("Second input"), say("Target")] : [say("Input"), say("Target")];
    const guessed = sheet ? guess(sheet, this.on.wanted(), this.bounds.largest) : [];
    const options = () => sheet.columns.map((title, k) => h("option", { value: String(k) }, title));
    this.selects = names.map((name, i) => {
      const select = h("select", { className: "ov-select", onchange: () => this.#pick() }, ...(sheet ? options() : []));
      select.value = String(guessed[i] ?? 0);
      return h("label", { className: "ov-field" }, h("span", { className: "ov-line-name" }, name), select);
    });
    this.columns.replaceChildren(...(sheet ? [...this.selects, this.holdOutLine] : []));
    this.#pick();
  }

  /** The table of the columns that are picked. */
  #pick() {
    this.#table = null;
    const sheet = this.#sheet;
    if (!sheet) return this.#show();
    const places = this.selects.map((label) => Number(label.querySelector("select").value));
    const holdOut = Number(this.holdOut.value);
    const how = { hasClasses: this.on.wanted().has_classes, leavesOut: this.leaveOut.checked, holdOut, name: this.#name };
    try {
      this.#table = tableOf(sheet, places, how, this.bounds);
      this.#show();
    } catch (error) {
      this.#complain(error);
    }
  }

  async #use(/** @type {OwnTable | null} */ table) {
    this.go.disabled = true;
    try {
      await this.on.use(table);
      this.close();
      this.#show();
    } catch (error) {
      this.#show([error.message]);
    }
  }

  #complain(/** @type {unknown} */ error) {
    if (!(error instanceof BadTable)) throw error;
    this.#table = null;
    this.#show(error.problems.map((one) => sentence(one, this.bounds.sentences)));
    if (error.problems.some(({ code }) => ["bad_line", "uneven_line"].includes(code)) && this.#sheet)
      this.leaveOutLine.hidden = false;
  }

  /** What has been read, and what is wrong with it. @param {string[]} [problems] */
  #show(problems = []) {
    const sheet = this.#sheet;
    const left = this.#table?.leftOut ?? [];
    const held = this.#table ? rowsOf(this.#table).heldOut.length : 0;
    const rows = { count: this.#table?.rows.length ?? sheet?.rows.length };
    const read = sheet && [
      say("{count} rows", rows),
      say("separated by {sign}", { sign: DELIMITERS[sheet.delimiter]() }),
      sheet.hasComma ? say("decimal comma") : say("decimal point"),
      ...(held ? [say("{count} of them held out", { count: held })] : []),
      ...(left.length ? [say("left out by line: {lines}", { lines: listed(left) })] : []),
    ];
    setText(this.word, read ? read.join(say(", ")) : "");
    this.problems.replaceChildren(...problems.map((text) => h("li", {}, capital(text))));
    this.leaveOutLine.hidden = !left.length;
    this.go.disabled = !this.#table;
  }
}

/** The first lines, and that there are more. */
function listed(/** @type {number[]} */ lines) {
  const more = lines.length - MOST_NAMED;
  const first = lines.slice(0, MOST_NAMED).join(say(", "));
  return more > 0 ? say("{first} and {count} more", { first, count: more }) : first;
}

/** The places of columns that suit: of classes the last column with two texts. @param {Sheet} sheet @param {Wanted} wanted @param {number} largest */
function guess(sheet, { has_classes: hasClasses, is_plane: isPlane }, largest) {
  const numeric = numericOf(sheet, largest);
  const all = sheet.columns.map((_, k) => k);
  const inTwo = hasClasses ? all.filter((k) => kindsIn(sheet, k).length === 2) : [];
  const wordy = inTwo.filter((k) => !numeric.includes(k));
  const wished = [...new Set([...numeric, ...all])];
  const target = hasClasses ? (wordy.at(-1) ?? inTwo.at(-1) ?? all.at(-1)) : (wished.at(isPlane ? 2 : 1) ?? wished.at(-1));
  return [...wished.filter((k) => k !== target).slice(0, isPlane ? 2 : 1), target];
}
