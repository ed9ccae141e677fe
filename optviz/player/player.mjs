// The player: one scenario in the hand, one run on the page, one playhead for all of it.
//
// It owns the panels, their sliders, the start and the playhead. While the hand moves it asks the server for the run of the
// scenario in the hand; when the hand lets go it hands the settled scenario on. Without a server it plays what it holds.

import { optionsOf, parseDisplay, toQuery } from "./core/display.mjs";
import { Link } from "./core/link.mjs";
import { advance, newPlayhead, seek, toggle } from "./core/playhead.mjs";
import { keepUnchanged, minimaOf, surfaceOf, tracksOf } from "./core/run.mjs";
import * as edit from "./core/scenario.mjs";
import { h } from "./dom/elements.mjs";
import { Below } from "./parts/below.mjs";
import { helpSheet } from "./parts/help.mjs";
import { listenToKeys } from "./parts/keys.mjs";
import { layOutStages } from "./parts/layout.mjs";
import { Panel } from "./parts/panel.mjs";
import { Settings } from "./parts/settings.mjs";
import { Stages } from "./parts/stages.mjs";
import { Strip } from "./parts/surface-controls.mjs";
import { Table } from "./parts/table.mjs";
import { Toolbar } from "./parts/toolbar.mjs";
import { Transport } from "./parts/transport.mjs";

const AHEAD = 64; // rows from the playhead on whose inner life is asked for while the hand moves
const READ_EVERY = 80; // milliseconds

export class Player {
  /**
   * `host`: the element to fill. `data`: a decoded payload with its catalogue. `views`: the `VIEW` of each of its views. `server`: the base URL of the server's
   * routes, or null. `onSettle(json)` gets each settled scenario; `isDark()` says whether the page is dark.
   */
  constructor(host, { data, views, server, onSettle, isDark }) {
    Object.assign(this, { host, server, onSettle, isDark });
    this.catalogue = data.header.catalogue;
    const { display, problems } = parseDisplay(data.header.display ?? {}, this.catalogue);
    this.display = display;
    this.playhead = newPlayhead();
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.playhead.playing = false;
    this.panels = [];
    this.heldInside = JSON.stringify({}); // what was asked for of the methods' inner life: at first, all of it
    this.history = new edit.History();
    this.stop = new AbortController();
    this.build(data, views);
    if (server) {
      this.link = new Link(liveAddress(server), {
        question: (scenario) => this.question(scenario),
        onAnswer: (answer, scenario, asked) => this.answered(answer, scenario, asked),
        onProblems: (problems) => this.refused(problems),
        onStale: (stale) =>
          this.toolbar.say(stale ? "The server does not answer; the picture is stale." : "", stale ? "stale" : ""),
      });
    }
    this.listen();
    this.take(data, true);
    if (problems.length) this.toolbar.say(problems.join("; "), "problem");
    else this.toolbar.say(this.word);
    this.history.note(this.scenario);
    this.showTools();
    if (this.display.taylor === "on") this.change(this.scenario, true);
    if (!server)
      for (const control of this.root.querySelectorAll(".ov-line :is(input, select), .ov-start")) control.disabled = true;
    this.tick = this.tick.bind(this);
    this.ticking = requestAnimationFrame(this.tick);
  }

