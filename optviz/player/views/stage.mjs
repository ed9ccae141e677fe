// A stage: a surface that stands still, and one path or several that move over it.

import { isCrowded } from "../core/crowding.mjs";
import { fitRanges, nearestRow, pointAt, toPixels, toWeights } from "../core/geometry.mjs";
import { spread } from "../core/heads.mjs";
import { coverOf, namesApart } from "../core/names.mjs";
import { hasDiverged } from "../core/run.mjs";
import { distanceTo, shapeAt } from "../core/shapes.mjs";
import { startFor, startsOf } from "../core/starts.mjs";
import { capital, h } from "../dom/elements.mjs";
import { StartHandles } from "../dom/start-handles.mjs";
import { newTip, rowInWords, showTip } from "../dom/tip.mjs";
import { listenToZoom } from "../dom/zoom.mjs";
import { drawArrows } from "../layers/arrows.mjs";
import { Axes, marginOf } from "../layers/axes.mjs";
import { paintGround } from "../layers/ground.mjs";
import { drawLabels, labelsIn } from "../layers/labels.mjs";
import { drawMark } from "../layers/marks.mjs";
import { drawNames } from "../layers/names.mjs";
import {
  clearStart,
  fitCanvas,
  markBest,
  markMinima,
  markStart,
  strokeFaint,
  strokeMinima,
  strokeWalked,
} from "../layers/paths.mjs";
import { drawTaylor } from "../layers/taylor.mjs";

/** @typedef {import("../core/view.mjs").View} View */

const SHAPE_REACH = 4; // pixels from an arrow or an ellipse that count as on it
const PATH_REACH = 7; // pixels from a path that count as on it
const HEAD_REACH = 12; // of a mark and its paper, in pixels
const MARGIN = { l: 3.1, r: 0.55, t: 0.36, b: 1.8 }; // in sizes of the axes' type

/** @implements {View} */
export class Stage {
  /** @param {import("../core/view.mjs").Room} actions */
  constructor(actions) {
    this.actions = actions;
    this.tracks = [];
    this.surface = this.theme = this.rules = null; // see `update`
    /** @type {ReturnType<typeof startsOf>} */
    this.starts = [];
    /** @type {number[][]} where these are drawn */
    this.startPixels = [];
    this.drawing = this.together = this.settled = this.labels = null;
    this.drawnTo = -1;
    this.laidOutFor = null; // the domain
    this.axes = new Axes();
    this.axesShow = []; // what they were drawn for: the view, the theme
    this.ground = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.scene = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.top = h("canvas", { className: "ov-canvas", "aria-hidden": "true" });
    this.plot = h("div", { className: "ov-plot" }, this.axes.element);
    this.named = actions.catalogue.drawn;
    this.shapes = []; // what has a name, of what is drawn at the playhead
    this.tip = newTip();
    // The canvases lie under all else: each that something lies under would cost the browser a layer more.
    this.element = h("div", { className: "ov-stage" }, ...this.canvases, this.plot, this.tip);
    this.handles = new StartHandles(this.tip, `${capital(this.named.start.word)}: ${this.named.start.said}`, {
      weightsAt: (event) => this.weightsAt(event),
      home: () => this.surface.start,
      spans: () => this.view.ranges.map(([low, high]) => high - low),
      move: actions.start,
    });
    this.stopZoom = listenToZoom(this.element, this.plot, {
      view: () => this.view,
      clicked: (pixel, onPlot) => this.clicked(pixel, onPlot),
      clickedTwice: () => this.clickedTwice(),
      zoom: (ranges) => this.actions.zoom(ranges),
    });
    this.plot.addEventListener("pointerdown", () => (this.tip.hidden = true));
    this.plot.addEventListener("pointermove", (event) => this.hovered(event));
    this.plot.addEventListener("pointerleave", () => (this.tip.hidden = true));
  }

