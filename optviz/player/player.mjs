// The player: one scenario in the hand, one run on the page, one playhead for all of it.
//
// It owns the panels, their sliders, the start and the playhead. While the hand moves it asks the server for the run of the
// scenario in the hand; when the hand lets go it hands the settled scenario on. Without a server it plays what it holds.

import { numberLine } from "./controls.mjs";
import { Curves } from "./curves.mjs";
import { h } from "./dom.mjs";
import { columnsFor } from "./geometry.mjs";
import { Link } from "./link.mjs";
import { Panel } from "./panel.mjs";
import { decode, row } from "./payload.mjs";
import { MARGIN } from "./plot.mjs";
import { advance, newPlayhead, seek, toggle } from "./playhead.mjs";
import * as edit from "./scenario.mjs";
import { Table } from "./table.mjs";
import { Toolbar } from "./toolbar.mjs";
import { Transport } from "./transport.mjs";

const TYPING = "input:not([type=range]), textarea, select, [contenteditable]";
const FORMATS = [
  ["html", "Page that plays offline (HTML)"],
  ["png", "Figure (PNG)"],
  ["svg", "Figure (SVG)"],
  ["csv", "Data (CSV)"],
];

export class Player {
  /**
   * `host`: the element to fill. `data`: a decoded payload with its catalogue. `server`: the base URL of the server's
   * routes, or null. `onSettle(json)` gets each settled scenario; `ground()` says whether the page is dark.
   */
  constructor(host, { data, server, onSettle, isDark }) {
    Object.assign(this, { host, server, onSettle, isDark });
    this.catalogue = data.header.catalogue;
    this.revision = data.header.revision;
    this.playhead = newPlayhead();
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.playhead.playing = false;
    this.panels = [];
    this.history = new edit.History();
    this.frames = [];
    this.stop = new AbortController();
    this.build();
    if (server) {
      this.link = new Link(new URL("api/simulate", server), {
        onAnswer: (answer, scenario) => this.answered(answer, scenario),
        onProblems: (problems) => this.refused(problems),
        onStale: (stale) => this.toolbar.say(stale ? "The server does not answer; the picture is stale." : "", stale ? "stale" : ""),
      });
    }
    this.listen();
    this.take(data, true);
    this.history.note(this.scenario);
    this.showTools();
    if (!server) for (const control of this.root.querySelectorAll(".ov-line :is(input, select), .ov-start")) control.disabled = true;
    this.tick = this.tick.bind(this);
    this.ticking = requestAnimationFrame(this.tick);
  }

  build() {
    const on = {
      add: (key) => this.change(edit.addOptimizer(this.scenario, key), true),
      undo: () => this.travel("undo"),
      redo: () => this.travel("redo"),
      link: () => this.copyLink(),
    };
    const formats = FORMATS.map(([key, title]) => ({
      title,
      file: `optviz.${key}`,
      href: () => new URL(`export/optviz.${key}?${this.url}`, this.server).href,
    }));
    this.toolbar = new Toolbar(this.catalogue, { on, formats, live: this.server !== null });
    this.strip = h("div", { className: "ov-strip" });
    this.grid = h("div", { className: "ov-grid" });
    this.transport = new Transport({
      toggle: () => this.setPlayhead(toggle(this.playhead, this.numSteps)),
      seek: (step) => this.setPlayhead(seek(this.playhead, step, this.numSteps)),
      nudge: (steps) => this.nudge(steps),
      speed: (speed) => this.setPlayhead({ ...this.playhead, speed }),
      loop: () => this.setPlayhead({ ...this.playhead, loop: !this.playhead.loop }),
    });
    this.curves = new Curves((step) => this.setPlayhead(seek(this.playhead, step, this.numSteps)));
    this.table = new Table();
    this.root = h(
      "div",
      { className: "ov-root", "data-live": this.server ? "yes" : "no" },
      this.toolbar.element,
      this.strip,
      this.grid,
      this.transport.element,
      this.curves.element,
      this.table.element,
    );
    this.host.replaceChildren(this.root);
  }

  listen() {
    const { signal } = this.stop;
    document.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.resizing = new ResizeObserver(() => this.askLayout());
    this.resizing.observe(this.host);
    window.addEventListener("resize", () => this.askLayout(), { signal });
  }

  // What is shown

