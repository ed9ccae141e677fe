// The panel from which the picture is taken home: formats, their options, a preview, the file; and the way back from a file.

import { groupsOf, parseChosen, requestOptions, withoutOwnData, withValue } from "../core/export-options.mjs";
import { say } from "../core/say.mjs";
import { iconButton } from "../dom/controls.mjs";
import { capital, h, setText } from "../dom/elements.mjs";
import { takeDrops } from "./dropping.mjs";
import { make, open, waitingWords } from "./exporting.mjs";
import { controlsOf } from "./option-controls.mjs";

const STORED = "optviz.export";
const STYLE = "optviz-export-panel-style";
const TYPING_PAUSE = 350; // milliseconds after the last letter until the preview is made again
const NOTICE_SECONDS = 6;

/** The browser's store, which may be full, forbidden or not there. */
const store = {
  read() {
    try {
      return localStorage.getItem(STORED);
    } catch {
      return null;
    }
  },
  write(chosen) {
    try {
      localStorage.setItem(STORED, JSON.stringify(chosen));
    } catch {
      // then the choice is not stored, which is all that is lost
    }
  },
};

/** The stylesheet of the panel, which only a page with a server needs. */
function loadStyle() {
  if (document.getElementById(STYLE)) return Promise.resolve();
  const sheet = h("link", { id: STYLE, rel: "stylesheet", href: new URL("export-panel.css", import.meta.url).href });
  const loaded = new Promise((resolve) => (sheet.onload = sheet.onerror = resolve));
  document.head.append(sheet);
  return loaded;
}

export class ExportPanel {
  /**
   * `root`: the player's element. `formats`: what can be had; `largest`: bytes of a file that can be opened. `now()`: what the page
   * shows, `{ scenario, display, playhead, absent }`, with the views that are not for that. `adopt(scenario)` makes a scenario the
   * page's. `table(file)` takes a table of the reader's own, if it is one and can be used. `signal`: aborted when the player goes.
   */
  constructor(root, { server, formats, largest, now, adopt, table, signal }) {
    this.server = server;
    this.formats = formats;
    this.largest = largest;
    this.now = now;
    this.adopt = adopt;
    this.table = table;
    this.scenario = this.shown = null; // what the page shows when the panel opens
    this.here = 0; // the step of its playhead then
    /** @type {string[]} views that are not for it */
    this.absent = [];
    this.chosen = parseChosen(store.read(), formats);
    this.build();
    root.append(this.dialog, this.notice);
    this.styled = loadStyle();
    takeDrops(root, { signal, onFile: async (file) => (await this.table(file)) || this.open(file) });
    signal.addEventListener("abort", () => {
      this.previewing?.abort();
      this.making?.abort();
      clearTimeout(this.timer);
      clearTimeout(this.telling);
    });
  }

  // The panel

  build() {
    this.summary = h("p", { className: "ov-home-summary" });
    this.options = h("div", { className: "ov-home-options" });
    this.picture = h("div", { className: "ov-home-picture" });
    this.previewState = h("p", { className: "ov-home-preview-state", role: "status" });
    this.copy = h(
      "button",
      { type: "button", className: "ov-button", hidden: true, onclick: () => this.copyText() },
      say("Copy"),
    );
    this.problem = h("p", { className: "ov-home-problem", role: "alert" });
    this.name = h("span", { className: "ov-home-name" });
    this.bar = h("progress", { max: 1, "aria-label": say("Progress of the file"), hidden: true });
    this.share = h("span", { className: "ov-home-state", "aria-hidden": "true" }); // the bar says it as well
    this.state = h("span", { className: "ov-home-state", role: "status" });
    this.cancel = h(
      "button",
      { type: "button", className: "ov-button", hidden: true, onclick: () => this.making?.abort() },
      say("Cancel"),
    );
    this.go = h("button", { type: "submit", className: "ov-button ov-home-go" }, say("Download"));
    const file = h("input", { type: "file", className: "ov-home-file", tabIndex: -1, "aria-hidden": "true" });
    file.addEventListener("change", () => {
      if (file.files[0]) this.open(file.files[0]);
      file.value = "";
    });
    const choose = h("button", { type: "button", className: "ov-button", onclick: () => file.click() }, say("Open a file…"));
    const form = h(
      "form",
      { method: "dialog", noValidate: true },
      h(
        "header",
        {},
        h("h2", { id: "ov-home-title" }, say("Take home")),
        iconButton("close", say("Close"), () => this.dialog.close()),
      ),
      h(
        "div",
        { className: "ov-home-body" },
        h("div", { className: "ov-home-choice" }, this.formatChoice(), this.summary, this.options),
        h("div", { className: "ov-home-preview", role: "group", "aria-label": say("Preview") }, this.picture, this.previewState),
      ),
      h(
        "footer",
        {},
        choose,
        file,
        h("div", { className: "ov-home-file-state" }, this.problem, this.name, this.bar, this.share, this.state),
        this.copy,
        this.cancel,
        this.go,
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.download();
    });
    this.dialog = h("dialog", { className: "ov-home", "aria-labelledby": "ov-home-title" }, form);
    this.dialog.addEventListener("keydown", (event) => event.stopPropagation()); // the picture's keys are not meant here
    this.dialog.addEventListener("close", () => {
      this.previewing?.abort();
      clearTimeout(this.timer);
    });
    this.notice = h("p", { className: "ov-notice", popover: "manual", role: "status" });
  }

