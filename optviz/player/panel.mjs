// One panel: a surface that stands still, a path that moves over it, and the sliders of its optimizer.

import { iconButton, numberLine, popover } from "./controls.mjs";
import { h, setText } from "./dom.mjs";
import { fitCanvas, markHead, markMinima, strokeFaint, strokeWalked } from "./draw.mjs";
import { fitRanges, pointAt, toPixels, toWeights } from "./geometry.mjs";
import { steady } from "./numbers.mjs";
import { drawSurface, MARGIN, purge, rangesOf, setRanges } from "./plot.mjs";

const CLICK_REACH = 4; // pixels that a click may move
const CONSTANT = { key: "constant", warm_up: 0 };

/**
 * `actions`: `start(weights, settled)`, `number(i, key, value, settled)`, `schedule(i, schedule, settled)`, `duplicate(i)`,
 * `remove(i)`, `move(i, j)`, `zoom(ranges, panel)`, `problem(text)`, `count()`.
 */
export class Panel {
  constructor(index, catalogue, actions) {
    this.index = index;
    this.catalogue = catalogue;
    this.actions = actions;
    this.size = null;
    this.drawnTo = -1;
    this.pixels = null;
    this.plotted = null;
    this.build();
  }

  build() {
    this.swatch = h("span", { className: "ov-swatch" });
    this.name = h("button", { type: "button", className: "ov-name", title: "Formula and pseudo-code" });
    this.formula = popover(this.name, "ov-formula", () => this.describe());
    this.loss = h("span", { className: "ov-loss" });
    this.menuButton = iconButton("more", "Menu", null);
    this.menu = popover(this.menuButton, "ov-menu", (close) => this.menuItems(close));
    this.plot = h("div", { className: "ov-plot" });
    this.trail = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.top = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.marker = h("button", { type: "button", className: "ov-start", "aria-label": "Start point: drag, or use the arrow keys" });
    this.stage = h("div", { className: "ov-stage" }, this.plot, this.trail, this.top, this.marker);
    this.lines = h("div", { className: "ov-lines" });
    this.element = h(
      "section",
      { className: "ov-panel" },
      h("header", { className: "ov-head" }, this.swatch, this.name, this.loss, this.menuButton),
      this.stage,
      this.lines,
      this.formula,
      this.menu,
    );
    this.plot.addEventListener("pointerdown", (event) => this.pressed(event), true);
    this.marker.addEventListener("pointerdown", (event) => this.dragStart(event));
    this.marker.addEventListener("keydown", (event) => this.nudgeStart(event));
  }

  /** The formula, pseudo-code and source of the panel's optimizer. */
  describe() {
    const record = this.catalogue.optimizers[this.choice.key];
    const formula = h("div", { className: "ov-math" });
    formula.innerHTML = record.formula; // MathML of our own record
    return [
      h("h3", {}, record.title),
      formula,
      h("pre", {}, record.pseudocode),
      h("p", { className: "ov-source" }, record.source),
    ];
  }

  menuItems(close) {
    const item = (text, act, enabled = true) =>
      h("button", { type: "button", disabled: !enabled, onclick: () => (close(), act()) }, text);
    const count = this.actions.count();
    return [
      item("Duplicate", () => this.actions.duplicate(this.index), count < this.catalogue.max_optimizers),
      item("Move left", () => this.actions.move(this.index, this.index - 1), this.index > 0),
      item("Move right", () => this.actions.move(this.index, this.index + 1), this.index < count - 1),
      item("Remove", () => this.actions.remove(this.index), count > 1),
    ];
  }

  /** Takes over a path: `choice` of the scenario, the payload's `path`, its points and losses. */
  update({ choice, path, colour, coordinates, losses, surface, start, theme }) {
    const sameControls = this.choice && signature(this.choice) === signature(choice);
    Object.assign(this, { choice, path, colour, coordinates, losses, start, theme });
    this.surface = surface;
    if (!sameControls) this.buildLines();
    this.showNumbers();
    setText(this.name, path.label);
    this.element.setAttribute("aria-label", path.label);
    this.menuButton.setAttribute("aria-label", `Menu of ${path.label}`);
    this.swatch.style.background = colour;
    this.place();
  }