  /** Takes over a payload; `settled` if nobody's hand is on it. */
  take({ header, arrays }, settled) {
    if (arrays.shades || arrays.grid) this.surface = surfaceOf(header, arrays, this.catalogue);
    this.surface.minima = minimaOf(header, this.surface);
    this.paths = header.paths;
    this.arrays = arrays;
    this.url = header.url;
    this.numSteps = header.scenario.num_steps;
    this.surfaceId = header.surface_id;
    this.floor = header.minima.length ? Math.min(...header.minima.map((minimum) => minimum.value)) : null;
    this.shownScenario = header.scenario;
    if (settled || !this.scenario) this.scenario = header.scenario;
    this.playhead.step = Math.min(this.playhead.step, this.numSteps);
    this.show(settled);
  }

  show(settled) {
    this.theme = this.catalogue.themes[this.isDark() ? "dark" : "light"];
    this.root.dataset.theme = this.isDark() ? "dark" : "light";
    const colours = this.paths.map((path) => (this.isDark() ? path.dark : path.light));
    const countChanged = this.fitPanelCount();
    this.panels.forEach((panel, i) => {
      const losses = row(this.arrays.losses, i);
      panel.update({
        choice: this.shownScenario.optimizers[i],
        path: this.paths[i],
        colour: colours[i],
        coordinates: coordinatesOf(row(this.arrays.points, i), losses),
        losses,
        surface: this.surface,
        start: this.shownScenario.start,
        theme: this.theme,
      });
    });
    this.showStrip();
    const curves = this.paths.map((path, i) => ({ colour: colours[i], dash: path.dash, losses: row(this.arrays.losses, i) }));
    this.curves.update({ curves, numSteps: this.numSteps, floor: this.floor, theme: this.theme, settled });
    this.table.update(this.paths, colours);
    if (countChanged || this.laidOutFor !== this.surface.domainKey) this.layOut();
    else this.redrawSurfaces();
  }

  /** As many panels as paths. Returns whether their number changed. */
  fitPanelCount() {
    const before = this.panels.length;
    while (this.panels.length > this.paths.length) this.panels.pop().destroy();
    while (this.panels.length < this.paths.length) {
      const panel = new Panel(this.panels.length, this.catalogue, {
        start: (weights, settled) => this.change(edit.setStart(this.scenario, this.bounded(weights)), settled),
        number: (i, key, value, settled) => this.change(edit.setHyperparameter(this.scenario, i, key, value), settled),
        schedule: (i, schedule, settled) => this.change(edit.setSchedule(this.scenario, i, schedule), settled),
        duplicate: (i) => this.change(edit.duplicateOptimizer(this.scenario, i), true),
        remove: (i) => this.change(edit.removeOptimizer(this.scenario, i), true),
        move: (i, j) => this.change(edit.moveOptimizer(this.scenario, i, j), true),
        zoom: (ranges, from) => this.zoom(ranges, from),
        problem: (text) => this.toolbar.say(text, "problem"),
        count: () => this.panels.length,
      });
      this.panels.push(panel);
      this.grid.append(panel.element);
    }
    return before !== this.panels.length;
  }

  /** The sliders of what all panels share: the surface's parameters and the noise's. */
  showStrip() {
    const { surface, noise } = this.shownScenario;
    const signature = `${surface.key} ${noise.key}`;
    if (this.stripFor !== signature) {
      this.stripFor = signature;
      const line = (parameter, set, read) => {
        const element = numberLine(parameter, {
          name: "",
          onInput: (value) => this.change(set(this.scenario, parameter.key, value), false),
          onSettle: (value) => this.change(set(this.scenario, parameter.key, value), true),
          onProblem: (text) => this.toolbar.say(text, "problem"),
        });
        return [element, read];
      };
      this.stripLines = [
        ...this.catalogue.surfaces[surface.key].parameters.map((parameter) =>
          line(parameter, edit.setSurfaceNumber, (scenario) => scenario.surface[parameter.key]),
        ),
        ...this.catalogue.noises[noise.key].parameters.map((parameter) =>
          line(parameter, edit.setNoiseNumber, (scenario) => scenario.noise[parameter.key]),
        ),
      ];
      this.strip.replaceChildren(...this.stripLines.map(([element]) => element));
      this.strip.hidden = this.stripLines.length === 0;
    }
    for (const [element, read] of this.stripLines) element.show(read(this.shownScenario));
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
    const width = this.host.clientWidth;
    if (!width) return;
    this.laidOutIn = `${width} ${window.innerHeight}`;
    this.laidOutFor = this.surface.domainKey;
    const columns = columnsFor(this.panels.length, width);
    const rows = Math.ceil(this.panels.length / columns);
    this.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
    const panelWidth = this.panels[0].element.clientWidth - 2;
    const chrome = this.panels[0].element.clientHeight - this.panels[0].stage.clientHeight;
    const around = this.toolbar.element.offsetHeight + this.strip.offsetHeight + this.transport.element.offsetHeight + 40;
    const share = (window.innerHeight - around) / rows - chrome;
    const wished = columns === 1 && rows > 1 ? 0.8 * panelWidth : share;
    const height = Math.round(Math.max(180, Math.min(wished, 0.86 * panelWidth, 560)));
    const inside = Math.min(panelWidth, widestStage(this.surface, height));
    for (const panel of this.panels) {
      panel.stage.style.width = `${inside}px`;
      panel.layOut(inside, height);
    }
    this.curves.layOut(this.curves.element.clientWidth, Math.round(Math.max(170, Math.min(260, 0.26 * window.innerHeight))));
  }