  formatChoice() {
    const choice = ({ key, short, title }) => {
      const input = h("input", {
        type: "radio",
        name: "ov-home-format",
        value: key,
        "aria-label": title,
        checked: key === this.chosen.format,
      });
      input.addEventListener("change", () => this.choose(key));
      return h("label", { className: "ov-home-format" }, input, h("span", { "aria-hidden": "true" }, short));
    };
    return h(
      "fieldset",
      { className: "ov-home-formats" },
      h("legend", {}, say("Format")),
      ...groupsOf(this.formats).flatMap(([group, formats]) => [
        h("span", { className: "ov-home-group" }, capital(group)),
        h("div", { className: "ov-home-row" }, ...formats.map(choice)),
      ]),
    );
  }

  get format() {
    const format = this.formats.find(({ key }) => key === this.chosen.format);
    const options = format.options.filter(({ key }) => key !== "own" || this.scenario?.surface.table);
    const offered = ({ choices, ...option }) => ({ ...option, choices: choices.filter((one) => !this.absent.includes(one)) });
    return { ...format, options: options.map((option) => (option.key === "view" ? offered(option) : option)) };
  }

  /** Opens the panel on what the page shows now. */
  async show() {
    await this.styled;
    const { scenario, display, playhead, absent } = this.now();
    const step = Math.floor(playhead.step);
    const isAmidst = !playhead.playing && step > 0 && step < scenario.num_steps;
    Object.assign(this, { scenario, absent });
    this.chosen = withoutOwnData(this.chosen);
    this.here = step;
    this.shown = { ...display, step: isAmidst ? step : null };
    this.dialog.showModal();
    this.showFormat();
  }

  choose(key) {
    this.remember({ ...this.chosen, format: key });
    this.showFormat();
  }

  remember(chosen) {
    this.chosen = chosen;
    store.write(withoutOwnData(chosen));
  }

  showFormat() {
    const { format } = this;
    setText(this.summary, format.summary);
    const set = (option, text, isTyped) => {
      this.remember(withValue(this.chosen, format, option, text));
      this.previewAfter(isTyped ? TYPING_PAUSE : 0);
    };
    const setStep = (step) => {
      this.shown = { ...this.shown, step };
      this.previewAfter(0);
    };
    const { chosen, shown, here } = this;
    this.options.replaceChildren(...controlsOf(format, { chosen, shown, here, set, setStep }));
    this.picture.replaceChildren();
    this.previewAfter(0);
  }

  // The preview

  get request() {
    const options = requestOptions(this.chosen, this.format, this.shown);
    return { scenario: this.scenario, format: this.format.key, options };
  }

  /** Makes the preview again after a pause, in which the hand may go on. */
  previewAfter(milliseconds) {
    clearTimeout(this.timer);
    this.previewing?.abort();
    this.copy.hidden = true;
    if (!this.making) setText(this.state, "");
    this.picture.dataset.stale = "yes";
    this.timer = setTimeout(() => this.makePreview(), milliseconds);
  }