  build(data, views) {
    const on = {
      add: (key) => this.change(edit.addOptimizer(this.scenario, key, this.surface.rates[key]), true),
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
      link: () => this.copyLink(),
      show: (name, value) => this.setDisplay(name, value),
      present: () => this.present(),
      help: () => this.help.showModal(),
      home: () => this.openTakeHome(),
    };
    const live = this.server !== null;
    this.toolbar = new Toolbar(this.catalogue, { on, display: () => this.display, live });
    const shared = {
      change: (edited, settled) => this.change(edited(this.scenario), settled),
      onto: (key) => this.moveOnto(key),
      problem: (text) => this.toolbar.say(text, "problem"),
    };
    this.strip = new Strip(this.catalogue, shared);
    if (live) this.settings = new Settings(this.catalogue, shared);
    this.help = helpSheet(this.catalogue.display);
    this.grid = h("div", { className: "ov-grid" });
    const actions = {
      start: (weights, settled) => this.change(edit.setStart(this.scenario, this.bounded(weights)), settled),
      seek: (step) => this.setPlayhead(seek(this.playhead, step, this.numSteps)),
      choose: (name, value) => this.setDisplay(name, value),
      catalogue: this.catalogue,
    };
    this.staging = new Stages(this.catalogue.views, views, actions);
    this.below = new Below(this.catalogue.views, views, actions);
    this.main = h("div", { className: "ov-main" }, this.staging.element, this.grid);
    this.transport = new Transport({
      toggle: () => this.setPlayhead(toggle(this.playhead, this.numSteps)),
      seek: (step) => this.setPlayhead(seek(this.playhead, step, this.numSteps)),
      nudge: (steps) => this.nudge(steps),
      speed: (speed) => this.setPlayhead({ ...this.playhead, speed }),
      loop: () => this.setPlayhead({ ...this.playhead, loop: !this.playhead.loop }),
    });
    this.table = new Table(this.catalogue.columns);
    this.root = h(
      "div",
      { className: "ov-root", "data-live": this.server ? "yes" : "no" },
      this.toolbar.element,
      this.strip.element,
      this.main,
      this.transport.element,
      ...this.below.elements,
      this.table.element,
      this.help,
    );
    this.host.replaceChildren(this.root);
    if (live) this.takeHome = this.loadTakeHome(data.header).catch(() => null);
  }

  async openTakeHome() {
    const panel = await this.takeHome;
    if (panel) panel.show();
    else this.toolbar.say("The panel could not be loaded; please reload the page.", "problem");
  }

  /** The panel to take the picture home from. It comes after the picture, and offline pages do without. */
  async loadTakeHome({ formats, largest_file: largest }) {
    const { TakeHome } = await import("./files/export-panel.mjs");
    const now = () => ({
      scenario: this.shownScenario,
      display: { ...this.display, ...this.staging.fileOptions },
      playhead: this.playhead,
    });
    const adopt = (scenario) => this.change(scenario, true);
    return new TakeHome(this.root, { server: this.server, formats, largest, now, adopt, signal: this.stop.signal });
  }

  listen() {
    const { signal } = this.stop;
    listenToKeys(this, signal);
    this.resizing = new ResizeObserver(() => this.askLayout());
    this.resizing.observe(this.host);
    window.addEventListener("resize", () => this.askLayout(), { signal });
  }

  // What is shown

  /** Takes over a payload; `settled` if nobody's hand is on it. */
  take(data, settled) {
    const { header } = data;
    if (header.surface) this.surface = surfaceOf(data, this.catalogue);
    this.surface.minima = minimaOf(data, this.surface);
    this.data = data;
    this.url = header.url;
    this.numSteps = header.scenario.num_steps;
    this.surfaceId = header.surface_id;
    this.shownScenario = header.scenario;
    if (settled || !this.scenario) this.scenario = header.scenario;
    this.playhead.step = Math.min(this.playhead.step, this.numSteps);
    this.show(settled);
  }

  show(settled) {
    const dark = this.isDark();
    this.theme = this.catalogue.themes[dark ? "dark" : "light"];
    this.root.dataset.theme = dark ? "dark" : "light";
    const tracks = tracksOf(this.data, dark, this.tracks);
    keepUnchanged(tracks, this.tracks ?? []);
    this.tracks = tracks;
    const { surface, theme, display, numSteps } = this;
    const { curves, offered } = this.data.header;
    const { start, optimizers } = this.shownScenario;
    const countChanged = this.fitPanelCount();
    const viewChanged = this.fitView();
    this.panels.forEach((panel, i) => panel.update({ choice: optimizers[i], track: tracks[i], theme }));
    const picture = { tracks, surface, start, theme, rules: this.catalogue.ticks, curves, offered, display, numSteps, settled };
    this.staging.update(picture);
    this.below.update(picture);
    this.strip.show(this.shownScenario);
    this.settings?.show(this.shownScenario, this.root.dataset.theme);
    this.table.update(tracks, theme);
    if (countChanged || viewChanged || this.laidOutFor !== surface.domainKey) this.layOut();
  }

