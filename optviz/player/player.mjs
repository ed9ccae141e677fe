// The player: puts together the session, the clock, the views and the parts around them. It draws once in each frame.

import { Clock } from "./core/clock.mjs";
import { parseDisplay, partsOf, toQuery } from "./core/display.mjs";
import { Link, liveAddress } from "./core/link.mjs";
import { quantityOf } from "./core/quantities.mjs";
import * as edit from "./core/scenario.mjs";
import { Session } from "./core/session.mjs";
import { copyAddress, writeAddress } from "./dom/address.mjs";
import { h } from "./dom/elements.mjs";
import { Below } from "./parts/below.mjs";
import { helpSheet } from "./parts/help.mjs";
import { listenToKeys } from "./parts/keys.mjs";
import { Panels } from "./parts/panels.mjs";
import { Settings } from "./parts/settings.mjs";
import { Stages } from "./parts/stages.mjs";
import { SurfaceControls } from "./parts/surface-controls.mjs";
import { Table } from "./parts/table.mjs";
import { Toolbar } from "./parts/toolbar.mjs";
import { Transport } from "./parts/transport.mjs";

const READ_EVERY = 80; // milliseconds: numbers that run cannot be read, and cost as much as the paths
const KEEPS_SIZES = ["arrows", "taylor", "curve", "scale", "against"]; // of a display: what can change without a new layout
const SLOWEST = 0.5; // steps a second, at which one can follow each line of the pseudo-code