  async makePreview() {
    this.previewing = new AbortController();
    const { signal } = this.previewing;
    setText(this.previewState, say("The preview is being made …"));
    try {
      const seen = await make(
        this.server,
        { ...this.request, preview: true },
        {
          signal,
          onName: (name) => setText(this.name, name),
          onStatus: (status) => setText(this.previewState, waitingWords(status) || say("The preview is being made …")),
        },
      );
      await this.showPreview(seen, signal);
      this.complain(null);
    } catch (error) {
      if (signal.aborted) return;
      setText(this.previewState, "");
      this.complain(error);
    }
  }

  async showPreview({ url, media_type: type, is_whole: isWhole, size }, signal) {
    let child = null;
    if (type.startsWith("image/")) {
      child = h("img", { alt: say("The {title} as it will be", { title: this.format.title }), src: url });
      await child.decode();
    } else if (size) {
      const text = await (await fetch(url, { signal })).text();
      child = h(
        "pre",
        { tabIndex: 0, role: "region", "aria-label": say("The text of the {title}", { title: this.format.title }) },
        text,
      );
    }
    signal.throwIfAborted();
    this.picture.replaceChildren(...(child ? [child] : []));
    this.picture.dataset.stale = "no";
    this.copy.hidden = !isWhole;
    setText(this.previewState, child ? "" : say("It looks as this page does: there is nothing to preview."));
  }

  async copyText() {
    try {
      await navigator.clipboard.writeText(this.picture.textContent);
      setText(this.previewState, say("Copied."));
    } catch {
      getSelection().selectAllChildren(this.picture);
      setText(this.previewState, say("Selected: the browser leaves copying to you."));
    }
  }

  // The file

  async download() {
    if (this.making) return;
    this.making = new AbortController();
    const { signal } = this.making;
    this.showMaking({});
    try {
      const { url, name } = await make(this.server, this.request, {
        signal,
        onName: (name) => setText(this.name, name),
        onStatus: (status) => this.showMaking(status),
      });
      h("a", { href: url, download: name }).click();
      this.complain(null);
      setText(this.state, say("Done."));
      if (!this.dialog.open) this.tell(say("{name} is done.", { name }));
    } catch (error) {
      setText(this.state, signal.aborted ? say("Cancelled.") : "");
      if (!signal.aborted) this.complain(error);
    }
    this.making = null;
    this.showMaking(null);
  }

  /** How far the file is: a status, an empty one before there is any, null when it is over. */
  showMaking(status) {
    const isMaking = status !== null;
    const [comes, goes] = isMaking ? [this.cancel, this.go] : [this.go, this.cancel];
    const hadFocus = goes === document.activeElement;
    this.bar.hidden = this.cancel.hidden = !isMaking;
    this.go.disabled = isMaking;
    if (hadFocus) comes.focus();
    setText(this.share, status?.progress ? `${Math.round(100 * status.progress)} %` : "");
    if (!isMaking) return;
    if (status.progress) this.bar.value = status.progress;
    else this.bar.removeAttribute("value");
    setText(this.state, waitingWords(status));
  }

  // What is wrong, and what has happened

  /** Says what is wrong in the panel, at the option that it is about; null if nothing is. */
  complain(error) {
    setText(this.problem, error ? capital(error.message) : "");
    for (const input of this.options.querySelectorAll("[data-option]")) {
      input.setAttribute("aria-invalid", String(error?.field === input.dataset.option));
    }
  }

  /** A word on the page, for when the panel is closed. */
  tell(text, isProblem = false) {
    clearTimeout(this.telling);
    setText(this.notice, text);
    this.notice.dataset.tone = isProblem ? "problem" : "";
    this.notice.togglePopover(true);
    this.telling = setTimeout(() => this.notice.togglePopover(false), NOTICE_SECONDS * 1000 * (isProblem ? 2 : 1));
  }

  // The way back

  /** Makes the scenario inside a file the page's. */
  async open(file) {
    const name = file.name.length > 60 ? `${file.name.slice(0, 59)}…` : file.name;
    try {
      const scenario = await open(this.server, file, this.largest);
      this.dialog.close();
      this.adopt(scenario);
      this.tell(say("{name} is open. Undo goes back.", { name }));
    } catch (error) {
      if (this.dialog.open) this.complain(new Error(`${name}: ${error.message}`));
      else this.tell(`${name}: ${error.message}`, true);
    }
  }
}