  buildLines() {
    const { parameters } = this.catalogue.optimizers[this.choice.key];
    const line = (parameter, act) =>
      numberLine(parameter, {
        name: this.path.label,
        onInput: (value) => act(parameter.key, value, false),
        onSettle: (value) => act(parameter.key, value, true),
        onProblem: this.actions.problem,
      });
    const number = (key, value, settled) => this.actions.number(this.index, key, value, settled);
    const schedule = (key, value, settled) =>
      this.actions.schedule(this.index, { ...(this.choice.schedule ?? CONSTANT), [key]: value }, settled);
    this.shown = parameters.map((parameter) => [parameter, line(parameter, number), (choice) => choice[parameter.key]]);
    const { key } = this.choice.schedule ?? CONSTANT;
    this.scheduleLines = this.catalogue.schedules[key].parameters.map((parameter) => [
      parameter,
      line(parameter, schedule),
      (choice) => (choice.schedule ?? CONSTANT)[parameter.key],
    ]);
    const pick = h(
      "select",
      {
        className: "ov-select",
        "aria-label": `${this.path.label}: learning-rate schedule`,
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
      h("summary", {}, "more"),
      ...this.shown.filter(([parameter]) => parameter.advanced).map(([, element]) => element),
      h("div", { className: "ov-line" }, h("span", { className: "ov-line-name" }, "schedule"), pick),
      ...this.scheduleLines.map(([, element]) => element),
    );
    this.lines.replaceChildren(
      ...this.shown.filter(([parameter]) => !parameter.advanced).map(([, element]) => element),
      more,
    );
  }

  showNumbers() {
    for (const [parameter, element, read] of [...this.shown, ...this.scheduleLines]) {
      const value = read(this.choice);
      element.show(value ?? (parameter.choices.length ? parameter.choices[0] : parameter.default));
    }
  }

  /** Gives the stage its size in pixels and draws the surface on it. */
  async layOut(width, height) {
    this.size = { width, height };
    this.stage.style.height = `${height}px`;
    const inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    const domain = this.surface.domain;
    const ranges = domain.length === 2 ? fitRanges(domain, inner.width, inner.height) : this.surface.view;
    this.home = ranges;
    this.view = { ...inner, ranges };
    this.trailContext = fitCanvas(this.trail, inner.width, inner.height);
    this.topContext = fitCanvas(this.top, inner.width, inner.height);
    this.place();
    await this.drawSurface();
  }

  async drawSurface() {
    const first = this.plotted === null;
    this.plotted = this.surface.id;
    await drawSurface(this.plot, this.surface, this.theme, this.size, this.view.ranges);
    if (first) {
      this.plot.on("plotly_relayout", () => this.zoomed());
      this.plot.on("plotly_doubleclick", () => this.actions.zoom(null, this));
    }
  }

  zoomed() {
    const ranges = rangesOf(this.plot);
    if (JSON.stringify(ranges) !== JSON.stringify(this.view.ranges)) this.actions.zoom(ranges, this);
  }

  /** Shows these ranges, or those it began with. */
  async setRanges(ranges) {
    this.view = { ...this.view, ranges: ranges ?? this.home };
    this.place();
    await setRanges(this.plot, this.view.ranges);
  }

  /** Puts everything that depends on points and ranges where it belongs, and has the path drawn anew. */
  place() {
    if (!this.view || !this.coordinates) return;
    const count = this.coordinates.length / 2;
    this.pixels = toPixels(this.coordinates, count, this.view, this.pixels?.length === 2 * count ? this.pixels : undefined);
    this.minima = toPixels(this.surface.minima, this.surface.minima.length / 2, this.view);
    this.drawnTo = -1;
    const [x, y] = toPixels(this.startCoordinates(), 1, this.view);
    const inside = x >= 0 && y >= 0 && x <= this.view.width && y <= this.view.height;
    this.marker.style.transform = `translate(${MARGIN.l + x}px, ${MARGIN.t + y}px)`;
    this.marker.hidden = !inside;
  }

  startCoordinates() {
    return this.start.length === 2 ? this.start : this.coordinates.subarray(0, 2);
  }

  /** Draws the path up to a step: only what is new, if it can. */
  frame(step) {
    if (!this.pixels || !this.trailContext) return;
    const { trailContext: trail, topContext: top, view, colour, theme } = this;
    if (step < this.drawnTo || this.drawnTo < 0) {
      trail.clearRect(0, 0, view.width, view.height);
      markMinima(trail, this.minima, theme.ink);
      strokeFaint(trail, this.pixels, colour, this.path.dash);
      this.drawnTo = 0;
    }
    if (step > this.drawnTo) {
      strokeWalked(trail, this.pixels, this.drawnTo, step, colour, theme.paper);
      this.drawnTo = step;
    }
    if (this.headAt) top.clearRect(this.headAt[0] - 9, this.headAt[1] - 9, 18, 18);
    this.headAt = pointAt(this.pixels, step);
    const { diverged_at: divergedAt } = this.path;
    const diverged = divergedAt !== null && step >= divergedAt;
    markHead(top, ...this.headAt, colour, theme.paper, diverged);
    setText(this.loss, diverged ? `diverged at step ${divergedAt}` : steady(this.losses[Math.floor(step)]));
  }

  weightsAt(event) {
    const box = this.stage.getBoundingClientRect();
    const x = event.clientX - box.left - MARGIN.l;
    const y = event.clientY - box.top - MARGIN.t;
    const weights = toWeights(x, y, this.view);
    const inside = x >= 0 && y >= 0 && x <= this.view.width && y <= this.view.height;
    return { weights: weights.slice(0, this.start.length), inside };
  }

  /** A press on the plot: a start, if it is let go where it began; a second one takes that back and resets the zoom. */
  pressed(event) {
    if (event.button !== 0 || !event.isPrimary) return;
    const from = [event.clientX, event.clientY];
    const { weights, inside } = this.weightsAt(event);
    if (!inside) return;
    window.addEventListener(
      "pointerup",
      (up) => {
        if (Math.hypot(up.clientX - from[0], up.clientY - from[1]) > CLICK_REACH) return;
        const again = performance.now() - (this.clickedAt ?? -1e9) < 350;
        this.clickedAt = again ? -1e9 : performance.now();
        if (again) {
          this.actions.start(this.startBefore, true);
          this.actions.zoom(null, this);
        } else {
          this.startBefore = this.start;
          this.actions.start(weights, true);
        }
      },
      { once: true },
    );
  }

  dragStart(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.marker.focus({ preventScroll: true });
    this.marker.setPointerCapture(event.pointerId);
    let weights = null;
    const move = (moved) => {
      weights = this.weightsAt(moved).weights;
      this.actions.start(weights, false);
    };
    const end = () => {
      this.marker.removeEventListener("pointermove", move);
      this.marker.removeEventListener("pointerup", end);
      this.marker.removeEventListener("pointercancel", end);
      if (weights) this.actions.start(weights, true);
    };
    this.marker.addEventListener("pointermove", move);
    this.marker.addEventListener("pointerup", end);
    this.marker.addEventListener("pointercancel", end);
  }

  nudgeStart(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const factor = event.shiftKey ? 1 / 250 : 1 / 50;
    const spans = this.view.ranges.map(([low, high]) => (high - low) * factor);
    this.actions.start(this.start.map((value, i) => value + move[i] * spans[i]), true);
  }

  destroy() {
    if (this.plotted !== null) purge(this.plot);
    this.element.remove();
  }
}

/** What a panel's controls depend on, besides the numbers they show. */
function signature(choice) {
  return `${choice.key} ${(choice.schedule ?? CONSTANT).key}`;
}