  /** Has the view that is wished for shown, if it can be. Returns whether another one was shown before. */
  fitView() {
    const changed = this.staging.choose(this.display.view, this.surface.axes.length, this.panels);
    this.below.choose(this.display);
    const { key, place } = this.staging.record;
    Object.assign(this.root.dataset, { view: key, place });
    for (const { key } of optionsOf(this.catalogue.display, "parts")) this.root.dataset[key] = this.display[key];
    for (const name of ["large", "arrows"]) this.root.dataset[name] = this.display[name];
    document.documentElement.dataset.optvizSidebar = this.display.sidebar;
    return changed;
  }

  get stages() {
    return this.staging.all;
  }

  get overlay() {
    return this.staging.shared;
  }

  get view() {
    return this.staging.record.key;
  }

  get curves() {
    return this.below.views[0];
  }

  get word() {
    return this.staging.word;
  }

  /** One thing about how the picture is shown. */
  setDisplay(name, value) {
    this.display = { ...this.display, [name]: value };
    if (name === "stepwise" && value === "on") {
      if (this.display.arrows === "0") this.display.arrows = "1";
      this.playhead = { ...this.playhead, speed: Math.min(this.playhead.speed, 0.5) };
    }
    this.show(true);
    if (this.catalogue.display.find(({ key }) => key === name).resizes) this.layOut();
    this.toolbar.say(this.word);
    this.writeUrl();
    if (this.lacks || (name === "taylor" && value === "on")) this.change(this.scenario, true);
  }

  present() {
    const large = this.display.large === "on" ? "off" : "on";
    if (large === "on") this.root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    this.setDisplay("large", large);
  }

  /** As many panels as paths. Returns whether their number changed. */
  fitPanelCount() {
    const before = this.panels.length;
    while (this.panels.length > this.tracks.length) this.panels.pop().destroy();
    while (this.panels.length < this.tracks.length) {
      const panel = new Panel(this.panels.length, this.catalogue, {
        number: (i, key, value, settled) => this.change(edit.setHyperparameter(this.scenario, i, key, value), settled),
        schedule: (i, schedule, settled) => this.change(edit.setSchedule(this.scenario, i, schedule), settled),
        duplicate: (i) => this.change(edit.duplicateOptimizer(this.scenario, i), true),
        remove: (i) => this.change(edit.removeOptimizer(this.scenario, i), true),
        move: (i, j) => this.change(edit.moveOptimizer(this.scenario, i, j), true),
        problem: (text) => this.toolbar.say(text, "problem"),
        count: () => this.panels.length,
      });
      this.panels.push(panel);
      this.grid.append(panel.element);
    }
    return before !== this.panels.length;
  }

  /** Sizes for everything, from the room there is; at most once a frame. */
  askLayout() {
    this.layoutAsked ??= requestAnimationFrame(() => {
      this.layoutAsked = null;
      const room = `${this.host.clientWidth} ${window.innerHeight}`;
      if (room !== this.laidOutIn) this.layOut();
    });
  }

  layOut() {
    const width = this.root.clientWidth;
    if (!width) return;
    this.laidOutIn = `${this.host.clientWidth} ${window.innerHeight}`;
    this.laidOutFor = this.surface.domainKey;
    layOutStages(this, width);
    this.below.layOut();
  }

  themeMayHaveChanged() {
    if ((this.isDark() ? "dark" : "light") === this.root.dataset.theme) return;
    this.show(true);
    this.layOut();
  }

  // What the hand does

  /** A start that the server takes. */
  bounded(weights) {
    return weights.map((value, i) => {
      const [low, high] = edit.startRange(this.surface.domain[i], this.catalogue.start_reach);
      return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
    });
  }

  /** The scenario in the hand has changed: its run is asked for, and handed on once the hand lets go. */
  change(scenario, settled) {
    if (!this.link) return;
    this.scenario = scenario;
    this.letGo = settled;
    this.link.send(scenario);
  }

  /** Another surface. The server carries the scenario over to it, since it knows which learning rates suit it. */
  moveOnto(key) {
    this.onto = key;
    this.change(this.scenario, true);
  }

  /** What is asked for of a run: while the hand moves, only the inner life that is shown now, and nothing that is here already. */
  question(scenario) {
    const from = Math.floor(this.playhead.step);
    const inside = {};
    if (!this.letGo) inside.rows = `${from}-${from + AHEAD}`;
    if (this.display.taylor === "on") inside.taylor = 1;
    const asked = { surface: this.surfaceId, ...inside, ...this.drawn };
    if (this.onto) return { ...asked, onto: this.onto };
    const held = this.lacks ? [] : unchangedPaths(scenario, this.shownScenario);
    if (held.length) asked.held = held.join();
    if (JSON.stringify(inside) === this.heldInside) asked.held_inside = 1;
    return asked;
  }