  /** Takes over the tracks, the surface they lie on, where they begin, the theme and the rules for ticks. */
  update({ tracks, surface, theme, rules, drawing, settled, together }) {
    const before = this.tracks;
    const starts = startsOf(tracks);
    const same =
      this.theme === theme &&
      this.starts.length === starts.length &&
      this.surface === surface &&
      before.length === tracks.length &&
      tracks.every((track, i) => looksLike(track, before[i]));
    Object.assign(this, { surface, theme, rules, drawing, settled, together, starts });
    this.handles.fit(this.starts);
    this.tracks = tracks.map((track, i) => ({
      ...track,
      pixels: before[i]?.pixels,
      head: before[i]?.head,
      walked: before[i]?.walked,
    }));
    const isLabelled = this.view && same && (!this.surface.shares || this.labelsHere() === this.labels);
    if (!same || !isLabelled) this.place();
    else if (heldBy(before[0]) !== heldBy(tracks[0])) this.drawn = null; // what arrows and models need may be there by now
  }

  /** The labels of levels, which depend on all paths. */
  labelsHere() {
    const { surface, view, theme, drawing, together, settled } = this;
    return surface.shares ? labelsIn(surface, view, theme, drawing, { tracks: together, settled }) : [];
  }

  /** Takes its size in pixels. */
  layOut({ width: widest, height }) {
    const { margin } = this;
    const width = Math.min(widest, widestStage(this.surface, margin, height));
    this.size = { width, height };
    this.element.style.width = `${width}px`;
    this.element.style.height = `${height}px`;
    const inner = { width: width - margin.l - margin.r, height: height - margin.t - margin.b };
    const { domain } = this.surface;
    const equally = domain.length === 2;
    const fit = (ranges) => (equally ? fitRanges(ranges, inner.width, inner.height) : ranges);
    const zoomed = this.laidOutFor === this.surface.domainKey && this.view.ranges !== this.home ? this.view.ranges : null;
    this.laidOutFor = this.surface.domainKey;
    this.home = fit(equally ? domain : this.surface.view);
    this.view = { ...inner, margin, equally, ranges: zoomed ? fit(zoomed) : this.home };
    for (const canvas of this.canvases) {
      canvas.style.left = `${margin.l}px`;
      canvas.style.top = `${margin.t}px`;
    }
    this.groundContext = fitCanvas(this.ground, inner.width, inner.height);
    this.sceneContext = fitCanvas(this.scene, inner.width, inner.height);
    this.topContext = fitCanvas(this.top, inner.width, inner.height);
    this.place();
  }

  /** What stands still, with the paths faintly on it; the paths as far as they are walked; what moves: the lowest first. */
  get canvases() {
    return [this.ground, this.scene, this.top];
  }

  /** The room around the plot for its axes, in pixels. */
  get margin() {
    return marginOf(this.axes.element, MARGIN);
  }

  /** Shows these ranges, or those it began with. */
  setRanges(ranges) {
    this.view = { ...this.view, ranges: ranges ?? this.home };
    this.place();
    this.actions.redraw();
  }

  /** Whether all that was last asked for is on the page. */
  isDrawn() {
    return this.drawnTo >= 0 && this.axesShow[0] === this.view && this.axesShow[1] === this.theme;
  }

  /** Puts everything that depends on points and ranges where it belongs, and has the paths drawn anew. */
  place() {
    if (!this.view || !this.tracks.length) return;
    for (const track of this.tracks) {
      const count = track.coordinates.length / 2;
      const before = track.pixels?.length === 2 * count ? track.pixels : undefined;
      track.pixels = toPixels(track.coordinates, count, this.view, before);
      const { walked, crowded } = this.theme.strokes;
      track.width = isCrowded(track.pixels, this.view, this.theme.unit, this.drawing.crowding) ? crowded : walked;
    }
    const { minima, others = [] } = this.surface;
    this.minima = toPixels(minima, minima.length / 2, this.view);
    this.others = toPixels(others, others.length / 2, this.view);
    this.curvesOfMinima = this.surface.curvesOfMinima.map((line) => toPixels(line, line.length / 2, this.view));
    this.drawnTo = -1;
    this.drawn = null;
    this.cover = null; // where the paths run, once names have to be placed
    const { margin } = this.view;
    this.startPixels = this.starts.map(({ at }) => [...toPixels(at, 1, this.view)]);
    this.handles.put(this.startPixels.map(([x, y]) => (this.holds(x, y) ? [margin.l + x, margin.t + y] : null)));
  }

  holds(x, y) {
    return x >= 0 && y >= 0 && x <= this.view.width && y <= this.view.height;
  }