  /** Has panels whose surface is not the current one draw it: one a frame, so that the paths keep following the hand. */
  redrawSurfaces() {
    if (this.redrawing) return;
    const next = () => {
      const panel = this.panels.find((one) => one.plotted !== null && one.plotted !== this.surface.id);
      this.redrawing = panel ? requestAnimationFrame(() => panel.drawSurface().then(next)) : null;
    };
    next();
  }

  themeMayHaveChanged() {
    if ((this.isDark() ? "dark" : "light") === this.root.dataset.theme) return;
    this.show(true);
    this.layOut();
  }

  // What the hand does

  /** A start that the server takes: inside twice the domain. */
  bounded(weights) {
    return weights.map((value, i) => {
      const [low, high] = this.surface.domain[i];
      const rounded = Number(value.toPrecision(4));
      return Math.min((3 * high - low) / 2, Math.max((3 * low - high) / 2, rounded));
    });
  }

  /** The scenario in the hand has changed: its run is asked for, and handed on once the hand lets go. */
  change(scenario, settled) {
    if (!this.link) return;
    this.scenario = scenario;
    this.letGo = settled;
    this.changedAt ??= performance.now();
    this.link.send(scenario, this.surfaceId);
  }

  answered(answer, asked) {
    const newest = asked === this.scenario;
    const settled = newest && this.letGo;
    this.take(answer, settled);
    this.toolbar.say("");
    if (settled) this.settle(true);
  }

  settle(note) {
    this.letGo = false;
    if (note) this.history.note(this.scenario);
    this.showTools();
    history.replaceState(history.state, "", `${location.pathname}?${this.url}`);
    this.onSettle(JSON.stringify(this.scenario));
  }

  refused(problems) {
    const text = problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; ");
    this.toolbar.say(text, "problem");
    this.scenario = this.shownScenario;
    this.show(true);
  }