  /** What of a run is drawn besides its paths. */
  get drawn() {
    const { curve, view } = this.display;
    return view === "space" ? { curve, heights: 1 } : { curve };
  }

  /** Whether the run that is here is without something that is to be drawn. */
  get lacks() {
    const { curve, heights } = this.drawn;
    return !(curve in this.data.header.curves) || (heights && !this.tracks[0].heights);
  }

  answered(answer, scenario, { onto, rows, taylor }) {
    const newest = scenario === this.scenario && onto === this.onto;
    const settled = newest && this.letGo;
    if (newest && onto) [this.scenario, this.onto] = [answer.header.scenario, undefined];
    this.heldInside = JSON.stringify({ rows, taylor });
    this.take(answer, settled);
    this.toolbar.say(this.word);
    if (settled) this.settle();
  }

  settle() {
    this.letGo = false;
    this.history.note(this.scenario);
    this.showTools();
    this.writeUrl();
    this.onSettle(JSON.stringify(this.scenario));
  }

  refused(problems) {
    const text = problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
    this.toolbar.say(text, "problem");
    [this.scenario, this.onto] = [this.shownScenario, undefined];
    this.show(true);
  }

  travel(direction) {
    if (!(direction === "undo" ? this.history.canUndo : this.history.canRedo)) return;
    this.onto = undefined;
    this.change(this.history[direction](), true);
  }

  showTools() {
    this.toolbar.show({
      count: this.panels.length,
      most: this.catalogue.max_optimizers,
      canUndo: this.history.canUndo,
      canRedo: this.history.canRedo,
    });
  }

  /** The page's URL: the scenario, and how it is shown. */
  get query() {
    return [this.url, toQuery(this.display, this.catalogue.display)].filter(Boolean).join("&");
  }

  writeUrl() {
    if (this.server) history.replaceState(history.state, "", `${location.pathname}?${this.query}`);
  }

  async copyLink() {
    const link = `${location.origin}${location.pathname}?${this.query}`;
    try {
      await navigator.clipboard.writeText(link);
      this.toolbar.say("The link is copied.");
    } catch {
      this.toolbar.say(link);
    }
  }

  // The playhead

  setPlayhead(playhead) {
    this.playhead = playhead;
  }

  nudge(steps) {
    this.setPlayhead(seek(this.playhead, Math.floor(this.playhead.step) + steps, this.numSteps));
  }

  tick(now) {
    this.ticking = requestAnimationFrame(this.tick);
    const seconds = Math.min(0.1, (now - (this.lastTick ?? now)) / 1000);
    this.lastTick = now;
    this.playhead = advance(this.playhead, seconds, this.numSteps);
    const { step, playing } = this.playhead;
    const read = !playing || !(now - this.readAt < READ_EVERY); // numbers that run cannot be read, and cost as much as the paths
    if (read) this.readAt = now;
    const shown = { arrows: Number(this.display.arrows), taylor: this.display.taylor === "on" };
    this.staging.frame(step, shown);
    this.below.frame(step, shown);
    if (!read) return;
    const stepwise = this.display.stepwise === "on";
    for (const panel of this.panels) panel.showStep(step, stepwise);
    this.transport.show(this.playhead, this.numSteps);
  }

  destroy() {
    cancelAnimationFrame(this.ticking);
    this.stop.abort();
    this.resizing.disconnect();
    this.link?.close();
    for (const panel of this.panels) panel.destroy();
    this.staging.destroy();
    this.below.destroy();
    this.settings?.element.remove();
    this.root.remove();
  }
}

/** The positions of the paths that are the same in two scenarios. */
function unchangedPaths(scenario, other) {
  const { optimizers, tolerance, ...shared } = scenario;
  const { optimizers: others, tolerance: _, ...otherShared } = other;
  if (JSON.stringify(shared) !== JSON.stringify(otherShared)) return [];
  return optimizers.flatMap((choice, i) => (JSON.stringify(choice) === JSON.stringify(others[i]) ? [i] : []));
}

function liveAddress(server) {
  const url = new URL("api/live", server);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}