  /**
   * Draws the paths up to a step: only what is new, if it can. `arrows` is their magnification, 0 for none; `taylor` whether
   * to draw the models at the playhead.
   */
  frame(step, { arrows, taylor }) {
    if (!this.tracks[0]?.pixels || !this.sceneContext) return;
    const asked = `${step} ${arrows} ${taylor}`;
    if (this.drawn === asked) return; // a frame in which nothing is drawn costs the browser nothing
    this.drawn = asked;
    const { groundContext: ground, sceneContext: scene, topContext: top, view, theme } = this;
    this.drawAxes();
    if (this.drawnTo < 0) {
      paintGround(ground, this.surface, theme, view, this.drawing.levels);
      this.labels = this.labelsHere();
      drawLabels(ground, this.labels, this.surface, theme);
      for (const line of this.curvesOfMinima) strokeMinima(ground, line, theme);
      markMinima(ground, this.others, { ...theme, ink: theme.muted });
      markMinima(ground, this.minima, theme);
      for (const [x, y] of this.startPixels) clearStart(ground, x, y, theme);
      for (const track of this.tracks) strokeFaint(ground, track.pixels, track.colour, track.path.dash, theme);
      for (const { path, pixels } of this.tracks) if (path.best !== null) markBest(ground, pixels, path.best, theme);
    }
    if (step < this.drawnTo || this.drawnTo < 0) {
      scene.clearRect(0, 0, view.width, view.height);
      for (const track of this.tracks) track.walked = 0;
      this.drawnTo = 0;
    }
    if (step > this.drawnTo) {
      const alone = this.tracks.length === 1;
      for (const track of this.tracks) {
        const { pixels, colour, path, walked } = track;
        const style = { colour, theme, dash: alone ? [] : path.dash, along: walked, width: track.width };
        track.walked = strokeWalked(scene, pixels, this.drawnTo, step, style);
      }
      this.drawnTo = step;
    }
    this.clearTop(arrows || taylor || this.tracks.length > 1);
    for (const [x, y] of this.startPixels) markStart(top, x, y, theme);
    const models = { view, theme, weights: this.surface.axes.length, none: this.named.no_minimum.word };
    this.shapes = [];
    for (const track of this.tracks) {
      track.head = pointAt(track.pixels, step);
      if (taylor) this.shapes.push(...drawTaylor(top, track, step, models));
      if (arrows) this.shapes.push(...drawArrows(top, track, step, view, theme, arrows));
    }
    this.drawHeads(step);
  }

  /** The marks where the paths have come to, those that meet beside each other. */
  drawHeads(step) {
    const { theme, drawing, tracks } = this;
    const heads = spread(
      tracks.map(({ head }) => head),
      theme.unit,
      drawing.heads,
      theme.shares,
    );
    if (tracks.length > 1) {
      const names = namesApart(tracks.map(({ path }) => path.label));
      const paths = tracks.map(({ colour }, i) => ({ label: names[i], colour }));
      const pixels = tracks.map((track) => track.pixels);
      this.cover ??= coverOf(pixels, this.view, theme.unit, drawing.names);
      this.names = drawNames(this.topContext, heads, paths, this.view, theme, drawing.names, this.cover, this.names);
    }
    heads.forEach(({ x, y, size }, i) => {
      const { path, colour } = tracks[i];
      const diverged = hasDiverged(path, step);
      drawMark(this.topContext, x, y, { mark: path.mark, colour, theme, diverged, size });
    });
  }

  drawAxes() {
    const { size, view, theme, rules } = this;
    if (this.axesShow[0] === view && this.axesShow[1] === theme) return;
    this.axesShow = [view, theme];
    const [x, y] = view.ranges.map((range) => ({ range, most: rules.most.panel }));
    this.axes.draw({ size, margin: view.margin, x, y, inside: this.surface.titles, theme, rules });
  }

  /** Clears what moves: all of it, or only where the head and the ring are. */
  clearTop(much) {
    const { topContext: top, view } = this;
    if (much || this.hadMuch || this.headCount !== this.tracks.length) top.clearRect(0, 0, view.width, view.height);
    else {
      const reach = HEAD_REACH * this.theme.unit;
      const places = [...this.startPixels, this.cleared, this.tracks[0].head].filter(Boolean);
      for (const [x, y] of places) top.clearRect(x - reach, y - reach, 2 * reach, 2 * reach);
    }
    this.cleared = this.startPixels[0];
    this.headCount = this.tracks.length;
    this.hadMuch = Boolean(much);
  }