export class Player {
  /**
   * @param {HTMLElement} host the element to fill
   * @param {object} page
   * @param {import("./core/run.mjs").Payload} page.data the payload to begin with, with its catalogue
   * @param {import("./core/view.mjs").ViewModule[]} page.views of the catalogue
   * @param {string | null} page.server the base URL of the server's routes
   * @param {(json: string) => void} page.onSettle gets each settled scenario
   * @param {() => boolean} page.isDark whether the page is dark
   */
  constructor(host, { data, views, server, onSettle, isDark }) {
    this.host = host;
    this.server = server;
    this.onSettle = onSettle;
    this.isDark = isDark;
    this.catalogue = data.header.catalogue;
    const { display, problems } = parseDisplay(data.header.display ?? {}, this.catalogue.views);
    this.display = display;
    this.stop = new AbortController();
    const connect = server === null ? null : (listener) => new Link(liveAddress(server), listener);
    this.session = new Session(data, { connect, needs: () => this.needs });
    this.clock = new Clock({
      numSteps: this.session.shown.numSteps,
      playing: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    this.build(views);
    if (server !== null) this.exportPanel = this.loadExportPanel(data.header).catch(() => null);
    this.session.subscribe((change) => this.changed(change));
    this.resizing = new ResizeObserver(() => this.askLayout());
    this.resizing.observe(host);
    window.addEventListener("resize", () => this.askLayout(), { signal: this.stop.signal });
    this.show();
    this.showTools();
    if (problems.length) this.toolbar.say(problems.join("; "), "problem");
    else this.sayHow();
    if (display.taylor === "on") this.session.again();
    this.readAt = -Infinity;
    this.tick = this.tick.bind(this);
    this.ticking = requestAnimationFrame(this.tick);
  }

  build(modules) {
    const { catalogue, session, clock } = this;
    const { views } = catalogue;
    const live = this.server !== null;
    const change = (make, settled) => session.change(make(session.scenario), settled);
    const say = (text) => this.toolbar.say(text, "problem");
    const show = (name, value) => this.setDisplay(name, value);
    const on = {
      add: (key) => change((scenario) => edit.addOptimizer(scenario, key, this.surface.rates[key]), true),
      undo: () => session.undo(),
      redo: () => session.redo(),
      address: () => copyAddress(this.query).then((word) => this.toolbar.say(word)),
      show,
      present: () => this.present(),
      help: () => this.help.showModal(),
      export: () => this.openExportPanel(),
    };
    this.toolbar = new Toolbar(catalogue, { on, display: () => this.display, live });
    const shared = { change, problem: say, onto: (key) => session.moveOnto(key) };
    this.surfaceControls = new SurfaceControls(catalogue, shared);
    if (live) this.settings = new Settings(catalogue, shared);
    this.grid = new Panels(catalogue, {
      number: (i, key, value, settled) => change((scenario) => edit.setHyperparameter(scenario, i, key, value), settled),
      schedule: (i, schedule, settled) => change((scenario) => edit.setSchedule(scenario, i, schedule), settled),
      duplicate: (i) => change((scenario) => edit.duplicateOptimizer(scenario, i), true),
      remove: (i) => change((scenario) => edit.removeOptimizer(scenario, i), true),
      move: (i, j) => change((scenario) => edit.moveOptimizer(scenario, i, j), true),
      problem: say,
    });
    const room = {
      start: (weights, settled) => change((scenario) => edit.setStart(scenario, this.bounded(weights)), settled),
      seek: (step) => clock.seek(step),
      choose: show,
    };
    this.staging = new Stages(views, modules, room);
    this.below = new Below(views, modules, room);
    this.transport = new Transport(clock);
    this.table = new Table();
    this.help = helpSheet(views);
    const page = { clock, views, display: () => this.display, isCovered: () => this.help.open, on };
    listenToKeys(page, this.stop.signal);
    this.root = h(
      "div",
      { className: "ov-root", "data-live": live ? "yes" : "no" },
      this.toolbar.element,
      this.surfaceControls.element,
      h("div", { className: "ov-main" }, this.staging.element, this.grid.element),
      this.transport.element,
      ...this.below.elements,
      this.table.element,
      this.help,
    );
    this.host.replaceChildren(this.root);
  }

  // What is shown

  /** @param {import("./core/session.mjs").Change} change */
  changed(change) {
    if (change === "shown") {
      this.clock.fit(this.session.shown.numSteps);
      this.show();
    } else if (change === "history") this.showTools();
    else if (change === "settled") {
      writeAddress(this.query);
      this.onSettle(JSON.stringify(this.session.shown.scenario));
    }
    if (change !== "settled" && change !== "history") this.sayHow();
  }

  /** The whole picture, as it is now; `settled` if no hand is on it. */
  show(settled = this.session.isSettled) {
    const { catalogue, display, root } = this;
    const { scenario, surface, context, numSteps, tracks } = this.session.shown;
    const name = this.isDark() ? "dark" : "light";
    this.theme = catalogue.themes[name];
    Object.assign(root.dataset, { theme: name, large: display.large, arrows: display.arrows });
    for (const part of Object.keys(partsOf(catalogue.views))) root.dataset[part] = display[part];
    document.documentElement.dataset.optvizSidebar = display.sidebar;
    const countChanged = this.grid.fit(tracks.length);
    const viewChanged = this.staging.choose(display.view, surface.axes.length, this.panels);
    this.below.choose(display);
    Object.assign(root.dataset, { view: this.view, place: this.staging.record.place });
    const coloured = tracks.map((track) => ({ ...track, colour: track.path[name] }));
    const { theme } = this;
    const rules = catalogue.ticks;
    const picture = { tracks: coloured, surface, start: scenario.start, theme, rules, context, display, numSteps, settled };
    this.grid.update(scenario.optimizers, coloured);
    this.staging.update(picture);
    this.below.update(picture);
    this.surfaceControls.show(scenario);
    this.settings?.show(scenario, name);
    this.table.update(coloured);
    this.shown = { arrows: Number(display.arrows), taylor: display.taylor === "on" };
    if (countChanged || viewChanged || this.laidOutFor !== surface.domainKey) this.layOut();
    if (this.server === null) this.holdControls();
  }

  /** Without a server nothing can be changed. */
  holdControls() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const controls = this.root.querySelectorAll(".ov-line :is(input, select), .ov-start");
    for (const control of controls) control.disabled = true;
  }

  showTools() {
    const { canUndo, canRedo } = this.session;
    this.toolbar.show({ count: this.panels.length, most: this.catalogue.max_optimizers, canUndo, canRedo });
  }

  /** A word on how things stand. */
  sayHow() {
    const { problems, stale } = this.session;
    const refused = problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
    if (stale) this.toolbar.say("The server does not answer; the picture is stale.", "stale");
    else if (refused) this.toolbar.say(refused, "problem");
    else this.toolbar.say(this.staging.word);
  }

  /** One thing about how the picture is shown. */
  setDisplay(name, value) {
    this.display = { ...this.display, [name]: value };
    if (name === "stepwise" && value === "on") {
      if (this.display.arrows === "0") this.display.arrows = "1";
      this.clock.set({ speed: Math.min(this.playhead.speed, SLOWEST) });
    }
    this.show(true);
    if (!KEEPS_SIZES.includes(name)) this.layOut();
    this.sayHow();
    if (this.server !== null) writeAddress(this.query);
    if (name === "taylor" && value === "on") this.session.again();
  }

  present() {
    const large = this.display.large === "on" ? "off" : "on";
    if (large === "on") this.root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    this.setDisplay("large", large);
  }

  themeMayHaveChanged() {
    if ((this.isDark() ? "dark" : "light") === this.root.dataset.theme) return;
    this.show(true);
    this.layOut();
  }

  /** What of a run is shown now. */
  get needs() {
    const { curves, curve, against, taylor } = this.display;
    const all = curves === "on" && (quantityOf(curve).inner || against === "gradients");
    return { row: this.clock.row, all, taylor: taylor === "on" };
  }

  /** The fields of the page's address: the scenario, and how it is shown. */
  get query() {
    return [this.url, toQuery(this.display, this.catalogue.views)].filter(Boolean).join("&");
  }

  /** A start that the server takes. */
  bounded(weights) {
    return weights.map((value, i) => {
      const [low, high] = edit.startRange(this.surface.domain[i], this.catalogue.start_reach);
      return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
    });
  }

  // The export panel

  /** It comes after the picture, and offline pages do without. */
  async loadExportPanel(header) {
    const { formats, largest_file: largest } = header;
    const { ExportPanel } = await import("./files/export-panel.mjs");
    const now = () => ({
      scenario: this.shownScenario,
      display: { ...this.display, ...this.staging.fileOptions },
      playhead: this.playhead,
    });
    const adopt = (scenario) => this.session.change(scenario, true);
    return new ExportPanel(this.root, { server: this.server, formats, largest, now, adopt, signal: this.stop.signal });
  }

  async openExportPanel() {
    const panel = await this.exportPanel;
    if (panel) panel.show();
    else this.toolbar.say("The panel could not be loaded; please reload the page.", "problem");
  }

  // Sizes and frames

  /** Sizes for everything, if the room has changed; at most once a frame. */
  askLayout() {
    this.layoutAsked ??= requestAnimationFrame(() => {
      this.layoutAsked = null;
      if (this.roomNow !== this.laidOutIn) this.layOut();
    });
  }

  get roomNow() {
    return `${this.host.clientWidth} ${window.innerHeight}`;
  }

  layOut() {
    const width = this.root.clientWidth;
    if (!width) return;
    this.laidOutIn = this.roomNow;
    this.laidOutFor = this.surface.domainKey;
    const around = [this.toolbar, this.surfaceControls, this.transport].map(({ element }) => element.offsetHeight);
    const height = window.innerHeight - around.reduce((sum, part) => sum + part) - 40;
    this.staging.layOut({ width, height }, this.grid);
    this.below.layOut();
  }

  tick(now) {
    this.ticking = requestAnimationFrame(this.tick);
    this.clock.tick(now);
    const { step, playing } = this.clock.playhead;
    this.staging.frame(step, this.shown);
    this.below.frame(step, this.shown);
    if (playing && now - this.readAt < READ_EVERY) return;
    this.readAt = now;
    this.grid.showStep(step, this.display.stepwise === "on");
    this.transport.show();
  }

  destroy() {
    cancelAnimationFrame(this.ticking);
    this.stop.abort();
    this.resizing.disconnect();
    this.session.close();
    this.grid.destroy();
    this.staging.destroy();
    this.below.destroy();
    this.settings?.element.remove();
    this.root.remove();
  }

  // Of its parts, what is looked at from outside

  get playhead() {
    return this.clock.playhead;
  }

  setPlayhead(playhead) {
    this.clock.set(playhead);
  }

  get scenario() {
    return this.session.scenario;
  }

  get shownScenario() {
    return this.session.shown.scenario;
  }

  get surface() {
    return this.session.shown.surface;
  }

  get numSteps() {
    return this.session.shown.numSteps;
  }

  get url() {
    return this.session.shown.url;
  }

  get data() {
    return this.session.shown.data;
  }

  get history() {
    return this.session.history;
  }

  get link() {
    return this.session.runner;
  }

  get panels() {
    return this.grid.all;
  }

  get view() {
    return this.staging.record.key;
  }

  get stages() {
    return this.staging.all;
  }

  get overlay() {
    return this.staging.shared;
  }

  /** The paths as they are drawn. */
  get tracks() {
    return this.staging.all.flatMap(({ tracks }) => tracks);
  }

  get curves() {
    return this.below.views[0];
  }
}