  travel(direction) {
    if (!(direction === "undo" ? this.history.canUndo : this.history.canRedo)) return;
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

  /** A scenario that came from the page, not from this hand. */
  adopt(data) {
    this.themeMayHaveChanged();
    if (data.header.revision === this.revision) return;
    this.revision = data.header.revision;
    this.link?.drop();
    this.take(data, true);
    this.history.note(this.scenario);
    this.showTools();
    history.replaceState(history.state, "", `${location.pathname}?${this.url}`);
    this.toolbar.say("");
  }

  zoom(ranges, from) {
    for (const panel of this.panels) if (panel !== from || ranges === null) panel.setRanges(ranges);
    if (ranges !== null) {
      from.view = { ...from.view, ranges };
      from.place();
    }
  }

  async copyLink() {
    const link = `${location.origin}${location.pathname}?${this.url}`;
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

  pressed(event) {
    const target = event.target;
    if (event.altKey || target.closest?.(TYPING)) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      this.travel(event.shiftKey ? "redo" : "undo");
      return;
    }
    const onSlider = target.closest?.("input[type=range]");
    const onButton = target.closest?.("button, a, summary");
    if (event.key === " " && !onButton) this.setPlayhead(toggle(this.playhead, this.numSteps));
    else if (event.key === "ArrowRight" && !onSlider) this.nudge(event.shiftKey ? 10 : 1);
    else if (event.key === "ArrowLeft" && !onSlider) this.nudge(event.shiftKey ? -10 : -1);
    else if (event.key === "Home" && !onSlider) this.setPlayhead(seek(this.playhead, 0, this.numSteps));
    else if (event.key === "End" && !onSlider) this.setPlayhead(seek(this.playhead, this.numSteps, this.numSteps));
    else return;
    event.preventDefault();
  }

  tick(now) {
    this.ticking = requestAnimationFrame(this.tick);
    const seconds = Math.min(0.1, (now - (this.lastTick ?? now)) / 1000);
    this.lastTick = now;
    this.playhead = advance(this.playhead, seconds, this.numSteps);
    const { step } = this.playhead;
    for (const panel of this.panels) panel.frame(step);
    this.curves.frame(step);
    this.transport.show(this.playhead, this.numSteps);
    this.drawnUrl = this.url;
  }

  destroy() {
    cancelAnimationFrame(this.ticking);
    this.stop.abort();
    this.resizing.disconnect();
    this.link?.drop();
    for (const panel of this.panels) panel.destroy();
    this.curves.destroy();
    this.root.remove();
  }
}

/** What panels need of a surface, from a payload that has it. */
function surfaceOf(header, arrays, catalogue) {
  const { domain } = catalogue.surfaces[header.scenario.surface.key];
  const axes = domain.map((_, i) => arrays[`axis_${i}`]);
  const surface = { id: header.surface_id, axes, domain, domainKey: JSON.stringify(domain), grid: arrays.grid };
  if (domain.length === 2) surface.shades = rowsOf(arrays.shades);
  else {
    const { lowest, highest } = header.surface;
    const pad = 0.08 * (highest - lowest || 1);
    surface.view = [domain[0], [lowest - pad, highest + pad]];
  }
  return surface;
}

/** The widest stage of a height whose plot, at equal scales, stays on the grid of the surface. */
function widestStage({ axes, domain }, height) {
  if (axes.length === 1) return 2.4 * height;
  const [x, [y0, y1]] = [axes[0], domain[1]];
  const shape = (x[x.length - 1] - x[0]) / (y1 - y0);
  return Math.floor(shape * (height - MARGIN.t - MARGIN.b)) + MARGIN.l + MARGIN.r;
}

function rowsOf(array) {
  return Array.from({ length: array.shape[0] }, (_, i) => row(array, i));
}

function minimaOf(header, surface) {
  return header.minima.flatMap(({ point, value }) => (surface.axes.length === 2 ? point : [point[0], value]));
}

/** What is drawn of a path: its points, or for one weight the points of the graph of the loss. */
function coordinatesOf(points, losses) {
  if (points.length === 2 * losses.length) return points;
  const pairs = new Float32Array(2 * losses.length);
  losses.forEach((loss, i) => {
    pairs[2 * i] = points[i];
    pairs[2 * i + 1] = loss;
  });
  return pairs;
}

/** The stylesheet beside this module, unless the page brought it along. */
function loadStyle() {
  if (document.getElementById("optviz-style")) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h("link", { id: "optviz-style", rel: "stylesheet", href: new URL("player.css", import.meta.url).href });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}

function isPageDark() {
  const ground = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  const [r, g, b] = ground.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

const players = new WeakMap();

/** Streamlit's entry: called for each run of the script. Returns what tears the player down once its host is gone. */
export async function attach(component) {
  const { parentElement, data, setStateValue } = component;
  const host = parentElement.querySelector("div") ?? parentElement;
  const decoded = decode(data);
  await loadStyle();
  let player = players.get(host);
  if (player) player.adopt(decoded);
  else if (host.isConnected) {
    player = new Player(host, {
      data: decoded,
      server: document.baseURI,
      onSettle: (json) => player.hand(json),
      isDark: isPageDark,
    });
    players.set(host, player);
    window.optvizPlayer = player;
  }
  if (player) player.hand = (json) => setStateValue("scenario", json);
  return () => {
    if (host.isConnected || !players.has(host)) return;
    players.get(host).destroy();
    players.delete(host);
  };
}

/** An offline page's entry: plays the payload that it brought along. */
export function playOffline(host, body) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const player = new Player(host, { data: decode(body), server: null, onSettle: () => {}, isDark: () => dark.matches });
  dark.addEventListener("change", () => player.themeMayHaveChanged());
  window.optvizPlayer = player;
  return player;
}