  // The hand

  pixelAt(event) {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left - this.view.margin.l, event.clientY - box.top - this.view.margin.t];
  }

  weightsUnder(/** @type {number[]} */ [x, y]) {
    return toWeights(x, y, this.view).slice(0, this.surface.axes.length);
  }

  weightsAt(event) {
    return this.weightsUnder(this.pixelAt(event));
  }

  /** The track and row under a pixel, or null. */
  rowAt(/** @type {Iterable<number>} */ [x, y]) {
    let best = null;
    for (const track of this.tracks) {
      const found = nearestRow(track.pixels, x, y);
      if (found.distance <= PATH_REACH && (!best || found.distance < best.distance)) best = { track, ...found };
    }
    return best;
  }

  /** A click on the plot: a start or, on a path, a playhead. */
  clicked(pixel, onPlot) {
    this.hasMovedStart = false;
    if (!onPlot) return;
    const onPath = this.rowAt(pixel);
    if (onPath) return this.actions.seek(onPath.row);
    this.hasMovedStart = true;
    const away = this.startPixels.map(([x, y]) => Math.hypot(x - pixel[0], y - pixel[1]));
    const { place } = startFor(this.starts, away);
    this.actions.start(this.weightsUnder(pixel), true, place);
  }

  /** A double click resets the zoom, and takes back what its first click did to the start. */
  clickedTwice() {
    if (this.hasMovedStart) this.actions.undo();
    this.hasMovedStart = false;
    this.actions.zoom(null);
  }

  /** The key of what has a name under a pixel, if there is something: of the minima, and of what is drawn at the playhead. */
  nameAt(/** @type {number[]} */ pixel) {
    const { minima, curvesOfMinima, shapes, theme } = this;
    const reach = SHAPE_REACH * theme.unit;
    const crosses = Array.from({ length: minima.length / 2 }, (_, i) => minima.subarray(2 * i, 2 * i + 2));
    const cross = crosses.find(([x, y]) => Math.hypot(x - pixel[0], y - pixel[1]) <= theme.strokes.minimum_reach + 2);
    const isOnCurve = curvesOfMinima.some((line) => distanceTo(pixel, line) <= reach);
    return shapeAt(pixel, shapes, reach)?.name ?? (cross ? "minimum" : isOnCurve ? "minima_curve" : null);
  }

  hovered(event) {
    if (event.buttons || event.pointerType === "touch" || !this.view) return;
    const pixel = this.pixelAt(event);
    const found = this.rowAt(pixel);
    const named = this.named[this.nameAt(pixel)];
    this.tip.hidden = !found && !named;
    this.plot.classList.toggle("ov-on-path", Boolean(found));
    const { margin } = this.view;
    const at = (/** @type {Iterable<number>} */ [x, y]) => [x + margin.l, y + margin.t];
    if (named) showTip(this.tip, `${capital(named.word)}\n${named.said}`, at(pixel), this.size.width);
    else if (found) {
      const { track, row } = found;
      showTip(this.tip, rowInWords(track, row), at([track.pixels[2 * row], track.pixels[2 * row + 1]]), this.size.width);
    }
  }

  destroy() {
    this.stopZoom();
    this.element.remove();
  }
}

/** The widest stage of a height whose plot, at equal scales, stays on the grid of the surface. */
function widestStage({ axes, domain }, margin, height) {
  if (axes.length === 1) return 2.4 * height;
  const [x, [y0, y1]] = [axes[0], domain[1]];
  const shape = (x[x.length - 1] - x[0]) / (y1 - y0);
  return Math.floor(shape * (height - margin.t - margin.b)) + margin.l + margin.r;
}

/** Of which rows a track has what goes on inside the method. */
function heldBy({ detail }) {
  return `${detail.from} ${detail.complete} ${Boolean(detail.taylor)}`;
}

/** Whether a track is drawn exactly like another one. */
function looksLike(track, other) {
  return (
    track.colour === other.colour && track.path.diverged_at === other.path.diverged_at && track.coordinates === other.coordinates
  );
}
